"""Which actors work together through what: as a plain search finds it, and after edits."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.cooperation import joined_actors
from services.network.cooperation.joined_actors import JoinedActors, LatestJoinedActors
from services.network.cooperation.links import Relations
from services.network.coverage.supply import SupplyIndex
from services.network.records.model import Actor, TieKind
from services.network.records.rules import DEFAULT
from tests.builders import DAY, actor, cooperation, network_of, offer, project, tie
from tests.network.records.random_networks import random_network, random_records

EXAMPLES = settings(max_examples=200, derandomize=True)
seeds = st.integers(0, 10**9)


def relations(network, rules=DEFAULT):
    return Relations(SupplyIndex(network.on(DAY), rules))


def told(joined):
    """All that is said about all actors."""
    everybody = set(joined.relations.supply_index.snapshot.network.all(Actor))
    return joined.edges(everybody), joined.degrees(everybody)


@EXAMPLES
@given(seeds)
def test_edges_and_degrees_are_those_of_all_groups(seed):
    found = relations(random_network(seed))
    joined = JoinedActors.of(found)
    everybody = sorted(found.supply_index.snapshot.network.all(Actor))
    for some in (set(everybody), set(Random(seed).sample(everybody, len(everybody) // 2))):
        expected = {
            pair: tuple(sorted(g.link for g in found.groups if {*pair} <= {*g.actor_ids}))
            for pair in combinations(sorted(some), 2)
        }
        edges = joined.edges(some)
        assert edges == {pair: links for pair, links in expected.items() if links}
        assert list(edges) == sorted(edges)
        assert joined.degrees(some) == {id: sum(id in pair for pair in edges) for id in some}


@EXAMPLES
@given(seeds, seeds)
def test_after_edits_it_is_what_asking_every_record_finds(one, other):
    before, pick = {(r.KIND, r.id): r for r in random_records(one)}, Random(other)
    joined = JoinedActors.of(relations(network_of(*before.values())))
    for _ in range(3):
        drawn = [r for r in random_records(other) if r.KIND != "actor" and pick.random() < 0.4]
        after = {k: r for k, r in before.items() if k[0] == "actor" or pick.random() < 0.9}
        before = after | {(r.KIND, r.id): r for r in drawn}
        now = relations(network_of(*before.values()))
        joined = joined.after(now)
        assert told(joined) == told(JoinedActors.of(now))


ACTORS = tuple(map(actor, "abc"))
CONSORTIUM = actor("k", org_type_id="konsortium")


def member(id, actor_id):
    return tie(id, actor_id, "k", TieKind.MEMBER_OF)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((cooperation("1", "a", "b"),), (cooperation("1", "a", "c"),)),
        ((cooperation("1", "a", "b"),), (cooperation("1", "a", "b", intensity=3),)),
        ((cooperation("1", "a", "b"),), ()),
        (
            (project("p", lead_actor_id="a"), offer("o", actor_id="b")),
            (project("p", lead_actor_id="a"), offer("o", actor_id="b", project_id="p")),
        ),
        (
            (CONSORTIUM, member("t", "a"), member("u", "b")),
            (CONSORTIUM, member("t", "a")),
        ),
        (
            (CONSORTIUM, member("t", "a"), member("u", "b")),
            (replace(CONSORTIUM, org_type_id="netzwerk"), member("t", "a"), member("u", "b")),
        ),
        ((cooperation("1", "a", "b"),), (cooperation("1", "a", "d"), actor("d"))),
    ],
    ids=["partner", "weight", "end", "within", "member", "type", "new actor"],
)
def test_an_edit_is_followed(before, after):
    latest = LatestJoinedActors()
    first, second = (relations(network_of(*ACTORS, *some)) for some in (before, after))
    was = told(latest.of(first))
    assert told(latest.of(second)) == told(JoinedActors.of(second))
    assert told(latest.of(second)) != was
    assert told(latest.of(first)) == was


def test_only_what_differs_is_asked(monkeypatch):
    cooperations = [cooperation(f"{n}", "a", "b") for n in range(30)]
    network = network_of(*ACTORS, *cooperations)
    joined = JoinedActors.of(relations(network))
    asked = []

    def named_by(_self, record):
        asked.append(record.id)
        return ("a", "c")

    monkeypatch.setattr(Relations, "named_by", named_by)
    other = {**network.records["cooperation"], "7": cooperation("7", "a", "c")}
    joined.after(relations(replace(network, records={**network.records, "cooperation": other})))
    assert asked == ["7"]


def test_after_many_edits_every_record_is_asked_again(monkeypatch):
    monkeypatch.setattr(joined_actors, "STALE", 3)
    joined = JoinedActors.of(relations(network_of(*ACTORS, cooperation("1", "a", "b"))))
    sizes = []
    for weight in (1, 3, 1, 3, 1):
        now = relations(network_of(*ACTORS, cooperation("1", "a", "b", intensity=weight)))
        joined = joined.after(now)
        sizes.append(len(joined.records))
        assert told(joined) == told(JoinedActors.of(now))
    assert max(sizes) <= 4
