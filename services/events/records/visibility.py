"""Who may open an event and who sees it listed: the one place where that is decided."""

from __future__ import annotations

from typing import Literal

from services.events.records.event import Event, EventStatus, EventVisibility
from shared import tokens

EventAudience = Literal["public", "members", "coordinators"]
KEY = "schluessel"
"""Name of the key in the address of an event that is not for everybody."""


def listed(event: Event, audience: EventAudience) -> bool:
    """Whether the event stands in lists, feeds and counts that this audience reads."""
    if audience == "coordinators":
        return True
    if event.status is EventStatus.DRAFT:
        return False
    if event.visibility is EventVisibility.PUBLIC:
        return True
    return event.visibility is EventVisibility.MEMBERS and audience == "members"


def may_open(event: Event, audience: EventAudience, *, by_letter: bool = False) -> bool:
    """Whether this audience may open the event's page.

    ``by_letter``: the reader has the key that stands in our letters about the event. The page
    holds nothing that the letter does not say; a draft is in no letter.
    """
    return listed(event, audience) or (by_letter and event.status is not EventStatus.DRAFT)


def event_key(secret: str, event: Event) -> str:
    """What stands in letters about an event that is not for everybody."""
    return tokens.derive(secret, KEY, event.id, 1)


def is_key(secret: str, event: Event, key: str) -> bool:
    """Whether this is the key of the event; a blank one never is."""
    return tokens.matches(key, secret, KEY, event.id, 1)
