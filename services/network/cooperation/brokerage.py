"""Brokers: who sits between others that do not know each other (Burt 1992).

*Constraint* says how much of a node's contacts lead back to the same people: low means that it
joins circles that are otherwise apart. *Effective size* is the number of its contacts less
those that are redundant because they know each other. Both are defined as in networkx for
unweighted graphs, and computed for all nodes at once from the triangles.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.network.cooperation.graph import Graph

BLOCK = 2_000_000
"""Terms of a sparse product at a time: about 25 MB, whatever the size of the network."""


def constraint(graph: Graph) -> NDArray[np.float64]:
    """Burt's constraint of every node; NaN for nodes without neighbours."""
    degrees = graph.degrees
    with np.errstate(divide="ignore"):
        share = 1.0 / degrees
    share[degrees == 0] = 0.0
    adjacent = graph.matrix
    spread = adjacent.copy()
    # Row q of ``spread`` is how q divides its time: 1 / degree for each neighbour.
    spread.data = np.repeat(share, np.diff(adjacent.indptr))
    total = np.zeros(graph.count)
    for start, stop in graph.row_blocks(BLOCK):
        rows = spread[start:stop]
        # Of the two-step shares only those between neighbours count.
        around = (rows @ spread).multiply(adjacent[start:stop])
        both = (rows + around).power(2)
        total[start:stop] = both.sum(axis=1)
    total[degrees == 0] = np.nan
    return total


def effective_size(graph: Graph) -> NDArray[np.float64]:
    """Effective size of every node's surroundings; NaN for nodes without neighbours.

    Degree less the mean number of ties that a neighbour has to other neighbours (Borgatti).
    """
    degrees = graph.degrees
    twice = np.zeros(graph.count)
    for start, stop in graph.row_blocks(BLOCK):
        twice[start:stop] = _closed(graph.matrix, start, stop)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(degrees - twice / degrees, np.float64)


def _closed(adjacent: Any, start: int, stop: int) -> NDArray[np.float64]:
    """For some rows: ordered pairs of neighbours that are neighbours themselves."""
    rows = adjacent[start:stop]
    return np.asarray((rows @ adjacent).multiply(rows).sum(axis=1), np.float64)
