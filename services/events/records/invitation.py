"""Invitations: who was proposed or invited, why, and what they answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class InvitationState(StrEnum):
    """``proposed`` by the finding, ``invited`` by letter, ``declined`` by the invited."""

    PROPOSED = "proposed"
    INVITED = "invited"
    DECLINED = "declined"


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
