"""Where a graph falls apart: components, articulation points, bridges, and what they hold.

Which nodes and edges these are says rustworkx. What they hold takes one depth-first search
(Hopcroft and Tarjan 1973), done only if asked for: the subtree of a node is separated by its
parent if none of it reaches above the parent (its lowpoint is not below the parent). Subtrees are
slices of the preorder, so that a separated part costs no more than its own size.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from services.network.cooperation.graph import Graph

Nodes = tuple[int, ...]
"""Nodes by their numbers, ascending."""


class ArticulationPoints:
    """Articulation points and bridges of a graph, each result computed when first asked for; lists
    ascend."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    @cached_property
    def components(self) -> tuple[Nodes, ...]:
        """Connected nodes (single ones left out), the largest component first."""
        import rustworkx

        found = rustworkx.connected_components(self.graph.rustworkx)
        parts = (tuple(sorted(part)) for part in found if len(part) > 1)
        return tuple(sorted(parts, key=lambda part: (-len(part), part)))

    @cached_property
    def articulation_points(self) -> tuple[int, ...]:
        """Nodes without which their component falls apart (cut vertices)."""
        import rustworkx

        return tuple(sorted(rustworkx.articulation_points(self.graph.rustworkx)))

    @cached_property
    def bridges(self) -> tuple[tuple[int, int], ...]:
        """Edges (smaller node first) without which their component falls apart."""
        import rustworkx

        found = rustworkx.bridges(self.graph.rustworkx)
        return tuple(sorted((min(edge), max(edge)) for edge in found))

    @cached_property
    def separated_by_point(self) -> tuple[tuple[int, tuple[Nodes, ...]], ...]:
        """Each articulation point with the parts of its component that are left without it, but for
        the largest."""
        return tuple(sorted(self._search.by_point))

    @cached_property
    def separated_by_bridge(self) -> tuple[tuple[tuple[int, int], Nodes], ...]:
        """Each bridge with the smaller of the two parts that it alone joins."""
        return tuple(sorted(self._search.by_bridge))

    @cached_property
    def _search(self) -> _DepthFirstSearch:
        neighbours: list[list[int]] = [[] for _ in range(self.graph.count)]
        for one, other in self.graph.edges.tolist():
            neighbours[one].append(other)
            neighbours[other].append(one)
        search = _DepthFirstSearch(neighbours)
        for root in range(self.graph.count):
            if search.number[root] < 0:
                search.component(root)
        return search


class _DepthFirstSearch:
    """A depth-first search with what it found so far.

    ``number[node]`` is the place of a node in ``preorder`` (-1: not met yet); its subtree is
    ``preorder[number[node] : end[node]]``.
    """

    def __init__(self, neighbours: Sequence[Sequence[int]]) -> None:
        self.neighbours = neighbours
        self.preorder: list[int] = []
        self.number = [-1] * len(neighbours)
        self.end = [0] * len(neighbours)
        self.by_point: list[tuple[int, tuple[Nodes, ...]]] = []
        self.by_bridge: list[tuple[tuple[int, int], Nodes]] = []

    def component(self, root: int) -> None:
        """Search one component and note its articulation points and bridges."""
        begin = len(self.preorder)
        lowpoint: dict[int, int] = {}
        separated: dict[int, list[int]] = {}
        bridges: list[tuple[int, int]] = []
        stack = [(root, -1, iter(self.neighbours[root]))]
        self._meet(root, lowpoint)
        while stack:
            node, parent, rest = stack[-1]
            for other in rest:
                if self.number[other] < 0:
                    self._meet(other, lowpoint)
                    stack.append((other, node, iter(self.neighbours[other])))
                    break
                if other != parent:
                    lowpoint[node] = min(lowpoint[node], self.number[other])
            else:
                stack.pop()
                self.end[node] = len(self.preorder)
                if parent >= 0:
                    lowpoint[parent] = min(lowpoint[parent], lowpoint[node])
                    if lowpoint[node] >= self.number[parent]:
                        separated.setdefault(parent, []).append(node)
                    if lowpoint[node] > self.number[parent]:
                        bridges.append((parent, node))
        span = (begin, len(self.preorder))
        for node, children in separated.items():
            if node != root or len(children) > 1:
                self.by_point.append((node, self._parts(node, children, span)))
        for parent, child in bridges:
            self.by_bridge.append(
                ((min(parent, child), max(parent, child)), self._smaller_side(child, span))
            )

    def _meet(self, node: int, lowpoint: dict[int, int]) -> None:
        self.number[node] = lowpoint[node] = len(self.preorder)
        self.preorder.append(node)

    def _parts(self, node: int, children: list[int], span: tuple[int, int]) -> tuple[Nodes, ...]:
        """What is left without ``node``: separated subtrees and the rest, but for the largest."""
        slices = [(self.number[child], self.end[child]) for child in children]
        sizes = [b - a for a, b in slices]
        rest = span[1] - span[0] - 1 - sum(sizes)
        largest = max(*sizes, rest)
        alone = [*sizes, rest].count(largest) == 1
        parts = [
            tuple(sorted(self.preorder[a:b]))
            for (a, b), size in zip(slices, sizes, strict=True)
            if not (alone and size == largest)
        ]
        if rest and not (alone and rest == largest):
            cut = {place for a, b in slices for place in range(a, b)} | {self.number[node]}
            parts.append(tuple(sorted(self.preorder[p] for p in range(*span) if p not in cut)))
        parts.sort(key=lambda part: (-len(part), part))
        return tuple(parts if alone else parts[1:])

    def _smaller_side(self, child: int, span: tuple[int, int]) -> tuple[int, ...]:
        """The smaller side of a bridge: below ``child`` or all else; the first if equal."""
        below = (self.number[child], self.end[child])
        size, whole = below[1] - below[0], span[1] - span[0]
        inside = self.preorder[below[0] : below[1]]
        if 2 * size < whole:
            return tuple(sorted(inside))
        outside = self.preorder[span[0] : below[0]] + self.preorder[below[1] : span[1]]
        if 2 * size > whole:
            return tuple(sorted(outside))
        return min(tuple(sorted(inside)), tuple(sorted(outside)))
