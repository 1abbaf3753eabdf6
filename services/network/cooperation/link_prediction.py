"""Link prediction: who might work together, having no tie yet but common partners, topics, places.

Score of Adamic and Adar (2003): every common partner counts, the fewer partners it has
itself the more. Pairs are found in the product A·W·A of the network with itself, row block by
row block, and kept only if both sides share a topic and a place. This module knows numbers;
``suggestions`` makes houses of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.network.cooperation.graph import Graph

BLOCK = 1_500_000
"""Terms of the product at a time: about 40 MB, whatever the size of the network."""


@dataclass(frozen=True)
class NodeAttributes:
    """What nodes can have in common: rows of bits, one row per node.

    Two nodes share a place if one is there (``on_site``) and the other at least reaches it
    (``reachable``, which includes ``on_site``).
    """

    topics: NDArray[np.uint64]
    on_site: NDArray[np.uint64]
    reachable: NDArray[np.uint64]

    def sharing(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
        """The positions of the pairs that share a topic and a place."""
        # Topics first: few pairs are left to compare places for.
        found = np.flatnonzero(_intersect(self.topics, left, self.topics, right))
        left, right = left[found], right[found]
        place = _intersect(self.on_site, left, self.reachable, right)
        if self.on_site is not self.reachable:
            place |= _intersect(self.reachable, left, self.on_site, right)
        return np.asarray(found[place], np.int64)


def _intersect(
    one: NDArray[np.uint64],
    left: NDArray[np.int64],
    other: NDArray[np.uint64],
    right: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """For each pair whether the left row of one shares a bit with the right row of the other."""
    found = (one[:, 0].take(left) & other[:, 0].take(right)) != 0
    for word in range(1, one.shape[1]):
        found |= (one[:, word].take(left) & other[:, word].take(right)) != 0
    return np.asarray(found, np.bool_)


def bit_rows(sets: Sequence[frozenset[str]]) -> NDArray[np.uint64]:
    """Sets as rows of bits, 64 values a word, values in sorted order."""
    values = sorted(frozenset().union(*sets))
    place = {value: number for number, value in enumerate(values)}
    return bit_rows_of_numbers([[place[value] for value in found] for found in sets], len(values))


def bit_rows_of_numbers(numbers: Sequence[Collection[int]], size: int) -> NDArray[np.uint64]:
    """As ``bit_rows``, of values that are numbers below ``size`` already."""
    rows = np.repeat(np.arange(len(numbers)), list(map(len, numbers)))
    return bit_rows_of_pairs(
        len(numbers), size, rows, np.fromiter(chain.from_iterable(numbers), np.int64)
    )


def bit_rows_of_pairs(
    count: int, size: int, rows: NDArray[np.int64], numbers: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """``count`` rows of bits for values below ``size``: those of which row has which value."""
    found = np.zeros((count, max(1, -(-size // 64))), np.uint64)
    bit = np.uint64(1) << (numbers % 64).astype(np.uint64)
    np.bitwise_or.at(found.reshape(-1), rows * found.shape[1] + numbers // 64, bit)
    return found


@dataclass(frozen=True)
class PredictedLinks:
    """Predicted links as columns, ``left`` < ``right``, the highest score first."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    score: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.left)


def predicted_links(graph: Graph, attributes: NodeAttributes) -> PredictedLinks:
    """All pairs without a tie that have common partners, a common topic and a common place.

    Equal scores are ordered by the nodes' numbers.
    """
    weights = np.zeros(graph.count)
    many = graph.degrees > 1
    weights[many] = 1 / np.log(graph.degrees[many])
    weighted = graph.matrix.copy()
    weighted.data = weights[weighted.indices]
    found = [_block(graph, weighted, attributes, *block) for block in graph.row_blocks(BLOCK)]
    if not found:
        return PredictedLinks(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    left, right, score = (np.concatenate(column) for column in zip(*found, strict=True))
    # Sums depend on the order of their terms in the last digits: equal scores stay equal.
    order = np.lexsort((right, left, -np.round(score, 9)))
    return PredictedLinks(left[order], right[order], score[order])


def _block(
    graph: Graph, weighted: Any, attributes: NodeAttributes, start: int, stop: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The pairs whose smaller node is one of these rows."""
    scores = weighted[start:stop] @ graph.matrix
    right = scores.indices
    left = np.repeat(np.arange(start, stop, dtype=right.dtype), np.diff(scores.indptr))
    above = np.flatnonzero(right > left)
    left, right, score = left[above], right[above], scores.data[above]
    common = attributes.sharing(left, right)
    left, right, score = left[common], right[common], score[common]
    left, right = left.astype(np.int64), right.astype(np.int64)
    apart = ~_are_tied(graph, left, right)
    return left[apart], right[apart], score[apart]


def _are_tied(graph: Graph, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.bool_]:
    """For each pair: whether the graph has this edge."""
    keys = graph.keys
    wanted = left * graph.count + right
    at = np.minimum(np.searchsorted(keys, wanted), max(0, len(keys) - 1))
    return np.asarray(keys[at] == wanted) if len(keys) else np.zeros(len(left), bool)
