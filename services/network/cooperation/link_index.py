"""Which houses work together, as sorted numbers with how often.

A network of 100,000 actors has some hundred thousand such pairs. As numbers they take a few
megabytes, are compared all at once, and one cooperation more or less changes them in place of
counting everything anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, repeat

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
    sizes = np.fromiter(map(len, groups), np.int64, len(groups))
    offsets = np.cumsum(sizes) - sizes
    members = chain.from_iterable(groups)
    house = np.fromiter(map(number_of.get, members, repeat(-1)), np.int64, int(sizes.sum()))
    parts = [np.zeros(0, np.int64)]
    for size in np.unique(sizes[sizes > 1]).tolist():
        table = house[offsets[sizes == size][:, None] + np.arange(size)]
        one, other = np.triu_indices(size, 1)
        parts.append(keys_of(table[:, one].reshape(-1), table[:, other].reshape(-1)))
    keys = np.concatenate(parts)
    different: Ints = keys[(keys >= 0) & ((keys >> _HALF) != (keys & _LOW))]
    if not (house < 0).any():
        return different, frozenset()
    return different, frozenset(chain.from_iterable(groups)).difference(number_of) - {""}
