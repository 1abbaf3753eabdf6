"""The delivery log in SQLite or PostgreSQL: the only truth about every letter."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.notify.records.bell import Due
from services.notify.records.deliveries import Claim, NewDelivery, StaleClaim
from services.notify.records.instance import COPY
from services.notify.records.state import DATA_LEASE, LEASE, Decision, State, is_bulk
from services.notify.stores import outcomes as outcome_rows
from services.notify.stores.ending import (
    end,
    end_older,
    fold,
    in_chunks,
    inserted,
    lock_subject,
    note,
    standing_of,
)
from services.notify.stores.outcomes import Settled
from services.notify.stores.seal import Seal
from services.notify.stores.sql_holds import SqlHolds
from services.notify.stores.sql_instance import is_of_before
from services.notify.stores.sql_people import emptied
from services.notify.stores.tables import (
    centres,
    deliveries,
    notices,
    subjects,
    withdrawals,
)
from shared.notices import Notice, OutcomePage, Sender
from shared.sql import Database, migrate

MIGRATIONS = Path(__file__).parent / "migrations"
_D = deliveries.c


def prepare(database: Database) -> None:
    """Create or update the tables; any number of processes may do so at once."""
    migrate(database, MIGRATIONS, "notify")


class SqlDeliveryLog(SqlHolds):
    """Implements ``IntakeLog``, ``DeliveryLog`` and ``SweepLog`` of their rooms.

    The tables must be there (``prepare``).
    """

    def __init__(self, database: Database, seal: Seal) -> None:
        super().__init__(database)
        self._seal = seal

    def check(self) -> None:
        """Raise Unavailable if the database does not answer."""
        self._database.check()

    def centre(self) -> Sender | None:
        """See the port."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(centres)).one_or_none()
        if row is None:
            return None
        return Sender(
            name=row.name,
            address="",
            imprint_url=row.imprint_url,
            privacy_url=row.privacy_url,
            dataset=row.dataset,
        )

    # -- accepting -------------------------------------------------------------------------

    def accept(self, notice: Notice, deliveries_: Sequence[NewDelivery], now: datetime) -> bool:
        """See the port."""
        # Encrypted before the transaction: thousands of letters take a moment.
        rows = [self._row(notice, one, now) for one in deliveries_]
        with self._database.write() as connection:
            latest, withdrawn = lock_subject(
                self._database, connection, notice.subject_key, version=notice.subject_version
            )
            insert = self._database.insert_into(notices).values(
                id=str(notice.id),
                kind=notice.kind.value,
                subject_key=notice.subject_key,
                subject_version=notice.subject_version,
                event_id=str(notice.event.id) if notice.event else "",
                event_title=_about(notice),
                expires_at=notice.expires_at,
                created_at=notice.created_at,
                accepted_at=now,
            )
            if not inserted(connection, insert):
                return False
            of_before = is_of_before(connection, notice.created_at)
            for row in rows:
                if row["state"] == State.PLANNED:
                    if notice.subject_version <= withdrawn:
                        row.update(state=State.CANCELLED, reason="withdrawn", finished_at=now)
                    elif notice.subject_version < latest:
                        row.update(state=State.SUPERSEDED, reason="newer", finished_at=now)
                    elif of_before:
                        row.update(state=State.SHUNTED, reason=COPY, finished_at=now)
                row.update(next_try=now if row["state"] == State.PLANNED else None)
            connection.execute(sa.insert(deliveries), rows)
            outcome_rows.note(
                connection,
                [
                    Settled(
                        row["id"],
                        row["notice_id"],
                        row["refs"],
                        notice.kind.value,
                        State(row["state"]),
                        row["reason"],
                    )
                    for row in rows
                ],
                now,
            )
            end_older(connection, notice.subject_key, latest - 1, State.SUPERSEDED, "newer", now)
            self._remember_centre(connection, notice)
        return True

    def withdraw(self, id: str, subject_key: str, upto_version: int, now: datetime) -> bool:
        """See the port."""
        with self._database.write() as connection:
            lock_subject(self._database, connection, subject_key, withdrawn=upto_version)
            insert = self._database.insert_into(withdrawals).values(
                id=id, subject_key=subject_key, upto_version=upto_version, received_at=now
            )
            if not inserted(connection, insert):
                return False
            end_older(connection, subject_key, upto_version, State.CANCELLED, "withdrawn", now)
        return True

    def _remember_centre(self, connection: Connection, notice: Notice) -> None:
        facts = {
            "name": notice.sender.name,
            "imprint_url": notice.sender.imprint_url,
            "privacy_url": notice.sender.privacy_url,
            "dataset": notice.sender.dataset,
            "seen_at": notice.created_at,
        }
        insert = self._database.insert_into(centres).values(id="centre", **facts)
        connection.execute(
            insert.on_conflict_do_update(
                index_elements=[centres.c.id],
                set_=facts,
                where=centres.c.seen_at <= notice.created_at,
            )
        )

    def _row(self, notice: Notice, one: NewDelivery, now: datetime) -> dict[str, Any]:
        title = _about(notice)
        return {
            "id": one.id,
            "notice_id": str(notice.id),
            "refs": json.dumps(one.refs, ensure_ascii=False),
            "address": one.address,
            "name": one.name,
            "address_hash": one.address_hash,
            "search": fold(f"{one.name} {one.address} {title}"),
            "lang": one.lang,
            "urgency": int(is_bulk(notice.kind)),
            "state": one.state.value,
            "reason": one.reason,
            "detail": "",
            "attempts": 0,
            "crashes": 0,
            "unknowns": 0,
            "planned_at": now,
            "next_try": now,
            # Rung for by whoever accepts; the sweep comes after a lease if nobody heard it.
            "rung_at": None,
            "finished_at": None if one.state is State.PLANNED else now,
            "sealed_facts": self._seal.close(one.facts.encode()),
        }

    # -- sending ---------------------------------------------------------------------------

    def claim(self, delivery_id: str, now: datetime) -> Claim | None:
        """See the port."""
        token = str(uuid4())
        with self._database.write() as connection:
            row = connection.execute(
                sa.update(deliveries)
                .where(
                    _D.id == delivery_id,
                    _D.state.in_([State.PLANNED.value, State.UNKNOWN.value]),
                    _D.next_try <= now,
                )
                .values(
                    state=State.SENDING.value,
                    claim=token,
                    claimed_until=now + LEASE,
                    data_started_at=None,
                    first_try_at=sa.func.coalesce(_D.first_try_at, now, type_=_D.first_try_at.type),
                    # Raised before the work: a letter that kills its worker must count too.
                    crashes=_D.crashes + 1,
                )
                .returning(deliveries)
            ).one_or_none()
            if row is None:
                return None
            notice = connection.execute(
                sa.select(notices, subjects)
                .join(subjects, subjects.c.subject_key == notices.c.subject_key)
                .where(notices.c.id == row.notice_id)
            ).one()
            # Something newer may have come while this letter was on its way and refused.
            if notice.subject_version <= notice.withdrawn_upto:
                end(connection, _D.id == row.id, State.CANCELLED, "withdrawn", now)
                return None
            if notice.subject_version < notice.latest_version:
                end(connection, _D.id == row.id, State.SUPERSEDED, "newer", now)
                return None
        return Claim(
            delivery_id=row.id,
            token=token,
            standing=standing_of(row, notice.kind, notice.expires_at),
            address=row.address,
            address_hash=row.address_hash,
            planned_at=row.planned_at,
            facts=self._seal.open(row.sealed_facts).decode() if row.sealed_facts else "",
            letter=self._seal.open(row.sealed_letter) if row.sealed_letter else None,
        )

    def data_started(self, claim: Claim, letter: bytes, now: datetime) -> bool:
        """See the port."""
        with self._database.write() as connection:
            done = connection.execute(
                sa.update(deliveries)
                .where(
                    _D.id == claim.delivery_id,
                    _D.claim == claim.token,
                    _D.state == State.SENDING.value,
                    _D.claimed_until > now,
                )
                .values(
                    data_started_at=now,
                    claimed_until=now + DATA_LEASE,
                    sealed_letter=self._seal.close(letter),
                    sealed_facts=None,
                )
            )
        return done.rowcount == 1

    def record(
        self, claim: Claim | StaleClaim, decision: Decision, detail: str, now: datetime
    ) -> bool:
        """See the port."""
        with self._database.write() as connection:
            rows = connection.execute(
                sa.update(deliveries)
                .where(
                    _D.id == claim.delivery_id,
                    _D.claim == claim.token,
                    _D.state.in_([State.SENDING.value, State.UNKNOWN.value]),
                )
                .values(
                    state=decision.state.value,
                    reason=decision.reason,
                    detail=detail[:400],
                    next_try=decision.next_try,
                    rung_at=None,
                    attempts=decision.attempts,
                    crashes=decision.crashes,
                    unknowns=decision.unknowns,
                    claimed_until=None,
                    finished_at=None if decision.next_try else now,
                )
                .returning(_D.id, _D.notice_id, _D.refs)
            ).all()
            note(connection, rows, decision.state, decision.reason, now)
        return bool(rows)

    def stale(self, now: datetime, limit: int) -> Sequence[StaleClaim]:
        """See the port."""
        with self._database.read() as connection:
            rows = connection.execute(
                sa.select(deliveries, notices.c.kind, notices.c.expires_at)
                .join(notices, notices.c.id == _D.notice_id)
                .where(_D.state == State.SENDING.value, _D.claimed_until <= now)
                .limit(limit)
            ).all()
        return [
            StaleClaim(row.id, row.claim, standing_of(row, row.kind, row.expires_at))
            for row in rows
        ]

    def expire(self, now: datetime) -> int:
        """See the port."""
        over = sa.select(notices.c.id).where(notices.c.expires_at <= now)
        waiting = sa.and_(_D.state == State.PLANNED.value, _D.unknowns == 0)
        with self._database.read() as connection:
            found = connection.execute(
                sa.select(_D.id).where(waiting, _D.notice_id.in_(over)).limit(1)
            ).first()
        if found is None:
            # The usual case, without taking the lock of a writer every few seconds.
            return 0
        with self._database.write() as connection:
            which = sa.and_(waiting, _D.notice_id.in_(over))
            return end(connection, which, State.CANCELLED, "expired", now)

    def due(self, now: datetime, limit: int) -> Sequence[Due]:
        """See the port."""
        is_due = sa.and_(
            _D.state.in_([State.PLANNED.value, State.UNKNOWN.value]),
            _D.next_try <= now,
            sa.or_(_D.rung_at.is_(None), _D.rung_at <= now - LEASE),
        )
        with self._database.read() as connection:
            ids = connection.scalars(
                sa.select(_D.id).where(is_due).order_by(_D.urgency, _D.next_try, _D.id).limit(limit)
            ).all()
        if not ids:
            return []
        found: dict[str, Due] = {}
        with self._database.write() as connection:
            for chunk in in_chunks(ids):
                # Asked again inside: another sweep may have rung for some meanwhile.
                rows = connection.execute(
                    sa.update(deliveries)
                    .where(_D.id.in_(chunk), is_due)
                    .values(rung_at=now)
                    .returning(_D.id, _D.urgency)
                )
                found.update((row.id, Due(row.id, bool(row.urgency))) for row in rows)
        return [found[id] for id in ids if id in found]

    def not_rung(self, delivery_ids: Collection[str]) -> None:
        """See the port."""
        if not delivery_ids:
            return
        with self._database.write() as connection:
            for chunk in in_chunks(delivery_ids):
                connection.execute(
                    sa.update(deliveries).where(_D.id.in_(chunk)).values(rung_at=None)
                )

    def outcomes(self, after: int, limit: int) -> OutcomePage:
        """See the port."""
        with self._database.read() as connection:
            return outcome_rows.read(connection, after, limit)

    # -- retention ----------------------------------------------------------------------

    def empty(self, before: datetime, now: datetime) -> int:
        """See the port."""
        with self._database.write() as connection:
            rows = connection.execute(
                sa.update(deliveries)
                .where(_D.emptied_at.is_(None), _D.finished_at < before)
                .values(**emptied(), emptied_at=now)
            )
        return rows.rowcount

    def due_to_empty(self, before: datetime) -> int:
        """See the port."""
        query = sa.select(sa.func.count()).where(_D.emptied_at.is_(None), _D.finished_at < before)
        with self._database.read() as connection:
            return int(connection.scalar(query) or 0)


def _about(notice: Notice) -> str:
    """What the list of letters calls the thing that a letter is about."""
    if notice.event is not None:
        return notice.event.title
    if notice.measure is not None:
        return notice.measure.title[:200]
    return notice.question.own_title[:200] if notice.question is not None else ""
