"""The outbox of an SQL service: what must be told to others, written with its cause.

A row goes into the same transaction as the change that causes it. Afterwards the
relay (``shared.relay``) delivers it; its id makes the delivery idempotent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    and_,
    func,
    insert,
    or_,
    select,
    update,
)

from shared.sql import Database


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One thing to deliver: PUT ``payload`` (JSON text) to ``path`` at ``target``."""

    id: str
    target: str
    path: str
    payload: str
    attempts: int


def outbox_table(metadata: MetaData, name: str = "outbox") -> Table:
    """The table, to be created by the service's own migration.

    ``subject`` groups rows about the same thing (``event:<id>``), so that a moved or
    cancelled event can change what is still waiting. Instants are stored in UTC.
    """
    return Table(
        name,
        metadata,
        Column("id", String(36), primary_key=True),
        Column("target", String(20), nullable=False),
        Column("path", String(200), nullable=False),
        Column("payload", Text, nullable=False),
        Column("subject", String(120), nullable=False, server_default=""),
        Column("due_at", DateTime(timezone=True), nullable=False),
        Column("state", String(10), nullable=False, server_default="pending"),
        Column("attempts", Integer, nullable=False, server_default="0"),
        Column("last_error", Text, nullable=False, server_default=""),
        Column("created_at", DateTime(timezone=True), nullable=False),
        Column("accepted_at", DateTime(timezone=True)),
        Index(f"ix_{name}_pending", "state", "due_at"),
        Index(f"ix_{name}_subject", "subject"),
    )


def add(
    connection: Connection,
    table: Table,
    *,
    id: str,
    target: str,
    path: str,
    payload: str,
    now: datetime,
    due_at: datetime | None = None,
    subject: str = "",
) -> None:
    """Put a row into the transaction that ``connection`` holds; it commits with its cause."""
    connection.execute(
        insert(table).values(
            id=id,
            target=target,
            path=path,
            payload=payload,
            subject=subject,
            due_at=_utc(due_at or now),
            created_at=_utc(now),
        )
    )


class SqlOutbox:
    """The relay's view of an outbox table (see ``shared.relay.Outbox``)."""

    def __init__(self, database: Database, table: Table) -> None:
        self._database = database
        self._table = table

    def pending(self, now: datetime, limit: int) -> Sequence[OutboxRow]:
        """Rows that are due, the longest waiting first."""
        t = self._table.c
        query = (
            select(t.id, t.target, t.path, t.payload, t.attempts)
            .where(t.state == "pending", t.due_at <= _utc(now))
            .order_by(t.due_at, t.created_at, t.id)
            .limit(limit)
        )
        with self._database.read() as connection:
            return [OutboxRow(*row) for row in connection.execute(query)]

    def accepted(self, id: str, now: datetime) -> None:
        """The target has committed the row; its text, full of addresses, is emptied here."""
        self._set(id, state="accepted", payload="", accepted_at=_utc(now), last_error="")

    def refused(self, id: str, reason: str, now: datetime) -> None:
        """The target will never take the row as it is."""
        self._set(id, state="refused", accepted_at=_utc(now), last_error=reason)

    def postponed(self, id: str, reason: str, next_try: datetime) -> None:
        """The target is away; try again at ``next_try``."""
        t = self._table.c
        self._set(id, attempts=t.attempts + 1, due_at=_utc(next_try), last_error=reason)

    def forget(self, refused_before: datetime) -> int:
        """Empty the texts of rows that are settled; returns how many.

        Of accepted ones at once (earlier versions kept them), of others that wait for nothing any
        more if they are older than ``refused_before``: until then somebody may want to know why.
        """
        with self._database.write() as connection:
            done = connection.execute(
                update(self._table).where(self._settled(refused_before)).values(payload="")
            )
            return int(done.rowcount)

    def due_to_forget(self, refused_before: datetime) -> int:
        """How many ``forget`` would empty."""
        with self._database.read() as connection:
            query = select(func.count()).where(self._settled(refused_before))
            return int(connection.execute(query).scalar_one())

    def stuck(self, older_than: datetime) -> int:
        """How many rows are refused, or still pending though due before ``older_than``."""
        t = self._table.c
        query = select(func.count()).where(
            or_(t.state == "refused", (t.state == "pending") & (t.due_at < _utc(older_than)))
        )
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def _settled(self, refused_before: datetime) -> ColumnElement[bool]:
        t = self._table.c
        return and_(
            t.payload != "",
            t.state != "pending",
            or_(t.state == "accepted", t.created_at < _utc(refused_before)),
        )

    def _set(self, id: str, **values: object) -> None:
        t = self._table
        with self._database.write() as connection:
            # A row that was withdrawn meanwhile stays withdrawn.
            connection.execute(
                update(t).where(t.c.id == id, t.c.state == "pending").values(**values)
            )


def _utc(instant: datetime) -> datetime:
    """SQLite drops the zone and compares text: every instant goes in as UTC."""
    return instant.astimezone(UTC)
