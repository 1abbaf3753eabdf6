"""What pages about coverage are handed."""

from __future__ import annotations

from typing import Protocol

from services.network.coverage.coverage import Coverage
from services.network.records.network import Snapshot
from services.network.records.services import Services


class CoverageServices(Services, Protocol):
    """The wired service with its coverage."""

    def coverage_on(self, snapshot: Snapshot) -> Coverage:
        """The coverage of a snapshot, computed once with the findings that rest on it."""
        ...
