"""Sign up, confirm, leave; and what coordinators do by hand.

Each verb is one transaction: seats, registration and letter together or not at all.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from services.events.letters import links, sending
from services.events.records.directory import Centre
from services.events.records.event import Event
from services.events.records.registration import (
    LIVE,
    Registration,
    RegistrationState,
)
from services.events.records.services import Services
from services.events.records.transaction import Transaction
from services.events.registration import rules, steps
from services.events.registration.rules import Application
from shared import tokens
from shared.errors import Invalid, NotFound, Problem, Refused, TooMany
from shared.notices import NoticeKind

LETTERS_PER_DAY = 3
"""Opt-in letters that one address gets within 24 hours, whoever asks for them."""


def _centre(services: Services) -> Centre:
    return services.directory.centre()


def register(services: Services, event_id: str, application: Application, form_id: str) -> None:
    """Somebody signs up on the public page.

    The answer is the same whether the address is known or not; the letter tells the truth:
    it asks to confirm, or repeats the confirmation. ``form_id`` makes sending the same form
    twice one registration. Raises Invalid, Refused (closed, past, cancelled), TooMany, NotFound.
    """
    application = replace(rules.check(application), email=rules.checked_email(application.email))
    centre = _centre(services)
    now = services.clock()
    with services.store.write() as transaction:
        event = transaction.events.get(event_id, lock=True)
        if event.status == "draft":
            raise NotFound("not_found.event")
        if transaction.registrations.by_form(form_id) is not None:
            return
        admission = rules.admit(event, now, bool(transaction.registrations.waiting(event_id)))
        # Refusals come before anybody is looked up: who is registered shall not be told from
        # the answer.
        if not event.waiting_list and not transaction.seats.has_room(event_id, application.seats):
            raise Refused("registration.full")
        known = transaction.registrations.live_of(event_id, application.email)
        if not _may_write(
            services, transaction, application.email, event_id, now, known is not None
        ):
            return
        if known is not None:
            _repeat_letter(services, transaction, event, known, centre, now)
        else:
            made = steps.enter(services, transaction, event, application, admission, now, form_id)
            steps.write(
                services, transaction, NoticeKind.REGISTRATION_OPT_IN, event, made, centre, now
            )
    services.ring()


def _may_write(
    services: Services,
    transaction: Transaction,
    email: str,
    event_id: str,
    now: datetime,
    known: bool,
) -> bool:
    """Whether the address may get another letter now; counts it if so.

    A known person is written to once an hour. Raises TooMany, alike for known and unknown
    addresses, when the letters of the day are used up.
    """
    # Only a keyed hash is kept: the table of limits is no list of addresses.
    key = hashlib.sha256(f"{services.secret}:{rules.limit_key(email)}".encode()).hexdigest()
    if transaction.limits.letters_to(key, now - timedelta(days=1)) >= LETTERS_PER_DAY:
        raise TooMany("registration.too_many_letters")
    if known and transaction.limits.letters_to(key, now - timedelta(hours=1), event_id) >= 1:
        return False
    transaction.limits.count_letter(services.new_id(), key, event_id, now)
    return True


def _repeat_letter(
    services: Services,
    transaction: Transaction,
    event: Event,
    known: Registration,
    centre: Centre,
    now: datetime,
) -> None:
    again = replace(known, version=known.version + 1)
    transaction.registrations.put(again, expects=known.version)
    steps.write(services, transaction, steps.KIND_OF_STATE[known.state], event, again, centre, now)


def by_link(
    services: Services, registration_id: str, purpose: str, token: str
) -> tuple[Event, Registration]:
    """What a mailed link stands for. Raises NotFound alike for every wrong link."""
    with services.store.read() as transaction:
        try:
            found = transaction.registrations.get(registration_id)
        except NotFound:
            raise NotFound("not_found.link") from None
        if not tokens.matches(token, services.secret, purpose, found.id, found.token_version):
            raise NotFound("not_found.link")
        return transaction.events.get(found.event_id), found


def confirm(services: Services, registration_id: str, token: str) -> Registration:
    """The second step of the opt-in. Pressing twice changes nothing the second time.

    A hold that is over is no refusal: the seat is taken anew if there is one, else the
    person waits. Raises NotFound (link), Refused (event over or cancelled, left before).
    """
    by_link(services, registration_id, links.CONFIRM, token)
    return _confirm(services, registration_id, "")


def confirm_by_hand(services: Services, registration_id: str, author: str) -> Registration:
    """A coordinator confirms for somebody (on the phone, say)."""
    return _confirm(services, registration_id, author)


def _confirm(services: Services, registration_id: str, author: str) -> Registration:
    centre = _centre(services)
    now = services.clock()
    with services.store.write() as transaction:
        after = steps.confirm(services, transaction, registration_id, author, centre, now)
    services.ring()
    return after


def leave(services: Services, registration_id: str, token: str) -> Registration:
    """Somebody cancels by the mailed link. Twice is once."""
    by_link(services, registration_id, links.LEAVE, token)
    return _cancel(services, registration_id)


def cancel_by_hand(services: Services, registration_id: str) -> Registration:
    """A coordinator takes somebody off the list; the person is written to."""
    return _cancel(services, registration_id)


def _cancel(services: Services, registration_id: str) -> Registration:
    centre = _centre(services)
    now = services.clock()
    with services.store.write() as transaction:
        event = transaction.events.get(
            transaction.registrations.get(registration_id).event_id, lock=True
        )
        before = transaction.registrations.get(registration_id)
        if before.state not in LIVE:
            return before
        after = steps.end(transaction, before, RegistrationState.CANCELLED, now)
        sending.withdraw(transaction, services, f"registration:{before.id}", before.version, now)
        if before.state is not RegistrationState.UNCONFIRMED:
            steps.write(
                services, transaction, NoticeKind.REGISTRATION_CANCELLED, event, after, centre, now
            )
        steps.promote(services, transaction, event, centre, now)
    services.ring()
    return after


def enter_by_hand(
    services: Services, event_id: str, application: Application, author: str, form_id: str
) -> Registration:
    """A coordinator signs somebody up, for instance after a phone call: confirmed at once."""
    application = replace(rules.check(application), email=rules.checked_email(application.email))
    centre = _centre(services)
    now = services.clock()
    with services.store.write() as transaction:
        event = transaction.events.get(event_id, lock=True)
        again = transaction.registrations.by_form(form_id)
        if again is not None:
            return steps.confirm(services, transaction, again.id, author, centre, now)
        admission = rules.admit(
            event, now, bool(transaction.registrations.waiting(event_id)), by_hand=True
        )
        if transaction.registrations.live_of(event_id, application.email) is not None:
            raise Invalid(Problem("registration.known", "email"))
        made = steps.enter(
            services, transaction, event, application, admission, now, form_id, author
        )
        after = steps.confirm(services, transaction, made.id, author, centre, now)
    services.ring()
    return after


def release_lapsed(services: Services) -> int:
    """End unconfirmed registrations whose time is over; their seats go to those who wait."""
    now = services.clock()
    with services.store.read() as transaction:
        lapsed = transaction.registrations.lapsed_holds(now)
    for one in lapsed:
        centre = _centre(services)
        with services.store.write() as transaction:
            event = transaction.events.get(one.event_id, lock=True)
            before = transaction.registrations.get(one.id)
            if before.state is not RegistrationState.UNCONFIRMED or before.version != one.version:
                continue
            steps.end(transaction, before, RegistrationState.EXPIRED, now)
            sending.withdraw(
                transaction, services, f"registration:{before.id}", before.version, now
            )
            steps.promote(services, transaction, event, centre, now)
    if lapsed:
        services.ring()
    return len(lapsed)
