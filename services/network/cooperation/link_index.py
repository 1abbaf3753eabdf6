"""Which houses work together, as sorted numbers with how often; and which actors through what.

A network of 100,000 actors has some hundred thousand such pairs. As numbers they take a few
megabytes, are compared all at once, and one cooperation more or less changes them in place of
counting everything anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, compress, repeat

import numpy as np

from services.network.records.arrays import Bools, Ints, Small

Groups = Sequence[tuple[str, ...]]
"""Actors that work together, group by group."""

_HALF = 32
_LOW = (1 << _HALF) - 1


@dataclass(frozen=True)
class HouseLinks:
    """Pairs of different houses that work together.

    ``numbers`` numbers the houses from 0, in order; ``keys`` are the pairs, ascending (the
    smaller number in the upper half); ``counts`` says through how many pairs of actors in how
    many groups. ``unknown`` are members of groups that are no actors; they count for nothing.
    """

    numbers: Mapping[str, int]
    keys: Ints
    counts: Ints
    unknown: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, groups: Groups, number_of: Mapping[str, int], numbers: Mapping[str, int]
    ) -> HouseLinks:
        """The links within groups of actors; ``number_of`` says the house of each actor."""
        every, unknown = _keys_within(groups, number_of)
        keys, counts = np.unique(every, return_counts=True)
        return cls(numbers, keys, counts.astype(np.int64), unknown)

    def pairs(self) -> frozenset[tuple[str, str]]:
        """All pairs by name, the smaller id first."""
        one, other = ends_of(self.keys)
        left = map(self._names.__getitem__, one.tolist())
        right = map(self._names.__getitem__, other.tolist())
        return frozenset((a, b) if a < b else (b, a) for a, b in zip(left, right, strict=True))

    def have(self, one: Ints | Small, other: Ints | Small) -> Bools:
        """Whether each two houses are the same or work together."""
        key = keys_of(one, other)
        known: Bools = one == other
        if len(self.keys):
            at = np.minimum(np.searchsorted(self.keys, key), len(self.keys) - 1)
            known = known | (self.keys[at] == key)
        return known

    def partners(self, house: str) -> frozenset[str]:
        """The houses that one works with."""
        number = self.numbers.get(house)
        if number is None:
            return frozenset()
        both, names = self._both_ways, self._names
        begin, end = np.searchsorted(both, (number << _HALF, (number + 1) << _HALF))
        return frozenset(names[i] for i in (both[begin:end] & _LOW).tolist())

    def links_any(self, number: int) -> bool:
        """Whether the house of a number works with another one."""
        begin, end = np.searchsorted(self.keys, (number << _HALF, (number + 1) << _HALF))
        return bool(begin < end or ((self.keys & _LOW) == number).any())

    @cached_property
    def linked(self) -> frozenset[str]:
        """The houses that work with another one."""
        numbers = np.unique(np.concatenate(ends_of(self.keys)))
        return frozenset(map(self._names.__getitem__, numbers.tolist()))

    @cached_property
    def _both_ways(self) -> Ints:
        one, other = ends_of(self.keys)
        return np.sort(np.concatenate((self.keys, (other << _HALF) | one)))

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(self.numbers)

    def changed(
        self,
        less: tuple[Groups, Mapping[str, int]],
        more: tuple[Groups, Mapping[str, int]],
        numbers: Mapping[str, int],
    ) -> tuple[HouseLinks, Ints]:
        """The links without some groups and with others; and the keys that came or went.

        Groups come with the numbers of their actors' houses, as in ``of``.
        """
        minus, _ = _keys_within(*less)
        plus, unknown = _keys_within(*more)
        keys, place = np.unique(np.concatenate((minus, plus)), return_inverse=True)
        by = np.bincount(place[len(minus) :], minlength=len(keys))
        by = by - np.bincount(place[: len(minus)], minlength=len(keys))
        keys, by = keys[by != 0], by[by != 0].astype(np.int64)
        if not len(keys):
            return HouseLinks(numbers, self.keys, self.counts, self.unknown | unknown), keys
        at = np.searchsorted(self.keys, keys)
        known = np.zeros(len(keys), np.bool_)
        inside = at < len(self.keys)
        known[inside] = self.keys[at[inside]] == keys[inside]
        counts = self.counts.copy()
        counts[at[known]] += by[known]
        gone = at[known][counts[at[known]] == 0]
        found = np.insert(self.keys, at[~known], keys[~known])
        counts = np.insert(counts, at[~known], by[~known])
        keep = counts > 0
        links = HouseLinks(numbers, found[keep], counts[keep], self.unknown | unknown)
        return links, np.concatenate((keys[~known], self.keys[gone]))


@dataclass(frozen=True)
class ActorPairs:
    """Pairs of actors that work together, once for each group that both are in.

    ``ids`` are all actors, sorted; ``one`` < ``other`` are positions in them, ``group`` is the
    number of the group. Ascending by pair, then group; members that are no actors are left out.
    """

    ids: tuple[str, ...]
    one: Ints
    other: Ints
    group: Ints

    @classmethod
    def of(cls, groups: Groups, actor_ids: Iterable[str]) -> ActorPairs:
        """The pairs within these groups."""
        ids = tuple(sorted(actor_ids))
        sizes, members = _members(groups, {id: number for number, id in enumerate(ids)})
        keys = [np.zeros(0, np.int64)]
        for numbers, table in _tables(sizes, members):
            left, right = (side for side in np.triu_indices(table.shape[1], 1))
            one, other = table[:, left].reshape(-1), table[:, right].reshape(-1)
            key = np.minimum(one, other) * len(ids) + np.maximum(one, other)
            key = key * len(groups) + np.repeat(numbers, len(left))
            keys.append(key[(np.minimum(one, other) >= 0) & (one != other)])
        found = np.sort(np.concatenate(keys))
        # A group that names an actor twice has its pairs twice.
        found = found[np.concatenate(([True], np.diff(found) != 0))[: len(found)]]
        pairs, group = np.divmod(found, max(1, len(groups)))
        one, other = np.divmod(pairs, max(1, len(ids)))
        return cls(ids, one, other, group)

    def degrees(self, chosen: Collection[str]) -> dict[str, int]:
        """With how many of the chosen each of them works."""
        inside, rows = self._inside(chosen)
        one, other = self.one[rows], self.other[rows]
        first = np.ones(len(rows), np.bool_)
        first[1:] = (np.diff(one) != 0) | (np.diff(other) != 0)
        counts = np.bincount(np.concatenate((one[first], other[first])), minlength=len(self.ids))
        return dict(compress(zip(self.ids, counts.tolist(), strict=True), inside.tolist()))

    def among(self, chosen: Collection[str]) -> dict[tuple[str, str], list[int]]:
        """Each pair of the chosen (smaller id first, sorted) with the numbers of its groups."""
        _, rows = self._inside(chosen)
        columns = (column[rows].tolist() for column in (self.one, self.other, self.group))
        found: dict[tuple[str, str], list[int]] = {}
        for one, other, group in zip(*columns, strict=True):
            found.setdefault((self.ids[one], self.ids[other]), []).append(group)
        return found

    def _inside(self, chosen: Collection[str]) -> tuple[Bools, Ints]:
        """Which actors are chosen, and the rows whose both ends are."""
        inside = np.fromiter((id in chosen for id in self.ids), np.bool_, len(self.ids))
        return inside, np.flatnonzero(inside[self.one] & inside[self.other])


def ends_of(keys: Ints) -> tuple[Ints, Ints]:
    """The numbers of both houses of each key."""
    return keys >> _HALF, keys & _LOW


def keys_of(one: Ints | Small, other: Ints | Small) -> Ints:
    """The key of each two houses."""
    low: Ints = np.minimum(one, other).astype(np.int64)
    key: Ints = (low << _HALF) | np.maximum(one, other)
    return key


def _keys_within(groups: Groups, number_of: Mapping[str, int]) -> tuple[Ints, frozenset[str]]:
    """The key of each two members of each group, as often as it occurs, and unknown members."""
    sizes, house = _members(groups, number_of)
    parts = [np.zeros(0, np.int64)]
    for _, table in _tables(sizes, house):
        one, other = np.triu_indices(table.shape[1], 1)
        parts.append(keys_of(table[:, one].reshape(-1), table[:, other].reshape(-1)))
    keys = np.concatenate(parts)
    different: Ints = keys[(keys >= 0) & ((keys >> _HALF) != (keys & _LOW))]
    if not (house < 0).any():
        return different, frozenset()
    return different, frozenset(chain.from_iterable(groups)).difference(number_of) - {""}


def _members(groups: Groups, number_of: Mapping[str, int]) -> tuple[Ints, Ints]:
    """How many members each group has, and their numbers one after the other (-1: unknown)."""
    sizes = np.fromiter(map(len, groups), np.int64, len(groups))
    names = chain.from_iterable(groups)
    return sizes, np.fromiter(map(number_of.get, names, repeat(-1)), np.int64, int(sizes.sum()))


def _tables(sizes: Ints, members: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Groups of two and more by size: their numbers, and a table with a row for each."""
    offsets = np.cumsum(sizes) - sizes
    for size in np.unique(sizes[sizes > 1]).tolist():
        numbers = np.flatnonzero(sizes == size)
        yield numbers, members[offsets[numbers][:, None] + np.arange(size)]
