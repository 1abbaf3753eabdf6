"""Invented events around today for the practice network: past, near, full, called off.

People and addresses are made up (``.example``); the same day gives the same events.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from services.events.records.directory import ActorCard
from services.events.records.event import (
    Event,
    EventKind,
    EventStatus,
    EventVisibility,
    Host,
    ProgrammeItem,
)
from services.events.records.invitation import Invitation
from services.events.records.registration import Registration, RegistrationState
from services.events.records.services import Services
from services.events.records.wall_clock import wall_clock
from shared.clock import berlin_day

_NAMES = uuid.UUID("5b7e0c62-3f0e-4f0a-8f57-6f9a8b1f8d10")
_FIRST = [
    "Alma",
    "Bruno",
    "Carla",
    "Deniz",
    "Edda",
    "Farid",
    "Greta",
    "Hanno",
    "Ilka",
    "Jamal",
    "Karla",
    "Levin",
    "Mila",
    "Nuri",
]
_LAST = ["Beispiel", "Muster", "Probe", "Übung", "Versuch", "Vorlage"]


@dataclass(frozen=True)
class _Spec:
    key: str
    title: str
    kind: EventKind
    days: int
    clock: time
    hours: float
    topics: tuple[str, ...]
    regions: tuple[str, ...]
    place: str = ""
    online: bool = False
    capacity: int | None = None
    confirmed: int = 0
    unconfirmed: int = 0
    waiting: int = 0
    status: EventStatus = EventStatus.PUBLISHED
    visibility: EventVisibility = EventVisibility.PUBLIC
    measure_id: str = ""


_N, _W, _S, _C, _G = (
    EventKind.NETWORKING,
    EventKind.WEBTALK,
    EventKind.WORKSHOP,
    EventKind.CONFERENCE,
    EventKind.STEERING,
)
_PLANS = (
    _Spec("a", "Vernetzungstreffen Sprachmittlung", _N, -75, time(10), 3,
          ("sprachmittlung",), ("16066",), "Rathaussaal (erfunden), Meiningen",
          False, 40, 23, measure_id="uebung-vorhaben-1"),
    _Spec("b", "Webtalk: Einfache Sprache im Amt", _W, -33, time(13), 1,
          ("einfsprache",), ("16",), "", True, None, 57),
    _Spec("c", "Workshop Umgang mit Konflikten am Schalter", _S, -12, time(9), 6,
          ("konflikt", "ikk"), ("16051",), "Übungshaus, Erfurt", False, 16, 14),
    _Spec("d", "Webtalk: Was heißt Interkulturelle Öffnung im Landratsamt?", _W, 3, time(13), 1,
          ("iko",), ("16",), "", True, None, 41, 4),
    _Spec("e", "Vernetzungstreffen Arbeit und Ausbildung", _N, 9, time(10), 3,
          ("arbeit",), ("16052", "16076"), "Saal im Musterhof, Gera", False, 30, 22, 3),
    _Spec("f", "Workshop Interkulturelle Kompetenz für Auszubildende", _S, 16, time(9, 30), 6,
          ("ikk",), ("16053",), "Haus der Probe, Jena", False, 12, 12, 0, 4),
    _Spec("g", "Sitzung der Steuerungsgruppe Landratsamt (Übung)", _G, 20, time(14), 2,
          ("iko",), ("16070",), "Kleiner Saal, Arnstadt", False, 15, 7, 0, 0,
          EventStatus.PUBLISHED, EventVisibility.MEMBERS),
    _Spec("h", "Vernetzungstreffen Migrantenorganisationen Südthüringen", _N, 24, time(17), 3,
          ("mso", "partizipation"), ("16054", "16066"), "Begegnungsraum Muster, Suhl", False, 35,
          11, 2),
    _Spec("i", "Fachtag Vielfalt in der Verwaltung", _C, 52, time(9), 8,
          ("vielfalt", "iko"), ("16",), "Kongresszentrum (erfunden), Weimar", True, 150, 63, 5),
    _Spec("j", "Webtalk: Sprachmittlung am Telefon", _W, 38, time(12), 1,
          ("sprachmittlung",), ("16",), "", True, None, 9, 1, 0, EventStatus.CANCELLED),
    _Spec("k", "Vernetzungstreffen Integration in der Kommune", _N, 66, time(10), 3,
          ("integration",), ("16067",), "Bürgersaal Probe, Gotha", False, 40, 0, 0, 0,
          EventStatus.DRAFT),
    _Spec("l", "Workshop Argumentieren gegen Vorurteile", _S, 31, time(9), 5,
          ("demokratie",), ("16061",), "Lernort Versuch, Heiligenstadt", False, 20, 6, 1),
)  # fmt: skip


def practice(
    services: Services,
) -> Sequence[tuple[Event, Sequence[Registration], Sequence[Invitation]]]:
    """About a dozen events with registrations, around the present day."""
    now = services.clock().replace(microsecond=0)
    known = {term.id for term in services.directory.vocabulary().topics}
    hosts = [card for card in services.directory.everyone() if card.email] or [
        *services.directory.everyone()
    ]
    dice = random.Random(20211)
    made = []
    for number, plan in enumerate(_PLANS):
        day = berlin_day(now) + timedelta(days=plan.days)
        # No meetings at the weekend: Saturday and Sunday move to Monday.
        day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
        starts_at = wall_clock(day, plan.clock)
        host = hosts[number * 7 % len(hosts)] if hosts else None
        made.append(_load(plan, starts_at, now, host, known, dice))
    return made


def _load(
    plan: _Spec,
    starts_at: datetime,
    now: datetime,
    host: ActorCard | None,
    known: set[str],
    dice: random.Random,
) -> tuple[Event, Sequence[Registration], Sequence[Invitation]]:
    created = min(now, starts_at) - timedelta(days=30)
    event = Event(
        id=str(uuid.uuid5(_NAMES, plan.key)),
        title=plan.title,
        kind=plan.kind,
        status=plan.status,
        visibility=plan.visibility,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=plan.hours),
        created_at=created,
        updated_at=created,
        description="Erfundene Veranstaltung des Übungsnetzes. Wir tauschen uns aus, lernen "
        "voneinander und verabreden, was wir gemeinsam tun.",
        audience="alle, die mit dem Thema zu tun haben",
        place=plan.place,
        online=plan.online,
        online_url="https://raum.ikoe.example/uebung" if plan.online else "",
        capacity=plan.capacity,
        programme=(
            ProgrammeItem(title="Begrüßung", starts_at=f"{plan.clock:%H:%M}"),
            ProgrammeItem(title="Beispiele aus der Praxis", people="Alma Beispiel (erfunden)"),
            ProgrammeItem(title="Gespräch und Verabredungen"),
        ),
        hosts=(Host(actor_id=host.id, name=host.name),) if host else (),
        topic_ids=tuple(id for id in plan.topics if id in known),
        region_ids=plan.regions,
        contact="Übungstelefon 0361 000000",
        measure_id=plan.measure_id,
    )
    if starts_at < now and plan.status is EventStatus.PUBLISHED and plan.confirmed:
        # Somebody always stays away. The day of an event that has just begun stays uncounted.
        came = max(1, plan.confirmed - plan.confirmed // 6)
        if starts_at < now - timedelta(days=1):
            event = replace(event, attended=came, attended_organisations=min(came, 9))
    if plan.status is EventStatus.CANCELLED:
        event = replace(event, sequence=1, version=2)
    states = (
        [RegistrationState.CONFIRMED] * plan.confirmed
        + [RegistrationState.UNCONFIRMED] * plan.unconfirmed
        + [RegistrationState.WAITING] * plan.waiting
    )
    return event, [_person(event, n, s, now, dice) for n, s in enumerate(states)], ()


def _person(
    event: Event, number: int, state: RegistrationState, now: datetime, dice: random.Random
) -> Registration:
    name = f"{dice.choice(_FIRST)} {dice.choice(_LAST)}"
    at = min(now, event.starts_at) - timedelta(days=dice.randint(1, 20), minutes=number)
    unconfirmed = state is RegistrationState.UNCONFIRMED
    waiting = state is RegistrationState.WAITING
    at = now - timedelta(hours=number % 5 + 1) if unconfirmed else at
    return Registration(
        id=str(uuid.uuid5(_NAMES, f"{event.id}-{number}")),
        event_id=event.id,
        name=name,
        email=f"person{number}@gast.example",
        organisation=f"Musterstelle {number % 9 + 1}",
        state=state,
        held=0 if waiting else 1,
        hold_until=now + timedelta(hours=40) if unconfirmed else None,
        waiting_since=at if waiting else None,
        mail_state="sent",
        created_at=at,
        updated_at=at,
    )
