"""Betweenness of large networks, estimated from a sample of sources."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.network.cooperation.graph import Graph
from services.network.records.arrays import Floats, Ints

BATCH = 8
"""Sources that are walked at once: more do not fit the processor's cache and are slower."""
FEW = 0.05
"""Up to this share of all places (node and source), each is asked for its own neighbours; of
more, a product with the whole matrix is quicker."""


def sampled_betweenness(graph: Graph, sources: int) -> NDArray[np.float64]:
    """Share of shortest paths through each node (0..1), over evenly spread sources.

    The sources are spread over the numbers of the nodes, so that the same network gives the
    same values; with all nodes as sources they are exact. A source's own paths say nothing
    about itself, so it is estimated from the others.
    """
    count = graph.count
    total = np.zeros(count)
    if count < 3:
        return total
    chosen = np.unique(np.linspace(0, count - 1, max(2, min(sources, count))).astype(np.int64))
    walk = _ShortestPaths(graph.matrix)
    for start in range(0, len(chosen), BATCH):
        total += walk.dependencies(chosen[start : start + BATCH])
    seen_from = np.full(count, float(len(chosen)))
    seen_from[chosen] -= 1
    return np.asarray(total / (seen_from * (count - 2)), np.float64)


class _ShortestPaths:
    """Brandes' accumulation for a batch of sources, level by level, columns side by side.

    A *place* is a node seen from a source: ``node * BATCH + column``. The arrays are used
    again for every batch; asking the system for new ones costs as much as filling them.
    """

    def __init__(self, matrix: Any) -> None:
        self._matrix = matrix
        self._begin = matrix.indptr[:-1].astype(np.int64)
        self._sizes = np.diff(matrix.indptr).astype(np.int64)
        self._beside = matrix.indices.astype(np.int64) * BATCH
        places = matrix.shape[0] * BATCH
        self._few = int(places * FEW)
        self._paths = np.empty(places)
        self._ways = np.empty(places)
        self._given = np.empty(places)
        self._last = np.empty(places, np.int64)

    def dependencies(self, sources: Ints) -> Floats:
        """Per node the paths that lead through it, as a share of those to each target."""
        start = sources * BATCH + np.arange(len(sources))
        levels = self._levels(start)
        paths, ways, given = self._paths, self._ways, self._given
        # With 1/paths the recursion needs no division: a level is handed the sum of what its
        # neighbours in the level below hold, and holds that and its own 1/paths.
        np.divide(1, np.maximum(paths, 1, out=ways), out=ways)
        ways[start] = 0
        given[:] = 0
        for at in reversed(levels[1:]):
            given[at] = self._handed(at) + ways[at]
        given -= ways
        given *= paths
        return np.asarray(given.reshape(-1, BATCH) @ np.ones(BATCH), np.float64)

    def _levels(self, at: Ints) -> list[Ints]:
        """The places by distance; sets how many shortest paths lead to each (0: none)."""
        paths = self._paths
        paths[:] = 0
        paths[at] = 1
        levels = []
        while len(at):
            levels.append(at)
            at = self._next(at)
        return levels

    def _next(self, at: Ints) -> Ints:
        """The places one step beyond a level, with their paths set."""
        paths = self._paths
        if len(at) > self._few:
            found = self._sums(paths)
            at = np.flatnonzero((found != 0) & (paths == 0))
            paths[at] = found[at]
            return at
        to, sizes = self._around(at)
        new = np.flatnonzero(paths[to] == 0)
        many = np.repeat(paths[at], sizes)[new]
        to = to[new]
        np.add.at(paths, to, many)
        # Each place once: the one that wrote its number last.
        number = np.arange(len(to))
        self._last[to] = number
        once: Ints = to[self._last[to] == number]
        return once

    def _handed(self, at: Ints) -> Floats:
        """What the neighbours of these places hold: those below, the others nothing yet."""
        if len(at) > self._few:
            return self._sums(self._given)[at]
        to, sizes = self._around(at)
        return np.asarray(np.add.reduceat(self._given[to], np.cumsum(sizes) - sizes))

    def _sums(self, values: Floats) -> Floats:
        """For every place the sum over its neighbours."""
        found = self._matrix @ values.reshape(-1, BATCH)
        return np.asarray(found.reshape(-1))

    def _around(self, at: Ints) -> tuple[Ints, Ints]:
        """The neighbours of places, one place after the other, and how many each has."""
        node = at // BATCH
        sizes = self._sizes[node]
        ends = np.cumsum(sizes)
        edge = np.repeat(self._begin[node] - ends + sizes, sizes)
        edge += np.arange(len(edge))
        return self._beside[edge] + np.repeat(at - node * BATCH, sizes), sizes
