"""The findings of the days that reports ask for: computed once, carried over what changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

from services.network.findings.findings import Findings
from services.network.findings.live_findings import LiveFindings
from services.network.records.live_network import LiveNetwork
from services.network.records.network import Snapshot

KEPT_DAYS = 2
"""Days other than today whose findings are kept: a report's own and the one it compares with."""


class DayFindings:
    """Findings by day. Safe for threads."""

    def __init__(self, live: LiveNetwork, todays: LiveFindings, today: Callable[[], date]) -> None:
        """``todays`` are those that the whole process works with."""
        self._live = live
        self._todays = todays
        self._today = today
        self._lock = threading.Lock()
        self._kept: dict[date, LiveFindings] = {}

    def on(self, snapshot: Snapshot) -> Findings:
        """All findings of a snapshot of a network of this process."""
        return self._of(snapshot.day).on(snapshot)

    def _of(self, day: date) -> LiveFindings:
        if day == self._today():
            return self._todays
        with self._lock:
            # Put in again: the day that was asked for longest ago goes first.
            found = self._kept.pop(day, None) or LiveFindings(self._live)
            self._kept[day] = found
            while len(self._kept) > KEPT_DAYS:
                del self._kept[next(iter(self._kept))]
        return found
