"""What verbs about findings are handed."""

from __future__ import annotations

from typing import Protocol

from services.network.findings.live_findings import LiveFindings
from services.network.records.services import Services


class FindingServices(Services, Protocol):
    """The wired service with its findings."""

    @property
    def findings(self) -> LiveFindings:
        """The findings that this process works with."""
        ...
