"""What pages about coverage are handed."""

from __future__ import annotations

from typing import Protocol

from services.network.coverage.coverage import Coverage
from services.network.coverage.supply import SupplyIndex
from services.network.records.network import Snapshot
from services.network.records.services import Services


class CoverageServices(Services, Protocol):
    """The wired service with its coverage."""

    def supply_index_on(self, snapshot: Snapshot) -> SupplyIndex:
        """The supply of a snapshot by district: one index for everything that is computed of it."""
        ...

    def coverage_on(self, snapshot: Snapshot) -> Coverage:
        """The coverage of a snapshot, computed once with the findings that rest on it."""
        ...
