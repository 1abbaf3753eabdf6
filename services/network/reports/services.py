"""What pages about reports are handed."""

from __future__ import annotations

from typing import Protocol

from services.network.records.services import Services
from services.network.reports.drafts import ReportFiles


class ReportServices(Services, Protocol):
    """The wired service with the files of reports."""

    @property
    def report_files(self) -> ReportFiles:
        """Frozen files and what makes them."""
        ...
