"""What the history in an SQL database tells of people, and forgetting it for good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from services.network.records.model import OutgoingNotice
from services.network.records.store_port import HistoryText
from services.network.stores.codec import decode
from services.network.stores.tables import change, meta, record
from shared.sql import Database

_C, _R = change.c, record.c
_ERASED = "erased"


class SqlHistory:
    """The part of ``NetworkStore`` that erases."""

    _db: Database

    def forget_removed(self, kind: str) -> int:
        """Empty what the history still tells of removed records of a kind; how many changes."""
        with self._db.write() as connection:
            done = connection.execute(
                sa.update(change)
                .where(_forgettable(kind))
                .values(before=None, after=None, author="", reason="")
            )
            return int(done.rowcount)

    def forgettable_changes(self, kind: str) -> int:
        """How many changes ``forget_removed`` would empty."""
        with self._db.read() as connection:
            query = sa.select(sa.func.count()).select_from(change).where(_forgettable(kind))
            return int(connection.execute(query).scalar_one())

    def history_texts(self, after: tuple[int, int], limit: int) -> Sequence[HistoryText]:
        """Changes as they lie in the store, after a revision and number within it."""
        revision, seq = after
        query = (
            sa.select(
                _C.revision, _C.seq, _C.kind, _C.id, _C.before, _C.after, _C.author, _C.reason
            )
            .where(sa.or_(_C.revision > revision, sa.and_(_C.revision == revision, _C.seq > seq)))
            .order_by(_C.revision, _C.seq)
            .limit(limit)
        )
        with self._db.read() as connection:
            return [HistoryText(*row) for row in connection.execute(query)]

    def write_history_texts(self, texts: Sequence[HistoryText]) -> None:
        """Replace contents, author and reason of these changes for good."""
        if not texts:
            return
        query = (
            sa.update(change)
            .where(_C.revision == sa.bindparam("at_revision"), _C.seq == sa.bindparam("at_seq"))
            .values(
                before=sa.bindparam("new_before"),
                after=sa.bindparam("new_after"),
                author=sa.bindparam("new_author"),
                reason=sa.bindparam("new_reason"),
            )
        )
        rows = [
            {
                "at_revision": one.revision,
                "at_seq": one.seq,
                "new_before": one.before,
                "new_after": one.after,
                "new_author": one.author,
                "new_reason": one.reason,
            }
            for one in texts
        ]
        with self._db.write() as connection:
            connection.execute(query, rows)

    def notices(self, after: str, limit: int) -> Sequence[OutgoingNotice]:
        """Notices that still hold a text or an error, by id, after an id."""
        query = (
            sa.select(_R.body)
            .where(_R.kind == OutgoingNotice.KIND, _R.body.is_not(None), _R.id > after)
            .order_by(_R.id)
            .limit(limit)
        )
        with self._db.read() as connection:
            bodies = connection.execute(query).scalars().all()
        found = [decode(OutgoingNotice.KIND, body) for body in bodies]
        return [one for one in found if isinstance(one, OutgoingNotice)]

    def settle(self) -> None:
        """Have what was erased leave the files."""
        self._db.settle()

    def erased_upto(self) -> int:
        """How far along the deletion journal these data are erased."""
        with self._db.read() as connection:
            query = sa.select(meta.c.value).where(meta.c.name == _ERASED)
            return int(connection.execute(query).scalar() or 0)

    def set_erased_upto(self, seq: int) -> None:
        """Note it with the data."""
        insert = self._db.insert_into(meta).values(name=_ERASED, value=seq)
        with self._db.write() as connection:
            connection.execute(
                insert.on_conflict_do_update(index_elements=[meta.c.name], set_={"value": seq})
            )


def _forgettable(kind: str) -> sa.ColumnElement[bool]:
    there = sa.select(_R.id).where(_R.kind == kind, _R.body.is_not(None))
    told: Any = sa.or_(_C.before.is_not(None), _C.after.is_not(None), _C.author != "")
    return sa.and_(_C.kind == kind, _C.id.not_in(there), told)
