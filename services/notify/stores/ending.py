"""Shared by the parts of the delivery log: subjects and their versions, ending letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from services.notify.records.state import LetterStanding, State
from services.notify.stores import outcomes
from services.notify.stores.outcomes import Settled
from services.notify.stores.tables import deliveries, notices, subjects
from shared.sql import Database

_D = deliveries.c
_CHUNK = 400
"""Ids per statement: SQLite takes a limited number of parameters."""


def fold(text: str) -> str:
    """Text as it is searched for: without regard to case and to forms of the same letter."""
    return unicodedata.normalize("NFKC", text).casefold()


def in_chunks(items: Collection[str]) -> Sequence[list[str]]:
    """The items in lists that fit into one statement."""
    whole = list(items)
    return [whole[i : i + _CHUNK] for i in range(0, len(whole), _CHUNK)]


def inserted(connection: Connection, insert: Any) -> bool:
    """Insert a row with an ``id`` unless it is there; whether it was not.

    Asked by RETURNING: how many rows were counted is not known with every driver.
    """
    statement = insert.on_conflict_do_nothing().returning(insert.table.c.id)
    return connection.execute(statement).first() is not None


def lock_subject(
    database: Database, connection: Connection, key: str, *, version: int = -1, withdrawn: int = -1
) -> tuple[int, int]:
    """Raise what is known about a subject and hold its row until the transaction ends.

    Returns the latest version and the version up to which it is withdrawn (-1: none).
    """
    insert = database.insert_into(subjects).values(
        subject_key=key, latest_version=version, withdrawn_upto=withdrawn
    )

    def higher(column: sa.Column[int]) -> Any:
        new = insert.excluded[column.name]
        return sa.case((new > column, new), else_=column)

    row = connection.execute(
        insert.on_conflict_do_update(
            index_elements=[subjects.c.subject_key],
            set_={
                "latest_version": higher(subjects.c.latest_version),
                "withdrawn_upto": higher(subjects.c.withdrawn_upto),
            },
        ).returning(subjects.c.latest_version, subjects.c.withdrawn_upto)
    ).one()
    return int(row.latest_version), int(row.withdrawn_upto)


def end_older(
    connection: Connection, key: str, upto_version: int, state: State, reason: str, now: datetime
) -> None:
    """End what is unsent about a subject up to a version."""
    older = sa.select(notices.c.id).where(
        notices.c.subject_key == key, notices.c.subject_version <= upto_version
    )
    end(connection, _D.notice_id.in_(older), state, reason, now)


def end(
    connection: Connection,
    which: sa.ColumnElement[bool],
    state: State,
    reason: str,
    now: datetime,
) -> int:
    """End whatever of ``which`` is not sent yet; returns how many letters.

    That is: waiting, put aside, due for a second try, or being sent but still before its
    first byte (its worker is told so by ``data_started``).
    """
    unsent = sa.or_(
        _D.state.in_([State.PLANNED.value, State.SHUNTED.value]),
        sa.and_(_D.state == State.SENDING.value, _D.data_started_at.is_(None)),
        sa.and_(_D.state == State.UNKNOWN.value, _D.next_try.is_not(None)),
    )
    rows = connection.execute(
        sa.update(deliveries)
        .where(which, unsent)
        .values(
            state=state.value,
            reason=reason,
            next_try=None,
            claim=None,
            claimed_until=None,
            finished_at=now,
        )
        .returning(_D.id, _D.notice_id, _D.refs)
    ).all()
    note(connection, rows, state, reason, now)
    return len(rows)


def note(
    connection: Connection, rows: Sequence[Row[Any]], state: State, reason: str, now: datetime
) -> None:
    """Add the outcome of rows (``id``, ``notice_id``, ``refs``) that came to a state."""
    kinds: dict[str, str] = {}
    for chunk in in_chunks({row.notice_id for row in rows}):
        found = connection.execute(
            sa.select(notices.c.id, notices.c.kind).where(notices.c.id.in_(chunk))
        )
        kinds.update((row.id, row.kind) for row in found)
    outcomes.note(
        connection,
        [
            Settled(row.id, row.notice_id, row.refs, kinds[row.notice_id], state, reason)
            for row in rows
        ],
        now,
    )


def standing_of(row: Row[Any], kind: str, expires_at: datetime | None) -> LetterStanding:
    """What decisions about a delivery's row rest on."""
    return LetterStanding(
        kind=kind,
        attempts=row.attempts,
        crashes=row.crashes,
        unknowns=row.unknowns,
        first_try_at=row.first_try_at,
        data_started=row.data_started_at is not None,
        expires_at=expires_at,
        spread=UUID(row.id).int % 1000 / 1000,
    )
