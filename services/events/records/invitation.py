"""Invitations: who was proposed or invited, why, and what they answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.events.records.registration import Registration, RegistrationState, email_key


class InvitationState(StrEnum):
    """``proposed`` by the finding, ``invited`` by letter, ``declined`` by the invited."""

    PROPOSED = "proposed"
    INVITED = "invited"
    DECLINED = "declined"


class Answer(StrEnum):
    """What the coordinator reads beside each invited organisation."""

    PROPOSED = "proposed"
    OPEN = "open"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    DECLINED = "declined"
    UNDELIVERABLE = "undeliverable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One organisation that shall come; ``reason`` is the line it reads in its letter."""

    id: str
    event_id: str
    actor_id: str
    name: str
    email: str
    email_source: str = ""
    reason: str = ""
    state: str = InvitationState.PROPOSED
    mail_state: str = ""
    created_at: datetime
    updated_at: datetime
    origin: str = ""


def answer(invitation: Invitation, registrations: Sequence[Registration]) -> Answer:
    """What became of an invitation, from its letter and from who signed up."""
    own = [r for r in registrations if email_key(r.email) == email_key(invitation.email)]
    states = {r.state for r in own}
    if states & {RegistrationState.CONFIRMED, RegistrationState.UNCONFIRMED}:
        return Answer.ACCEPTED
    if RegistrationState.WAITING in states:
        return Answer.WAITING
    if RegistrationState.CANCELLED in states or invitation.state == InvitationState.DECLINED:
        return Answer.DECLINED
    if invitation.mail_state in ("failed", "shunted"):
        return Answer.UNDELIVERABLE
    return Answer.PROPOSED if invitation.state == InvitationState.PROPOSED else Answer.OPEN
