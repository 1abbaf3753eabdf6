"""Coverage, case by case: what counts as supply, how it reaches, what is only named."""

from __future__ import annotations

from datetime import timedelta

from services.network.findings.findings import CoverageState, coverage, find_gaps
from services.network.records.model import Reach, TieKind
from tests.builders import (
    DAY,
    actor,
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

GOTHA, ERFURT, GERA = "16067", "16051", "16052"
PLACES = (
    land(),
    land("15", "Sachsen-Anhalt"),
    district(GOTHA, "Gotha", population=100),
    district(ERFURT, "Erfurt", population=200),
    district(GERA, "Gera", population=100),
    topic("teilhabe"),
    topic("sprache", parent_id="teilhabe"),
    topic("arbeit", parent_id="teilhabe"),
    actor("a"),
    actor("b"),
    actor("fern", region_id="15"),
)
WANTED = expectation("e", (GOTHA,), "sprache", minimum=2)


def cell_of(*records, wanted=WANTED, place=GOTHA):
    found = coverage(network_of(*PLACES, wanted, *records).on(DAY))
    cell = found.by_place[wanted.id, place]
    # What is only counted says the same state as the cell with its evidence.
    assert [b.state for b in found.bare if b.id == cell.id] == [cell.state]
    return cell


def here(id, actor_id="a", **values):
    values.setdefault("topic_ids", ("sprache",))
    values.setdefault("on_site_region_ids", (GOTHA,))
    return offer(id, actor_id=actor_id, **values)


def test_two_houses_on_site_cover():
    cell = cell_of(here("1"), here("2", "b"))
    assert cell.state is CoverageState.COVERED
    assert [p.house_id for p in cell.providers] == ["a", "b"]
    assert cell.missing == 0


def test_two_offers_of_one_house_are_one_provider():
    house = tie("v", "a", "b", TieKind.CARRIER_OF)
    cell = cell_of(here("1"), here("2", "b"), house)
    assert cell.state is CoverageState.THIN
    assert cell.providers[0].actor_ids == ("a", "b")
    assert cell.missing == 1


def test_a_topic_below_counts_and_one_above_does_not():
    parent = expectation("e", (GOTHA,), "teilhabe", minimum=1)
    assert cell_of(here("1"), wanted=parent).state is CoverageState.COVERED
    above = here("1", topic_ids=("teilhabe",))
    assert cell_of(above).state is CoverageState.UNKNOWN


def test_nothing_is_unknown_until_somebody_looked():
    assert cell_of().state is CoverageState.UNKNOWN
    assert cell_of(survey("s", GOTHA)).state is CoverageState.GAP
    assert cell_of(survey("s", "16", topic_ids=("teilhabe",))).state is CoverageState.GAP
    assert cell_of(survey("s", GOTHA, topic_ids=("arbeit",))).state is CoverageState.UNKNOWN
    assert cell_of(survey("s", ERFURT)).state is CoverageState.UNKNOWN


def test_an_old_survey_does_not_count():
    at_limit = survey("s", GOTHA, DAY - timedelta(days=548))
    too_old = survey("s", GOTHA, DAY - timedelta(days=549))
    assert cell_of(at_limit).state is CoverageState.GAP
    assert cell_of(too_old).state is CoverageState.UNKNOWN


def test_a_land_wide_offer_only_reaches():
    for wide in (
        here("1", on_site_region_ids=("16",)),
        here("1", on_site_region_ids=(), reachable_region_ids=("16",)),
    ):
        cell = cell_of(wide, survey("s", GOTHA))
        assert cell.state is CoverageState.REACH_ONLY
        assert cell.providers[0].reach is Reach.REACHABLE


def test_a_delivery_counts_where_it_happened_for_24_months():
    wanted = expectation("e", ("16",), "sprache", minimum=1, reach=Reach.DELIVERED)
    wide = here("1", on_site_region_ids=(), reachable_region_ids=("16",))
    for days, state in ((730, CoverageState.COVERED), (731, CoverageState.REACH_ONLY)):
        happened = delivery("d", GOTHA, DAY - timedelta(days=days), offer_id="1")
        assert cell_of(wide, happened, wanted=wanted).state is state
        there = cell_of(wide, happened, wanted=wanted, place=ERFURT)
        assert there.state is CoverageState.REACH_ONLY


def test_a_delivery_where_more_is_expected_is_thin():
    wide = here("1", on_site_region_ids=(), reachable_region_ids=("16",))
    cell = cell_of(wide, delivery("d", GOTHA, DAY, offer_id="1"))
    assert cell.state is CoverageState.THIN
    assert cell.providers[0].delivery_ids == ("d",)
    assert cell.enough == ()


def test_reachable_suffices_where_nothing_more_is_expected():
    wanted = expectation("e", (GOTHA,), "sprache", minimum=1, reach=Reach.REACHABLE)
    wide = here("1", on_site_region_ids=(), reachable_region_ids=("16",))
    assert cell_of(wide, wanted=wanted).state is CoverageState.COVERED


def test_stale_supply_is_named_and_counts_as_none():
    confirmed = DAY - timedelta(days=549)
    old = here("1", provenance=provenance(confirmed=confirmed))
    cell = cell_of(old, survey("s", GOTHA))
    assert cell.state is CoverageState.GAP
    assert [(s.id, s.reach, s.confirmed) for s in cell.stale] == [("1", Reach.ON_SITE, confirmed)]


def test_planned_and_ended_offers_are_no_supply():
    planned = here("1", period=period("2026-05-05"))
    ended = here("2", period=period("2020", "2026-05-03"))
    cell = cell_of(planned, ended, survey("s", GOTHA))
    assert (cell.state, cell.stale) == (CoverageState.GAP, ())


def test_an_imprecise_period_counts_widely_and_is_marked():
    cell = cell_of(here("1", period=period("2024", "Frühjahr 2026")))
    source = cell.providers[0].sources[0]
    assert (source.imprecise, source.until.isoformat()) == (True, "2026-05-31")


def test_an_actor_outside_the_land_is_no_supply_in_it():
    cell = cell_of(here("1", "fern"), here("2", "fern", on_site_region_ids=("16",)))
    assert (cell.state, cell.providers) == (CoverageState.UNKNOWN, ())


def test_an_offer_without_a_provider_is_no_supply():
    assert cell_of(here("1", "")).state is CoverageState.UNKNOWN


def test_target_group_and_format_must_fit_if_expected():
    wanted = expectation(
        "e", (GOTHA,), "sprache", minimum=1, target_group_id="azubis", format_id="seminar"
    )
    fits = here("1", target_group_ids=("azubis",), format_ids=("seminar",))
    other = here("1", target_group_ids=("azubis",), format_ids=("vortrag",))
    assert cell_of(fits, wanted=wanted).state is CoverageState.COVERED
    assert cell_of(other, wanted=wanted).state is CoverageState.UNKNOWN


def test_a_project_is_one_provider_the_lead():
    shared = project(
        "p",
        lead_actor_id="b",
        partner_actor_ids=("a",),
        topic_ids=("sprache",),
        on_site_region_ids=(GOTHA,),
    )
    assert [p.house_id for p in cell_of(shared).providers] == ["b"]


def test_a_group_of_regions_rolls_down_to_districts_with_their_weight():
    wanted = expectation("e", (GOTHA, "16"), "sprache", weight=2.0)
    found = coverage(network_of(*PLACES, wanted).on(DAY))
    assert [(c.region_id, c.weight) for c in found.cells] == [
        (ERFURT, 1.0),
        (GERA, 0.5),
        (GOTHA, 0.5),
    ]


def test_neighbours_are_a_note():
    next_door = here("1", on_site_region_ids=(ERFURT,))
    cell = cell_of(next_door)
    assert cell.state is CoverageState.UNKNOWN
    assert [(n.region_id, n.house_ids) for n in cell.neighbours] == [(ERFURT, ("a",))]


def test_twice_the_minimum_is_several():
    wanted = expectation("e", (GOTHA,), "sprache", minimum=1)
    for records, several in (([here("1")], False), ([here("1"), here("2", "b")], True)):
        found = coverage(network_of(*PLACES, wanted, *records).on(DAY))
        assert [found.by_place["e", GOTHA].several] == [b.several for b in found.bare] == [several]


def test_an_expectation_of_tomorrow_is_none_today():
    later = expectation("e", (GOTHA,), "sprache", since=DAY + timedelta(days=1))
    assert coverage(network_of(*PLACES, later).on(DAY)).cells == ()


def test_the_digest_follows_the_facts_and_not_the_day():
    records = (*PLACES, WANTED, here("1"))
    today = coverage(network_of(*records).on(DAY)).cells[0]
    later = coverage(network_of(*records).on(DAY + timedelta(days=9))).cells[0]
    changed = coverage(network_of(*records, here("2", "b")).on(DAY)).cells[0]
    assert (today.id, today.digest) == (later.id, later.digest)
    assert today.id == changed.id
    assert today.digest != changed.digest


def test_a_verdict_stored_last_year_still_knows_its_cell():
    cell = cell_of(here("1"), here("2", "b", on_site_region_ids=("16",)))
    assert (cell.id, cell.digest) == ("coverage-cc01d4fd0dac4153e7f1", "5a2149d00666c383")


def test_whatever_is_expected_is_part_of_the_digest_and_weight_and_surveys_are_not():
    def digest(*records, **values):
        return cell_of(
            *records, wanted=expectation("e", (GOTHA,), **{"topic_id": "sprache", **values})
        ).digest

    usual = digest()
    assert digest(weight=3.0) == usual
    others = {
        digest(topic_id="arbeit"),
        digest(target_group_id="azubis"),
        digest(format_id="seminar"),
        digest(minimum=7),
        digest(reach=Reach.REACHABLE),
        digest(survey("s", GOTHA)),
        digest(here("1")),
        digest(here("1", "b")),
        digest(here("1", on_site_region_ids=("16",))),
    }
    assert len(others | {usual}) == 10


def test_a_survey_of_tomorrow_has_not_looked_yet():
    assert cell_of(survey("s", GOTHA, DAY)).state is CoverageState.GAP
    assert cell_of(survey("s", GOTHA, DAY + timedelta(days=1))).state is CoverageState.UNKNOWN


def test_only_fresh_supply_on_site_makes_a_neighbour():
    stale = here("1", on_site_region_ids=(ERFURT,), provenance=provenance(confirmed=None))
    wide = here("2", on_site_region_ids=("16",))
    assert cell_of(stale, wide).neighbours == ()


def test_a_cell_weighs_the_share_of_people_times_what_is_expected_and_the_heaviest_come_first():
    wanted = [
        expectation(id, (ERFURT, GERA, GOTHA), "sprache", weight=weight)
        for id, weight in (("e1", 1.0), ("e2", 3.0))
    ]
    found = coverage(network_of(*PLACES, *wanted, survey("s", "16")).on(DAY))
    assert [(g.cell.expectation_id, g.cell.region_id, g.cell.weight) for g in find_gaps(found)] == [
        ("e2", ERFURT, 1.5),
        ("e2", GERA, 0.75),
        ("e2", GOTHA, 0.75),
        ("e1", ERFURT, 0.5),
        ("e1", GERA, 0.25),
        ("e1", GOTHA, 0.25),
    ]
