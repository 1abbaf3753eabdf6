"""Who is there, what they offer and who works with whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from services.network.records.kinds.record import Record, References


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(Record):
    """An organisation or office. ``region_id`` is its seat, free text stays in ``area``.

    ``invitable``: letters of events may go there. ``askable``: so may questions about its
    entries; whoever gets one can say no more of them.
    """

    KIND: ClassVar[str] = "actor"
    REFERENCES: ClassVar[References] = {
        "org_type_id": ("org_type", "OF_TYPE"),
        "region_id": ("region", "SEATED_IN"),
    }
    name: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    org_type_id: str = ""
    region_id: str = ""
    area: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    website: str = ""
    email: str = ""
    phone: str = ""
    description: str = ""
    founded: str = ""
    invitable: bool = True
    askable: bool = True
    is_person_group: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """A person in a public role; mailed only with ``invitation_consent``."""

    KIND: ClassVar[str] = "person"
    REFERENCES: ClassVar[References] = {"actor_id": ("actor", "SPEAKS_FOR")}
    name: str
    role: str = ""
    actor_id: str = ""
    email: str = ""
    invitation_consent: bool = False
    consent_until: date | None = None
