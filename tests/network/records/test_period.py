"""Partial dates as coordinators write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.network.records.period import PartialDate, Period, exact_day
from shared.errors import Invalid


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("2021-03", date(2021, 3, 1), date(2021, 3, 31)),
        ("2021-03-07", date(2021, 3, 7), date(2021, 3, 7)),
        ("2021-03-07 00:00:00", date(2021, 3, 7), date(2021, 3, 7)),
        ("7.3.2021", date(2021, 3, 7), date(2021, 3, 7)),
        ("07.03.2021", date(2021, 3, 7), date(2021, 3, 7)),
        ("7. März 2021", date(2021, 3, 7), date(2021, 3, 7)),
        ("03/2021", date(2021, 3, 1), date(2021, 3, 31)),
        ("02.2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("November 2018", date(2018, 11, 1), date(2018, 11, 30)),
        ("Ende 2020", date(2020, 10, 1), date(2020, 12, 31)),
        ("2020 (Ende)", date(2020, 10, 1), date(2020, 12, 31)),
        ("Frühjahr 2021", date(2021, 3, 1), date(2021, 5, 31)),
        ("Winter 2020/21", date(2020, 12, 1), date(2021, 2, 28)),
        ("Winter 2023/24", date(2023, 12, 1), date(2024, 2, 29)),
        ("2. Quartal 2025", date(2025, 4, 1), date(2025, 6, 30)),
        ("Q4 2025", date(2025, 10, 1), date(2025, 12, 31)),
    ],
)
def test_a_partial_date_keeps_its_text_and_knows_its_bounds(
    text: str, earliest: date, latest: date
) -> None:
    assert PartialDate.parse(text) == PartialDate(text, earliest, latest)


@pytest.mark.parametrize("text", ["bald", "laufend", "13", "Ende", "Smarch 2021", "1.2.21", ""])
def test_what_is_no_date_is_refused_with_its_field(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        PartialDate.parse(text, "Beginn")
    (problem,) = refusal.value.problems
    assert (problem.code, problem.field) == ("date.unreadable", "Beginn")


@pytest.mark.parametrize("text", ["31.02.2021", "2021-13", "00/2021", "2021-02-30"])
def test_an_impossible_date_is_refused_as_such(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        PartialDate.parse(text)
    assert refusal.value.code == "date.impossible"


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        read = PartialDate.parse(text)
    except Invalid:
        return
    assert read.earliest <= read.latest


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        Period(PartialDate.parse("2022"), PartialDate.parse("2021"))
    assert refusal.value.code == "period.reversed"


_days = st.dates(date(2015, 1, 1), date(2030, 12, 31))
_periods = st.builds(
    lambda day, length: Period(PartialDate.of(day), PartialDate.of(day + timedelta(length))),
    _days,
    st.integers(0, 800),
)


@given(_periods, _periods)
def test_common_days_count_the_days_in_both_periods(one: Period, other: Period) -> None:
    span = (one.last - one.first).days + 1
    counted = sum(other.contains(one.first + timedelta(n)) for n in range(span))
    assert one.common_days(other) == other.common_days(one) == counted


def test_an_unstated_side_is_open() -> None:
    assert Period().contains(date(1990, 1, 1))
    assert Period(PartialDate.parse("2021")).last == date.max
    assert not Period(PartialDate.parse("2021")).contains(date(2020, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("1.3.2026", date(2026, 3, 1)),
        ("März 2026", None),
        ("2026", None),
        ("31.2.2026", None),
        ("bald", None),
        ("", None),
    ],
)
def test_only_a_text_that_means_one_day_is_a_day(text, day):
    assert exact_day(text) == day
