"""The structure of a day as a whole, suggested cooperations, and what changed between days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from itertools import combinations
from math import log
from random import Random
from typing import Any

import networkx as nx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.network.cooperation import subgroups as subgroups
from services.network.cooperation.analysis import StructuralAnalysis, structural_analysis
from services.network.cooperation.comparison import structure_change
from services.network.cooperation.links import Relations
from services.network.cooperation.subgroups import Subgroup
from services.network.cooperation.suggestions import suggested_partners
from services.network.coverage.supply import SupplyIndex
from services.network.records.model import Actor, Funding, Project, Topic
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
    topic,
)
from tests.network.records.random_networks import random_network, random_records

EXAMPLES = settings(max_examples=250, derandomize=True)
seeds = st.integers(0, 10**9)
PLACES = (land(), district("16051"), district("16052"), topic("t"), topic("u"))


def works(actor_id: str, at: str = "16051", on: str = "t", **values: Any) -> Any:
    return offer(
        f"o-{actor_id}", actor_id=actor_id, on_site_region_ids=(at,), topic_ids=(on,), **values
    )


def graph_of(supply_index: SupplyIndex) -> Any:
    graph: Any = nx.Graph(Relations(supply_index).house_pairs)
    graph.add_nodes_from(set(supply_index.snapshot.houses.values()))
    return graph


def naive_work(supply_index: SupplyIndex, house: str) -> tuple[set[str], set[str], set[str]]:
    own = [s for s in supply_index.supplies if s.house_id == house and (s.until or s.fresh)]
    on_site = {d for s in own for d in s.on_site}
    return (
        {t for s in own for t in s.topic_ids},
        on_site,
        on_site | {d for s in own for d in s.reachable},
    )


@EXAMPLES
@given(seeds)
def test_suggestions_are_those_of_a_naive_search(seed):
    snapshot = random_network(seed).on(DAY)
    supply_index = SupplyIndex(snapshot, DEFAULT)
    graph = graph_of(supply_index)
    expected: dict[Any, Any] = {}
    for one, other in combinations(sorted(graph), 2):
        kinds = {snapshot.network.all(Actor)[h].org_type_id for h in (one, other)}
        common = set(nx.common_neighbors(graph, one, other))
        if graph.has_edge(one, other) or not common or kinds & DEFAULT.consortium_types:
            continue
        left, right = naive_work(supply_index, one), naive_work(supply_index, other)
        topics, places = left[0] & right[0], (left[1] & right[2]) | (left[2] & right[1])
        if topics and places:
            score = sum(1 / log(graph.degree(n)) for n in common)
            expected[one, other] = (score, sorted(common), sorted(topics), sorted(places))
    found = suggested_partners(snapshot)
    assert {
        s.house_ids: (
            pytest.approx(s.score, abs=1e-9),
            list(s.partner_ids),
            list(s.topic_ids),
            list(s.region_ids),
        )
        for s in found
    } == expected
    assert all(found.get(s.id) == s for s in found)
    scores = [round(s.score, 9) for s in found]
    assert scores == sorted(scores, reverse=True)


def chain(*more: Any) -> Any:
    """a and c both work with b, on the same topic in the same district."""
    records = (actor("a"), actor("b"), actor("c"), works("a"), works("c"))
    ties = (cooperation("1", "a", "b"), cooperation("2", "b", "c"))
    return network_of(*PLACES, *records, *ties, *more)


def test_a_suggestion_says_why():
    (found,) = suggested_partners(chain().on(DAY))
    assert found.house_ids == ("a", "c")
    assert (found.partner_ids, found.topic_ids, found.region_ids) == (("b",), ("t",), ("16051",))
    assert found.score == pytest.approx(1 / log(2))
    assert suggested_partners(chain().on(DAY)).get("nothing") is None


def test_working_together_ends_a_suggestion():
    assert not list(suggested_partners(chain(cooperation("3", "a", "c")).on(DAY)))


@pytest.mark.parametrize("values", [{"at": "16052"}, {"on": "u"}], ids=["place", "topic"])
def test_without_a_common_place_or_topic_nothing_is_suggested(values):
    network = chain(works("c", **values))
    assert not list(suggested_partners(network.on(DAY)))


def test_an_offer_that_ended_is_no_reason():
    assert not list(suggested_partners(chain(works("c", period=period("", "2020"))).on(DAY)))


def test_two_offices_that_only_reach_a_district_are_not_there():
    far = [
        offer(f"o-{id}", actor_id=id, reachable_region_ids=("16",), topic_ids=("t",))
        for id in ("a", "c")
    ]
    assert not list(suggested_partners(chain(*far).on(DAY)))
    assert len(suggested_partners(chain(far[0]).on(DAY))) == 1


@EXAMPLES
@given(seeds)
def test_circles_count_what_a_naive_count_sees(seed):
    snapshot = random_network(seed).on(DAY)
    supply_index = SupplyIndex(snapshot, DEFAULT)
    graph, found = graph_of(supply_index), structural_analysis(snapshot)
    running = [s for s in supply_index.supplies if s.until or s.fresh]
    districts = {
        d.id: {s.house_id for s in running if d.id in s.on_site} for d in snapshot.districts
    }
    topics = {
        id: {s.house_id for s in running if s.topic_ids & set(snapshot.topics_below(id))}
        for id in snapshot.network.all(Topic)
    }
    assert found.by_district == tuple(
        naive_circle(id, districts[id], graph) for id in sorted(districts)
    )
    assert found.by_topic == tuple(naive_circle(id, topics[id], graph) for id in sorted(topics))


def naive_circle(id: str, houses: set[str], graph: Any) -> Subgroup:
    pairs = list(combinations(sorted(houses), 2))
    near = sum(
        graph.has_edge(*pair) or bool(set(nx.common_neighbors(graph, *pair))) for pair in pairs
    )
    alone = sum(not houses & set(graph[house]) for house in houses)
    return Subgroup(id, tuple(sorted(houses)), sum(graph.has_edge(*p) for p in pairs), near, alone)


@EXAMPLES
@given(seeds)
def test_the_matrix_counts_every_tie_once_and_every_pair(seed):
    found = structural_analysis(random_network(seed).on(DAY))
    houses = len(found.structure.houses)
    assert sum(cell.ties for cell in found.mixing) == len(found.structure.edges)
    assert sum(cell.pairs for cell in found.mixing) == houses * (houses - 1) // 2


@EXAMPLES
@given(seeds)
def test_brokers_are_those_with_two_partners_and_carry_the_values_of_networkx(seed):
    snapshot = random_network(seed).on(DAY)
    graph = graph_of(SupplyIndex(snapshot, DEFAULT))
    found = structural_analysis(snapshot)
    assert {b.house_id: b.partners for b in found.brokers} == {
        n: d for n, d in graph.degree if d > 1
    }
    bound, size = nx.constraint(graph), nx.effective_size(graph)
    between = nx.betweenness_centrality(graph)
    for broker in found.brokers:
        house = broker.house_id
        assert (broker.betweenness, broker.constraint, broker.effective_size) == pytest.approx(
            (between[house], bound[house], size[house]), abs=1e-9
        )
    inner = sum(c.inner for c in found.communities)
    assert 2 * inner + sum(c.outer for c in found.communities) == 2 * len(found.structure.edges)


@settings(max_examples=100, derandomize=True)
@given(seeds)
def test_a_record_that_matters_to_nobody_changes_nothing(seed):
    network = random_network(seed)
    before = structural_analysis(network.on(DAY))
    more = network_of(*random_records(seed), topic("unused"))
    after = structural_analysis(more.on(DAY))
    assert everything(after)[:-1] == everything(before)[:-1]
    assert suggested_tuple(more) == suggested_tuple(network)


def everything(found: StructuralAnalysis) -> tuple[Any, ...]:
    """All that an analysis says; topics come last."""
    shape = found.structure
    return (
        (shape.houses, shape.edges, shape.components, shape.key_actors, shape.only_links),
        (shape.ties, shape.linked, shape.betweenness, shape.communities),
        (found.isolated, found.brokers, found.communities, found.modularity),
        (found.mixing, found.by_district),
        found.by_topic,
    )


def suggested_tuple(network: Any) -> tuple[Any, ...]:
    return tuple(suggested_partners(network.on(DAY)))


def test_common_topics_and_places_name_a_community():
    (community,) = structural_analysis(chain().on(DAY)).communities
    assert community.house_ids == ("a", "b", "c")
    assert (community.topic_ids, community.region_ids) == (("t",), ("16051",))
    assert (community.inner, community.outer) == (2, 0)


@EXAMPLES
@given(seeds, seeds)
def test_changes_are_differences_and_turn_around(one, other):
    before, after = (
        structural_analysis(random_network(one).on(DAY)),
        structural_analysis(random_network(other).on(DAY)),
    )
    there, back = structure_change(before, after), structure_change(after, before)
    old, new = set(before.structure.edges), set(after.structure.edges)
    assert there.ties.came == tuple(sorted(new - old))
    assert (there.ties.came, there.ties.went) == (back.ties.went, back.ties.came)
    assert (there.key_actors.came, there.isolated.went) == (
        back.key_actors.went,
        back.isolated.came,
    )
    assert [(f.name, f.before, f.after) for f in there.figures] == [
        (f.name, f.after, f.before) for f in back.figures
    ]
    assert [(c.id, c.before) for c in there.by_district] == [
        (c.id, c.after) for c in back.by_district
    ]
    for change in there.communities:
        was = set(change.before.house_ids if change.before else ())
        now = set(change.after.house_ids if change.after else ())
        assert (set(change.joined), set(change.left)) == (now - was, was - now)
    later = [c.after for c in there.communities if c.after]
    assert set(later) <= set(after.communities)
    unchanged = set(after.communities) - set(later)
    assert {c.house_ids for c in unchanged} <= {c.house_ids for c in before.communities}


@EXAMPLES
@given(seeds)
def test_the_same_structure_has_not_changed(seed):
    found = structural_analysis(random_network(seed).on(DAY))
    change = structure_change(found, found)
    assert not any((change.ties, change.isolated, change.key_actors, change.only_links))
    nothing = (change.communities, change.brokers, change.by_district, change.by_topic)
    assert (*nothing, change.groups) == ((), (), (), (), ())
    assert all(figure.before == figure.after for figure in change.figures)


def test_circles_in_small_blocks_are_the_same(monkeypatch):
    network = random_network(7)
    whole = everything(structural_analysis(network.on(DAY)))
    monkeypatch.setattr(subgroups, "BLOCK", 1)
    assert everything(structural_analysis(network.on(DAY))) == whole


def reidentified(seed: int) -> tuple[Any, dict[str, str]]:
    """A random network whose actors have other ids in another order, and who is who."""
    names = [f"a{i}" for i in range(9)]
    shuffled = names[:]
    Random(seed).shuffle(shuffled)
    new = {old: f"z{name}" for old, name in zip(names, shuffled, strict=True)}

    def value(found: Any) -> Any:
        if isinstance(found, str):
            return new.get(found, found)
        if isinstance(found, tuple):
            return tuple(value(one) for one in found)
        if isinstance(found, Funding):
            return replace(found, funder_actor_id=value(found.funder_actor_id))
        return found

    records = [
        replace(record, **{f.name: value(getattr(record, f.name)) for f in fields(record)})
        for record in random_records(seed)
    ]
    return network_of(*records), new


@settings(max_examples=150, derandomize=True)
@given(seeds)
def test_other_ids_of_actors_change_nothing_but_the_ids(seed):
    # Where nothing else decides, the first id does: who names a ring of carriers, and which of
    # several partners stands for a project without a lead. Such networks are left out.
    other, new = reidentified(seed)
    projects = other.all(Project).values()
    assume(all(p.lead_actor_id or len(p.partner_actor_ids) < 2 for p in projects))
    one, two = structural_analysis(random_network(seed).on(DAY)), structural_analysis(other.on(DAY))

    def same(ids: Iterable[str]) -> frozenset[str]:
        return frozenset(new[id] for id in ids)

    assume(same(one.structure.houses) == frozenset(two.structure.houses))
    assert {same(part) for part in one.structure.components} == {
        frozenset(part) for part in two.structure.components
    }
    assert {new[k.house_id] for k in one.structure.key_actors} == {
        k.house_id for k in two.structure.key_actors
    }
    assert {same(link.house_ids) for link in one.structure.only_links} == {
        frozenset(link.house_ids) for link in two.structure.only_links
    }
    brokers = {b.house_id: (b.betweenness, b.constraint, b.effective_size) for b in two.brokers}
    assert len(brokers) == len(one.brokers)
    for broker in one.brokers:
        assert brokers[new[broker.house_id]] == pytest.approx(
            (broker.betweenness, broker.constraint, broker.effective_size), abs=1e-9
        )
    assert [
        (c.id, same(c.house_ids), c.ties, c.within_two_steps, c.isolates) for c in one.by_district
    ] == [
        (c.id, frozenset(c.house_ids), c.ties, c.within_two_steps, c.isolates)
        for c in two.by_district
    ]
    assert one.mixing == two.mixing
    assert {
        (same(s.house_ids), same(s.partner_ids), s.topic_ids, s.region_ids, round(s.score, 9))
        for s in suggested_partners(random_network(seed).on(DAY))
    } == {
        (
            frozenset(s.house_ids),
            frozenset(s.partner_ids),
            s.topic_ids,
            s.region_ids,
            round(s.score, 9),
        )
        for s in suggested_partners(other.on(DAY))
    }
