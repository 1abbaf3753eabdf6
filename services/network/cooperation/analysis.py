"""The whole structure of a network on a day: its shape, and what the houses do in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from services.network.cooperation.links import Relations
from services.network.cooperation.structure import (
    Broker,
    Isolated,
    Structure,
    isolated_on,
    structure_on,
)
from services.network.cooperation.subgroups import (
    MixingCell,
    Subgroup,
    mixing_matrix,
    subgroups_by_district,
    subgroups_by_topic,
)
from services.network.cooperation.suggestions import work_of
from services.network.coverage.supply import SupplyIndex
from services.network.records.network import Snapshot
from services.network.records.rules import Rules


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


class StructuralAnalysis:
    """Everything about the structure on a day; lists are sorted, ids only.

    ``structure`` depends on the links alone. Each part is computed when first asked for, so
    that a page pays for what it shows.
    """

    def __init__(
        self,
        supply_index: SupplyIndex,
        structure: Structure,
        isolated: Callable[[], tuple[Isolated, ...]],
    ) -> None:
        self.structure = structure
        self._supply_index = supply_index
        self._isolated = isolated

    @cached_property
    def isolated(self) -> tuple[Isolated, ...]:
        """Organisations with entries of their own that are linked with nobody, by house."""
        return self._isolated()

    @property
    def brokers(self) -> tuple[Broker, ...]:
        """Houses with two partners and more, the greatest betweenness first."""
        return self.structure.brokers

    @cached_property
    def communities(self) -> tuple[Community, ...]:
        """Who works together most, with what and where, the largest first."""
        return _communities(self._supply_index, self.structure)

    @property
    def modularity(self) -> float:
        """How clearly the communities part (0 not at all)."""
        return self.structure.modularity

    @cached_property
    def by_district(self) -> tuple[Subgroup, ...]:
        """How tightly those work together who are on site in each district."""
        return subgroups_by_district(
            self._supply_index, self.structure.houses, self.structure.graph
        )

    @cached_property
    def by_topic(self) -> tuple[Subgroup, ...]:
        """How tightly those work together who work on each topic."""
        return subgroups_by_topic(self._supply_index, self.structure.houses, self.structure.graph)

    @cached_property
    def mixing(self) -> tuple[MixingCell, ...]:
        """Ties between types of organisations."""
        return mixing_matrix(self._supply_index, self.structure.houses, self.structure.graph)

    @property
    def linked(self) -> int:
        """Houses that work with at least one other."""
        return self.structure.linked


def structural_analysis(snapshot: Snapshot, rules: Rules | None = None) -> StructuralAnalysis:
    """The structure of the network of houses on the snapshot's day."""
    supply_index = SupplyIndex(snapshot, rules)
    relations = Relations(supply_index)
    return StructuralAnalysis(
        supply_index, structure_on(relations), lambda: isolated_on(supply_index, relations)
    )


def _communities(supply_index: SupplyIndex, structure: Structure) -> tuple[Community, ...]:
    groups, graph = structure.groups, structure.graph
    work = work_of(supply_index, structure.houses)
    # Who is in no group is one of its own.
    group_of = np.arange(len(groups), len(groups) + graph.count)
    for number, group in enumerate(groups):
        group_of[list(group)] = number
    one, other = group_of[graph.edges[:, 0]], group_of[graph.edges[:, 1]]
    within = one == other
    inner = np.bincount(one[within], minlength=len(groups)).tolist()
    outer = np.bincount(
        np.concatenate((one[~within], other[~within])), minlength=len(groups)
    ).tolist()
    return tuple(
        Community(
            houses,
            _common([work.topics[node] for node in group]),
            _common([work.on_site[node] for node in group]),
            inner[number],
            outer[number],
        )
        for number, (group, houses) in enumerate(zip(groups, structure.communities, strict=True))
    )


def _common(sets: Sequence[frozenset[str]]) -> tuple[str, ...]:
    """Values that at least two and at least a third of the sets hold, the commonest first."""
    counts = Counter(value for found in sets for value in found)
    least = max(2, -(-len(sets) // 3))
    return tuple(
        value for value, n in sorted(counts.items(), key=lambda p: (-p[1], p[0])) if n >= least
    )
