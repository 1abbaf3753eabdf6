"""Frozen reports as content-addressed files, and what makes them: HTML, PDF, Word, Excel."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import structlog

from services.network.reports.files.html import write_html
from services.network.reports.files.typesetter import NotSet, Typesetting, order
from services.network.reports.paper import Paper, PaperPicture
from shared.errors import NotFound, Unavailable
from shared.files import write_whole

TEMPLATE = Path(__file__).parents[2] / "templates" / "network" / "reports" / "bericht.typ"
PICTURE_PPI = 180.0
"""Dots per inch of a drawing 500 pt wide: sharp on paper at the width that a report gives it."""

_log = structlog.get_logger(__name__)
_DIGEST = re.compile(r"[0-9a-f]{64}")


class ReportFolder:
    """A folder of files named by their SHA-256. The folder is made when needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep a file for ever; returns its SHA-256. Raises Unavailable (``unavailable.disk``)."""
        digest = hashlib.sha256(content).hexdigest()
        target = self._path(digest)
        # A damaged one is no file to keep: the same content heals it.
        if not target.exists() or hashlib.sha256(target.read_bytes()).hexdigest() != digest:
            write_whole(target, content, 0o444)
        return digest

    def get(self, digest: str) -> bytes:
        """A kept file, exactly as it was frozen.

        Raises NotFound for what is no name of a file, and Unavailable
        (``unavailable.report_file``, param ``file``) if it is gone or damaged: what was frozen is
        never given out as something else.
        """
        if not _DIGEST.fullmatch(digest):
            raise NotFound("not_found.report_file")
        path = self._path(digest)
        try:
            content = path.read_bytes()
            why = "damaged" if hashlib.sha256(content).hexdigest() != digest else ""
        except OSError as error:
            content, why = b"", error.strerror or type(error).__name__
        if why:
            file = str(path.relative_to(self._folder.parent))
            _log.error("report.file_damaged", file=file, why=why)
            raise Unavailable("unavailable.report_file", file=file)
        return content

    def remove(self, digest: str) -> None:
        """Delete a kept file for good, because somebody who was deleted stands in it."""
        if _DIGEST.fullmatch(digest):
            self._path(digest).unlink(missing_ok=True)

    def html(self, paper: Paper) -> bytes:
        """The paper as one HTML file; the same paper gives the same bytes."""
        return write_html(paper)

    def pdf(self, paper: Paper) -> bytes:
        """The paper as PDF/UA-1; the same paper gives the same bytes."""
        return typeset(paper)

    def docx(self, paper: Paper) -> bytes:
        """The paper as a Word document; the same paper gives the same bytes."""
        from services.network.reports.files.docx import write_docx

        svgs = pictures_of(paper)
        with typesetting(map(_drawing, svgs)) as setting:
            drawn = {svg: setting.next() for svg in svgs}
        return write_docx(paper, drawn)

    def xlsx(self, paper: Paper) -> bytes:
        """The paper's tables as an Excel file; the same paper gives the same bytes."""
        from services.network.reports.files.xlsx import write_xlsx

        return write_xlsx(paper)

    def every_format(self, paper: Paper) -> Mapping[str, bytes]:
        """The paper in every format, as each alone would be; the pages are set meanwhile."""
        from services.network.reports.files.docx import write_docx

        svgs = pictures_of(paper)
        with typesetting((*map(_drawing, svgs), _document(paper))) as setting:
            drawn = {svg: setting.next() for svg in svgs}
            made = {
                "html": self.html(paper),
                "docx": write_docx(paper, drawn),
                "xlsx": self.xlsx(paper),
            }
            return {**made, "pdf": setting.next()}

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


def pictures_of(paper: Paper) -> tuple[str, ...]:
    """The drawings of a paper in their order, each once."""
    blocks = (b for chapter in paper.chapters for b in (*chapter.own, *chapter.blocks))
    return tuple(dict.fromkeys(b.svg for b in blocks if isinstance(b, PaperPicture)))


def picture(svg: str) -> bytes:
    """A drawing as PNG, for formats that know no SVG; the same drawing gives the same bytes."""
    with typesetting([_drawing(svg)]) as setting:
        return setting.next()


def typeset(paper: Paper) -> bytes:
    """Set a paper with typst."""
    with typesetting([_document(paper)]) as setting:
        return setting.next()


@contextmanager
def typesetting(orders: Iterable[dict[str, Any]]) -> Iterator[Typesetting]:
    """A run of the typesetter. Raises Unavailable (``unavailable.typesetter``)."""
    try:
        run = Typesetting(tuple(orders))
    except OSError as error:
        raise Unavailable("unavailable.typesetter") from error
    with run as setting:
        try:
            yield setting
        except NotSet as error:
            raise Unavailable("unavailable.typesetter") from error


def _drawing(svg: str) -> dict[str, Any]:
    page = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: 500pt)'
    )
    return order(page, {"svg": svg}, format="png", ppi=PICTURE_PPI)


# Escaped in JSON, so the typesetter does not see them; a line's end stays one.
_CONTROLS = re.compile(r"((?<!\\)(?:\\\\)*)\\(?:[bfrt]|u00[01][0-9a-f])")


def _document(paper: Paper) -> dict[str, Any]:
    """All data travel as one JSON text, nothing is pasted into the template."""
    day = date.fromisoformat(paper.day)
    stamp = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return order(
        TEMPLATE.read_text(encoding="utf-8"),
        {"paper": _CONTROLS.sub(r"\1 ", paper.as_json())},
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=int(stamp.timestamp()),
    )
