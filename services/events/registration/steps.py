"""Steps within a transaction that verbs share: enter, confirm, end, promote, and the letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.events.letters import sending, writing
from services.events.records.directory import Centre
from services.events.records.event import Event
from services.events.records.registration import Registration, RegistrationState
from services.events.records.services import Services
from services.events.records.transaction import Transaction
from services.events.registration import rules
from services.events.registration.rules import Admission, Application
from shared.errors import Refused
from shared.notices import NoticeKind

KIND_OF_STATE = {
    RegistrationState.UNCONFIRMED: NoticeKind.REGISTRATION_OPT_IN,
    RegistrationState.CONFIRMED: NoticeKind.REGISTRATION_CONFIRMED,
    RegistrationState.WAITING: NoticeKind.REGISTRATION_WAITING,
    RegistrationState.CANCELLED: NoticeKind.REGISTRATION_CANCELLED,
}


def write(
    services: Services,
    transaction: Transaction,
    kind: NoticeKind,
    event: Event,
    registration: Registration,
    centre: Centre,
    now: datetime,
) -> None:
    """Put a letter to the registered person into the transaction."""
    position = _position(transaction, registration)
    returns = transaction.registrations.times_left(registration)
    sending.post(
        transaction,
        writing.to_registrant(services, kind, event, registration, centre, now, position, returns),
    )


def enter(
    services: Services,
    transaction: Transaction,
    event: Event,
    application: Application,
    admission: Admission,
    now: datetime,
    form_id: str,
    entered_by: str = "",
) -> Registration:
    """Store a new registration, with its seats held if there are any. Raises Refused."""
    held = 0
    if admission is Admission.SEAT and transaction.seats.take(event.id, application.seats):
        held = application.seats
    elif not event.waiting_list:
        raise Refused("registration.full")
    made = Registration(
        id=services.new_id(),
        event_id=event.id,
        name=application.name,
        email=application.email,
        organisation=application.organisation,
        seats=application.seats,
        booked_by=application.booked_by,
        lang=application.lang,
        note=application.note,
        held=held,
        hold_until=rules.hold_until(now, event.starts_at),
        entered_by=entered_by,
        created_at=now,
        updated_at=now,
    )
    transaction.registrations.put(made, expects=None, form_id=form_id or None)
    return made


def _position(transaction: Transaction, registration: Registration) -> int | None:
    if registration.state is not RegistrationState.WAITING:
        return None
    line = sorted(
        transaction.registrations.waiting(registration.event_id),
        key=lambda r: (r.waiting_since, r.id),
    )
    return next((n for n, r in enumerate(line, 1) if r.id == registration.id), None)


def confirm(
    services: Services,
    transaction: Transaction,
    registration_id: str,
    author: str,
    centre: Centre,
    now: datetime,
) -> Registration:
    """The second step of the opt-in: a seat, or a place on the waiting list. Raises Refused."""
    event = transaction.events.get(
        transaction.registrations.get(registration_id).event_id, lock=True
    )
    before = transaction.registrations.get(registration_id)
    if before.state in (RegistrationState.CONFIRMED, RegistrationState.WAITING):
        return before
    if before.state is RegistrationState.CANCELLED:
        raise Refused("registration.left")
    if event.status == "cancelled":
        raise Refused("registration.cancelled")
    if event.ends_at <= now:
        raise Refused("registration.past")
    queue = bool(transaction.registrations.waiting(event.id)) and event.waiting_list
    seated = before.held > 0 or (not queue and transaction.seats.take(event.id, before.seats))
    if not seated and not event.waiting_list:
        raise Refused("registration.full")
    after = replace(
        before,
        state=RegistrationState.CONFIRMED if seated else RegistrationState.WAITING,
        held=before.seats if seated else 0,
        hold_until=None,
        waiting_since=None if seated else now,
        entered_by=before.entered_by or author,
        updated_at=now,
        version=before.version + 1,
    )
    transaction.registrations.put(after, expects=before.version)
    write(services, transaction, KIND_OF_STATE[after.state], event, after, centre, now)
    return after


def end(
    transaction: Transaction, before: Registration, state: RegistrationState, now: datetime
) -> Registration:
    """The registration leaves: its seats are given back, nobody is promoted yet."""
    after = replace(
        before,
        state=state,
        held=0,
        hold_until=None,
        waiting_since=None,
        updated_at=now,
        version=before.version + 1,
    )
    transaction.registrations.put(after, expects=before.version)
    if before.held:
        transaction.seats.give_back(before.event_id, before.held)
    return after


def promote(
    services: Services, transaction: Transaction, event: Event, centre: Centre, now: datetime
) -> list[Registration]:
    """Give free seats to those who wait, in order; called wherever seats become free."""
    promoted: list[Registration] = []
    if event.status == "cancelled" or event.starts_at <= now:
        return promoted
    while True:
        free = (
            None if event.capacity is None else event.capacity - transaction.seats.taken(event.id)
        )
        first = rules.next_in_line(transaction.registrations.waiting(event.id), free)
        if first is None or not transaction.seats.take(event.id, first.seats):
            return promoted
        after = replace(
            first,
            state=RegistrationState.CONFIRMED,
            held=first.seats,
            waiting_since=None,
            updated_at=now,
            version=first.version + 1,
        )
        transaction.registrations.put(after, expects=first.version)
        write(services, transaction, NoticeKind.REGISTRATION_PROMOTED, event, after, centre, now)
        promoted.append(after)
