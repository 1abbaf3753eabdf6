"""The data sets that the product brings: complete, coherent, and sensible to look at."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from services.events.datasets.practice_events import _PLANS as MEETINGS
from services.network.datasets import (
    EXAMPLE_OPERATOR,
    PRACTICE_OPERATOR,
    example,
    practice,
    vocabularies,
)
from services.network.datasets.tables import rows
from services.network.findings.findings import CoverageState, findings, structure
from services.network.records.model import (
    Actor,
    Cooperation,
    Offer,
    Person,
    Project,
    Region,
    Term,
    Verdict,
    references_of,
)
from services.network.records.territory import THURINGIAN_NEIGHBOURS
from tests.builders import installation, network_of

DAY = date(2026, 11, 25)


def whole(*records):
    return network_of(*vocabularies(), *records)


@pytest.fixture(scope="module")
def practised():
    return practice(DAY)


@pytest.mark.parametrize("name", ["vocabularies", "example", "practice"])
def test_every_reference_has_its_record_and_every_id_is_used_once(name, practised):
    more = {"vocabularies": (), "example": example(), "practice": practised}[name]
    records = (*vocabularies(), *more)
    known = {(r.KIND, r.id) for r in records}
    assert len(known) == len(records)
    missing = [
        (r.id, field, id) for r in records for field, kind, id in references_of(r)
        if (kind, id) not in known
    ]  # fmt: skip
    assert missing == []


def test_a_data_set_can_be_removed_by_its_origin(practised):
    assert {r.provenance.origin for r in practised} == {"practice"}
    assert {r.provenance.origin for r in example()} == {"example"}
    assert {r.provenance.origin for r in vocabularies()} == {""}


def test_the_vocabularies_are_complete_in_both_languages():
    kinds = Counter(r.KIND for r in vocabularies())
    assert kinds == {
        "topic": 36, "target_group": 12, "format": 27, "org_type": 24, "region": 38, "strategy": 1
    }  # fmt: skip
    terms = [r for r in vocabularies() if isinstance(r, Term)]
    assert [t.id for t in terms if not t.label_en] == []


def test_the_districts_and_their_neighbours_are_those_of_the_tables():
    districts = {r.id: r for r in vocabularies() if isinstance(r, Region) and r.level == "district"}
    assert len(districts) == 22
    assert sum(d.population for d in districts.values()) == 2_110_396
    table = sorted(
        tuple(sorted((row["ags_a"], row["ags_b"]))) for row in rows("kreise_nachbarn.csv")
    )
    assert list(THURINGIAN_NEIGHBOURS) == table
    assert {id for pair in THURINGIAN_NEIGHBOURS for id in pair} == set(districts)


def test_the_example_in_its_own_time_is_reachable_at_most_and_nothing_is_surveyed():
    found = findings(whole(*example()).on(date(2021, 10, 15)))
    counts = found.coverage.counts()
    assert counts[CoverageState.GAP] == counts[CoverageState.THIN] == 0
    assert counts[CoverageState.REACH_ONLY] == 86
    assert counts[CoverageState.UNKNOWN] == 22
    assert {(c.region_id, c.topic_id) for c in found.coverage.cells if c.state == "covered"} == {
        ("16070", "iko"),
        ("16077", "iko"),
    }
    assert (len(found.parallels), found.isolated) == (0, ())


def test_the_example_today_is_stale_and_says_so():
    found = findings(whole(*example()).on(DAY))
    assert {c.state for c in found.coverage.cells} == {CoverageState.UNKNOWN}
    assert {s.confirmed for c in found.coverage.cells for s in c.stale} == {date(2021, 9, 30)}


def test_the_example_mails_nobody_and_names_only_people_of_the_programme():
    people = [r for r in example() if isinstance(r, Person)]
    assert len(people) == 7
    assert {p.email for p in people} == {""}
    actors = [r for r in example() if isinstance(r, Actor)]
    assert {(a.email, a.invitable) for a in actors} == {("", False)}
    assert EXAMPLE_OPERATOR in {a.id for a in actors}


def test_the_project_team_is_one_cooperation_of_three():
    team = [r for r in example() if isinstance(r, Cooperation) and len(r.partner_ids) > 2]
    assert [c.partner_ids for c in team] == [
        ("beispiel-fs-ikoe-awo", "beispiel-ikpe", "beispiel-thuezikoe")
    ]


def test_the_practice_network_is_the_same_every_time(practised):
    assert practice(DAY) == practised
    assert practice(DAY, seed=8) != practised


def test_the_practice_network_has_the_promised_size(practised):
    kinds = Counter(type(r) for r in practised)
    assert 140 <= kinds[Actor] <= 165
    assert (kinds[Project], kinds[Offer], kinds[Cooperation]) == (60, 252, 120)
    used = {d for r in practised if isinstance(r, Offer) for d in r.on_site_region_ids}
    assert len(used) == 22


def test_practice_addresses_are_under_example(practised):
    addresses = [r.email for r in practised if isinstance(r, Actor | Person) and r.email]
    assert [a for a in addresses if not a.endswith(".example")] == []
    assert len(set(addresses)) == len(addresses)


@pytest.mark.parametrize("day", [DAY, date(2027, 1, 1), date(2028, 2, 29)])
def test_every_kind_of_finding_is_in_the_practice_network(day):
    records = practice(day)
    operated = installation(operator_actor_id=PRACTICE_OPERATOR)
    snapshot = whole(*records, operated).on(day)
    found = findings(snapshot)
    counts = found.coverage.counts()
    assert 15 <= counts[CoverageState.GAP] <= 40
    assert all(counts[state] >= 4 for state in CoverageState)
    assert any(c.several for c in found.coverage.cells)
    assert any(c.stale for c in found.coverage.cells)
    assert 10 <= len(found.parallels) <= 25
    assert 5 <= len(found.isolated) <= 10
    assert len(found.double_funding) == 2
    assert any(p.bridges for p in found.parallels)
    assert any(not p.bridges for p in found.parallels)
    assert any(p.own_house for p in found.parallels)
    assert any(p.imprecise for p in found.parallels)
    assert len(found.parallels.clusters[0].sides) > 2
    assert structure(snapshot).key_actors
    judged = [r for r in records if isinstance(r, Verdict)]
    held = [v for v in judged if (f := found.get(v.finding_id)) and f.digest == v.digest]
    assert (len(held), len(judged)) == (7, 7)


def test_the_practice_network_still_makes_sense_half_a_year_later(practised):
    found = findings(whole(*practised).on(DAY + timedelta(days=180)))
    counts = found.coverage.counts()
    assert 15 <= counts[CoverageState.GAP] <= 45
    assert len(found.parallels) <= 25


@pytest.mark.parametrize("day", [DAY, date(2027, 1, 1), date(2028, 2, 29)])
def test_the_closed_measure_its_gap_its_meeting_and_its_offer_tell_one_story(day):
    records: dict[str, Any] = {r.id: r for r in practice(day)}
    measure, offer = records["uebung-vorhaben-1"], records["uebung-angebot-vorhaben-1"]
    (meeting,) = [e for e in MEETINGS if e.measure_id == measure.id]
    assert (measure.topic_ids, measure.region_ids) == (("sprachmittlung",), ("16066",))
    assert (offer.topic_ids, offer.on_site_region_ids) == (measure.topic_ids, measure.region_ids)
    assert meeting.topics == measure.topic_ids
    assert "16066" in meeting.regions
    found = findings(whole(*records.values()).on(day))
    (cell,) = [
        c for c in found.coverage.cells if (c.topic_id, c.region_id) == ("sprachmittlung", "16066")
    ]
    assert cell.state == CoverageState.COVERED
    met = day + timedelta(days=meeting.days)
    assert measure.begun < met < offer.period.start.earliest < measure.closed
