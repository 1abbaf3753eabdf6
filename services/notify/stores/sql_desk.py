"""The delivery log as coordinators look at it (``desk.ports.DeskLog``)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from services.notify.records.deliveries import LetterPage, ListedLetter
from services.notify.records.state import State
from services.notify.stores import outcomes as outcome_rows
from services.notify.stores.ending import fold
from services.notify.stores.outcomes import Settled
from services.notify.stores.seal import Seal
from services.notify.stores.tables import deliveries, notices, subjects
from shared.errors import Conflict, NotFound
from shared.sql import Database

_D = deliveries.c
_COLUMNS = (
    _D.id,
    _D.state,
    _D.reason,
    _D.detail,
    _D.address,
    _D.name,
    _D.lang,
    _D.planned_at,
    _D.finished_at,
    _D.next_try,
    _D.attempts,
    _D.emptied_at,
    notices.c.kind,
    notices.c.event_title,
    notices.c.subject_version,
    subjects.c.latest_version,
    subjects.c.withdrawn_upto,
)
_JOINED = deliveries.join(notices, notices.c.id == _D.notice_id).join(
    subjects, subjects.c.subject_key == notices.c.subject_key
)


class SqlDesk:
    """Implements ``desk.ports.DeskLog`` on the tables of the delivery log."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    def page(self, states: Collection[State], text: str, offset: int, limit: int) -> LetterPage:
        """See the port."""
        conditions: list[sa.ColumnElement[bool]] = []
        if states:
            conditions.append(_D.state.in_([state.value for state in states]))
        # Every word must occur, in any order.
        for word in fold(text).split():
            conditions.append(_D.search.contains(word, autoescape=True))
        with self._database.read() as connection:
            total = connection.scalar(
                sa.select(sa.func.count()).select_from(deliveries).where(*conditions)
            )
            rows = connection.execute(
                sa.select(*_COLUMNS)
                .select_from(_JOINED)
                .where(*conditions)
                .order_by(_D.planned_at.desc(), _D.id)
                .offset(offset)
                .limit(limit)
            ).all()
        return LetterPage([_entry(row) for row in rows], total or 0)

    def counts(self) -> Mapping[State, int]:
        """See the port."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(_D.state, sa.func.count()).group_by(_D.state)).all()
        return {State(state): count for state, count in rows}

    def entry(self, delivery_id: str) -> ListedLetter:
        """See the port."""
        with self._database.read() as connection:
            row = connection.execute(
                sa.select(*_COLUMNS).select_from(_JOINED).where(_D.id == delivery_id)
            ).one_or_none()
        if row is None:
            raise NotFound("delivery.unknown")
        return _entry(row)

    def contents(self, delivery_id: str) -> tuple[str, bytes | None, str, datetime]:
        """See the port."""
        with self._database.read() as connection:
            row = connection.execute(
                sa.select(_D.sealed_facts, _D.sealed_letter, _D.address_hash, _D.planned_at).where(
                    _D.id == delivery_id
                )
            ).one_or_none()
        if row is None or (row.sealed_facts is None and row.sealed_letter is None):
            raise NotFound("delivery.unknown")
        return (
            self._seal.open(row.sealed_facts).decode() if row.sealed_facts else "",
            self._seal.open(row.sealed_letter) if row.sealed_letter else None,
            row.address_hash,
            row.planned_at,
        )

    def put_back(self, delivery_id: str, seen: State, now: datetime) -> None:
        """See the port."""
        self._change(
            delivery_id,
            seen,
            State.PLANNED,
            "",
            now,
            next_try=now,
            rung_at=None,
            # Tried anew with all its tries, not given up at the first refusal.
            first_try_at=None,
            attempts=0,
            crashes=0,
            unknowns=0,
            finished_at=None,
        )

    def drop(self, delivery_id: str, seen: State, now: datetime) -> None:
        """See the port."""
        self._change(
            delivery_id, seen, State.CANCELLED, "by_hand", now, next_try=None, finished_at=now
        )

    def _change(
        self,
        delivery_id: str,
        seen: State,
        state: State,
        reason: str,
        now: datetime,
        **values: Any,
    ) -> None:
        with self._database.write() as connection:
            row = connection.execute(
                sa.update(deliveries)
                .where(_D.id == delivery_id, _D.state == seen.value, _D.emptied_at.is_(None))
                .values(state=state.value, reason=reason, claim=None, **values)
                .returning(_D.id, _D.notice_id, _D.refs)
            ).one_or_none()
            if row is None:
                raise Conflict("delivery.changed")
            kind = connection.scalar(sa.select(notices.c.kind).where(notices.c.id == row.notice_id))
            settled = Settled(row.id, row.notice_id, row.refs, str(kind), state, reason)
            outcome_rows.note(connection, [settled], now)


def _entry(row: Any) -> ListedLetter:
    outdated = row.subject_version < row.latest_version or row.subject_version <= row.withdrawn_upto
    return ListedLetter(
        id=row.id,
        kind=row.kind,
        state=State(row.state),
        reason=row.reason,
        detail=row.detail,
        address=row.address,
        name=row.name,
        event_title=row.event_title,
        lang=row.lang,
        planned_at=row.planned_at,
        finished_at=row.finished_at,
        next_try=row.next_try,
        attempts=row.attempts,
        emptied=row.emptied_at is not None,
        outdated=outdated,
    )
