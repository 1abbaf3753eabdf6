"""Indicators from a table: headers of strangers, German numbers and days, all or nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.network.exchange.indicator_table import (
    HEADERS,
    read_day,
    read_indicators,
    read_number,
)
from services.network.records.model import Indicator, Reading
from services.network.records.numbers import number_words
from shared.errors import Invalid

KNOWN = Indicator(
    id="i1", name="Beratene Verwaltungen", unit="Verwaltungen", target=20.0,
    readings=(Reading(day=date(2025, 12, 31), value=6.0, source="alt"),),
)  # fmt: skip


def rows(*lines):
    return tuple((number, tuple(line)) for number, line in enumerate(lines, 1))


def problems(*lines):
    with pytest.raises(Invalid) as caught:
        read_indicators(rows(*lines), [KNOWN])
    return [(p.row, p.field, p.code) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12.0), ("1.234,5", 1234.5), ("1.234", 1234.0), ("12,5 %", 12.5), ("-3", -3.0),
        ("\u22123", -3.0), ("1234.5", 1234.5), ("1 000", 1000.0), ("", None), ("viele", None),
        ("1,2,3", None), ("1e5", None), ("nan", None), ("9" * 17, None), ("٣", None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_germans_and_programs_write_them(text, value):
    assert read_number(text) == value


@given(st.floats(-1e9, 1e9).map(lambda x: round(x, 6)))
def test_a_number_that_we_write_is_read_again(value):
    assert read_number(number_words(value)) == value


def test_a_value_of_a_year_or_month_holds_for_its_last_day():
    assert [read_day(t) for t in ("31.12.2026", "2026-06", "2025", "bald")] == [
        date(2026, 12, 31), date(2026, 6, 30), date(2025, 12, 31), None,
    ]  # fmt: skip


def test_rows_add_readings_to_what_is_known_and_make_what_is_new():
    found = read_indicators(
        rows(
            ("Stand der Dinge",),
            ("Indikator", "Datum", "Istwert", "Quelle", "Zielwert"),
            ("beratene  Verwaltungen", "30.06.2026", "11", "Protokolle", ""),
            ("Beratene Verwaltungen", "31.12.2025", "7", "neu", ""),
            ("", "", "", "", ""),
            ("Kurse", "30.06.2026", "1.200", "", "2.000"),
        ),
        [KNOWN],
    )
    assert (found.new, found.changed, found.readings) == (1, 1, 3)
    by_name = {i.name: i for i in found.indicators}
    assert by_name["Beratene Verwaltungen"].readings == (
        Reading(day=date(2025, 12, 31), value=7.0, source="neu"),
        Reading(day=date(2026, 6, 30), value=11.0, source="Protokolle"),
    )
    assert by_name["Beratene Verwaltungen"].target == 20.0
    assert (by_name["Kurse"].target, by_name["Kurse"].readings[0].value) == (2000.0, 1200.0)


def test_reading_the_same_table_again_changes_nothing():
    table = rows(HEADERS, ("Kurse", "", "20", "", "30.06.2026", "11", ""))
    once = read_indicators(table, [])
    again = read_indicators(table, once.indicators)
    assert (again.new, again.changed, again.indicators) == (0, 0, ())
    assert read_indicators(rows(HEADERS, *once.rows), []).indicators == once.indicators


def test_every_mistake_is_told_with_its_place_and_nothing_is_read():
    head = ("Kennzahl", "Tag", "Wert", "Ziel")
    assert problems(
        head,
        ("", "30.06.2026", "1", ""),
        ("Kurse", "gestern", "viele", "hoch"),
        ("Kurse", "", "3", ""),
        ("!!!", "30.06.2026", "1", ""),
    ) == [
        (2, "Kennzahl", "field.required"),
        (3, "Zielwert", "indicators.number"),
        (3, "Wert", "indicators.number"),
        (3, "Tag", "indicators.day"),
        (4, "Tag", "field.required"),
        (5, "Kennzahl", "indicators.name"),
    ]


def test_a_table_without_headers_or_rows_is_told_so():
    assert problems(("a", "b"), ("1", "2")) == [(None, "", "indicators.no_header")]
    assert problems(("Kennzahl", "Wert", "Tag")) == [(None, "", "indicators.no_rows")]
    assert problems() == [(None, "", "indicators.no_header")]
