"""The structure of the network for coordinators: who holds it together, who is missing where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, request

from services.network.cooperation.analysis import StructuralAnalysis
from services.network.cooperation.comparison import (
    Moved,
    StructureChange,
    StructureFigure,
    SubgroupChange,
    figures_between,
    structure_change,
)
from services.network.cooperation.links import Relations
from services.network.cooperation.structure import isolated_on
from services.network.cooperation.web import words
from services.network.cooperation.web.suggested import suggestions
from services.network.cooperation.web.today import analysis, services
from services.network.coverage import cartogram
from services.network.coverage.supply import SupplyIndex
from services.network.reader import context
from services.network.reader.labels import Labels, cached, page
from services.network.records.network import Snapshot
from services.network.records.period import exact_day
from services.network.records.visible_network import VisibleNetwork
from shared.accounts import requires
from shared.marking import N_
from shared.web.i18n import datum
from shared.web.i18n import gettext as _

blueprint = Blueprint("network_structure", __name__)

MOST_BROKERS = 15
"""So many brokers the table names; below them the numbers say little."""
PARTS = (
    ("", N_("Überblick")),
    ("/schluessel", N_("Schlüsselakteure und Vermittler")),
    ("/gemeinschaften", N_("Gemeinschaften")),
    ("/kreise", N_("Kreise und Themen")),
    ("/arten", N_("Arten von Organisationen")),
    ("/veraenderung", N_("Veränderung")),
    ("/vorschlaege", N_("Vorschläge")),
)
SINCE = ((90, N_("vor drei Monaten")), (182, N_("vor einem halben Jahr")),
         (365, N_("vor einem Jahr")), (730, N_("vor zwei Jahren")))  # fmt: skip
"""Days to compare with that people ask for most; any other day can be typed."""
HALF_YEAR, COURSE = 182, 6
"""The course of the figures: so many half years back, and their length in days."""


def _analysis_on(day: date) -> StructuralAnalysis:
    """The structure on another day, by what is entered today; not kept, for it holds all supply
    of that day."""
    supply_index = SupplyIndex(Snapshot(context.unfiltered().network, day))
    relations = Relations(supply_index)
    return StructuralAnalysis(
        supply_index,
        services().structures.of(relations),
        lambda: isolated_on(supply_index, relations),
    )


def _figures_on(day: date) -> tuple[StructureFigure, ...]:
    def make() -> tuple[StructureFigure, ...]:
        then = _analysis_on(day)
        return figures_between(then, then)

    found: tuple[StructureFigure, ...] = context.per_revision("structure_figures", make, day)
    return found


def _change_since(day: date) -> StructureChange:
    found: StructureChange = context.per_revision(
        "structure_change", lambda: structure_change(_analysis_on(day), analysis()), day
    )
    return found


def structure_page(part: str, **values: Any) -> str:
    """One of these pages, with the row of all of them."""
    visible = context.unfiltered()
    name = part.strip("/") or "ueberblick"
    return page(
        f"cooperation/{name}.html",
        visible=visible,
        part=part,
        parts=[(path, _(label)) for path, label in PARTS],
        w=words,
        found=analysis(),
        **values,
    )


@blueprint.get("/karte/struktur")
@requires("admin", "coordinator")
@cached
def overview() -> str:
    """Figures, isolated actors and the parts that are not connected."""
    figures = words.now_figures(analysis())
    return structure_page("", figures=figures, suggested=len(suggestions()))


@blueprint.get("/karte/struktur/schluessel")
@requires("admin", "coordinator")
@cached
def key_actors() -> str:
    """Key actors, only links and brokers."""
    found = analysis()
    held = sorted(
        found.structure.key_actors,
        key=lambda k: (-sum(len(part) for part in k.cut_off), k.house_id),
    )
    links = sorted(found.structure.only_links, key=lambda o: (-len(o.cut_off), o.house_ids))
    # Whoever is on nobody's way mediates nothing.
    brokers = [b for b in found.brokers if b.betweenness > 0]
    return structure_page("/schluessel", held=held, links=links, brokers=brokers[:MOST_BROKERS])


@blueprint.get("/karte/struktur/gemeinschaften")
@requires("admin", "coordinator")
@cached
def communities() -> str:
    """Who works mostly with whom."""
    found = analysis()
    view = Labels(context.unfiltered())
    return structure_page(
        "/gemeinschaften",
        names=[words.community_name(c, view) for c in found.communities],
        bubbles=words.bubbles(found.communities),
        between=words.between(found),
    )


@blueprint.get("/karte/struktur/kreise")
@requires("admin", "coordinator")
@cached
def subgroups() -> str:
    """Density and reach by district and topic."""
    visible, found = context.unfiltered(), analysis()
    districts = sorted(found.by_district, key=lambda c: visible.region_name(c.id).casefold())
    by_topic = {subgroup.id: subgroup for subgroup in found.by_topic}
    topics = [
        (by_topic[id], label, depth)
        for id, label, depth in visible.topic_tree(context.lang())
        if id in by_topic and by_topic[id].house_ids
    ]
    return structure_page(
        "/kreise",
        districts=districts,
        topics=topics,
        picture=cartogram.outline_map(),
        shades={c.id: words.shade(c.density) for c in districts},
        titles={c.id: words.subgroup_title(c, visible.region_name(c.id)) for c in districts},
        attribution=cartogram.ATTRIBUTION,
    )


@blueprint.get("/karte/struktur/arten")
@requires("admin", "coordinator")
@cached
def groups() -> str:
    """Which kinds of organisations work together."""
    fine = request.args.get("genau", "") == "1"
    found = analysis()
    return structure_page(
        "/arten", fine=fine, matrix=words.matrix(found.mixing, context.unfiltered(), fine)
    )


@blueprint.get("/karte/struktur/veraenderung")
@requires("admin", "coordinator")
def change() -> tuple[str, int]:
    """What changed since a day."""
    today = context.today()
    default = today - timedelta(days=365)
    typed = " ".join(request.args.get("tag", "").split())
    chosen = typed or request.args.get("seit", "") or default.isoformat()
    day, error = _day(chosen, today)
    compared: StructureChange | None = None
    if day is not None:
        compared = _change_since(day)
    visible = context.unfiltered()
    past = tuple(today - timedelta(days=HALF_YEAR * n) for n in range(COURSE, 0, -1))
    text = structure_page(
        "/veraenderung",
        since=[
            ((today - timedelta(days=n)).isoformat(),
             _("%(ago)s (%(day)s)", ago=_(label), day=datum(today - timedelta(days=n))))
            for n, label in SINCE
        ],
        chosen=day.isoformat() if day else "",
        typed=typed,
        error=error,
        day=day,
        change=compared,
        figures=words.figures(compared.figures) if compared else [],
        days=(*past, today),
        course=words.course([*map(_figures_on, past), figures_between(analysis(), analysis())]),
        kinds=words.group_changes(compared, visible)[:20] if compared else [],
        by_district=_most_changed(compared.by_district) if compared else [],
        by_topic=_most_changed(compared.by_topic) if compared else [],
        moved=_moved(compared, visible) if compared else {},
        brokers=compared.brokers[:10] if compared else (),
    )  # fmt: skip
    return text, 422 if error else 200


def _day(text: str, today: date) -> tuple[date | None, str]:
    """The day to compare with, or what is wrong with what was typed."""
    found = exact_day(text[:40])
    if found is None:
        return None, _("Bitte ein Datum wie 31.12.2025.")
    if found >= today:
        return None, _("Bitte einen Tag in der Vergangenheit.")
    if found.year < 1990:
        return None, _("So weit zurück reichen die Angaben nicht.")
    return found, ""


def _most_changed(changes: Sequence[SubgroupChange]) -> list[SubgroupChange]:
    """Those of which something can be said, the greatest change of density first."""

    def size(change: SubgroupChange) -> float:
        old = change.before.density if change.before else None
        new = change.after.density if change.after else None
        return abs((new or 0.0) - (old or 0.0))

    known = [
        c for c in changes if any(side and side.density is not None for side in (c.before, c.after))
    ]
    return sorted(known, key=lambda c: (-round(size(c), 9), c.id))


def _moved(found: StructureChange, visible: VisibleNetwork) -> dict[str, Any]:
    """What came and went, by name."""
    view = Labels(visible)

    def actors(moved: Moved[str]) -> tuple[list[Any], list[Any]]:
        return view.actors(moved.came), view.actors(moved.went)

    def pairs(moved: Moved[tuple[str, str]]) -> tuple[list[Any], list[Any]]:
        return (
            [view.actors(pair) for pair in moved.came],
            [view.actors(pair) for pair in moved.went],
        )

    return {
        "isolated": actors(found.isolated),
        "key_actors": actors(found.key_actors),
        "only_links": pairs(found.only_links),
        "ties": pairs(found.ties),
    }
