"""What the service keeps beside its records: limits of letters, notes to itself, its outbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from services.events.stores import tables as t
from shared import outbox


class SqlLetterLimits:
    """Implements ``transaction.LetterLimits``."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

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

    def forget(self, before: datetime) -> int:
        """See the port."""
        found = self.connection.execute(delete(t.letter_count).where(t.letter_count.c.at < before))
        return int(found.rowcount)

    def due(self, before: datetime) -> int:
        """See the port."""
        query = select(func.count()).where(t.letter_count.c.at < before)
        return int(self.connection.execute(query).scalar_one())


class SqlNotes:
    """Implements ``transaction.Notes``."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def get(self, name: str, default: str = "") -> str:
        """A remembered value, such as the cursor of outcomes."""
        query = select(t.setting.c.value).where(t.setting.c.name == name)
        return str(self.connection.execute(query).scalar() or default)

    def put(self, name: str, value: str) -> None:
        """Remember a value."""
        found = self.connection.execute(
            update(t.setting).where(t.setting.c.name == name).values(value=value)
        )
        if found.rowcount == 0:
            self.connection.execute(insert(t.setting).values(name=name, value=value))


class SqlOutgoing:
    """Implements ``transaction.Outgoing``."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

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
