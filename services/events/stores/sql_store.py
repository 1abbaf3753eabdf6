"""The store of the events service in SQLite or PostgreSQL.

Verbs work inside ``read()`` or ``write()``: what belongs together is committed together, the
outbox row with its cause. Lock order: event, then registration.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from services.events.stores import tables as t
from services.events.stores.sql_events import SqlEventRecords, SqlSeatCounter
from services.events.stores.sql_invitations import SqlInvitationRecords
from services.events.stores.sql_notes import SqlLetterLimits, SqlNotes, SqlOutgoing
from services.events.stores.sql_people import SqlPeople
from services.events.stores.sql_registrations import SqlRegistrationRecords
from shared import outbox
from shared.sql import Database, migrate

MIGRATIONS = Path(__file__).parent / "migrations"


class SqlTransaction:
    """Implements ``transaction.Transaction``; handed out by ``SqlEvents.read`` and ``.write``."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.events = SqlEventRecords(connection)
        self.seats = SqlSeatCounter(connection)
        self.registrations = SqlRegistrationRecords(connection)
        self.invitations = SqlInvitationRecords(connection)
        self.limits = SqlLetterLimits(connection)
        self.notes = SqlNotes(connection)
        self.outbox = SqlOutgoing(connection)
        self.people = SqlPeople(connection)


class SqlEvents:
    """The store. Constructing it brings the tables up to date; safe to share by threads."""

    def __init__(self, database: Database) -> None:
        self.database = database
        migrate(database, MIGRATIONS, "events")
        self.outbox = outbox.SqlOutbox(database, t.outbox)

    @contextmanager
    def read(self) -> Iterator[SqlTransaction]:
        """Look; raises Unavailable if the database does not answer."""
        with self.database.read() as connection:
            yield SqlTransaction(connection)

    @contextmanager
    def write(self) -> Iterator[SqlTransaction]:
        """Change; committed at the end of the block or not at all."""
        with self.database.write() as connection:
            yield SqlTransaction(connection)
