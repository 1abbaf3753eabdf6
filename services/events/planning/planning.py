"""Plan, edit, publish and cancel events; invite whom a finding proposes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from services.events.letters import writing as letters
from services.events.records import event as rules
from services.events.records.directory import ActorCard, Centre, Proposal
from services.events.records.event import Event, EventStatus, Host
from services.events.records.invitation import Invitation, InvitationState
from services.events.records.registration import Registration, RegistrationState
from services.events.records.services import Parts
from services.events.registration import registering
from shared import tokens
from shared.errors import Conflict, Invalid, NotFound, Problem, Refused
from shared.notices import NoticeKind

PEOPLE_KEPT = timedelta(days=30)
"""How long after its end an event's registrations keep names, addresses and notes."""

TAKES_PART = frozenset({RegistrationState.CONFIRMED, RegistrationState.WAITING})


def hosts_of(
    parts: Parts, actor_ids: Sequence[str], before: Sequence[Host] = ()
) -> tuple[Host, ...]:
    """Hosts with the names under which the directory knows them.

    Raises Invalid if one is unknown; a host that stood in the event before may stay even if
    the directory does not know it any more.
    """
    ids = [id for id in dict.fromkeys(actor_ids) if id]
    known = {card.id: card.name for card in parts.directory.actors(ids=ids)} if ids else {}
    known = {**{host.actor_id: host.name for host in before}, **known}
    missing = [id for id in ids if id not in known]
    if missing:
        raise Invalid(Problem("event.unknown_host", "hosts"))
    return tuple(Host(actor_id=id, name=known[id]) for id in ids)


def plan(
    parts: Parts, event: Event, author: str, proposal: Proposal | None, reasons: Mapping[str, str]
) -> Event:
    """Save a new event as a draft, with the proposed invitees of a finding.

    ``reasons`` maps an actor's id to the line that its letter will give as reason; actors
    without an address are kept as proposed, so that the coordinator sees whom to call.
    Sending the same form again (same id) changes nothing.
    """
    rules.check(event)
    now = parts.clock().replace(microsecond=0)
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
    with parts.store.write() as session:
        try:
            found: Event = session.event(event.id)
            return found
        except NotFound:
            session.put_event(fresh, author, None)
        for card in proposal.invitees if proposal else ():
            session.put_invitation(
                _invitation(parts, fresh, card, reasons.get(card.id, ""), now), new=True
            )
    return fresh


def _invitation(
    parts: Parts, event: Event, card: ActorCard, reason: str, now: datetime
) -> Invitation:
    return Invitation(
        id=parts.new_id(),
        event_id=event.id,
        actor_id=card.id,
        name=card.name[:160],
        email=card.email,
        email_source=card.email_source[:300],
        reason=reason[:600],
        created_at=now,
        updated_at=now,
        origin=event.origin,
    )


def edit(parts: Parts, wanted: Event, expects: int, author: str) -> Event:
    """Save an edited event; participants hear of what changed for them.

    ``expects`` is the version that the form was filled in on. Raises Conflict, Invalid,
    Refused (cancelled events are not edited).
    """
    rules.check(wanted)
    centre = parts.directory.centre()
    now = parts.clock()
    with parts.store.write() as session:
        before: Event = session.event(wanted.id, lock=True)
        if before.version != expects:
            raise Conflict
        if before.status is EventStatus.CANCELLED:
            raise Refused("event.cancelled")
        taken = session.taken(before.id)
        if wanted.capacity is not None and wanted.capacity < taken:
            raise Invalid(Problem("event.capacity_below", "capacity", params={"taken": taken}))
        after = rules.edited(before, replace(wanted, status=before.status), now)
        if after == before:
            return before
        session.put_event(after, author, before.version)
        if after.status is EventStatus.PUBLISHED:
            told = rules.changes_told(before, after)
            everybody: list[Registration] = session.registrations(after.id)
            people = [r for r in everybody if r.state in TAKES_PART]
            returned = letters.returns(everybody)
            if told and not after.is_past(now):
                kind = NoticeKind.EVENT_CHANGED
                letters.post(
                    session,
                    letters.to_participants(
                        parts, kind, after, people, centre, now, told, returned
                    ),
                )
                # Up to the version before: the reminder that follows carries this one.
                letters.withdraw(session, parts, f"reminder:{after.id}", before.version, now)
            registering.promote(parts, session, after, centre, now)
        tell_network(parts, session, after, now)
    parts.ring()
    return after


def publish(parts: Parts, event_id: str, expects: int, author: str) -> Event:
    """Make a draft public. Raises Invalid with what is still missing, Conflict, Refused."""
    now = parts.clock()
    with parts.store.write() as session:
        before: Event = session.event(event_id, lock=True)
        if before.status is EventStatus.PUBLISHED:
            return before
        if before.version != expects:
            raise Conflict
        rules.check_publishable(before, now)
        after = rules.edited(before, replace(before, status=EventStatus.PUBLISHED), now)
        session.put_event(after, author, before.version)
        tell_network(parts, session, after, now)
    parts.ring()
    return after


def cancel(parts: Parts, event_id: str, expects: int, author: str) -> Event:
    """Call an event off: it stays visible as cancelled, participants are written to."""
    centre = parts.directory.centre()
    now = parts.clock()
    with parts.store.write() as session:
        before: Event = session.event(event_id, lock=True)
        if before.status is EventStatus.CANCELLED:
            return before
        if before.version != expects:
            raise Conflict
        if before.status is EventStatus.DRAFT:
            raise Refused("event.draft_cannot_be_cancelled")
        after = rules.edited(before, replace(before, status=EventStatus.CANCELLED), now)
        session.put_event(after, author, before.version)
        people: list[Registration] = session.registrations(after.id)
        for topic in ("event", "reminder"):
            letters.withdraw(session, parts, f"{topic}:{after.id}", before.version, now)
        for invitation in session.invitations(after.id):
            letters.withdraw(session, parts, f"invitation:{invitation.id}", before.version, now)
        kind = NoticeKind.EVENT_CANCELLED
        taking_part = [r for r in people if r.state in TAKES_PART]
        returned = letters.returns(people)
        letters.post(
            session,
            letters.to_participants(parts, kind, after, taking_part, centre, now, (), returned),
        )
        tell_network(parts, session, after, now)
    parts.ring()
    return after


def discard(parts: Parts, event_id: str, expects: int) -> None:
    """Delete a draft that nobody has seen. Raises Refused for anything else."""
    with parts.store.write() as session:
        event: Event = session.event(event_id, lock=True)
        if event.status is not EventStatus.DRAFT:
            raise Refused("event.not_draft")
        if event.version != expects:
            raise Conflict
        session.delete_event(event_id)


def add_invitees(parts: Parts, event_id: str, actor_ids: Sequence[str], reason: str) -> int:
    """Put further organisations on the list of invitees; returns how many were new."""
    cards = parts.directory.actors(ids=[id for id in actor_ids if id]) if actor_ids else ()
    now = parts.clock()
    with parts.store.write() as session:
        event: Event = session.event(event_id, lock=True)
        there = {i.actor_id for i in session.invitations(event_id)}
        new = [card for card in cards if card.id not in there]
        for card in new:
            session.put_invitation(_invitation(parts, event, card, reason, now), new=True)
    return len(new)


def invite(parts: Parts, event_id: str, invitation_ids: Sequence[str]) -> int:
    """Send letters to chosen invitees; whoever was invited before is not written to again.

    Returns how many letters were put on their way. Raises Refused for a draft or a past event.
    """
    centre = parts.directory.centre()
    now = parts.clock()
    sent = 0
    with parts.store.write() as session:
        event: Event = session.event(event_id, lock=True)
        if event.status is not EventStatus.PUBLISHED:
            raise Refused("event.publish_first")
        if event.starts_at <= now:
            raise Refused("registration.past")
        chosen = set(invitation_ids)
        for invitation in session.invitations(event_id):
            if (
                invitation.id in chosen
                and invitation.state == InvitationState.PROPOSED
                and invitation.email
            ):
                session.put_invitation(
                    replace(invitation, state=InvitationState.INVITED, updated_at=now), new=False
                )
                letters.post(session, letters.to_invited(parts, event, invitation, centre, now))
                sent += 1
    parts.ring()
    return sent


def invited_by_link(parts: Parts, invitation_id: str, token: str) -> tuple[Event, Invitation]:
    """What the link of an invitation stands for. Raises NotFound for every wrong link."""
    if not tokens.matches(token, parts.secret, letters.DECLINE, invitation_id, 1):
        raise NotFound("not_found.link")
    with parts.store.read() as session:
        invitation: Invitation = session.invitation(invitation_id)
        return session.event(invitation.event_id), invitation


def decline(parts: Parts, invitation_id: str, token: str) -> None:
    """An invited organisation says that it cannot come. Twice is once."""
    invited_by_link(parts, invitation_id, token)
    with parts.store.write() as session:
        invitation: Invitation = session.invitation(invitation_id)
        session.put_invitation(
            replace(invitation, state=InvitationState.DECLINED, updated_at=parts.clock()),
            new=False,
        )


def facts(event: Event, registrations: Sequence[Registration], invited: int) -> dict[str, Any]:
    """What network is told about a meeting: facts and numbers, no names."""
    confirmed = [r for r in registrations if r.state is RegistrationState.CONFIRMED]
    return {
        "event_id": event.id,
        "title": event.title,
        "kind": event.kind,
        "visibility": event.visibility,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "status": event.status,
        "online": event.online,
        "place": event.place,
        "region_ids": list(event.region_ids),
        "topic_ids": list(event.topic_ids),
        "host_actor_ids": [host.actor_id for host in event.hosts],
        "finding_ids": list(event.finding_ids),
        "measure_id": event.measure_id,
        "series": event.part_of,
        "counts": {
            "invited": invited,
            "registered": sum(r.seats for r in confirmed),
            "attended": event.attended,
            "organisations": len({r.organisation.casefold() for r in confirmed if r.organisation})
            if event.attended_organisations is None
            else event.attended_organisations,
        },
        "origin": event.origin,
    }


def tell_network(parts: Parts, session: Any, event: Event, now: datetime) -> bool:
    """Put the facts into the outbox if they changed since they were told last."""
    if event.status is EventStatus.DRAFT:
        return False
    version, told = session.facts(event.id)
    if version and event.ends_at < now - PEOPLE_KEPT:
        # Names may be deleted by now: what was told before is the truth.
        return False
    invited = sum(i.state != InvitationState.PROPOSED for i in session.invitations(event.id))
    known = facts(event, session.registrations(event.id), invited)
    digest = sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()
    if digest == told:
        return False
    session.set_facts(event.id, version + 1, digest)
    session.send(
        id=parts.new_id(),
        target="network",
        path=f"/api/network/meetings/{event.id}",
        payload=json.dumps({**known, "version": version + 1}, ensure_ascii=False),
        now=now,
        subject=f"facts:{event.id}",
    )
    return True


def centre_or_blank(parts: Parts) -> Centre:
    """The installation's names for the frame of a page; blank while network is away."""
    from shared.errors import Unavailable

    try:
        return parts.directory.centre()
    except Unavailable:
        return Centre()
