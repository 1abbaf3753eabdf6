"""One district's expectation is changed: every other cell stays as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from services.network.coverage.coverage import coverage
from services.network.coverage.expectation_edits import applying, change_cell
from services.network.measures.measures import life_of
from services.network.records.model import Expectation, Measure, Reach
from services.network.records.network import Change, ChangeSet, Put
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


def ids(net):
    """(expectation, district) -> id of the finding."""
    return {(c.expectation_id, c.region_id): c.id for c in coverage(net.on(b.DAY)).cells}


@given(wishes, st.sampled_from(DISTRICTS), st.integers(1, 9))
def test_the_finding_of_a_district_stays_the_same_when_it_gets_an_expectation_of_its_own(
    wish, district, minimum
):
    net = network(wish)
    before = {place: id for (_, place), id in ids(net).items()}
    digests = {c.region_id: c.digest for c in coverage(net.on(b.DAY)).cells}
    changed = replace(wish, minimum=minimum)
    then = applied(net, change_cell(net.on(b.DAY), wish, 1, district, "neu", changed))
    assert {place: id for (_, place), id in ids(then).items()} == before
    # A verdict holds as long as the digest is the same: what is expected is part of the facts.
    now = {c.region_id: c.digest for c in coverage(then.on(b.DAY)).cells}
    different = {d for d in now if now[d] != digests[d]}
    assert different == ({district} & set(before) if minimum != wish.minimum else set())


moves = st.lists(
    st.tuples(
        st.sampled_from(["apart", "away", "regions", "remove"]),
        st.integers(0, 9),
        st.sampled_from(DISTRICTS),
        regions,
    ),
    max_size=12,
)


@given(moves)
@example(
    [
        ("apart", 0, "16051", ("16051",)),
        ("regions", 0, "16051", ("16051", "16052")),
        ("apart", 0, "16051", ("16051",)),
    ]
)
def test_no_two_cells_ever_share_an_id_and_no_other_cell_changes_its_own(steps):
    net = network(b.expectation("e0", ("16",)), b.expectation("e1", DISTRICTS[:2]))
    for number, (move, which, district, places) in enumerate(steps):
        wanted = sorted(net.all(Expectation))
        if not wanted:
            break
        old = net.get(Expectation, wanted[which % len(wanted)])
        before = ids(net)
        if move in ("apart", "away"):
            changed = replace(old, minimum=number + 1) if move == "apart" else None
            change_set = change_cell(
                net.on(b.DAY), old, net.version("expectation", old.id), district,
                f"e{number + 2}", changed,
            )  # fmt: skip
            net = applied(net, change_set)
            kept = {place: id for (e, place), id in before.items() if e == old.id}
            if move == "away":
                kept.pop(district, None)
            after = ids(net)
            own = {place: id for (e, place), id in after.items() if (e, place) not in before}
            left = {place: id for (e, place), id in after.items() if e == old.id}
            assert {**left, **own} == kept
            # Nobody else's finding is touched, except that one gets free for whom it was meant.
            assert move == "away" or {k: i for k, i in after.items() if k[0] != old.id} == {
                **{k: i for k, i in before.items() if k[0] != old.id},
                **{(f"e{number + 2}", place): i for place, i in own.items()},
            }
        elif move == "regions":
            net = applied(net, ChangeSet((net.put(replace(old, region_ids=places)),)))
        else:
            net = applied(net, ChangeSet((net.remove(old),)))
        found = ids(net)
        assert len(set(found.values())) == len(found)


def test_a_district_that_leaves_its_group_twice_takes_the_finding_along_both_times():
    group = b.expectation("e1", ("16",))
    net = network(group)
    id = ids(net)["e1", "16051"]
    once = change_cell(net.on(b.DAY), group, 1, "16051", "x1", replace(group, minimum=2))
    net = applied(net, once)
    again = replace(group, region_ids=("16051", "16052"))
    net = applied(net, ChangeSet((net.put(again),)))
    assert ids(net)["e1", "16051"] == id
    between = ids(net)["x1", "16051"]
    version = net.version("expectation", "e1")
    twice = change_cell(net.on(b.DAY), again, version, "16051", "x2", replace(again, minimum=3))
    then = ids(applied(net, twice))
    assert (then["x2", "16051"], then["x1", "16051"]) == (id, between)


def told(net, measure):
    """What became of a measure's only finding, and what it is about."""
    (life,) = life_of(net.on(b.DAY), measure).findings
    return life.status, life.subject.ids if life.subject else ()


@given(st.sampled_from(DISTRICTS), st.booleans())
def test_a_measure_keeps_its_finding_when_the_district_gets_an_expectation_of_its_own(
    district, remembers
):
    group = b.expectation("e1", ("16",), minimum=1)
    seen = b.survey("u1", "16", topic_ids=("t1",))
    net = network(group, seen)
    id = ids(net)["e1", district]
    about = ((id, f"coverage e1 {district}"),) if remembers else ()
    measure = Measure(id="m1", title="V", begun=b.DAY, findings=((id, "x"),), about=about)
    net = network(group, seen, measure)
    own = replace(group, minimum=2, reason="so")
    then = applied(net, change_cell(net.on(b.DAY), group, 1, district, "neu", own))
    assert told(then, measure) == ("open", ("neu", district))
    # Back in the group, the finding is the group's again, also for what was begun in between.
    gone = then.get(Expectation, "neu")
    back = applied(then, ChangeSet((then.remove(gone), then.put(group))))
    late = replace(measure, about=((id, f"coverage neu {district}"),))
    for one in (measure, late):
        assert told(back, one) == ("open", ("e1", district))


def test_a_district_that_nothing_is_expected_of_any_more_has_no_finding():
    group = b.expectation("e1", ("16",), minimum=1)
    net = network(group)
    id = ids(net)["e1", "16052"]
    measure = Measure(
        id="m1", title="V", begun=b.DAY, findings=((id, "x"),), about=((id, "coverage e1 16052"),)
    )
    then = applied(net, change_cell(net.on(b.DAY), group, 1, "16052", "neu", None))
    (life,) = life_of(then.on(b.DAY), measure).findings
    assert life.status == "void"


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
