"""Spreadsheets as people leave them: merged cells, days in every dress, another epoch."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from services.network.exchange.web.words import message_words
from services.network.import_file import SENTENCES
from services.network.records.model import Delivery, Strategy
from tests.network.exchange.conftest import network_of, plan_of

HEAD = ("Durchführung", "Durchgeführt am", "Durchgeführt in", "Teilnehmende")


def book_bytes(title: str, *rows: Any, merged: tuple[str, ...] = (), epoch: Any = None) -> bytes:
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for place in merged:
        sheet.merge_cells(place)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_merged_cell_stands_for_every_row_that_it_spans():
    content = book_bytes(
        "Strategien", ("Strategie", "Ziel"), ("Konzept", "Eins"), (None, "Zwei"), ("", "Drei"),
        (None, None), merged=("A2:A5",),
    )  # fmt: skip
    plan = plan_of(network_of(), content)
    assert plan.messages == ()
    (row,) = plan.rows
    assert isinstance(row.record, Strategy)
    assert [text for _id, text in row.record.goals] == ["Eins", "Zwei", "Drei"]


def test_a_title_over_several_columns_and_a_district_over_two_rows_are_read():
    content = book_bytes(
        "Durchführungen", ("Was 2026 war",), HEAD, ("A", "3.5.2026", "Jena", 1),
        ("B", "4.5.2026", None, 2), merged=("A1:D1", "C3:C4"),
    )  # fmt: skip
    plan = plan_of(network_of(), content)
    assert plan.messages == ()
    found = [row.record for row in plan.rows if isinstance(row.record, Delivery)]
    assert [(d.title, d.region_id) for d in found] == [("A", "16053"), ("B", "16053")]


def test_a_merged_column_far_below_the_list_costs_no_more_than_its_rows():
    rows = [(None, f"{day}.5.2026", None, 1) for day in range(4, 30)]
    far = ("A2:A60000", "C2:C60000")
    content = book_bytes("Durchführungen", HEAD, ("A", "3.5.2026", "Jena", 1), *rows, merged=far)
    plan = plan_of(network_of(), content)
    assert plan.messages == ()
    found = [row.record for row in plan.rows if isinstance(row.record, Delivery)]
    assert {(d.title, d.region_id) for d in found} == {("A", "16053")}
    assert len(found) == 27


def test_a_formula_without_a_result_has_none_in_any_row_of_its_merged_cell():
    content = book_bytes(
        "Durchführungen", HEAD, ("A", "3.5.2026", "=D9", 1), ("B", "4.5.2026", None, 2),
        merged=("C2:C3",),
    )  # fmt: skip
    messages = plan_of(network_of(), content).messages
    assert [(m.problem.code, m.problem.row) for m in messages] == [
        ("import.formula", 2),
        ("import.formula", 3),
    ]


@pytest.mark.parametrize(
    ("given", "epoch"),
    [
        ("3.5.2026", None),
        ("03.05.26", None),
        ("2026-05-03", None),
        ("2026-05-03 14:30", None),
        ("3.5.2026 14:30", None),
        (date(2026, 5, 3), None),
        (datetime.fromisoformat("2026-05-03T14:30"), None),
        (date(2026, 5, 3), CALENDAR_MAC_1904),
        (datetime.fromisoformat("2026-05-03T14:30:15"), CALENDAR_MAC_1904),
    ],
)
def test_a_day_is_the_same_day_however_it_was_written(given, epoch):
    content = book_bytes("Durchführungen", HEAD, ("A", given, "Jena", 1), epoch=epoch)
    plan = plan_of(network_of(), content)
    assert plan.messages == ()
    (row,) = plan.rows
    assert isinstance(row.record, Delivery)
    assert row.record.day == date(2026, 5, 3)


@pytest.mark.parametrize(
    ("day", "number", "said"),
    [
        (46145, 1, "„46145“ ist ein Tag, wie Excel ihn intern zählt. Bitte formatieren Sie die "
                   "Spalte in Excel als Datum oder schreiben Sie den Tag aus, zum Beispiel "
                   "31.12.2027."),
        ("46145", 1, "„46145“ ist ein Tag, wie Excel ihn intern zählt. Bitte formatieren Sie die "
                     "Spalte in Excel als Datum oder schreiben Sie den Tag aus, zum Beispiel "
                     "31.12.2027."),
        ("3/5/2026", 1, "Hier brauchen wir einen Tag wie 31.12.2027, nicht „3/5/2026“."),
        ("3.5.2026", "123456789012345678901234567890",
         "„123456789012345678901234567890“ hat zu viele Ziffern für eine Zahl. Haben Sie sich "
         "vertippt?"),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_what_to_do(day, number, said):
    content = book_bytes("Durchführungen", HEAD, ("A", day, "Jena", number))
    (message,) = plan_of(network_of(), content).messages
    assert message_words(message, SENTENCES) == said
