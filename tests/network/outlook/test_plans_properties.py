"""Coverage in columns, edits, forecast, what-if, next steps and roll-up against the reference."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.coverage.cells import Cell
from services.network.coverage.coverage import coverage
from services.network.coverage.matrix import Axis, Filters, matrix
from services.network.findings.findings import findings, findings_after
from services.network.outlook.forecast import forecast, forecast_on, months_after, what_if
from services.network.outlook.next_steps import StepKind, next_steps
from services.network.records.model import Actor, Expectation, Offer, Project, Region, Topic
from services.network.records.rules import DEFAULT
from tests.builders import network_of
from tests.network.findings.reference import Reference
from tests.network.outlook.reference_plans import Ended, Steps, breaks, parts, up
from tests.network.records.random_networks import DAY, random_network, random_records

# Of another territory: the three districts in a row.
ROW = replace(DEFAULT, neighbours=(("16051", "16052"), ("16052", "16053")))
# Meetings are as easy as talks, and nobody comes to more than one district more.
MEETINGS = replace(ROW, step_districts=1, meeting_effort=1)
SEEDS = st.integers(0, 10**9)
many = settings(max_examples=600, derandomize=True)
some = settings(max_examples=200, derandomize=True)
few = settings(max_examples=100, derandomize=True)


@many
@given(SEEDS)
def test_the_states_in_columns_are_those_of_the_cells(seed):
    found = coverage(random_network(seed).on(DAY))
    assert found.counts() == found.counts(found.cells)
    for state in found.counts():
        assert found.in_states({state}) == tuple(c for c in found.cells if c.state is state)
    part = found.where(lambda c: c.region_id != "16052")
    assert part.cells == tuple(c for c in found.cells if c.region_id != "16052")
    assert part.counts() == part.counts(part.cells)
    assert len(part) == len(part.cells)


@many
@given(SEEDS)
def test_coverage_after_an_edit_is_the_one_computed_anew(seed):
    pick = Random(seed)
    records = random_records(seed)
    others = {(r.KIND, r.id): r for r in random_records(seed + 1)}
    found = findings(network_of(*records).on(DAY))
    for _ in range(3):
        index = pick.randrange(len(records))
        was = records[index]
        if not isinstance(was, Offer | Project):
            continue
        other = others.get((was.KIND, was.id))
        now = pick.choice((None, other, replace(was, on_site_region_ids=("16052",))))
        kept = [*records[:index], *records[index + 1 :]]
        records = kept if now is None else [*kept, now]
        later = network_of(*records).on(DAY)
        found = findings_after(found, later, {(was.KIND, was.id)})
        anew = coverage(network_of(*records).on(DAY))
        assert found.coverage.counts() == anew.counts()
        assert found.coverage == anew


@some
@given(SEEDS)
def test_after_any_other_edit_everything_is_computed_anew(seed):
    records = random_records(seed)
    found = findings(network_of(*records).on(DAY))
    kept = [r for r in records if r.id != "a0"]
    later = network_of(*kept).on(DAY)
    assert findings_after(found, later, {("actor", "a0")}).coverage == coverage(later)


@some
@given(SEEDS)
def test_a_forecast_that_takes_over_an_earlier_one_is_the_one_computed_anew(seed):
    pick = Random(seed)
    records, others = random_records(seed), random_records(seed + 1)
    found = findings(network_of(*records).on(DAY))
    before = forecast_on(found.coverage.evidence)
    for _ in range(3):
        was, other = pick.choice(records), pick.choice(others)
        touched = {(was.KIND, was.id), (other.KIND, other.id)}
        kept = [r for r in records if (r.KIND, r.id) not in touched]
        records = [*kept, other] if pick.random() < 0.8 else kept
        later = network_of(*records).on(DAY)
        found = findings_after(found, later, touched)
        anew = forecast(later)
        before = forecast_on(found.coverage.evidence, before=before)
        assert before == anew
        # Also where all else was computed anew, so that only equal facts tell what to keep.
        assert forecast_on(coverage(later).evidence, before=before) == anew


@few
@given(SEEDS, st.booleans())
def test_the_forecast_is_what_looking_at_every_day_finds(seed, open_ends):
    network = random_network(seed)
    found = forecast(network.on(DAY), months=2, open_ends=open_ends)
    told = {(b.day, b.expectation_id, b.region_id): (b.before, b.after) for b in found.breaks}
    assert told == breaks(network, DAY, months_after(DAY, 2), open_ends)
    assert len(told) == len(found.breaks)
    for one in found.breaks:
        assert one.endings
        assert any(e.last == one.day - timedelta(days=1) for e in one.endings)
        assert min(e.last for e in one.endings) >= DAY
        assert open_ends or one.stated


@some
@given(SEEDS)
def test_without_periods_that_end_nothing_breaks(seed):
    records = [
        replace(r, period=replace(r.period, end=None)) if isinstance(r, Offer | Project) else r
        for r in random_records(seed)
    ]
    assert forecast(network_of(*records).on(DAY), open_ends=False).breaks == ()


@many
@given(SEEDS)
def test_what_if_is_what_would_be_without_them(seed):
    network = random_network(seed)
    snapshot = network.on(DAY)
    pick = Random(seed)
    keys = [(r.KIND, r.id) for c in (Actor, Offer, Project) for r in network.all(c).values()]
    ended = frozenset(pick.sample(keys, min(len(keys), pick.randint(1, 3))))
    found = what_if(snapshot, ended)
    slow, before = Ended(network, DAY, ended), Ended(network, DAY, frozenset())
    assert set(found.entries) == slow.entries
    assert {
        (w.expectation_id, w.region_id): (w.before, w.after) for w in found.worse
    } == slow.worse()
    assert set(found.cooperation_ids) == before.cooperating() - slow.cooperating()
    gone = {id for kind, id in ended if kind == "actor"}
    staying = {slow.house(id) for id in network.all(Actor) if id not in gone}
    whole = Reference(network, DAY)
    houses = {whole.house(id) for id in network.all(Actor)}
    expected = []
    for component in parts(houses, whole.work_together):
        left = parts(component & staying, slow.work_together)
        if len(left) > 1:
            expected.append(sorted((tuple(sorted(p)) for p in left), key=lambda p: (-len(p), p)))
    assert set(found.lost_links) == {
        (a, b)
        for a, b in combinations(sorted(staying), 2)
        if whole.work_together(a, b) and not slow.work_together(a, b)
    }
    assert sorted(list(s.parts) for s in found.splits) == sorted(expected)


@some
@given(SEEDS)
def test_ending_nothing_known_changes_nothing(seed):
    found = what_if(random_network(seed).on(DAY), frozenset({("offer", "nirgends")}))
    assert found.harmless


@many
@given(SEEDS, st.sampled_from((ROW, MEETINGS)))
def test_next_steps_are_those_of_the_slow_greedy_cover(seed, rules):
    network = random_network(seed)
    found = next_steps(network.on(DAY), rules, limit=6)
    told = [
        (
            step.record,
            {(t.expectation_id, t.region_id): t.house_ids for t in step.targets},
            pytest.approx(step.gain, abs=1e-9),
        )
        for step in found
    ]
    slow = Steps(network, DAY, rules).steps(6)
    assert len(told) == len(slow)
    for (record, cells, gain), (name, expected, weight) in zip(told, slow, strict=True):
        assert (record or name, cells, weight) == (name, expected, gain)


@some
@given(SEEDS, st.sampled_from((ROW, MEETINGS)))
def test_steps_bring_less_and_less_and_never_more_than_is_missing(seed, rules):
    snapshot = random_network(seed).on(DAY)
    cells = coverage(snapshot).by_id
    steps = next_steps(snapshot, rules, limit=50)
    efforts = [s.gain / (rules.meeting_effort if s.kind is StepKind.MEET else 1) for s in steps]
    assert all(a >= b - 1e-9 for a, b in itertools.pairwise(efforts))
    come = Counter(t.cell_id for s in steps for t in s.targets for _ in t.house_ids)
    assert all(count <= cells[id].missing for id, count in come.items())
    closed = [id for s in steps for id in s.closed_ids]
    assert sorted(closed) == sorted(id for id, count in come.items() if count == cells[id].missing)
    shares = [s.share for s in steps]
    assert shares == sorted(shares)
    assert all(0 < s <= 1 for s in shares)


@some
@given(SEEDS, st.sampled_from(Axis), st.sampled_from(Axis))
def test_the_matrix_is_a_count_over_all_cells(seed, rows, columns):
    network = random_network(seed)
    snapshot = network.on(DAY)
    found = coverage(snapshot)
    filters = Filters(topic_ids=frozenset({"t0", "t2"})) if seed % 2 else Filters()
    kept = [
        c
        for c in found.cells
        if not seed % 2 or {"t0", "t2"} & set(up(network, "topic", c.topic_id))
    ]
    rolled = matrix(snapshot, found, rows, columns, filters)
    expected: dict[tuple[str, str], list[Cell]] = {}
    for cell in kept:
        for row in _keys(network, rows, cell):
            for column in _keys(network, columns, cell):
                expected.setdefault((row, column), []).append(cell)
    assert {k: v.cell_ids for k, v in rolled.cells.items()} == {
        k: tuple(c.id for c in v) for k, v in expected.items()
    }
    for key, cells in expected.items():
        assert rolled.cells[key].state is found.worst(cells)
        assert rolled.cells[key].counts == found.counts(cells)
        assert rolled.cells[key].weight == pytest.approx(sum(c.weight for c in cells))
    assert {k.id for k in rolled.rows} == {row for row, _ in expected}
    assert (rolled.total.size if rolled.total else 0) == len(kept)


def _keys(network, axis, cell):
    regions = up(network, "region", cell.region_id)
    topics = up(network, "topic", cell.topic_id)
    lands = [id for id in regions if network.all(Region)[id].level == "land"]
    return {
        Axis.REGION: [cell.region_id],
        Axis.REGION_GROUP: regions[1:] or [""],
        Axis.LAND: lands[:1] or [""],
        Axis.TOPIC: topics,
        Axis.PARENT_TOPIC: topics[-1:],
        Axis.TARGET_GROUP: [cell.target_group_id],
        Axis.FORMAT: [cell.format_id],
        Axis.EXPECTATION: [cell.expectation_id],
    }[axis]


def test_topics_stand_below_their_parents():
    records = (
        Region(id="16", name="Land", level="land"),
        Region(id="16051", name="Erfurt", level="district", parent_id="16"),
        Topic(id="z", label="Z"),
        Topic(id="a", label="A", parent_id="z"),
        Topic(id="m", label="M"),
        Expectation(id="1", region_ids=("16",), topic_id="a"),
        Expectation(id="2", region_ids=("16",), topic_id="m"),
    )
    snapshot = network_of(*records).on(DAY)
    found = matrix(snapshot, coverage(snapshot), Axis.TOPIC, Axis.LAND)
    assert [(k.id, k.depth) for k in found.rows] == [("m", 0), ("z", 0), ("a", 1)]
    assert found.total is not None
    assert found.total.size == 2
