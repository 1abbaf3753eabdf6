"""The start page: for coordinators what needs them today, for visitors what there is."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from services.network.directory import postcodes
from services.network.findings.web.question_words import answers_to_check, undeliverable
from services.network.findings.web.rows import table
from services.network.home.services import HomeServices
from services.network.home.upkeep import Upkeep
from services.network.measures.measures import is_overdue
from services.network.measures.web import views as measure_view
from services.network.measures.web import words as measure_words
from services.network.reader import context
from services.network.reader import words as texts
from services.network.reader.labels import cached, page
from services.network.reader.pagination import page_number
from services.network.records.model import (
    Actor,
    Cooperation,
    Offer,
    Project,
    Record,
    Region,
    Topic,
)
from services.network.records.visible_network import VisibleNetwork
from shared.accounts import requires
from shared.web.urls import url

blueprint = Blueprint("network_home", __name__)

PER_PAGE = 30
MOST = 5
"""So many entries of each sort the start page names; the rest is one click away."""


def _upkeep() -> Upkeep:
    """Of everything that is known: only coordinators are told."""
    return cast(HomeServices, context.parts()).upkeep.on(context.unfiltered().snapshot)


@blueprint.get("/")
def start() -> Response | str:
    """The start page; leads to the set-up while there is nothing yet."""
    if context.network().installation is None:
        return redirect(url("/einrichtung"), 303)
    if context.coordinating():
        return _coordinator()
    return _visitor()


def _coordinator() -> str:
    visible = context.visible()
    all_findings = table()
    rows = all_findings.where(all_findings.open)
    old = _upkeep()
    return page(
        "home/start_koordination.html",
        visible=visible,
        rows=rows[:MOST],
        open_count=len(rows),
        new_answers=answers_to_check(),
        lost_letters=undeliverable(),
        counts=all_findings.open_by_kind(),
        ageing={"count": len(old.stale), "soon": old.soon},
        oldest=[named(r, visible) for r in old.oldest(0, MOST)],
        totals={
            "actors": old.running[Actor.KIND],
            "offers": old.running[Offer.KIND],
            "projects": old.running[Project.KIND],
            "cooperations": old.running[Cooperation.KIND],
        },
        pressing=[
            (m, is_overdue(m, context.today()), measure_words.due_words(m, context.today()))
            for m in measure_view.pressing()
        ],
        most=MOST,
    )


@blueprint.get("/akteure/veraltet")
@requires("admin", "coordinator")
def stale() -> str:
    """Everything that nobody confirmed for too long, each with a button to confirm it."""
    visible = context.unfiltered()
    old = _upkeep()
    number, pages = page_number(len(old.stale), PER_PAGE)
    shown = old.oldest((number - 1) * PER_PAGE, number * PER_PAGE)
    return page(
        "home/veraltet.html",
        visible=visible,
        rows=[named(r, visible) for r in shown],
        words=texts.KINDS,
        count_all=len(old.stale),
        number=number,
        pages=pages,
    )


def named(record: Record, visible: VisibleNetwork) -> tuple[Record, str, str]:
    """A record with its name and the address of its page."""
    from services.network.reader.links import record_name
    from services.network.records.paths import path_of

    return record, record_name(record, visible), path_of(record.KIND, record.id)


@cached
def _visitor() -> str:
    visible = context.visible()
    asked = " ".join(request.args.get("ort", "").split())[:60]
    district = request.args.get("kreis", "")
    choices: list[str] = []
    if asked:
        named = context.search_index().named(Region.KIND, asked, visible.network)
        of_names = (d for id in named for d in visible.snapshot.districts_of(id))
        choices = list(dict.fromkeys((*postcodes.districts(asked), *of_names)))
        if len(choices) == 1:
            district = choices[0]
    known = {id for id, _name in visible.district_choices()}
    district = district if district in known else ""
    return page(
        "home/start.html",
        visible=visible,
        totals={
            "actors": len(visible.network.all(Actor)),
            "offers": len(visible.network.all(Offer)),
            "projects": len(visible.network.all(Project)),
            "cooperations": len(visible.network.all(Cooperation)),
        },
        asked=asked,
        unclear=[(id, visible.region_name(id)) for id in choices if id in known]
        if not district
        else [],
        district=district,
        districts=visible.district_choices(),
        here=_here(visible, district) if district else None,
    )


def _here(visible: VisibleNetwork, district: str) -> dict[str, Any]:
    """What runs in a district: on site first, then what can be asked for."""
    running = [o for o in visible.all(Offer) if visible.snapshot.runs(o)]
    on_site = [o for o in running if district in visible.districts_of(o.on_site_region_ids)]
    on_request = [
        o
        for o in running
        if o not in on_site and district in visible.districts_of(o.reachable_region_ids)
    ]
    topics: dict[str, int] = {}
    for offer in on_site:
        for topic in offer.topic_ids:
            topics[topic] = topics.get(topic, 0) + 1
    ranked = sorted(topics.items(), key=lambda pair: (-pair[1], pair[0]))[:6]
    return {
        "on_site": sorted(on_site, key=lambda o: o.title.casefold())[:8],
        "on_site_count": len(on_site),
        "on_request_count": len(on_request),
        "actors": sum(1 for ds in visible.actor_districts.values() if district in ds),
        "topics": [(id, visible.label(Topic, id, context.lang()), n) for id, n in ranked],
    }
