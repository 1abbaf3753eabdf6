"""What verbs and pages about reports are handed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from services.network.records.services import Services
from services.network.reports.counted import CountedReports
from services.network.reports.paper import Paper


class ReportFiles(Protocol):
    """Frozen files by their SHA-256, and the typesetter; see ``files.store``."""

    def put(self, content: bytes) -> str:
        """Keep a file for ever; returns its SHA-256. The same content is kept once."""
        ...

    def get(self, digest: str) -> bytes:
        """A kept file, checked against its digest. Raises NotFound."""
        ...

    def html(self, paper: Paper) -> bytes:
        """The paper as one HTML file that needs nothing else; the same paper, the same bytes."""
        ...

    def pdf(self, paper: Paper) -> bytes:
        """The paper as PDF/UA-1; the same paper gives the same bytes. Raises Unavailable
        (``unavailable.typesetter``) if the typesetter cannot work."""
        ...

    def docx(self, paper: Paper) -> bytes:
        """The paper as a Word document; the same paper gives the same bytes."""
        ...

    def xlsx(self, paper: Paper) -> bytes:
        """The paper's tables as an Excel file; the same paper gives the same bytes."""
        ...

    def every_format(self, paper: Paper) -> Mapping[str, bytes]:
        """The paper as ``html``, ``pdf``, ``docx`` and ``xlsx``. Raises as ``pdf``."""
        ...


class ReportServices(Services, Protocol):
    """The wired service with its reports."""

    @property
    def counted_reports(self) -> CountedReports:
        """The reports as they would be printed now."""
        ...

    @property
    def report_files(self) -> ReportFiles:
        """Frozen files and what makes them."""
        ...
