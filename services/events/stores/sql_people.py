"""Everything in the events service's tables in which a person can stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from services.events.records.event import Event
from services.events.records.event_json import from_values
from services.events.records.invitation import Invitation
from services.events.records.people import HistoryRow, OutboxLetter
from services.events.records.registration import Registration
from services.events.stores import tables as t
from services.events.stores.sql_invitations import SqlInvitationRecords
from services.events.stores.sql_registrations import SqlRegistrationRecords, emptied, over

_CHUNK = 500


class SqlPeople:
    """Implements ``people.People``."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def registrations(self) -> list[Registration]:
        """Registrations that name somebody."""
        c = t.registration.c
        return SqlRegistrationRecords(self.connection).where(
            sa.or_(c.email != "", c.name != "", c.note != "", c.booked_by != "", c.entered_by != "")
        )

    def registrations_due(self, ended_before: datetime, expired_before: datetime) -> int:
        """How many ``SqlRegistrationRecords.forget_people`` would empty."""
        query = sa.select(sa.func.count()).where(over(ended_before, expired_before))
        return int(self.connection.execute(query).scalar_one())

    def empty_registration(self, id: str) -> None:
        """Empty a registration as if its time were over; its numbers stay."""
        self.connection.execute(
            sa.update(t.registration)
            .where(t.registration.c.id == id)
            .values(**emptied(), entered_by="")
        )

    def write_texts(self, registration: Registration) -> None:
        """Replace what is said about a registration beside the person's own data."""
        self.connection.execute(
            sa.update(t.registration)
            .where(t.registration.c.id == registration.id)
            .values(
                note=registration.note,
                organisation=registration.organisation,
                booked_by=registration.booked_by,
                entered_by=registration.entered_by,
            )
        )

    def invitations(self) -> list[Invitation]:
        """All invitations."""
        return SqlInvitationRecords(self.connection).where(sa.true())

    def events(self) -> Iterator[Event]:
        """All events."""
        for body in self.connection.execute(sa.select(t.event.c.body)).scalars().all():
            yield from_values(json.loads(body))

    def history(self) -> Iterator[HistoryRow]:
        """Every version of every event."""
        c = t.event_history.c
        query = sa.select(c.event_id, c.version, c.author, c.body).order_by(c.event_id, c.version)
        for row in self.connection.execute(query).all():
            yield HistoryRow(row.event_id, row.version, row.author, json.loads(row.body))

    def write_history(self, row: HistoryRow) -> None:
        """Replace a version's author and content; it stays the same version."""
        c = t.event_history.c
        self.connection.execute(
            sa.update(t.event_history)
            .where(c.event_id == row.event_id, c.version == row.version)
            .values(
                author=row.author,
                body=json.dumps(row.values, ensure_ascii=False, sort_keys=True),
            )
        )

    def letters(self) -> Iterator[OutboxLetter]:
        """What the outbox still holds."""
        c = t.outbox.c
        query = sa.select(c.id, c.state, c.payload, c.last_error).where(
            sa.or_(c.payload != "", c.last_error != "")
        )
        for row in self.connection.execute(query).all():
            yield OutboxLetter(row.id, row.state == "pending", row.payload, row.last_error)

    def write_letter(self, letter: OutboxLetter) -> None:
        """Replace the text of a letter; without one it is not sent any more."""
        values: dict[str, Any] = {"payload": letter.payload, "last_error": letter.error}
        if letter.waits and not letter.payload:
            values["state"] = "withdrawn"
        self.connection.execute(
            sa.update(t.outbox).where(t.outbox.c.id == letter.id).values(**values)
        )
