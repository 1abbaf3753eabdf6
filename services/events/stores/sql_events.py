"""Events and their seats in SQLite or PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from services.events.records.event import Event
from services.events.records.event_json import from_values, to_values
from services.events.stores import tables as t
from shared.errors import Conflict, NotFound


class SqlEventRecords:
    """Implements ``transaction.EventRecords``."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def get(self, id: str, *, lock: bool = False) -> Event:
        """The event; ``lock`` keeps others from deciding about it meanwhile (PostgreSQL).

        Raises NotFound.
        """
        query = select(t.event.c.body).where(t.event.c.id == id)
        body = self.connection.execute(query.with_for_update() if lock else query).scalar()
        if body is None:
            raise NotFound("not_found.event")
        return from_values(json.loads(body))

    def find(
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

    def put(self, event: Event, author: str, expects: int | None) -> None:
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

    def delete(self, id: str) -> None:
        """Remove an event with all that hangs on it."""
        for table in (t.registration, t.invitation, t.event_history):
            self.connection.execute(delete(table).where(table.c.event_id == id))
        self.connection.execute(delete(t.event).where(t.event.c.id == id))

    def ids_of_origin(self, origin: str) -> list[str]:
        """Events that were loaded with a data set."""
        query = select(t.event.c.id).where(t.event.c.origin == origin)
        return list(self.connection.execute(query).scalars())

    def mark_reminded(self, event: Event) -> bool:
        """Claim the reminder for this start; False if somebody did before."""
        c = t.event.c
        found = self.connection.execute(
            update(t.event)
            .where(
                c.id == event.id,
                or_(c.reminded_for.is_(None), c.reminded_for != event.starts_at),
            )
            .values(reminded_for=event.starts_at)
        )
        return found.rowcount == 1

    def facts(self, event_id: str) -> tuple[int, str]:
        """Version and digest of the facts that network was told last."""
        c = t.event.c
        row = self.connection.execute(
            select(c.facts_version, c.facts_digest).where(c.id == event_id)
        ).one()
        return int(row[0]), str(row[1])

    def set_facts(self, event_id: str, version: int, digest: str) -> None:
        """Remember what network is being told."""
        self.connection.execute(
            update(t.event)
            .where(t.event.c.id == event_id)
            .values(facts_version=version, facts_digest=digest)
        )


class SqlSeatCounter:
    """Implements ``transaction.SeatCounter``."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

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
