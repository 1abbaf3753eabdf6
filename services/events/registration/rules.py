"""Who may sign up, who holds a seat, who waits: decisions without any I/O.

A registration begins ``unconfirmed`` with its seats held for a while; the mailed link
(double opt-in) confirms it. Who finds no seat waits; a seat that becomes free goes to
the one who has waited longest and whose group fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email

from services.events.records.event import Event, EventStatus
from services.events.records.registration import Registration, email_key
from shared.errors import Invalid, Problem, Refused

HOLD = timedelta(hours=48)
SHORTEST_HOLD = timedelta(minutes=30)
LARGEST_GROUP = 20
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Application:
    """What the form says: for whom, where to write, how many seats."""

    name: str
    email: str
    organisation: str = ""
    seats: int = 1
    booked_by: str = ""
    lang: str = "de"
    note: str = ""


def clean(text: str) -> str:
    """A name without control and bidirectional characters, blanks folded."""
    kept = "".join(
        " " if char in "\r\n\t" else char
        for char in text
        if char.isprintable() or char in "\r\n\t"
        if not 0x202A <= ord(char) <= 0x202E and not 0x2066 <= ord(char) <= 0x2069
    )
    return " ".join(kept.split())


def limit_key(address: str) -> str:
    """The address by which letters are limited: ``+tag`` and Gmail's dots do not matter."""
    local, _, domain = email_key(address).partition("@")
    local = local.partition("+")[0]
    if domain in ("gmail.com", "googlemail.com"):
        local = local.replace(".", "")
    return f"{local}@{domain}"


def check(application: Application) -> Application:
    """The application with clean texts. Raises Invalid with every field that is wrong."""
    name, organisation = clean(application.name), clean(application.organisation)
    booked_by = clean(application.booked_by)
    problems = []
    for field, text in (("name", name), ("booked_by", booked_by)):
        if len(text) > LONGEST_NAME:
            problems.append(Problem("field.too_long", field, params={"max_length": LONGEST_NAME}))
        if "://" in text or "www." in text.casefold():
            # Names travel into letters: nobody shall send links to strangers through us.
            problems.append(Problem("field.no_link", field))
    if not name:
        problems.append(Problem("field.required", "name"))
    if len(organisation) > 120:
        problems.append(Problem("field.too_long", "organisation", params={"max_length": 120}))
    if len(application.note) > 1000:
        problems.append(Problem("field.too_long", "note", params={"max_length": 1000}))
    if not 1 <= application.seats <= LARGEST_GROUP:
        problems.append(Problem("registration.seats", "seats", params={"limit": LARGEST_GROUP}))
    if problems:
        raise Invalid(problems)
    return Application(
        name,
        application.email.strip(),
        organisation,
        application.seats,
        booked_by,
        application.lang if application.lang in ("de", "en") else "de",
        application.note.strip(),
    )


def hold_until(now: datetime, starts_at: datetime) -> datetime:
    """Until when an unconfirmed seat is kept: 48 h, or half the time left if that is less.

    Never less than 30 minutes, so that a letter has time to arrive.
    """
    return now + max(SHORTEST_HOLD, min(HOLD, (starts_at - now) / 2))


class Admission(StrEnum):
    """What an application may hope for before the seat counter is asked."""

    SEAT = "seat"
    WAIT = "wait"


def admit(event: Event, now: datetime, somebody_waits: bool, *, by_hand: bool = False) -> Admission:
    """Whether an application may take a free seat or must queue behind those who wait.

    Coordinators enter people by hand after the registration has closed, too. Raises Refused
    with ``registration.closed`` / ``.cancelled`` / ``.past``.
    """
    if event.status is EventStatus.CANCELLED:
        raise Refused("registration.cancelled")
    if event.starts_at <= now:
        raise Refused("registration.past")
    if not by_hand and not event.takes_registrations(now):
        raise Refused("registration.closed")
    return Admission.WAIT if somebody_waits and event.waiting_list else Admission.SEAT


def next_in_line(waiting: Sequence[Registration], free: int | None) -> Registration | None:
    """Who gets what became free: the one who has waited longest, if the group fits.

    Strictly in order: a large group at the head is not overtaken by a smaller one, or it
    would wait for ever. ``free`` is None for an event without limit.
    """
    if not waiting:
        return None
    first = min(waiting, key=lambda r: (r.waiting_since or r.created_at, r.id))
    return first if free is None or first.seats <= free else None


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
