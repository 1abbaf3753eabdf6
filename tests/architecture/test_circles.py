"""No circle anywhere: modules, rooms of a service and folders of shared import downwards only.

Imports for type checkers count: who needs a type needs to know where it is made.
"""

from __future__ import annotations

import grimp
import networkx as nx
import pytest

Edges = set[tuple[str, str]]


@pytest.fixture(scope="module")
def edges() -> Edges:
    """Who imports whom, module by module."""
    graph = grimp.build_graph(
        "services", "shared", exclude_type_checking_imports=False, cache_dir=None
    )
    return {
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    }


def circles(edges: Edges) -> list[list[str]]:
    """Groups of names that all reach each other."""
    groups = nx.strongly_connected_components(nx.DiGraph(list(edges)))
    return sorted(sorted(group) for group in groups if len(group) > 1)


def between_folders(edges: Edges, package: str) -> Edges:
    """The same between the direct children of a package; within one of them is its own affair."""
    depth = package.count(".") + 2

    def child(module: str) -> str:
        return ".".join(module.split(".")[:depth])

    return {
        (child(a), child(b))
        for a, b in edges
        if a.startswith(f"{package}.") and b.startswith(f"{package}.") and child(a) != child(b)
    }


def test_no_modules_import_each_other(edges):
    assert circles(edges) == []


@pytest.mark.parametrize(
    "package", ["services", "services.network", "services.events", "services.notify", "shared"]
)
def test_no_folders_import_each_other(edges, package):
    assert circles(between_folders(edges, package)) == []


def test_a_circle_would_be_found():
    edges = {("s.a.x", "s.b.y"), ("s.b.z", "s.a.w"), ("s.b.y", "s.c"), ("s.a.x", "s.a.w")}
    assert circles(edges) == []
    assert circles(between_folders(edges, "s")) == [["s.a", "s.b"]]
    assert circles(edges | {("s.c", "s.a.x")}) == [["s.a.x", "s.b.y", "s.c"]]
