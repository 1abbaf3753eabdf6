"""A house whose every text field holds a canary, and what each caller comes across in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.events.invitations import inviting
from tests.security import canaries, life
from tests.security.canaries import Canaries
from tests.security.house import Found, House, copy_of, crawl, open_house


@dataclass
class Cage:
    """The house with its canaries, and what each caller finds in it."""

    house: House
    canaries: Canaries
    found: dict[str, Found]

    def pages(self, caller: str) -> Found:
        """Every page that this caller comes to by links, in both languages."""
        if caller not in self.found:
            per_route = 1 if caller in ("coordinator", "admin") else 4
            self.found[caller] = crawl(
                self.house, caller, per_route=per_route, start=[*starts(self.house)]
            )
        return self.found[caller]


def starts(house: House) -> Iterator[str]:
    """Where a crawl begins: the pages, the same in English, and what no page links to."""
    yield from ("/", "/?lang=en", "/calendar.ics", "/api/events/events", "/api/network/vocabulary")
    for name in ("actors", "offers", "projects", "cooperations"):
        yield f"/api/network/records/{name}?limit=200"
        yield f"/api/network/records/{name}?query=k4n&limit=200"
    yield "/api/network/actors?limit=200"
    for name in ("akteure", "angebote", "projekte"):
        yield f"/{name}?q=k4n"
    event = life.coming(house)
    for part in ("anmeldungen", "einladungen", "tische", "bearbeiten"):
        yield f"/termine/{event.id}/{part}"
    for (letter,) in house.rows("notify", "SELECT id FROM deliveries ORDER BY id"):
        yield f"/postausgang/{letter}"


@contextmanager
def caged(house: House, folder: Path) -> Iterator[Cage]:
    """A copy of the house in this folder, its texts marked."""
    copy_of(house, folder)
    opened = open_house(folder, "")
    marked = canaries.fill(opened)
    # Letters that are written after every text holds a canary.
    services, event = opened.parts("events").services, life.coming(opened)
    with services.store.read() as transaction:
        invited = transaction.invitations.of_event(event.id)
    inviting.invite(services, event.id, [i.id for i in invited])
    opened.turn("events-relay")
    yield Cage(opened, marked, {})
    opened.close()
