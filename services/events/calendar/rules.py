"""Which events stand in a public feed, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.events.records import visibility
from services.events.records.event import Event, EventStatus

CANCELLED_STAYS = timedelta(days=30)
PAST_STAYS = timedelta(days=60)


def in_feed(event: Event, now: datetime) -> bool:
    """Whether a public feed holds the event now: published, or cancelled not long ago."""
    if not visibility.listed(event, "public"):
        return False
    if event.status is EventStatus.CANCELLED:
        return now < event.updated_at + CANCELLED_STAYS
    return now < event.ends_at + PAST_STAYS
