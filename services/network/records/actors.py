"""Who is there, what they offer and who works with whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from services.network.records.period import Period
from services.network.records.terms import Record, References, TieKind


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """A grant: programme, grant period (Bewilligungszeitraum), reference, amount in euro."""

    funder_actor_id: str = ""
    programme: str = ""
    period: Period = field(default_factory=Period)
    reference: str = ""
    amount: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Record):
    """A project: led, partnered and funded by actors, in regions, for a period."""

    KIND: ClassVar[str] = "project"
    REFERENCES: ClassVar[References] = {
        "lead_actor_id": ("actor", "LED_BY"),
        "partner_actor_ids": ("actor", "PARTNERED_BY"),
        "funder_actor_ids": ("actor", "FUNDED_BY"),
        "topic_ids": ("topic", "ABOUT"),
        "target_group_ids": ("target_group", "FOR"),
        "format_ids": ("format", "AS"),
        "on_site_region_ids": ("region", "ON_SITE_IN"),
        "reachable_region_ids": ("region", "REACHABLE_IN"),
    }
    title: str
    project_type: str = ""
    lead_actor_id: str = ""
    partner_actor_ids: tuple[str, ...] = ()
    funder_actor_ids: tuple[str, ...] = ()
    fundings: tuple[Funding, ...] = ()
    topic_ids: tuple[str, ...] = ()
    target_group_ids: tuple[str, ...] = ()
    format_ids: tuple[str, ...] = ()
    on_site_region_ids: tuple[str, ...] = ()
    reachable_region_ids: tuple[str, ...] = ()
    period: Period = field(default_factory=Period)
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer(Record):
    """What an actor provides, on site in regions or only reachable there on request."""

    KIND: ClassVar[str] = "offer"
    REFERENCES: ClassVar[References] = {
        "actor_id": ("actor", "PROVIDED_BY"),
        "project_id": ("project", "WITHIN_PROJECT"),
        "topic_ids": ("topic", "ABOUT"),
        "target_group_ids": ("target_group", "FOR"),
        "format_ids": ("format", "AS"),
        "on_site_region_ids": ("region", "ON_SITE_IN"),
        "reachable_region_ids": ("region", "REACHABLE_IN"),
    }
    title: str
    actor_id: str = ""
    project_id: str = ""
    topic_ids: tuple[str, ...] = ()
    target_group_ids: tuple[str, ...] = ()
    target_group_text: str = ""
    format_ids: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    cost_rule: str = ""
    on_site_region_ids: tuple[str, ...] = ()
    reachable_region_ids: tuple[str, ...] = ()
    period: Period = field(default_factory=Period)
    description: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Record):
    """An event, module or consultation that really took place in a region on a day."""

    KIND: ClassVar[str] = "delivery"
    REFERENCES: ClassVar[References] = {
        "region_id": ("region", "TOOK_PLACE_IN"),
        "actor_ids": ("actor", "DELIVERED_BY"),
        "offer_id": ("offer", "OF_OFFER"),
        "topic_ids": ("topic", "ABOUT"),
        "target_group_ids": ("target_group", "FOR"),
        "format_ids": ("format", "AS"),
    }
    title: str
    day: date
    region_id: str
    actor_ids: tuple[str, ...] = ()
    offer_id: str = ""
    topic_ids: tuple[str, ...] = ()
    target_group_ids: tuple[str, ...] = ()
    format_ids: tuple[str, ...] = ()
    event_id: str = ""
    participants: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cooperation(Record):
    """Two or more partners who work together; an entity with a life, not an edge.

    ``intensity`` is 1 (exchange), 2 (joint activities) or 3 (joint planning, consortium).
    """

    KIND: ClassVar[str] = "cooperation"
    REFERENCES: ClassVar[References] = {
        "partner_ids": ("actor", "PARTNER"),
        "project_id": ("project", "WITHIN_PROJECT"),
        "process_id": ("process", "WITHIN_PROCESS"),
        "topic_ids": ("topic", "ABOUT"),
        "region_ids": ("region", "IN"),
    }
    name: str = ""
    partner_ids: tuple[str, ...] = ()
    cooperation_type: str = ""
    intensity: int = 2
    period: Period = field(default_factory=Period)
    project_id: str = ""
    process_id: str = ""
    topic_ids: tuple[str, ...] = ()
    region_ids: tuple[str, ...] = ()
    event_id: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie(Record):
    """A typed, directed tie between actors, read "from kind to"."""

    KIND: ClassVar[str] = "tie"
    REFERENCES: ClassVar[References] = {
        "from_actor_id": ("actor", "FROM"),
        "to_actor_id": ("actor", "TO"),
    }
    kind: TieKind
    from_actor_id: str
    to_actor_id: str
    period: Period = field(default_factory=Period)


@dataclass(frozen=True, slots=True, kw_only=True)
class Process(Record):
    """An accompaniment (Begleitung) of an organisation's opening."""

    KIND: ClassVar[str] = "process"
    REFERENCES: ClassVar[References] = {
        "actor_id": ("actor", "IN_ORGANISATION"),
        "guide_actor_ids": ("actor", "GUIDED_BY"),
        "project_id": ("project", "WITHIN_PROJECT"),
        "region_id": ("region", "IN"),
    }
    title: str
    actor_id: str = ""
    guide_actor_ids: tuple[str, ...] = ()
    project_id: str = ""
    region_id: str = ""
    process_type: str = ""
    phase: str = ""
    scope: str = ""
    period: Period = field(default_factory=Period)


@dataclass(frozen=True, slots=True, kw_only=True)
class SteeringGroup(Record):
    """A group that steers a process; its members are known to cooperate."""

    KIND: ClassVar[str] = "steering_group"
    REFERENCES: ClassVar[References] = {
        "process_id": ("process", "STEERS"),
        "member_actor_ids": ("actor", "MEMBER"),
    }
    name: str
    process_id: str = ""
    member_actor_ids: tuple[str, ...] = ()
    period: Period = field(default_factory=Period)
