"""Strategies with their goals, and deliveries: what took place where, on which day."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, request

from services.network.coverage.web.map_pages import expectation_name
from services.network.reader import context
from services.network.reader.labels import Labels, cached, page
from services.network.reader.pagination import page_number
from services.network.records.model import Delivery, Expectation, Offer, Region, Strategy
from shared.accounts import requires

blueprint = Blueprint("network_strategies", __name__)

PAGE = 50


@blueprint.get("/abdeckung/strategien")
@requires("admin", "coordinator")
@cached
def strategies() -> str:
    """All strategies with their goals, and how many expectations rest on each goal."""
    visible = context.unfiltered()
    used = Counter((e.strategy_id, e.strategy_goal) for e in visible.all(Expectation))
    found = sorted(visible.all(Strategy), key=lambda s: (s.title.casefold(), s.id))
    return page("coverage/strategien.html", visible=visible, strategies=found, used=used)


@blueprint.get("/abdeckung/strategien/<id>")
@requires("admin", "coordinator")
@cached
def strategy(id: str) -> str:
    """One strategy: its goals, each with the expectations that rest on it."""
    visible = context.unfiltered()
    record = context.stored(Strategy, id)
    view = Labels(visible)
    resting: dict[str, list[tuple[str, str]]] = {}
    for e in visible.all(Expectation):
        if e.strategy_id == id:
            goal = e.strategy_goal if e.strategy_goal in dict(record.goals) else ""
            resting.setdefault(goal, []).append((e.id, expectation_name(e, view)))
    for entries in resting.values():
        entries.sort(key=lambda entry: (entry[1].casefold(), entry[0]))
    return page("coverage/strategie.html", visible=visible, record=record, resting=resting)


@blueprint.get("/abdeckung/durchfuehrungen")
@requires("admin", "coordinator")
@cached
def deliveries() -> str:
    """What took place, latest first."""
    visible = context.unfiltered()
    place = request.args.get("kreis", "")
    region = visible.network.get(Region, place)
    found = sorted(
        (
            d
            for d in visible.all(Delivery)
            if region is None or place in visible.districts_of([d.region_id])
        ),
        key=lambda d: (-d.day.toordinal(), d.title.casefold(), d.id),
    )
    number, pages = page_number(len(found), PAGE)
    return page(
        "coverage/durchfuehrungen.html",
        visible=visible,
        rows=found[(number - 1) * PAGE : number * PAGE],
        total=len(found),
        number=number,
        pages=pages,
        place=place if region else "",
        offers=visible.network.all(Offer),
    )


@blueprint.get("/abdeckung/durchfuehrungen/<id>")
@requires("admin", "coordinator")
@cached
def delivery(id: str) -> str:
    """One delivery."""
    visible = context.unfiltered()
    record = context.stored(Delivery, id)
    return page(
        "coverage/durchfuehrung.html", visible=visible, record=record,
        offer=visible.network.get(Offer, record.offer_id),
    )  # fmt: skip
