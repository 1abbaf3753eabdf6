"""What is offered and done: projects, offers and their deliveries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from services.network.records.kinds.record import Record, References
from services.network.records.period import Period


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


Entry = Offer | Project
"""What an actor enters of what it does."""
