"""The data of a report: figures with entries, change, released findings, small groups."""

from __future__ import annotations

from datetime import UTC, date, datetime

from services.network.findings.findings import findings
from services.network.records.model import Judgement, Verdict
from services.network.reports.facts import report_data
from services.network.reports.rows import Persons
from tests.builders import (
    DAY,
    actor,
    cooperation,
    district,
    expectation,
    land,
    meeting,
    network_of,
    offer,
    period,
    provenance,
    survey,
    topic,
)

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
BASE = (
    land(),
    district("16051"),
    district("16052"),
    topic("sprache"),
    actor("a", region_id="16051"),
    actor("b"),
    expectation("e", ("16",), "sprache", minimum=1),
    survey("s", "16", date(2025, 12, 1), topic_ids=("sprache",)),
)


def report(*records):
    return report_data(network_of(*BASE, *records), DAY, FIRST, LAST)


def works(id, actor_id, start=""):
    return offer(
        id,
        actor_id=actor_id,
        topic_ids=("sprache",),
        on_site_region_ids=("16051",),
        period=period(start),
    )


def test_figures_carry_their_entries_and_their_change():
    found = report(works("1", "a"), works("2", "a", "2026-03-01"))
    offers = found.figure("offers")
    assert (offers.value, offers.earlier, offers.change) == (2, 1, 1)
    assert [e.id for e in offers.entries] == ["1", "2"]


def test_coverage_says_what_became_better():
    found = report(works("1", "a", "2026-03-01"))
    (row,) = found.coverage
    assert (row.became_better, row.became_worse) == (("16051",), ())
    assert found.district_states == {"16051": "covered", "16052": "gap"}
    assert (found.figure("gaps").value, found.figure("gaps").earlier) == (1, 2)
    assert [c.region_id for c in found.gaps_closed] == ["16051"]
    assert [c.region_id for c in found.gaps_still] == ["16052"]
    assert found.gaps_new == ()


def test_looking_or_forgetting_to_look_is_no_change():
    looked = survey("t", "16", date(2026, 4, 1), topic_ids=("arbeit",))
    expired = expectation("f", ("16051",), "arbeit")
    (_, row) = report(looked, expired, topic("arbeit")).coverage
    assert [c.state for c in row.cells] == ["gap"]
    assert (row.became_better, row.became_worse) == ((), ())


def test_what_began_on_the_first_day_is_part_of_the_change():
    assert report(works("1", "a", "2026-01-01")).figure("offers").change == 1


def test_findings_about_somebody_are_only_counts_until_released():
    records = (works("1", "a"), works("2", "b"))
    found = report(*records)
    assert (found.figure("parallels").value, found.figure("parallels").entries) == (1, ())
    assert found.released == ()
    parallel = findings(network_of(*BASE, *records).on(DAY)).parallels[0]
    verdict = Verdict(
        id="v",
        finding_id=parallel.id,
        digest=parallel.digest,
        judgement=Judgement.OVERLAP,
        day=DAY,
        released=True,
    )
    (released,) = report(*records, verdict).released
    assert (released.finding.id, released.verdict) == (parallel.id, verdict)
    changed = (works("1", "a", "2026-02-01"), works("2", "b"))
    assert report(*changed, verdict).released == ()


def met(id, month=3, **values):
    at = datetime(2026, month, 2, 9, tzinfo=UTC)
    return meeting(id, starts_at=at, ends_at=at, region_ids=("16051",), **values)


def test_small_groups_are_suppressed_and_left_out_of_sums():
    found = report(
        met("1", registered=12, attended=9), met("2", registered=6, attended=4), met("3")
    )
    assert [row.attended for row in found.meetings] == [
        Persons(9),
        Persons(None, suppressed=True),
        Persons(None),
    ]
    assert found.attended == Persons(9, suppressed=True)
    assert found.registered == Persons(18)
    assert found.figure("districts_reached").value == 1


def test_cancelled_and_later_meetings_do_not_count():
    found = report(met("1", status="cancelled"), met("2", month=6))
    assert found.meetings == ()


def test_the_age_of_data_is_told_per_district():
    old = provenance(confirmed=date(2020, 1, 1))
    found = report(works("1", "a"), offer("2", on_site_region_ids=("16051",), provenance=old))
    here, there = found.data_age
    assert (here.entries, here.fresh, here.middle, here.oldest) == (3, 2, DAY, date(2020, 1, 1))
    assert (there.entries, there.middle) == (0, None)


def test_the_same_inputs_give_the_same_data():
    records = (works("1", "a"), works("2", "b"), cooperation("c", "a", "b"))
    assert report(*records) == report(*reversed(records))


def test_a_report_counts_how_often_judgements_of_pairs_agreed():
    judged = [
        Verdict(id=f"v{i}", finding_id=f"parallel-{i}", digest="x", judgement=how, day=LAST)
        for i, how in enumerate((Judgement.OVERLAP, Judgement.INTENDED, Judgement.DATA_ERROR))
    ]
    data = report(*judged)
    assert (data.judged.agreed, data.judged.judged) == (2, 3)
