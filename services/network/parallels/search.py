"""All pairs of sides that are alike enough, exactly and fast.

Two sides must share a region and a topic, so only pairs within one (region, topic) cell are
compared, and each pair only in the cell of its first common region and first common topic: no
pair is seen twice and none is missed. Most candidates fall at a glance at topics, target groups
and formats together, one or two machine words per side; the rest is compared in whole numbers,
so that 0.6 never depends on rounding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from services.network.cooperation.link_index import keys_of
from services.network.cooperation.links import Relations
from services.network.coverage.supply import provider_of
from services.network.parallels.columns import EntryColumns, Masks
from services.network.parallels.prefilter import WordMasks
from services.network.records.arrays import Bools, Floats, Ints, Small

CHUNK = 1 << 16
"""Candidate pairs that are looked at in one go: they stay in the processor's cache."""


@dataclass(frozen=True)
class ScoredPairs:
    """Row pairs of the columns (left < right) with their scores, the highest first."""

    left: Small
    right: Small
    score: Floats

    @classmethod
    def of(cls, parts: list[ScoredPairs]) -> ScoredPairs:
        """All of these, none of which occurs twice, in order."""
        left = np.concatenate([np.zeros(0, np.int32), *(part.left for part in parts)])
        right = np.concatenate([np.zeros(0, np.int32), *(part.right for part in parts)])
        score = np.concatenate([np.zeros(0), *(part.score for part in parts)])
        order = np.lexsort((right, left, -score))
        return cls(left[order], right[order], score[order])

    def where(self, keep: Bools) -> ScoredPairs:
        """Some of them, in the same order."""
        return ScoredPairs(self.left[keep], self.right[keep], self.score[keep])

    def without(self, row: int) -> ScoredPairs:
        """Those without a row of the columns that is taken out."""
        left, right, score = self.left, self.right, self.score
        keep = (left != row) & (right != row)
        left, right, score = left[keep], right[keep], score[keep]
        return ScoredPairs(left - (left > row), right - (right > row), score)

    def making_room(self, row: int) -> ScoredPairs:
        """The same pairs when a row has been put into the columns."""
        return ScoredPairs(
            self.left + (self.left >= row), self.right + (self.right >= row), self.score
        )

    def joined(self, more: ScoredPairs) -> ScoredPairs:
        """These and others, none of which is among them, in order."""
        if len(more.left) > 100:
            return ScoredPairs.of([self, more])
        falling, key = -self.score, keys_of(self.left, self.right)
        new = keys_of(more.left, more.right)
        at = []
        for score, pair in zip(more.score.tolist(), new.tolist(), strict=True):
            begin, end = (int(np.searchsorted(falling, -score, side)) for side in ("left", "right"))
            at.append(begin + int(np.searchsorted(key[begin:end], pair)))
        return ScoredPairs(
            np.insert(self.left, at, more.left),
            np.insert(self.right, at, more.right),
            np.insert(self.score, at, more.score),
        )


class Search:
    """The rules for parallel structures, over the columns of all sides."""

    def __init__(self, columns: EntryColumns, relations: Relations) -> None:
        self.columns = columns
        self.relations = relations
        self.rules = relations.supply_index.rules

    def pairs(self) -> ScoredPairs:
        """All pairs under every rule, the highest score first, then by sides."""
        found: list[ScoredPairs] = []
        waiting: list[tuple[Small, Small]] = []
        many = 0
        for some in self._candidates():
            waiting.append(some)
            many += len(some[0])
            if many >= CHUNK:
                found.append(self._judge_all(waiting))
                waiting, many = [], 0
        found.append(self._judge_all(waiting))
        return self._not_joined(ScoredPairs.of(found))

    def _judge_all(self, parts: list[tuple[Small, Small]]) -> ScoredPairs:
        nothing = np.zeros(0, np.int32)
        left = np.concatenate([nothing, *(part[0] for part in parts)])
        return self.judge(left, np.concatenate([nothing, *(part[1] for part in parts)]))

    def pairs_among(self, left: Small, right: Small) -> ScoredPairs:
        """Those of the given pairs (left < right, none twice) that keep every rule."""
        keep = self._share_topic_and_region(left, right)
        return self._not_joined(ScoredPairs.of([self.judge(left[keep], right[keep])]))

    def pairs_with(self, row: int) -> ScoredPairs:
        """All pairs of one side under every rule."""
        other = np.delete(np.arange(len(self.columns), dtype=np.int32), row)
        topics = self._masks(1)
        common = np.zeros(len(self.columns), np.bool_)
        for word in topics:
            mine = word[self.columns.rows[1][row]]
            common |= (word & mine)[self.columns.rows[1]] != 0
        other = other[common[other]]
        one = np.full(len(other), row, np.int32)
        return self.pairs_among(np.minimum(one, other), np.maximum(one, other))

    # --- candidates -------------------------------------------------------------------------

    def _candidates(self) -> Iterator[tuple[Small, Small]]:
        """Chunks of pairs that share a region and a topic and may be alike, each pair once.

        A pair whose sides both begin with an earlier region and have the same regions has met
        there already. Such sides stand side by side within a cell and are not paired again:
        otherwise all that work Land-wide would meet in every district.
        """
        owner, region, topic, key, start, stop = self._cells()
        tags = WordMasks.of(self.columns.sets, self.columns.rows, self.rules)
        words = [word[owner] for word in tags.words]
        earlier = tags.earlier_topics(topic)
        follow = stop - start
        reached = np.cumsum(follow)
        begin = 0
        while begin < len(key):
            done = int(reached[begin - 1]) if begin else 0
            end = max(begin + 1, int(np.searchsorted(reached, done + CHUNK, side="right")))
            count = follow[begin:end]
            total = int(count.sum())
            if total:
                entry = np.repeat(np.arange(begin, end, dtype=np.int32), count)
                # The n-th partner of an entry is n places after its first one.
                shift = start[begin:end] - (np.cumsum(count) - count)
                other = np.arange(total, dtype=np.int64) + np.repeat(shift, count)
                alike = np.flatnonzero(tags.may_be_alike(words, earlier, entry, other))
                entry, other = entry[alike], other[alike]
                one, two, place = owner[entry], owner[other], region[entry]
                keep = self._first_region(one, two, place)
                one, two = one[keep], two[keep]
                yield np.minimum(one, two), np.maximum(one, two)
            begin = end

    def _cells(self) -> tuple[Small, Small, Small, Ints, Ints, Ints]:
        """Every side once per region and topic that it has, ordered by cell.

        Returns (side, region, topic, cell) and the range of entries that each is paired with.
        """
        sets, rows = self.columns.sets, self.columns.rows
        regions, topics = sets[0].sizes[rows[0]], sets[1].sizes[rows[1]]
        times = regions * topics
        owner = np.repeat(np.arange(len(self.columns), dtype=np.int32), times)
        nth = np.arange(len(owner)) - np.repeat(np.cumsum(times) - times, times)
        size = topics[owner]
        region = sets[0].tokens[sets[0].offsets[rows[0]][owner] + nth // size]
        topic = sets[1].tokens[sets[1].offsets[rows[1]][owner] + nth % size]
        width = int(topic.max(initial=0)) + 1
        key = region.astype(np.int64) * width + topic
        later = np.where(self._first_of(0)[owner] == region, 0, rows[0][owner] + 1)
        group = key * (int(later.max(initial=0)) + 1) + later
        order = np.argsort(group)
        owner, region, topic = owner[order], region[order], topic[order]
        key, group, later = key[order], group[order], later[order]
        start = np.arange(1, len(key) + 1)
        start = np.where(later > 0, _ends(group), start)
        return owner, region, topic, key, start, _ends(key)

    def _first_of(self, dimension: int) -> Small:
        """The smallest token of each side in a dimension, -1 if it has none."""
        sets = self.columns.sets[dimension]
        first = np.full(len(sets.sizes), -1, np.int32)
        some = sets.sizes > 0
        first[some] = np.minimum.reduceat(sets.tokens, sets.offsets[:-1][some])
        return first[self.columns.rows[dimension]]

    def _first_region(self, left: Small, right: Small, region: Small) -> Bools:
        """Whether ``region``, common to each pair, is the first that the pair has in common."""
        first = self._first_regions
        found: Bools = (first[left] == region) | (first[right] == region)
        undecided = np.flatnonzero(~found)
        if len(undecided):
            one = self.columns.rows[0][left[undecided]]
            other = self.columns.rows[0][right[undecided]]
            token = region[undecided]
            below = (np.uint64(1) << (token % 64).astype(np.uint64)) - np.uint64(1)
            earlier = np.zeros(len(undecided), np.bool_)
            for number, word in enumerate(self._masks(0)):
                common = word[one] & word[other]
                place = token // 64
                earlier |= (common != 0) & (number < place)
                earlier |= ((common & below) != 0) & (number == place)
            found[undecided] = ~earlier
        return found

    @cached_property
    def _first_regions(self) -> Small:
        return self._first_of(0)

    def _masks(self, dimension: int) -> Masks:
        return self.columns.sets[dimension].masks

    # --- rules ------------------------------------------------------------------------------

    def _share_topic_and_region(self, left: Small, right: Small) -> Bools:
        return (self._shared(1, left, right) > 0) & (self._shared(0, left, right) > 0)

    def _shared(self, dimension: int, left: Small, right: Small) -> Ints:
        """How many tokens each pair has in common in a dimension."""
        rows = self.columns.rows[dimension]
        one, other = rows[left], rows[right]
        count = np.zeros(len(left), np.int64)
        for word in self._masks(dimension):
            count += np.bitwise_count(word[one] & word[other])
        return count

    def judge(self, left: Small, right: Small) -> ScoredPairs:
        """Those that are alike enough, long enough and of strangers; a region and topic given."""
        columns, limit = self.columns, self.rules.parallel_from
        days = np.minimum(columns.last[left], columns.last[right])
        days -= np.maximum(columns.first[left], columns.first[right])
        keep = days + 1 >= max(1, self.rules.common_days)
        keep &= (columns.project[left] != columns.project[right]) | (columns.project[left] < 0)
        left, right = left[keep], right[keep]
        above, below = self._score(left, right)
        keep = above * limit.denominator >= below * limit.numerator
        left, right, above, below = left[keep], right[keep], above[keep], below[keep]
        keep = self._strangers(left, right)
        return ScoredPairs(left[keep], right[keep], above[keep] / below[keep])

    def _score(self, left: Small, right: Small) -> tuple[Ints, Ints]:
        """Weighted mean of the Jaccard indices as a fraction of whole numbers."""
        above: Ints = np.zeros(len(left), np.int64)
        below: Ints = np.ones(len(left), np.int64)
        weights: Ints = np.zeros(len(left), np.int64)
        for index, weight in enumerate(self.rules.weights):
            sizes, rows = self.columns.sets[index].sizes, self.columns.rows[index]
            one, other = sizes[rows[left]], sizes[rows[right]]
            counted = (one > 0) & (other > 0)
            shared = self._shared(index, left, right)
            every = np.where(counted, one + other - shared, 1)
            part = counted.astype(np.int64) * weight
            above = above * every + part * shared * below
            below = below * every
            weights += part
        return above, below * np.maximum(1, weights)

    def _strangers(self, left: Small, right: Small) -> Bools:
        """Whether no house of one side is, or works with, a house of the other."""
        houses, rows = self.columns.houses, self.columns.house_rows
        one, other = rows[left], rows[right]
        links, tokens, offsets = self.relations.links, houses.tokens, houses.offsets
        strange: Bools = ~links.have(tokens[offsets[one]], tokens[offsets[other]])
        a, b = houses.sizes[one], houses.sizes[other]
        # Most sides have one house; the others meet every house of the other side.
        several = np.flatnonzero(strange & ((a > 1) | (b > 1)))
        if len(several):
            one, other, a, b = one[several], other[several], a[several], b[several]
            times = a * b
            pair = np.repeat(np.arange(len(several)), times)
            nth = np.arange(len(pair)) - np.repeat(np.cumsum(times) - times, times)
            mine = tokens[offsets[one][pair] + nth // b[pair]]
            yours = tokens[offsets[other][pair] + nth % b[pair]]
            strange[several[pair[links.have(mine, yours)]]] = False
        return strange

    # --- networks ---------------------------------------------------------------------------

    def _not_joined(self, pairs: ScoredPairs) -> ScoredPairs:
        """Without pairs of which a common network works on a common topic in a common region."""
        networks_of = self.relations.networks_of
        if not networks_of or not len(pairs.left):
            return pairs
        numbers = self.relations.house_numbers
        inside = np.fromiter((numbers[h] for h in networks_of if h in numbers), np.int64)
        houses = self.columns.houses
        sets = np.repeat(np.arange(len(houses.sizes)), houses.sizes)
        member = np.zeros(len(houses.sizes), np.bool_)
        member[sets[np.isin(houses.tokens, inside)]] = True
        member = member[self.columns.house_rows]
        keep = np.ones(len(pairs.left), np.bool_)
        for index in np.flatnonzero(member[pairs.left] & member[pairs.right]).tolist():
            keep[index] = not self._joined(int(pairs.left[index]), int(pairs.right[index]))
        return pairs.where(keep)

    def _joined(self, left: int, right: int) -> bool:
        supply_index = self.relations.supply_index
        one, other = self.columns.side(supply_index, left), self.columns.side(supply_index, right)
        topics = frozenset(one.topics) & frozenset(other.topics)
        regions = frozenset(one.regions) & frozenset(other.regions)
        return any(
            not topics.isdisjoint(on) and not regions.isdisjoint(there)
            for network in self.relations.common_networks(
                frozenset(one.house_ids), frozenset(other.house_ids)
            )
            for on, there in self.work_of(network)
        )

    def work_of(self, network_id: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
        """(topics, districts) of each offer or project that a network provides and that runs."""
        found = self._work.get(network_id)
        if found is None:
            supply_index = self.relations.supply_index
            number = self.relations.house_numbers.get(supply_index.house(network_id), -1)
            rows = self.columns.rows_of_houses([number]).tolist()
            records = (self.columns.records[row] for row in rows)
            supplies = (
                supply_index.supply_of(r.KIND, r.id)
                for r in records
                if provider_of(r) == network_id
            )
            found = tuple((s.topic_ids, s.on_site | s.reachable) for s in supplies if s)
            self._work[network_id] = found
        return found

    @cached_property
    def _work(self) -> dict[str, tuple[tuple[frozenset[str], frozenset[str]], ...]]:
        return {}


def _ends(sorted_keys: Ints) -> Ints:
    """For each entry of a sorted column, where its run of equal values ends."""
    if not len(sorted_keys):
        return np.zeros(0, np.int64)
    last = np.append(np.flatnonzero(sorted_keys[1:] != sorted_keys[:-1]) + 1, len(sorted_keys))
    runs = np.diff(last, prepend=0)
    return np.repeat(last, runs)
