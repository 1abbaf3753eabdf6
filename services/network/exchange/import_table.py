"""Import a table: look first, then everything or nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from services.network.exchange.name_lookup import Districts
from services.network.exchange.plan import ImportPlan, Options, plan_import
from services.network.exchange.sheet_reading import Grid
from services.network.exchange.upload import Upload
from services.network.records.change_sets import check_references
from services.network.records.rules import Rules
from services.network.records.sheet import Sheet
from services.network.search.services import SearchServices
from shared.errors import Conflict, Invalid

KEPT_FOR = timedelta(hours=24)
"""How long an uploaded file waits for its confirmation."""


class TableFiles(Protocol):
    """Reads files; see ``adapters.tables``."""

    def read_tables(self, content: bytes, file_name: str) -> tuple[Grid, ...]:
        """All sheets of a file. Raises Invalid or TooLarge."""
        ...

    def template(self, words: Mapping[str, Sequence[str]], rules: Rules) -> bytes:
        """The file to fill in: ``words`` are the labels and names to choose from by kind; the
        numbers that stand in for blank cells are those of the rules."""
        ...

    def write_xlsx(self, sheets: Sequence[Sheet]) -> bytes:
        """An Excel file; the same sheets give the same bytes."""
        ...

    def write_csv(self, sheet: Sheet) -> bytes:
        """A CSV file as German Excel opens it."""
        ...


class Uploads(Protocol):
    """Keeps uploaded files for a while; every method is safe to call from several processes."""

    def keep(self, owner: str, file_name: str, content: bytes, until: datetime) -> Upload:
        """Keep a file in one piece or not at all; returns it with its key."""
        ...

    def get(self, owner: str, key: str, now: datetime) -> Upload:
        """A kept file. Raises NotFound (``not_found.upload``) if it is unknown, expired or
        somebody else's: the three cannot be told apart."""
        ...

    def forget(self, key: str) -> None:
        """Remove a file; one that is gone already is fine."""
        ...

    def sweep(self, now: datetime) -> int:
        """Remove what has expired; returns how many."""
        ...

    def due(self, now: datetime) -> int:
        """How many ``sweep`` would remove."""
        ...

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Key and content of every kept file."""
        ...


def dry_run(
    parts: SearchServices,
    tables: TableFiles,
    content: bytes,
    options: Options,
    districts: Districts,
) -> ImportPlan:
    """What importing a file would do; nothing is written.

    Raises Invalid or TooLarge if the file as a whole cannot be read, Unavailable.
    """
    grids = tables.read_tables(content, options.file_name)
    search = parts.search_index_on(parts.live.network())
    return plan_import(search, grids, options, districts)


def apply_import(
    parts: SearchServices,
    tables: TableFiles,
    content: bytes,
    options: Options,
    districts: Districts,
    *,
    seen: str | None,
    author: str,
) -> ImportPlan:
    """Do what the dry run has shown, in one change set.

    ``seen`` is the digest of the plan that the person confirmed (None: whatever it is now).

    Raises Conflict (``conflict.import``) if the network has changed so that the import would
    now do something else; Invalid (``import.has_errors``) if there are errors; Unavailable.
    Nothing is written in any of these cases.
    """
    plan = dry_run(parts, tables, content, options, districts)
    if plan.errors:
        raise Invalid(
            [
                dataclasses.replace(message.problem, field=message.problem.field)
                for message in plan.errors
            ]
        )
    if seen is not None and plan.digest != seen:
        raise Conflict("conflict.import")
    if plan.change_set:
        check_references(parts.live.network(), plan.change_set)
        try:
            parts.live.apply(plan.change_set, author, parts.clock())
        except Conflict:
            raise Conflict("conflict.import") from None
    return plan
