"""Which houses work together, as sorted numbers with how often.

A network of 100,000 actors has some hundred thousand such pairs. As numbers they take a few
megabytes, are compared all at once, and one cooperation more or less changes them in place of
counting everything anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Bools = NDArray[np.bool_]

_HALF = 32
_LOW = (1 << _HALF) - 1


@dataclass(frozen=True)
class HouseLinks:
    """Pairs of different houses that work together.

    ``numbers`` numbers the houses from 0, in order; ``keys`` are the pairs, ascending (the
    smaller number in the upper half); ``counts`` says through how many pairs of actors in how
    many groups.
    """

    numbers: Mapping[str, int]
    keys: Ints
    counts: Ints

    @classmethod
    def of(cls, groups: Iterable[Iterable[str]], numbers: Mapping[str, int]) -> HouseLinks:
        """The links within groups of houses; every house must have a number."""
        keys, counts = np.unique(keys_within(groups, numbers), return_counts=True)
        return cls(numbers, keys, counts.astype(np.int64))

    def pairs(self) -> frozenset[tuple[str, str]]:
        """All pairs by name, the smaller id first."""
        one, other = ends_of(self.keys)
        left = map(self._names.__getitem__, one.tolist())
        right = map(self._names.__getitem__, other.tolist())
        return frozenset((a, b) if a < b else (b, a) for a, b in zip(left, right, strict=True))

    def have(self, one: Ints, other: Ints) -> Bools:
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

    @cached_property
    def _both_ways(self) -> Ints:
        one, other = ends_of(self.keys)
        return np.sort(np.concatenate((self.keys, (other << _HALF) | one)))

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(self.numbers)

    def changed(
        self,
        less: Iterable[Iterable[str]],
        more: Iterable[Iterable[str]],
        numbers: Mapping[str, int],
    ) -> tuple[HouseLinks, Ints]:
        """The links without some groups and with others; and the keys that came or went."""
        minus, plus = keys_within(less, numbers), keys_within(more, numbers)
        keys, place = np.unique(np.concatenate((minus, plus)), return_inverse=True)
        by = np.bincount(place[len(minus) :], minlength=len(keys))
        by = by - np.bincount(place[: len(minus)], minlength=len(keys))
        keys, by = keys[by != 0], by[by != 0].astype(np.int64)
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
        return HouseLinks(numbers, found[keep], counts[keep]), np.concatenate(
            (keys[~known], self.keys[gone])
        )


def ends_of(keys: Ints) -> tuple[Ints, Ints]:
    """The numbers of both houses of each key."""
    return keys >> _HALF, keys & _LOW


def keys_of(one: Ints | Small, other: Ints | Small) -> Ints:
    """The key of each two houses."""
    low: Ints = np.minimum(one, other).astype(np.int64)
    key: Ints = (low << _HALF) | np.maximum(one, other)
    return key


def keys_within(groups: Iterable[Iterable[str]], numbers: Mapping[str, int]) -> Ints:
    """The key of each two members of each group, as often as it occurs, same houses left out."""
    by_size: dict[int, list[int]] = {}
    for group in groups:
        members = [numbers[house] for house in group]
        by_size.setdefault(len(members), []).extend(members)
    parts = [np.zeros(0, np.int64)]
    for size, flat in by_size.items():
        if size < 2:
            continue
        table = np.array(flat, np.int64).reshape(-1, size)
        one, other = np.triu_indices(size, 1)
        parts.append(keys_of(table[:, one].reshape(-1), table[:, other].reshape(-1)))
    keys = np.concatenate(parts)
    different: Ints = keys[(keys >> _HALF) != (keys & _LOW)]
    return different
