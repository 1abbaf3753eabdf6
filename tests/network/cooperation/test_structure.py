"""Isolated actors, components, key actors and only links."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.cooperation.articulation import ArticulationPoints
from services.network.cooperation.betweenness import sampled_betweenness
from services.network.cooperation.graph import Graph
from services.network.cooperation.joined_actors import JoinedActors
from services.network.cooperation.links import Link, Relations
from services.network.coverage.supply import SupplyIndex
from services.network.findings.findings import isolated, structure
from services.network.records.model import TieKind
from services.network.records.rules import DEFAULT
from tests.builders import (
    DAY,
    actor,
    cooperation,
    district,
    land,
    network_of,
    offer,
    period,
    project,
    steering_group,
    tie,
)
from tests.network.records.random_networks import random_network

PLACES = (land(), land("15"), district("16051"))


def alone(*records):
    return [i.actor_id for i in isolated(network_of(*PLACES, *records).on(DAY))]


def works(id="o", actor_id="a", **values):
    return offer(id, actor_id=actor_id, on_site_region_ids=("16051",), **values)


def test_an_organisation_with_an_offer_and_no_link_is_isolated():
    (found,) = isolated(network_of(*PLACES, actor("a"), works(topic_ids=("t",))).on(DAY))
    assert (found.actor_id, found.records) == ("a", (("offer", "o"),))
    assert (found.region_ids, found.topic_ids) == (("16051",), ("t",))


def test_without_an_offer_of_its_own_nobody_is_isolated():
    assert alone(actor("a")) == []
    assert alone(actor("a"), works(period=period("", "2020"))) == []


@pytest.mark.parametrize(
    "link",
    [
        cooperation("c", "a", "b"),
        project("p", lead_actor_id="b", partner_actor_ids=("a",)),
        steering_group("s", "a", "b"),
    ],
    ids=["cooperation", "project", "steering group"],
)
def test_a_link_ends_isolation(link):
    assert alone(actor("a"), actor("b"), works(), link) == []


def test_belonging_to_a_house_is_no_link_and_the_branch_speaks():
    house = tie("h", "a", "b", TieKind.PART_OF)
    records = (actor("a"), actor("b"), works(), house)
    (found,) = isolated(network_of(*PLACES, *records).on(DAY))
    assert (found.actor_id, found.house_id, found.member_ids) == ("a", "b", ("a", "b"))


@pytest.mark.parametrize(
    "values",
    [
        {"org_type_id": "verwaltungseinheit"},
        {"org_type_id": "prozessbegl"},
        {"is_person_group": True},
        {"region_id": "15"},
    ],
    ids=["department", "self-employed", "group of persons", "elsewhere"],
)
def test_who_cannot_be_isolated(values):
    assert alone(actor("a", **values), works()) == []


def test_a_funder_is_not_isolated():
    funds = tie("f", "a", "b", TieKind.FUNDS)
    assert alone(actor("a"), actor("b"), works(), funds) == []
    assert alone(actor("a"), works(), project("p", funder_actor_ids=("a",))) == []


def test_a_network_that_one_is_a_member_of_is_named():
    member = tie("m", "a", "n", TieKind.MEMBER_OF)
    (found,) = isolated(
        network_of(*PLACES, actor("a"), actor("n", org_type_id="netzwerk"), works(), member).on(DAY)
    )
    assert found.network_ids == ("n",)


def shape(*pairs):
    ids = sorted({id for pair in pairs for id in pair})
    links = [cooperation(f"c{i}", *pair) for i, pair in enumerate(pairs)]
    return structure(network_of(*(actor(id) for id in ids), *links).on(DAY))


def test_key_actors_name_who_would_be_cut_off():
    found = shape(("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "e"), ("x", "y"))
    assert found.components == (("a", "b", "c", "d", "e"), ("x", "y"))
    assert [(k.house_id, k.cut_off) for k in found.key_actors] == [
        ("c", (("d", "e"),)),
        ("d", (("e",),)),
    ]
    assert [(o.house_ids, o.cut_off) for o in found.only_links] == [
        (("c", "d"), ("d", "e")),
        (("d", "e"), ("e",)),
        (("x", "y"), ("x",)),
    ]


def test_links_carry_why_and_how_strongly():
    network = network_of(
        actor("a"),
        actor("b"),
        cooperation("c", "a", "b", intensity=3),
        steering_group("s", "b", "a"),
    )
    edges = JoinedActors.of(Relations(SupplyIndex(network.on(DAY), DEFAULT))).edges("ab")
    assert edges == {("a", "b"): (Link("cooperation", "c", 3), Link("steering_group", "s", 3))}


@settings(max_examples=200, derandomize=True)
@given(st.integers(0, 10**9))
def test_the_shape_is_the_one_that_networkx_sees(seed):
    found = structure(random_network(seed).on(DAY))
    graph: nx.Graph[str] = nx.Graph(found.edges)
    graph.add_nodes_from(found.houses)
    components = sorted(
        (tuple(sorted(c)) for c in nx.connected_components(graph) if len(c) > 1),
        key=lambda c: (-len(c), c),
    )
    assert found.components == tuple(components)
    assert [k.house_id for k in found.key_actors] == sorted(nx.articulation_points(graph))
    assert [o.house_ids for o in found.only_links] == sorted(
        tuple(sorted(edge)) for edge in nx.bridges(graph)
    )
    assert found.betweenness == pytest.approx(nx.betweenness_centrality(graph), abs=1e-12)
    for key in found.key_actors:
        rest = graph.subgraph(n for n in graph if n != key.house_id)
        parts = {tuple(sorted(nx.node_connected_component(rest, n))) for n in graph[key.house_id]}
        assert list(key.cut_off) == sorted(parts, key=lambda p: (-len(p), p))[1:]


def test_sampling_all_sources_is_exact():
    graph: nx.Graph[int] = nx.gnm_random_graph(60, 110, seed=3)
    edges = np.array(list(graph.edges), np.int64)
    exact = nx.betweenness_centrality(graph)
    assert sampled_betweenness(Graph(60, edges), 60).tolist() == pytest.approx(
        [exact[n] for n in range(60)], abs=1e-12
    )


@settings(max_examples=200, derandomize=True)
@given(st.integers(2, 14), st.integers(0, 20), st.integers(0, 10**9))
def test_cuts_are_those_that_taking_away_shows(nodes, edges, seed):
    graph: Any = nx.gnm_random_graph(nodes, min(edges, nodes * (nodes - 1) // 2), seed)
    found = ArticulationPoints(Graph(nodes, graph.edges))
    assert [node for node, _ in found.separated_by_point] == sorted(nx.articulation_points(graph))
    assert found.articulation_points == tuple(node for node, _ in found.separated_by_point)
    assert found.bridges == tuple(edge for edge, _ in found.separated_by_bridge)
    for node, parts in found.separated_by_point:
        rest = graph.subgraph(n for n in graph if n != node)
        around = {tuple(sorted(nx.node_connected_component(rest, n))) for n in graph[node]}
        assert list(parts) == sorted(around, key=lambda p: (-len(p), p))[1:]
    expected = {frozenset(edge) for edge in nx.bridges(graph)}
    assert [edge for edge, _ in found.separated_by_bridge] == sorted(
        (min(e), max(e)) for e in expected
    )
    for (one, other), part in found.separated_by_bridge:
        rest = graph.copy()
        rest.remove_edge(one, other)
        halves = [tuple(sorted(nx.node_connected_component(rest, n))) for n in (one, other)]
        assert part == min(halves, key=lambda p: (len(p), p))
