"""Plan, edit, publish, cancel and discard events; letters and facts follow from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.events.attendance import facts
from services.events.invitations import inviting
from services.events.letters import sending, writing
from services.events.planning import rules
from services.events.records.directory import Proposal
from services.events.records.event import Event, EventStatus, Host
from services.events.records.registration import RegistrationState
from services.events.records.services import Services
from services.events.registration import steps
from shared.errors import Conflict, Invalid, NotFound, Problem, Refused
from shared.notices import NoticeKind

TAKES_PART = frozenset({RegistrationState.CONFIRMED, RegistrationState.WAITING})


def hosts_of(
    services: Services, actor_ids: Sequence[str], before: Sequence[Host] = ()
) -> tuple[Host, ...]:
    """Hosts with the names under which the directory knows them.

    Raises Invalid if one is unknown; a host that stood in the event before may stay even if
    the directory does not know it any more.
    """
    ids = [id for id in dict.fromkeys(actor_ids) if id]
    known = {card.id: card.name for card in services.directory.actors(ids=ids)} if ids else {}
    known = {**{host.actor_id: host.name for host in before}, **known}
    missing = [id for id in ids if id not in known]
    if missing:
        raise Invalid(Problem("event.unknown_host", "hosts"))
    return tuple(Host(actor_id=id, name=known[id]) for id in ids)


def plan(
    services: Services,
    event: Event,
    author: str,
    proposal: Proposal | None,
    reasons: Mapping[str, str],
) -> Event:
    """Save a new event as a draft, with the proposed invitees of a finding.

    ``reasons`` maps an actor's id to the line that its letter will give as reason; actors
    without an address are kept as proposed, so that the coordinator sees whom to call.
    Sending the same form again (same id) changes nothing.
    """
    rules.check(event)
    now = services.clock().replace(microsecond=0)
    fresh = replace(
        event,
        status=EventStatus.DRAFT,
        created_at=now,
        updated_at=now,
        sequence=0,
        version=1,
        finding_ids=proposal.finding_ids if proposal else event.finding_ids,
        measure_id=proposal.measure_id if proposal else event.measure_id,
    )
    with services.store.write() as transaction:
        try:
            return transaction.events.get(event.id)
        except NotFound:
            transaction.events.put(fresh, author, None)
        for card in proposal.invitees if proposal else ():
            transaction.invitations.put(
                inviting.proposed(services, fresh, card, reasons.get(card.id, ""), now), new=True
            )
    return fresh


def edit(services: Services, wanted: Event, expects: int, author: str) -> Event:
    """Save an edited event; participants hear of what changed for them.

    ``expects`` is the version that the form was filled in on. Raises Conflict, Invalid,
    Refused (cancelled events are not edited).
    """
    rules.check(wanted)
    centre = services.directory.centre()
    now = services.clock()
    with services.store.write() as transaction:
        before = transaction.events.get(wanted.id, lock=True)
        if before.version != expects:
            raise Conflict
        if before.status is EventStatus.CANCELLED:
            raise Refused("event.cancelled")
        taken = transaction.seats.taken(before.id)
        if wanted.capacity is not None and wanted.capacity < taken:
            raise Invalid(Problem("event.capacity_below", "capacity", params={"taken": taken}))
        after = rules.edited(before, replace(wanted, status=before.status), now)
        if after == before:
            return before
        transaction.events.put(after, author, before.version)
        if after.status is EventStatus.PUBLISHED:
            told = rules.changes_told(before, after)
            everybody = transaction.registrations.of_event(after.id)
            people = [r for r in everybody if r.state in TAKES_PART]
            returned = writing.returns(everybody)
            if told and not after.is_past(now):
                kind = NoticeKind.EVENT_CHANGED
                sending.post(
                    transaction,
                    writing.to_participants(
                        services, kind, after, people, centre, now, told, returned
                    ),
                )
                # Up to the version before: the reminder that follows carries this one.
                sending.withdraw(transaction, services, f"reminder:{after.id}", before.version, now)
            steps.promote(services, transaction, after, centre, now)
        facts.tell_network(services, transaction, after, now)
    services.ring()
    return after


def publish(services: Services, event_id: str, expects: int, author: str) -> Event:
    """Make a draft public. Raises Invalid with what is still missing, Conflict, Refused."""
    now = services.clock()
    with services.store.write() as transaction:
        before = transaction.events.get(event_id, lock=True)
        if before.status is EventStatus.PUBLISHED:
            return before
        if before.version != expects:
            raise Conflict
        rules.check_publishable(before, now)
        after = rules.edited(before, replace(before, status=EventStatus.PUBLISHED), now)
        transaction.events.put(after, author, before.version)
        facts.tell_network(services, transaction, after, now)
    services.ring()
    return after


def cancel(services: Services, event_id: str, expects: int, author: str) -> Event:
    """Call an event off: it stays visible as cancelled, participants are written to."""
    centre = services.directory.centre()
    now = services.clock()
    with services.store.write() as transaction:
        before = transaction.events.get(event_id, lock=True)
        if before.status is EventStatus.CANCELLED:
            return before
        if before.version != expects:
            raise Conflict
        if before.status is EventStatus.DRAFT:
            raise Refused("event.draft_cannot_be_cancelled")
        after = rules.edited(before, replace(before, status=EventStatus.CANCELLED), now)
        transaction.events.put(after, author, before.version)
        people = transaction.registrations.of_event(after.id)
        for topic in ("event", "reminder"):
            sending.withdraw(transaction, services, f"{topic}:{after.id}", before.version, now)
        for invitation in transaction.invitations.of_event(after.id):
            sending.withdraw(
                transaction, services, f"invitation:{invitation.id}", before.version, now
            )
        kind = NoticeKind.EVENT_CANCELLED
        taking_part = [r for r in people if r.state in TAKES_PART]
        returned = writing.returns(people)
        sending.post(
            transaction,
            writing.to_participants(services, kind, after, taking_part, centre, now, (), returned),
        )
        facts.tell_network(services, transaction, after, now)
    services.ring()
    return after


def discard(services: Services, event_id: str, expects: int) -> None:
    """Delete a draft that nobody has seen. Raises Refused for anything else."""
    with services.store.write() as transaction:
        event = transaction.events.get(event_id, lock=True)
        if event.status is not EventStatus.DRAFT:
            raise Refused("event.not_draft")
        if event.version != expects:
            raise Conflict
        transaction.events.delete(event_id)
