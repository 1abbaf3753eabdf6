"""What this reader may open and see listed, and the instant of the request."""

from __future__ import annotations

from datetime import datetime

from services.events.reader.request import services
from services.events.records.event import Event, EventStatus
from shared.accounts import current_role, is_coordinator
from shared.errors import NotFound


def now() -> datetime:
    """The present instant."""
    return services().clock()


def find(event_id: str) -> Event:
    """An event that this reader may open; raises NotFound otherwise.

    Events for members or invited people are not listed, but who has the link from a letter
    may open the page: it holds nothing that the letter does not say.
    """
    with services().store.read() as transaction:
        event = transaction.events.get(event_id)
    if event.status is EventStatus.DRAFT and not is_coordinator():
        raise NotFound("not_found.event")
    return event


def listed(event: Event) -> bool:
    """Whether the event stands in lists that this reader sees."""
    if is_coordinator():
        return True
    if event.status is EventStatus.DRAFT:
        return False
    if event.visibility == "members":
        return current_role() != "anonymous"
    return event.visibility == "public"
