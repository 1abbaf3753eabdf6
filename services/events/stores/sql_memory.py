"""What the events service remembers beside its records: reminders, facts, limits, settings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from services.events.records.event import Event
from services.events.stores import tables as t


class Memory:
    """The part of a transaction's view that serves upkeep; ``sql_store.Session`` adds records."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

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

    def letters_to(self, address_hash: str, since: datetime, event_id: str = "") -> int:
        """How many opt-in letters an address was sent since then (for one event)."""
        c = t.letter_count.c
        query = select(func.count()).where(c.address_hash == address_hash, c.at > since)
        if event_id:
            query = query.where(c.event_id == event_id)
        return int(self.connection.execute(query).scalar_one())

    def count_letter(self, id: str, address_hash: str, event_id: str, at: datetime) -> None:
        """Note a letter for the limits."""
        self.connection.execute(
            insert(t.letter_count).values(
                id=id, address_hash=address_hash, event_id=event_id, at=at
            )
        )

    def setting(self, name: str, default: str = "") -> str:
        """A remembered value, such as the cursor of outcomes."""
        query = select(t.setting.c.value).where(t.setting.c.name == name)
        return str(self.connection.execute(query).scalar() or default)

    def set_setting(self, name: str, value: str) -> None:
        """Remember a value."""
        found = self.connection.execute(
            update(t.setting).where(t.setting.c.name == name).values(value=value)
        )
        if found.rowcount == 0:
            self.connection.execute(insert(t.setting).values(name=name, value=value))

    def forget_people(self, ended_before: datetime) -> int:
        """Empty names, addresses and notes of registrations for events that ended before.

        Only where network was told the numbers; letter limits of past days go as well.
        """
        c, e = t.registration.c, t.event.c
        over = select(e.id).where(
            e.ends_at < ended_before, or_(e.facts_version > 0, e.status == "draft")
        )
        found = self.connection.execute(
            update(t.registration)
            .where(c.event_id.in_(over), c.email != "")
            .values(name="", email="", email_key=c.id, organisation="", booked_by="", note="")
        )
        self.connection.execute(delete(t.letter_count).where(t.letter_count.c.at < ended_before))
        return int(found.rowcount)
