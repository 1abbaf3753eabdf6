"""Betweenness of large networks, estimated from a sample of sources."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

BATCH = 32
"""Sources that are walked at once: wide enough for the matrix product, small in memory."""


def sampled_betweenness(nodes: int, edges: NDArray[np.int64], sources: int) -> NDArray[np.float64]:
    """Share of shortest paths through each node (0..1), over evenly spread sources.

    ``edges`` holds pairs of node numbers, each once. Every ``nodes // sources``-th node is a
    source, so that the same network gives the same numbers.
    """
    from scipy.sparse import csr_array

    ends = np.concatenate((edges, edges[:, ::-1])) if len(edges) else np.zeros((0, 2), np.int64)
    graph = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(nodes, nodes))
    total = np.zeros(nodes)
    chosen = np.unique(np.linspace(0, nodes - 1, min(sources, nodes)).astype(np.int64))
    for start in range(0, len(chosen), BATCH):
        total += _dependencies(graph, chosen[start : start + BATCH])
    pairs = max(1, (nodes - 1) * (nodes - 2))
    return total * (nodes / len(chosen)) / pairs if nodes else total


def _dependencies(graph: Any, sources: NDArray[np.int64]) -> NDArray[np.float64]:
    """Brandes' accumulation for a batch of sources, level by level, columns side by side."""
    count = graph.shape[0]
    columns = np.arange(len(sources))
    paths = np.zeros((count, len(sources)))
    paths[sources, columns] = 1
    level = np.full(paths.shape, -1)
    level[sources, columns] = 0
    frontier, depth = paths.copy(), 0
    while frontier.any():
        depth += 1
        reached = graph @ frontier
        reached[level >= 0] = 0
        level[reached > 0] = depth
        paths += reached
        frontier = reached
    share = np.zeros(paths.shape)
    for step in range(depth - 1, 0, -1):
        weight = np.zeros(paths.shape)
        at = level == step
        weight[at] = (1 + share[at]) / paths[at]
        handed = graph @ weight
        above = level == step - 1
        share[above] += (handed * paths)[above]
    share[sources, columns] = 0
    return np.asarray(share.sum(axis=1))
