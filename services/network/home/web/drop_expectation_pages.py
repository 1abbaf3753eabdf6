"""Asking before a district is taken out of a Soll-Angebot: what becomes of what hangs on it."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from services.network.coverage import save_expectation as expect
from services.network.coverage.expectation_edits import applying
from services.network.coverage.web.map_pages import expectation_name, state_of
from services.network.coverage.web.today import coverage
from services.network.findings.findings import GAP_STATES
from services.network.findings.web.rows import rows_of
from services.network.measures.timeline import meetings_of
from services.network.reader import context
from services.network.reader import words as texts
from services.network.reader.labels import Labels, page
from services.network.records.model import Expectation, Meeting, Region, Report
from services.network.records.visible_network import VisibleNetwork
from services.network.reports.day_cells import day_cells
from services.network.reports.drafts import DRAFT, RELEASED, about_of
from services.network.reports.scope import Scope
from shared.accounts import author, requires
from shared.clock import berlin_day
from shared.errors import Conflict, NotFound
from shared.web.i18n import gettext as _
from shared.web.urls import url

blueprint = Blueprint("network_expect_less", __name__)

_PATH = "/abdeckung/soll/zelle/<region_id>/<topic_id>/weg"


def _cell(region_id: str, topic_id: str) -> str:
    return f"/abdeckung/soll/zelle/{region_id}/{topic_id}"


@blueprint.get(_PATH)
@requires("admin", "coordinator")
def ask(region_id: str, topic_id: str) -> str | Response:
    """What changes if nothing is expected here any more."""
    return _page(region_id, topic_id, request.args.get("soll", ""))


@blueprint.post(_PATH)
@requires("admin", "coordinator")
def take_out(region_id: str, topic_id: str) -> str | Response | tuple[str | Response, int]:
    """Take the district out of the expectation; one that means it alone is deleted."""
    id = request.form.get("soll", "")
    given = request.form.get("version", "")
    version = int(given) if given.isdecimal() and len(given) < 10 else 0
    try:
        expect.set_cell(context.parts(), id, region_id, version, None, author())
    except NotFound:
        pass  # Gone already, perhaps by the first of two clicks: it is as it was meant to be.
    except Conflict:
        context.forget_network()
        return _page(region_id, topic_id, id, notice=True), 409
    return redirect(url(_cell(region_id, topic_id), entfernt="1"), 303)


def _page(region_id: str, topic_id: str, id: str, notice: bool = False) -> str | Response:
    visible = context.unfiltered()
    region = visible.network.get(Region, region_id)
    found = [e for e in applying(visible.snapshot, region_id, topic_id) if e.id == id]
    if region is None:
        raise NotFound("not_found.region")
    if not found:
        # Already gone, in another window or by somebody else.
        return redirect(url(_cell(region_id, topic_id)), 303)
    expectation = found[0]
    view = Labels(visible)
    cell = coverage().by_place.get((id, region_id))
    row = rows_of([cell.id]).get(cell.id) if cell else None
    finding = visible.snapshot.cell_id(id, region_id)
    verdict = visible.snapshot.verdicts.get(finding)
    measures = context.unfiltered().measures_by_finding.get(finding, ())
    return page(
        "home/soll_zelle_weg.html",
        visible=visible,
        region=region,
        expectation=expectation,
        name=expectation_name(expectation, view),
        version=visible.network.version(Expectation.KIND, id),
        state=state_of(cell) if cell else "",
        is_finding=cell is not None and cell.state in GAP_STATES,
        row=row,
        verdict=verdict,
        judgement=_(texts.JUDGEMENTS[verdict.judgement]) if verdict else "",
        measures=[(m, len(m.findings)) for m in measures],
        meetings=_meetings(finding, visible),
        others=len(visible.districts_of(expectation.region_ids)) - 1,
        drafts=_drafts(expectation, region_id, visible),
        released=sum(r.status == RELEASED for r in visible.network.all(Report).values()),
        notice=notice,
        back=_cell(region_id, topic_id),
    )


def _meetings(finding: str, visible: VisibleNetwork) -> list[Meeting]:
    """Meetings to come that were planned because of the finding, by hand or through a measure."""
    found = {m.id: m for m in visible.network.all(Meeting).values() if finding in m.finding_ids}
    for measure in context.unfiltered().measures_by_finding.get(finding, ()):
        found |= {m.id: m for m in meetings_of(visible.network, measure)}
    day = context.today()
    coming = (m for m in found.values() if berlin_day(m.starts_at) >= day)
    return sorted((m for m in coming if m.status != "cancelled"), key=lambda m: (m.starts_at, m.id))


def _drafts(expectation: Expectation, region_id: str, visible: VisibleNetwork) -> list[Report]:
    """Drafts of reports that count this cell today."""
    network = visible.network
    drafts = []
    for report in network.all(Report).values():
        if report.status == DRAFT:
            scope = Scope(about_of(network, report), visible.snapshot)
            cells = day_cells(coverage(), scope)
            if (expectation.id, region_id) in cells.by_place:
                drafts.append(report)
    return sorted(drafts, key=lambda r: (r.title.casefold(), r.id))
