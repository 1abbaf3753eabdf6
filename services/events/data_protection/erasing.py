"""A person who is to be deleted, in everything that the events service stores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from services.events.letters import sending
from services.events.records.event_json import from_values, to_values
from services.events.records.invitation import Invitation
from services.events.records.people import HistoryRow, OutboxLetter
from services.events.records.registration import LIVE, Registration, RegistrationState
from services.events.records.services import Services
from services.events.records.transaction import Transaction
from services.events.registration import steps
from shared.data_protection.finds import Fate, Find
from shared.data_protection.letters import erased_notice
from shared.data_protection.marks import Marks
from shared.data_protection.texts import erased_values

POSITION = "deletions"
"""The note that says how far along the journal these data are."""

_LABEL = 160


class EventsEraser:
    """Implements ``shared.data_protection.erasure.Eraser``."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def upto(self) -> int:
        """See the port."""
        with self._services.store.read() as transaction:
            return int(transaction.notes.get(POSITION, "0"))

    def set_upto(self, seq: int) -> None:
        """See the port."""
        with self._services.store.write() as transaction:
            transaction.notes.put(POSITION, str(seq))

    def find(self, marks: Marks) -> Sequence[Find]:
        """See the port."""
        with self._services.store.read() as transaction:
            titles = {event.id: event.title for event in transaction.people.events()}

            def label(event_id: str) -> str:
                return marks.erased(titles.get(event_id, ""))[:_LABEL]

            finds = []
            for one in transaction.people.registrations():
                path = f"/termine/{one.event_id}/anmeldungen"
                if is_registrant(one, marks):
                    finds.append(
                        Find(
                            "events.registration",
                            one.id,
                            label(one.event_id),
                            path,
                            Fate.REMOVED,
                        )
                    )
                elif erased_remarks(one, marks) != one:
                    finds.append(Find("events.registration", one.id, label(one.event_id), path))
            for invited in transaction.people.invitations():
                if erased_invitation(invited, marks) != invited:
                    path = f"/termine/{invited.event_id}/einladungen"
                    finds.append(
                        Find("events.invitation", invited.id, label(invited.event_id), path)
                    )
            for event in transaction.people.events():
                if _erased_values(to_values(event), marks) is not None:
                    finds.append(
                        Find("events.event", event.id, label(event.id), f"/termine/{event.id}")
                    )
            old = {row.event_id for row, _ in _history(transaction, marks)}
            finds += [
                Find("events.event_history", id, label(id), f"/termine/{id}") for id in sorted(old)
            ]
            finds += [
                Find(
                    "events.outbox",
                    after.id,
                    "",
                    fate=Fate.BLANKED if after.payload else Fate.REMOVED,
                )
                for after in _letters(transaction, marks)
            ]
        return finds

    def addresses(self, marks: Marks) -> Iterable[str]:
        """See the port. Invitations go to organisations."""
        with self._services.store.read() as transaction:
            people = transaction.people.registrations()
        return [one.email for one in people if marks.since(one.created_at).is_name(one.name)]

    def erase(self, marks: Marks) -> int:
        """See the port."""
        with self._services.store.read() as transaction:
            people = transaction.people.registrations()
        done = 0
        for one in people:
            if is_registrant(one, marks):
                self._remove(one)
                done += 1
        with self._services.store.write() as transaction:
            now = self._services.clock()
            for one in transaction.people.registrations():
                erased = erased_remarks(one, marks)
                if erased != one:
                    transaction.people.write_texts(erased)
                    done += 1
            for invited in transaction.people.invitations():
                after = erased_invitation(invited, marks)
                if after != invited:
                    transaction.invitations.put(after, new=False)
                    done += 1
            for event in list(transaction.people.events()):
                values = _erased_values(to_values(event), marks)
                if values is not None:
                    # A version of its own: whoever edits the event now must see that it changed.
                    erased_event = replace(
                        from_values(values), version=event.version + 1, updated_at=now
                    )
                    transaction.events.put(erased_event, "", expects=event.version)
                    done += 1
            for _, row in list(_history(transaction, marks)):
                transaction.people.write_history(row)
                done += 1
            for letter in list(_letters(transaction, marks)):
                transaction.people.write_letter(letter)
                done += 1
        self._services.ring()
        return done

    def _remove(self, registration: Registration) -> None:
        """End a registration without a letter to whom it was, and empty it; whoever waits for
        the seat gets it."""
        services, now = self._services, self._services.clock()
        waits = registration.state in LIVE
        # Asked outside: a transaction never waits for another service.
        centre = services.directory.centre() if waits else None
        with services.store.write() as transaction:
            event = transaction.events.get(registration.event_id, lock=True)
            before = transaction.registrations.get(registration.id)
            if before.state in LIVE and centre is not None:
                steps.end(transaction, before, RegistrationState.CANCELLED, now)
                subject = f"registration:{before.id}"
                sending.withdraw(transaction, services, subject, before.version, now)
                steps.promote(services, transaction, event, centre, now)
            transaction.people.empty_registration(registration.id)


def is_registrant(registration: Registration, marks: Marks) -> bool:
    """Whether a registration is the person's own. What she did after her deletion stays."""
    earlier = marks.since(registration.created_at)
    return earlier.is_address(registration.email) or earlier.found_in(registration.name)


def erased_remarks(registration: Registration, marks: Marks) -> Registration:
    """Somebody else's registration, the person erased from what is said beside it."""
    earlier = marks.since(registration.created_at)
    if not earlier or is_registrant(registration, marks):
        return registration
    return replace(
        registration,
        organisation=earlier.erased(registration.organisation),
        booked_by=earlier.erased(registration.booked_by),
        entered_by=earlier.erased(registration.entered_by),
        note=earlier.erased(registration.note),
    )


def erased_invitation(invitation: Invitation, marks: Marks) -> Invitation:
    """An invitation, the person erased from it; an organisation that was invited stays so."""
    return replace(
        invitation,
        name=marks.erased(invitation.name),
        email="" if marks.is_address(invitation.email) else marks.erased(invitation.email),
        email_source=marks.erased(invitation.email_source),
        reason=marks.erased(invitation.reason),
    )


def _erased_values(values: dict[str, object], marks: Marks) -> dict[str, object] | None:
    """An event's values without the person; None if nothing of her stands there."""
    erased = erased_values("events.event", values, marks)
    return None if erased is values else dict(erased)


def _history(transaction: Transaction, marks: Marks) -> Iterator[tuple[HistoryRow, HistoryRow]]:
    for row in transaction.people.history():
        values = _erased_values(dict(row.values), marks)
        author = marks.erased(row.author)
        if values is not None or author is not row.author:
            yield row, replace(row, author=author, values=values or row.values)


def _letters(transaction: Transaction, marks: Marks) -> Iterator[OutboxLetter]:
    """Letters of the outbox that change, as they are afterwards."""
    for letter in transaction.people.letters():
        payload = erased_notice(letter.payload, marks) if letter.payload else ""
        error = marks.erased(letter.error)
        if payload != letter.payload or error != letter.error:
            # What will not be taken any more need not be kept for anybody.
            kept = (payload or "") if letter.waits else ""
            yield OutboxLetter(letter.id, letter.waits, kept, error)
