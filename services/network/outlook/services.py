"""What pages about what is to come are handed."""

from __future__ import annotations

from typing import Protocol

from services.network.cooperation.services import CooperationServices
from services.network.outlook.forecast import Forecast
from services.network.records.network import Snapshot


class OutlookServices(CooperationServices, Protocol):
    """The wired service with its forecast."""

    def forecast_on(self, snapshot: Snapshot, open_ends: bool) -> Forecast:
        """What gets worse after a snapshot's day; ``open_ends`` as in ``outlook.forecast``."""
        ...
