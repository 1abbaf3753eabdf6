"""The smallest set of next steps that closes most of what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint

from services.network.coverage.cells import CoverageState
from services.network.coverage.web.map_pages import expectation_name
from services.network.coverage.web.today import coverage, supply_index
from services.network.outlook.next_steps import (
    OPEN,
    Nearness,
    NextStep,
    StepKind,
    Target,
    next_steps_on,
)
from services.network.reader import context
from services.network.reader.labels import Labels, page
from services.network.records.model import Expectation, Offer, Project
from services.network.records.visible_network import VisibleNetwork
from shared.accounts import requires
from shared.marking import N_
from shared.web.i18n import aufzaehlung
from shared.web.i18n import gettext as _

blueprint = Blueprint("network_next_steps", __name__)

MOST = 10
"""So many steps fit in half a year's work; more would be no plan."""

NEAR = {
    Nearness.NEIGHBOUR: N_("arbeitet schon im Nachbarkreis"),
    Nearness.HOUSE: N_("das Haus ist schon dort"),
    Nearness.REACHABLE: N_("kommt schon auf Anfrage"),
    Nearness.ELSEWHERE: N_("arbeitet anderswo in Thüringen zu diesem Thema"),
}
"""Why somebody may come to a district."""


def steps() -> Sequence[NextStep]:
    """The steps of today."""
    found: Sequence[NextStep] = context.per_revision(
        "next_steps", lambda: next_steps_on(supply_index(), coverage(), MOST)
    )
    return found


def title(step: NextStep, view: Labels) -> str:
    """A step in one line."""
    topics = aufzaehlung(view.topics(step.topic_ids))
    if step.kind is StepKind.MEET:
        return _("Treffen zum Thema %(topics)s", topics=topics)
    record = view.visible.network.find(*step.record) if step.record else None
    name = record.title if isinstance(record, Offer | Project) else ""
    places = view.regions(step.region_ids)
    return _("„%(name)s“ auch dort anbieten: %(places)s", name=name, places=aufzaehlung(places))


def _targets(
    targets: Sequence[Target], closed: frozenset[str], view: Labels
) -> list[dict[str, Any]]:
    """What a step helps: the place, the expectation, who comes, and whether it closes it."""
    visible, found = view.visible, []
    cells = coverage().by_place
    for target in targets:
        expectation = visible.network.get(Expectation, target.expectation_id)
        if expectation is None:
            continue
        found.append(
            {
                "path": f"/abdeckung/{target.region_id}/{target.expectation_id}",
                "place": visible.region_name(target.region_id),
                "name": expectation_name(expectation, view),
                "state": cells[target.expectation_id, target.region_id].state.value,
                "houses": view.actors(target.house_ids),
                "near": _(NEAR[target.near]),
                "closes": target.cell_id in closed,
            }
        )
    return found


def _row(step: NextStep, view: Labels) -> dict[str, Any]:
    path = ""
    if step.record:
        path = ("/angebote/" if step.record[0] == "offer" else "/projekte/") + step.record[1]
    return {
        "step": step,
        "meet": step.kind is StepKind.MEET,
        "title": title(step, view),
        "path": path,
        "actors": view.actors(step.actor_ids),
        "targets": _targets(step.targets, frozenset(step.closed_ids), view),
        "closed": len(step.closed_ids),
    }


@blueprint.get("/hinweise/naechste-schritte")
@requires("admin", "coordinator")
def plan() -> str:
    """The steps in their order, each with what it closes and whom to ask."""
    visible: VisibleNetwork = context.unfiltered()
    view = Labels(visible)
    counts = coverage().counts()
    found = steps()
    return page(
        "outlook/naechste_schritte.html",
        visible=visible,
        rows=[_row(step, view) for step in found],
        missing=sum(counts[state] for state in OPEN),
        unknown=counts[CoverageState.UNKNOWN],
        expected=bool(visible.snapshot.expectations),
        share=found[-1].share if found else 0.0,
        closed=sum(len(step.closed_ids) for step in found),
    )
