"""Events, registrations and invitations in SQLite or PostgreSQL.

Use cases work inside ``read()`` or ``write()``: what belongs together is committed
together, the outbox row with its cause. Lock order: event, then registration.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update

from services.events.records.event import Event
from services.events.records.event_json import from_values, to_values
from services.events.records.invitation import Invitation
from services.events.records.registration import LIVE, Registration, RegistrationState, email_key
from services.events.stores import tables as t
from services.events.stores.sql_memory import Memory
from shared import outbox
from shared.errors import Conflict, NotFound
from shared.sql import Database, migrate

MIGRATIONS = Path(__file__).parent / "migrations"


class Session(Memory):
    """One transaction's view; handed out by ``SqlEvents.read`` and ``.write``."""

    # --- events -------------------------------------------------------------------------

    def event(self, id: str, *, lock: bool = False) -> Event:
        """The event; ``lock`` keeps others from deciding about it meanwhile (PostgreSQL).

        Raises NotFound, Unreadable.
        """
        query = select(t.event.c.body).where(t.event.c.id == id)
        body = self.connection.execute(query.with_for_update() if lock else query).scalar()
        if body is None:
            raise NotFound("not_found.event")
        return from_values(json.loads(body))

    def events(
        self,
        *,
        ends_after: datetime | None = None,
        ends_before: datetime | None = None,
        statuses: Sequence[str] = (),
        limit: int = 2000,
    ) -> list[Event]:
        """Events by start; bounds are half open. Raises Unreadable."""
        c = t.event.c
        query = select(c.body).order_by(c.starts_at, c.id).limit(limit)
        if ends_after is not None:
            query = query.where(c.ends_at > ends_after)
        if ends_before is not None:
            query = query.where(c.ends_at <= ends_before)
        if statuses:
            query = query.where(c.status.in_(statuses))
        return [from_values(json.loads(body)) for body in self.connection.execute(query).scalars()]

    def put_event(self, event: Event, author: str, expects: int | None) -> None:
        """Insert (``expects`` None) or replace the event that stands in version ``expects``.

        Raises Conflict if it stands in another. Lowering the capacity below the seats taken is
        the caller's to refuse; the database would refuse it too.
        """
        body = json.dumps(to_values(event), ensure_ascii=False, sort_keys=True)
        values = {
            "status": event.status,
            "visibility": event.visibility,
            "starts_at": event.starts_at,
            "ends_at": event.ends_at,
            "updated_at": event.updated_at,
            "capacity": event.capacity,
            "version": event.version,
            "origin": event.origin,
            "body": body,
        }
        if expects is None:
            self.connection.execute(insert(t.event).values(id=event.id, **values))
        else:
            found = self.connection.execute(
                update(t.event)
                .where(t.event.c.id == event.id, t.event.c.version == expects)
                .values(**values)
            )
            if found.rowcount != 1:
                raise Conflict
        self.connection.execute(
            insert(t.event_history).values(
                event_id=event.id,
                version=event.version,
                at=event.updated_at,
                author=author,
                body=body,
            )
        )

    def delete_event(self, id: str) -> None:
        """Remove an event with all that hangs on it."""
        for table in (t.registration, t.invitation, t.event_history):
            self.connection.execute(delete(table).where(table.c.event_id == id))
        self.connection.execute(delete(t.event).where(t.event.c.id == id))

    def ids_of_origin(self, origin: str) -> list[str]:
        """Events that were loaded with a data set."""
        query = select(t.event.c.id).where(t.event.c.origin == origin)
        return list(self.connection.execute(query).scalars())

    # --- seats --------------------------------------------------------------------------

    def take(self, event_id: str, seats: int) -> bool:
        """Take seats if there are that many: one conditional update, never count-then-insert."""
        c = t.event.c
        found = self.connection.execute(
            update(t.event)
            .where(c.id == event_id, or_(c.capacity.is_(None), c.taken + seats <= c.capacity))
            .values(taken=c.taken + seats)
        )
        return found.rowcount == 1

    def has_room(self, event_id: str, seats: int) -> bool:
        """Whether there are that many free seats; under the event's lock only (see ``event``)."""
        c = t.event.c
        query = select(c.id).where(
            c.id == event_id, or_(c.capacity.is_(None), c.taken + seats <= c.capacity)
        )
        return self.connection.execute(query).first() is not None

    def give_back(self, event_id: str, seats: int) -> None:
        """Free seats again."""
        c = t.event.c
        self.connection.execute(
            update(t.event).where(c.id == event_id).values(taken=c.taken - seats)
        )

    def taken(self, event_id: str) -> int:
        """Seats held by unconfirmed and confirmed registrations."""
        query = select(t.event.c.taken).where(t.event.c.id == event_id)
        return int(self.connection.execute(query).scalar() or 0)

    def miscounted(self) -> list[tuple[str, int, int]]:
        """The audit: events whose counter differs from the seats held: (id, counter, held)."""
        held = func.coalesce(func.sum(t.registration.c.held), 0)
        query = (
            select(t.event.c.id, t.event.c.taken, held)
            .outerjoin(t.registration, t.registration.c.event_id == t.event.c.id)
            .group_by(t.event.c.id, t.event.c.taken)
            .having(held != t.event.c.taken)
        )
        return [(row[0], int(row[1]), int(row[2])) for row in self.connection.execute(query)]

    # --- registrations --------------------------------------------------------------------

    def registration(self, id: str) -> Registration:
        """Raises NotFound."""
        row = self._rows(t.registration.c.id == id)
        if not row:
            raise NotFound("not_found.registration")
        return row[0]

    def registrations(self, event_id: str) -> list[Registration]:
        """All registrations of an event, the earliest first."""
        return self._rows(t.registration.c.event_id == event_id)

    def by_form(self, form_id: str) -> Registration | None:
        """The registration that this very form made, if it was sent before."""
        rows = self._rows(t.registration.c.form_id == form_id) if form_id else []
        return rows[0] if rows else None

    def live_of(self, event_id: str, email: str) -> Registration | None:
        """A registration of this address that is unconfirmed, confirmed or waiting."""
        c = t.registration.c
        rows = self._rows(
            and_(
                c.event_id == event_id,
                c.email_key == email_key(email),
                c.state.in_([state.value for state in LIVE]),
            )
        )
        return rows[0] if rows else None

    def times_left(self, registration: Registration) -> int:
        """How many other registrations of this person at the event were cancelled."""
        c = t.registration.c
        query = select(func.count()).where(
            c.event_id == registration.event_id,
            c.email_key == email_key(registration.email),
            c.state == RegistrationState.CANCELLED,
            c.id != registration.id,
        )
        return int(self.connection.execute(query).scalar_one())

    def waiting(self, event_id: str) -> list[Registration]:
        """Confirmed people without a seat."""
        c = t.registration.c
        return self._rows(and_(c.event_id == event_id, c.state == RegistrationState.WAITING))

    def lapsed_holds(self, now: datetime, limit: int = 500) -> list[Registration]:
        """Unconfirmed registrations whose time is over."""
        c = t.registration.c
        lapsed = and_(c.state == RegistrationState.UNCONFIRMED, c.hold_until <= now)
        return self._rows(lapsed)[:limit]

    def put_registration(
        self, registration: Registration, *, expects: int | None, form_id: str | None = None
    ) -> None:
        """Insert (``expects`` None) or replace the registration in version ``expects``."""
        values = {
            **asdict(registration),
            "email_key": email_key(registration.email),
            "live": int(registration.state in LIVE),
        }
        c = t.registration.c
        if expects is None:
            self.connection.execute(insert(t.registration).values(form_id=form_id, **values))
            return
        found = self.connection.execute(
            update(t.registration)
            .where(c.id == registration.id, c.version == expects)
            .values(**values)
        )
        if found.rowcount != 1:
            raise Conflict

    def counts(self, event_ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Event id -> state -> number of people (seats), for lists."""
        c = t.registration.c
        query = (
            select(c.event_id, c.state, func.sum(c.seats))
            .where(c.event_id.in_(event_ids))
            .group_by(c.event_id, c.state)
        )
        found: dict[str, dict[str, int]] = {}
        for event_id, state, number in self.connection.execute(query):
            found.setdefault(event_id, {})[state] = int(number)
        return found

    def _rows(self, condition: Any) -> list[Registration]:
        columns = [t.registration.c[name] for name in Registration.__dataclass_fields__]
        query = select(*columns).where(condition)
        query = query.order_by(t.registration.c.created_at, t.registration.c.id)
        return [_registration(dict(row._mapping)) for row in self.connection.execute(query)]

    # --- invitations ----------------------------------------------------------------------

    def invitation(self, id: str) -> Invitation:
        """Raises NotFound."""
        rows = self._invitations(t.invitation.c.id == id)
        if not rows:
            raise NotFound("not_found.invitation")
        return rows[0]

    def invitations(self, event_id: str) -> list[Invitation]:
        """Who was proposed and who was invited, by name."""
        return self._invitations(t.invitation.c.event_id == event_id)

    def put_invitation(self, invitation: Invitation, *, new: bool) -> None:
        """Insert or replace an invitation."""
        values = asdict(invitation)
        if new:
            self.connection.execute(insert(t.invitation).values(**values))
        else:
            c = t.invitation.c
            self.connection.execute(
                update(t.invitation).where(c.id == invitation.id).values(**values)
            )

    def _invitations(self, condition: Any) -> list[Invitation]:
        columns = [t.invitation.c[name] for name in Invitation.__dataclass_fields__]
        query = select(*columns).where(condition).order_by(t.invitation.c.name, t.invitation.c.id)
        return [Invitation(**row._mapping) for row in self.connection.execute(query)]

    def set_mail_state(self, kind: str, id: str, state: str) -> None:
        """What became of the last letter to a registration or invitation."""
        table = t.registration if kind == "registration" else t.invitation
        self.connection.execute(update(table).where(table.c.id == id).values(mail_state=state))

    def send(
        self, *, id: str, target: str, path: str, payload: str, now: datetime, subject: str = ""
    ) -> None:
        """Put something to tell others into this transaction."""
        outbox.add(
            self.connection,
            t.outbox,
            id=id,
            target=target,
            path=path,
            payload=payload,
            now=now,
            subject=subject,
        )


def _registration(row: Mapping[str, Any]) -> Registration:
    return Registration(**{**row, "state": RegistrationState(row["state"])})


class SqlEvents:
    """The store. Constructing it brings the tables up to date; safe to share by threads."""

    def __init__(self, database: Database) -> None:
        self.database = database
        migrate(database, MIGRATIONS, "events")
        self.outbox = outbox.SqlOutbox(database, t.outbox)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Look; raises Unavailable if the database does not answer."""
        with self.database.read() as connection:
            yield Session(connection)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Change; committed at the end of the block or not at all."""
        with self.database.write() as connection:
            yield Session(connection)
