"""Registrations: who signed up, who holds a seat, who waits.

A registration begins ``unconfirmed`` with its seats held for a while; the mailed link
(double opt-in) confirms it. Who finds no seat waits; a seat that becomes free goes to
the one who has waited longest and whose group fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RegistrationState(StrEnum):
    """Where a registration stands."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


LIVE = frozenset(
    {RegistrationState.UNCONFIRMED, RegistrationState.CONFIRMED, RegistrationState.WAITING}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One person (or group) at one event. ``held`` is the number of seats it occupies.

    ``booked_by`` names who signed somebody else up. ``version`` rises with every change of
    state and orders letters; ``token_version`` is raised to revoke mailed links.
    """

    id: str
    event_id: str
    name: str
    email: str
    organisation: str = ""
    seats: int = 1
    booked_by: str = ""
    lang: str = "de"
    state: RegistrationState = RegistrationState.UNCONFIRMED
    held: int = 0
    hold_until: datetime | None = None
    waiting_since: datetime | None = None
    entered_by: str = ""
    note: str = ""
    mail_state: str = ""
    created_at: datetime
    updated_at: datetime
    version: int = 1
    token_version: int = 1
    origin: str = ""


def email_key(address: str) -> str:
    """The address by which two registrations count as the same person's."""
    local, _, domain = address.strip().partition("@")
    return f"{local.casefold()}@{domain.casefold()}"
