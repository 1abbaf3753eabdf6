"""The links in letters: pages of events, and pages with a button for one person."""

from __future__ import annotations

from services.events.records import visibility
from services.events.records.event import Event, EventVisibility
from services.events.records.invitation import Invitation
from services.events.records.registration import Registration
from services.events.records.services import Services
from shared import tokens

CONFIRM = "bestaetigen"
LEAVE = "abmelden"
DECLINE = "absagen"


def event_url(services: Services, event: Event) -> str:
    """The page of an event for who gets a letter about it."""
    page = f"{services.public_url}/termine/{event.id}"
    if event.visibility is EventVisibility.PUBLIC:
        return page
    return f"{page}?{visibility.KEY}={visibility.event_key(services.secret, event)}"


def registration_link(services: Services, registration: Registration, purpose: str) -> str:
    """The page with a button that a letter points to."""
    token = tokens.derive(services.secret, purpose, registration.id, registration.token_version)
    page = f"{services.public_url}/anmeldung/{registration.id}/{purpose}/{token}"
    return f"{page}?lang={registration.lang}"


def invitation_link(services: Services, invitation: Invitation) -> str:
    """The page where an invited organisation says that it cannot come."""
    token = tokens.derive(services.secret, DECLINE, invitation.id, 1)
    return f"{services.public_url}/anmeldung/{invitation.id}/{DECLINE}/{token}"
