"""The start page: for coordinators what needs them today, for visitors what there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from services.network.directory import postcodes
from services.network.findings.web.question_words import answers_to_check, undeliverable
from services.network.findings.web.rows import FindingRow, open_rows
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

SOON_DAYS = 90
"""So many days before its freshness runs out a record is named as ageing."""
PER_PAGE = 30
MOST = 5
"""So many entries of each sort the start page names; the rest is one click away."""


@dataclass(frozen=True, slots=True)
class Ageing:
    """Records that nobody confirmed for longer than the freshness limit, oldest first."""

    records: Sequence[Record]
    count: int
    soon: int


def ageing(visible: VisibleNetwork) -> Ageing:
    """What has gone stale, of everything that still claims to run."""
    snapshot = visible.snapshot
    found: list[Record] = []
    soon = 0
    edge = snapshot.fresh_since() + timedelta(days=SOON_DAYS)
    for cls in (Actor, Offer, Project, Cooperation):
        for record in visible.all(cls):
            if not isinstance(record, Actor) and not record.period.contains(snapshot.day):  # type: ignore[attr-defined]
                continue
            if not snapshot.is_fresh(record):
                found.append(record)
            elif record.provenance.confirmed and record.provenance.confirmed < edge:
                soon += 1
    found.sort(
        key=lambda r: (
            r.provenance.confirmed is not None,
            r.provenance.confirmed or snapshot.day,
            r.id,
        )
    )
    return Ageing(found, len(found), soon)


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
    rows: Sequence[FindingRow] = open_rows()
    counts = {
        kind: sum(1 for r in rows if r.kind == kind)
        for kind in ("coverage", "parallel", "isolated")
    }
    old: Ageing = context.per_revision("ageing", lambda: ageing(visible))
    return page(
        "home/start_koordination.html",
        visible=visible,
        rows=rows[:MOST],
        open_count=len(rows),
        new_answers=answers_to_check(),
        lost_letters=undeliverable(),
        counts=counts,
        ageing=old,
        oldest=[named(r, visible) for r in old.records[:MOST]],
        totals=totals(visible),
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
    old: Ageing = context.per_revision("ageing", lambda: ageing(visible))
    number, pages = page_number(len(old.records), PER_PAGE)
    shown = old.records[(number - 1) * PER_PAGE : number * PER_PAGE]
    return page(
        "home/veraltet.html",
        visible=visible,
        rows=[named(r, visible) for r in shown],
        words=texts.KINDS,
        count_all=old.count,
        number=number,
        pages=pages,
    )


def named(record: Record, visible: VisibleNetwork) -> tuple[Record, str, str]:
    """A record with its name and the address of its page."""
    from services.network.reader.links import path_of, record_name

    return record, record_name(record, visible), path_of(record.KIND, record.id)


def totals(visible: VisibleNetwork) -> dict[str, int]:
    """How much there is, for the line at the top."""
    snapshot = visible.snapshot
    return {
        "actors": len(visible.network.all(Actor)),
        "offers": sum(1 for o in visible.all(Offer) if snapshot.runs(o)),
        "projects": sum(1 for p in visible.all(Project) if snapshot.runs(p)),
        "cooperations": sum(1 for c in visible.all(Cooperation) if snapshot.runs(c)),
    }


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
