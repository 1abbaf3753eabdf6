"""Put organisations on the list, send their letters, take their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.events.letters import links, sending, writing
from services.events.records.directory import ActorCard
from services.events.records.event import Event, EventStatus
from services.events.records.invitation import Invitation, InvitationState
from services.events.records.services import Services
from shared import tokens
from shared.errors import NotFound, Refused


def proposed(
    services: Services, event: Event, card: ActorCard, reason: str, now: datetime
) -> Invitation:
    """An actor on the list of an event, not written to yet; ``reason`` is what it will read."""
    return Invitation(
        id=services.new_id(),
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


def add_invitees(services: Services, event_id: str, actor_ids: Sequence[str], reason: str) -> int:
    """Put further organisations on the list of invitees; returns how many were new."""
    cards = services.directory.actors(ids=[id for id in actor_ids if id]) if actor_ids else ()
    now = services.clock()
    with services.store.write() as transaction:
        event = transaction.events.get(event_id, lock=True)
        there = {i.actor_id for i in transaction.invitations.of_event(event_id)}
        new = [card for card in cards if card.id not in there]
        for card in new:
            transaction.invitations.put(proposed(services, event, card, reason, now), new=True)
    return len(new)


def invite(services: Services, event_id: str, invitation_ids: Sequence[str]) -> int:
    """Send letters to chosen invitees; whoever was invited before is not written to again.

    Returns how many letters were put on their way. Raises Refused for a draft or a past event.
    """
    centre = services.directory.centre()
    now = services.clock()
    sent = 0
    with services.store.write() as transaction:
        event = transaction.events.get(event_id, lock=True)
        if event.status is not EventStatus.PUBLISHED:
            raise Refused("event.publish_first")
        if event.starts_at <= now:
            raise Refused("registration.past")
        chosen = set(invitation_ids)
        for invitation in transaction.invitations.of_event(event_id):
            if (
                invitation.id in chosen
                and invitation.state == InvitationState.PROPOSED
                and invitation.email
            ):
                transaction.invitations.put(
                    replace(invitation, state=InvitationState.INVITED, updated_at=now), new=False
                )
                sending.post(
                    transaction, writing.to_invited(services, event, invitation, centre, now)
                )
                sent += 1
    services.ring()
    return sent


def invited_by_link(services: Services, invitation_id: str, token: str) -> tuple[Event, Invitation]:
    """What the link of an invitation stands for. Raises NotFound for every wrong link."""
    if not tokens.matches(token, services.secret, links.DECLINE, invitation_id, 1):
        raise NotFound("not_found.link")
    with services.store.read() as transaction:
        invitation = transaction.invitations.get(invitation_id)
        return transaction.events.get(invitation.event_id), invitation


def decline(services: Services, invitation_id: str, token: str) -> None:
    """An invited organisation says that it cannot come. Twice is once."""
    invited_by_link(services, invitation_id, token)
    with services.store.write() as transaction:
        invitation = transaction.invitations.get(invitation_id)
        transaction.invitations.put(
            replace(invitation, state=InvitationState.DECLINED, updated_at=services.clock()),
            new=False,
        )
