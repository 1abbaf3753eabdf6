"""Forecast, what-if and next steps, case by case: what a coordinator would expect of them."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.coverage.coverage import CoverageState, coverage
from services.network.findings.findings import findings, findings_after
from services.network.outlook.forecast import forecast, forecast_on, months_after, what_if
from services.network.outlook.next_steps import Nearness, StepKind, next_steps
from services.network.records.model import Reach, TieKind
from services.network.records.rules import DEFAULT
from tests.builders import (
    DAY,
    actor,
    cooperation,
    delivery,
    district,
    expectation,
    land,
    network_of,
    offer,
    period,
    project,
    provenance,
    survey,
    tie,
    topic,
)
from tests.network.records.random_networks import random_records

GOTHA, ERFURT, WEIMAR, GERA = "16067", "16051", "16071", "16052"
PLACES = (
    land(),
    land("15", "Sachsen-Anhalt"),
    *(district(id, population=100) for id in (GOTHA, ERFURT, WEIMAR, GERA)),
    topic("sprache"),
    *(actor(id) for id in "abc"),
    actor("fern", region_id="15"),
    expectation("e", (GOTHA,), "sprache", minimum=1),
    survey("s", "16"),
)


def here(id, actor_id="a", **values):
    values.setdefault("topic_ids", ("sprache",))
    values.setdefault("on_site_region_ids", (GOTHA,))
    return offer(id, actor_id=actor_id, **values)


def day_of(*records):
    return network_of(*PLACES, *records).on(DAY)


# --- forecast


def test_a_gap_begins_on_the_day_after_the_last_offer_ends():
    found = forecast(day_of(here("1", period=period("2020", "2026-08-31"))))
    (one,) = found.breaks
    assert (one.day, one.before, one.after) == (
        date(2026, 9, 1),
        CoverageState.COVERED,
        CoverageState.GAP,
    )
    (ending,) = one.endings
    assert (ending.kind, ending.id, ending.last) == ("offer", "1", date(2026, 8, 31))
    assert ending.stated
    assert list(found.by_month) == [date(2026, 9, 1)]
    assert one.cell_id == coverage(day_of(here("1"))).cells[0].id


def test_the_forecast_ends_with_its_last_day():
    last = months_after(DAY, 24)
    on_it = here("1", period=period("2020", (last - timedelta(days=1)).isoformat()))
    after = here("1", period=period("2020", last.isoformat()))
    assert len(forecast(day_of(on_it)).breaks) == 1
    assert forecast(day_of(after)).breaks == ()
    assert len(forecast(day_of(after)).months) == 25


def test_a_planned_offer_that_follows_in_time_leaves_no_gap():
    ends = here("1", period=period("2020", "2026-08-31"))
    follows = here("2", "b", period=period("2026-09-01", "2030"))
    too_late = here("2", "b", period=period("2026-09-02", "2030"))
    assert forecast(day_of(ends, follows)).breaks == ()
    assert [b.day for b in forecast(day_of(ends, too_late)).breaks] == [date(2026, 9, 1)]


def test_an_end_that_nobody_stated_is_marked_and_can_be_left_out():
    confirmed = DAY - timedelta(days=500)
    open_end = day_of(here("1", provenance=provenance(confirmed=confirmed)))
    (one,) = forecast(open_end).breaks
    assert one.day == confirmed + timedelta(days=549)
    assert not one.stated
    assert forecast(open_end, open_ends=False).breaks == ()


def test_what_the_same_house_goes_on_with_is_no_end():
    ends, goes_on = here("1", period=period("2020", "2026-08-31")), here("2")
    assert forecast(day_of(ends, goes_on), open_ends=False).breaks == ()


def test_a_cell_that_falls_in_two_steps_comes_twice():
    records = (
        here("1", period=period("2020", "2026-08-31")),
        here(
            "2",
            "b",
            on_site_region_ids=(),
            reachable_region_ids=("16",),
            period=period("2020", "2026-10-31"),
        ),
    )
    states = [(b.before.value, b.after.value) for b in forecast(day_of(*records)).breaks]
    assert states == [("covered", "reach_only"), ("reach_only", "gap")]


def test_what_nobody_surveyed_is_unknown_once_it_is_empty():
    records = [r for r in (*PLACES, here("1", period=period("2020", "2026-08"))) if r.id != "s"]
    (one,) = forecast(network_of(*records).on(DAY)).breaks
    assert (one.after, one.empties) == (CoverageState.UNKNOWN, True)


# What a cell rests on besides its own supply: each is changed by an edit that leaves the supply
# on its topic and the expectation as they are.
VISITED = expectation("e", (GOTHA,), "sprache", minimum=1, reach=Reach.DELIVERED)
ENDS = here("1", on_site_region_ids=(), period=period("2020", "2026-08-31"))
ON_REQUEST = replace(ENDS, reachable_region_ids=("16",))
ABOUT = topic("deutsch", parent_id="sprache")
VISIT = delivery("d", GOTHA, offer_id="1")
ENDS_HERE = here("1", period=ENDS.period)
FOLLOWS = expectation("e", (GOTHA,), "sprache", minimum=1, follows=((GOTHA, "old"),))


@pytest.mark.parametrize(
    ("records", "edit"),
    [
        pytest.param((VISITED, ON_REQUEST, VISIT), replace(VISIT, offer_id="9"), id="deliveries"),
        pytest.param(
            (VISITED, ON_REQUEST, delivery("d", GOTHA, actor_ids=("a",), topic_ids=("sprache",))),
            delivery("d", GOTHA, actor_ids=("b",), topic_ids=("sprache",)),
            id="deliveries of a house",
        ),
        pytest.param(
            (VISITED, ON_REQUEST, replace(VISIT, actor_ids=("b",))),
            tie("t", "a", "b", TieKind.CARRIER_OF),
            id="houses",
        ),
        pytest.param((VISITED, ENDS, VISIT), actor("a", region_id="15"), id="seats"),
        pytest.param(
            (VISITED, ON_REQUEST, replace(VISIT, topic_ids=("deutsch",)), ABOUT),
            replace(ABOUT, parent_id=""),
            id="topics",
        ),
        pytest.param(
            (FOLLOWS, expectation("old", (GOTHA,), "sprache"), ENDS_HERE),
            expectation("old", (ERFURT,), "sprache"),
            id="expectations that are continued",
        ),
        pytest.param((ENDS_HERE,), survey("s", ERFURT), id="surveys"),
        pytest.param((ENDS_HERE,), district(ERFURT, population=900), id="places"),
    ],
)
def test_a_forecast_takes_nothing_over_whose_ground_has_changed(records, edit):
    before = day_of(*records)
    after = day_of(*records, edit)
    first = forecast(before)
    anew = forecast(after)
    of_e = [b for b in anew.breaks if b.expectation_id == "e"]
    assert of_e != [b for b in first.breaks if b.expectation_id == "e"]
    assert forecast_on(coverage(after).evidence, before=first) == anew


# --- what if


def test_an_actor_that_ends_takes_its_offers_projects_and_what_is_within_them():
    records = (
        here("1"),
        project("p", lead_actor_id="a"),
        here("2", "b", project_id="p"),
        here("3", "c", on_site_region_ids=(GERA,)),
    )
    found = what_if(day_of(*records), frozenset({("actor", "a")}))
    assert found.entries == (("offer", "1"), ("offer", "2"), ("project", "p"))
    (worse,) = found.worse
    assert (worse.region_id, worse.after) == (GOTHA, CoverageState.GAP)


def test_a_carrier_that_ends_makes_no_two_houses_of_its_branches():
    wanted = expectation("e", (GOTHA,), "sprache", minimum=2)
    branches = (tie("t1", "a", "b", TieKind.CARRIER_OF), tie("t2", "a", "c", TieKind.CARRIER_OF))
    snapshot = day_of(wanted, here("1", "b"), here("2", "c"), *branches)
    assert coverage(snapshot).counts()[CoverageState.THIN] == 1
    assert what_if(snapshot, frozenset({("actor", "a")})).harmless


def test_who_hangs_on_the_actor_splits_off_and_their_cooperations_lapse():
    ties = (cooperation("1", "a", "b"), cooperation("2", "b", "c"), cooperation("3", "a", "b", "c"))
    found = what_if(day_of(*ties[:2]), frozenset({("actor", "b")}))
    assert found.cooperation_ids == ("1", "2")
    assert [s.parts for s in found.splits] == [(("a",), ("c",))]
    still = what_if(day_of(*ties), frozenset({("actor", "b")}))
    assert (still.cooperation_ids, still.splits) == (("1", "2"), ())


def test_a_project_that_ends_takes_its_cooperation_and_link():
    records = (
        project("p", lead_actor_id="a", partner_actor_ids=("b",)),
        cooperation("1", "a", "c", project_id="p"),
    )
    found = what_if(day_of(*records), frozenset({("project", "p")}))
    assert found.cooperation_ids == ("1",)
    assert found.lost_links == (("a", "b"), ("a", "c"))
    assert [s.split_off for s in found.splits] == [("b", "c")]


# --- next steps


def test_the_next_door_offer_is_asked_before_one_from_afar():
    records = (
        here("1", "a", on_site_region_ids=(GERA,)),
        here("2", "b", on_site_region_ids=(ERFURT,)),
    )
    (step,) = next_steps(day_of(*records))
    assert (step.kind, step.record, step.share) == (StepKind.EXTEND, ("offer", "2"), 1.0)
    assert [t.near for t in step.targets] == [Nearness.NEIGHBOUR]
    assert step.closed_ids == step.cell_ids


def test_a_house_that_is_there_already_counts_as_near():
    branch = (actor("zweig", region_id=GOTHA), tie("t", "a", "zweig", TieKind.CARRIER_OF))
    (step,) = next_steps(day_of(here("1", on_site_region_ids=(GERA,)), *branch))
    assert [t.near for t in step.targets] == [Nearness.HOUSE]


def test_somebody_from_afar_is_asked_only_if_nobody_is_near():
    (step,) = next_steps(day_of(here("1", on_site_region_ids=(GERA,))))
    assert [t.near for t in step.targets] == [Nearness.ELSEWHERE]


def test_nobody_from_another_land_is_asked_for_it_would_not_count():
    assert next_steps(day_of(here("1", "fern", on_site_region_ids=("15",)))) == ()


def test_stale_planned_and_ended_offers_are_not_asked():
    records = (
        here("1", on_site_region_ids=(ERFURT,), provenance=provenance(confirmed=date(2020, 1, 1))),
        here("2", on_site_region_ids=(ERFURT,), period=period("2026-06")),
        here("3", on_site_region_ids=(ERFURT,), period=period("2020", "2025")),
    )
    assert next_steps(day_of(*records)) == ()


def test_one_land_wide_office_is_not_sent_everywhere():
    wanted = expectation("e", ("16",), "sprache", minimum=1)
    wide = here("1", on_site_region_ids=(), reachable_region_ids=("16",))
    steps = next_steps(day_of(wanted, wide))
    assert len(steps) == 1
    assert len(steps[0].region_ids) == DEFAULT.step_districts
    assert steps[0].share == 0.75


def test_several_providers_of_neighbouring_districts_meet_where_much_is_missing():
    wanted = expectation("e", (GOTHA, ERFURT, WEIMAR), "sprache", minimum=3)
    records = [here(id, id, on_site_region_ids=(ERFURT,)) for id in "abc"]
    first = next_steps(day_of(wanted, *records), replace(DEFAULT, step_districts=1))[0]
    assert (first.kind, first.actor_ids) == (StepKind.MEET, ("a", "b", "c"))
    assert first.region_ids == (GOTHA, WEIMAR)
    assert first.share == 1.0


def test_what_nobody_looked_at_asks_for_a_survey_and_no_step():
    records = [r for r in (*PLACES, here("1", on_site_region_ids=(ERFURT,))) if r.id != "s"]
    assert next_steps(network_of(*records).on(DAY)) == ()


# --- edits


def test_an_edit_of_a_delivered_offer_moves_its_delivery_with_it():
    wanted = expectation("e", (GOTHA,), "sprache", minimum=1, reach=Reach.DELIVERED)
    wide = here("1", on_site_region_ids=(), reachable_region_ids=("16",))
    told = delivery("d", GOTHA, offer_id="1")
    found = findings(day_of(wanted, wide, told))
    other = day_of(wanted, replace(wide, topic_ids=("arbeit",)), told)
    after = findings_after(found, other, {("offer", "1")}).coverage
    assert found.coverage.counts()[CoverageState.COVERED] == 1
    assert after.counts()[CoverageState.GAP] == 1
    assert after == coverage(other)


# --- any territory, any vocabulary


def _renamed(value, name):
    if isinstance(value, str) and not isinstance(value, Reach | TieKind):
        return name.get(value, value)
    if isinstance(value, tuple):
        return tuple(_renamed(v, name) for v in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: _renamed(getattr(value, f.name), name) for f in fields(value)}
        return replace(value, **changed)
    return value


@settings(max_examples=150, derandomize=True)
@given(st.integers(0, 10**9))
def test_any_land_and_any_topics_do(seed):
    records = random_records(seed)
    places = ("16", "15", "16051", "16052", "16053", "15001", "m1", "free")
    name = {id: f"AT-{id}" for id in places} | {f"t{i}": f"thema/{i}" for i in range(5)}
    here, there = network_of(*records).on(DAY), network_of(*_renamed(tuple(records), name)).on(DAY)

    def told(snapshot, name):
        found = coverage(snapshot)
        return (
            [(c.expectation_id, name.get(c.region_id, c.region_id), c.state) for c in found.cells],
            [
                (b.day, b.expectation_id, name.get(b.region_id, b.region_id), b.after)
                for b in forecast(snapshot, months=3).breaks
            ],
            [(s.record, s.gain, len(s.targets)) for s in next_steps(snapshot)],
        )

    assert told(there, {}) == told(here, name)
