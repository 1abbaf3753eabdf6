"""Communities: groups that work more with each other than with the rest (Leiden, modularity).

networkit finds them; one thread, a fixed seed and a fixed order of visits make the same graph
give the same groups. Leiden never puts together what is not connected.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.network.domain.graph import Graph

SEED = 1


def communities(graph: Graph) -> tuple[tuple[int, ...], ...]:
    """Groups of two nodes and more, the largest first; nodes without edges are in none."""
    if not len(graph.edges):
        return ()
    return _listed(_partition(graph))


def _partition(graph: Graph) -> NDArray[np.int64]:
    import networkit

    # The number of threads belongs to the calling thread: it is set each time.
    networkit.engineering.setNumberOfThreads(1)
    networkit.engineering.setSeed(SEED, False)
    ends = (graph.edges[:, 0], graph.edges[:, 1])
    made = networkit.GraphFromCoo(ends, n=graph.count)
    search = networkit.community.ParallelLeiden(made, randomize=False)
    search.run()
    return np.array(search.getPartition().getVector(), np.int64)


def _listed(group_of: NDArray[np.int64]) -> tuple[tuple[int, ...], ...]:
    order = np.argsort(group_of, kind="stable")
    ends = np.flatnonzero(np.diff(group_of[order])) + 1
    parts = [tuple(part.tolist()) for part in np.split(order, ends) if len(part) > 1]
    return tuple(sorted(parts, key=lambda part: (-len(part), part)))


def modularity(graph: Graph, groups: tuple[tuple[int, ...], ...]) -> float:
    """How much denser the groups are than by chance (Newman): 0 not at all, towards 1 fully.

    Nodes that are in no group count as groups of their own.
    """
    if not len(graph.edges):
        return 0.0
    group_of = np.arange(len(groups), len(groups) + graph.count)
    for number, members in enumerate(groups):
        group_of[list(members)] = number
    one, other = group_of[graph.edges[:, 0]], group_of[graph.edges[:, 1]]
    volume = np.bincount(group_of, graph.degrees).astype(np.float64)
    all_ends = 2.0 * len(graph.edges)
    return float((one == other).mean() - ((volume / all_ends) ** 2).sum())
