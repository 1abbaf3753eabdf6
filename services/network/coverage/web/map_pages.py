"""The coverage picture: 22 districts as outlines or circles, and the same as a table.

Everybody sees the states; which offers stand behind them is shown as far as the
reader may see those offers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request

from services.network.coverage import cartogram
from services.network.coverage.cells import BareCell, Cell
from services.network.coverage.web.today import coverage
from services.network.reader import context
from services.network.reader.labels import Labels, cached, page
from services.network.records.model import (
    Delivery,
    Expectation,
    Offer,
    Region,
    Strategy,
    Survey,
    Topic,
)
from services.network.records.visible_network import VisibleNetwork
from shared.errors import NotFound

blueprint = Blueprint("network_coverage", __name__)

# Worst first: the colour of a district is that of its worst expectation. "Not surveyed" is
# no finding, so it ranks behind everything that is known to be missing.
ORDER = ("gap", "reach_only", "thin", "unknown", "covered", "many")
FACE = {"many": "covered"}
"""States that share a colour with another one; the table tells them apart."""


def state_of(cell: Cell | BareCell) -> str:
    """The state of a cell as pages show it: "many" stands for several providers."""
    return "many" if cell.several else cell.state.value


def worst(states: Iterable[str]) -> str:
    """The state that a district is drawn in."""
    found = set(states)
    return next((state for state in ORDER if state in found), "none")


@dataclass(frozen=True, slots=True)
class ExpectationColumn:
    """An expectation as the table's column: its name and its cells by district."""

    expectation: Expectation
    name: str
    cells: dict[str, BareCell]


def expectation_name(expectation: Expectation, view: Labels) -> str:
    """What is expected, in a few words."""
    label = view.visible.label(Topic, expectation.topic_id, context.lang())
    kinds = view.formats([expectation.format_id] if expectation.format_id else [])
    groups = view.target_groups(
        [expectation.target_group_id] if expectation.target_group_id else []
    )
    # In brackets: „für Kommunale Verwaltungen“ is no German, and labels are data. No colon
    # before the format: titles put the place and a colon before the name.
    details = ", ".join((*kinds, *groups))
    return f"{label} ({details})" if label and details else label or details


def lines(visible: VisibleNetwork) -> Sequence[ExpectationColumn]:
    """All expectations with their cells, by name."""
    view = Labels(visible)
    cells: dict[str, dict[str, BareCell]] = {}
    for cell in coverage().bare:
        cells.setdefault(cell.expectation_id, {})[cell.region_id] = cell
    found = [
        ExpectationColumn(
            expectation, expectation_name(expectation, view), cells.get(expectation.id, {})
        )
        for expectation in visible.snapshot.expectations
    ]
    return sorted(found, key=lambda line: (line.name.casefold(), line.expectation.id))


def _picture(kind: str, visible: VisibleNetwork) -> cartogram.DistrictPicture:
    if kind == "kreise":
        return cartogram.dorling({d.id: float(d.population) for d in visible.snapshot.districts})
    return cartogram.outline_map()


@blueprint.get("/abdeckung")
@cached
def overview() -> str:
    """The picture, its legend and the table."""
    visible = context.visible()
    rows: Sequence[ExpectationColumn] = context.per_revision(
        "coverage_lines", lambda: lines(visible), context.audience(), context.lang()
    )
    kind = "kreise" if request.args.get("bild") == "kreise" else "karte"
    wanted = request.args.get("soll", "")
    topic = request.args.get("thema", "")
    topics = (
        visible.snapshot.topics_below(topic) if visible.network.get(Topic, topic) else frozenset()
    )
    shown = [
        line
        for line in rows
        if (not wanted or line.expectation.id == wanted)
        and (not topics or line.expectation.topic_id in topics)
    ]
    districts = sorted(visible.snapshot.districts, key=lambda d: d.name)
    by_district = {
        d.id: [state_of(line.cells[d.id]) for line in shown if d.id in line.cells]
        for d in districts
    }
    states = {id: worst(found) for id, found in by_district.items()}
    counts = {
        state: sum(1 for found in by_district.values() for s in found if s == state)
        for state in ORDER
    }
    return page(
        "coverage/abdeckung.html",
        visible=visible,
        picture=_picture(kind, visible),
        kind=kind,
        wanted=wanted if any(line.expectation.id == wanted for line in rows) else "",
        topic=topic if topics else "",
        lines=shown,
        all_lines=rows,
        topics=_topics(rows, visible),
        districts=districts,
        states=states,
        faces={id: FACE.get(state, state) for id, state in states.items()},
        counts=counts,
        state_of=state_of,
        order=ORDER,
        attribution=cartogram.ATTRIBUTION,
        codes=cartogram.CODES,
        total=sum(counts.values()),
    )


def _topics(rows: Sequence[ExpectationColumn], visible: VisibleNetwork) -> list[tuple[str, str]]:
    """Topics that an expectation is about, for the choice."""
    ids = {line.expectation.topic_id for line in rows}
    return [(id, label) for id, label, _depth in visible.topic_tree(context.lang()) if id in ids]


@blueprint.get("/abdeckung/<region_id>")
@cached
def district(region_id: str) -> str:
    """One district with all its expectations."""
    visible = context.visible()
    region = visible.network.get(Region, region_id)
    if region is None or region.level != "district":
        raise NotFound("not_found.region")
    there = {cell.expectation_id: cell for cell in coverage().of_region(region_id)}
    rows = [
        (line, there[line.expectation.id], state_of(line.cells[region_id]))
        for line in lines(visible)
        if region_id in line.cells
    ]
    rows.sort(key=lambda row: (ORDER.index(row[2]), row[0].name.casefold()))
    return page("coverage/abdeckung_kreis.html", visible=visible, region=region, rows=rows)


@blueprint.get("/abdeckung/<region_id>/<expectation_id>")
@cached
def cell(region_id: str, expectation_id: str) -> str:
    """One expectation in one district: what is there, and what was looked at."""
    visible = context.visible()
    region = visible.network.get(Region, region_id)
    found = coverage().by_place.get((expectation_id, region_id))
    expectation = visible.network.get(Expectation, expectation_id)
    if region is None or found is None or expectation is None:
        raise NotFound("not_found.cell")
    return page(
        "coverage/abdeckung_zelle.html",
        visible=visible,
        region=region,
        cell=found,
        state=state_of(found),
        expectation=expectation,
        **evidence(found, expectation, visible),
    )


def delivered_topics(delivery: Delivery, visible: VisibleNetwork) -> tuple[str, ...]:
    """What a delivery was about: its own topics, else those of its offer."""
    offer = visible.network.get(Offer, delivery.offer_id)
    return delivery.topic_ids or (offer.topic_ids if offer else ())


def evidence(found: Cell, expectation: Expectation, visible: VisibleNetwork) -> dict[str, Any]:
    """What stands behind a cell, as far as this reader may see it."""
    network = visible.network
    surveys = [s for id in found.survey_ids if (s := network.get(Survey, id))]
    entries = [
        (record, source.kind, source.actor_id, source.reach.value)
        for provider in found.providers
        for source in provider.sources
        if (record := network.find(source.kind, source.id))
    ]
    all_entries = sum(len(provider.sources) for provider in found.providers)
    stale = [
        (record, entry.kind, entry.actor_id, entry.reach.value)
        for entry in found.stale
        if (record := network.find(entry.kind, entry.id))
    ]
    near = [
        (beside.region_id, names)
        for beside in found.neighbours
        if (names := [(id, name) for id in beside.house_ids if (name := visible.actor_name(id))])
    ]
    topics = visible.snapshot.topics_below(expectation.topic_id)
    deliveries = [
        d
        for d in visible.all(Delivery)
        if found.region_id in visible.districts_of([d.region_id])
        and topics & {*delivered_topics(d, visible)}
    ]
    strategy = network.get(Strategy, expectation.strategy_id)
    return {
        "name": expectation_name(expectation, Labels(visible)),
        "supplies": entries,
        "hidden": all_entries - len(entries),
        "stale": stale,
        "near": near,
        "surveys": sorted(surveys, key=lambda s: s.as_of, reverse=True),
        "deliveries": sorted(deliveries, key=lambda d: d.day, reverse=True)[:20],
        "strategy": strategy,
        "goal": dict(strategy.goals).get(expectation.strategy_goal, "") if strategy else "",
    }
