"""Frozen reports as content-addressed files, and what makes them: PDF, Word, Excel."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from services.network.reports.files import typesetter
from services.network.reports.paper import Paper
from shared.errors import NotFound, Unavailable

TEMPLATE = Path(__file__).parents[2] / "templates" / "network" / "reports" / "bericht.typ"
PICTURE_PPI = 180.0
"""Dots per inch of a drawing 500 pt wide: sharp on paper at the width that a report gives it."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


class ReportFolder:
    """A folder of files named by their SHA-256. The folder is made when needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep a file for ever; returns its SHA-256."""
        digest = hashlib.sha256(content).hexdigest()
        target = self._path(digest)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_suffix(f".{secrets.token_hex(4)}")
            with open(draft, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            draft.chmod(0o444)
            # Only a file that is complete gets its name.
            draft.replace(target)
        return digest

    def get(self, digest: str) -> bytes:
        """A kept file; one whose content is not what was frozen is none."""
        if not _DIGEST.fullmatch(digest):
            raise NotFound("not_found.report_file")
        try:
            content = self._path(digest).read_bytes()
        except FileNotFoundError:
            raise NotFound("not_found.report_file") from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise NotFound("not_found.report_file")
        return content

    def pdf(self, paper: Paper) -> bytes:
        """The paper as PDF/UA-1; the same paper gives the same bytes."""
        return typeset(paper)

    def docx(self, paper: Paper) -> bytes:
        """The paper as a Word document; the same paper gives the same bytes."""
        from services.network.reports.files.docx import write_docx

        return write_docx(paper, picture)

    def xlsx(self, paper: Paper) -> bytes:
        """The paper's tables as an Excel file; the same paper gives the same bytes."""
        from services.network.reports.files.xlsx import write_xlsx

        return write_xlsx(paper)

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


def picture(svg: str) -> bytes:
    """A drawing as PNG, for formats that know no SVG; the same drawing gives the same bytes."""
    page = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: 500pt)'
    )
    return _set(page, {"svg": svg}, format="png", ppi=PICTURE_PPI)


def typeset(paper: Paper) -> bytes:
    """Set a paper with typst. All data travel as one JSON text, nothing is pasted into the
    template."""
    day = date.fromisoformat(paper.day)
    stamp = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return _set(
        TEMPLATE.read_text(encoding="utf-8"),
        {"paper": paper.as_json()},
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=int(stamp.timestamp()),
    )


def _set(source: str, inputs: dict[str, str], **options: Any) -> bytes:
    try:
        return typesetter.run(source, inputs, **options)
    except (RuntimeError, OSError) as error:
        raise Unavailable("unavailable.typesetter") from error
