"""Suggested cooperations between houses, each with its reasons (see ``link_prediction``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count
from typing import overload

import numpy as np
from numpy.typing import NDArray

from services.network.cooperation.link_prediction import (
    NodeAttributes,
    PredictedLinks,
    bit_rows_of_pairs,
    predicted_links,
)
from services.network.cooperation.links import Relations
from services.network.cooperation.structure import Structure, structure_on
from services.network.coverage.supply import Supply, SupplyIndex
from services.network.records.ids import digest_of, finding_id
from services.network.records.model import Actor
from services.network.records.network import Snapshot
from services.network.records.rules import Rules

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SuggestedPartners:
    """Two houses that are not known to work together though much speaks for it.

    ``partner_ids``: houses that both work with; ``topic_ids``: what both work on;
    ``region_ids``: districts where one is on site and the other at least reachable. ``score``
    is Adamic-Adar: the sum of 1 / ln(number of partners) over the common partners.
    """

    id: str
    digest: str
    house_ids: tuple[str, str]
    score: float
    partner_ids: tuple[str, ...]
    topic_ids: tuple[str, ...]
    region_ids: tuple[str, ...]

    @property
    def kind(self) -> str:
        """The kind of hint: ``partners``."""
        return "partners"

    @property
    def actor_ids(self) -> tuple[str, ...]:
        """Both houses, as every finding names its actors."""
        return self.house_ids


@dataclass(frozen=True)
class Work:
    """What the houses do: topics, districts on site, and districts they reach in any way."""

    topics: Sequence[frozenset[str]]
    on_site: Sequence[frozenset[str]]
    reachable: Sequence[frozenset[str]]


def work_of(supply_index: SupplyIndex, houses: Sequence[str]) -> Work:
    """The running, fresh supply of each house, in the order given."""
    topics: dict[str, set[str]] = {}
    on_site: dict[str, set[str]] = {}
    reachable: dict[str, set[str]] = {}
    for supply in _running(supply_index):
        topics.setdefault(supply.house_id, set()).update(supply.topic_ids)
        on_site.setdefault(supply.house_id, set()).update(supply.on_site)
        reachable.setdefault(supply.house_id, set()).update(supply.on_site, supply.reachable)
    return Work(
        *(
            [frozenset(found.get(house, NONE)) for house in houses]
            for found in (topics, on_site, reachable)
        )
    )


def _running(supply_index: SupplyIndex) -> list[Supply]:
    """Supply that has a stated end or is fresh."""
    return [s for s in supply_index.supplies if s.fresh or s.until is not None]


class Suggestions(Sequence[SuggestedPartners]):
    """All suggestions, the best first; each is built when it is looked at."""

    def __init__(
        self, supply_index: SupplyIndex, structure: Structure, pairs: PredictedLinks
    ) -> None:
        self._supply_index = supply_index
        self._houses = structure.houses
        self._graph = structure.graph
        self._pairs = pairs

    def __len__(self) -> int:
        return len(self._pairs)

    @overload
    def __getitem__(self, index: int) -> SuggestedPartners: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[SuggestedPartners, ...]: ...

    def __getitem__(self, index: int | slice) -> SuggestedPartners | tuple[SuggestedPartners, ...]:
        if isinstance(index, slice):
            return tuple(self._built(number) for number in range(*index.indices(len(self))))
        return self._built(range(len(self))[index])

    def __iter__(self) -> Iterator[SuggestedPartners]:
        return (self._built(number) for number in range(len(self)))

    def get(self, id: str) -> SuggestedPartners | None:
        """The suggestion with this id, or None."""
        number = self._numbers.get(id)
        return None if number is None else self._built(number)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {self._id(number): number for number in range(len(self))}

    @cached_property
    def _work(self) -> Work:
        return work_of(self._supply_index, self._houses)

    def _ends(self, number: int) -> tuple[int, int]:
        return int(self._pairs.left[number]), int(self._pairs.right[number])

    def _id(self, number: int) -> str:
        return finding_id("partners", (self._houses[end] for end in self._ends(number)))

    def _built(self, number: int) -> SuggestedPartners:
        left, right = self._ends(number)
        houses, work = self._houses, self._work
        common = self._neighbours(left) & self._neighbours(right)
        partners = tuple(houses[n] for n in sorted(common))
        topics = tuple(sorted(work.topics[left] & work.topics[right]))
        regions = (work.on_site[left] & work.reachable[right]) | (
            work.reachable[left] & work.on_site[right]
        )
        places = tuple(sorted(regions))
        return SuggestedPartners(
            self._id(number),
            digest_of("partners", *partners, "topics", *topics, "regions", *places),
            (houses[left], houses[right]),
            float(self._pairs.score[number]),
            partners,
            topics,
            places,
        )

    def _neighbours(self, node: int) -> set[int]:
        matrix = self._graph.matrix
        return set(matrix.indices[matrix.indptr[node] : matrix.indptr[node + 1]].tolist())


def suggested_partners(snapshot: Snapshot, rules: Rules | None = None) -> Suggestions:
    """Pairs of houses that might work together, the best first."""
    supply_index = SupplyIndex(snapshot, rules)
    return suggested_partners_on(supply_index, structure_on(Relations(supply_index)))


def suggested_partners_on(supply_index: SupplyIndex, structure: Structure) -> Suggestions:
    """As ``suggested_partners``, over what other analyses use too."""
    pairs = predicted_links(structure.graph, _attributes(supply_index, structure.houses))
    return Suggestions(supply_index, structure, pairs)


def _attributes(supply_index: SupplyIndex, houses: Sequence[str]) -> NodeAttributes:
    """Bits of what each house does; bodies whose members already work together have none."""
    place = {house: number for number, house in enumerate(houses)}
    supplies = [s for s in _running(supply_index) if s.house_id in place]
    rows = np.fromiter((place[s.house_id] for s in supplies), np.int64, len(supplies))
    count = len(houses)
    on_site = [s.on_site for s in supplies]
    (there, reachable), size = _numbered(on_site, [s.reachable for s in supplies])
    near = bit_rows_of_pairs(count, size, np.repeat(rows, there.sizes), there.values)
    far = bit_rows_of_pairs(count, size, np.repeat(rows, reachable.sizes), reachable.values)
    (topics,), size = _numbered([s.topic_ids for s in supplies])
    about = bit_rows_of_pairs(count, size, np.repeat(rows, topics.sizes), topics.values)
    actors, bodies = supply_index.snapshot.network.all(Actor), supply_index.rules.consortium_types
    about[[place[id] for id in place if id in actors and actors[id].org_type_id in bodies]] = 0
    return NodeAttributes(about, near, near | far)


@dataclass(frozen=True)
class _Numbers:
    """Sets as numbers, one after the other, and how many each has."""

    sizes: NDArray[np.int64]
    values: NDArray[np.int64]


def _numbered(*columns: list[frozenset[str]]) -> tuple[list[_Numbers], int]:
    """Columns of sets with their values numbered alike, and how many values there are."""
    number: defaultdict[str, int] = defaultdict(count().__next__)
    found = [
        _Numbers(
            np.fromiter(map(len, sets), np.int64, len(sets)),
            np.fromiter(map(number.__getitem__, chain.from_iterable(sets)), np.int64),
        )
        for sets in columns
    ]
    return found, len(number)
