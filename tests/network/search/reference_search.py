"""The search as one would write it down: every text folded anew for every question."""

from __future__ import annotations

from services.network.records.model import (
    Actor,
    Format,
    Offer,
    OrgType,
    Project,
    Record,
    TargetGroup,
    Topic,
)
from services.network.records.network import Network
from services.network.records.text_folding import fold
from services.network.records.visible_network import VisibleNetwork


def page_text(record: Record, visible: VisibleNetwork) -> str:
    """Everything that a page finds a record by, folded."""
    parts: tuple[str, ...]
    match record:
        case Actor():
            parts = (
                record.name, record.short_name, *record.aliases, record.city, record.area,
                record.description, visible.label(OrgType, record.org_type_id),
                visible.region_name(record.region_id),
            )  # fmt: skip
        case Offer() | Project():
            owner = record.actor_id if isinstance(record, Offer) else record.lead_actor_id
            topics = [visible.network.get(Topic, id) for id in record.topic_ids]
            parts = (
                record.title, record.description, visible.actor_name(owner),
                *(word for t in topics if t for word in (t.label, t.label_en, *t.synonyms)),
                *(visible.label(Format, id) for id in record.format_ids),
                *(visible.label(TargetGroup, id) for id in record.target_group_ids),
                *(visible.region_name(id) for id in record.on_site_region_ids),
            )  # fmt: skip
        case _:
            parts = ()
    return fold(" ".join(part for part in parts if part))


def own_text(record: Record) -> str:
    """Everything that a program finds a record by, folded."""
    match record:
        case Actor():
            further = (*record.aliases, record.city, record.area, record.description)
            return fold(" ".join((record.name, record.short_name, *further)))
        case Offer():
            return fold(f"{record.title} {record.target_group_text} {record.description}")
        case Project():
            return fold(f"{record.title} {record.project_type} {record.description}")
        case _:
            return ""


def in_order(network: Network, cls: type[Record]) -> list[Record]:
    """By folded name, then id."""
    return sorted(
        network.all(cls).values(),
        key=lambda r: (fold(r.name if isinstance(r, Actor) else getattr(r, "title", "")), r.id),
    )


def fits(text: str, query: str) -> bool:
    """Whether each word of the query begins a word of the text."""
    return all(f" {word}" in f" {text}" for word in fold(query).split())


def found(visible: VisibleNetwork, cls: type[Record], query: str) -> list[str]:
    """Ids that a page lists."""
    records = in_order(visible.network, cls)
    return [r.id for r in records if fits(page_text(r, visible), query)]


def searched(network: Network, cls: type[Record], query: str) -> list[str]:
    """Ids that a program finds."""
    if not fold(query):
        return []
    return [r.id for r in in_order(network, cls) if fits(own_text(r), query)]
