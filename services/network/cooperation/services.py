"""What pages about cooperation are handed."""

from __future__ import annotations

from typing import Protocol

from services.network.cooperation.links import Relations
from services.network.coverage.services import CoverageServices
from services.network.records.network import Snapshot


class CooperationServices(CoverageServices, Protocol):
    """The wired service with who works with whom."""

    def relations_on(self, snapshot: Snapshot) -> Relations:
        """Who works with whom in a snapshot: one answer for everything that asks."""
        ...
