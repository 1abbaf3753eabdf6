"""The whole structure of a network on a day, and what changed between two days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.network.cooperation import brokerage
from services.network.cooperation.communities import communities, modularity
from services.network.cooperation.graph import Graph
from services.network.cooperation.links import Relations
from services.network.cooperation.structure import (
    Isolated,
    Structure,
    isolated_on,
    structure_on,
)
from services.network.cooperation.subgroups import (
    GroupCell,
    Subgroup,
    group_matrix,
    subgroups_by_district,
    subgroups_by_topic,
)
from services.network.cooperation.suggestions import Work, work_of
from services.network.coverage.supply import SupplyIndex
from services.network.records.network import Snapshot
from services.network.records.rules import DEFAULT, Rules


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


@dataclass(frozen=True, slots=True)
class Community:
    """Houses that work more with each other than with the rest.

    ``topic_ids``: what at least two and at least a third of them work on, the commonest first;
    ``region_ids`` likewise for districts on site. ``inner`` and ``outer`` count ties.
    """

    house_ids: tuple[str, ...]
    topic_ids: tuple[str, ...]
    region_ids: tuple[str, ...]
    inner: int
    outer: int


@dataclass(frozen=True)
class StructuralAnalysis:
    """Everything about the structure on a day; lists are sorted, ids only.

    ``brokers``: houses with two partners and more, the greatest betweenness first.
    ``modularity`` says how clearly the communities part (0 not at all).
    """

    structure: Structure
    isolated: tuple[Isolated, ...]
    brokers: tuple[Broker, ...]
    communities: tuple[Community, ...]
    modularity: float
    by_district: tuple[Subgroup, ...]
    by_topic: tuple[Subgroup, ...]
    groups: tuple[GroupCell, ...]

    @property
    def linked(self) -> int:
        """Houses that work with at least one other."""
        return sum(len(part) for part in self.structure.components)


def structural_analysis(snapshot: Snapshot, rules: Rules = DEFAULT) -> StructuralAnalysis:
    """The structure of the network of houses on the snapshot's day."""
    supply_index = SupplyIndex(snapshot, rules)
    return structural_analysis_on(supply_index, Relations(supply_index))


def structural_analysis_on(supply_index: SupplyIndex, relations: Relations) -> StructuralAnalysis:
    """As ``structural_analysis``, over a supply index and relations that other analyses use too."""
    houses, graph = relations.houses, relations.graph
    found = structure_on(supply_index, relations)
    groups = communities(graph)
    return StructuralAnalysis(
        found,
        isolated_on(supply_index, relations),
        _brokers(houses, graph, found.betweenness),
        _communities(houses, graph, groups, work_of(supply_index, houses)),
        modularity(graph, groups),
        subgroups_by_district(supply_index, houses, graph),
        subgroups_by_topic(supply_index, houses, graph),
        group_matrix(supply_index, houses, graph),
    )


def _brokers(
    houses: Sequence[str], graph: Graph, betweenness: Mapping[str, float]
) -> tuple[Broker, ...]:
    bound, size = brokerage.constraint(graph), brokerage.effective_size(graph)
    found = [
        Broker(house, int(degree), betweenness[house], float(bound[n]), float(size[n]))
        for n, (house, degree) in enumerate(zip(houses, graph.degrees, strict=True))
        if degree > 1
    ]
    return tuple(sorted(found, key=lambda b: (-round(b.betweenness, 12), b.house_id)))


def _communities(
    houses: Sequence[str], graph: Graph, groups: tuple[tuple[int, ...], ...], work: Work
) -> tuple[Community, ...]:
    group_of = {node: number for number, group in enumerate(groups) for node in group}
    inner, outer = Counter[int](), Counter[int]()
    for one, other in graph.edges.tolist():
        if group_of[one] == group_of[other]:
            inner[group_of[one]] += 1
        else:
            outer.update((group_of[one], group_of[other]))
    return tuple(
        Community(
            tuple(houses[node] for node in group),
            _common([work.topics[node] for node in group]),
            _common([work.there[node] for node in group]),
            inner[number],
            outer[number],
        )
        for number, group in enumerate(groups)
    )


def _common(sets: Sequence[frozenset[str]]) -> tuple[str, ...]:
    """Values that at least two and at least a third of the sets hold, the commonest first."""
    counts = Counter(value for found in sets for value in found)
    least = max(2, -(-len(sets) // 3))
    return tuple(
        value for value, n in sorted(counts.items(), key=lambda p: (-p[1], p[0])) if n >= least
    )
