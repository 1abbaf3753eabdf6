"""Ids and digests of findings: what differs in any part has another one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.network.records.ids import digest_of, finding_id

PARTS = st.lists(st.text(max_size=3), min_size=1, max_size=4)


def test_where_one_part_ends_and_the_next_begins_counts():
    assert digest_of("a", "bc") != digest_of("ab", "c")
    assert digest_of("1:a", "b") != digest_of("1", "a1:b")
    assert finding_id("coverage", ("a", "bc")) != finding_id("coverage", ("ab", "c"))
    assert finding_id("coverage", ("a",)) != finding_id("coveragea", ())


@given(PARTS, PARTS)
def test_two_lists_of_facts_have_one_digest_only_if_they_are_equal(one, other):
    assert (digest_of(*one) == digest_of(*other)) == (one == other)
