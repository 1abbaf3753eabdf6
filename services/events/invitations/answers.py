"""What became of an invitation: read from its letter and from who signed up."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from services.events.records.invitation import Invitation, InvitationState
from services.events.records.registration import Registration, RegistrationState, email_key


class InvitationAnswer(StrEnum):
    """What the coordinator reads beside each invited organisation."""

    PROPOSED = "proposed"
    OPEN = "open"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    DECLINED = "declined"
    UNDELIVERABLE = "undeliverable"


def answer(invitation: Invitation, registrations: Sequence[Registration]) -> InvitationAnswer:
    """What became of an invitation, from its letter and from who signed up."""
    own = [r for r in registrations if email_key(r.email) == email_key(invitation.email)]
    states = {r.state for r in own}
    if states & {RegistrationState.CONFIRMED, RegistrationState.UNCONFIRMED}:
        return InvitationAnswer.ACCEPTED
    if RegistrationState.WAITING in states:
        return InvitationAnswer.WAITING
    if RegistrationState.CANCELLED in states or invitation.state == InvitationState.DECLINED:
        return InvitationAnswer.DECLINED
    if invitation.mail_state in ("failed", "shunted"):
        return InvitationAnswer.UNDELIVERABLE
    return (
        InvitationAnswer.PROPOSED
        if invitation.state == InvitationState.PROPOSED
        else InvitationAnswer.OPEN
    )
