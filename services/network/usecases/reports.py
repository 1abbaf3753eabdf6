"""Reports: a draft with the coordinator's own text, then released under a name and frozen."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol

from services.network.domain.model import Provenance, Report, Visibility
from services.network.domain.network import ChangeSet, Network, Remove, Stored
from services.network.domain.period import PartialDate, Period
from services.network.domain.report import CHAPTERS
from services.network.domain.report_paper import Paper
from services.network.usecases.parts import Parts
from services.network.usecases.register import new_id, save_record
from shared.errors import Conflict, Invalid, NotFound, Problem, Refused

DRAFT, RELEASED = "draft", "released"
TYPES = ("gap_analysis", "progress", "final", "annual")
LONGEST_OWN_TEXT = 20_000


class ReportFiles(Protocol):
    """Frozen files by their SHA-256, and the typesetter; see ``adapters.report_files``."""

    def put(self, content: bytes) -> str:
        """Keep a file for ever; returns its SHA-256. The same content is kept once."""
        ...

    def get(self, digest: str) -> bytes:
        """A kept file, checked against its digest. Raises NotFound."""
        ...

    def pdf(self, paper: Paper) -> bytes:
        """The paper as PDF/UA-1; the same paper gives the same bytes. Raises Unavailable
        (``unavailable.typesetter``) if the typesetter cannot work."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """What a report is about, as its form asks."""

    title: str
    report_type: str
    day: date
    first: date
    last: date
    purpose: str = ""


def create_draft(parts: Parts, head: Head, today: date, author: str) -> Report:
    """A new draft. Raises Invalid, Unavailable."""
    report = _with_head(
        Report(
            id=new_id(),
            provenance=Provenance(visibility=Visibility.COORDINATORS),
            report_type=head.report_type,
            title=head.title,
            day=head.day,
        ),
        head,
        today,
    )
    save_record(parts, report, 0, author)
    return report


def save_draft(
    parts: Parts,
    id: str,
    head: Head,
    texts: Mapping[str, str],
    *,
    expects: int,
    today: date,
    author: str,
) -> Stored:
    """Change a draft: its head and the coordinator's text per chapter.

    Raises NotFound, Refused (``report.released``), Invalid, Conflict, Unavailable.
    """
    report = _draft(parts.current.network(), id)
    chapters = tuple((key, texts[key].strip()) for key in CHAPTERS if texts.get(key, "").strip())
    for key, text in chapters:
        if len(text) > LONGEST_OWN_TEXT:
            params = {"max_length": LONGEST_OWN_TEXT}
            raise Invalid(Problem("field.too_long", f"text_{key}", params=params))
    changed = dataclasses.replace(_with_head(report, head, today), chapters=chapters)
    return save_record(parts, changed, expects, author)


def delete_draft(parts: Parts, id: str, expects: int, author: str) -> None:
    """Remove a draft; a released report stays for ever. Raises as ``save_draft``."""
    report = _draft(parts.current.network(), id)
    parts.current.apply(
        ChangeSet((Remove(Report.KIND, report.id, expects),)), author, parts.clock()
    )


def release(
    parts: Parts,
    files: ReportFiles,
    id: str,
    *,
    expects: int,
    name: str,
    author: str,
    make: Callable[[Report], Mapping[str, bytes]],
) -> Report:
    """Freeze a report under a name. ``make`` renders its files by format.

    The files are written before the record that names them: a crash in between leaves files
    that nobody knows, never a report without its files.

    Raises NotFound, Refused (``report.released``), Invalid (``field.required`` of ``name``),
    Conflict, Unavailable.
    """
    network = parts.current.network()
    report = _draft(network, id)
    if network.version(Report.KIND, id) != expects:
        raise Conflict("conflict")
    if not name.strip():
        raise Invalid(Problem("field.required", "name"))
    released = dataclasses.replace(
        report,
        status=RELEASED,
        released_by=name.strip(),
        released_at=parts.clock(),
        revision=network.revision,
    )
    made = make(released)
    kept = tuple((form, files.put(content)) for form, content in sorted(made.items()))
    frozen = dataclasses.replace(released, files=kept)
    save_record(parts, frozen, expects, author, "Bericht freigegeben")
    return frozen


def find_report(network: Network, id: str) -> Report:
    """A report by its id. Raises NotFound."""
    report = network.get(Report, id)
    if report is None:
        raise NotFound("not_found.record")
    return report


def bounds(report: Report) -> tuple[date, date]:
    """First and last day of a report's period."""
    period = report.period
    first = period.start.earliest if period.start else report.day
    return first, period.end.latest if period.end else report.day


def _draft(network: Network, id: str) -> Report:
    report = find_report(network, id)
    if report.status != DRAFT:
        raise Refused("report.released")
    return report


def _with_head(report: Report, head: Head, today: date) -> Report:
    problems = []
    if not head.title.strip():
        problems.append(Problem("field.required", "title"))
    if head.report_type not in TYPES:
        problems.append(Problem("field.invalid", "report_type"))
    if head.last < head.first:
        problems.append(Problem("report.period", "last"))
    if head.day < head.first:
        problems.append(Problem("report.day_before", "day"))
    if head.day > today:
        # What is not known yet cannot be reported.
        problems.append(Problem("report.day_future", "day"))
    if problems:
        raise Invalid(problems)
    return dataclasses.replace(
        report,
        title=" ".join(head.title.split()),
        report_type=head.report_type,
        day=head.day,
        period=Period(PartialDate.of(head.first), PartialDate.of(head.last)),
        purpose=head.purpose.strip(),
    )
