"""Short builders for events and registrations, and a world to use them in."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from services.events.letters import links
from services.events.planning import planning
from services.events.records.directory import (
    ActorCard,
    Centre,
    Proposal,
    Tables,
    Vocabulary,
    VocabularyTerm,
)
from services.events.records.event import Event, EventKind, EventStatus, Host
from services.events.records.registration import LIVE, Registration
from services.events.records.services import Services
from services.events.registration import registering
from services.events.registration.rules import Application
from services.events.stores import tables
from services.events.stores.sql_store import SqlEvents
from shared import tokens
from shared.errors import NotFound, Unavailable
from shared.notices import Notice, Withdrawal

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
START = datetime(2026, 12, 9, 9, 0, tzinfo=UTC)
"""Two weeks later, 10:00 in Thuringia."""

ACTORS = (
    ActorCard("a1", "Netzwerkbüro Beispielstadt", "buero@beispiel.example", "Webseite"),
    ActorCard("a2", "Beratungsstelle Musterthal", "kontakt@muster.example", "Umfrage"),
    ActorCard("a3", "Sprachcafé ohne Adresse"),
)


def event(**values: Any) -> Event:
    """A published networking meeting in Erfurt; what a test does not care about has a value."""
    values = {
        "id": str(uuid.uuid4()),
        "title": "Vernetzungstreffen Sprachmittlung",
        "kind": EventKind.NETWORKING,
        "starts_at": START,
        "ends_at": values.get("starts_at", START) + timedelta(hours=2),
        "created_at": NOW,
        "updated_at": NOW,
        "status": EventStatus.PUBLISHED,
        "place": "Rathaus, Saal 1",
        "hosts": (Host(actor_id="a1", name="Netzwerkbüro Beispielstadt"),),
        "region_ids": ("16051",),
        **values,
    }
    return Event(**values)


def registration(**values: Any) -> Registration:
    """An unconfirmed registration for one seat."""
    values = {
        "id": str(uuid.uuid4()),
        "event_id": "e",
        "name": "Kim Beispiel",
        "email": "kim@beispiel.example",
        "created_at": NOW,
        "updated_at": NOW,
        **values,
    }
    return Registration(**values)


class FixedDirectory:
    """A directory that answers the same always; ``away`` takes it down."""

    def __init__(self) -> None:
        self.away = False
        self.cards = ACTORS
        self.installation = Centre(
            name="Übungszentrum",
            sender_name="Übungszentrum",
            sender_address="zentrum@ikoe.example",
            contact="Alex Muster, 0361 000000",
        )
        self.suggested = Proposal(
            finding_id="coverage:16051:sprache",
            kind="coverage",
            title="Sprachmittlung in Erfurt",
            hosts=ACTORS[:1],
            invitees=ACTORS[1:],
            topic_ids=("sprache",),
            region_ids=("16051",),
        )

    def _answer(self) -> None:
        if self.away:
            raise Unavailable("unavailable.network")

    def centre(self) -> Centre:
        """The installation."""
        self._answer()
        return self.installation

    def vocabulary(self) -> Vocabulary:
        """Two topics, the Land and two districts."""
        self._answer()
        return Vocabulary(
            topics=(
                VocabularyTerm("sprache", "Sprache"),
                VocabularyTerm("sprache.mittlung", "Mittlung", "", "sprache"),
            ),
            regions=(
                VocabularyTerm("16", "Thüringen", "", "", "land"),
                VocabularyTerm("16051", "Erfurt", "", "16", "district"),
                VocabularyTerm("16052", "Gera", "", "16", "district"),
            ),
        )

    def actors(self, query: str = "", ids: Sequence[str] = ()) -> tuple[ActorCard, ...]:
        """Three actors, one of them without an address."""
        self._answer()
        return tuple(a for a in self.cards if (a.id in ids if ids else query in a.name))

    def everyone(self) -> tuple[ActorCard, ...]:
        """All three."""
        return self.actors()

    def proposal(self, finding_ids: Sequence[str], measure_id: str = "") -> Proposal:
        """The one suggestion."""
        self._answer()
        if not measure_id and self.suggested.finding_id not in finding_ids:
            raise NotFound("not_found.finding")
        return replace(
            self.suggested,
            finding_ids=tuple(finding_ids) or (self.suggested.finding_id,),
            measure_id=measure_id,
        )

    def tables(self, actor_ids: Sequence[str], size: int) -> Tables:
        """One table after the other."""
        self._answer()
        groups = [tuple(actor_ids[n : n + size]) for n in range(0, len(actor_ids), size)]
        return Tables(tuple(groups), 0)

    def check(self) -> None:
        """Answers."""
        self._answer()


@dataclass
class World:
    """Verbs with all that a test looks at."""

    services: Services
    store: SqlEvents
    directory: FixedDirectory
    clock: Any
    rings: list[int] = field(default_factory=list)

    def add(self, one: Event) -> Event:
        """Put an event into the store without any verb."""
        with self.store.write() as transaction:
            transaction.events.put(one, "Test", None)
        return one

    def event(self, id: str) -> Event:
        """The event as it stands."""
        with self.store.read() as transaction:
            return transaction.events.get(id)

    def people(self, event_id: str) -> list[Registration]:
        """All registrations of an event."""
        with self.store.read() as transaction:
            return transaction.registrations.of_event(event_id)

    def states(self, event_id: str) -> dict[str, str]:
        """Name → state."""
        return {r.name: r.state.value for r in self.people(event_id)}

    def one(self, event_id: str, name: str) -> Registration:
        """The latest registration under this name."""
        found = [r for r in self.people(event_id) if r.name == name]
        # Several of one instant have no order: the one that is not over is the latest.
        return max(found, key=lambda r: (r.created_at, r.state in LIVE))

    def taken(self, event_id: str) -> int:
        """Seats taken."""
        with self.store.read() as transaction:
            return transaction.seats.taken(event_id)

    def sign_up(self, event_id: str, name: str, seats: int = 1, **more: Any) -> Registration:
        """Fill in the public form, once."""
        email = more.pop("email", f"{name.lower().replace(' ', '.')}@beispiel.example")
        form_id = more.pop("form_id", uuid.uuid4().hex)
        application = Application(name, email, seats=seats, **more)
        registering.register(self.services, event_id, application, form_id)
        return self.one(event_id, name)

    def confirm(self, registration: Registration) -> Registration:
        """Press the button behind the mailed link."""
        token = self.token(registration, links.CONFIRM)
        return registering.confirm(self.services, registration.id, token)

    def leave(self, registration: Registration) -> Registration:
        """Press the other button."""
        token = self.token(registration, links.LEAVE)
        return registering.leave(self.services, registration.id, token)

    def joined(self, event_id: str, name: str, seats: int = 1) -> Registration:
        """Both steps."""
        return self.confirm(self.sign_up(event_id, name, seats))

    def token(self, registration: Registration, purpose: str) -> str:
        """What the link carries."""
        return tokens.derive(
            self.services.secret, purpose, registration.id, registration.token_version
        )

    def edit(self, one: Event, **changes: Any) -> Event:
        """Save an edited event."""
        return planning.edit(self.services, replace(one, **changes), one.version, "Kim Beispiel")

    def rows(self, target: str = "") -> list[dict[str, Any]]:
        """The outbox, in the order of writing."""
        t = tables.outbox
        query = select(t).order_by(t.c.created_at)
        with self.store.database.read() as connection:
            found = [dict(row._mapping) for row in connection.execute(query)]
        return [row for row in found if not target or row["target"] == target]

    def letters(self) -> list[Notice]:
        """Every notice that was put into the outbox."""
        return [
            Notice.model_validate_json(row["payload"])
            for row in self.rows("notify")
            if "/notices/" in row["path"]
        ]

    def kinds(self) -> list[str]:
        """What letters there are, by kind, sorted (one instant has no order)."""
        return sorted(letter.kind.value for letter in self.letters())

    def withdrawals(self) -> list[Withdrawal]:
        """Every withdrawal in the outbox."""
        return [
            Withdrawal.model_validate_json(row["payload"])
            for row in self.rows("notify")
            if "/withdrawals/" in row["path"]
        ]

    def facts(self) -> list[dict[str, Any]]:
        """What network is told."""
        return [json.loads(row["payload"]) for row in self.rows("network")]

    def miscounted(self) -> list[tuple[str, int, int]]:
        """The audit of seats."""
        with self.store.read() as transaction:
            return transaction.seats.miscounted()


def in_parallel(work: Sequence[Callable[[], Any]], threads: int) -> list[Any]:
    """Run everything at once in threads; results in order, an exception as itself."""
    from concurrent.futures import ThreadPoolExecutor

    def guarded(one: Callable[[], Any]) -> Any:
        try:
            return one()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(guarded, work))
