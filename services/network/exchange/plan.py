"""What importing tables would do: every row with its record, and every message about it.

Pure: the same tables on the same network give the same plan. The plan is shown first;
applying it is one change set, all or nothing.
"""

from __future__ import annotations

import dataclasses
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Literal

from services.network.exchange.cell_values import split
from services.network.exchange.columns import FORMS, kind_of_title
from services.network.exchange.multi_row import (
    ListEntry,
    entries,
    joined,
    lost_goals,
)
from services.network.exchange.name_lookup import Districts, NameLookup
from services.network.exchange.outcome import (
    Changes,
    ImportPlan,
    Message,
    Options,
    RowOutcome,
    RowState,
    Same,
)
from services.network.exchange.record_building import (
    build,
    differences,
    key_of,
    name_of,
    natural_key,
)
from services.network.exchange.row_reading import RowValues, read_entry
from services.network.exchange.sheet_reading import Grid, SheetTable, Unclear, read_grid
from services.network.records.goals import Goals
from services.network.records.model import Expectation, Record, Strategy
from services.network.records.network import ChangeSet
from services.network.records.validity import problems_of
from services.network.search.index import SearchIndex
from shared.errors import Invalid, Problem

__all__ = [
    "EXPLANATIONS", "MOST_MESSAGES", "ImportPlan", "Message", "Options", "RowOutcome", "RowState",
    "Same", "imported_id", "plan_import",
]  # fmt: skip

MOST_MESSAGES = 500
"""Messages of one file; nobody reads more, and the first hundred show what is wrong."""

SOURCE = "tabelle"
EXPLANATIONS = "Erläuterungen"
"""The sheet of the template that explains its columns."""

_NAMESPACE = uuid.UUID("b1f5c1ce-5a2b-4f0b-9f0f-0c6f2b9e1c5e")
NONE: frozenset[str] = frozenset()


def imported_id(kind: str, key: str) -> str:
    """The id of a record that comes from a table: the same key gives the same record."""
    return str(uuid.uuid5(_NAMESPACE, f"{kind}|{SOURCE}|{key}"))


def plan_import(
    search: SearchIndex, grids: Sequence[Grid], options: Options, districts: Districts
) -> ImportPlan:
    """Read all sheets of a file and say what importing them into the index's network does.

    Sheets that are no tables (a cover sheet, explanations) are passed over; if nothing at all
    could be read, one message says so.
    """
    planner = _Planner(search, options, districts)
    tables: list[SheetTable] = []
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
        if isinstance(found, SheetTable):
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

    def __init__(self, search: SearchIndex, options: Options, districts: Districts) -> None:
        self.network = search.network
        self.options = options
        self.names = NameLookup(search, districts)
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

    def plan(self, tables: Sequence[SheetTable]) -> ImportPlan:
        """All rows of all tables. What rows can name is announced first, so that a row may name
        another row of the same file, whatever the order."""
        offers = any(table.kind == "delivery" for table in tables)
        found: list[ListEntry] = []
        for table in tables:
            for header in table.unknown:
                params = {"header": header[:80]}
                self.say("warning", table.sheet, Problem("import.unknown_column", params=params))
            mine = entries(table, FORMS[table.kind])
            found += mine
            if table.kind in ("actor", "project", "strategy") or (table.kind == "offer" and offers):
                for entry in mine:
                    self._announce(entry)
        rows = tuple(self._row(entry) for entry in found)
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

    def _announce(self, entry: ListEntry) -> None:
        kind, title = entry.table.kind, _title(entry)
        if not title:
            return
        actors = self.names.actors.find(entry.cell("actor_id")) if kind == "offer" else ()
        of = {"actor_id": actors[0]} if len(actors) == 1 else {}
        id, _ = self._identity(kind, entry.cell("id"), key_of(kind, title, of))
        self._announced[kind, id] = title
        match kind:
            case "actor":
                others = (entry.cell("short_name"), *split(entry.cell("aliases")))
                self.names.actors.add(id, title, others)
            case "project":
                self.names.projects.add(id, title)
            case "offer":
                self.names.add_offer(id, title, self.label("actor", of.get("actor_id", "")))
            case "strategy":
                self.names.add_strategy(id, title, self._goals(entry, id))

    def _goals(self, entry: ListEntry, id: str) -> Goals:
        """The goals that a strategy of this file will have."""
        given = bool(entry.cell("id"))
        known = self.network.find("strategy", id)
        read = read_entry(entry, known if given else None, self.names, self.label, None)
        form = FORMS["strategy"]
        if read.parts is not None:
            return joined(form, id, known, read.parts, whole=given)
        return known.goals if isinstance(known, Strategy) else ()

    # --- one entry --------------------------------------------------------------------------

    def _row(self, entry: ListEntry) -> RowOutcome:
        table, number = entry.table, entry.lines[0][0]
        kind, form = table.kind, FORMS[table.kind]
        given = entry.cell("id")
        known = self.network.find(kind, given) if given else None
        read = read_entry(entry, known, self.names, self.label, self.options.today)
        problems = list(read.problems)
        title = _title(entry)
        id, namesake = self._identity(kind, given, key_of(kind, title, read.of))
        before = self.network.find(kind, id)
        name = title or " – ".join(self.label("actor", i) for i in read.of.get("partner_ids", ()))

        def end(state: RowState, record: Record | None, changes: Changes = ()) -> RowOutcome:
            return RowOutcome(table.sheet, number, kind, name, state, record, changes)

        for column in form.columns:
            wanting = column.required and not read.of.get(column.name)
            # An update may leave out what is known already.
            kept = before is not None and column not in table.columns
            if wanting and not kept and all(p.field != column.header for p in problems):
                problems.append(Problem("import.required", column.header))
        if not problems and namesake and before is not None and self.options.same == "keep":
            self._say_namesake(entry, name)
            return end(RowState.KEPT, before)
        record = None
        if not problems:
            record = self._record(entry, id, before, read, known is not None, problems)
        if not problems:
            first = self._rows_of.setdefault((kind, id), (table.sheet, number))
            if first != (table.sheet, number):
                params = {"other": str(first[1])}
                problems.append(Problem("import.twice", form.main.header, params=params))
        if problems or record is None:
            for problem in problems:
                field, row = table.header_of(problem.field), problem.row or number
                self.say("error", table.sheet, dataclasses.replace(problem, field=field, row=row))
            return end(RowState.WRONG, None)
        if namesake:
            self._say_namesake(entry, name)
        if before is None:
            return end(RowState.NEW, record)
        if before == record:
            return end(RowState.UNCHANGED, before)
        return end(RowState.CHANGED, record, differences(form, before, record, self.label))

    def _say_namesake(self, entry: ListEntry, name: str) -> None:
        table = entry.table
        code = f"import.namesake_{self.options.same}"
        field = table.header_of(FORMS[table.kind].main.header)
        self.say("warning", table.sheet, Problem(code, field, entry.lines[0][0], {"value": name}))

    def _record(
        self,
        entry: ListEntry,
        id: str,
        before: Record | None,
        read: RowValues,
        own: bool,
        problems: list[Problem],
    ) -> Record | None:
        """The record of an entry; ``own``: its rows carry the record's identity."""
        form = FORMS[entry.table.kind]
        values = dict(read.of)
        if read.parts is not None:
            values[form.parts] = joined(form, id, before, read.parts, whole=own)
        emptied = read.blank if own else NONE
        if form.kind == Expectation.KIND and (before is None or "minimum" in emptied):
            values.setdefault("minimum", self.network.rules.minimum_providers)
        as_of, source = self.options.as_of, self.options.file_name
        try:
            record = build(form.kind, id, before, values, emptied, as_of=as_of, source=source)
        except Invalid as error:
            found: Sequence[Problem] = error.problems
        else:
            everybody = (r for kind in self.network.records.values() for r in kind.values())
            found = (*problems_of(record), *lost_goals(before, record, everybody))
            if not found:
                return record
        for problem in found:
            column = form.column(problem.field)
            header = column.header if column else form.main.header
            problems.append(Problem(problem.code, header, params=problem.params))
        return None


def _title(entry: ListEntry) -> str:
    return entry.cell(FORMS[entry.table.kind].main.name)
