"""Suggested cooperations between houses, each with its reasons (see ``partners``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

from services.network.domain.graph import Graph
from services.network.domain.ground import Ground
from services.network.domain.identity import digest_of, finding_id
from services.network.domain.model import Actor
from services.network.domain.network import Snapshot
from services.network.domain.partners import Pairs, Tags, bits_of, suggested_pairs
from services.network.domain.relations import Relations
from services.network.domain.rules import DEFAULT, Rules
from services.network.domain.structure import house_graph

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
    there: Sequence[frozenset[str]]
    reach: Sequence[frozenset[str]]


def work_of(ground: Ground, houses: Sequence[str]) -> Work:
    """The running, fresh supply of each house, in the order given."""
    topics: dict[str, set[str]] = {}
    there: dict[str, set[str]] = {}
    reach: dict[str, set[str]] = {}
    for supply in ground.supplies:
        if supply.until is None and not supply.fresh:
            continue
        topics.setdefault(supply.house_id, set()).update(supply.topic_ids)
        there.setdefault(supply.house_id, set()).update(supply.on_site)
        reach.setdefault(supply.house_id, set()).update(supply.on_site, supply.reachable)
    return Work(
        *(
            [frozenset(found.get(house, NONE)) for house in houses]
            for found in (topics, there, reach)
        )
    )


class Suggestions(Sequence[SuggestedPartners]):
    """All suggestions, the best first; each is built when it is looked at."""

    def __init__(self, houses: Sequence[str], work: Work, graph: Graph, pairs: Pairs) -> None:
        self._houses = houses
        self._work = work
        self._graph = graph
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

    def _ends(self, number: int) -> tuple[int, int]:
        return int(self._pairs.left[number]), int(self._pairs.right[number])

    def _id(self, number: int) -> str:
        return finding_id("partners", (self._houses[end] for end in self._ends(number)))

    def _built(self, number: int) -> SuggestedPartners:
        left, right = self._ends(number)
        houses, work = self._houses, self._work
        common = self._beside(left) & self._beside(right)
        partners = tuple(houses[n] for n in sorted(common))
        topics = tuple(sorted(work.topics[left] & work.topics[right]))
        regions = (work.there[left] & work.reach[right]) | (work.reach[left] & work.there[right])
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

    def _beside(self, node: int) -> set[int]:
        matrix = self._graph.matrix
        return set(matrix.indices[matrix.indptr[node] : matrix.indptr[node + 1]].tolist())


def suggested_partners(snapshot: Snapshot, rules: Rules = DEFAULT) -> Suggestions:
    """Pairs of houses that might work together, the best first."""
    ground = Ground(snapshot, rules)
    return suggested_partners_on(ground, Relations(ground))


def suggested_partners_on(ground: Ground, relations: Relations) -> Suggestions:
    """As ``suggested_partners``, over a ground and relations that other analyses use too."""
    houses, _, graph = house_graph(ground, relations)
    work = work_of(ground, houses)
    pairs = suggested_pairs(graph, _tags(ground, houses, work))
    return Suggestions(houses, work, graph, pairs)


def _tags(ground: Ground, houses: Sequence[str], work: Work) -> Tags:
    """Bits of what each house does; bodies whose members already work together have none."""
    actors, bodies = ground.snapshot.network.all(Actor), ground.rules.consortium_types
    topic = {id: n for n, id in enumerate(sorted(NONE.union(*work.topics)))}
    place = {id: n for n, id in enumerate(sorted(NONE.union(*work.reach)))}
    topics: list[list[int]] = []
    for house, found in zip(houses, work.topics, strict=True):
        actor = actors.get(house)
        left_out = actor is not None and actor.org_type_id in bodies
        topics.append([] if left_out else [topic[id] for id in found])
    return Tags(
        bits_of(topics, len(topic)),
        bits_of([[place[id] for id in found] for found in work.there], len(place)),
        bits_of([[place[id] for id in found] for found in work.reach], len(place)),
    )
