"""The network in an SQL database (SQLite, PostgreSQL): records as JSON, and their history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.network.records.kinds.record import RecordKey
from services.network.records.model import OutgoingNotice, Record
from services.network.records.network import Change, ChangeSet, Network, Stored
from services.network.stores.codec import decode, encode
from services.network.stores.sql_history import SqlHistory
from services.network.stores.steps import (
    Lying,
    StoreStep,
    last_steps,
    pending_at,
    plan,
    told,
    touched,
)
from services.network.stores.tables import change as _change
from services.network.stores.tables import meta as _meta
from services.network.stores.tables import record as _record
from shared.sql import Database, migrate

_NOTICE = OutgoingNotice.KIND
_CHUNK = 400
"""Ids in one query: SQLite takes 999 parameters in its older builds."""


class SqlStore(SqlHistory):
    """A ``NetworkStore`` on ``shared.sql.Database``; makes its tables when constructed."""

    def __init__(self, url: str) -> None:
        self._db = Database(url)
        migrate(self._db, Path(__file__).parent / "migrations", "network")

    def load(self) -> Network:
        """All records with all periods, read in one transaction."""
        records: dict[str, dict[str, Record]] = {}
        versions: dict[RecordKey, int] = {}
        columns = (_record.c.kind, _record.c.id, _record.c.version, _record.c.body)
        with self._db.read() as connection:
            # One statement, since PostgreSQL at READ COMMITTED looks anew at every statement.
            revision = sa.select(_meta.c.value).where(_meta.c.name == "revision").scalar_subquery()
            query = sa.select(*columns, revision).where(_record.c.kind != _NOTICE)
            at = self._revision(connection)
            for kind, id, version, body, now in connection.execute(query):
                at = now
                versions[kind, id] = version
                if body is not None:
                    records.setdefault(kind, {})[id] = decode(kind, body)
        return Network(at, MappingProxyType(records), MappingProxyType(versions))

    def changes(self, after_revision: int) -> Sequence[Change]:
        """Every change after a revision, in the order of application."""
        query = (
            sa.select(_change)
            .where(_change.c.revision > after_revision)
            .order_by(_change.c.revision, _change.c.seq)
        )
        return self._read_changes(query)

    def apply(self, change_set: ChangeSet, author: str, at: datetime) -> int:
        """Apply all changes or none; returns the new revision."""
        if not change_set:
            with self._db.read() as connection:
                return self._revision(connection)
        with self._db.write() as connection:
            # First of all the counter: its row is the lock that puts writers in a row, so
            # that versions read below cannot change and revisions come without gaps.
            connection.execute(
                sa.update(_meta).where(_meta.c.name == "revision").values(value=_meta.c.value + 1)
            )
            revision = self._revision(connection)
            steps = plan(change_set, self._lying(connection, touched(change_set)))
            connection.execute(
                self._upsert(), [_record_row(step, revision) for step in last_steps(steps)]
            )
            rows = [
                _change_row(step, revision, seq, author, at, change_set.reason)
                for seq, step in enumerate(told(steps))
            ]
            if rows:
                connection.execute(sa.insert(_change), rows)
            return revision

    def get(self, kind: str, id: str) -> Stored | None:
        """One record with its version, or None if there is none now."""
        query = sa.select(_record.c.body, _record.c.version).where(
            _record.c.kind == kind, _record.c.id == id
        )
        with self._db.read() as connection:
            row = connection.execute(query).first()
        if row is None or row.body is None:
            return None
        return Stored(decode(kind, row.body), row.version)

    def history(self, kind: str, id: str) -> Sequence[Change]:
        """All changes of one record, oldest first."""
        query = (
            sa.select(_change)
            .where(_change.c.kind == kind, _change.c.id == id)
            .order_by(_change.c.version)
        )
        return self._read_changes(query)

    def pending_notices(self, now: datetime, limit: int = 100) -> Sequence[OutgoingNotice]:
        """Notices that are due and neither accepted nor refused, oldest first."""
        query = (
            sa.select(_record.c.body)
            .where(_record.c.pending_at.is_not(None), _record.c.pending_at <= now)
            .order_by(_record.c.pending_at, _record.c.id)
            .limit(limit)
        )
        with self._db.read() as connection:
            bodies = connection.execute(query).scalars().all()
        return [_notice(body) for body in bodies]

    def accepted_notices(self, outcomes: Sequence[OutgoingNotice], at: datetime) -> None:
        """Record what became of notices; changes neither versions nor the history."""
        if not outcomes:
            return
        query = (
            sa.update(_record)
            .where(_record.c.kind == _NOTICE, _record.c.id == sa.bindparam("notice_id"))
            # A notice deleted meanwhile stays deleted.
            .where(_record.c.body.is_not(None))
            .values(body=sa.bindparam("new_body"), pending_at=sa.bindparam("new_pending_at"))
        )
        rows = [
            {"notice_id": n.id, "new_body": encode(n), "new_pending_at": pending_at(n)}
            for n in sorted(outcomes, key=lambda n: n.id)
        ]
        with self._db.write() as connection:
            connection.execute(query, rows)

    def check(self) -> None:
        """Raise Unavailable if the database does not answer."""
        self._db.check()

    def close(self) -> None:
        """Give back every connection."""
        self._db.close()

    # --- inside -----------------------------------------------------------------------------

    def _revision(self, connection: Connection) -> int:
        query = sa.select(_meta.c.value).where(_meta.c.name == "revision")
        return int(connection.execute(query).scalar_one())

    def _lying(self, connection: Connection, keys: Sequence[RecordKey]) -> dict[RecordKey, Lying]:
        found: dict[RecordKey, Lying] = {}
        for kind, ids in _by_kind(keys):
            query = sa.select(_record.c.id, _record.c.body, _record.c.version).where(
                _record.c.kind == kind, _record.c.id.in_(ids)
            )
            for id, body, version in connection.execute(query):
                found[kind, id] = Lying(body, version)
        return found

    def _upsert(self) -> Any:
        statement = self._db.insert_into(_record)
        return statement.on_conflict_do_update(
            index_elements=[_record.c.kind, _record.c.id],
            set_={
                name: statement.excluded[name]
                for name in ("version", "revision", "body", "pending_at")
            },
        )

    def _read_changes(self, query: sa.Select[Any]) -> Sequence[Change]:
        with self._db.read() as connection:
            rows = connection.execute(query).all()
        return [
            Change(
                row.revision,
                row.kind,
                row.id,
                row.version,
                decode(row.kind, row.before) if row.before is not None else None,
                decode(row.kind, row.after) if row.after is not None else None,
                row.author,
                row.at,
                row.reason,
            )
            for row in rows
        ]


def _notice(body: str) -> OutgoingNotice:
    record = decode(_NOTICE, body)
    assert isinstance(record, OutgoingNotice)
    return record


def _record_row(step: StoreStep, revision: int) -> dict[str, Any]:
    notice = step.record if isinstance(step.record, OutgoingNotice) else None
    return {
        "kind": step.kind,
        "id": step.id,
        "version": step.version,
        "revision": revision,
        "body": step.after,
        "pending_at": pending_at(notice) if notice else None,
    }


def _change_row(
    step: StoreStep, revision: int, seq: int, author: str, at: datetime, reason: str
) -> dict[str, Any]:
    return {
        "revision": revision,
        "seq": seq,
        "kind": step.kind,
        "id": step.id,
        "version": step.version,
        "before": step.before,
        "after": step.after,
        "author": author,
        "at": at,
        "reason": reason,
    }


def _by_kind(keys: Sequence[RecordKey]) -> Iterator[tuple[str, Sequence[str]]]:
    """Ids by kind in chunks that fit into one query."""
    by_kind: dict[str, list[str]] = {}
    for kind, id in keys:
        by_kind.setdefault(kind, []).append(id)
    for kind, ids in by_kind.items():
        for start in range(0, len(ids), _CHUNK):
            yield kind, ids[start : start + _CHUNK]
