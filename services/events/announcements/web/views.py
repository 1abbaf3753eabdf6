"""What pages say about events: words, places, seats, links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.events.announcements.web import words
from services.events.reader import access, vocabulary
from services.events.reader.access import now
from services.events.reader.request import services
from services.events.reader.vocabulary import label
from services.events.reader.words import badge_of, word
from services.events.records.directory import Vocabulary
from services.events.records.event import LAND, Event
from shared.web.i18n import aufzaehlung, gettext, ngettext, zahl


@dataclass(frozen=True)
class EventView:
    """One event with the words that templates need."""

    event: Event
    vocabulary: Vocabulary
    taken: int = 0
    counts: Any = None
    key: str = ""
    """Keeps the event open for who came by a letter, in every link of its page."""

    @property
    def kind(self) -> str:
        """What kind of meeting."""
        return word(words.KINDS, self.event.kind)

    @property
    def status(self) -> tuple[str, str]:
        """Word and tone of the status."""
        return badge_of(words.STATUS, self.event.status)

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
    known = vocabulary.vocabulary()
    ids = [event.id for event in events]
    with services().store.read() as transaction:
        counts = transaction.seats.counts(ids) if ids else {}
        taken = {id: transaction.seats.taken(id) for id in ids}
    return [
        EventView(event, known, taken[event.id], counts.get(event.id, {}), access.key_of(event))
        for event in events
    ]
