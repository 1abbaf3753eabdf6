"""What the start page is handed."""

from __future__ import annotations

from typing import Protocol

from services.network.findings.services import FindingServices
from services.network.home.upkeep import LiveUpkeep


class HomeServices(FindingServices, Protocol):
    """The wired service with the upkeep of its network."""

    @property
    def upkeep(self) -> LiveUpkeep:
        """What nobody confirmed for long, and how much runs."""
        ...
