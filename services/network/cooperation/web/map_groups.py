"""Edges and groups of the network map: who works together, and who belongs together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from services.network.cooperation.links import Link, Relations
from services.network.cooperation.structure import Structure
from services.network.records.model import Cooperation, Project, SteeringGroup, Tie
from services.network.records.network import HOUSE_TIES
from services.network.records.visible_network import VisibleNetwork
from shared.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Together:
    """Two actors that work together (``links`` say through what) or belong to one house."""

    left: str
    right: str
    weight: float
    links: tuple[Link, ...]

    @property
    def house(self) -> bool:
        """Whether they only belong to the same house."""
        return not self.links


def together(
    visible: VisibleNetwork, relations: Relations, shown: Collection[str]
) -> tuple[Together, ...]:
    """All edges between the actors that are shown, sorted."""
    found = {
        pair: Together(*pair, float(max(link.weight for link in links)), links)
        for pair, links in relations.edges(shown).items()
    }
    for tie in visible.all(Tie):
        pair = (min(tie.from_actor_id, tie.to_actor_id), max(tie.from_actor_id, tie.to_actor_id))
        drawn = pair[0] in shown and pair[1] in shown
        if drawn and tie.kind in HOUSE_TIES and tie.period.contains(visible.snapshot.day):
            found.setdefault(pair, Together(*pair, 1.0, ()))
    return tuple(found[pair] for pair in sorted(found))


def groups(
    structure: Structure, relations: Relations, edges: Sequence[Together]
) -> list[tuple[str, ...]]:
    """Who belongs together among actors with an edge, the largest group first.

    The communities of the structure, as far as they are drawn: what the map shows as a group
    is what the page about communities calls one. Actors of one house are in one group, also if
    their house is in no community. Whoever has no edge stands alone on the map.
    """
    found: dict[int | str, list[str]] = {}
    for id in sorted({id for edge in edges for id in (edge.left, edge.right)}):
        house = relations.supply_index.house(id)
        found.setdefault(structure.community_of.get(house, house), []).append(id)
    return sorted(map(tuple, found.values()), key=lambda g: (-len(g), g))


def link_words(link: Link, visible: VisibleNetwork) -> str:
    """Through what two actors work together, in words."""
    match link.kind:
        case "cooperation":
            cooperation = visible.network.get(Cooperation, link.id)
            name = cooperation.name or cooperation.cooperation_type if cooperation else ""
            return _("Kooperation „%(name)s“", name=name) if name else _("Kooperation")
        case "project":
            project = visible.network.get(Project, link.id)
            return _("Projekt „%(name)s“", name=project.title) if project else _("Projekt")
        case "steering_group":
            group = visible.network.get(SteeringGroup, link.id)
            name = group.name if group else ""
            return _("Steuerungsgruppe „%(name)s“", name=name) if name else _("Steuerungsgruppe")
        case _:
            name = visible.actor_name(link.id)
            return _("Konsortium „%(name)s“", name=name) if name else _("Konsortium")
