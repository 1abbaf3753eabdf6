"""Soll-Angebote: what should exist, as a list and as a matrix; one cell changed at a time.

Everybody may read what is expected and why; coordinators change it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from services.network.coverage import save_expectation as expect
from services.network.coverage.expectation_edits import applying
from services.network.coverage.web.map_pages import ORDER, expectation_name, state_of
from services.network.coverage.web.today import coverage
from services.network.directory.web.record_forms import weight_of
from services.network.reader import context
from services.network.reader import words as texts
from services.network.reader.labels import Labels, cached, page
from services.network.records.model import Expectation, Reach, Region, Strategy, Topic
from services.network.records.numbers import number_words
from services.network.records.visible_network import VisibleNetwork
from shared.accounts import author, requires
from shared.errors import Conflict, Invalid, NotFound, Problem
from shared.web.i18n import gettext as _
from shared.web.posted import posted_version
from shared.web.urls import url

blueprint = Blueprint("network_expect", __name__)

HOME_ROW = "16"


@dataclass(frozen=True, slots=True)
class ExpectationFilter:
    """An expectation as pages show it; ``counts`` are its districts per state today."""

    expectation: Expectation
    name: str
    places: str
    strategy: str
    goal: str
    counts: Mapping[str, int]
    later: bool


def places_words(expectation: Expectation, view: Labels) -> str:
    """Where it is expected, in words."""
    return ", ".join(view.regions(expectation.region_ids)) or "–"


def short_title(title: str) -> str:
    """A strategy's title without what stands in brackets: official ones fill half a page."""
    return title.partition(" (")[0]


def _wanted(visible: VisibleNetwork) -> list[ExpectationFilter]:
    view = Labels(visible)
    strategies = visible.network.all(Strategy)
    counts: dict[str, Counter[str]] = {}
    for cell in coverage().bare:
        counts.setdefault(cell.expectation_id, Counter())[state_of(cell)] += 1
    found = []
    for e in visible.all(Expectation):
        strategy = strategies.get(e.strategy_id)
        found.append(
            ExpectationFilter(
                e,
                expectation_name(e, view),
                places_words(e, view),
                short_title(strategy.title) if strategy else "",
                dict(strategy.goals).get(e.strategy_goal, "") if strategy else "",
                counts.get(e.id, Counter()),
                e.since is not None and e.since > context.today(),
            )
        )
    return sorted(found, key=lambda w: (w.name.casefold(), w.places, w.expectation.id))


@blueprint.get("/abdeckung/soll")
@cached
def overview() -> str:
    """All expectations as a list."""
    visible = context.visible()
    wanted = _wanted(visible)
    topic, place = request.args.get("thema", ""), request.args.get("kreis", "")
    topics = (
        visible.snapshot.topics_below(topic) if visible.network.get(Topic, topic) else frozenset()
    )
    region = visible.network.get(Region, place)
    shown = [
        w
        for w in wanted
        if (not topics or w.expectation.topic_id in topics)
        and (region is None or place in visible.districts_of(w.expectation.region_ids))
    ]
    ids = {w.expectation.topic_id for w in wanted}
    return page(
        "coverage/soll.html",
        visible=visible,
        rows=shown,
        total=len(wanted),
        order=ORDER,
        topics=[(id, label) for id, label, _d in visible.topic_tree(context.lang()) if id in ids],
        topic=topic if topics else "",
        place=place if region else "",
        proposal=_proposal(visible) if not wanted and context.coordinating() else (),
        number=number_words,
    )


def _proposal(visible: VisibleNetwork) -> Sequence[tuple[str, Expectation]]:
    """The basic expectations that one click takes over."""
    view = Labels(visible)
    return [(expectation_name(e, view), e) for e in context.parts().datasets.basics()]


@blueprint.post("/abdeckung/soll/vorschlag")
@requires("admin", "coordinator")
def take_proposal() -> Response:
    """Take the basic expectations over."""
    expect.take_basics(context.parts(), author())
    return redirect(url("/abdeckung/soll", uebernommen="1"), 303)


@blueprint.get("/abdeckung/soll/<id>")
@cached
def expectation(id: str) -> str:
    """One expectation: what, why, and how it stands in every district."""
    visible = context.visible()
    row = next((w for w in _wanted(visible) if w.expectation.id == id), None)
    if row is None:
        raise NotFound("not_found.record")
    cells = sorted(
        ((visible.region_name(c.region_id), c, state_of(c)) for c in coverage().of_expectation(id)),
        key=lambda cell: (ORDER.index(cell[2]), cell[0].casefold()),
    )
    return page(
        "coverage/soll_eintrag.html", visible=visible, row=row, record=row.expectation, cells=cells,
        order=ORDER, number=number_words,
    )  # fmt: skip


# --- as a matrix --------------------------------------------------------------------------


@blueprint.get("/abdeckung/soll/matrix")
@cached
def matrix() -> str:
    """Districts or groups of regions by topics; every cell says what is expected there."""
    visible = context.visible()
    wanted = _wanted(visible)
    groups = request.args.get("zeilen") == "gruppen"
    every = request.args.get("themen") == "alle"
    used = {w.expectation.topic_id for w in wanted}
    tree = visible.topic_tree(context.lang())
    columns = [(id, label) for id, label, _depth in tree if every or id in used]
    cells: dict[tuple[str, str], list[ExpectationFilter]] = {}
    rows: list[tuple[str, str]]
    regions: dict[str, list[str]] = {}
    if groups:
        names: dict[str, str] = {}
        for w in wanted:
            names.setdefault(w.places, w.places)
            regions.setdefault(w.places, list(w.expectation.region_ids))
            cells.setdefault((w.places, w.expectation.topic_id), []).append(w)
        rows = sorted(names.items(), key=lambda row: row[1].casefold())
    else:
        rows = visible.district_choices()
        for w in wanted:
            for district in visible.districts_of(w.expectation.region_ids):
                cells.setdefault((district, w.expectation.topic_id), []).append(w)
    return page(
        "coverage/soll_matrix.html", visible=visible, groups=groups, every=every, columns=columns,
        rows=rows, cells=cells, regions=regions, total=len(wanted), number=number_words,
    )  # fmt: skip


@blueprint.get("/abdeckung/soll/zelle/<region_id>/<topic_id>")
@requires("admin", "coordinator")
def cell(region_id: str, topic_id: str) -> str:
    """What one district shall have for one topic, to be changed for this district alone."""
    return _cell_page(region_id, topic_id)


def _cell_page(
    region_id: str,
    topic_id: str,
    typed: Mapping[str, Mapping[str, str]] | None = None,
    problems: tuple[Problem, ...] = (),
    notice: bool = False,
) -> str:
    visible = context.unfiltered()
    region, topic = visible.network.get(Region, region_id), visible.network.get(Topic, topic_id)
    if region is None or region.level != "district" or topic is None:
        raise NotFound("not_found.region")
    view = Labels(visible)
    found = []
    for e in applying(visible.snapshot, region_id, topic_id):
        values = {
            "minimum": str(e.minimum),
            "reach": e.reach.value,
            "weight": number_words(e.weight),
            "reason": e.reason,
        }
        shared_with = len(visible.districts_of(e.region_ids)) - 1
        current = coverage().by_place.get((e.id, region_id))
        found.append(
            (
                e,
                expectation_name(e, view),
                (typed or {}).get(e.id, values),
                shared_with,
                visible.network.version(Expectation.KIND, e.id),
                state_of(current) if current else "",
                visible.measures_by_finding.get(current.id, ()) if current and shared_with else [],
            )
        )
    return page(
        "coverage/soll_zelle.html", visible=visible, region=region, topic=topic, found=found,
        problems=problems, notice=notice, posted=next(iter(typed or ()), ""),
        label=visible.label(Topic, topic_id, context.lang()),
        options=[(key, _(word)) for key, word in texts.REACH.items()],
    )  # fmt: skip


@blueprint.post("/abdeckung/soll/zelle/<region_id>/<topic_id>")
@requires("admin", "coordinator")
def change_cell(region_id: str, topic_id: str) -> Response | tuple[str, int]:
    """Save one district's part of an expectation."""
    id = request.form.get("soll", "")
    stored = context.network().get(Expectation, id)
    typed = {
        name: request.form.get(name, "").strip()
        for name in ("minimum", "reach", "weight", "reason")
    }
    try:
        if stored is None:
            raise NotFound("not_found.deleted_meanwhile")
        changed = _read(stored, typed)
        expect.set_cell(context.parts(), id, region_id, posted_version(), changed, author())
    except Invalid as error:
        return _cell_page(region_id, topic_id, {id: typed}, error.problems), 422
    except Conflict:
        context.forget_network()
        return _cell_page(region_id, topic_id, {id: typed}, notice=True), 409
    return redirect(url(f"/abdeckung/soll/zelle/{region_id}/{topic_id}", gespeichert="1"), 303)


def _read(stored: Expectation, typed: Mapping[str, str]) -> Expectation:
    """The expectation with the four values of the small form. Raises Invalid."""
    problems: list[Problem] = []
    minimum = typed["minimum"]
    if not minimum.isdecimal() or len(minimum) > 3 or int(minimum) < 1:
        problems.append(Problem("form.count_from_one", "minimum"))
    if typed["reach"] not in texts.REACH:
        problems.append(Problem("form.unknown_choice", "reach"))
    weight = 1.0
    try:
        weight = weight_of(typed["weight"])
    except Invalid as error:
        problems += [replace(problem, field="weight") for problem in error.problems]
    if not typed["reason"]:
        problems.append(Problem("form.required", "reason"))
    if problems:
        raise Invalid(problems)
    return replace(
        stored,
        minimum=int(minimum),
        reach=Reach(typed["reach"]),
        weight=weight,
        reason=typed["reason"],
        provenance=replace(stored.provenance, confirmed=context.today()),
    )
