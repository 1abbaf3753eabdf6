"""Table groups: everybody has a seat, tables are even, and partners sit apart where that works."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.cooperation.links import Relations
from services.network.coverage.supply import SupplyIndex
from services.network.findings.findings import findings
from services.network.meetings.invitees import REASONS, joint_proposal, meeting_proposal
from services.network.meetings.seating import table_groups, working_pairs
from services.network.records.rules import DEFAULT
from tests.network.records.random_networks import DAY, random_network

GUESTS = st.lists(st.sampled_from([f"a{n:02}" for n in range(24)]), max_size=24)
PAIRS = st.sets(
    st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda p: p[0] != p[1]), max_size=60
)
many = settings(max_examples=400, derandomize=True)


def _pairs(drawn):
    return {frozenset((f"a{one:02}", f"a{other:02}")) for one, other in drawn}


def clashes(groups, pairs):
    return sum(frozenset(p) in pairs for g in groups for p in combinations(g, 2))


@many
@given(GUESTS, PAIRS, st.integers(1, 8))
def test_everybody_sits_once_at_tables_as_even_as_can_be(guests, drawn, size):
    groups = table_groups(guests, _pairs(drawn), size)
    assert sorted(id for group in groups for id in group) == sorted(set(guests))
    lengths = [len(group) for group in groups]
    assert len(groups) == -(-len(set(guests)) // size)
    assert all(0 < length <= size for length in lengths)
    assert not lengths or max(lengths) - min(lengths) <= 1


@many
@given(GUESTS, PAIRS, st.integers(1, 8))
def test_the_order_of_guests_and_pairs_changes_nothing(guests, drawn, size):
    one = table_groups(guests, _pairs(drawn), size)
    again = sorted(_pairs(drawn), key=sorted, reverse=True)
    assert table_groups(reversed(guests), again, size) == one


@many
@given(st.integers(2, 5), st.integers(2, 4))
def test_groups_of_partners_are_spread_over_the_tables(tables, groups):
    # Each group of partners is as large as there are tables: nobody needs to meet a partner.
    names = {f"g{g}-{n}" for g in range(groups) for n in range(tables)}
    pairs = {frozenset(p) for p in combinations(sorted(names), 2) if p[0][:3] == p[1][:3]}
    found = table_groups(names, pairs, groups)
    assert len(found) == tables
    assert clashes(found, pairs) == 0


def test_two_pairs_of_partners_sit_crosswise():
    pairs = {frozenset("ab"), frozenset("cd")}
    assert clashes(table_groups("abcd", pairs, 2), pairs) == 0


def test_a_table_without_seats_is_refused():
    with pytest.raises(ValueError, match="size"):
        table_groups("ab", (), 0)
    assert table_groups((), (), 4) == ()


@settings(max_examples=100, derandomize=True)
@given(st.integers(0, 10**9))
def test_working_pairs_are_those_of_the_relations_and_of_one_house(seed):
    snapshot = random_network(seed).on(DAY)
    relations = Relations(SupplyIndex(snapshot, DEFAULT))
    actors = sorted(snapshot.network.records["actor"])
    expected = {
        frozenset((one, other))
        for one, other in combinations(actors, 2)
        if snapshot.house(one) == snapshot.house(other)
        or snapshot.house(other) in relations.house_partners.get(snapshot.house(one), ())
    }
    assert working_pairs(relations, actors) == expected


@settings(max_examples=100, derandomize=True)
@given(st.integers(0, 10**9))
def test_a_joint_meeting_invites_everybody_once_with_the_strongest_reason(seed):
    snapshot = random_network(seed).on(DAY)
    chosen = findings(snapshot).all[:4]
    single = [meeting_proposal(snapshot, finding) for finding in chosen]
    joint = joint_proposal(snapshot, chosen)
    ranks: dict[str, int] = {}
    for proposal in single:
        for invitee in proposal.invitees:
            rank = REASONS.index(invitee.reason_code)
            ranks[invitee.actor_id] = min(rank, ranks.get(invitee.actor_id, rank))
    assert {i.actor_id: REASONS.index(i.reason_code) for i in joint.invitees} == ranks
    assert set(joint.region_ids) == {r for p in single for r in p.region_ids}
    assert set(joint.topic_ids) == {t for p in single for t in p.topic_ids}
