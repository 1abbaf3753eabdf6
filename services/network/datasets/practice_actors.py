"""Who is in the practice network: organisations, houses, networks, people in their roles."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from services.network.datasets.practice_names import (
    CENTRAL,
    FUNDERS,
    GUIDES,
    LOCAL,
    NETWORKS,
    PEOPLE,
    PLACES,
    TOWNS,
    WELFARE,
)
from services.network.records.model import (
    Actor,
    Person,
    Provenance,
    Record,
    Tie,
    TieKind,
    Visibility,
)

ORIGIN = "practice"
SOURCE = "Übungsdaten, frei erfunden"
OPERATOR = "uebung-zentrum"


@dataclass
class World:
    """What the generator has made so far; ``pick`` is the only source of chance."""

    day: date
    pick: Random
    records: list[Record] = field(default_factory=list)
    by_district: dict[str, list[Actor]] = field(default_factory=dict)
    central: list[Actor] = field(default_factory=list)
    funders: list[Actor] = field(default_factory=list)
    networks: list[Actor] = field(default_factory=list)
    guides: list[Actor] = field(default_factory=list)
    administrations: dict[str, Actor] = field(default_factory=dict)
    house: dict[str, str] = field(default_factory=dict)
    alone: set[str] = field(default_factory=set)

    def add(self, record: Record) -> None:
        """Keep a record."""
        self.records.append(record)

    def fresh(self, visibility: Visibility = Visibility.PUBLIC) -> Provenance:
        """A provenance that was confirmed within the last ten months."""
        return self.since(self.pick.randint(12, 300), visibility)

    def since(self, days: int, visibility: Visibility = Visibility.PUBLIC) -> Provenance:
        """A provenance that was confirmed so many days ago."""
        return Provenance(
            source=SOURCE,
            confirmed=self.day - timedelta(days=days),
            visibility=visibility,
            origin=ORIGIN,
        )

    def house_of(self, actor_id: str) -> str:
        """The house of an actor."""
        return self.house.get(actor_id, actor_id)


def slug(text: str) -> str:
    """A name as part of an address: small letters, digits and hyphens."""
    for umlaut, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.casefold().replace(umlaut, plain)
    text = re.sub(r"\b(e\. v\.|ggmbh|gmbh|\(uebung\))", "", text)
    text = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")


def people_the(world: World) -> None:
    """Fill the world with organisations, ties and people."""
    _operator(world)
    for district, place in PLACES.items():
        _administration(world, district, place)
        _locals(world, district, place)
    for name, org_type, seat in CENTRAL:
        world.central.append(_actor(world, name, org_type, seat))
    _welfare(world)
    world.funders += [_actor(world, name, kind, "16051") for name, kind in FUNDERS]
    world.networks += [_actor(world, name, "netzwerk", "16051") for name in NETWORKS]
    for index, name in enumerate(GUIDES):
        seat = ("16051", "16053", "16067", "16073")[index]
        world.guides.append(_actor(world, f"Prozessbegleitung {name}", "prozessbegl", seat))
    _memberships(world)
    _persons(world)


def _actor(world: World, name: str, org_type: str, district: str, **more: str) -> Actor:
    short = slug(name)
    actor = Actor(
        id=f"uebung-{short}",
        name=name,
        org_type_id=org_type,
        region_id=district,
        city=PLACES[district],
        email=f"kontakt@{short}.example",
        website=f"https://{short}.example",
        phone=f"00000 {world.pick.randint(1000, 9999)}",
        street=f"Übungsweg {world.pick.randint(1, 60)}",
        provenance=world.fresh(),
        **more,  # type: ignore[arg-type]
    )
    world.add(actor)
    return actor


def _tie(world: World, kind: TieKind, upper: str, lower: str) -> None:
    """A tie from ``upper`` to ``lower``; part-of and member-of are read the other way round."""
    number = sum(isinstance(r, Tie) for r in world.records) + 1
    world.add(
        Tie(
            id=f"uebung-verbindung-{number:03}",
            kind=kind,
            from_actor_id=upper,
            to_actor_id=lower,
            provenance=world.fresh(),
        )
    )


def _operator(world: World) -> None:
    carrier = _actor(world, "Trägerverein Übungszentrum e. V.", "verein", "16051")
    world.add(
        Actor(
            id=OPERATOR,
            name="Übungszentrum für Interkulturelle Öffnung",
            short_name="Übungszentrum",
            org_type_id="fachstelle",
            region_id="16051",
            city=PLACES["16051"],
            email="kontakt@uebungszentrum.example",
            website="https://uebungszentrum.example",
            description="Koordiniert die Akteur:innen der Interkulturellen Öffnung (erfunden).",
            provenance=world.since(20),
        )
    )
    _tie(world, TieKind.CARRIER_OF, carrier.id, OPERATOR)
    world.house[OPERATOR] = carrier.id


def _administration(world: World, district: str, place: str) -> None:
    town = district in TOWNS
    name = f"{'Stadtverwaltung' if town else 'Landratsamt'} {place} (Übung)"
    office = _actor(world, name, "stadt" if town else "lra", district)
    world.administrations[district] = office
    if int(district) % 3 == 0:
        part = _actor(world, f"Integrationsbüro {place} (Übung)", "verwaltungseinheit", district)
        _tie(world, TieKind.DEPARTMENT_OF, part.id, office.id)
        world.house[part.id] = office.id


def _locals(world: World, district: str, place: str) -> None:
    count = {"16051": 7, "16053": 6, "16052": 5}.get(district, 4 if int(district) % 3 else 3)
    first = list(PLACES).index(district) * 3
    for index in range(count):
        pattern, org_type = LOCAL[(first + index) % len(LOCAL)]
        actor = _actor(world, pattern.format(place=place), org_type, district)
        world.by_district.setdefault(district, []).append(actor)


def _welfare(world: World) -> None:
    for name, seat, districts in WELFARE:
        root = _actor(world, name, "wohlfahrt", seat)
        short = name.removesuffix(" e. V.")
        for district in districts:
            part = _actor(world, f"{short}, Kreisstelle {PLACES[district]}", "wohlfahrt", district)
            _tie(world, TieKind.PART_OF, part.id, root.id)
            world.house[part.id] = root.id
            world.by_district[district].append(part)


def _memberships(world: World) -> None:
    everyone = [a for d in sorted(world.by_district) for a in world.by_district[d]]
    for index, actor in enumerate([*world.central, *everyone]):
        if index % 5 == 0:
            _tie(world, TieKind.MEMBER_OF, actor.id, world.networks[index % 2].id)


def _persons(world: World) -> None:
    offices = [world.administrations[d] for d in sorted(world.administrations)]
    for index, name in enumerate(PEOPLE):
        office = offices[index]
        consents = index % 2 == 0
        world.add(
            Person(
                id=f"uebung-person-{index + 1:02}",
                name=name,
                role="Integrationsbeauftragte Person",
                actor_id=office.id,
                email=f"{slug(name)}@{slug(office.name)}.example" if consents else "",
                invitation_consent=consents,
                consent_until=world.day + timedelta(days=400) if consents else None,
                provenance=world.fresh(Visibility.MEMBERS),
            )
        )
