"""An undirected graph as numbers: what the analyses of structure compute on.

Nodes are 0..n-1, edges are pairs of them, each once and without loops. The graph is a value;
the forms that the compiled libraries want (sparse matrix, rustworkx) are built when first asked
for and kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import rustworkx as rx


class Graph:
    """``count`` nodes and their edges; ``edges`` may be an array with two columns."""

    def __init__(self, count: int, edges: Iterable[tuple[int, int]] | NDArray[np.int64]) -> None:
        pairs = edges if isinstance(edges, np.ndarray) else np.array(list(edges), np.int64)
        self.count = count
        self.edges: NDArray[np.int64] = pairs.reshape(-1, 2).astype(np.int64, copy=False)

    @cached_property
    def matrix(self) -> Any:
        """The adjacency matrix (CSR, ones, columns ascending)."""
        from scipy.sparse import csr_array

        # Narrow numbers: half the memory to read in every product.
        narrow = self.edges.astype(np.int32 if self.count < 2**31 else np.int64)
        one, other = narrow[:, 0], narrow[:, 1]
        ends = (np.concatenate((one, other)), np.concatenate((other, one)))
        made = csr_array((np.ones(2 * len(self.edges)), ends), shape=(self.count, self.count))
        made.sort_indices()
        return made

    @cached_property
    def degrees(self) -> NDArray[np.int64]:
        """Number of neighbours of each node."""
        return np.bincount(self.edges.ravel(), minlength=self.count).astype(np.int64)

    @cached_property
    def keys(self) -> NDArray[np.int64]:
        """Edges as ``smaller * count + larger``, ascending: for looking pairs up."""
        return np.sort(self.edges.min(axis=1) * self.count + self.edges.max(axis=1))

    @cached_property
    def rustworkx(self) -> rx.PyGraph[None, None]:
        """The same graph for rustworkx."""
        import rustworkx

        made: rx.PyGraph[None, None] = rustworkx.PyGraph(
            multigraph=False, node_count_hint=self.count, edge_count_hint=len(self.edges)
        )
        made.add_nodes_from([None] * self.count)
        made.extend_from_edge_list(list(map(tuple, self.edges.tolist())))
        return made

    def row_blocks(self, products: int) -> list[tuple[int, int]]:
        """Slices of rows whose product with the matrix has about this many terms at most."""
        return blocks(self.matrix @ self.degrees.astype(np.float64), products)


def blocks(costs: NDArray[np.float64], limit: int) -> list[tuple[int, int]]:
    """Slices of rows that cost about ``limit`` together at most.

    Keeps two-step results (``A @ A``) small however skewed the degrees are; a single row
    above the limit is a block of its own.
    """
    ends = np.cumsum(costs)
    found, start = [], 0
    while start < len(costs):
        before = ends[start - 1] if start else 0.0
        stop = max(int(np.searchsorted(ends, before + limit, side="right")), start + 1)
        found.append((start, stop))
        start = stop
    return found
