"""Cells of a spreadsheet that somebody merged down a column: one text that stands for several rows.

Only the first of these cells holds the text in the file, but people see it beside every row.
"""

from __future__ import annotations

import re
from typing import Any

NumberedRows = list[tuple[int, tuple[str, ...]]]
CellPlaces = set[tuple[int, int]]

_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']"
)
_MOST_FILLED = 100_000
"""Cells; a file that wants more was made to cost time."""


def merged_down(sheet: Any) -> list[tuple[int, int, int]]:
    """(column from 0, first row, last row) of the merged cells of a sheet that is read by rows."""
    with sheet._get_source() as source:
        after = source.read().rpartition(b"</sheetData>")[2]
    return [
        (_index(left.decode()), int(top), int(bottom))
        for left, top, _right, bottom in _MERGED.findall(after)
        if int(bottom) > int(top)
    ]


def _index(letters: str) -> int:
    """0 for A, 26 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def filled_down(
    rows: NumberedRows, broken: CellPlaces, merged: list[tuple[int, int, int]]
) -> tuple[NumberedRows, CellPlaces]:
    """The rows with the text of merged cells in each row that they span; rows that are empty
    otherwise stay away. A formula without a result is none in all of them."""
    if not merged:
        return rows, broken
    by_number = {number: list(cells) for number, cells in rows}
    broken, budget, last = set(broken), _MOST_FILLED, max(by_number, default=0)
    for at, top, bottom in merged:
        above = by_number.get(top, [])
        text = above[at] if at < len(above) else ""
        for number in range(top + 1, min(bottom, last) + 1):
            if (budget := budget - 1) < 0:
                return rows, broken
            cells = by_number.get(number)
            if cells is None or not any(cells):
                continue
            cells.extend("" for _ in range(at + 1 - len(cells)))
            cells[at] = text
            if (top, at) in broken:
                broken.add((number, at))
    return [(number, tuple(cells)) for number, cells in by_number.items()], broken
