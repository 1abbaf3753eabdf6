"""Events: webtalks, networking meetings, workshops, conferences, steering-group meetings.

An event's id is its calendar UID for life. Instants are aware; people think of them
as wall-clock time in Thuringia, so a wall-clock time that does not exist (the hour
lost in March) or exists twice (October) is refused with a hint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from shared.clock import BERLIN
from shared.errors import Invalid, Problem, Refused

LAND = "16"
"""Key of Thuringia: an event for the whole Land belongs to every district."""

LONGEST = timedelta(days=31)
REMINDER_BEFORE = timedelta(days=1)
LONGEST_TITLE = 200
FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Outside of these a year is a slip of the pen; near 9999 adding a month would overflow."""
# No blanks, line breaks or quotes: the address goes into calendar parts and letters as it is.
_WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f<>\"]{1,2000}")


class EventKind(StrEnum):
    """What kind of meeting it is."""

    WEBTALK = "webtalk"
    NETWORKING = "networking"
    WORKSHOP = "workshop"
    CONFERENCE = "conference"
    STEERING = "steering"


class EventVisibility(StrEnum):
    """Who may see the event: everybody, members, or invited people only."""

    PUBLIC = "public"
    MEMBERS = "members"
    CLOSED = "closed"


class EventStatus(StrEnum):
    """A draft is seen by coordinators only; a cancelled event stays visible for a while."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeItem:
    """A point of the programme; ``starts_at`` is a wall-clock text such as "14:30"."""

    title: str
    starts_at: str = ""
    people: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """An actor that invites, with the name under which it does."""

    actor_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event. ``capacity`` counts seats (None: no limit); ``sequence`` is the calendar's.

    ``attended`` counts persons that came, ``attended_organisations`` their organisations
    (None: nobody has counted).

    ``version`` rises with every edit (two editors never overwrite each other silently),
    ``sequence`` only with what calendars must be told.
    """

    id: str
    title: str
    kind: EventKind
    starts_at: datetime
    ends_at: datetime
    created_at: datetime
    updated_at: datetime
    visibility: EventVisibility = EventVisibility.PUBLIC
    status: EventStatus = EventStatus.DRAFT
    description: str = ""
    audience: str = ""
    online: bool = False
    place: str = ""
    online_url: str = ""
    dial_in_note: str = ""
    capacity: int | None = None
    registration: bool = True
    waiting_list: bool = True
    registration_closes: datetime | None = None
    programme: tuple[ProgrammeItem, ...] = ()
    hosts: tuple[Host, ...] = ()
    topic_ids: tuple[str, ...] = ()
    region_ids: tuple[str, ...] = ()
    contact: str = ""
    finding_ids: tuple[str, ...] = ()
    measure_id: str = ""
    part_of: str = ""
    origin: str = ""
    attended: int | None = None
    attended_organisations: int | None = None
    sequence: int = 0
    version: int = 1

    def takes_registrations(self, now: datetime) -> bool:
        """Whether somebody may sign up now."""
        closes = self.registration_closes or self.starts_at
        return self.registration and self.status is EventStatus.PUBLISHED and now < closes

    def is_past(self, now: datetime) -> bool:
        """Whether the event is over."""
        return self.ends_at <= now

    def belongs_to(self, districts: frozenset[str] | None, topics: frozenset[str] | None) -> bool:
        """Whether the event belongs to a view of these regions and topics (None: any).

        Online events and events for the whole Land belong to every region.
        """
        if (
            districts is not None
            and not self.online
            and LAND not in self.region_ids
            and districts.isdisjoint(self.region_ids)
        ):
            return False
        return topics is None or not topics.isdisjoint(self.topic_ids)


SIGNIFICANT = ("starts_at", "ends_at", "status")
"""Facts whose change raises SEQUENCE (RFC 5546 section 2.1.4)."""

TOLD = ("title", "starts_at", "ends_at", "place", "online_url")
"""Facts whose change participants are written about."""


def wall_clock(day: date, clock: time, field: str = "") -> datetime:
    """The instant of a wall-clock time in Thuringia.

    Raises Invalid with ``time.skipped`` or ``time.twice`` in the two nights of the year in
    which the time does not exist or exists twice.
    """
    naive = datetime.combine(day, clock)
    first, second = naive.replace(tzinfo=BERLIN), naive.replace(tzinfo=BERLIN, fold=1)
    if first.astimezone(UTC).astimezone(BERLIN).replace(tzinfo=None) != naive:
        raise Invalid(Problem("time.skipped", field, params={"time": f"{clock:%H:%M}"}))
    if first.utcoffset() != second.utcoffset():
        raise Invalid(Problem("time.twice", field, params={"time": f"{clock:%H:%M}"}))
    return first.astimezone(UTC)


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


def reminder_due(event: Event) -> datetime:
    """When participants are reminded: the same wall-clock time one day before.

    Counted on the wall clock, not in hours: the day before a change of the clocks has 23
    or 25 of them.
    """
    local = event.starts_at.astimezone(BERLIN).replace(tzinfo=None) - REMINDER_BEFORE
    return local.replace(tzinfo=BERLIN).astimezone(UTC)
