"""Communities: groups that work more with each other than with the rest (Leiden, modularity).

networkit finds them; one thread, a fixed seed and a fixed order of visits make the same graph
give the same groups, and the order comes from the graph's shape, not from its numbers. Leiden
never puts together what is not connected.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.network.cooperation.graph import Graph

SEED = 1
ROUNDS = 32
"""So often at most nodes are told apart by their neighbours; a few times do nearly always."""

Colours = NDArray[np.uint64]


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
    order = _order_by_shape(graph)
    place = np.empty(graph.count, np.int64)
    place[order] = np.arange(graph.count)
    # The order of the edges counts, too: it is the order in which neighbours are visited.
    edges = np.sort(place[graph.edges], axis=1)
    edges = edges[np.lexsort((edges[:, 1], edges[:, 0]))]
    made = networkit.GraphFromCoo((edges[:, 0], edges[:, 1]), n=graph.count)
    search = networkit.community.ParallelLeiden(made, randomize=False)
    search.run()
    return np.array(search.getPartition().getVector(), np.int64)[place]


def _order_by_shape(graph: Graph) -> NDArray[np.int64]:
    """The nodes in an order that does not depend on their numbers, where shape tells them apart.

    Colour refinement (Weisfeiler and Leman 1968): nodes differ if their degrees do, or the
    colours of their neighbours, or of theirs. Nodes that stay alike, such as two with the very
    same neighbours, keep the order of their numbers.
    """
    one, other = graph.edges[:, 0], graph.edges[:, 1]
    colours = _mixed(graph.degrees.astype(np.uint64))
    kinds = 0
    for _ in range(ROUNDS):
        if (now := len(np.unique(colours))) == kinds:
            break
        kinds = now
        around = np.zeros(graph.count, np.uint64)
        told = _mixed(colours + np.uint64(1))
        np.add.at(around, one, told[other])
        np.add.at(around, other, told[one])
        colours = _mixed(colours ^ _mixed(around))
    return np.argsort(colours, kind="stable")


def _mixed(values: Colours) -> Colours:
    """A number for each value, alike for alike values only (splitmix64; wraps around)."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


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
