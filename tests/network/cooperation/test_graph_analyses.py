"""Brokers, communities and suggested pairs, against networkx and by hand."""

from __future__ import annotations

from itertools import combinations
from math import isnan, log
from random import Random
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.cooperation import betweenness as sampling
from services.network.cooperation import brokerage
from services.network.cooperation import link_prediction as partners
from services.network.cooperation.betweenness import sampled_betweenness
from services.network.cooperation.brokerage import constraint, effective_size
from services.network.cooperation.communities import communities, modularity
from services.network.cooperation.graph import Graph
from services.network.cooperation.link_prediction import NodeAttributes, bit_rows, predicted_links

EXAMPLES = settings(max_examples=300, derandomize=True)
seeds = st.integers(0, 10**9)


def drawn(seed: int, nodes: int = 14) -> Any:
    """A random graph: some sparse and in pieces, some dense, some with nodes alone."""
    pick = Random(seed)
    count = pick.randint(1, nodes)
    most = count * (count - 1) // 2
    return nx.gnm_random_graph(count, pick.randint(0, most), seed)


def numbered(graph: Any) -> Graph:
    return Graph(len(graph), list(graph.edges))


def moved(graph: Graph, seed: int) -> tuple[Graph, list[int]]:
    """The same graph under other numbers, and the new number of each node."""
    new = list(range(graph.count))
    Random(seed).shuffle(new)
    return Graph(graph.count, [(new[a], new[b]) for a, b in graph.edges.tolist()]), new


def same(found: Any, expected: dict[int, float]) -> None:
    assert len(found) == len(expected)
    for node, value in expected.items():
        assert (isnan(found[node]) and isnan(value)) or found[node] == pytest.approx(
            value, abs=1e-9
        )


@EXAMPLES
@given(seeds)
def test_constraint_is_that_of_networkx(seed):
    graph = drawn(seed)
    same(constraint(numbered(graph)), nx.constraint(graph))


@EXAMPLES
@given(seeds)
def test_effective_size_is_that_of_networkx(seed):
    graph = drawn(seed)
    same(effective_size(numbered(graph)), nx.effective_size(graph))


def test_small_blocks_change_nothing(monkeypatch):
    graph = numbered(nx.barabasi_albert_graph(300, 3, seed=4))
    whole = constraint(graph), effective_size(graph), predicted_links(graph, everything(300))
    monkeypatch.setattr(brokerage, "BLOCK", 50)
    monkeypatch.setattr(partners, "BLOCK", 50)
    assert constraint(graph) == pytest.approx(whole[0], abs=1e-12)
    assert effective_size(graph) == pytest.approx(whole[1], abs=1e-12)
    again = predicted_links(graph, everything(300))
    assert again.left.tolist() == whole[2].left.tolist()
    assert again.score.tolist() == whole[2].score.tolist()


@EXAMPLES
@given(seeds)
def test_other_numbers_change_no_value(seed):
    graph = numbered(drawn(seed))
    other, new = moved(graph, seed)
    for measure in (constraint, effective_size, lambda g: sampled_betweenness(g, g.count)):
        before, after = measure(graph), measure(other)
        assert after[new] == pytest.approx(before, abs=1e-9, nan_ok=True)
    tags = everything(graph.count)
    pairs, others = predicted_links(graph, tags), predicted_links(other, tags)
    renamed = {frozenset((new[a], new[b])): s for a, b, s in triples(pairs)}
    assert {frozenset((a, b)): s for a, b, s in triples(others)} == pytest.approx(renamed, abs=1e-9)


def triples(pairs: Any) -> list[tuple[int, int, float]]:
    return list(zip(pairs.left.tolist(), pairs.right.tolist(), pairs.score.tolist(), strict=True))


def everything(count: int) -> NodeAttributes:
    """All nodes share the same topic and place."""
    row = bit_rows([frozenset("x")] * count)
    return NodeAttributes(row, row, row)


@EXAMPLES
@given(seeds)
def test_predicted_links_are_those_of_a_naive_search(seed):
    graph, pick = drawn(seed), Random(seed)

    def some(values: str) -> list[frozenset[str]]:
        return [frozenset(v for v in values if pick.random() < 0.4) for _ in graph]

    topics, there, far = some("abc"), some("xyz"), some("xyz")
    reach = [a | b for a, b in zip(there, far, strict=True)]
    values = sorted("xyz")
    numbers = [[values.index(v) for v in found] for found in there]
    reached = [[values.index(v) for v in found] for found in reach]
    rows = [partners.bit_rows_of_numbers(some, 3) for some in (numbers, reached)]
    tags = NodeAttributes(bit_rows(topics), *rows)
    expected = {
        (a, b): sum(1 / log(graph.degree(n)) for n in nx.common_neighbors(graph, a, b))
        for a, b in combinations(graph, 2)
        if not graph.has_edge(a, b)
        and topics[a] & topics[b]
        and (there[a] & reach[b] or reach[a] & there[b])
        and set(nx.common_neighbors(graph, a, b))
    }
    found = predicted_links(numbered(graph), tags)
    assert {(a, b): s for a, b, s in triples(found)} == pytest.approx(expected, abs=1e-9)
    assert triples(found) == sorted(triples(found), key=lambda t: (-round(t[2], 9), t[0], t[1]))


@EXAMPLES
@given(seeds)
def test_communities_are_connected_groups_that_leave_nobody_linked_out(seed):
    graph = drawn(seed, 30)
    groups = communities(numbered(graph))
    members = [node for group in groups for node in group]
    assert len(members) == len(set(members))
    assert all(nx.is_connected(graph.subgraph(group)) for group in groups)
    assert list(groups) == sorted(groups, key=lambda g: (-len(g), g))
    assert set(members) <= {node for node in graph if graph.degree(node)}
    assert groups == communities(numbered(graph))
    alone = [{node} for node in graph if node not in set(members)]
    expected = nx.community.modularity(graph, [*map(set, groups), *alone]) if graph.edges else 0
    assert modularity(numbered(graph), groups) == pytest.approx(expected, abs=1e-9)
    assert expected >= -1e-9


def test_communities_are_as_good_as_those_of_louvain():
    for seed in range(5):
        graph: Any = nx.planted_partition_graph(8, 25, 0.3, 0.01, seed=seed)
        louvain = nx.community.louvain_communities(graph, seed=seed)
        ours = modularity(numbered(graph), communities(numbered(graph)))
        assert ours >= nx.community.modularity(graph, louvain) - 1e-9


@pytest.mark.parametrize("seed", range(30))
def test_other_numbers_of_the_nodes_give_the_same_communities(seed):
    # Shape tells all nodes of these networks apart, or they have the very same neighbours.
    graphs: tuple[Any, ...] = (
        nx.planted_partition_graph(6, 20, 0.3, 0.02, seed=seed),
        nx.barabasi_albert_graph(300, 2, seed=seed),
    )
    for graph in graphs:
        names = list(range(len(graph)))
        Random(seed).shuffle(names)
        before = communities(numbered(graph))
        after = communities(numbered(nx.relabel_nodes(graph, dict(enumerate(names)))))
        assert {frozenset(names[n] for n in group) for group in before} == set(
            map(frozenset, after)
        )


@pytest.mark.parametrize("few", [0.0, 0.1, 1.0])
def test_asking_each_neighbour_or_all_at_once_gives_the_same_betweenness(few, monkeypatch):
    monkeypatch.setattr(sampling, "FEW", few)
    for seed in range(60):
        graph = drawn(seed, 40)
        if len(graph) > 2:
            found = sampled_betweenness(numbered(graph), len(graph))
            same(found, nx.betweenness_centrality(graph))


def test_nothing_comes_of_nothing():
    nothing = Graph(0, [])
    assert communities(nothing) == ()
    assert len(predicted_links(nothing, everything(0))) == 0
    assert constraint(nothing).tolist() == effective_size(nothing).tolist() == []
    assert sampled_betweenness(nothing, 9).tolist() == []
    assert np.isnan(constraint(Graph(2, []))).all()
