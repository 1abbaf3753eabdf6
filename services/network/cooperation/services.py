"""What pages about cooperation are handed."""

from __future__ import annotations

from typing import Protocol

from services.network.cooperation.known_structures import KnownStructures
from services.network.cooperation.links import Relations
from services.network.cooperation.structure import Isolated
from services.network.coverage.services import CoverageServices
from services.network.records.network import Snapshot


class CooperationServices(CoverageServices, Protocol):
    """The wired service with who works with whom."""

    @property
    def structures(self) -> KnownStructures:
        """The structures that this process knows."""
        ...

    def relations_on(self, snapshot: Snapshot) -> Relations:
        """Who works with whom in a snapshot: one answer for everything that asks."""
        ...

    def isolated_on(self, snapshot: Snapshot) -> tuple[Isolated, ...]:
        """Who is linked with nobody in a snapshot, computed once with the other findings."""
        ...
