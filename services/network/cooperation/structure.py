"""The shape of the network: who stands alone, what holds it together, what would split off.

The graph joins *houses* that work together (``relations``): carrier and parts are one node, so
that a branch without ties of its own is not alone. Results are sorted and carry ids only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from services.network.cooperation import brokerage
from services.network.cooperation.articulation import ArticulationPoints
from services.network.cooperation.betweenness import sampled_betweenness
from services.network.cooperation.communities import communities, modularity
from services.network.cooperation.graph import Graph
from services.network.cooperation.links import LOOKED_FOR, Relations, touched_houses
from services.network.coverage.supply import Supply, SupplyIndex
from services.network.records.differences import Edits
from services.network.records.ids import digest_of, finding_id
from services.network.records.model import Actor
from services.network.records.network import Snapshot
from services.network.records.rules import Rules


@dataclass(frozen=True, slots=True)
class Isolated:
    """An organisation with an offer or project of its own and no known link to any other.

    ``actor_id`` is the one to talk to: the member of the house that has the entries, or the
    house if several have. ``records`` are (kind, id) of those entries.
    """

    id: str
    digest: str
    actor_id: str
    house_id: str
    member_ids: tuple[str, ...]
    records: tuple[tuple[str, str], ...]
    region_ids: tuple[str, ...]
    topic_ids: tuple[str, ...]
    network_ids: tuple[str, ...]
    looked_for: tuple[str, ...] = LOOKED_FOR

    @property
    def kind(self) -> str:
        """The kind of finding: ``isolated``."""
        return "isolated"

    @property
    def actor_ids(self) -> tuple[str, ...]:
        """The actor, as every finding names its actors."""
        return (self.actor_id,)


@dataclass(frozen=True, slots=True)
class KeyActor:
    """A house without which the network falls apart: what would be split off from the rest.

    ``cut_off`` are the parts that would remain, without the largest, each sorted.
    """

    house_id: str
    cut_off: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class OnlyLink:
    """The only connection between two parts; ``cut_off`` is the smaller one, sorted."""

    house_ids: tuple[str, str]
    cut_off: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Broker:
    """How a house stands between others.

    ``betweenness``: its share of shortest paths (0..1). ``constraint``: how much its contacts
    lead back to the same people; low: it joins circles that are apart. ``effective_size``: its
    contacts (of ``partners``) that do not know each other anyway.
    """

    house_id: str
    partners: int
    betweenness: float
    constraint: float
    effective_size: float


class Structure:
    """Shape of the network of houses: a value of its houses, links and rules alone.

    Each part is computed when first asked for and kept, so that whoever needs only some pays
    for no others. Nodes of ``graph`` are the positions in ``houses`` (sorted).
    """

    def __init__(self, houses: tuple[str, ...], graph: Graph, rules: Rules) -> None:
        self.houses = houses
        self.graph = graph
        self.rules = rules

    def rests_on(self, houses: tuple[str, ...], graph: Graph, rules: Rules) -> bool:
        """Whether a structure of these would be this one."""
        return (
            self.rules == rules
            and self.houses == houses
            and np.array_equal(self.graph.edges, graph.edges)
        )

    @cached_property
    def articulation(self) -> ArticulationPoints:
        """Where the graph falls apart, as nodes; counting key actors takes no more than this."""
        return ArticulationPoints(self.graph)

    @property
    def ties(self) -> int:
        """How many pairs of houses work together."""
        return len(self.graph.edges)

    @property
    def linked(self) -> int:
        """Houses that work with at least one other."""
        return int(np.count_nonzero(self.graph.degrees))

    @cached_property
    def edges(self) -> tuple[tuple[str, str], ...]:
        """Pairs of houses that work together, the smaller id first, sorted."""
        one, other = (map(self.houses.__getitem__, ends) for ends in self.graph.edges.T.tolist())
        return tuple(zip(one, other, strict=True))

    @cached_property
    def components(self) -> tuple[tuple[str, ...], ...]:
        """Sets of connected houses (single ones left out), the largest first."""
        return tuple(map(self._named, self.articulation.components))

    @cached_property
    def key_actors(self) -> tuple[KeyActor, ...]:
        """Houses without which their component falls apart, sorted."""
        return tuple(
            KeyActor(self.houses[node], tuple(map(self._named, parts)))
            for node, parts in self.articulation.separated_by_point
        )

    @cached_property
    def only_links(self) -> tuple[OnlyLink, ...]:
        """Links without which their component falls apart, sorted."""
        return tuple(
            OnlyLink((self.houses[one], self.houses[other]), self._named(part))
            for (one, other), part in self.articulation.separated_by_bridge
        )

    @cached_property
    def betweenness(self) -> Mapping[str, float]:
        """House -> its share of shortest paths (0..1); estimated above the rule's size."""
        return dict(zip(self.houses, self._betweenness, strict=True))

    @cached_property
    def _betweenness(self) -> list[float]:
        import rustworkx

        if len(self.houses) > self.rules.exact_betweenness_up_to:
            sampled = sampled_betweenness(self.graph, self.rules.betweenness_sources)
            return [float(share) for share in sampled]
        exact = rustworkx.graph_betweenness_centrality(self.graph.rustworkx)
        return [float(exact[node]) for node in range(self.graph.count)]

    @cached_property
    def brokers(self) -> tuple[Broker, ...]:
        """Houses with two partners and more, the greatest betweenness first."""
        bound = brokerage.constraint(self.graph).tolist()
        size = brokerage.effective_size(self.graph).tolist()
        rows = zip(
            self.houses, self.graph.degrees.tolist(), self._betweenness, bound, size, strict=True
        )
        found = [Broker(*row) for row in rows if row[1] > 1]
        return tuple(sorted(found, key=lambda b: (-round(b.betweenness, 12), b.house_id)))

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Nodes that work more with each other than with the rest, the largest group first."""
        return communities(self.graph)

    @cached_property
    def communities(self) -> tuple[tuple[str, ...], ...]:
        """The houses of each group, sorted: one answer to who belongs together."""
        return tuple(map(self._named, self.groups))

    @cached_property
    def community_of(self) -> Mapping[str, int]:
        """House -> the number of its community; houses in none are left out."""
        return {house: n for n, houses in enumerate(self.communities) for house in houses}

    @cached_property
    def modularity(self) -> float:
        """How clearly the communities part (0 not at all)."""
        return modularity(self.graph, self.groups)

    def _named(self, nodes: tuple[int, ...]) -> tuple[str, ...]:
        return tuple(map(self.houses.__getitem__, nodes))


def isolated(snapshot: Snapshot, rules: Rules | None = None) -> tuple[Isolated, ...]:
    """Organisations with entries of their own that are linked with nobody, sorted by house."""
    supply_index = SupplyIndex(snapshot, rules)
    return isolated_on(supply_index, Relations(supply_index))


def isolated_on(supply_index: SupplyIndex, relations: Relations) -> tuple[Isolated, ...]:
    """As ``isolated``, over a supply index and relations that other findings use too."""
    linked, funders = relations.links.linked, supply_index.funders
    supplies: dict[str, list[Supply]] = {}
    for supply in supply_index.supplies:
        house = supply.house_id
        if house not in linked and house not in funders:
            supplies.setdefault(house, []).append(supply)
    return _isolated(supply_index, relations, supplies)


def isolated_after(
    found: tuple[Isolated, ...], before: Relations, after: Relations, edits: Edits
) -> tuple[Isolated, ...]:
    """The isolated after edits that move no places, houses or actors: only touched houses are
    looked at again.

    ``before`` and ``after`` are the relations of both networks.
    """
    supply_index = after.supply_index
    touched = touched_houses(before, after, edits)
    touched |= before.supply_index.funders ^ supply_index.funders
    numbers, links = after.house_numbers, after.links
    alone = {
        house
        for house in touched - supply_index.funders
        if house not in numbers or not links.links_any(numbers[house])
    }
    supplies: dict[str, list[Supply]] = {house: [] for house in alone}
    if alone:
        for supply in supply_index.supplies:
            if supply.house_id in alone:
                supplies[supply.house_id].append(supply)
    kept = [one for one in found if one.house_id not in touched]
    return tuple(
        sorted((*kept, *_isolated(supply_index, after, supplies)), key=lambda i: i.house_id)
    )


def _isolated(
    supply_index: SupplyIndex, relations: Relations, supplies: Mapping[str, list[Supply]]
) -> tuple[Isolated, ...]:
    """The isolated among unlinked houses with these supplies, by house."""
    network = supply_index.snapshot.network
    running: dict[str, tuple[str, list[Supply]]] = {}
    for house, offered in supplies.items():
        own = [s for s in offered if s.until is not None or s.fresh]
        speakers = {s.actor_id for s in own}
        speaker = next(iter(speakers)) if len(speakers) == 1 else house
        actor = network.get(Actor, speaker)
        if own and actor is not None and _can_stand_alone(supply_index, actor, house):
            running[house] = speaker, own
    members: dict[str, list[str]] = {house: [] for house in running}
    if members:
        for actor_id, house in supply_index.houses.items():
            if house in members:
                members[house].append(actor_id)
    return tuple(
        Isolated(
            id=finding_id("isolated", (house,)),
            digest=digest_of("isolated", *sorted(members[house])),
            actor_id=speaker,
            house_id=house,
            member_ids=tuple(sorted(members[house])),
            records=tuple((s.kind, s.id) for s in own),
            region_ids=tuple(sorted(frozenset().union(*(s.on_site | s.reachable for s in own)))),
            topic_ids=tuple(sorted(frozenset().union(*(s.topic_ids for s in own)))),
            network_ids=relations.common_networks(frozenset({house}), frozenset({house})),
        )
        for house, (speaker, own) in sorted(running.items())
    )


def _can_stand_alone(supply_index: SupplyIndex, actor: Actor, house: str) -> bool:
    """Organisations only: no departments, bodies or persons, and none from elsewhere.

    A department that provides something stands for its house, so it is the house's type that
    counts unless the department is on its own.
    """
    root = supply_index.snapshot.network.get(Actor, house) or actor
    return (
        root.org_type_id not in supply_index.rules.never_isolated_types
        and not root.is_person_group
        and not supply_index.is_outside(actor.id)
    )


def structure(snapshot: Snapshot, rules: Rules | None = None) -> Structure:
    """Components, key actors, only links, brokers and communities of the network of houses."""
    return structure_on(Relations(SupplyIndex(snapshot, rules)))


def structure_on(relations: Relations) -> Structure:
    """As ``structure``, over relations that other findings use too."""
    return Structure(relations.houses, relations.graph, relations.supply_index.rules)
