"""The network map: who works with whom, as an interactive picture, a still one and a list."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Blueprint, request

from services.network.cooperation.files import interactive_map
from services.network.cooperation.web.map_groups import Together, communities, link_words, together
from services.network.reader import context
from services.network.reader import words as texts
from services.network.reader.labels import Labels, cached, page
from services.network.records.model import Actor, Region, Topic
from services.network.records.visible_network import VisibleNetwork
from shared.web.i18n import gettext as _
from shared.web.i18n import ngettext
from shared.web.urls import url

blueprint = Blueprint("network_map", __name__)

LIMIT = 600
"""So many actors a picture can hold; of more, the best connected are shown."""


def _picture(visible: VisibleNetwork, district: str, topic: str) -> dict[str, Any]:
    """Nodes, edges and groups for this reader and these filters, with their places."""
    edges = together(visible)
    chosen = _chosen(visible, district, topic)
    known = [e for e in edges if e.left in chosen and e.right in chosen]
    degree = Counter(id for e in known if not e.house for id in (e.left, e.right))
    actors = sorted(
        (a for a in visible.all(Actor) if a.id in chosen),
        key=lambda a: (-degree[a.id], a.name, a.id),
    )
    left_out = max(0, len(actors) - LIMIT)
    actors = actors[:LIMIT]
    shown = {a.id for a in actors}
    known = [e for e in known if e.left in shown and e.right in shown]
    groups = communities([a.id for a in actors], known)
    names = [_group_name(visible, group) for group in groups]
    view = Labels(visible)
    nodes = [_node(a, view, degree[a.id]) for a in actors]
    group_of = {id: number for number, group in enumerate(groups) for id in group}
    lines = [
        interactive_map.MapEdge(
            e.left,
            e.right,
            e.weight,
            _edge_title(e, visible),
            e.house,
            group_of.get(e.left) != group_of.get(e.right),
        )
        for e in known
    ]
    picture = interactive_map.draw(nodes, lines, groups, names)
    neighbours: dict[str, set[str]] = {}
    for edge in known:
        if not edge.house:
            neighbours.setdefault(edge.left, set()).add(edge.right)
            neighbours.setdefault(edge.right, set()).add(edge.left)
    return {
        "picture": picture,
        "data": interactive_map.interactive(picture, _("ohne bekannte Verbindung")),
        "left_out": left_out,
        "ties": sum(1 for e in known if not e.house),
        "alone": sum(1 for a in actors if not degree[a.id]),
        "rows": [
            (a, degree[a.id], sorted(((i, visible.actor_name(i)) for i in neighbours.get(a.id, ())),
                                     key=lambda pair: pair[1].casefold()))
            for a in sorted(actors, key=lambda a: a.name.casefold())
        ],
    }  # fmt: skip


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


def _node(actor: Actor, view: Labels, degree: int) -> interactive_map.MapNode:
    family = interactive_map.family_of(actor.org_type_id)
    facts = [
        actor.name,
        view.org_type(actor.org_type_id),
        view.visible.region_name(actor.region_id) or actor.city,
        ngettext("arbeitet mit %(num)s Akteur", "arbeitet mit %(num)s Akteur:innen", degree)
        if degree
        else _("keine Zusammenarbeit bekannt"),
    ]
    return interactive_map.MapNode(
        actor.id,
        actor.name,
        actor.short_name or actor.name,
        family,
        degree,
        "\n".join(fact for fact in facts if fact),
        url(f"/akteure/{actor.id}"),
    )


def _edge_title(edge: Together, visible: VisibleNetwork) -> str:
    pair = f"{visible.actor_name(edge.left)} – {visible.actor_name(edge.right)}"
    why = [link_words(link, visible) for link in edge.links] or [_("gehören zum selben Haus")]
    return "\n".join((pair, *dict.fromkeys(why)))


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
        "map", lambda: _picture(visible, district, topic), context.audience(), lang, district, topic
    )
    wanted = request.args.get("akteur", "")
    families = Counter(spot.node.family.key for spot in drawn["picture"].spots)
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
            (family, _(texts.FAMILIES[key]), families[key])
            for key, family in interactive_map.FAMILIES.items()
            if families[key]
        ],
        shape=interactive_map.polygon,
    )
