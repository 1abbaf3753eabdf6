"""Where a graph falls apart: components, nodes and edges whose loss splits them, and what off.

Which nodes and edges these are says rustworkx. What they hold takes one depth-first walk
(Tarjan, Hopcroft), done only if asked for: a node's subtree is cut off by its parent if none of
it reaches above the parent. Subtrees are slices of the walk's order, so that a cut-off part
costs no more than its own size.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from services.network.cooperation.graph import Graph

Piece = tuple[int, ...]


class ArticulationPoints:
    """The cuts of a graph, each result computed when first asked for; lists ascend."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    @cached_property
    def components(self) -> tuple[Piece, ...]:
        """Connected nodes (single ones left out), the largest component first."""
        import rustworkx

        found = rustworkx.connected_components(self.graph.rustworkx)
        parts = (tuple(sorted(part)) for part in found if len(part) > 1)
        return tuple(sorted(parts, key=lambda part: (-len(part), part)))

    @cached_property
    def cut_nodes(self) -> tuple[int, ...]:
        """Nodes without which their component falls apart."""
        import rustworkx

        return tuple(sorted(rustworkx.articulation_points(self.graph.rustworkx)))

    @cached_property
    def bridges(self) -> tuple[tuple[int, int], ...]:
        """Edges (smaller node first) without which their component falls apart."""
        import rustworkx

        found = rustworkx.bridges(self.graph.rustworkx)
        return tuple(sorted((min(edge), max(edge)) for edge in found))

    @cached_property
    def nodes(self) -> tuple[tuple[int, tuple[Piece, ...]], ...]:
        """Each cut node with the parts that fall off without it, the largest part left out."""
        return tuple(sorted(self._walked.nodes))

    @cached_property
    def edges(self) -> tuple[tuple[tuple[int, int], Piece], ...]:
        """Each bridge with the smaller part that it alone holds."""
        return tuple(sorted(self._walked.edges))

    @cached_property
    def _walked(self) -> _Walk:
        beside: list[list[int]] = [[] for _ in range(self.graph.count)]
        for one, other in self.graph.edges.tolist():
            beside[one].append(other)
            beside[other].append(one)
        walk = _Walk(beside)
        for root in range(self.graph.count):
            if walk.place[root] < 0:
                walk.visit(root)
        return walk


class _Walk:
    """The walk with what it found so far."""

    def __init__(self, beside: Sequence[Sequence[int]]) -> None:
        self.beside = beside
        self.order: list[int] = []
        self.place = [-1] * len(beside)
        self.end = [0] * len(beside)
        self.nodes: list[tuple[int, tuple[tuple[int, ...], ...]]] = []
        self.edges: list[tuple[tuple[int, int], tuple[int, ...]]] = []

    def visit(self, root: int) -> None:
        """Walk one component and note its cuts."""
        begin = len(self.order)
        low: dict[int, int] = {}
        cut_by: dict[int, list[int]] = {}
        bridges: list[tuple[int, int]] = []
        stack = [(root, -1, iter(self.beside[root]))]
        self._enter(root, low)
        while stack:
            node, parent, rest = stack[-1]
            for other in rest:
                if self.place[other] < 0:
                    self._enter(other, low)
                    stack.append((other, node, iter(self.beside[other])))
                    break
                if other != parent:
                    low[node] = min(low[node], self.place[other])
            else:
                stack.pop()
                self.end[node] = len(self.order)
                if parent >= 0:
                    low[parent] = min(low[parent], low[node])
                    if low[node] >= self.place[parent]:
                        cut_by.setdefault(parent, []).append(node)
                    if low[node] > self.place[parent]:
                        bridges.append((parent, node))
        span = (begin, len(self.order))
        for node, children in cut_by.items():
            if node != root or len(children) > 1:
                self.nodes.append((node, self._parts(node, children, span)))
        for parent, child in bridges:
            self.edges.append(((min(parent, child), max(parent, child)), self._half(child, span)))

    def _enter(self, node: int, low: dict[int, int]) -> None:
        self.place[node] = low[node] = len(self.order)
        self.order.append(node)

    def _parts(
        self, node: int, children: list[int], span: tuple[int, int]
    ) -> tuple[tuple[int, ...], ...]:
        """What falls apart without ``node``: subtrees and the rest, without the largest."""
        slices = [(self.place[child], self.end[child]) for child in children]
        sizes = [b - a for a, b in slices]
        rest = span[1] - span[0] - 1 - sum(sizes)
        largest = max(*sizes, rest)
        alone = [*sizes, rest].count(largest) == 1
        parts = [
            tuple(sorted(self.order[a:b]))
            for (a, b), size in zip(slices, sizes, strict=True)
            if not (alone and size == largest)
        ]
        if rest and not (alone and rest == largest):
            cut = {place for a, b in slices for place in range(a, b)} | {self.place[node]}
            parts.append(tuple(sorted(self.order[p] for p in range(*span) if p not in cut)))
        parts.sort(key=lambda part: (-len(part), part))
        return tuple(parts if alone else parts[1:])

    def _half(self, child: int, span: tuple[int, int]) -> tuple[int, ...]:
        """The smaller side of a bridge: below ``child`` or all else; the first if equal."""
        below = (self.place[child], self.end[child])
        size, whole = below[1] - below[0], span[1] - span[0]
        inside = self.order[below[0] : below[1]]
        if 2 * size < whole:
            return tuple(sorted(inside))
        outside = self.order[span[0] : below[0]] + self.order[below[1] : span[1]]
        if 2 * size > whole:
            return tuple(sorted(outside))
        return min(tuple(sorted(inside)), tuple(sorted(outside)))
