"""The offers and projects that can be one side of a parallel structure on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.network.coverage.supply import SupplyIndex
from services.network.records.model import Offer, Project


@dataclass(frozen=True, slots=True)
class Side:
    """An offer or project (``kind``) that runs on the day, as the comparison sees it.

    ``regions`` are its districts, on site or reachable, and regions that lie in none;
    ``project_id`` is the project itself or the one that the offer belongs to. ``first`` and
    ``last`` are the wide reading; an open end lasts until the freshness limit.
    """

    kind: str
    id: str
    actor_ids: tuple[str, ...]
    house_ids: tuple[str, ...]
    project_id: str
    regions: tuple[str, ...]
    topics: tuple[str, ...]
    target_groups: tuple[str, ...]
    formats: tuple[str, ...]
    first: date
    last: date
    imprecise: bool
    open_end: bool

    @property
    def facts(self) -> tuple[str, ...]:
        """What a judgement about it rests on; not the freshness of an open end."""
        return (
            self.kind,
            self.id,
            *self.actor_ids,
            "regions",
            *self.regions,
            "topics",
            *self.topics,
            "target_groups",
            *self.target_groups,
            "formats",
            *self.formats,
            self.first.isoformat(),
            "open" if self.open_end else self.last.isoformat(),
        )


def sides_of(supply_index: SupplyIndex) -> tuple[Side, ...]:
    """Every offer and project with a provider that runs on the day, by kind and id."""
    return tuple(side_of(supply_index, record) for record in records_of(supply_index))


def records_of(supply_index: SupplyIndex) -> list[Offer | Project]:
    """The records of ``sides_of``: with a provider, running on the day, by kind and id."""
    network, runs = supply_index.snapshot.network, supply_index.runs
    offers = [o for o in network.all(Offer).values() if o.actor_id and runs(o)]
    projects = [
        p
        for p in network.all(Project).values()
        if (p.lead_actor_id or any(p.partner_actor_ids)) and runs(p)
    ]
    offers.sort(key=lambda o: o.id)
    projects.sort(key=lambda p: p.id)
    return [*offers, *projects]


def is_side(supply_index: SupplyIndex, record: Offer | Project) -> bool:
    """Whether a record can be one side: somebody provides it and it runs on the day."""
    return any(actors_of(record)) and supply_index.runs(record)


def actors_of(record: Offer | Project) -> tuple[str, ...]:
    """Who provides it, as entered: the offer's actor or the project's lead and partners."""
    if isinstance(record, Offer):
        return (record.actor_id,)
    return (record.lead_actor_id, *record.partner_actor_ids)


def regions_of(supply_index: SupplyIndex, region_ids: tuple[str, ...]) -> tuple[str, ...]:
    """Their districts, sorted; beyond those that are looked at a region stands for itself."""
    if len(region_ids) == 1:
        return tuple(sorted(supply_index.districts_of(region_ids[0]))) or region_ids
    found: set[str] = set()
    for id in set(region_ids):
        found |= supply_index.districts_of(id) or {id}
    return tuple(sorted(found))


def side_of(supply_index: SupplyIndex, record: Offer | Project) -> Side:
    """One record as the comparison sees it."""
    actors = {*actors_of(record)} - {""}
    return Side(
        kind=record.KIND,
        id=record.id,
        actor_ids=tuple(sorted(actors)),
        house_ids=tuple(sorted({supply_index.house(id) for id in actors})),
        project_id=record.project_id if isinstance(record, Offer) else record.id,
        regions=regions_of(supply_index, record.on_site_region_ids + record.reachable_region_ids),
        topics=tuple(sorted(set(record.topic_ids))),
        target_groups=tuple(sorted(set(record.target_group_ids))),
        formats=tuple(sorted(set(record.format_ids))),
        first=record.period.first,
        last=supply_index.last_day(record),
        imprecise=record.period.imprecise,
        open_end=record.period.end is None,
    )
