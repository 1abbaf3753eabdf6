"""Sign up, confirm, leave; and what coordinators do by hand.

Each verb is one transaction: seats, registration and letter together or not at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from email_validator import EmailNotValidError, validate_email

from services.events.letters import writing as letters
from services.events.records import registration as rules
from services.events.records.directory import Centre
from services.events.records.event import Event
from services.events.records.registration import (
    Admission,
    Application,
    Registration,
    RegistrationState,
)
from services.events.records.services import Parts
from shared import tokens
from shared.errors import Invalid, NotFound, Problem, Refused, TooMany
from shared.notices import NoticeKind

LETTERS_PER_DAY = 3
"""Opt-in letters that one address gets within 24 hours, whoever asks for them."""

_KIND_OF_STATE = {
    RegistrationState.UNCONFIRMED: NoticeKind.REGISTRATION_OPT_IN,
    RegistrationState.CONFIRMED: NoticeKind.REGISTRATION_CONFIRMED,
    RegistrationState.WAITING: NoticeKind.REGISTRATION_WAITING,
    RegistrationState.CANCELLED: NoticeKind.REGISTRATION_CANCELLED,
}


def checked_email(address: str, field: str = "email") -> str:
    """Exactly one deliverable-looking address. Raises Invalid.

    No look-up in the domain name system: a form must not wait for foreign servers.
    """
    try:
        return str(
            validate_email(
                address.strip(), check_deliverability=False, test_environment=True
            ).normalized
        )
    except EmailNotValidError:
        raise Invalid(Problem("field.email", field)) from None


def _centre(parts: Parts) -> Centre:
    return parts.directory.centre()


def register(parts: Parts, event_id: str, application: Application, form_id: str) -> None:
    """Somebody signs up on the public page.

    The answer is the same whether the address is known or not; the letter tells the truth:
    it asks to confirm, or repeats the confirmation. ``form_id`` makes sending the same form
    twice one registration. Raises Invalid, Refused (closed, past, cancelled), TooMany, NotFound.
    """
    application = replace(rules.check(application), email=checked_email(application.email))
    centre = _centre(parts)
    now = parts.clock()
    with parts.store.write() as session:
        event = session.event(event_id, lock=True)
        if event.status == "draft":
            raise NotFound("not_found.event")
        if session.by_form(form_id) is not None:
            return
        admission = rules.admit(event, now, bool(session.waiting(event_id)))
        # Refusals come before anybody is looked up: who is registered shall not be told from
        # the answer.
        if not event.waiting_list and not session.has_room(event_id, application.seats):
            raise Refused("registration.full")
        known = session.live_of(event_id, application.email)
        if not _may_write(parts, session, application.email, event_id, now, known is not None):
            return
        if known is not None:
            _repeat_letter(parts, session, event, known, centre, now)
        else:
            made = _enter(parts, session, event, application, admission, now, form_id)
            _write(parts, session, NoticeKind.REGISTRATION_OPT_IN, event, made, centre, now)
    parts.ring()


def _may_write(
    parts: Parts, session: Any, email: str, event_id: str, now: datetime, known: bool
) -> bool:
    """Whether the address may get another letter now; counts it if so.

    A known person is written to once an hour. Raises TooMany, alike for known and unknown
    addresses, when the letters of the day are used up.
    """
    # Only a keyed hash is kept: the table of limits is no list of addresses.
    key = hashlib.sha256(f"{parts.secret}:{rules.limit_key(email)}".encode()).hexdigest()
    if session.letters_to(key, now - timedelta(days=1)) >= LETTERS_PER_DAY:
        raise TooMany("registration.too_many_letters")
    if known and session.letters_to(key, now - timedelta(hours=1), event_id) >= 1:
        return False
    session.count_letter(parts.new_id(), key, event_id, now)
    return True


def _repeat_letter(
    parts: Parts, session: Any, event: Event, known: Registration, centre: Centre, now: datetime
) -> None:
    again = replace(known, version=known.version + 1)
    session.put_registration(again, expects=known.version)
    _write(parts, session, _KIND_OF_STATE[known.state], event, again, centre, now)


def _write(
    parts: Parts,
    session: Any,
    kind: NoticeKind,
    event: Event,
    registration: Registration,
    centre: Centre,
    now: datetime,
) -> None:
    """Put a letter to the registered person into the transaction."""
    position = _position(session, registration)
    returns = session.times_left(registration)
    letters.post(
        session,
        letters.to_registrant(parts, kind, event, registration, centre, now, position, returns),
    )


def _enter(
    parts: Parts,
    session: Any,
    event: Event,
    application: Application,
    admission: Admission,
    now: datetime,
    form_id: str,
    entered_by: str = "",
) -> Registration:
    held = 0
    if admission is Admission.SEAT and session.take(event.id, application.seats):
        held = application.seats
    elif not event.waiting_list:
        raise Refused("registration.full")
    made = Registration(
        id=parts.new_id(),
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
    session.put_registration(made, expects=None, form_id=form_id or None)
    return made


def _position(session: Any, registration: Registration) -> int | None:
    if registration.state is not RegistrationState.WAITING:
        return None
    line = sorted(session.waiting(registration.event_id), key=lambda r: (r.waiting_since, r.id))
    return next((n for n, r in enumerate(line, 1) if r.id == registration.id), None)


def by_link(
    parts: Parts, registration_id: str, purpose: str, token: str
) -> tuple[Event, Registration]:
    """What a mailed link stands for. Raises NotFound alike for every wrong link."""
    with parts.store.read() as session:
        try:
            found = session.registration(registration_id)
        except NotFound:
            raise NotFound("not_found.link") from None
        if not tokens.matches(token, parts.secret, purpose, found.id, found.token_version):
            raise NotFound("not_found.link")
        return session.event(found.event_id), found


def confirm(parts: Parts, registration_id: str, token: str) -> Registration:
    """The second step of the opt-in. Pressing twice changes nothing the second time.

    A hold that is over is no refusal: the seat is taken anew if there is one, else the
    person waits. Raises NotFound (link), Refused (event over or cancelled, left before).
    """
    by_link(parts, registration_id, letters.CONFIRM, token)
    return _confirm(parts, registration_id, "")


def confirm_by_hand(parts: Parts, registration_id: str, author: str) -> Registration:
    """A coordinator confirms for somebody (on the phone, say)."""
    return _confirm(parts, registration_id, author)


def _confirm(parts: Parts, registration_id: str, author: str) -> Registration:
    centre = _centre(parts)
    now = parts.clock()
    with parts.store.write() as session:
        after = _confirm_in(parts, session, registration_id, author, centre, now)
    parts.ring()
    return after


def _confirm_in(
    parts: Parts, session: Any, registration_id: str, author: str, centre: Centre, now: datetime
) -> Registration:
    event = session.event(session.registration(registration_id).event_id, lock=True)
    before: Registration = session.registration(registration_id)
    if before.state in (RegistrationState.CONFIRMED, RegistrationState.WAITING):
        return before
    if before.state is RegistrationState.CANCELLED:
        raise Refused("registration.left")
    if event.status == "cancelled":
        raise Refused("registration.cancelled")
    if event.ends_at <= now:
        raise Refused("registration.past")
    queue = bool(session.waiting(event.id)) and event.waiting_list
    seated = before.held > 0 or (not queue and session.take(event.id, before.seats))
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
    session.put_registration(after, expects=before.version)
    _write(parts, session, _KIND_OF_STATE[after.state], event, after, centre, now)
    return after


def leave(parts: Parts, registration_id: str, token: str) -> Registration:
    """Somebody cancels by the mailed link. Twice is once."""
    by_link(parts, registration_id, letters.LEAVE, token)
    return _cancel(parts, registration_id)


def cancel_by_hand(parts: Parts, registration_id: str) -> Registration:
    """A coordinator takes somebody off the list; the person is written to."""
    return _cancel(parts, registration_id)


def _cancel(parts: Parts, registration_id: str) -> Registration:
    centre = _centre(parts)
    now = parts.clock()
    with parts.store.write() as session:
        event = session.event(session.registration(registration_id).event_id, lock=True)
        before: Registration = session.registration(registration_id)
        if before.state not in rules.LIVE:
            return before
        after = _end(session, before, RegistrationState.CANCELLED, now)
        letters.withdraw(session, parts, f"registration:{before.id}", before.version, now)
        if before.state is not RegistrationState.UNCONFIRMED:
            _write(parts, session, NoticeKind.REGISTRATION_CANCELLED, event, after, centre, now)
        promote(parts, session, event, centre, now)
    parts.ring()
    return after


def _end(
    session: Any, before: Registration, state: RegistrationState, now: datetime
) -> Registration:
    after = replace(
        before,
        state=state,
        held=0,
        hold_until=None,
        waiting_since=None,
        updated_at=now,
        version=before.version + 1,
    )
    session.put_registration(after, expects=before.version)
    if before.held:
        session.give_back(before.event_id, before.held)
    return after


def promote(
    parts: Parts, session: Any, event: Event, centre: Centre, now: datetime
) -> list[Registration]:
    """Give free seats to those who wait, in order; called wherever seats become free."""
    promoted: list[Registration] = []
    if event.status == "cancelled" or event.starts_at <= now:
        return promoted
    while True:
        free = None if event.capacity is None else event.capacity - session.taken(event.id)
        first = rules.next_in_line(session.waiting(event.id), free)
        if first is None or not session.take(event.id, first.seats):
            return promoted
        after = replace(
            first,
            state=RegistrationState.CONFIRMED,
            held=first.seats,
            waiting_since=None,
            updated_at=now,
            version=first.version + 1,
        )
        session.put_registration(after, expects=first.version)
        _write(parts, session, NoticeKind.REGISTRATION_PROMOTED, event, after, centre, now)
        promoted.append(after)


def enter_by_hand(
    parts: Parts, event_id: str, application: Application, author: str, form_id: str
) -> Registration:
    """A coordinator signs somebody up, for instance after a phone call: confirmed at once."""
    application = replace(rules.check(application), email=checked_email(application.email))
    centre = _centre(parts)
    now = parts.clock()
    with parts.store.write() as session:
        event = session.event(event_id, lock=True)
        again: Registration | None = session.by_form(form_id)
        if again is not None:
            return _confirm_in(parts, session, again.id, author, centre, now)
        admission = rules.admit(event, now, bool(session.waiting(event_id)), by_hand=True)
        if session.live_of(event_id, application.email) is not None:
            raise Invalid(Problem("registration.known", "email"))
        made = _enter(parts, session, event, application, admission, now, form_id, author)
        after = _confirm_in(parts, session, made.id, author, centre, now)
    parts.ring()
    return after


def release_lapsed(parts: Parts) -> int:
    """End unconfirmed registrations whose time is over; their seats go to those who wait."""
    now = parts.clock()
    with parts.store.read() as session:
        lapsed: Sequence[Registration] = session.lapsed_holds(now)
    for one in lapsed:
        centre = _centre(parts)
        with parts.store.write() as session:
            event = session.event(one.event_id, lock=True)
            before = session.registration(one.id)
            if before.state is not RegistrationState.UNCONFIRMED or before.version != one.version:
                continue
            _end(session, before, RegistrationState.EXPIRED, now)
            letters.withdraw(session, parts, f"registration:{before.id}", before.version, now)
            promote(parts, session, event, centre, now)
    if lapsed:
        parts.ring()
    return len(lapsed)
