"""Strategies with their goals, and deliveries: what took place where, on which day."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, request

from services.network.coverage.web.map_pages import expectation_name
from services.network.reader import context
from services.network.reader.labels import View, cached, page
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
    book = context.full_book()
    used = Counter((e.strategy_id, e.strategy_goal) for e in book.all(Expectation))
    found = sorted(book.all(Strategy), key=lambda s: (s.title.casefold(), s.id))
    return page("coverage/strategien.html", book=book, strategies=found, used=used)


@blueprint.get("/abdeckung/strategien/<id>")
@requires("admin", "coordinator")
@cached
def strategy(id: str) -> str:
    """One strategy: its goals, each with the expectations that rest on it."""
    book = context.full_book()
    record = context.stored(Strategy, id)
    view = View(book)
    resting: dict[str, list[tuple[str, str]]] = {}
    for e in book.all(Expectation):
        if e.strategy_id == id:
            goal = e.strategy_goal if e.strategy_goal in dict(record.goals) else ""
            resting.setdefault(goal, []).append((e.id, expectation_name(e, view)))
    for entries in resting.values():
        entries.sort(key=lambda entry: (entry[1].casefold(), entry[0]))
    return page("coverage/strategie.html", book=book, record=record, resting=resting)


@blueprint.get("/abdeckung/durchfuehrungen")
@requires("admin", "coordinator")
@cached
def deliveries() -> str:
    """What took place, latest first."""
    book = context.full_book()
    place = request.args.get("kreis", "")
    region = book.network.get(Region, place)
    found = sorted(
        (
            d
            for d in book.all(Delivery)
            if region is None or place in book.districts_of([d.region_id])
        ),
        key=lambda d: (-d.day.toordinal(), d.title.casefold(), d.id),
    )
    number, pages = page_number(len(found), PAGE)
    return page(
        "coverage/durchfuehrungen.html",
        book=book,
        rows=found[(number - 1) * PAGE : number * PAGE],
        total=len(found),
        number=number,
        pages=pages,
        place=place if region else "",
        offers=book.network.all(Offer),
    )


@blueprint.get("/abdeckung/durchfuehrungen/<id>")
@requires("admin", "coordinator")
@cached
def delivery(id: str) -> str:
    """One delivery."""
    book = context.full_book()
    record = context.stored(Delivery, id)
    return page(
        "coverage/durchfuehrung.html", book=book, record=record,
        offer=book.network.get(Offer, record.offer_id),
    )  # fmt: skip
