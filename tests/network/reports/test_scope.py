"""A narrowed report: which cells, offers, actors, cooperations and findings it tells about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.coverage.cells import CoverageState
from services.network.findings.findings import findings
from services.network.measures.measures import life_of
from services.network.records.model import (
    Evidence,
    Indicator,
    Judgement,
    Measure,
    Question,
    Reading,
    Strategy,
    Verdict,
)
from services.network.reports.facts import report_data
from services.network.reports.rows import Persons
from services.network.reports.scope import About
from tests.builders import (
    DAY,
    actor,
    cooperation,
    delivery,
    district,
    expectation,
    ids,
    land,
    meeting,
    network_of,
    offer,
    survey,
    topic,
)

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
PLACES = ("16051", "16052", "16053")
TOPICS = ("sprache", "arbeit")
GOALS = Strategy(id="s", title="Konzept", goals=(("g1", "Teilhabe"), ("g2", "Beratung")))
BASE = (
    land(),
    *(district(id) for id in PLACES),
    topic("bildung"),
    topic("sprache", parent_id="bildung"),
    topic("arbeit"),
    GOALS,
    actor("a", region_id="16051"),
    actor("b", region_id="16052"),
    actor("c"),
    expectation("e1", ("16",), "sprache", minimum=1, strategy_id="s", strategy_goal="g1"),
    expectation("e2", ("16",), "arbeit", minimum=1, strategy_id="s", strategy_goal="g2"),
    survey("u", "16", date(2025, 12, 1)),
)


def data(*records, day=DAY, **about):
    return report_data(network_of(*BASE, *records), day, FIRST, LAST, about=About(**about))


def works(id, actor_id="a", place="16051", what="sprache", **values):
    return offer(
        id, actor_id=actor_id, topic_ids=(what,), on_site_region_ids=(place,), **values
    )  # fmt: skip


def entries(found, key):
    return list(found.figure(key).entries.ids)


def test_regions_narrow_cells_offers_actors_and_the_age_of_data():
    found = data(works("1"), works("2", "b", "16052"), region_ids=("16051",))
    assert {c.region_id for row in found.coverage for c in row.cells} == {"16051"}
    assert entries(found, "offers") == ["1"]
    assert entries(found, "actors") == ["a"]
    assert found.districts == ("16051",)
    assert [age.region_id for age in found.data_age] == ["16051"]
    assert set(found.district_states) == set(PLACES)
    assert found.district_states["16052"] is None


def test_topics_narrow_with_everything_below_them():
    found = data(works("1"), works("2", "b", what="arbeit"), topic_ids=("bildung",))
    assert [row.expectation.id for row in found.coverage] == ["e1"]
    assert entries(found, "offers") == ["1"]
    assert entries(found, "actors") == ["a"]


def test_goals_narrow_expectations_and_measures_only():
    measures = (
        Measure(id="m1", title="eins", begun=FIRST, strategy_id="s", strategy_goal="g1"),
        Measure(id="m2", title="zwei", begun=FIRST, strategy_id="s", strategy_goal="g2"),
    )
    found = data(works("1"), works("2", what="arbeit"), *measures, strategy_id="s", goals=("g2",))
    assert [row.expectation.id for row in found.coverage] == ["e2"]
    assert [row.measure.id for row in found.measures.rows] == ["m2"]
    assert entries(found, "offers") == ["1", "2"]
    assert [(g.id, g.cells, g.covered) for g in found.goals] == [("g2", 3, 1)]


def test_a_supply_from_elsewhere_still_covers_the_districts_of_the_report():
    found = data(works("1", "b", "16051"), region_ids=("16051",), topic_ids=("sprache",))
    (row,) = found.coverage
    assert [c.state for c in row.cells] == [CoverageState.COVERED]


def test_cooperations_count_by_what_they_state_or_by_two_of_their_partners():
    records = (
        works("1", "a"),
        works("2", "b"),
        works("3", "c", "16053"),
        cooperation("stated", "a", "c", region_ids=("16053",)),
        cooperation("both", "a", "b"),
        cooperation("one", "a", "c"),
        cooperation("elsewhere", "a", "b", region_ids=("16053",)),
    )
    assert entries(data(*records, region_ids=("16051",)), "cooperations") == ["both"]
    assert entries(data(*records, region_ids=("16053",)), "cooperations") == [
        "elsewhere",
        "stated",
    ]


def test_deliveries_count_by_place_and_the_topics_of_their_offer():
    records = (
        works("1"),
        delivery("d1", "16051", offer_id="1"),
        delivery("d2", "16052", offer_id="1"),
        delivery("d3", "16051", topic_ids=("arbeit",)),
    )
    found = data(*records, region_ids=("16051",), topic_ids=("sprache",))
    assert entries(found, "deliveries") == ["d1"]


def test_online_meetings_without_regions_belong_to_every_region():
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    records = (
        meeting("here", starts_at=at, region_ids=("16051",)),
        meeting("there", starts_at=at, region_ids=("16052",)),
        meeting("online", starts_at=at, online=True),
        meeting("nowhere", starts_at=at),
    )
    found = data(*records, region_ids=("16051",))
    assert ids(row.meeting for row in found.meetings) == ["here", "online"]
    assert [(d.region_id, d.meetings) for d in found.meetings_by_district] == [("16051", 1)]


@settings(max_examples=60)
@given(
    supplies=st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(PLACES), st.sampled_from(TOPICS)),
        max_size=8,
    ),
    regions=st.sets(st.sampled_from(PLACES)),
    topics=st.sets(st.sampled_from(TOPICS)),
)
def test_a_narrowed_report_is_the_part_of_the_whole_one(supplies, regions, topics):
    records = [works(str(n), *one) for n, one in enumerate(supplies)]
    whole = data(*records)
    part = data(*records, region_ids=tuple(sorted(regions)), topic_ids=tuple(sorted(topics)))
    wanted = [
        (c.id, c.state)
        for row in whole.coverage
        for c in row.cells
        if (not regions or c.region_id in regions) and (not topics or c.topic_id in topics)
    ]
    assert [(c.id, c.state) for row in part.coverage for c in row.cells] == wanted
    assert entries(part, "offers") == sorted(
        str(n)
        for n, (_actor, place, what) in enumerate(supplies)
        if (not regions or place in regions) and (not topics or what in topics)
    )
    found = findings(network_of(*BASE, *records).on(DAY))
    assert part.figure("parallels").value == sum(
        (not regions or bool(regions & {*p.region_ids}))
        and (not topics or bool(topics & {*p.topic_ids}))
        for p in found.parallels
    )


# --- measures, indicators, evidence ----------------------------------------------------------


def test_measures_about_somebody_are_named_only_if_their_finding_is_released():
    records = (works("1", "a"), works("2", "b"))
    snapshot = network_of(*BASE, *records).on(DAY)
    parallel = findings(snapshot).parallels[0]
    gap = findings(snapshot).gaps[0]
    measures = (
        Measure(id="m1", title="Gespräch", begun=FIRST, findings=((parallel.id, "x"),)),
        Measure(id="m2", title="Lücke", begun=FIRST, findings=((gap.id, gap.digest),)),
    )
    found = data(*records, *measures)
    assert [row.measure.id for row in found.measures.rows] == ["m2"]
    assert found.measures.counted_only == 1
    assert found.figure("measures").value == 2
    assert entries(found, "measures") == ["m2"]
    verdict = Verdict(
        id="v", finding_id=parallel.id, digest=parallel.digest, judgement=Judgement.OVERLAP,
        day=DAY, released=True,
    )  # fmt: skip
    released = data(*records, *measures, verdict)
    assert {row.measure.id for row in released.measures.rows} == {"m1", "m2"}
    assert released.measures.counted_only == 0


def test_measures_tell_how_far_they_are_and_how_long_they_took():
    measures = (
        Measure(id="done", title="d", begun=date(2026, 1, 10), status="done",
                closed=date(2026, 3, 11)),
        Measure(id="late", title="l", begun=date(2026, 2, 1), status="running",
                due=date(2026, 4, 1)),
        Measure(id="later", title="s", begun=date(2026, 2, 1), status="done",
                closed=date(2026, 6, 1)),
        Measure(id="old", title="o", begun=date(2025, 2, 1), status="done",
                closed=date(2025, 12, 31)),
        Measure(id="future", title="f", begun=date(2026, 6, 1)),
    )  # fmt: skip
    found = data(*measures).measures
    assert {r.measure.id: (r.days, r.overdue) for r in found.rows} == {
        "done": (60, False),
        "late": (92, True),
        "later": (92, False),
    }
    assert found.by_status == {"done": 1, "running": 2, "planned": 0, "dropped": 0}
    assert (found.overdue, found.middle_days) == (1, 60)


def test_findings_of_measures_are_counted_as_their_lives_say():
    snapshot = network_of(*BASE).on(DAY)
    gap = next(g for g in findings(snapshot).gaps if g.cell.region_id == "16051")
    measure = Measure(id="m", title="m", begun=FIRST, findings=((gap.id, gap.digest),))
    supply = works("1", what=gap.cell.topic_id)
    found = data(supply, measure).measures
    life = life_of(network_of(*BASE, supply, measure).on(DAY), measure)
    assert (found.closed, found.open) == (life.count("closed"), life.count("open"))
    assert (found.rows[0].findings, found.rows[0].closed) == (1, life.count("closed"))


READINGS = st.lists(
    st.tuples(st.dates(date(2025, 1, 1), date(2027, 1, 1)), st.integers(-5, 5)),
    unique_by=lambda pair: pair[0],
    max_size=6,
)


@given(READINGS, st.integers(-5, 5), st.booleans())
def test_an_indicator_stands_where_its_latest_reading_up_to_the_day_says(readings, target, less):
    indicator = Indicator(
        id="i", name="i", target=float(target), less_is_better=less,
        readings=tuple(Reading(day=day, value=float(value)) for day, value in readings),
    )  # fmt: skip
    (row,) = data(indicator, indicator_ids=("i", "gone")).indicators
    until = sorted(pair for pair in readings if pair[0] <= DAY)
    assert (row.now.value if row.now else None) == (until[-1][1] if until else None)
    before = sorted(pair for pair in readings if pair[0] < FIRST)
    assert (row.before.value if row.before else None) == (before[-1][1] if before else None)
    if until:
        value = until[-1][1]
        assert row.met == (value <= target if less else value >= target)
    else:
        assert row.met is None


def test_evidence_is_what_was_chosen_up_to_the_day():
    sources = (
        Evidence(id="1", title="eins", day=DAY, participants=4),
        Evidence(id="2", title="zwei", participants=5),
        Evidence(id="3", title="drei", day=date(2026, 12, 1)),
        Evidence(id="4", title="vier"),
    )
    found = data(*sources, evidence_ids=("1", "2", "3"))
    assert {e.evidence.id: e.participants for e in found.evidence} == {
        "1": Persons(None, suppressed=True),
        "2": Persons(5),
    }


def test_what_a_side_said_about_other_facts_is_no_statement_on_a_released_finding():
    records = (works("1", "a"), works("2", "b"))
    parallel = findings(network_of(*BASE, *records).on(DAY)).parallels[0]
    asked: dict[str, Any] = {
        "finding_id": parallel.id, "asked_on": DAY, "expires": DAY, "statement": "so ist es",
    }  # fmt: skip
    verdict = Verdict(
        id="v", finding_id=parallel.id, digest=parallel.digest, judgement=Judgement.OVERLAP,
        day=DAY, released=True,
    )  # fmt: skip
    questions = (
        Question(id="q1", digest=parallel.digest, actor_id="a", **asked),
        Question(id="q2", digest="früher", actor_id="b", **asked),
    )
    (released,) = data(*records, verdict, *questions).released
    assert [q.id for q in released.answers] == ["q1"]


def test_a_report_compares_with_the_day_that_it_is_told_to():
    found = data(works("1", period=_since("2026-02-01")), before=date(2026, 3, 1))
    assert (found.before, found.figure("offers").change) == (date(2026, 3, 1), 0)
    assert data(works("1", period=_since("2026-02-01"))).figure("offers").change == 1


def _since(start):
    from tests.builders import period

    return period(start)


def test_a_seat_in_the_whole_land_belongs_to_no_district_of_a_narrowed_report():
    there, wide = actor("d", region_id="16051"), actor("w", region_id="16")
    narrow = data(there, wide, region_ids=("16051",))
    assert entries(narrow, "actors") == ["a", "d"]
    assert {"d", "w"} <= set(entries(data(there, wide), "actors"))
