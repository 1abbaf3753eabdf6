"""Registrations in SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from services.events.records.registration import LIVE, Registration, RegistrationState, email_key
from services.events.stores import tables as t
from shared.errors import Conflict, NotFound


class SqlRegistrationRecords:
    """Implements ``transaction.RegistrationRecords``."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def get(self, id: str) -> Registration:
        """Raises NotFound."""
        row = self.where(t.registration.c.id == id)
        if not row:
            raise NotFound("not_found.registration")
        return row[0]

    def of_event(self, event_id: str) -> list[Registration]:
        """All registrations of an event, the earliest first."""
        return self.where(t.registration.c.event_id == event_id)

    def by_form(self, form_id: str) -> Registration | None:
        """The registration that this very form made, if it was sent before."""
        rows = self.where(t.registration.c.form_id == form_id) if form_id else []
        return rows[0] if rows else None

    def live_of(self, event_id: str, email: str) -> Registration | None:
        """A registration of this address that is unconfirmed, confirmed or waiting."""
        c = t.registration.c
        rows = self.where(
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
        return self.where(and_(c.event_id == event_id, c.state == RegistrationState.WAITING))

    def lapsed_holds(self, now: datetime, limit: int = 500) -> list[Registration]:
        """Unconfirmed registrations whose time is over."""
        c = t.registration.c
        lapsed = and_(c.state == RegistrationState.UNCONFIRMED, c.hold_until <= now)
        return self.where(lapsed)[:limit]

    def put(
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

    def forget_people(self, ended_before: datetime, expired_before: datetime) -> int:
        """See the port."""
        which = over(ended_before, expired_before)
        found = self.connection.execute(update(t.registration).where(which).values(**emptied()))
        return int(found.rowcount)

    def set_mail_state(self, id: str, state: str) -> None:
        """What became of the last letter about a registration."""
        table = t.registration
        self.connection.execute(update(table).where(table.c.id == id).values(mail_state=state))

    def where(self, condition: Any) -> list[Registration]:
        """Registrations that meet a condition on the table, the earliest first."""
        columns = [t.registration.c[name] for name in Registration.__dataclass_fields__]
        query = select(*columns).where(condition)
        query = query.order_by(t.registration.c.created_at, t.registration.c.id)
        return [_registration(dict(row._mapping)) for row in self.connection.execute(query)]


def over(ended_before: datetime, expired_before: datetime) -> Any:
    """Registrations that name somebody though their time is over."""
    c, e = t.registration.c, t.event.c
    over = select(e.id).where(
        e.ends_at < ended_before, or_(e.facts_version > 0, e.status == "draft")
    )
    return and_(
        c.email != "",
        or_(
            c.event_id.in_(over),
            and_(c.state == RegistrationState.EXPIRED.value, c.updated_at < expired_before),
        ),
    )


def emptied() -> dict[str, Any]:
    """The columns of a registration without the person; its numbers and states stay."""
    c = t.registration.c
    return {
        "name": "",
        "email": "",
        "email_key": c.id,
        "organisation": "",
        "booked_by": "",
        "note": "",
        # A link from a letter of before would confirm somebody without a name.
        "token_version": c.token_version + 1,
    }


def _registration(row: Mapping[str, Any]) -> Registration:
    return Registration(**{**row, "state": RegistrationState(row["state"])})
