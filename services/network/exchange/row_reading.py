"""From the cells of an entry's rows to its values, and to what is wrong with them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.network.exchange.cell_values import nothing, read_value
from services.network.exchange.columns import FORMS, Column
from services.network.exchange.multi_row import EntryPart, ListEntry, part_problems, part_texts
from services.network.exchange.name_lookup import NameLookup
from services.network.exchange.record_building import NameOf, attribute, cell_text
from services.network.records.model import Record
from shared.errors import Problem
from shared.spreadsheets import writable


@dataclass(frozen=True, slots=True)
class RowValues:
    """What an entry says: values by attribute, its parts in the order of their rows (None: as they
    are known, or the table has no column for them), attributes whose cells are all blank, and
    problems with row and header."""

    of: Mapping[str, Any]
    parts: tuple[EntryPart, ...] | None
    blank: frozenset[str]
    problems: tuple[Problem, ...]


def read_entry(
    entry: ListEntry, known: Record | None, names: NameLookup, label: NameOf, today: date | None
) -> RowValues:
    """Read the rows of an entry. ``known`` is the record whose identity they carry: a cell that
    was not touched since it was exported keeps the very same value, however it was spelt."""
    reader = _Reader(entry, known, names, label, today)
    for number, cells in entry.lines:
        reader.line(number, cells)
    form, values = FORMS[entry.table.kind], reader.values
    owner = names.strategy_of(values.get("strategy_goal") or "")
    if owner and not (values.get("strategy_id") or getattr(known, "strategy_id", "")):
        # The words of a goal say whose goal it is.
        values["strategy_id"] = owner
    if not reader.problems:
        reader.problems += part_problems(form, reader.parts)
    parts = None
    if reader.reads_parts:
        parts = tuple(part for _, part in reader.parts)
    blank = frozenset(reader.blank - values.keys())
    return RowValues(values, parts, blank, tuple(reader.problems))


class _Reader:
    def __init__(
        self,
        entry: ListEntry,
        known: Record | None,
        names: NameLookup,
        label: NameOf,
        today: date | None,
    ) -> None:
        self.table = entry.table
        self.known = known
        self.names = names
        self.label = label
        self.today = today
        self.values: dict[str, Any] = {}
        self.parts: list[tuple[int, EntryPart]] = []
        self.blank: set[str] = set()
        self.problems: list[Problem] = []
        columns = [(at, c) for at, c in enumerate(self.table.columns) if c and c.kind != "id"]
        # A goal is looked for among those of the strategy that its row names.
        self.columns = sorted(columns, key=lambda column: column[1].kind == "goal")
        self.reads_parts = any(c.part for _, c in columns) and not self._parts_untouched(entry)

    def _parts_untouched(self, entry: ListEntry) -> bool:
        if self.known is None:
            return False
        form = FORMS[self.table.kind]
        part_columns = [(at, column) for at, column in self.columns if column.part]
        given = [
            {column.name: _text(cells, at) for at, column in part_columns}
            for _, cells in entry.lines
        ]
        kept = [
            {column.name: writable(row[column.name]).strip() for _, column in part_columns}
            for row in part_texts(self.known, form)
        ]
        return [row for row in given if any(row.values())] == kept

    def line(self, number: int, cells: tuple[str, ...]) -> None:
        """Read one row."""
        part: dict[str, Any] = {}
        for at, column in self.columns:
            before = len(self.problems)
            if (number, at) in self.table.broken:
                self.problems.append(Problem("import.formula", column.header))
            elif not column.part:
                self._cell(column, _text(cells, at))
            elif self.reads_parts and not nothing(text := _text(cells, at)):
                part[column.name] = self._value(column, text)
            self.problems[before:] = [
                dataclasses.replace(problem, row=number) for problem in self.problems[before:]
            ]
        if part:
            self.parts.append((number, part))

    def _cell(self, column: Column, text: str) -> None:
        known, name = self.known, column.name
        if known is not None and text == cell_text(known, column, self.label).strip():
            value = attribute(known, column)
        elif nothing(text):
            self.blank.add(name)
            return
        else:
            before = len(self.problems)
            value = self._value(column, text)
            if len(self.problems) > before:
                return
        earlier = self.values.get(name)
        if isinstance(value, tuple) and earlier:
            # "Partner A", "Partner B": columns of one row that fill the same list.
            value = tuple(dict.fromkeys((*earlier, *value)))
        elif earlier is not None and earlier != value and name in self.values:
            if nothing(text):
                return
            if earlier != "":
                self.problems.append(Problem("import.differs", column.header))
                return
        self.values[name] = value

    def _value(self, column: Column, text: str) -> Any:
        strategy = self.values.get("strategy_id") or getattr(self.known, "strategy_id", "")
        value = read_value(column, text, self.names, self.problems.append, strategy or "")
        if column.past and self.today and isinstance(value, date) and value > self.today:
            self.problems.append(Problem("import.future", column.header, params={"value": text}))
        return value


def _text(cells: tuple[str, ...], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""
