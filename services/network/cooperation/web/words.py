"""The structure of the network in plain German: words, classes and small pictures for pages."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from services.network.cooperation.analysis import Community, StructuralAnalysis
from services.network.cooperation.comparison import (
    StructureChange,
    StructureFigure,
    figures_between,
)
from services.network.cooperation.files.interactive_map import FAMILIES, family_of
from services.network.cooperation.structure import Broker
from services.network.cooperation.subgroups import MixingCell, Subgroup
from services.network.cooperation.suggestions import SuggestedPartners
from services.network.reader import context
from services.network.reader import words as texts
from services.network.reader.labels import Labels
from services.network.records.model import Actor, OrgType
from services.network.records.visible_network import VisibleNetwork
from shared.marking import N_
from shared.web.i18n import gettext as _
from shared.web.i18n import ngettext, prozent, zahl

FIGURES: Mapping[str, str] = {
    "linked": N_("Häuser, die mit anderen arbeiten"),
    "ties": N_("Verbindungen zwischen ihnen"),
    "partners": N_("Partner je Haus im Mittel"),
    "isolated": N_("ohne bekannte Verbindung"),
    "components": N_("voneinander getrennte Teile"),
    "largest": N_("Anteil des größten Teils"),
    "key_actors": N_("Schlüsselakteure"),
    "only_links": N_("einzige Verbindungen"),
    "communities": N_("Gemeinschaften"),
}
SHARES = {"largest"}
"""Figures that are shares and not counts."""

BOUND = (0.25, 0.5)
"""Constraint below the first joins subgroups that are apart, above the second sits in one.

A house with four partners who do not know each other has 0.25, one with two has 0.5.
"""
BOUND_WORDS = (
    N_("verbindet getrennte Gruppen"),
    N_("teils, teils"),
    N_("in einer engen Gruppe"),
)

STEPS = (0.1, 0.2, 0.35, 0.5)
"""Classes of density in the picture: up to each, and above the last."""


def figure_value(figure: StructureFigure, when: str) -> str:
    """A figure as pages write it: ``when`` is ``before`` or ``after``."""
    value = getattr(figure, when)
    if value is None:
        return "–"
    if figure.name in SHARES:
        return prozent(value)
    return zahl(value, 1) if figure.name == "partners" else zahl(value)


def difference(figure: StructureFigure) -> str:
    """By how much a figure changed, with its sign; "gleich" if it did not."""
    if figure.before is None or figure.after is None:
        return "–"
    change = figure.after - figure.before
    if figure.name in SHARES:
        if round(change * 100) == 0:
            return _("gleich")
        points = zahl(abs(change) * 100, 0)
        sign = "+" if change > 0 else "−"
        return _("%(change)s Prozentpunkte", change=sign + points)
    if abs(change) < 0.05:
        return _("gleich")
    decimals = 1 if figure.name == "partners" else 0
    return ("+" if change > 0 else "−") + zahl(abs(change), decimals)


def figures(found: Sequence[StructureFigure]) -> list[dict[str, str]]:
    """All figures with their names, both values and the difference."""
    return [
        {
            "key": f.name,
            "name": _(FIGURES[f.name]),
            "before": figure_value(f, "before"),
            "after": figure_value(f, "after"),
            "change": difference(f),
        }
        for f in found
    ]


def now_figures(found: StructuralAnalysis) -> list[dict[str, str]]:
    """The figures of one day."""
    return figures(figures_between(found, found))


@dataclass(frozen=True, slots=True)
class Course:
    """One figure over some days: its values as written, and the line of the picture."""

    name: str
    values: tuple[str, ...]
    points: str
    last: tuple[float, float]


LINE = (150.0, 34.0)
"""Width and height of the small line charts, in pixels."""


def course(rows: Sequence[Sequence[StructureFigure]]) -> list[Course]:
    """Every figure over some days, the earliest day first."""
    made = []
    for number, figure in enumerate(rows[0] if rows else ()):
        values = [row[number] for row in rows]
        spots = _spots([f.after for f in values])
        made.append(
            Course(
                _(FIGURES[figure.name]),
                tuple(figure_value(f, "after") for f in values),
                " ".join(f"{x},{y}" for x, y in spots),
                spots[-1],
            )
        )
    return made


def _spots(values: Sequence[float | None]) -> list[tuple[float, float]]:
    """Points of a line from the left to the right; zero is the bottom, unknown counts as zero."""
    width, height = LINE
    most = max((value or 0 for value in values), default=0) or 1
    step = (width - 10) / max(1, len(values) - 1)
    return [
        (round(5 + step * n, 1), round(height - 5 - (height - 10) * (value or 0) / most, 1))
        for n, value in enumerate(values)
    ]


def bound_words(broker: Broker) -> str:
    """What the constraint of a house means."""
    place = sum(broker.constraint >= limit for limit in BOUND)
    return _(BOUND_WORDS[place])


def apart_words(broker: Broker) -> str:
    """The effective size: how many contacts do not lead to the same people."""
    return _(
        "%(num)s von %(all)s unabhängig",
        num=zahl(round(broker.effective_size)),
        all=zahl(broker.partners),
    )


def shade(value: float | None) -> int:
    """The class of a density, 0 (little) to 4 (much); -1 if there is nothing to join."""
    return -1 if value is None else sum(value > limit for limit in STEPS)


def shade_words() -> list[tuple[int, str]]:
    """The classes with their limits for the legend."""
    edges = [prozent(s) for s in STEPS]
    words = [_("bis %(limit)s", limit=edges[0])]
    words += [_("über %(low)s bis %(high)s", low=a, high=b) for a, b in pairwise(edges)]
    words.append(_("über %(limit)s", limit=edges[-1]))
    return list(enumerate(words))


def subgroup_title(subgroup: Subgroup, name: str) -> str:
    """What pointing at a district says."""
    houses = ngettext("%(num)s Haus", "%(num)s Häuser", len(subgroup.house_ids))
    if subgroup.density is None:
        return f"{name}: {houses}"
    return _(
        "%(name)s: %(houses)s, Dichte %(share)s",
        name=name,
        houses=houses,
        share=prozent(subgroup.density),
    )


# --- who belongs together --------------------------------------------------------------------


def community_name(community: Community, view: Labels) -> str:
    """Where most of a group work, or what on: something people can call it by."""
    places = view.regions(community.region_ids[:2])
    topics = view.topics(community.topic_ids[:2])
    return " · ".join(places or topics) or _("ohne gemeinsamen Ort oder gemeinsames Thema")


@dataclass(frozen=True, slots=True)
class Bubble:
    """A community in the picture; the line ends of ties are bubbles' centres."""

    number: int
    x: float
    y: float
    radius: float
    label_y: float


def bubbles(communities: Sequence[Community]) -> tuple[Bubble, ...]:
    """Communities on a ring, the area of each by its members."""
    count = len(communities)
    found = []
    for number, community in enumerate(communities):
        angle = 2 * math.pi * number / max(1, count) - math.pi / 2
        radius = 9 * math.sqrt(len(community.house_ids))
        x, y = 420 + 320 * math.cos(angle), 230 + 165 * math.sin(angle)
        found.append(
            Bubble(number + 1, round(x, 1), round(y, 1), round(radius, 1), round(y + 7, 1))
        )
    return tuple(found)


def between(found: StructuralAnalysis) -> dict[tuple[int, int], int]:
    """Ties between communities (numbers from 1, the smaller first)."""
    home = found.structure.community_of
    pairs = Counter(
        (min(home[one], home[other]) + 1, max(home[one], home[other]) + 1)
        for one, other in found.structure.edges
        if one in home and other in home and home[one] != home[other]
    )
    return dict(sorted(pairs.items()))


# --- types of organisations ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TieMatrix:
    """Ties between kinds of organisations: names, and cells by (row, column)."""

    names: tuple[str, ...]
    ties: Mapping[tuple[int, int], int]
    shares: Mapping[tuple[int, int], float | None]
    most: int


def matrix(mixing: Sequence[MixingCell], visible: VisibleNetwork, fine: bool) -> TieMatrix:
    """The matrix by families of types, or by every single type (``fine``)."""
    order = list(FAMILIES)

    def key(type_id: str) -> str:
        return type_id if fine else family_of(type_id).key

    ties: dict[tuple[str, str], int] = {}
    pairs: dict[tuple[str, str], int] = {}
    for cell in mixing:
        one, other = sorted((key(cell.left), key(cell.right)))
        ties[one, other] = ties.get((one, other), 0) + cell.ties
        pairs[one, other] = pairs.get((one, other), 0) + cell.pairs
    keys = sorted({k for pair in pairs for k in pair})
    lang = context.lang()
    if fine:
        names = {k: visible.label(OrgType, k, lang) or _("ohne Angabe") for k in keys}
        keys.sort(key=lambda k: names[k].casefold())
    else:
        names = {k: _(texts.FAMILIES[k]) for k in keys}
        keys.sort(key=order.index)
    shown: dict[tuple[int, int], int] = {}
    shares: dict[tuple[int, int], float | None] = {}
    for row, one in enumerate(keys):
        for column, other in enumerate(keys):
            pair = (min(one, other), max(one, other))
            shown[row, column] = ties.get(pair, 0)
            possible = pairs.get(pair, 0)
            shares[row, column] = ties.get(pair, 0) / possible if possible else None
    return TieMatrix(
        tuple(names[k] for k in keys), shown, shares, max((*shown.values(), 1), default=1)
    )


def group_changes(
    change: StructureChange, visible: VisibleNetwork
) -> list[tuple[str, str, int, int]]:
    """Pairs of types whose number of ties changed, in words, the greatest change first."""
    lang = context.lang()

    def name(type_id: str) -> str:
        return visible.label(OrgType, type_id, lang) or _("ohne Angabe")

    found = [(name(a), name(b), old, new) for a, b, old, new in change.groups]
    return sorted(found, key=lambda row: (-abs(row[3] - row[2]), row[0], row[1]))


# --- suggestions --------------------------------------------------------------------------------


def suggestion(found: SuggestedPartners, view: Labels) -> dict[str, Any]:
    """A suggested cooperation with everything that speaks for it."""
    visible = view.visible
    return {
        "id": found.id,
        "houses": view.actors(found.house_ids),
        "types": [
            view.org_type(actor.org_type_id) if (actor := visible.network.get(Actor, id)) else ""
            for id in found.house_ids
        ],
        "partners": view.actors(found.partner_ids),
        "topics": view.topics(found.topic_ids),
        "regions": view.regions(found.region_ids),
        "score": found.score,
    }
