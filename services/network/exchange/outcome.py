"""What an import found out: rows with their records, messages, and what applying would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from services.network.records.model import Record
from services.network.records.network import ChangeSet
from shared.errors import Problem

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
    without a day of their own); ``kind`` is the kind of a file that does not say it. ``today``
    is the last day on which something can have happened (None: any)."""

    same: Same = "keep"
    kind: str = ""
    as_of: date | None = None
    file_name: str = ""
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """Something about a row (``problem.row``) and column (``problem.field``: its header), or
    about a whole sheet; errors stop the import, warnings do not."""

    level: Literal["error", "warning"]
    sheet: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class RowOutcome:
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

    rows: tuple[RowOutcome, ...] = ()
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
