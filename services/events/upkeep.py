"""What happens by itself: reminders, facts for network, outcomes of letters, data sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from services.events.letters import writing as letters
from services.events.planning import planning
from services.events.records.event import Event, EventStatus, reminder_due
from services.events.records.invitation import Invitation
from services.events.records.registration import Registration, RegistrationState
from services.events.records.services import Parts
from shared.notices import NoticeKind, OutcomePage

FACTS_WINDOW = timedelta(days=400)
CURSOR = "outcomes_cursor"
DATASET = "dataset"

LoadedEvent = tuple[Event, Sequence[Registration], Sequence[Invitation]]
DataSets = Mapping[str, Callable[[Parts], Sequence[LoadedEvent]]]


def remind(parts: Parts) -> int:
    """Write reminders that are due; each start of an event is reminded of once.

    The state is read at this moment: who left or moved in the meantime gets no old letter,
    and after an outage only reminders that still help are sent.
    """
    now = parts.clock()
    sent = 0
    with parts.store.read() as session:
        coming = session.events(ends_after=now, statuses=[EventStatus.PUBLISHED])
    for event in coming:
        if not reminder_due(event) <= now < event.starts_at:
            continue
        centre = parts.directory.centre()
        with parts.store.write() as session:
            current: Event = session.event(event.id, lock=True)
            if current != event or not session.mark_reminded(current):
                continue
            people = [
                r
                for r in session.registrations(event.id)
                # Who confirmed after the reminder was due has just read the same letter.
                if r.state is RegistrationState.CONFIRMED and r.created_at < reminder_due(event)
            ]
            kind = NoticeKind.EVENT_REMINDER
            letters.post(
                session, letters.to_participants(parts, kind, current, people, centre, now)
            )
            sent += len(people)
    if sent:
        parts.ring()
    return sent


def tell_facts(parts: Parts) -> int:
    """Tell network about meetings whose facts or numbers changed."""
    now = parts.clock()
    told = 0
    with parts.store.read() as session:
        statuses = [EventStatus.PUBLISHED, EventStatus.CANCELLED]
        recent = session.events(ends_after=now - FACTS_WINDOW, statuses=statuses)
    for event in recent:
        with parts.store.write() as session:
            told += planning.tell_network(parts, session, session.event(event.id), now)
    if told:
        parts.ring()
    return told


def forget(parts: Parts) -> int:
    """Delete what is known of people some time after their event, as the form promises.

    Numbers stay: seats and states for the report, organisations in the facts that network was
    told before. Returns how many registrations were emptied.
    """
    now = parts.clock()
    with parts.store.write() as session:
        return int(session.forget_people(now - planning.PEOPLE_KEPT))


class Outcomes(Protocol):
    """Where the outcomes of letters are asked for (``shared.outcomes``)."""

    def after(self, cursor: int) -> OutcomePage:
        """What became known after ``cursor``. Raises Unavailable("unavailable.notify")."""
        ...


def read_outcomes(parts: Parts, outcomes: Outcomes) -> int:
    """Ask notify what became of letters since the last time, and remember it per person."""
    with parts.store.read() as session:
        cursor = int(session.setting(CURSOR, "0"))
    page = outcomes.after(cursor)
    if not page.outcomes:
        return 0
    with parts.store.write() as session:
        for outcome in page.outcomes:
            kind, _, id = outcome.recipient_ref.partition(":")
            if kind in ("registration", "invitation"):
                session.set_mail_state(kind, id, outcome.state.value)
        session.set_setting(CURSOR, str(page.next))
    return len(page.outcomes)


def reconcile_data_set(parts: Parts, data_sets: DataSets) -> bool:
    """Load or remove the events of the data set that network holds.

    Nobody is written to: the people of a data set are invented. Returns whether anything
    changed.
    """
    wanted = parts.directory.centre().dataset
    with parts.store.read() as session:
        loaded = session.setting(DATASET)
    if wanted == loaded:
        return False
    made = data_sets[wanted](parts) if wanted in data_sets else ()
    with parts.store.write() as session:
        if session.setting(DATASET) != loaded:
            return False
        for id in session.ids_of_origin(loaded) if loaded else ():
            session.delete_event(id)
        for event, registrations, invitations in made:
            session.put_event(replace(event, origin=wanted), "data set", None)
            for one in registrations:
                session.put_registration(replace(one, origin=wanted), expects=None)
                if one.held:
                    session.take(event.id, one.held)
            for invitation in invitations:
                session.put_invitation(replace(invitation, origin=wanted), new=True)
        session.set_setting(DATASET, wanted)
    return True
