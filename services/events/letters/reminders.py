"""Reminders of events: when they are due, and writing those that are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.events.letters import sending, writing
from services.events.records.event import Event, EventStatus
from services.events.records.registration import RegistrationState
from services.events.records.services import Services
from shared.clock import BERLIN
from shared.notices import NoticeKind

REMINDER_BEFORE = timedelta(days=1)


def reminder_due(event: Event) -> datetime:
    """When participants are reminded: the same wall-clock time one day before.

    Counted on the wall clock, not in hours: the day before a change of the clocks has 23
    or 25 of them.
    """
    local = event.starts_at.astimezone(BERLIN).replace(tzinfo=None) - REMINDER_BEFORE
    return local.replace(tzinfo=BERLIN).astimezone(UTC)


def remind(services: Services) -> int:
    """Write reminders that are due; each start of an event is reminded of once.

    The state is read at this moment: who left or moved in the meantime gets no old letter,
    and after an outage only reminders that still help are sent.
    """
    now = services.clock()
    sent = 0
    with services.store.read() as transaction:
        coming = transaction.events.find(ends_after=now, statuses=[EventStatus.PUBLISHED])
    for event in coming:
        if not reminder_due(event) <= now < event.starts_at:
            continue
        centre = services.directory.centre()
        with services.store.write() as transaction:
            current = transaction.events.get(event.id, lock=True)
            if current != event or not transaction.events.mark_reminded(current):
                continue
            people = [
                r
                for r in transaction.registrations.of_event(event.id)
                # Who confirmed after the reminder was due has just read the same letter.
                if r.state is RegistrationState.CONFIRMED and r.created_at < reminder_due(event)
            ]
            kind = NoticeKind.EVENT_REMINDER
            sending.post(
                transaction, writing.to_participants(services, kind, current, people, centre, now)
            )
            sent += len(people)
    if sent:
        services.ring()
    return sent
