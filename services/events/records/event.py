"""Events: webtalks, networking meetings, workshops, conferences, steering-group meetings.

An event's id is its calendar UID for life. Instants are aware; people think of them
as wall-clock time in Thuringia (``wall_clock``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LAND = "16"
"""Key of Thuringia: an event for the whole Land belongs to every district."""


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
