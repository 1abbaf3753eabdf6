"""Topics, target groups and formats of a side in as few machine words as possible.

Three sets of a dozen tokens each fit in one or two words, so that most pairs are ruled out with
a handful of operations. It is a rough look with room for rounding: what it lets pass is compared
exactly afterwards, what it rules out can never reach the limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.network.parallels.columns import Masks, Sets
from services.network.records.arrays import Bools, Small
from services.network.records.rules import Rules

HalfFloats = NDArray[np.float32]

WORD = 64
ROOM = np.float32(1e-3)
"""Far more than the error of a few roundings, far less than any step between two scores."""


@dataclass(frozen=True)
class _Part:
    """Where a dimension lies: in these words, under these bits; ``weight`` in the score."""

    bits: tuple[tuple[int, np.uint64], ...]
    weight: int


@dataclass(frozen=True)
class WordMasks:
    """The words of every side, and how to compare two of them."""

    words: tuple[Masks, ...]
    parts: tuple[_Part, ...]
    region_weight: int
    limit: float

    @classmethod
    def of(cls, sets: Sequence[Sets], rows: Sequence[Small], rules: Rules) -> WordMasks:
        """Dimensions 1 to 3 of all sides; dimension 0, the regions, has too many tokens."""
        words: list[Masks] = []
        room: list[int] = []
        parts: list[_Part] = []
        for one, row, weight in zip(sets[1:], rows[1:], rules.weights[1:], strict=True):
            size = len(one.names)
            at = next((i for i, left in enumerate(room) if size <= left), None)
            if at is not None and size:
                shift = np.uint64(WORD - room[at])
                words[at] = words[at] | (one.masks[0][row] << shift)
                parts.append(_Part(((at, np.uint64((1 << size) - 1) << shift),), weight))
                room[at] -= size
                continue
            bits = []
            for number, mask in enumerate(one.masks):
                inside = min(WORD, max(0, size - number * WORD))
                bits.append((len(words), np.uint64((1 << inside) - 1)))
                words.append(mask[row])
                room.append(WORD - inside)
            parts.append(_Part(tuple(bits), weight))
        return cls(tuple(words), tuple(parts), rules.region_weight, float(rules.parallel_from))

    def earlier_topics(self, topic: Small) -> list[tuple[int, Masks]]:
        """(word, bits) of all topics before each of these; the topics begin at bit 0."""
        found = []
        for number, (word, _) in enumerate(self.parts[0].bits):
            place = np.clip(topic.astype(np.int64) - number * WORD, 0, WORD)
            below = (np.uint64(1) << (place % WORD).astype(np.uint64)) - np.uint64(1)
            below[place == WORD] = ~np.uint64(0)
            found.append((word, below))
        return found

    def may_be_alike(
        self,
        words: Sequence[Masks],
        earlier: Sequence[tuple[int, Masks]],
        one: Small,
        other: NDArray[np.int64],
    ) -> Bools:
        """Which pairs of entries share no earlier topic and could be alike by their tags."""
        left = [word[one] for word in words]
        right = [word[other] for word in words]
        both = [a & b for a, b in zip(left, right, strict=True)]
        any_ = [a | b for a, b in zip(left, right, strict=True)]
        above = np.full(len(one), self.region_weight, np.float32)
        weights = np.full(len(one), self.region_weight, np.float32)
        for number, part in enumerate(self.parts):
            shared = _count(both, part)
            every = _count(any_, part)
            jaccard = np.float32(part.weight) * shared / np.maximum(every, np.float32(1))
            if number == 0:
                # They have met at a topic: both have some.
                above += jaccard
                weights += np.float32(part.weight)
            else:
                counted = _some(left, part) & _some(right, part)
                above += np.where(counted, jaccard, np.float32(0))
                weights += np.where(counted, np.float32(part.weight), np.float32(0))
        alike: Bools = above >= np.float32(self.limit) * weights - ROOM
        for word, below in earlier:
            alike &= (both[word] & below[one]) == 0
        return alike


def _count(words: Sequence[Masks], part: _Part) -> HalfFloats:
    (first, mask), *more = part.bits
    found: HalfFloats = np.bitwise_count(words[first] & mask).astype(np.float32)
    for word, bits in more:
        found += np.bitwise_count(words[word] & bits)
    return found


def _some(words: Sequence[Masks], part: _Part) -> Bools:
    (first, mask), *more = part.bits
    found: Bools = (words[first] & mask) != 0
    for word, bits in more:
        found = found | ((words[word] & bits) != 0)
    return found
