"""The store port: transactions over events, registrations and invitations, one port per table.

Everything within one transaction is committed together or not at all. Instants are aware UTC.
A store that does not answer is ``shared.errors.Unavailable``. Lock order: event, then
registration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from services.events.records.event import Event
from services.events.records.invitation import Invitation
from services.events.records.people import People
from services.events.records.registration import Registration


class EventRecords(Protocol):
    """Events, and what network was told of them."""

    def get(self, id: str, *, lock: bool = False) -> Event:
        """The event; ``lock`` keeps others from deciding about it meanwhile (PostgreSQL).

        Raises NotFound.
        """
        ...

    def find(
        self,
        *,
        ends_after: datetime | None = None,
        ends_before: datetime | None = None,
        statuses: Sequence[str] = (),
        limit: int = 2000,
    ) -> list[Event]:
        """Events by start; bounds are half open."""
        ...

    def put(self, event: Event, author: str, expects: int | None) -> None:
        """Insert (``expects`` None) or replace the event that stands in version ``expects``.

        Raises Conflict if it stands in another. Lowering the capacity below the seats taken is
        the caller's to refuse; the database would refuse it too.
        """
        ...

    def delete(self, id: str) -> None:
        """Remove an event with all that hangs on it."""
        ...

    def ids_of_origin(self, origin: str) -> list[str]:
        """Events that were loaded with a data set."""
        ...

    def mark_reminded(self, event: Event) -> bool:
        """Claim the reminder for this start; False if somebody did before."""
        ...

    def facts(self, event_id: str) -> tuple[int, str]:
        """Version and digest of the facts that network was told last."""
        ...

    def set_facts(self, event_id: str, version: int, digest: str) -> None:
        """Remember what network is being told."""
        ...


class SeatCounter(Protocol):
    """The seats of events: how many are taken, and taking them."""

    def take(self, event_id: str, seats: int) -> bool:
        """Take seats if there are that many: one conditional update, never count-then-insert."""
        ...

    def has_room(self, event_id: str, seats: int) -> bool:
        """Whether there are that many free seats; under the event's lock only (see ``event``)."""
        ...

    def give_back(self, event_id: str, seats: int) -> None:
        """Free seats again."""
        ...

    def taken(self, event_id: str) -> int:
        """Seats held by unconfirmed and confirmed registrations."""
        ...

    def miscounted(self) -> list[tuple[str, int, int]]:
        """The audit: events whose counter differs from the seats held: (id, counter, held)."""
        ...

    def counts(self, event_ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Event id -> state -> number of people (seats), for lists."""
        ...


class RegistrationRecords(Protocol):
    """Who signed up."""

    def get(self, id: str) -> Registration:
        """Raises NotFound."""
        ...

    def of_event(self, event_id: str) -> list[Registration]:
        """All registrations of an event, the earliest first."""
        ...

    def by_form(self, form_id: str) -> Registration | None:
        """The registration that this very form made, if it was sent before."""
        ...

    def live_of(self, event_id: str, email: str) -> Registration | None:
        """A registration of this address that is unconfirmed, confirmed or waiting."""
        ...

    def times_left(self, registration: Registration) -> int:
        """How many other registrations of this person at the event were cancelled."""
        ...

    def waiting(self, event_id: str) -> list[Registration]:
        """Confirmed people without a seat."""
        ...

    def lapsed_holds(self, now: datetime, limit: int = 500) -> list[Registration]:
        """Unconfirmed registrations whose time is over."""
        ...

    def put(
        self, registration: Registration, *, expects: int | None, form_id: str | None = None
    ) -> None:
        """Insert (``expects`` None) or replace the registration in version ``expects``."""
        ...

    def forget_people(self, ended_before: datetime, expired_before: datetime) -> int:
        """Empty names, addresses and notes of registrations for events that ended before.

        Only where network was told the numbers. Those that were never confirmed and ended before
        ``expired_before`` do not wait for the event.
        """
        ...

    def set_mail_state(self, id: str, state: str) -> None:
        """What became of the last letter about it."""
        ...


class InvitationRecords(Protocol):
    """Who was proposed and who was invited."""

    def get(self, id: str) -> Invitation:
        """Raises NotFound."""
        ...

    def of_event(self, event_id: str) -> list[Invitation]:
        """Who was proposed and who was invited, by name."""
        ...

    def put(self, invitation: Invitation, *, new: bool) -> None:
        """Insert or replace an invitation."""
        ...

    def forget_people(self, ended_before: datetime) -> int:
        """Empty the addresses of invitations to events that ended before, and where they are
        from; who was invited (an organisation) and what came of it stays."""
        ...

    def people_due(self, ended_before: datetime) -> int:
        """How many ``forget_people`` would empty."""
        ...

    def set_mail_state(self, id: str, state: str) -> None:
        """What became of the last letter about it."""
        ...


class LetterLimits(Protocol):
    """How many letters an address was sent, known by a keyed hash only."""

    def letters_to(self, address_hash: str, since: datetime, event_id: str = "") -> int:
        """How many opt-in letters an address was sent since then (for one event)."""
        ...

    def count_letter(self, id: str, address_hash: str, event_id: str, at: datetime) -> None:
        """Note a letter for the limits."""
        ...

    def forget(self, before: datetime) -> int:
        """Delete what was noted before; how many."""
        ...

    def due(self, before: datetime) -> int:
        """How many ``forget`` would delete."""
        ...


class Notes(Protocol):
    """What the service notes for itself, such as how far it has read."""

    def get(self, name: str, default: str = "") -> str:
        """A remembered value, such as the cursor of outcomes."""
        ...

    def put(self, name: str, value: str) -> None:
        """Remember a value."""
        ...


class Outgoing(Protocol):
    """What others are told, written in the transaction of its cause."""

    def send(
        self, *, id: str, target: str, path: str, payload: str, now: datetime, subject: str = ""
    ) -> None:
        """Put something to tell others into this transaction."""
        ...


class Transaction(Protocol):
    """One transaction's view of the store."""

    @property
    def events(self) -> EventRecords:
        """Events."""
        ...

    @property
    def seats(self) -> SeatCounter:
        """Their seats."""
        ...

    @property
    def registrations(self) -> RegistrationRecords:
        """Who signed up."""
        ...

    @property
    def invitations(self) -> InvitationRecords:
        """Who is invited."""
        ...

    @property
    def limits(self) -> LetterLimits:
        """Limits of letters."""
        ...

    @property
    def notes(self) -> Notes:
        """What the service notes for itself."""
        ...

    @property
    def outbox(self) -> Outgoing:
        """What others are told."""
        ...

    @property
    def people(self) -> People:
        """Everything in which a person can stand."""
        ...


class EventStore(Protocol):
    """Hands out transactions; safe to share by threads."""

    def read(self) -> AbstractContextManager[Transaction]:
        """Look; raises Unavailable if the database does not answer."""
        ...

    def write(self) -> AbstractContextManager[Transaction]:
        """Change; committed at the end of the block or not at all."""
        ...
