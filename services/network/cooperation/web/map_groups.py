"""Edges and groups of the network map: who works together, and who forms a circle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.network.cooperation.links import Link, Relations
from services.network.coverage.supply import SupplyIndex
from services.network.records.model import Cooperation, Project, SteeringGroup, Tie
from services.network.records.network import HOUSE_TIES
from services.network.records.rules import DEFAULT
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


def together(visible: VisibleNetwork) -> tuple[Together, ...]:
    """All edges of the map for this reader, sorted."""
    edges = Relations(SupplyIndex(visible.snapshot, DEFAULT)).edges
    found = {
        pair: Together(*pair, float(max(link.weight for link in links)), links)
        for pair, links in edges.items()
    }
    for tie in visible.all(Tie):
        pair = (min(tie.from_actor_id, tie.to_actor_id), max(tie.from_actor_id, tie.to_actor_id))
        known = visible.actor_name(pair[0]) and visible.actor_name(pair[1])
        if tie.kind in HOUSE_TIES and tie.period.contains(visible.snapshot.day) and known:
            found.setdefault(pair, Together(*pair, 1.0, ()))
    return tuple(found[pair] for pair in sorted(found))


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


def communities(ids: Sequence[str], edges: Sequence[Together]) -> list[tuple[str, ...]]:
    """Circles of actors that work together closely, the largest first; single ones left out.

    Louvain with a fixed seed over sorted input: the same network, the same circles.
    """
    # networkx takes half a second to load: only who asks for a map pays for it.
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(ids))
    graph.add_weighted_edges_from(
        (e.left, e.right, e.weight) for e in sorted(edges, key=lambda e: (e.left, e.right))
    )
    connected = [id for id in sorted(ids) if graph.degree(id)]
    found = nx.community.louvain_communities(
        graph.subgraph(connected), weight="weight", resolution=0.8, seed=1
    )
    return sorted((tuple(sorted(g)) for g in found), key=lambda g: (-len(g), g))
