"""What an event must be to be saved and published, and what an edit changes for others."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from services.events.records.event import Event, EventStatus
from shared.clock import BERLIN
from shared.errors import Invalid, Problem, Refused

LONGEST = timedelta(days=31)
LONGEST_TITLE = 200
FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Outside of these a year is a slip of the pen; near 9999 adding a month would overflow."""
# No blanks, line breaks or quotes: the address goes into calendar parts and letters as it is.
_WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f<>\"]{1,2000}")
SIGNIFICANT = ("starts_at", "ends_at", "status")
"""Facts whose change raises SEQUENCE (RFC 5546 section 2.1.4)."""
TOLD = ("title", "starts_at", "ends_at", "place", "online_url")
"""Facts whose change participants are written about."""


def check(event: Event) -> None:
    """Raise Invalid with everything that keeps the event from being saved."""
    problems = []
    if not event.title.strip():
        problems.append(Problem("field.required", "title"))
    if len(event.title) > LONGEST_TITLE:
        problems.append(Problem("field.too_long", "title", params={"max_length": LONGEST_TITLE}))
    if not FIRST_YEAR <= event.starts_at.year <= LAST_YEAR:
        day = f"{event.starts_at.astimezone(BERLIN):%d.%m.%Y}"
        problems.append(Problem("date.impossible", "starts_day", params={"value": day}))
    if event.ends_at <= event.starts_at:
        problems.append(Problem("event.end_before_start", "ends_time"))
    elif event.ends_at - event.starts_at > LONGEST:
        problems.append(Problem("event.too_long", "ends_day"))
    if event.capacity is not None and not 1 <= event.capacity <= 100_000:
        problems.append(Problem("event.capacity", "capacity"))
    if event.registration_closes and event.registration_closes > event.ends_at:
        problems.append(Problem("event.closes_late", "closes_day"))
    if event.online_url and not _WEB_ADDRESS.fullmatch(event.online_url):
        problems.append(Problem("field.url", "online_url"))
    if problems:
        raise Invalid(problems)


def check_publishable(event: Event, now: datetime) -> None:
    """Raise Invalid or Refused if the event cannot go public as it is."""
    if event.status is not EventStatus.DRAFT:
        raise Refused("event.not_draft")
    problems = []
    if event.ends_at <= now:
        problems.append(Problem("event.past", "starts_day"))
    if not event.online and not event.place.strip():
        problems.append(Problem("event.no_place", "place"))
    if not event.hosts:
        problems.append(Problem("event.no_host", "hosts"))
    if problems:
        raise Invalid(problems)


def edited(before: Event, after: Event, now: datetime) -> Event:
    """``after`` with version, sequence and time stamp that follow from the edit.

    An edit that changes nothing returns ``before`` itself: no new time stamp, so that feeds
    stay byte for byte the same.
    """
    same = replace(
        after,
        created_at=before.created_at,
        updated_at=before.updated_at,
        sequence=before.sequence,
        version=before.version,
    )
    if same == before:
        return before
    significant = any(getattr(before, f) != getattr(after, f) for f in SIGNIFICANT)
    # Nobody knows a draft yet: SEQUENCE starts to count when the event is published.
    counted = significant and before.status is not EventStatus.DRAFT
    return replace(
        same,
        # RFC 5545 DTSTAMP has whole seconds; LAST-MODIFIED must never go back.
        updated_at=max(now.replace(microsecond=0), before.updated_at),
        sequence=before.sequence + counted,
        version=before.version + 1,
    )


def changes_told(before: Event, after: Event) -> tuple[tuple[str, str, str], ...]:
    """Facts that participants must hear of: (field, old, new); instants in ISO format."""

    def text(value: object) -> str:
        return value.isoformat() if isinstance(value, datetime) else str(value)

    return tuple(
        (field, text(getattr(before, field)), text(getattr(after, field)))
        for field in TOLD
        if getattr(before, field) != getattr(after, field)
    )
