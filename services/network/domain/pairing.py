"""All pairs of sides that are alike enough, exactly and fast.

Two sides must share a region and a topic, so only pairs within one (region, topic) cell are
compared, and each pair only in the cell of its first common region and first common topic: no
pair is seen twice and none is missed. Sets are bit masks, shared and all are bit counts, and
the threshold is compared in whole numbers, so that 0.6 never depends on rounding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.network.domain.relations import Relations
from services.network.domain.rules import Rules
from services.network.domain.sides import Side

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Masks = NDArray[np.uint64]

CHUNK = 1 << 18
"""Candidate pairs that are looked at in one go: they stay in the processor's cache."""


@dataclass(frozen=True)
class Pairs:
    """Index pairs into the sides (left < right) with their scores, the highest first."""

    left: Ints
    right: Ints
    score: NDArray[np.float64]


@dataclass(frozen=True)
class _Tokens:
    """One dimension of all sides: ragged token lists and the same as bit masks."""

    offsets: Ints
    tokens: Ints
    masks: Masks
    sizes: Ints
    first: Ints

    @classmethod
    def of(cls, lists: Sequence[Sequence[str]]) -> _Tokens:
        names = sorted({name for one in lists for name in one})
        number = {name: index for index, name in enumerate(names)}
        sizes = np.fromiter((len(one) for one in lists), np.int64, len(lists))
        offsets = np.concatenate(([0], np.cumsum(sizes)))
        # Names are sorted within a side, so its tokens ascend and the first is the smallest.
        tokens = np.fromiter(
            (number[name] for one in lists for name in one), np.int64, int(offsets[-1])
        )
        words = max(1, -(-len(names) // 64))
        masks = np.zeros((len(lists), words), np.uint64)
        owner = np.repeat(np.arange(len(lists)), sizes)
        bits = np.uint64(1) << (tokens % 64).astype(np.uint64)
        np.bitwise_or.at(masks, (owner, tokens // 64), bits)
        first = np.full(len(lists), -1, np.int64)
        some = sizes > 0
        first[some] = tokens[offsets[:-1][some]]
        return cls(offsets, tokens, masks, sizes, first)

    def shared(self, left: Ints, right: Ints) -> Ints:
        """How many tokens each pair has in common."""
        count = np.zeros(len(left), np.int64)
        for word in range(self.masks.shape[1]):
            column = self.masks[:, word]
            count += np.bitwise_count(column[left] & column[right])
        return count

    def starts_with(self, left: Ints, right: Ints, token: Ints) -> Bools:
        """Whether ``token``, common to each pair, is the first that the pair has in common."""
        found: Bools = (self.first[left] == token) | (self.first[right] == token)
        open_ = np.flatnonzero(~found)
        if len(open_):
            found[open_] = ~self._earlier(left[open_], right[open_], token[open_])
        return found

    def _earlier(self, left: Ints, right: Ints, token: Ints) -> Bools:
        earlier = np.zeros(len(left), np.bool_)
        word_of = token // 64
        below = (np.uint64(1) << (token % 64).astype(np.uint64)) - np.uint64(1)
        for word in range(self.masks.shape[1]):
            column = self.masks[:, word]
            common = column[left] & column[right]
            earlier |= (common != 0) & (word < word_of)
            earlier |= ((common & below) != 0) & (word == word_of)
        return earlier


def find_pairs(sides: Sequence[Side], relations: Relations, rules: Rules) -> Pairs:
    """Pairs of sides under every rule for a parallel structure; indices point into ``sides``."""
    return PairTable(sides, relations, rules).pairs()


class PairTable:
    """The sides as columns, made once; ``pairs`` searches them."""

    def __init__(self, sides: Sequence[Side], relations: Relations, rules: Rules) -> None:
        self.sides = sides
        self.relations = relations
        self.rules = rules
        self.dimensions = tuple(
            _Tokens.of([getattr(side, name) for side in sides])
            for name in ("regions", "topics", "target_groups", "formats")
        )
        self.first = np.fromiter((s.first.toordinal() for s in sides), np.int64, len(sides))
        self.last = np.fromiter((s.last.toordinal() for s in sides), np.int64, len(sides))
        projects = {name: i for i, name in enumerate(sorted({s.project_id for s in sides} - {""}))}
        self.project = np.fromiter(
            (projects.get(s.project_id, -1 - i) for i, s in enumerate(sides)), np.int64, len(sides)
        )
        names = sorted({h for s in sides for h in s.house_ids})
        self.house_number = {name: index for index, name in enumerate(names)}
        self.house_count = np.fromiter((len(s.house_ids) for s in sides), np.int64, len(sides))
        self.house_start = np.concatenate(([0], np.cumsum(self.house_count)))
        self.house = np.fromiter(
            (self.house_number[h] for s in sides for h in s.house_ids),
            np.int64,
            int(self.house_start[-1]),
        )
        self.known = self._known_pairs()

    def _known_pairs(self) -> Ints:
        """Sorted keys of pairs of houses that work together; a house with itself included."""
        number, count = self.house_number, len(self.house_number)
        keys = [index * count + index for index in range(count)]
        for one, other in self.relations.house_pairs:
            if one in number and other in number:
                first, second = sorted((number[one], number[other]))
                keys.append(first * count + second)
        return np.array(sorted(keys), np.int64)

    def pairs(self) -> Pairs:
        """All pairs under every rule, the highest score first, then by sides."""
        found = [self.judge(*candidates) for candidates in self.cells()]
        left = np.concatenate([np.zeros(0, np.int64), *(part[0] for part in found)])
        right = np.concatenate([np.zeros(0, np.int64), *(part[1] for part in found)])
        score = np.concatenate([np.zeros(0), *(part[2] for part in found)])
        keep = self.joined_by_network(left, right)
        left, right, score = left[~keep], right[~keep], score[~keep]
        order = np.lexsort((right, left, -score))
        return Pairs(left[order], right[order], score[order])

    # --- candidates -------------------------------------------------------------------------

    def cells(self) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
        """Chunks of candidate pairs (left, right, region, topic), a pair once per common cell."""
        regions, topics = self.dimensions[0], self.dimensions[1]
        n = len(self.sides)
        # Every side appears in regions x topics cells.
        times = regions.sizes * topics.sizes
        owner = np.repeat(np.arange(n), times)
        nth = np.arange(len(owner)) - np.repeat(np.cumsum(times) - times, times)
        region = regions.tokens[regions.offsets[owner] + nth // np.maximum(1, topics.sizes[owner])]
        topic = topics.tokens[topics.offsets[owner] + nth % np.maximum(1, topics.sizes[owner])]
        width = int(topics.tokens.max(initial=0)) + 1
        key = region * width + topic
        order = np.argsort(key, kind="stable")
        owner, key = owner[order], key[order]
        # Within a cell owners ascend: each is paired with all that follow it there.
        ends = np.searchsorted(key, key, side="right")
        follow = ends - np.arange(len(key)) - 1
        reached = np.cumsum(follow)
        start = 0
        while start < len(key):
            done = int(reached[start - 1]) if start else 0
            stop = max(start + 1, int(np.searchsorted(reached, done + CHUNK, side="right")))
            count = follow[start:stop]
            total = int(count.sum())
            if total:
                entry = np.repeat(np.arange(start, stop), count)
                other = entry + 1 + np.arange(total) - np.repeat(np.cumsum(count) - count, count)
                yield owner[entry], owner[other], key[entry] // width, key[entry] % width
            start = stop

    # --- rules ------------------------------------------------------------------------------

    def judge(
        self, left: Ints, right: Ints, region: Ints, topic: Ints
    ) -> tuple[Ints, Ints, NDArray[np.float64]]:
        """Those candidates that are alike enough, long enough and of strangers."""
        regions, topics = self.dimensions[0], self.dimensions[1]
        keep = topics.starts_with(left, right, topic)
        keep &= np.minimum(self.last[left], self.last[right]) - np.maximum(
            self.first[left], self.first[right]
        ) + 1 >= max(1, self.rules.common_days)
        left, right, region = left[keep], right[keep], region[keep]
        keep = regions.starts_with(left, right, region)
        left, right = left[keep], right[keep]
        above, below = self.score(left, right)
        limit = self.rules.parallel_from
        keep = above * limit.denominator >= below * limit.numerator
        left, right, above, below = left[keep], right[keep], above[keep], below[keep]
        keep = (self.project[left] != self.project[right]) & self.strangers(left, right)
        score: NDArray[np.float64] = above[keep] / below[keep]
        return left[keep], right[keep], score

    def score(self, left: Ints, right: Ints) -> tuple[Ints, Ints]:
        """Weighted mean of the Jaccard indices as a fraction of whole numbers."""
        above: Ints = np.zeros(len(left), np.int64)
        below: Ints = np.ones(len(left), np.int64)
        weights: Ints = np.zeros(len(left), np.int64)
        for tokens, weight in zip(self.dimensions, self.rules.weights, strict=True):
            counted = (tokens.sizes[left] > 0) & (tokens.sizes[right] > 0)
            shared = tokens.shared(left, right)
            every: Ints = np.where(counted, tokens.sizes[left] + tokens.sizes[right] - shared, 1)
            part = counted.astype(np.int64) * weight
            above = above * every + part * shared * below
            below = below * every
            weights += part
        return above, below * np.maximum(1, weights)

    def strangers(self, left: Ints, right: Ints) -> Bools:
        """Whether no house of one side is, or works with, a house of the other."""
        a, b = self.house_count[left], self.house_count[right]
        times = a * b
        pair = np.repeat(np.arange(len(left)), times)
        nth = np.arange(len(pair)) - np.repeat(np.cumsum(times) - times, times)
        one = self.house[self.house_start[left][pair] + nth // b[pair]]
        other = self.house[self.house_start[right][pair] + nth % b[pair]]
        key = np.minimum(one, other) * len(self.house_number) + np.maximum(one, other)
        at = np.minimum(np.searchsorted(self.known, key), max(0, len(self.known) - 1))
        known = self.known[at] == key if len(self.known) else np.zeros(len(key), np.bool_)
        strange = np.ones(len(left), np.bool_)
        strange[pair[known]] = False
        return strange

    def joined_by_network(self, left: Ints, right: Ints) -> Bools:
        """Whether a common network works on a common topic in a common region of the pair."""
        joined = np.zeros(len(left), np.bool_)
        if not self.relations.network_work:
            return joined
        member = np.fromiter(
            (any(h in self.relations.networks_of for h in s.house_ids) for s in self.sides),
            np.bool_,
            len(self.sides),
        )
        for index in np.flatnonzero(member[left] & member[right]).tolist():
            one, other = self.sides[int(left[index])], self.sides[int(right[index])]
            topics = frozenset(one.topics) & frozenset(other.topics)
            regions = frozenset(one.regions) & frozenset(other.regions)
            joined[index] = any(
                self.relations.network_joins(network, topics, regions)
                for network in self.relations.common_networks(
                    frozenset(one.house_ids), frozenset(other.house_ids)
                )
            )
        return joined
