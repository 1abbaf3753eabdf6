"""What will break: month by month, and what if somebody stopped (coordinators only)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, request

from services.network.coverage.web.map_pages import expectation_name
from services.network.outlook.forecast import Break, Ending, Forecast, forecast
from services.network.outlook.what_if import WhatIf, what_if
from services.network.reader import context
from services.network.reader.labels import Labels, cached, page
from services.network.reader.links import path_of, record_name
from services.network.records.model import Actor, Cooperation, Expectation, Offer, Project
from shared.accounts import requires
from shared.errors import NotFound

blueprint = Blueprint("network_forecast", __name__)

MONTHS = 24


@dataclass(frozen=True, slots=True)
class ForecastLine:
    """One thing that breaks, as the page says it."""

    broken: Break
    place: str
    name: str
    endings: tuple[tuple[Ending, str, str, str], ...]


def _forecast(open_ends: bool) -> Forecast:
    visible = context.unfiltered()
    found: Forecast = context.per_revision(
        "forecast",
        lambda: forecast(visible.snapshot, months=MONTHS, open_ends=open_ends),
        open_ends,
    )
    return found


@blueprint.get("/abdeckung/vorschau")
@requires("admin", "coordinator")
@cached
def overview() -> str:
    """The coming 24 months: what gets worse when running periods end."""
    visible = context.unfiltered()
    view = Labels(visible)
    only_stated = request.args.get("enden") == "bekannt"
    only_gaps = request.args.get("was") == "leer"
    place = request.args.get("kreis", "")
    found = _forecast(not only_stated)
    breaks = [
        b
        for b in found.breaks
        if (not only_gaps or b.empties) and (not place or b.region_id == place)
    ]
    months: dict[date, list[ForecastLine]] = {month: [] for month in found.months}
    for b in breaks:
        months[b.month].append(_line(b, view))
    worst = max((len(lines) for lines in months.values()), default=0)
    return page(
        "outlook/vorschau.html",
        visible=visible,
        months=months,
        total=len(breaks),
        empties=sum(1 for b in breaks if b.empties),
        stated=sum(1 for b in breaks if b.stated),
        worst=worst,
        until=found.until,
        only_stated=only_stated,
        only_gaps=only_gaps,
        place=place if place in dict(visible.district_choices()) else "",
    )


def _line(b: Break, view: Labels) -> ForecastLine:
    visible = view.visible
    expectation = visible.network.get(Expectation, b.expectation_id)
    endings = []
    for ending in b.endings:
        record = visible.network.find(ending.kind, ending.id)
        name = record_name(record, visible) if record else ""
        path = path_of(ending.kind, ending.id)
        endings.append((ending, name, path, visible.actor_name(ending.actor_id)))
    return ForecastLine(
        b,
        visible.region_name(b.region_id),
        expectation_name(expectation, view) if expectation else "",
        tuple(endings),
    )


@blueprint.get("/abdeckung/was-waere-wenn")
@requires("admin", "coordinator")
@cached
def stopped() -> str:
    """What would be different if an actor, project or offer ended today."""
    visible = context.unfiltered()
    view = Labels(visible)
    asked = [
        (kind, id)
        for kind, name in (("actor", "actor"), ("project", "project"), ("offer", "offer"))
        for id in request.args.getlist(name)
        if id
    ]
    records = [visible.network.find(kind, id) for kind, id in asked]
    if any(record is None for record in records):
        raise NotFound("not_found.record")
    found: WhatIf | None = None
    if asked:
        ended = frozenset(asked)
        found = context.per_revision("what_if", lambda: what_if(visible.snapshot, ended), ended)
    return page(
        "outlook/was_waere_wenn.html",
        visible=visible,
        found=found,
        asked=[(record_name(r, visible), path_of(r.KIND, r.id)) for r in records if r],
        actors=sorted(((a.id, a.name) for a in visible.all(Actor)), key=lambda p: p[1].casefold()),
        projects=sorted(
            ((p.id, p.title) for p in visible.all(Project)), key=lambda p: p[1].casefold()
        ),
        chosen=dict(asked),
        **(_what(found, view) if found else {}),
    )


def _what(found: WhatIf, view: Labels) -> dict[str, Any]:
    """The outcome with names."""
    visible = view.visible
    worse = [
        (
            w,
            visible.region_name(w.region_id),
            expectation_name(e, view) if (e := visible.network.get(Expectation, w.expectation_id))
            else "",
            view.actors(w.house_ids),
        )
        for w in found.worse
    ]  # fmt: skip
    cooperations = [
        (view.cooperation_name(c), path_of(c.KIND, c.id))
        for id in found.cooperation_ids
        if (c := visible.network.get(Cooperation, id))
    ]
    entries = [
        (record_name(record, visible), path_of(kind, id))
        for kind, id in found.entries
        if kind in (Offer.KIND, Project.KIND) and (record := visible.network.find(kind, id))
    ]
    splits = [[view.actors(part) for part in split.parts[1:]] for split in found.splits]
    links = [pair for pair in (view.actors(pair) for pair in found.lost_links) if len(pair) == 2]
    return {
        "worse": worse,
        "empties": sum(1 for w in found.worse if w.after.value in ("gap", "unknown")),
        "cooperations": sorted(cooperations),
        "ending": sorted(entries),
        "splits": splits,
        "links": sorted(links, key=lambda pair: (pair[0][1], pair[1][1])),
    }
