"""Entries that take several rows of a table: a strategy with its goals, an indicator's readings.

The rows of one entry carry the same name (or identity); each brings one part, or several goals
as lines of one cell. A row that names no entry belongs to the one above, as where cells are
merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.network.exchange.cell_values import nothing, value_words
from services.network.exchange.column import Column, TableForm
from services.network.exchange.sheet_reading import SheetTable, is_blank
from services.network.records.goals import Goals, goals_of
from services.network.records.model import Indicator, Reading, Record, Strategy
from services.network.records.text_folding import fold
from shared.errors import Problem

SheetLine = tuple[int, tuple[str, ...]]
EntryPart = Mapping[str, Any]
"""Values of the part columns of a row by name."""


@dataclass(frozen=True, slots=True)
class ListEntry:
    """The rows (number in the file, cells) that describe one record."""

    table: SheetTable
    lines: tuple[SheetLine, ...]

    def cell(self, name: str) -> str:
        """The first text that the entry has for an attribute, blank if there is none."""
        return next(
            (text for _, cells in self.lines if (text := _cell(self.table, cells, name))), ""
        )


def entries(table: SheetTable, form: TableForm) -> list[ListEntry]:
    """The rows of a table by what they describe, in the order of their first rows."""
    rows = [(number, cells) for number, cells in table.rows if not is_blank(cells)]
    if not form.parts:
        return [ListEntry(table, (line,)) for line in rows]
    keys: dict[str, str] = {}
    found: dict[str, list[SheetLine]] = {}
    last = ""
    for number, cells in rows:
        id, title = _cell(table, cells, "id"), fold(_cell(table, cells, form.main.name))
        if id or title:
            # A row that was added below an exported entry has its name but no identity.
            last = keys.setdefault(f"id {id}" if id else f"name {title}", id or f"name {title}")
            if id and title:
                keys.setdefault(f"name {title}", id)
        found.setdefault(last, []).append((number, cells))
    return [ListEntry(table, tuple(lines)) for lines in found.values()]


def _cell(table: SheetTable, cells: Sequence[str], name: str) -> str:
    for at, column in enumerate(table.columns):
        if column is not None and column.name == name and not column.part and at < len(cells):
            text = cells[at].strip()
            return "" if nothing(text) else text
    return ""


def part_texts(record: Record, form: TableForm) -> tuple[Mapping[str, str], ...]:
    """The texts of a record's parts by the name of their column, one mapping per row."""
    columns = [column for column in form.columns if column.part]
    return tuple(
        {c.name: value_words(c, _of(part, c), lambda _kind, id: id) for c in columns}
        for part in getattr(record, form.parts)
    )


def _of(part: Any, column: Column) -> Any:
    # A goal is a pair of its id and its text.
    return part[1] if isinstance(part, tuple) else getattr(part, column.name)


def joined(
    form: TableForm, id: str, before: Record | None, given: Sequence[EntryPart], *, whole: bool
) -> tuple[Any, ...]:
    """The parts of a record after an import. ``whole``: the rows are all that there are, as in an
    exported list; otherwise they are added to what is known."""
    if form.kind == Strategy.KIND:
        known: Goals = before.goals if isinstance(before, Strategy) else ()
        return _goals(known, [part["text"] for part in given], id, whole)
    old = before.readings if isinstance(before, Indicator) and not whole else ()
    readings = {reading.day: reading for reading in old}
    for part in given:
        reading = Reading(day=part["day"], value=part["value"], source=part.get("source", ""))
        readings[reading.day] = reading
    return tuple(readings[day] for day in sorted(readings))


def _goals(known: Goals, texts: Sequence[str], id: str, whole: bool) -> Goals:
    if list(texts) == [text.strip() for _, text in known]:
        return known
    lines = [line.strip() for text in texts for line in text.split("\n") if line.strip()]
    if whole:
        return goals_of(list(dict.fromkeys(lines)), known, id)
    before = [text for _, text in known]
    if set(lines) <= set(before):
        return known
    return goals_of(list(dict.fromkeys((*before, *lines))), known, id)


def part_problems(form: TableForm, given: Sequence[tuple[int, EntryPart]]) -> list[Problem]:
    """What the parts of an entry (row number, values) lack: a reading needs a day of its own and
    a value."""
    if form.kind != Indicator.KIND:
        return []
    problems = []
    rows: dict[Any, int] = {}
    headers = {column.name: column.header for column in form.columns if column.part}
    for number, part in given:
        problems += [
            Problem("import.required", headers[name], number)
            for name in ("day", "value")
            if name not in part
        ]
        if "day" in part and rows.setdefault(part["day"], number) != number:
            params = {"other": str(rows[part["day"]])}
            problems.append(Problem("import.twice", headers["day"], number, params))
    return problems


def lost_goals(before: Record | None, after: Record, records: Iterable[Record]) -> list[Problem]:
    """Goals that a list leaves out although other records rest on them."""
    if not isinstance(before, Strategy) or not isinstance(after, Strategy):
        return []
    gone = dict(before.goals).keys() - dict(after.goals).keys()
    used: dict[str, int] = {}
    for record in records if gone else ():
        goals = (getattr(record, "strategy_goal", ""), *getattr(record, "strategy_goals", ()))
        for goal in gone.intersection(goals):
            used[goal] = used.get(goal, 0) + 1
    return [
        Problem("import.goal_in_use", "goals", params={"value": text, "count": used[id]})
        for id, text in before.goals
        if id in used
    ]
