"""What a chapter of a report is, and what it is told from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from services.network.records.model import Report
from services.network.reports.chapters.names import ReportNames
from services.network.reports.facts import ReportData
from services.network.reports.paper import Block
from services.network.reports.rows import ReportFigure


@dataclass(frozen=True, slots=True)
class Telling:
    """What the chapters of one report are told from.

    ``previous`` is the released report that this one is compared with. ``chapters`` are the keys
    of the chapters that this report has, ``figures`` those that they state.
    """

    names: ReportNames
    data: ReportData
    report: Report
    previous: Report | None
    chapters: tuple[str, ...]
    figures: tuple[ReportFigure, ...]


@dataclass(frozen=True, slots=True)
class ReportChapter:
    """One chapter: everything that pages, paper and saving know of it.

    ``title`` and ``hint`` (what to write there) are marked for the catalogues and stand on pages;
    the paper has ``paper_title`` if it says more. ``make`` writes the generated part. ``places``
    maps each type of report that holds the chapter to its place there: chapters stand in the
    order of these numbers. ``figures`` are keys of the figures that it states. ``new_page``: it
    begins on a page of its own.

    ``key`` is stored with the coordinator's text and with comments: it never changes.
    """

    key: str
    title: str
    hint: str
    make: Callable[[Telling], tuple[Block, ...]]
    places: Mapping[str, int]
    figures: tuple[str, ...] = ()
    paper_title: str = ""
    new_page: bool = False

    @property
    def printed_title(self) -> str:
        """The title in the report itself, which is always German."""
        return self.paper_title or self.title
