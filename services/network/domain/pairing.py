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
Small = NDArray[np.int32]
Bools = NDArray[np.bool_]
Masks = NDArray[np.uint64]

CHUNK = 1 << 18
"""Candidate pairs that are looked at in one go: they stay in the processor's cache."""


@dataclass(frozen=True)
class Pairs:
    """Index pairs into the sides (left < right) with their scores, the highest first."""

    left: Small
    right: Small
    score: NDArray[np.float64]


@dataclass(frozen=True)
class _Tokens:
    """One dimension of all sides: ragged token lists and the same as bit masks.

    ``first`` is the smallest token of a side (-1 if it has none); ``same`` numbers the sets:
    two sides with equal sets have the same number.
    """

    offsets: Ints
    tokens: Small
    masks: tuple[Masks, ...]
    sizes: Small
    first: Small
    same: Small

    @classmethod
    def of(cls, lists: Sequence[tuple[str, ...]]) -> _Tokens:
        names = sorted({name for one in lists for name in one})
        number = {name: index for index, name in enumerate(names)}
        sizes = np.fromiter(map(len, lists), np.int32, len(lists))
        offsets = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
        # Names are sorted within a side, so its tokens ascend and the first is the smallest.
        tokens = np.fromiter(
            (number[name] for one in lists for name in one), np.int32, int(offsets[-1])
        )
        words = max(1, -(-len(names) // 64))
        owner = np.repeat(np.arange(len(lists)), sizes)
        bits = np.uint64(1) << (tokens % 64).astype(np.uint64)
        masks = np.zeros((words, len(lists)), np.uint64)
        np.bitwise_or.at(masks, (tokens // 64, owner), bits)
        first = np.full(len(lists), -1, np.int32)
        some = sizes > 0
        first[some] = tokens[offsets[:-1][some]]
        sets: dict[tuple[str, ...], int] = {}
        same = np.fromiter((sets.setdefault(one, len(sets)) for one in lists), np.int32, len(lists))
        return cls(offsets, tokens, tuple(masks), sizes, first, same)

    def shared(self, left: Small, right: Small) -> Small:
        """How many tokens each pair has in common."""
        count = np.zeros(len(left), np.int32)
        for column in self.masks:
            count += np.bitwise_count(column[left] & column[right])
        return count

    def starts_with(self, left: Small, right: Small, token: Small) -> Bools:
        """Whether ``token``, common to each pair, is the first that the pair has in common."""
        found: Bools = (self.first[left] == token) | (self.first[right] == token)
        undecided = np.flatnonzero(~found)
        if len(undecided):
            found[undecided] = ~self._earlier(left[undecided], right[undecided], token[undecided])
        return found

    def _earlier(self, left: Small, right: Small, token: Small) -> Bools:
        earlier = np.zeros(len(left), np.bool_)
        word_of = token // 64
        below = (np.uint64(1) << (token % 64).astype(np.uint64)) - np.uint64(1)
        for word, column in enumerate(self.masks):
            common = column[left] & column[right]
            if len(self.masks) > 1:
                earlier |= (common != 0) & (word < word_of)
                earlier |= ((common & below) != 0) & (word == word_of)
            else:
                earlier = (common & below) != 0
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
        self.first = np.fromiter((s.first.toordinal() for s in sides), np.int32, len(sides))
        self.last = np.fromiter((s.last.toordinal() for s in sides), np.int32, len(sides))
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
        left = np.concatenate([np.zeros(0, np.int32), *(part[0] for part in found)])
        right = np.concatenate([np.zeros(0, np.int32), *(part[1] for part in found)])
        score = np.concatenate([np.zeros(0), *(part[2] for part in found)])
        keep = self.joined_by_network(left, right)
        left, right, score = left[~keep], right[~keep], score[~keep]
        order = np.lexsort((right, left, -score))
        return Pairs(left[order], right[order], score[order])

    # --- candidates -------------------------------------------------------------------------

    def cells(self) -> Iterator[tuple[Small, Small, Small, Small]]:
        """Chunks of candidate pairs (left, right, region, topic) of common cells.

        A pair whose sides both begin with an earlier region and have the same regions has met
        there already. Such sides stand side by side within a cell and are not paired again:
        otherwise all that work Land-wide would meet in every district.
        """
        owner, region, topic = self._entries()
        regions = self.dimensions[0]
        width = int(topic.max(initial=0)) + 1
        key = region.astype(np.int64) * width + topic
        later = np.where(regions.first[owner] == region, 0, regions.same[owner] + 1)
        group = key * (int(later.max(initial=0)) + 1) + later
        order = np.argsort(group, kind="stable")
        owner, region, topic = owner[order], region[order], topic[order]
        key, group, later = key[order], group[order], later[order]
        start = np.arange(1, len(key) + 1)
        again = later > 0
        start[again] = np.searchsorted(group, group[again], side="right")
        follow = np.searchsorted(key, key, side="right") - start
        reached = np.cumsum(follow)
        begin = 0
        while begin < len(key):
            done = int(reached[begin - 1]) if begin else 0
            stop = max(begin + 1, int(np.searchsorted(reached, done + CHUNK, side="right")))
            count = follow[begin:stop]
            total = int(count.sum())
            if total:
                entry = np.repeat(np.arange(begin, stop, dtype=np.int32), count)
                # The n-th partner of an entry is n places after its first one.
                shift = start[begin:stop] - (np.cumsum(count) - count)
                other = np.arange(total) + np.repeat(shift, count)
                one, two = owner[entry], owner[other]
                yield np.minimum(one, two), np.maximum(one, two), region[entry], topic[entry]
            begin = stop

    def _entries(self) -> tuple[Small, Small, Small]:
        """Every side once per region and topic that it has: (side, region, topic)."""
        regions, topics = self.dimensions[0], self.dimensions[1]
        times = regions.sizes * topics.sizes
        owner = np.repeat(np.arange(len(self.sides), dtype=np.int32), times)
        nth = np.arange(len(owner)) - np.repeat(np.cumsum(times) - times, times)
        size = np.maximum(1, topics.sizes)[owner]
        region = regions.tokens[regions.offsets[owner] + nth // size]
        topic = topics.tokens[topics.offsets[owner] + nth % size]
        return owner, region, topic

    # --- rules ------------------------------------------------------------------------------

    def judge(
        self, left: Small, right: Small, region: Small, topic: Small
    ) -> tuple[Small, Small, NDArray[np.float64]]:
        """Those candidates that are alike enough, long enough and of strangers."""
        regions, topics = self.dimensions[0], self.dimensions[1]
        keep = topics.starts_with(left, right, topic)
        left, right, region = left[keep], right[keep], region[keep]
        keep = regions.starts_with(left, right, region)
        left, right = left[keep], right[keep]
        keep = self._may_be_alike(left, right)
        left, right = left[keep], right[keep]
        days = np.minimum(self.last[left], self.last[right])
        days -= np.maximum(self.first[left], self.first[right])
        keep = days + 1 >= max(1, self.rules.common_days)
        left, right = left[keep], right[keep]
        above, below = self.score(left, right)
        limit = self.rules.parallel_from
        keep = above * limit.denominator >= below * limit.numerator
        left, right, above, below = left[keep], right[keep], above[keep], below[keep]
        keep = (self.project[left] != self.project[right]) & self.strangers(left, right)
        score: NDArray[np.float64] = above[keep] / below[keep]
        return left[keep], right[keep], score

    def _may_be_alike(self, left: Small, right: Small) -> Bools:
        """Whether regions and topics leave a chance, if all else were equal.

        Rough floats with room for their error: it only spares the exact comparison.
        """
        best = np.zeros(len(left), np.float32)
        weights = np.zeros(len(left), np.float32)
        for index, (tokens, weight) in enumerate(
            zip(self.dimensions, self.rules.weights, strict=True)
        ):
            if index < 2:
                shared = tokens.shared(left, right)
                every = tokens.sizes[left] + tokens.sizes[right] - shared
                best += np.float32(weight) * shared / every
                weights += np.float32(weight)
            else:
                counted = (tokens.sizes[left] > 0) & (tokens.sizes[right] > 0)
                part = np.where(counted, np.float32(weight), np.float32(0))
                best += part
                weights += part
        limit = np.float32(self.rules.parallel_from)
        alike: Bools = best >= limit * weights - np.float32(1e-3)
        return alike

    def score(self, left: Small, right: Small) -> tuple[Ints, Ints]:
        """Weighted mean of the Jaccard indices as a fraction of whole numbers."""
        above: Ints = np.zeros(len(left), np.int64)
        below: Ints = np.ones(len(left), np.int64)
        weights: Ints = np.zeros(len(left), np.int64)
        for tokens, weight in zip(self.dimensions, self.rules.weights, strict=True):
            counted = (tokens.sizes[left] > 0) & (tokens.sizes[right] > 0)
            shared = tokens.shared(left, right).astype(np.int64)
            every = np.where(counted, tokens.sizes[left] + tokens.sizes[right] - shared, 1)
            part = counted.astype(np.int64) * weight
            above = above * every + part * shared * below
            below = below * every
            weights += part
        return above, below * np.maximum(1, weights)

    def strangers(self, left: Small, right: Small) -> Bools:
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

    def joined_by_network(self, left: Small, right: Small) -> Bools:
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
