"""What pages say about events: words, places, seats, links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.events.reader import words as texts
from services.events.reader.request import parts
from services.events.records.directory import Term, Vocabulary
from services.events.records.event import LAND, Event, EventStatus
from shared.accounts import current_role, is_coordinator
from shared.errors import NotFound, Unavailable
from shared.web.i18n import aufzaehlung, current_language, gettext, ngettext, zahl


def vocabulary() -> Vocabulary:
    """Topics and regions; empty while the network service is away (pages go on)."""
    try:
        return parts().directory.vocabulary()
    except Unavailable:
        return Vocabulary()


def label(term: Term) -> str:
    """A term in the reader's language."""
    return term.label_en if current_language() == "en" and term.label_en else term.label


def now() -> datetime:
    """The present instant."""
    return parts().clock()


def find(event_id: str) -> Event:
    """An event that this reader may open; raises NotFound otherwise.

    Events for members or invited people are not listed, but who has the link from a letter
    may open the page: it holds nothing that the letter does not say.
    """
    with parts().store.read() as session:
        event: Event = session.event(event_id)
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


@dataclass(frozen=True)
class EventView:
    """One event with the words that templates need."""

    event: Event
    vocabulary: Vocabulary
    taken: int = 0
    counts: Any = None

    @property
    def kind(self) -> str:
        """What kind of meeting."""
        return texts.word(texts.KINDS, self.event.kind)

    @property
    def status(self) -> tuple[str, str]:
        """Word and tone of the status."""
        return texts.badge_of(texts.STATUS, self.event.status)

    @property
    def where(self) -> str:
        """Place, "online", or both."""
        both = [self.event.place, gettext("online") if self.event.online else ""]
        return " · ".join(part for part in both if part) or gettext("Ort wird noch bekannt gegeben")

    @property
    def hosts(self) -> str:
        """Who invites."""
        return aufzaehlung([host.name for host in self.event.hosts])

    @property
    def topics(self) -> list[str]:
        """Names of the topics."""
        names = {term.id: label(term) for term in self.vocabulary.topics}
        return [names[id] for id in self.event.topic_ids if id in names]

    @property
    def regions(self) -> list[str]:
        """Names of the regions."""
        names = {term.id: label(term) for term in self.vocabulary.regions}
        return [names[id] for id in self.event.region_ids if id in names]

    @property
    def free(self) -> int | None:
        """Seats that are free now, None without limit."""
        return None if self.event.capacity is None else max(0, self.event.capacity - self.taken)

    @property
    def seats(self) -> str:
        """How many seats are left, in words; nothing for events without limit."""
        if self.free is None:
            return ""
        if self.free == 0:
            return (
                gettext("Ausgebucht – Warteliste möglich")
                if self.event.waiting_list
                else gettext("Ausgebucht")
            )
        return ngettext("noch %(num)s Platz frei", "noch %(num)s Plätze frei", self.free)

    @property
    def numbers(self) -> str:
        """Registrations for coordinators."""
        counts = self.counts or {}
        confirmed = counts.get("confirmed", 0)
        whole = (
            gettext("%(n)s von %(all)s Plätzen", n=zahl(confirmed), all=zahl(self.event.capacity))
            if self.event.capacity is not None
            else ngettext("%(num)s angemeldet", "%(num)s angemeldet", confirmed)
        )
        more = []
        if counts.get("unconfirmed"):
            more.append(gettext("%(n)s unbestätigt", n=zahl(counts["unconfirmed"])))
        if counts.get("waiting"):
            more.append(gettext("%(n)s auf der Warteliste", n=zahl(counts["waiting"])))
        return ", ".join([whole, *more])

    @property
    def takes_registrations(self) -> bool:
        """Whether the form is open."""
        return self.event.takes_registrations(now())

    @property
    def begun(self) -> bool:
        """Whether it has started."""
        return self.event.starts_at <= now()

    @property
    def past(self) -> bool:
        """Whether it is over."""
        return self.event.is_past(now())

    @property
    def land_wide(self) -> bool:
        """Whether it is meant for the whole Land."""
        return LAND in self.event.region_ids


def views(events: Sequence[Event]) -> list[EventView]:
    """Events with their numbers, read in one go."""
    words = vocabulary()
    ids = [event.id for event in events]
    with parts().store.read() as session:
        counts = session.counts(ids) if ids else {}
        taken = {id: session.taken(id) for id in ids}
    return [EventView(event, words, taken[event.id], counts.get(event.id, {})) for event in events]


def region_options() -> list[tuple[str, str]]:
    """The Land and its districts, for choosing."""
    words = vocabulary()
    land = [(r.id, label(r)) for r in words.regions if r.id == LAND]
    return land + [(r.id, label(r)) for r in words.districts() if r.id.startswith(LAND)]


def topic_options() -> list[tuple[str, str, int]]:
    """Topics as a tree: value, name, depth."""
    words = vocabulary()
    children: dict[str, list[Term]] = {}
    for term in words.topics:
        children.setdefault(term.parent_id, []).append(term)
    found: list[tuple[str, str, int]] = []

    def walk(parent: str, depth: int) -> None:
        for term in children.get(parent, ()):
            found.append((term.id, label(term), depth))
            if depth < 5:
                walk(term.id, depth + 1)

    walk("", 0)
    return found
