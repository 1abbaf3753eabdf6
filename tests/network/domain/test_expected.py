"""One district's expectation is changed: every other cell stays as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.network.domain.coverage import coverage
from services.network.domain.expected import applying, change_cell
from services.network.domain.model import Expectation, Reach
from services.network.domain.network import Change, Put
from tests import builders as b

DISTRICTS = ("16051", "16052", "16053", "16054")


def network(*records):
    places = [b.land(), *(b.district(id) for id in DISTRICTS)]
    return b.network_of(*places, b.topic("t1"), b.topic("t2"), *records)


def applied(net, change_set):
    changes = []
    for change in change_set.changes:
        if isinstance(change, Put):
            key, after = (change.record.KIND, change.record.id), change.record
        else:
            key, after = (change.kind, change.id), None
        changes.append(Change(2, *key, change.expects + 1, net.find(*key), after, "wer", b.AT))
    return net.with_changes(changes)


def written(change_set) -> list[Any]:
    """The records that a change set writes."""
    return [put.record for put in change_set.changes]


def cells(net):
    """(district, topic, minimum, reach, weight) of every cell, however it is grouped."""
    found = coverage(net.on(b.DAY)).cells
    return sorted(
        (c.region_id, c.topic_id, c.needed, c.reach.value, round(c.weight, 9)) for c in found
    )


regions = st.lists(st.sampled_from([*DISTRICTS, "16"]), min_size=1, max_size=4, unique=True).map(
    tuple
)
wishes = st.builds(
    b.expectation,
    st.just("e1"),
    regions,
    st.just("t1"),
    minimum=st.integers(1, 4),
    reach=st.sampled_from(list(Reach)),
    weight=st.floats(0.1, 9),
)


@given(wishes, st.sampled_from(DISTRICTS), st.integers(1, 9), st.booleans())
def test_only_the_cell_of_the_district_changes(wish, district, minimum, away):
    other = b.expectation("e2", ("16",), "t2")
    net = network(wish, other)
    before = cells(net)
    changed = None if away else replace(wish, minimum=minimum)
    change_set = change_cell(net.on(b.DAY), wish, 1, district, "neu", changed)
    after = cells(applied(net, change_set))
    meant = {d for id in wish.region_ids for d in net.on(b.DAY).districts_of(id)}

    def theirs(rows):
        return [row for row in rows if (row[0], row[1]) != (district, "t1")]

    assert theirs(after) == theirs(before)
    mine = [row for row in after if (row[0], row[1]) == (district, "t1")]
    if district not in meant:
        assert after == before
        assert not change_set
    elif away:
        assert mine == []
    else:
        ((_, _, needed, reach, _),) = mine
        assert (needed, reach) == (minimum, wish.reach.value)


def test_a_group_keeps_its_id_for_the_others_and_a_single_district_for_itself():
    group = b.expectation("e1", ("16",))
    net = network(group)
    change_set = change_cell(net.on(b.DAY), group, 1, "16052", "neu", replace(group, minimum=7))
    others, own = written(change_set)
    assert (others.id, others.region_ids) == ("e1", ("16051", "16053", "16054"))
    assert (own.id, own.region_ids, own.minimum) == ("neu", ("16052",), 7)
    again = applied(net, change_set)
    second = change_cell(again.on(b.DAY), own, 1, "16052", "x", replace(own, minimum=8))
    assert written(second) == [replace(own, minimum=8)]


def test_what_applies_in_a_district_is_found_through_its_land_too():
    wide, near, far = (
        b.expectation("e1", ("16",)),
        b.expectation("e2", ("16052", "16053")),
        b.expectation("e3", ("16054",)),
    )
    found = applying(network(wide, near, far).on(b.DAY), "16052", "t1")
    assert [e.id for e in found] == ["e1", "e2"]
    assert all(isinstance(e, Expectation) for e in found)
