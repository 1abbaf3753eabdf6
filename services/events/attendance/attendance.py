"""How many came: numbers that a coordinator enters after an event, and no names."""

from __future__ import annotations

from dataclasses import replace

from services.events.attendance.facts import tell_network
from services.events.records.event import Event, EventStatus
from services.events.records.services import Services
from services.events.registration.retention import PEOPLE_KEPT
from shared.errors import Conflict, Invalid, Problem, Refused

MOST = 100_000
"""Persons; more is a slip of the finger."""


def record_attendance(
    services: Services,
    event_id: str,
    attended: int | None,
    organisations: int | None,
    expects: int,
    author: str,
) -> Event:
    """Keep how many persons and organisations came (None: not counted), and tell network.

    Neither SEQUENCE nor the time stamp changes: calendars have nothing to learn from it. Entering
    the same numbers again changes nothing.

    Raises Invalid (``event.attendance``, ``event.more_organisations``), Conflict, and Refused
    (``event.not_begun``, ``event.not_published``, ``event.attendance_late``: once names are
    deleted, the numbers told to the reports stand).
    """
    problems = [
        Problem("event.attendance", field, params={"most": MOST})
        for field, value in (("attended", attended), ("organisations", organisations))
        if value is not None and not 0 <= value <= MOST
    ]
    if not problems and attended is not None and (organisations or 0) > attended:
        problems = [Problem("event.more_organisations", "organisations")]
    if problems:
        raise Invalid(problems)
    now = services.clock()
    with services.store.write() as transaction:
        before = transaction.events.get(event_id, lock=True)
        if before.status is not EventStatus.PUBLISHED:
            raise Refused("event.not_published")
        if before.starts_at > now:
            raise Refused("event.not_begun")
        if before.ends_at < now - PEOPLE_KEPT:
            raise Refused("event.attendance_late")
        after = replace(before, attended=attended, attended_organisations=organisations)
        if after == before:
            return before
        if before.version != expects:
            raise Conflict
        after = replace(after, version=before.version + 1)
        transaction.events.put(after, author, before.version)
        tell_network(services, transaction, after, now)
    services.ring()
    return after
