"""The forecasts that a running process works with: computed once, carried over what changes."""

from __future__ import annotations

import threading

from services.network.coverage.evidence import CellEvidence
from services.network.outlook.forecast import Forecast, forecast_on


class LiveForecast:
    """The last forecast with and without open ends of one process. Safe for threads."""

    def __init__(self) -> None:
        self._computing = threading.Lock()
        self._found: dict[bool, tuple[CellEvidence, Forecast]] = {}

    def on(self, evidence: CellEvidence, open_ends: bool) -> Forecast:
        """The forecast over a day's evidence; of the last one what has not changed is kept."""
        # One at a time: whoever waits needs the same forecast, and mostly it is there then.
        with self._computing:
            known = self._found.get(open_ends)
            if known is not None and known[0] is evidence:
                return known[1]
            before = known[1] if known is not None else None
            found = forecast_on(evidence, open_ends=open_ends, before=before)
            self._found[open_ends] = evidence, found
            return found
