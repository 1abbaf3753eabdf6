"""What will break: month by month, and what if somebody stopped (coordinators only)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from flask import Blueprint, request

from services.network.cooperation.web.today import relations
from services.network.coverage.web.map_pages import expectation_name
from services.network.coverage.web.today import coverage
from services.network.outlook.cell_line import Break, Ending
from services.network.outlook.web.today import forecast
from services.network.outlook.what_if import WhatIf, what_if_on
from services.network.reader import context
from services.network.reader.labels import Labels, cached, page
from services.network.reader.links import record_name
from services.network.reader.pagination import page_number
from services.network.records.model import Actor, Cooperation, Expectation, Offer, Project, Topic
from services.network.records.paths import path_of
from services.network.records.visible_network import VisibleNetwork
from shared.accounts import requires
from shared.errors import NotFound
from shared.web.i18n import gettext as _
from shared.web.i18n import monat
from shared.web.urls import url

K = TypeVar("K", bound=Hashable)

blueprint = Blueprint("network_forecast", __name__)

PER_PAGE = 25
"""Lines of one page; everything else is a click away."""


@dataclass(frozen=True, slots=True)
class ForecastLine:
    """One thing that breaks, as the page says it."""

    broken: Break
    place: str
    name: str
    endings: tuple[tuple[Ending, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asks for; blank means: any. ``what`` is "", "leer" or "duenn"."""

    place: str = ""
    topic: str = ""
    month: str = ""
    what: str = ""
    only_stated: bool = False

    @classmethod
    def of_request(cls, visible: VisibleNetwork) -> Wanted:
        """From the query of the address; what is not known counts as not given."""
        args = request.args
        place, topic, what = args.get("kreis", ""), args.get("thema", ""), args.get("was", "")
        month = args.get("monat", "")
        return cls(
            place if place in {d.id for d in visible.snapshot.districts} else "",
            topic if visible.network.get(Topic, topic) else "",
            month if month_of(month) else "",
            what if what in ("leer", "duenn") else "",
            args.get("enden") == "bekannt",
        )

    def query(self, **changes: str) -> dict[str, str]:
        """The query of an address with these wishes; blanks left out."""
        values = {
            "kreis": self.place,
            "thema": self.topic,
            "monat": self.month,
            "was": self.what,
            "enden": "bekannt" if self.only_stated else "",
            **changes,
        }
        return {key: value for key, value in values.items() if value}

    def among(self, breaks: Iterable[Break], but: str = "") -> list[Break]:
        """The breaks that are asked for; ``but`` names a wish that is left out of account."""
        month = month_of(self.month)
        return [
            b
            for b in breaks
            if (but == "kreis" or not self.place or b.region_id == self.place)
            and (but == "thema" or not self.topic or b.topic_id == self.topic)
            and (but == "monat" or month is None or b.month == month)
            and (not self.what or b.empties == (self.what == "leer"))
        ]


def month_of(text: str) -> date | None:
    """The first day of a month written as ``2026-05``; None if it is none."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


@dataclass(slots=True)
class Tally:
    """How many cells get worse: nobody is left in ``empty`` of them, somebody in ``thinner``."""

    empty: int = 0
    thinner: int = 0

    @property
    def all(self) -> int:
        """All of them."""
        return self.empty + self.thinner


def tallies(breaks: Iterable[Break], key: Callable[[Break], K]) -> dict[K, Tally]:
    """The breaks counted by a key."""
    found: dict[K, Tally] = {}
    for b in breaks:
        tally = found.setdefault(key(b), Tally())
        if b.empties:
            tally.empty += 1
        else:
            tally.thinner += 1
    return found


def _by_name(found: Mapping[str, Tally], name: Callable[[str], str]) -> list[Any]:
    """(id, name, tally) for each: first where most cells are left with nobody."""
    rows = [(id, name(id), tally) for id, tally in found.items()]
    return sorted(rows, key=lambda row: (-row[2].empty, -row[2].thinner, row[1].casefold(), row[0]))


@blueprint.get("/abdeckung/vorschau")
@requires("admin", "coordinator")
@cached
def overview() -> str:
    """The coming months: what gets worse when running periods end, first in numbers by month,
    district and topic, then line by line."""
    visible = context.unfiltered()
    view = Labels(visible)
    wanted = Wanted.of_request(visible)
    found = forecast(not wanted.only_stated)
    breaks = wanted.among(found.breaks)
    by_month = tallies(wanted.among(found.breaks, but="monat"), lambda b: b.month)
    months = [(month, by_month.get(month, Tally())) for month in found.months]
    number, pages = page_number(len(breaks), PER_PAGE)
    shown = breaks[(number - 1) * PER_PAGE : number * PER_PAGE]
    return page(
        "outlook/vorschau.html",
        visible=visible,
        wanted=wanted,
        month=month_of(wanted.month),
        chosen=_chosen(wanted, view),
        months=months,
        most=max((tally.all for _, tally in months), default=0),
        districts=_by_name(
            tallies(wanted.among(found.breaks, but="kreis"), lambda b: b.region_id),
            visible.region_name,
        ),
        topics=_by_name(
            tallies(wanted.among(found.breaks, but="thema"), lambda b: b.topic_id),
            lambda id: visible.label(Topic, id, context.lang()),
        ),
        lines=[_line(b, view) for b in shown],
        first=(number - 1) * PER_PAGE + 1,
        number=number,
        pages=pages,
        href_of=lambda n: url("/abdeckung/vorschau", **wanted.query(seite=str(n) if n > 1 else "")),
        total=len(breaks),
        empties=sum(1 for b in breaks if b.empties),
        stated=sum(1 for b in breaks if b.stated),
        until=found.until,
    )


def _chosen(wanted: Wanted, view: Labels) -> list[tuple[str, dict[str, str]]]:
    """What is asked for, in words, each with the query that drops just this wish."""
    month = month_of(wanted.month)
    whats = {"leer": _("niemand bleibt übrig"), "duenn": _("es wird weniger")}
    named = [
        ("monat", monat(month) if month else ""),
        ("kreis", view.visible.region_name(wanted.place)),
        ("thema", view.visible.label(Topic, wanted.topic, context.lang())),
        ("was", whats.get(wanted.what, "")),
        ("enden", _("nur eingetragene Enden") if wanted.only_stated else ""),
    ]
    return [(name, wanted.query(**{key: ""})) for key, name in named if name]


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
        found = context.per_revision(
            "what_if", lambda: what_if_on(coverage(), relations(), ended), ended
        )
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
