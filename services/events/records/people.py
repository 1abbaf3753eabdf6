"""What of people is stored besides their own records, and the port through which it is erased."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from services.events.records.event import Event
from services.events.records.invitation import Invitation
from services.events.records.registration import Registration


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One version of an event: who wrote it, and its content as JSON values."""

    event_id: str
    version: int
    author: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OutboxLetter:
    """What the outbox holds for another service; ``waits`` until it is taken there."""

    id: str
    waits: bool
    payload: str
    error: str


class People(Protocol):
    """Everything in which a person can stand, in one transaction."""

    def registrations(self) -> Sequence[Registration]:
        """Registrations that name somebody."""
        ...

    def registrations_due(self, ended_before: datetime, expired_before: datetime) -> int:
        """How many ``RegistrationRecords.forget_people`` would empty."""
        ...

    def empty_registration(self, id: str) -> None:
        """Empty a registration as if its time were over; its numbers stay."""
        ...

    def write_texts(self, registration: Registration) -> None:
        """Replace what is said about a registration beside the person's own data."""
        ...

    def invitations(self) -> Sequence[Invitation]:
        """All invitations."""
        ...

    def events(self) -> Iterable[Event]:
        """All events."""
        ...

    def history(self) -> Iterable[HistoryRow]:
        """Every version of every event."""
        ...

    def write_history(self, row: HistoryRow) -> None:
        """Replace a version's author and content; it stays the same version."""
        ...

    def letters(self) -> Iterable[OutboxLetter]:
        """What the outbox still holds."""
        ...

    def write_letter(self, letter: OutboxLetter) -> None:
        """Replace the text of a letter; without one it is not sent any more."""
        ...
