"""What importing tables would do: every row with its record, and every message about it.

Pure: the same tables on the same network give the same plan. The plan is shown first;
applying it is one change set, all or nothing.
"""

from __future__ import annotations

import dataclasses
import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Literal

from services.network.domain.import_columns import FORMS, kind_of_title
from services.network.domain.import_grid import Grid, Table, Unclear, is_blank, read_grid
from services.network.domain.import_names import Districts, Names
from services.network.domain.import_records import (
    attribute,
    build,
    cell_text,
    differences,
    key_of,
    name_of,
    natural_key,
)
from services.network.domain.import_values import nothing, read_value, split
from services.network.domain.model import Record
from services.network.domain.network import ChangeSet, Network
from services.network.domain.validity import problems_of
from shared.errors import Invalid, Problem

MOST_MESSAGES = 500
"""Messages of one file; nobody reads more, and the first hundred show what is wrong."""

SOURCE = "tabelle"
EXPLANATIONS = "Erläuterungen"
"""The sheet of the template that explains its columns."""

_NAMESPACE = uuid.UUID("b1f5c1ce-5a2b-4f0b-9f0f-0c6f2b9e1c5e")
NONE: frozenset[str] = frozenset()
Changes = tuple[tuple[str, str, str], ...]

Same = Literal["keep", "update", "new"]
"""What becomes of a row whose name is in the network already, under another identity."""


class RowState(StrEnum):
    """What applying does to the record of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Options:
    """What the person chose. ``as_of`` is the day that the list was checked (for new records
    without a day of their own); ``kind`` is the kind of a file that does not say it."""

    same: Same = "keep"
    kind: str = ""
    as_of: date | None = None
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """Something about a row (``problem.row``) and column (``problem.field``: its header), or
    about a whole sheet; errors stop the import, warnings do not."""

    level: Literal["error", "warning"]
    sheet: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file; ``changes`` are (header, before, after) in words."""

    sheet: str
    number: int
    kind: str
    name: str
    state: RowState
    record: Record | None = None
    changes: Changes = ()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The outcome of a dry run."""

    rows: tuple[Row, ...] = ()
    messages: tuple[Message, ...] = ()
    change_set: ChangeSet = field(default_factory=lambda: ChangeSet(()))
    digest: str = ""

    @property
    def errors(self) -> tuple[Message, ...]:
        """Messages that stop the import."""
        return tuple(m for m in self.messages if m.level == "error")

    @property
    def warnings(self) -> tuple[Message, ...]:
        """Messages that do not."""
        return tuple(m for m in self.messages if m.level == "warning")

    def count(self, state: RowState, kind: str = "") -> int:
        """Rows in a state (of a kind)."""
        return sum(1 for r in self.rows if r.state is state and kind in ("", r.kind))


def imported_id(kind: str, key: str) -> str:
    """The id of a record that comes from a table: the same key gives the same record."""
    return str(uuid.uuid5(_NAMESPACE, f"{kind}|{SOURCE}|{key}"))


def plan_import(
    network: Network, grids: Sequence[Grid], options: Options, districts: Districts
) -> ImportPlan:
    """Read all sheets of a file and say what importing them does.

    Sheets that are no tables (a cover sheet, explanations) are passed over; if nothing at all
    could be read, one message says so.
    """
    planner = _Planner(network, options, districts)
    tables: list[Table] = []
    # In a file that names its sheets, a sheet without such a name is a note or a draft.
    titled = any(kind_of_title(grid.name) for grid in grids)
    for grid in grids:
        if grid.hidden:
            continue
        if titled and not kind_of_title(grid.name):
            if grid.rows and grid.name != EXPLANATIONS:
                planner.say("warning", grid.name, Problem("import.sheet_skipped"))
            continue
        found = read_grid(grid, options.kind if len(grids) == 1 else "")
        if isinstance(found, Table):
            tables.append(found)
        elif isinstance(found, Unclear):
            params = {"missing": found.missing}
            planner.say("error", found.sheet, Problem(found.code, params=params))
    if not planner.errors and not any(table.rows for table in tables):
        empty = bool(tables) or not any(grid.rows for grid in grids)
        planner.say("error", "", Problem("import.empty" if empty else "import.no_table"))
    order = list(FORMS)
    tables.sort(key=lambda table: order.index(table.kind))
    return planner.plan(tables)


class _Planner:
    """One run over the tables of a file; collects messages on its way."""

    def __init__(self, network: Network, options: Options, districts: Districts) -> None:
        self.network = network
        self.options = options
        self.names = Names(network, districts)
        self.messages: list[Message] = []
        self._more = False
        self._namesakes: dict[str, Mapping[str, list[str]]] = {}
        self._rows_of: dict[tuple[str, str], tuple[str, int]] = {}
        self._announced: dict[tuple[str, str], str] = {}

    @property
    def errors(self) -> bool:
        """Whether something stops the import."""
        return any(message.level == "error" for message in self.messages)

    def say(self, level: Literal["error", "warning"], sheet: str, problem: Problem) -> None:
        """Keep a message, up to a number that somebody may still read."""
        if len(self.messages) < MOST_MESSAGES:
            self.messages.append(Message(level, sheet, problem))
        elif not self._more:
            self._more = True
            more = Problem("import.more_messages", params={"count": MOST_MESSAGES})
            self.messages.append(Message("error", "", more))

    def plan(self, tables: Iterable[Table]) -> ImportPlan:
        """All rows of all tables. Actors and projects are announced first, so that a row may
        name another row of the same file, whatever the order."""
        lines: list[tuple[Table, int, tuple[str, ...]]] = []
        for table in tables:
            for header in table.unknown:
                params = {"header": header[:80]}
                self.say("warning", table.sheet, Problem("import.unknown_column", params=params))
            mine = [(number, cells) for number, cells in table.rows if not is_blank(cells)]
            for number, cells in mine:
                lines.append((table, number, cells))
                if table.kind in ("actor", "project"):
                    self._announce(table, cells)
        rows = tuple(self._row(*line) for line in lines)
        puts = tuple(
            self.network.put(row.record)
            for row in rows
            if row.record is not None and row.state in (RowState.NEW, RowState.CHANGED)
        )
        facts = repr([(put.record, put.expects) for put in puts])
        return ImportPlan(
            rows,
            tuple(
                sorted(
                    self.messages,
                    key=lambda m: (m.level != "error", m.sheet, m.problem.row or 0),
                )
            ),
            ChangeSet(puts, f"Einfuhr {self.options.file_name}".strip()),
            hashlib.sha256(facts.encode("utf-8", "surrogatepass")).hexdigest(),
        )

    def label(self, kind: str, id: str) -> str:
        """The name of a record of the network or of this file."""
        if kind == "goal":
            return self.names.goals.name(id)
        return name_of(self.network.find(kind, id)) or self._announced.get((kind, id), "")

    # --- who is it --------------------------------------------------------------------------

    def _identity(self, kind: str, given: str, key: str) -> tuple[str, bool]:
        """The id of a row's record, and whether it is a namesake of one from elsewhere."""
        if given:
            known = self.network.find(kind, given) is not None
            return (given if known else imported_id(kind, given)), False
        id = imported_id(kind, key)
        if self.network.find(kind, id) is not None:
            return id, False
        if kind not in self._namesakes:
            found: dict[str, list[str]] = {}
            for record in sorted(self.network.records.get(kind, {}).values(), key=lambda r: r.id):
                found.setdefault(natural_key(record), []).append(record.id)
            self._namesakes[kind] = found
        same = self._namesakes[kind].get(key, [])
        if not same or self.options.same == "new":
            return id, bool(same)
        return same[0], True

    def _announce(self, table: Table, cells: Sequence[str]) -> None:
        title = _title(table, cells)
        if not title:
            return
        id, _ = self._identity(table.kind, _cell(table, cells, "id"), key_of(table.kind, title, {}))
        self._announced[table.kind, id] = title
        if table.kind == "actor":
            others = (_cell(table, cells, "short_name"), *split(_cell(table, cells, "aliases")))
            self.names.actors.add(id, title, others)
        else:
            self.names.projects.add(id, title)

    # --- one row ----------------------------------------------------------------------------

    def _row(self, table: Table, number: int, cells: tuple[str, ...]) -> Row:
        kind, form = table.kind, FORMS[table.kind]
        main = form.columns[1]
        problems: list[Problem] = []
        given = _cell(table, cells, "id")
        known = self.network.find(kind, given) if given else None
        values, emptied = self._values(table, number, cells, known, problems)
        title = _title(table, cells)
        id, namesake = self._identity(kind, given, key_of(kind, title, values))
        before = self.network.find(kind, id)
        name = title or " – ".join(self.label("actor", i) for i in values.get("partner_ids", ()))

        def end(state: RowState, record: Record | None, changes: Changes = ()) -> Row:
            return Row(table.sheet, number, kind, name, state, record, changes)

        for column in form.columns:
            wanting = column.required and not values.get(column.name)
            # An update may leave out what is known already.
            kept = before is not None and column not in table.columns
            if wanting and not kept and all(p.field != column.header for p in problems):
                problems.append(Problem("import.required", column.header))
        if not problems and namesake and before is not None and self.options.same == "keep":
            self._say_namesake(table, number, main.header, name)
            return end(RowState.KEPT, before)
        record = None
        if not problems:
            record = self._record(kind, id, before, values, emptied if known else NONE, problems)
        if not problems:
            first = self._rows_of.setdefault((kind, id), (table.sheet, number))
            if first != (table.sheet, number):
                params = {"other": str(first[1])}
                problems.append(Problem("import.twice", main.header, params=params))
        if problems or record is None:
            for problem in problems:
                field = table.header_of(problem.field)
                self.say(
                    "error", table.sheet, dataclasses.replace(problem, field=field, row=number)
                )
            return end(RowState.WRONG, None)
        if namesake:
            self._say_namesake(table, number, main.header, name)
        if before is None:
            return end(RowState.NEW, record)
        if before == record:
            return end(RowState.UNCHANGED, before)
        return end(RowState.CHANGED, record, differences(form, before, record, self.label))

    def _say_namesake(self, table: Table, number: int, header: str, name: str) -> None:
        code = f"import.namesake_{self.options.same}"
        field = table.header_of(header)
        self.say("warning", table.sheet, Problem(code, field, number, {"value": name}))

    def _values(
        self,
        table: Table,
        number: int,
        cells: Sequence[str],
        known: Record | None,
        problems: list[Problem],
    ) -> tuple[dict[str, Any], frozenset[str]]:
        """Values of a row by attribute, and the attributes whose cells are all blank."""
        values: dict[str, Any] = {}
        blank: set[str] = set()
        for at, column in enumerate(table.columns):
            if column is None or column.kind == "id":
                continue
            if (number, at) in table.broken:
                problems.append(Problem("import.formula", column.header))
                continue
            text = cells[at].strip() if at < len(cells) else ""
            if known is not None and text == cell_text(known, column, self.label).strip():
                # Untouched since it was exported: the very same value, however it was spelt.
                values[column.name] = attribute(known, column)
                continue
            if nothing(text):
                blank.add(column.name)
                continue
            before = len(problems)
            value = read_value(column, text, self.names, problems.append)
            if len(problems) == before:
                if isinstance(value, tuple) and values.get(column.name):
                    value = tuple(dict.fromkeys((*values[column.name], *value)))
                values[column.name] = value
        return values, frozenset(blank - values.keys())

    def _record(
        self,
        kind: str,
        id: str,
        before: Record | None,
        values: Mapping[str, Any],
        emptied: frozenset[str],
        problems: list[Problem],
    ) -> Record | None:
        form = FORMS[kind]
        source = self.options.file_name
        try:
            record = build(
                kind, id, before, values, emptied, as_of=self.options.as_of, source=source
            )
        except Invalid as error:
            found: Sequence[Problem] = error.problems
        else:
            found = problems_of(record)
            if not found:
                return record
        for problem in found:
            column = form.column(problem.field)
            header = column.header if column else form.columns[1].header
            problems.append(Problem(problem.code, header, params=problem.params))
        return None


def _cell(table: Table, cells: Sequence[str], name: str) -> str:
    """The text of the first column that fills an attribute, blank if there is none."""
    for at, column in enumerate(table.columns):
        if column is not None and column.name == name and at < len(cells):
            text = cells[at].strip()
            return "" if nothing(text) else text
    return ""


def _title(table: Table, cells: Sequence[str]) -> str:
    return _cell(table, cells, FORMS[table.kind].columns[1].name)
