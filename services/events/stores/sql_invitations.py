"""Invitations in SQLite or PostgreSQL."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select, update

from services.events.records.invitation import Invitation
from services.events.stores import tables as t
from shared.errors import NotFound


class SqlInvitationRecords:
    """Implements ``transaction.InvitationRecords``."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def get(self, id: str) -> Invitation:
        """Raises NotFound."""
        rows = self.where(t.invitation.c.id == id)
        if not rows:
            raise NotFound("not_found.invitation")
        return rows[0]

    def of_event(self, event_id: str) -> list[Invitation]:
        """Who was proposed and who was invited, by name."""
        return self.where(t.invitation.c.event_id == event_id)

    def put(self, invitation: Invitation, *, new: bool) -> None:
        """Insert or replace an invitation."""
        values = asdict(invitation)
        if new:
            self.connection.execute(insert(t.invitation).values(**values))
        else:
            c = t.invitation.c
            self.connection.execute(
                update(t.invitation).where(c.id == invitation.id).values(**values)
            )

    def forget_people(self, ended_before: datetime) -> int:
        """See the port."""
        found = self.connection.execute(
            update(t.invitation).where(_over(ended_before)).values(email="", email_source="")
        )
        return int(found.rowcount)

    def people_due(self, ended_before: datetime) -> int:
        """See the port."""
        query = select(func.count()).where(_over(ended_before))
        return int(self.connection.execute(query).scalar_one())

    def set_mail_state(self, id: str, state: str) -> None:
        """What became of the last letter about an invitation."""
        table = t.invitation
        self.connection.execute(update(table).where(table.c.id == id).values(mail_state=state))

    def where(self, condition: Any) -> list[Invitation]:
        """Invitations that meet a condition on the table, by name."""
        columns = [t.invitation.c[name] for name in Invitation.__dataclass_fields__]
        query = select(*columns).where(condition).order_by(t.invitation.c.name, t.invitation.c.id)
        return [Invitation(**row._mapping) for row in self.connection.execute(query)]


def _over(ended_before: datetime) -> Any:
    """Invitations with an address to events that ended before."""
    over = select(t.event.c.id).where(t.event.c.ends_at < ended_before)
    return and_(t.invitation.c.event_id.in_(over), t.invitation.c.email != "")
