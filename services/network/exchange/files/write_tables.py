"""Write tables as XLSX and CSV: lists to edit and bring back, and the template to fill in.

Nothing that somebody typed ever becomes a formula or a link in a spreadsheet.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from services.network.exchange.columns import FORMS, Column
from services.network.records.rules import Rules
from services.network.records.sheet import Sheet
from shared.spreadsheets import csv_bytes, writable

_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
LONGEST_CELL = 32_767
_LIST_ROWS = 1_000
_WIDTHS = {"Name": 38, "Projekt": 38, "Angebot": 38, "Kooperation": 38, "Beschreibung": 50}
_HEAD = {"bold": True, "bg_color": "#E3EAF4", "border": 1, "text_wrap": True, "valign": "top"}


def write_csv(sheet: Sheet) -> bytes:
    """A CSV file as German Excel opens it by double click; see ``spreadsheets.csv_bytes``."""
    return csv_bytes((sheet.headers, *sheet.rows))


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """An XLSX file of text cells; the same sheets give the same bytes."""
    out = io.BytesIO()
    with _workbook(out) as book:
        head = book.add_format(_HEAD)
        text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.title)
            _sheet(page, sheet, head, text)
    return out.getvalue()


def template(words: Mapping[str, Sequence[str]], rules: Rules) -> bytes:
    """The file to fill in: an empty sheet per kind with drop-down lists, and a sheet that
    explains every column with an example.

    ``words`` are the labels and names to choose from by kind (``topic`` …, ``region``, ``actor``);
    the explanations name the numbers of the rules.
    """
    out = io.BytesIO()
    with _workbook(out) as book:
        head = book.add_format(_HEAD)
        must = book.add_format({**_HEAD, "bg_color": "#CBD9EE"})
        text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for form in FORMS.values():
            columns = [c for c in form.columns if c.kind != "id"]
            page = book.add_worksheet(form.title)
            page.freeze_panes(1, 1)
            page.set_row(0, 32)
            for at, column in enumerate(columns):
                title = column.header + (" *" if column.required else "")
                page.write_string(0, at, title, must if column.required else head)
                page.set_column(at, at, _width(column), text)
        _explanations(book, head, text, rules)
        lists = _lists(book, words)
        for form in FORMS.values():
            page = book.get_worksheet_by_name(form.title)
            columns = [c for c in form.columns if c.kind != "id"]
            for at, column in enumerate(columns):
                _drop_down(page, at, column, lists)
    return out.getvalue()


def _workbook(out: io.BytesIO) -> Any:
    import xlsxwriter

    book = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
         "strings_to_numbers": False},
    )  # fmt: skip
    # A fixed day: the same data shall give the same bytes.
    book.set_properties({"created": _CREATED.replace(tzinfo=None)})
    return book


def _sheet(page: Any, sheet: Sheet, head: Any, text: Any) -> None:
    page.freeze_panes(1, 1)
    for at, title in enumerate(sheet.headers):
        page.write_string(0, at, writable(title), head)
        page.set_column(at, at, _WIDTHS.get(title, 22), text)
    for number, row in enumerate(sheet.rows, start=1):
        for at, value in enumerate(row):
            if value:
                page.write_string(number, at, writable(value)[:LONGEST_CELL], text)
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), max(len(sheet.headers) - 1, 0))


def _width(column: Column) -> int:
    if column.name in ("name", "title", "description", "text"):
        return 38
    short = ("date_part", "day", "last_day", "postcode", "yes", "choice", "count", "number")
    return 16 if column.kind in short else 26


def _explanations(book: Any, head: Any, text: Any, rules: Rules) -> None:
    page = book.add_worksheet("Erläuterungen")
    titles = [form.title for form in FORMS.values()]
    lines = [
        "So füllen Sie diese Datei aus: eine Zeile je Eintrag; Spalten mit * sind nötig, alle "
        "anderen freiwillig.",
        f"{', '.join(titles[:-1])} und {titles[-1]} stehen je auf einem eigenen Blatt. "
        "Blätter, die Sie nicht brauchen, lassen Sie leer.",
        "Mehrere Werte in einer Zelle trennen Sie mit | oder einem Zeilenumbruch.",
        "Eine Strategie hat je Ziel eine Zeile, eine Kennzahl je Messung; ihr Name steht in jeder.",
    ]
    for at, line in enumerate(lines):
        page.write_string(at, 0, line)
    row = len(lines) + 1
    for at, title in enumerate(("Blatt", "Spalte", "nötig", "Beispiel", "Erläuterung")):
        page.write_string(row, at, title, head)
    page.set_column(0, 1, 26)
    page.set_column(2, 2, 8)
    page.set_column(3, 4, 52)
    for form in FORMS.values():
        for column in form.columns:
            if column.kind == "id":
                continue
            row += 1
            cells = (
                form.title,
                column.header,
                "ja" if column.required else "",
                column.example,
                column.hint.format(minimum_providers=rules.minimum_providers),
            )
            for at, value in enumerate(cells):
                page.write_string(row, at, value, text)


def _lists(book: Any, words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """A hidden sheet with all words to choose from; returns the range per vocabulary."""
    page = book.add_worksheet("Auswahllisten")
    page.hide()
    ranges: dict[str, str] = {}
    for at, (name, entries) in enumerate(sorted(words.items())):
        for row, entry in enumerate(entries):
            page.write_string(row, at, writable(entry)[:255])
        if entries:
            letter = chr(ord("A") + at)
            ranges[name] = f"=Auswahllisten!${letter}$1:${letter}${len(entries)}"
    return ranges


def _drop_down(page: Any, at: int, column: Column, ranges: Mapping[str, str]) -> None:
    if column.kind == "choice":
        source: Any = list((column.choices or {}).values())
    elif column.kind == "yes":
        source = ["ja", "nein"]
    else:
        source = ranges.get(column.vocabulary or column.kind.removesuffix("s"))
    if not source:
        return
    page.data_validation(
        1,
        at,
        _LIST_ROWS,
        at,
        {
            "validate": "list",
            "source": source,
            # A hint, not a wall: several values, and names that are new in this file.
            "error_type": "information",
            "show_error": False,
        },
    )
