"""Small groups of persons: nothing that is printed tells how many there were."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from services.network.records.model import Installation
from services.network.reports.chapters import account as report_account
from services.network.reports.chapters.names import ReportNames
from services.network.reports.facts import report_data
from services.network.reports.paper import Paragraph
from services.network.reports.participation import SMALL_GROUP, persons, total
from services.network.reports.rows import Persons
from tests.builders import DAY, district, land, meeting, network_of

COUNTS = st.one_of(st.none(), st.integers(0, 40))
SMALL = st.integers(1, SMALL_GROUP - 1)


def printed(counts):
    """The chapter about meetings with these (registered, attended) as everybody reads it."""
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    meetings = [
        meeting(f"m{n:02}", starts_at=at, region_ids=("16051",), registered=r or 0, attended=a)
        for n, (r, a) in enumerate(counts)
    ]
    centre = Installation(id="installation", centre_name="Stelle")
    network = network_of(land(), district(), centre, *meetings)
    data = report_data(network, DAY, date(2026, 1, 1), date(2026, 12, 31))
    figures = {f.key: (f.value, f.partial) for f in data.figures}
    return report_account.meetings(ReportNames(network), data), figures


@given(st.lists(st.tuples(COUNTS, COUNTS), max_size=5), st.data())
def test_reports_that_differ_only_in_small_groups_are_the_same(counts, data):
    def other(count):
        small = count is not None and 0 < count < SMALL_GROUP
        return data.draw(SMALL) if small else count

    assert printed(counts) == printed([(other(r), other(a)) for r, a in counts])


@given(st.lists(COUNTS, max_size=6))
def test_every_sum_is_a_sum_of_printed_numbers(counts):
    shown = [persons(count) for count in counts]
    known = [p.value for p in shown if p.value is not None]
    assert total(shown) == Persons(
        sum(known) if known else None, any(p.suppressed for p in shown)
    )  # fmt: skip
    assert all(value == 0 or value >= SMALL_GROUP for value in known)


def test_the_sum_says_that_it_leaves_something_out():
    blocks, figures = printed([(12, 9), (6, 4)])
    assert figures["attended"] == (9, True)
    assert "Teilgenommen haben 9 Personen (ohne Treffen mit weniger als 5)." in blocks[0].text
    assert [row[-2:] for row in blocks[1].rows] == [("12", "9"), ("6", "unter 5")]


def test_a_land_wide_meeting_makes_no_district_look_reached():
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    meetings = [
        meeting("m1", starts_at=at, region_ids=("16",), online=True),
        meeting("m2", starts_at=at, region_ids=("16051",)),
    ]
    centre = Installation(id="installation", centre_name="Stelle")
    network = network_of(land(), district(), district("16052", "Gera"), centre, *meetings)
    data = report_data(network, DAY, date(2026, 1, 1), date(2026, 12, 31))
    assert [(m.meeting.id, m.region_ids, m.land_wide) for m in data.meetings] == [
        ("m1", (), True),
        ("m2", ("16051",), False),
    ]
    assert data.figure("districts_reached").value == 1
    block = report_account.meetings(ReportNames(network), data)[0]
    assert isinstance(block, Paragraph)
    assert block.text.startswith(
        "Im Berichtszeitraum fanden 2 Treffen statt, für 1 von 2 Kreisen und kreisfreien Städten "
        "und einmal landesweit."
    )
