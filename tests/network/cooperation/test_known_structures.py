"""A structure is kept as long as houses, links and rules are the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.network.cooperation.known_structures import KEPT, KnownStructures
from services.network.cooperation.links import Relations
from services.network.coverage.supply import SupplyIndex
from services.network.records.rules import DEFAULT
from tests.builders import DAY, actor, cooperation, district, land, network_of, offer

ACTORS = tuple(map(actor, "abcd"))
PLACES = (land(), district("16051"))


def relations(*records, rules=DEFAULT):
    return Relations(SupplyIndex(network_of(*PLACES, *ACTORS, *records).on(DAY), rules))


def test_an_offer_without_a_project_leaves_the_structure_as_it_is():
    known = KnownStructures()
    before = known.of(relations(cooperation("1", "a", "b"), offer("o", topic_ids=("t",))))
    after = known.of(relations(cooperation("1", "a", "b"), offer("o", topic_ids=("u",))))
    assert after is before


def test_two_ways_of_working_together_are_one_link():
    known = KnownStructures()
    before = known.of(relations(cooperation("1", "a", "b")))
    assert known.of(relations(cooperation("2", "b", "a"), cooperation("3", "a", "b"))) is before


@pytest.mark.parametrize(
    "other",
    [
        relations(cooperation("1", "a", "c")),
        relations(cooperation("1", "a", "b"), cooperation("2", "c", "d")),
        relations(cooperation("1", "a", "b"), actor("e")),
        relations(cooperation("1", "a", "b"), rules=replace(DEFAULT, exact_betweenness_up_to=1)),
    ],
    ids=["another link", "one more link", "one more house", "other rules"],
)
def test_another_network_is_another_structure(other):
    known = KnownStructures()
    before = known.of(relations(cooperation("1", "a", "b")))
    found = known.of(other)
    assert found is not before
    assert (found.houses, found.edges) == (other.houses, tuple(sorted(other.house_pairs)))


def test_the_structure_asked_for_longest_ago_is_let_go_first():
    known = KnownStructures()
    first = known.of(relations(cooperation("1", "a", "b")))
    others = [relations(actor(f"e{n}")) for n in range(KEPT)]
    second = [known.of(one) for one in others[: KEPT - 1]]
    assert known.of(relations(cooperation("1", "a", "b"))) is first
    known.of(others[-1])
    assert known.of(relations(cooperation("1", "a", "b"))) is first
    assert known.of(others[0]) is not second[0]
    assert known.of(others[-2]) is second[-1]
