"""What this reader may open and see listed, and the instant of the request."""

from __future__ import annotations

from datetime import datetime

from flask import request

from services.events.reader.request import services
from services.events.records import visibility
from services.events.records.event import Event
from services.events.records.visibility import EventAudience
from shared.accounts import current_role
from shared.errors import NotFound


def now() -> datetime:
    """The present instant."""
    return services().clock()


def audience() -> EventAudience:
    """Which events this reader may see."""
    match current_role():
        case "admin" | "coordinator":
            return "coordinators"
        case "editor" | "member" | "viewer":
            return "members"
        case _:
            return "public"


def find(event_id: str) -> Event:
    """An event that this reader may open; raises NotFound otherwise, alike for every reason.

    Who has the address from one of our letters may open events that are not for everybody, too.
    """
    with services().store.read() as transaction:
        event = transaction.events.get(event_id)
    by_letter = visibility.is_key(services().secret, event, request.args.get(visibility.KEY, ""))
    if not visibility.may_open(event, audience(), by_letter=by_letter):
        raise NotFound("not_found.event")
    return event


def key_of(event: Event) -> str:
    """The key that keeps an event open for who came by a letter; "" where none is needed.

    Only for readers to whom ``find`` (or the link of a registration) has opened the event.
    """
    return (
        ""
        if visibility.listed(event, audience())
        else visibility.event_key(services().secret, event)
    )


def listed(event: Event) -> bool:
    """Whether the event stands in lists that this reader sees."""
    return visibility.listed(event, audience())
