"""Cohesion of subgroups: how tightly those of one district, topic or type work together.

Density and the share of pairs within two steps are those of Wasserman and Faust (1994, chapters 4
and 7); the ties between types are a mixing matrix (Newman 2003).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from services.network.cooperation.graph import Graph, blocks
from services.network.coverage.supply import SupplyIndex
from services.network.records.model import Actor, Topic

BLOCK = 2_000_000
"""Terms of a sparse product at a time: about 25 MB, whatever the size of the network."""


@dataclass(frozen=True, slots=True)
class Subgroup:
    """The houses of a district or topic and the ties among them.

    ``within_two_steps`` counts the pairs that work together or have a common partner, whether that
    partner belongs to the subgroup or not; ``isolates`` the houses without a tie in it.
    """

    id: str
    house_ids: tuple[str, ...]
    ties: int
    within_two_steps: int
    isolates: int

    @property
    def pairs(self) -> int:
        """How many pairs there are at all."""
        return len(self.house_ids) * (len(self.house_ids) - 1) // 2

    @property
    def density(self) -> float | None:
        """Share of pairs that work together (0..1), None below two houses."""
        return self.ties / self.pairs if self.pairs else None

    @property
    def two_step_share(self) -> float | None:
        """Share of pairs at most two steps apart (0..1), None below two houses."""
        return self.within_two_steps / self.pairs if self.pairs else None


@dataclass(frozen=True, slots=True)
class MixingCell:
    """Ties between the houses of two types (``left`` <= ``right``), and how many could be."""

    left: str
    right: str
    ties: int
    pairs: int


def subgroups_by_district(
    supply_index: SupplyIndex, houses: Sequence[str], graph: Graph
) -> tuple[Subgroup, ...]:
    """For each district the houses with something running on site there, by district."""
    inside: dict[str, set[str]] = {
        district.id: set() for district in supply_index.snapshot.districts
    }
    for supply in supply_index.supplies:
        if supply.until is not None or supply.fresh:
            for district in supply.on_site:
                if district in inside:
                    inside[district].add(supply.house_id)
    return _subgroups(inside, houses, graph)


def subgroups_by_topic(
    supply_index: SupplyIndex, houses: Sequence[str], graph: Graph
) -> tuple[Subgroup, ...]:
    """For each topic the houses with something running on it or on a topic below, by topic."""
    inside: dict[str, set[str]] = {}
    for topic in supply_index.snapshot.network.all(Topic):
        inside[topic] = {
            supply.house_id
            for supply in supply_index.supplies_of(topic)
            if supply.until is not None or supply.fresh
        }
    return _subgroups(inside, houses, graph)


def _subgroups(
    inside: Mapping[str, Iterable[str]], houses: Sequence[str], graph: Graph
) -> tuple[Subgroup, ...]:
    place = {house: number for number, house in enumerate(houses)}
    return tuple(
        _subgroup(id, sorted(place[house] for house in inside[id] if house in place), houses, graph)
        for id in sorted(inside)
    )


def _subgroup(id: str, nodes: list[int], houses: Sequence[str], graph: Graph) -> Subgroup:
    rows = graph.matrix[nodes]
    own = rows[:, nodes]
    return Subgroup(
        id,
        tuple(houses[node] for node in nodes),
        own.nnz // 2,
        _within_two_steps(rows, own),
        int((np.diff(own.indptr) == 0).sum()),
    )


def _within_two_steps(rows: Any, own: Any) -> int:
    """Pairs at most two steps apart: rows times their own transposed count common partners."""
    across = rows.T.tocsr()
    reached = 0
    for start, stop in blocks(rows @ np.diff(across.indptr).astype(np.float64), BLOCK):
        close = rows[start:stop] @ across + own[start:stop]
        # Who has a partner at all is two steps from itself.
        reached += close.nnz - int((np.diff(rows[start:stop].indptr) > 0).sum())
    return reached // 2


def mixing_matrix(
    supply_index: SupplyIndex, houses: Sequence[str], graph: Graph
) -> tuple[MixingCell, ...]:
    """Ties between types of organisations (of the house's root), every pair of types."""
    actors = supply_index.snapshot.network.all(Actor)
    kinds = [actors[house].org_type_id if house in actors else "" for house in houses]
    sizes: dict[str, int] = {}
    for kind in kinds:
        sizes[kind] = sizes.get(kind, 0) + 1
    ties: dict[tuple[str, str], int] = {}
    for one, other in graph.edges.tolist():
        pair = (min(kinds[one], kinds[other]), max(kinds[one], kinds[other]))
        ties[pair] = ties.get(pair, 0) + 1
    names = sorted(sizes)
    return tuple(
        MixingCell(
            left,
            right,
            ties.get((left, right), 0),
            sizes[left] * (sizes[left] - 1) // 2 if left == right else sizes[left] * sizes[right],
        )
        for index, left in enumerate(names)
        for right in names[index:]
    )
