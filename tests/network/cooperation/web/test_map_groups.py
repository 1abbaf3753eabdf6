"""Who belongs together on the map: the communities of the structure page, as far as drawn."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.cooperation.joined_actors import JoinedActors
from services.network.cooperation.links import Relations
from services.network.cooperation.structure import structure_on
from services.network.cooperation.web.map_groups import groups, together
from services.network.coverage.supply import SupplyIndex
from services.network.records.model import Actor, TieKind
from services.network.records.rules import DEFAULT
from services.network.records.visible_network import VisibleNetwork
from tests.builders import DAY, actor, cooperation, network_of, tie
from tests.network.conftest import NOW
from tests.network.records.random_networks import random_network

EXAMPLES = settings(max_examples=200, derandomize=True)


def drawn(snapshot, shown=None):
    """The groups of the map, the ids with an edge, and the house and community of each actor."""
    relations = Relations(SupplyIndex(snapshot, DEFAULT))
    structure = structure_on(relations)
    shown = set(snapshot.network.all(Actor)) if shown is None else shown
    edges = together(VisibleNetwork(snapshot), JoinedActors.of(relations), shown)
    linked = {id for edge in edges for id in (edge.left, edge.right)}
    return groups(structure, relations, edges), linked, structure.communities, snapshot.house


def communities_of_actors(communities, house, ids):
    """The communities as sets of actors among ``ids``; empty ones left out."""
    found = (frozenset(id for id in ids if house(id) in members) for members in communities)
    return {group for group in found if group}


def in_a_community(group, communities, house):
    return any(house(id) in members for id in group for members in communities)


def test_the_map_of_the_practice_network_groups_as_the_structure_page_does(practice):
    snapshot = practice.extensions["ikoe"].live.network().on(NOW.date())
    found, _, communities, house = drawn(snapshot)
    expected = communities_of_actors(communities, house, snapshot.network.all(Actor))
    assert len(expected) > 3
    assert {frozenset(g) for g in found if in_a_community(g, communities, house)} == expected


@EXAMPLES
@given(st.integers(0, 10**9))
def test_groups_are_the_communities_restricted_to_what_is_drawn(seed):
    snapshot = random_network(seed).on(DAY)
    everybody = sorted(snapshot.network.all(Actor))
    for shown in (set(everybody), set(Random(seed).sample(everybody, len(everybody) // 2))):
        found, linked, communities, house = drawn(snapshot, shown)
        expected = communities_of_actors(communities, house, linked)
        assert {frozenset(g) for g in found if in_a_community(g, communities, house)} == expected
        others = [g for g in found if not in_a_community(g, communities, house)]
        assert [len({house(id) for id in g}) for g in others] == [1] * len(others)
        assert sorted(id for group in found for id in group) == sorted(linked)
        assert found == sorted(found, key=lambda g: (-len(g), g))


def test_actors_of_one_house_are_in_one_group():
    network = network_of(
        *map(actor, "abcde"),
        cooperation("1", "a", "b"),
        tie("2", "a", "c", TieKind.CARRIER_OF),
        tie("3", "d", "e", TieKind.CARRIER_OF),
    )
    assert drawn(network.on(DAY))[0] == [("a", "b", "c"), ("d", "e")]


def test_whoever_has_no_edge_that_is_drawn_stands_alone():
    network = network_of(*map(actor, "abc"), cooperation("1", "a", "b"), cooperation("2", "b", "c"))
    assert drawn(network.on(DAY))[0] == [("a", "b", "c")]
    assert drawn(network.on(DAY), {"a", "c"})[0] == []


@pytest.mark.parametrize("count", [0, 1])
def test_a_network_without_cooperation_has_no_groups(count):
    snapshot = network_of(*(actor(f"a{n}") for n in range(count))).on(DAY)
    assert drawn(snapshot)[0] == []
