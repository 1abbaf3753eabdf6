"""Parallel structures: who does the same in the same place and is not known to cooperate.

Two offers or projects of different houses that share at least one district and one topic, run
on the day, overlap long enough, look alike (weighted Jaccard) and whose houses are not known
to work together. The candidates come from ``pairing`` in exact integer arithmetic; here the
rules are applied and each result carries its evidence. No text, no judgement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import overload

import numpy as np

from services.network.cooperation.links import LOOKED_FOR, Relations
from services.network.coverage.supply import SupplyIndex
from services.network.parallels.columns import DIMENSIONS, EntryColumns, columns_of
from services.network.parallels.common_funding import CommonFunding, common_funding
from services.network.parallels.search import ScoredPairs, Search
from services.network.parallels.sides import Side, actors_of
from services.network.records.ids import digest_of, finding_id
from services.network.records.model import Installation
from services.network.records.network import Snapshot
from services.network.records.rules import Rules

PairKey = tuple[str, str, str, str]
"""Kind and id of the left side, kind and id of the right one."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One dimension of the score: what both sides share and what only one has.

    ``jaccard`` is shared / all; ``weight`` is how much it counts. ``counted`` is False if one
    side says nothing about the dimension: then it is left out of the mean.
    """

    dimension: str
    weight: int
    common: tuple[str, ...]
    only_left: tuple[str, ...]
    only_right: tuple[str, ...]
    jaccard: float
    counted: bool


@dataclass(frozen=True, slots=True)
class Parallel:
    """Two entries that look like doing the same, with everything that explains it.

    ``common_from`` and ``common_days`` are None if neither side states a beginning;
    ``common_until`` is the earlier end (stated, or the freshness limit of an open one).
    ``bridges`` are networks that both are members of but that do not work on this topic and
    place; ``common_partner_ids`` houses that both work with. ``looked_for`` names what was
    searched and not found. ``own_house`` says that the operator is one of the two.
    """

    id: str
    digest: str
    left: Side
    right: Side
    score: float
    factors: tuple[Factor, ...]
    common_from: date | None
    common_until: date
    common_days: int | None
    imprecise: bool
    looked_for: tuple[str, ...]
    bridges: tuple[str, ...]
    common_partner_ids: tuple[str, ...]
    common_funding: tuple[CommonFunding, ...]
    own_house: bool

    @property
    def kind(self) -> str:
        """The kind of finding: ``parallel``."""
        return "parallel"

    @property
    def double_funding(self) -> bool:
        """Whether a common funder or programme pays both at the same time."""
        return any(f.overlaps for f in self.common_funding)

    @property
    def actor_ids(self) -> tuple[str, ...]:
        """The actors of both sides, sorted."""
        return tuple(sorted({*self.left.actor_ids, *self.right.actor_ids}))

    @property
    def region_ids(self) -> tuple[str, ...]:
        """The districts that both sides share."""
        return self.factors[0].common

    @property
    def topic_ids(self) -> tuple[str, ...]:
        """The topics that both sides share."""
        return self.factors[1].common


@dataclass(frozen=True, slots=True)
class Cluster:
    """Entries that hang together through parallels, and the findings among them."""

    sides: tuple[Side, ...]
    finding_ids: tuple[str, ...]


class Parallels(Sequence[Parallel]):
    """All parallels, the highest score first, then by entries; each is built on access."""

    def __init__(
        self,
        relations: Relations,
        columns: EntryColumns,
        pairs: ScoredPairs,
        before: Parallels | None = None,
    ) -> None:
        """``before`` are those of an earlier revision: ids that it knows are not made again."""
        self.relations = relations
        self.columns = columns
        self.pairs = pairs
        self._supply_index = relations.supply_index
        self._known_ids: dict[PairKey, str] = before._known_ids if before is not None else {}

    def __len__(self) -> int:
        return len(self.pairs.left)

    @overload
    def __getitem__(self, index: int) -> Parallel: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Parallel, ...]: ...
    def __getitem__(self, index: int | slice) -> Parallel | tuple[Parallel, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        pairs = self.pairs
        left = self.columns.side(self._supply_index, int(pairs.left[index]))
        right = self.columns.side(self._supply_index, int(pairs.right[index]))
        return self._parallel(left, right, float(pairs.score[index]))

    def __iter__(self) -> Iterator[Parallel]:
        return (self[i] for i in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parallels) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    def among(self, ids: Collection[str]) -> tuple[Parallel, ...]:
        """Those with one of these ids, in their order; no other is built."""
        return tuple(self[at] for at, id in enumerate(self.ids()) if id in ids)

    def _parallel(self, left: Side, right: Side, score: float) -> Parallel:
        relations, rules = self.relations, self._supply_index.rules
        common_from = max(left.first, right.first)
        common_until = min(left.last, right.last)
        days = (common_until - common_from).days + 1
        both = relations.partners_of(left.house_ids) & relations.partners_of(right.house_ids)
        one, other = frozenset(left.house_ids), frozenset(right.house_ids)
        return Parallel(
            id=_id(left.kind, left.id, right.kind, right.id),
            digest=_digest(left, right),
            left=left,
            right=right,
            score=score,
            factors=tuple(
                _factor(name, weight, getattr(left, name), getattr(right, name))
                for name, weight in zip(DIMENSIONS, rules.weights, strict=True)
            ),
            common_from=None if common_from == date.min else common_from,
            common_until=common_until,
            common_days=days if common_from != date.min else None,
            imprecise=left.imprecise or right.imprecise,
            looked_for=LOOKED_FOR,
            bridges=relations.common_networks(one, other),
            common_partner_ids=tuple(sorted(both)),
            common_funding=common_funding(self._supply_index.snapshot.network, left, right),
            own_house=self.operator_house in one | other,
        )

    # --- columns: one value per finding, without building it ---------------------------------

    def ids(self) -> tuple[str, ...]:
        """The ids of all findings in order, without building them."""
        return self._ids

    @cached_property
    def _ids(self) -> tuple[str, ...]:
        known, found = self._known_ids, []
        for index in range(len(self)):
            one, other = self.entries(index)
            key = (*one, *other)
            id = known.get(key)
            if id is None:
                id = known[key] = _id(*key)
            found.append(id)
        return tuple(found)

    def index_of(self, id: str) -> int | None:
        """Which finding has this id; None if there is no such finding."""
        return self._index.get(id)

    @cached_property
    def _index(self) -> Mapping[str, int]:
        return {id: index for index, id in enumerate(self._ids)}

    def entries(self, index: int) -> tuple[tuple[str, str], tuple[str, str]]:
        """The (kind, id) of both sides of a finding."""
        records, pairs = self.columns.records, self.pairs
        left, right = records[pairs.left[index]], records[pairs.right[index]]
        return (left.KIND, left.id), (right.KIND, right.id)

    def digest(self, index: int) -> str:
        """The digest of a finding."""
        left = self.columns.side(self._supply_index, int(self.pairs.left[index]))
        return _digest(left, self.columns.side(self._supply_index, int(self.pairs.right[index])))

    @cached_property
    def actor_ids(self) -> frozenset[str]:
        """Everybody who is a side of one."""
        rows = np.unique(np.concatenate((self.pairs.left, self.pairs.right))).tolist()
        records = self.columns.records
        return frozenset(id for row in rows for id in actors_of(records[row]) if id)

    @cached_property
    def operator_house(self) -> str:
        """The house of whoever runs the installation; blank if that is not known."""
        snapshot = self._supply_index.snapshot
        installation = snapshot.network.get(Installation, "installation")
        if installation is None or not installation.operator_actor_id:
            return ""
        return self._supply_index.house(installation.operator_actor_id)

    @cached_property
    def clusters(self) -> tuple[Cluster, ...]:
        """Groups of entries connected by parallels, the largest first."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        if not len(self):
            return ()
        ends = np.stack((self.pairs.left, self.pairs.right))
        rows, place = np.unique(ends, return_inverse=True)
        one, other = place.reshape(ends.shape)
        edges = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(len(rows),) * 2)
        _, label = connected_components(edges, directed=False)
        members: dict[int, list[int]] = {}
        for row, group in zip(rows.tolist(), label.tolist(), strict=True):
            members.setdefault(group, []).append(row)
        found: dict[int, list[str]] = {}
        for id, group in zip(self.ids(), label[one].tolist(), strict=True):
            found.setdefault(group, []).append(id)
        clusters = (
            Cluster(
                tuple(self.columns.side(self._supply_index, row) for row in nodes),
                tuple(found[key]),
            )
            for key, nodes in members.items()
        )
        return tuple(sorted(clusters, key=lambda c: (-len(c.sides), c.finding_ids)))


def _id(kind: str, id: str, other_kind: str, other_id: str) -> str:
    return finding_id("parallel", (f"{kind} {id}", f"{other_kind} {other_id}"))


def _digest(left: Side, right: Side) -> str:
    return digest_of("parallel", *left.facts, *right.facts)


def _factor(name: str, weight: int, left: tuple[str, ...], right: tuple[str, ...]) -> Factor:
    one, other = set(left), set(right)
    together = one | other
    return Factor(
        name,
        weight,
        tuple(sorted(one & other)),
        tuple(sorted(one - other)),
        tuple(sorted(other - one)),
        len(one & other) / len(together) if together else 0.0,
        bool(one) and bool(other),
    )


def find_parallels(snapshot: Snapshot, rules: Rules | None = None) -> Parallels:
    """All pairs of offers and projects that may be parallel structures on the day."""
    supply_index = SupplyIndex(snapshot, rules)
    return parallels_on(supply_index, Relations(supply_index))


def parallels_on(supply_index: SupplyIndex, relations: Relations) -> Parallels:
    """As ``find_parallels``, over a supply index and relations that other findings use too."""
    columns = columns_of(supply_index, relations.house_numbers)
    return Parallels(relations, columns, Search(columns, relations).pairs())
