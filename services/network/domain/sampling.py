"""Betweenness of large networks, estimated from a sample of sources."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.network.domain.graph import Graph

BATCH = 8
"""Sources that are walked at once: more do not fit the processor's cache and are slower."""


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
    for start in range(0, len(chosen), BATCH):
        total += _dependencies(graph.matrix, chosen[start : start + BATCH])
    seen_from = np.full(count, float(len(chosen)))
    seen_from[chosen] -= 1
    return np.asarray(total / (seen_from * (count - 2)), np.float64)


def _dependencies(matrix: Any, sources: NDArray[np.int64]) -> NDArray[np.float64]:
    """Brandes' accumulation for a batch of sources, level by level, columns side by side."""
    columns = np.arange(len(sources))
    paths = np.zeros((matrix.shape[0], len(sources)))
    paths[sources, columns] = 1
    unseen = paths == 0
    levels = []
    while paths.any():
        levels.append(paths)
        paths = matrix @ paths
        paths *= unseen
        unseen &= paths == 0
    total = np.zeros(matrix.shape[0])
    handed = np.zeros(paths.shape)
    while len(levels) > 1:
        paths = levels.pop()
        # What the level below hands up, times the number of ways to get here.
        share = handed * paths
        total += share.sum(axis=1)
        share += 1
        handed = matrix @ np.divide(share, paths, out=np.zeros(paths.shape), where=paths != 0)
    return total
