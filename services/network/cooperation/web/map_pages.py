"""The network map: who works with whom, as an interactive picture, a still one and a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import Blueprint, request

from services.network.cooperation.files import interactive_map
from services.network.cooperation.web.map_groups import groups, link_words, together
from services.network.cooperation.web.today import (
    joined_actors,
    visible_relations,
    visible_structure,
)
from services.network.reader import context
from services.network.reader import words as texts
from services.network.reader.labels import Labels, cached, page
from services.network.records.model import Actor, Region, Topic
from services.network.records.visible_network import VisibleNetwork
from shared.web.i18n import gettext as _
from shared.web.i18n import ngettext
from shared.web.urls import kept_language, url

blueprint = Blueprint("network_map", __name__)

LIMIT = 600
"""So many actors a picture can hold; of more, the best connected are shown."""


def _picture(visible: VisibleNetwork, district: str, topic: str) -> dict[str, Any]:
    """Nodes, edges and groups for this reader and these filters, with their places.

    The still picture and the list are kept as HTML: they are the most of the page.
    """
    relations = visible_relations()
    chosen = _chosen(visible, district, topic)
    joined = joined_actors()
    degree = joined.degrees(chosen)
    actors = _best_connected([a for a in visible.all(Actor) if a.id in chosen], degree)
    left_out = len(chosen) - len(actors)
    edges = together(visible, joined, {a.id for a in actors})
    groups_drawn = groups(visible_structure(), relations, edges)
    node = _Nodes(Labels(visible))
    group_of = {id: number for number, group in enumerate(groups_drawn) for id in group}
    why = cache(lambda link: link_words(link, visible))
    of_a_house = (_("gehören zum selben Haus"),)
    names = {a.id: a.name for a in actors}
    lines = [
        interactive_map.MapEdge(
            e.left,
            e.right,
            e.weight,
            "\n".join(
                (
                    f"{names[e.left]} – {names[e.right]}",
                    *dict.fromkeys(map(why, e.links) if e.links else of_a_house),
                )
            ),
            e.house,
            group_of.get(e.left) != group_of.get(e.right),
        )
        for e in edges
    ]
    picture = interactive_map.draw(
        [node(a, degree[a.id]) for a in actors],
        lines,
        groups_drawn,
        [_group_name(visible, group) for group in groups_drawn],
    )
    neighbours: dict[str, set[str]] = {a.id: set() for a in actors}
    for edge in edges:
        if not edge.house:
            neighbours[edge.left].add(edge.right)
            neighbours[edge.right].add(edge.left)
    rows = [
        (
            a,
            node.org_type(a.org_type_id),
            node.region(a.region_id),
            ", ".join(sorted((names[i] for i in sorted(neighbours[a.id])), key=str.casefold)),
        )
        for a in sorted(actors, key=lambda a: a.name.casefold())
    ]
    return {
        "picture": picture,
        "data": interactive_map.interactive(picture, _("ohne bekannte Verbindung")),
        "still": page(
            "cooperation/karte_bild.html",
            picture=picture,
            lines=interactive_map.still_lines(picture),
        ),
        "list": page("cooperation/karte_liste.html", rows=rows),
        "names": [a.name for a, *_more in rows],
        "families": Counter(spot.node.family.key for spot in picture.spots),
        "left_out": left_out,
        "ties": sum(1 for e in edges if not e.house),
        "alone": sum(1 for a in actors if not degree[a.id]),
    }  # fmt: skip


def _best_connected(actors: list[Actor], degree: Mapping[str, int]) -> list[Actor]:
    """As many as a picture can hold, the best connected first, then by name."""
    if len(actors) > LIMIT:
        least = sorted((degree[a.id] for a in actors), reverse=True)[LIMIT - 1]
        actors = [a for a in actors if degree[a.id] >= least]
    return sorted(actors, key=lambda a: (-degree[a.id], a.name, a.id))[:LIMIT]


def _chosen(visible: VisibleNetwork, district: str, topic: str) -> frozenset[str]:
    """Actors with their seat or something running there, about this topic."""
    ids = {a.id for a in visible.all(Actor)}
    if district:
        inside = frozenset(visible.snapshot.districts_of(district)) or frozenset({district})
        ids = {i for i in ids if inside & visible.actor_districts.get(i, frozenset())}
    if topic:
        topics = visible.snapshot.topics_below(topic)
        ids = {i for i in ids if topics & visible.actor_topics.get(i, frozenset())}
    return frozenset(ids)


def _group_name(visible: VisibleNetwork, group: tuple[str, ...]) -> str:
    """Where most of a group are at home; blank if nobody's home is known."""
    homes = Counter(
        d
        for id in group
        if (actor := visible.network.get(Actor, id)) and actor.region_id
        for d in (visible.snapshot.districts_of(actor.region_id) or (actor.region_id,))[:1]
        if actor.region_id != "16"
    )
    names = [
        visible.region_name(id)
        for id, n in sorted(homes.items(), key=lambda p: (-p[1], p[0]))[:2]
        if n * 4 >= len(group)
    ]
    return " · ".join(name for name in names if name) or (_("mehrere Kreise") if homes else "")


class _Nodes:
    """Nodes of the map; words that many of them share are looked up once."""

    def __init__(self, view: Labels) -> None:
        self.org_type = cache(view.org_type)
        self.region = cache(view.visible.region_name)
        self.working = cache(_working_words)
        self.query = url("")

    def __call__(self, actor: Actor, degree: int) -> interactive_map.MapNode:
        facts = (
            actor.name,
            self.org_type(actor.org_type_id),
            self.region(actor.region_id) or actor.city,
            self.working(degree),
        )
        return interactive_map.MapNode(
            actor.id,
            actor.name,
            actor.short_name or actor.name,
            interactive_map.family_of(actor.org_type_id),
            degree,
            "\n".join(fact for fact in facts if fact),
            f"/akteure/{actor.id}{self.query}",
        )


def _working_words(degree: int) -> str:
    if not degree:
        return _("keine Zusammenarbeit bekannt")
    return ngettext("arbeitet mit %(num)s Akteur", "arbeitet mit %(num)s Akteur:innen", degree)


@blueprint.get("/karte")
@cached
def network_map() -> str:
    """The map with its legend and an equal list."""
    visible, lang = context.visible(), context.lang()
    district, topic = request.args.get("kreis", ""), request.args.get("thema", "")
    if district and visible.network.get(Region, district) is None:
        district = ""
    if topic and visible.network.get(Topic, topic) is None:
        topic = ""
    drawn: dict[str, Any] = context.per_revision(
        "map",
        lambda: _picture(visible, district, topic),
        *(context.audience(), lang, kept_language(), district, topic),
    )
    wanted = request.args.get("akteur", "")
    chosen = []
    if district:
        chosen.append((visible.region_name(district), {"thema": topic} if topic else {}))
    if topic:
        chosen.append((visible.label(Topic, topic, lang), {"kreis": district} if district else {}))
    return page(
        "cooperation/karte.html",
        visible=visible,
        drawn=drawn,
        district=district,
        topic=topic,
        chosen=chosen,
        districts=visible.district_choices(),
        topics=visible.topic_tree(lang),
        focus=wanted if visible.network.get(Actor, wanted) else "",
        families=[
            (family, _(texts.FAMILIES[key]), number)
            for key, family in interactive_map.FAMILIES.items()
            if (number := drawn["families"][key])
        ],
        shape=interactive_map.polygon,
    )
