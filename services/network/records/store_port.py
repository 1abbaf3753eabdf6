"""What the network service needs from outside: one store, and a way to other services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from services.network.records.model import OutgoingNotice
from services.network.records.network import Change, ChangeSet, Network, Stored


@dataclass(frozen=True, slots=True)
class HistoryText:
    """One change as it lies in the store: JSON texts of the record before and after, who, why."""

    revision: int
    seq: int
    kind: str
    id: str
    before: str | None
    after: str | None
    author: str
    reason: str


class NetworkStore(Protocol):
    """Where the network lies. SQLite and Neo4j keep the same contract (``tests/contracts``).

    Lifecycle: constructed with a URL, ``close()`` ends it; nothing connects at import. All
    methods may be called from several threads and processes at once. Instants are aware UTC.

    Errors: ``Conflict`` if a change expects another version (nothing of the change set is
    written); ``Unavailable("unavailable.store")`` if the server does not answer (reads
    after 5 s at the latest); ``Unreadable`` from every method that returns records or changes
    if a newer program has stored a kind, field or value that this one does not know; nothing
    else.
    """

    def load(self) -> Network:
        """All records with all periods, read in one transaction.

        Outgoing notices are left out here, in ``changes`` and in ``history``: they hold
        addresses and are emptied once delivered; ``get`` and ``pending_notices`` see them.
        """
        ...

    def changes(self, after_revision: int) -> Sequence[Change]:
        """Every change after a revision, in the order of application; cheap if there is none."""
        ...

    def apply(self, change_set: ChangeSet, author: str, at: datetime) -> int:
        """Apply all changes or none; returns the new revision.

        Every change names the version that it expects (0 = the record must not exist now or
        must have been deleted in no version: a record deleted in version 3 is created anew
        with ``expects=3``). An empty change set changes nothing and returns the revision.
        """
        ...

    def get(self, kind: str, id: str) -> Stored | None:
        """One record with its version, or None if there is none now."""
        ...

    def history(self, kind: str, id: str) -> Sequence[Change]:
        """All changes of one record, oldest first."""
        ...

    def forget_removed(self, kind: str) -> int:
        """Empty what the history still tells of removed records of a kind; how many changes.

        That they happened and when stays, so that whoever follows the changes misses none; their
        contents, who made them and why is gone for good, and cannot be undone. Records of the
        kind that exist now keep their history.
        """
        ...

    def forgettable_changes(self, kind: str) -> int:
        """How many changes ``forget_removed`` would empty."""
        ...

    def pending_notices(self, now: datetime, limit: int = 100) -> Sequence[OutgoingNotice]:
        """Notices that are due and neither accepted nor refused, oldest first."""
        ...

    def accepted_notices(self, outcomes: Sequence[OutgoingNotice], at: datetime) -> None:
        """Record what became of notices (state, attempts, next_try, last_error).

        Not part of the history: delivering a notice changes no fact of the network.
        """
        ...

    def close(self) -> None:
        """Give back every connection."""
        ...


@runtime_checkable
class HistoryStore(Protocol):
    """What of people lies deeper in the store than records: every ``NetworkStore`` has it too.

    Errors as there.
    """

    def history_texts(self, after: tuple[int, int], limit: int) -> Sequence[HistoryText]:
        """Changes as they lie in the store, after a revision and number within it, in that order;
        those of notices as well."""
        ...

    def write_history_texts(self, texts: Sequence[HistoryText]) -> None:
        """Replace contents, author and reason of these changes for good, all or none. Whoever
        follows the changes misses none and learns nothing."""
        ...

    def notices(self, after: str, limit: int) -> Sequence[OutgoingNotice]:
        """Notices that still hold a text or an error, by id, after an id."""
        ...

    def erased_upto(self) -> int:
        """How far along the deletion journal these data are erased (0: not at all)."""
        ...

    def set_erased_upto(self, seq: int) -> None:
        """Note it with the data, so that a copy of before knows that it is behind."""
        ...

    def settle(self) -> None:
        """Have what was erased leave the files of the store, as far as it can."""
        ...
