"""A report's tables as an Excel file: numbers and days as such, always the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from services.network.reports.paper import Items, KeyFigures, Paper, PaperTable, Paragraph
from shared.spreadsheets import writable

LONGEST_CELL = 32_767
_NUMBER = re.compile(r"[\u2212-]?\d{1,3}(?:\.\d{3})*(?:,\d+)?|[\u2212-]?\d+(?:,\d+)?")
_DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")
_SHARE = re.compile(r"(\d+) %")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def write_xlsx(paper: Paper) -> bytes:
    """Overview with facts and key figures, then a sheet per table in the order of the report."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
         "strings_to_numbers": False},
    )  # fmt: skip
    with book:
        day = date.fromisoformat(paper.day)
        # A fixed day: the same report shall give the same bytes.
        created = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - the format has no zone
        book.set_properties(
            {"title": writable(paper.title), "author": writable(paper.centre),
             "subject": paper.kind, "created": created}
        )  # fmt: skip
        forms = {
            "head": book.add_format({"bold": True, "bg_color": "#F3F5FA", "text_wrap": True,
                                     "valign": "top", "bottom": 2, "bottom_color": "#15347F"}),
            "day": book.add_format({"valign": "top", "align": "left", "num_format": "dd.mm.yyyy"}),
            "share": book.add_format({"valign": "top", "num_format": "0 %"}),
            "change": book.add_format({"valign": "top", "num_format": "+0;\u22120;0"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "title": book.add_format({"bold": True, "font_size": 14, "font_color": "#15347F"}),
            "bold": book.add_format({"bold": True, "valign": "top"}),
        }  # fmt: skip
        used: set[str] = set()
        _overview(book.add_worksheet(_sheet_name("Überblick", used)), paper, forms)
        for number, table in enumerate(_tables(paper), 1):
            _table(book.add_worksheet(_sheet_name(f"{number} {table.caption}", used)), table, forms)
    return out.getvalue()


def _tables(paper: Paper) -> Iterable[PaperTable]:
    for chapter in paper.chapters:
        for block in chapter.blocks:
            if isinstance(block, PaperTable):
                yield block


def _sheet_name(text: str, used: set[str]) -> str:
    """At most 31 characters, none that Excel refuses, never the same twice."""
    name = _FORBIDDEN.sub(" ", writable(text)).strip()[:31].strip() or "Tabelle"
    made, number = name, 1
    while made.casefold() in used:
        number += 1
        made = f"{name[: 31 - len(str(number)) - 1]} {number}"
    used.add(made.casefold())
    return made


def _overview(page: Any, paper: Paper, forms: dict[str, Any]) -> None:
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 70)
    page.set_column(2, 2, 34)
    page.write_string(0, 0, writable(paper.title), forms["title"])
    page.write_string(1, 0, paper.kind + (" (Entwurf)" if paper.draft else ""))
    row = 3
    pairs = [("Herausgegeben von", paper.centre), *paper.facts, ("Hinweis", paper.note)]
    for label, value in pairs:
        if value:
            page.write_string(row, 0, label, forms["bold"])
            page.write_string(row, 1, writable(value)[:LONGEST_CELL], forms["text"])
            row += 1
    for block in paper.chapters[0].blocks:
        row = _block(page, block, row + 1, forms)


def _block(page: Any, block: Any, row: int, forms: dict[str, Any]) -> int:
    """Key figures and sentences of the first page; its tables have sheets of their own."""
    if isinstance(block, KeyFigures):
        for at, title in enumerate(("Kennzahl", "Wert", "Vergleich")):
            page.write_string(row, at, title, forms["head"])
        for value, words, change in block.items:
            row += 1
            page.write_string(row, 0, words, forms["text"])
            _cell(page, row, 1, value, forms)
            page.write_string(row, 2, change, forms["text"])
        return row + 1
    if isinstance(block, Paragraph):
        page.write_string(row, 0, writable(block.text)[:LONGEST_CELL])
    if isinstance(block, Items):
        for item in block.items:
            page.write_string(row, 0, f"– {writable(item)}"[:LONGEST_CELL])
            row += 1
    return row


def _table(page: Any, table: PaperTable, forms: dict[str, Any]) -> None:
    page.write_string(0, 0, writable(table.caption), forms["title"])
    page.freeze_panes(2, 1)
    widths = (
        table.widths if len(table.widths) == len(table.headers) else (2.0,) * len(table.headers)
    )
    for at, title in enumerate(table.headers):
        page.set_column(at, at, min(60, 14 + 12 * widths[at]))
        page.write_string(1, at, writable(title).replace("\u00ad", ""), forms["head"])
    for number, row in enumerate(table.rows, 2):
        for at, value in enumerate(row):
            _cell(page, number, at, value, forms)
    if table.rows:
        page.autofilter(1, 0, len(table.rows) + 1, max(len(table.headers) - 1, 0))


def _cell(page: Any, row: int, column: int, value: str, forms: dict[str, Any]) -> None:
    """Numbers, shares and days as such, so that one can compute and sort; the rest as text."""
    form = forms["text"]
    if (day := _day(value)) is not None:
        page.write_datetime(row, column, day, forms["day"])
    elif share := _SHARE.fullmatch(value):
        page.write_number(row, column, int(share[1]) / 100, forms["share"])
    elif value[:1] == "+" and _NUMBER.fullmatch(value[1:]) and "," not in value:
        page.write_number(row, column, float(value[1:].replace(".", "")), forms["change"])
    elif _NUMBER.fullmatch(value):
        plain = value.replace("\u2212", "-").replace(".", "").replace(",", ".")
        page.write_number(row, column, float(plain), form)
    elif value:
        page.write_string(row, column, writable(value)[:LONGEST_CELL], form)


def _day(value: str) -> date | None:
    found = _DAY.fullmatch(value)
    if found is None:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:  # Looks like a day and is none, as "31.02.2026": stays text.
        return None
