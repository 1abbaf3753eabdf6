"""Release of a report: frozen under a name, with its files."""

from __future__ import annotations

import dataclasses

from services.network.records.change_sets import check_references
from services.network.records.model import Report
from services.network.records.network import ChangeSet, Put
from services.network.records.save import save_record
from services.network.records.validity import problems_of
from services.network.reports.chapters.compose import signed
from services.network.reports.drafts import RELEASED, draft_of
from services.network.reports.services import ReportServices
from shared.errors import Conflict, Invalid, Problem


def release(
    parts: ReportServices, id: str, *, expects: int, name: str, author: str, seen: str = ""
) -> Report:
    """Freeze a report under a name. Its numbers stay with it, so that the next one can refer to
    what this one said.

    ``seen`` is the digest of what the person has read (blank: whatever it says now).

    The files are written before the record that names them: a crash in between leaves files
    that nobody knows, never a report without its files.

    Raises NotFound, Refused (``report.released``), Conflict (``conflict.report_data`` if it says
    something else than was seen), Invalid (``field.required`` of ``name`` and whatever the record
    says), Unavailable.
    """
    network = parts.live.network()
    report = draft_of(network, id)
    counted = parts.counted_reports.of(network, report)
    if seen and counted.digest != seen:
        raise Conflict("conflict.report_data")
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
    # Before the pages are set: what cannot be saved shall leave no files behind.
    if problems := problems_of(released):
        raise Invalid(problems)
    check_references(network, ChangeSet((Put(released, expects),)))
    made = parts.report_files.every_format(signed(counted.paper, released))
    kept = tuple((form, parts.report_files.put(content)) for form, content in sorted(made.items()))
    frozen = dataclasses.replace(released, files=kept, figures=counted.figures)
    save_record(parts, frozen, expects, author, "Bericht freigegeben")
    return frozen
