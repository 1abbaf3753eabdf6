"""The offers and projects that can be one side of a parallel structure on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.network.domain.ground import Ground
from services.network.domain.model import Offer, Project


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


def sides_of(ground: Ground) -> tuple[Side, ...]:
    """Every offer and project with a provider that runs on the day, by kind and id."""
    snapshot, fresh = ground.snapshot, ground.rules.freshness_days
    network = snapshot.network
    found: list[Side] = []
    for offer in network.all(Offer).values():
        if offer.actor_id and snapshot.runs(offer, fresh):
            found.append(_side(ground, offer, {offer.actor_id}, offer.project_id))
    for project in network.all(Project).values():
        actors = {project.lead_actor_id, *project.partner_actor_ids} - {""}
        if actors and snapshot.runs(project, fresh):
            found.append(_side(ground, project, actors, project.id))
    return tuple(sorted(found, key=lambda s: (s.kind, s.id)))


def _side(ground: Ground, record: Offer | Project, actors: set[str], project_id: str) -> Side:
    regions: set[str] = set()
    for id in {*record.on_site_region_ids, *record.reachable_region_ids}:
        # Beyond the districts that are looked at a region stands for itself.
        regions |= ground.districts_of(id) or {id}
    house = ground.snapshot.house
    return Side(
        kind=record.KIND,
        id=record.id,
        actor_ids=tuple(sorted(actors)),
        house_ids=tuple(sorted({house(id) for id in actors})),
        project_id=project_id,
        regions=tuple(sorted(regions)),
        topics=tuple(sorted(set(record.topic_ids))),
        target_groups=tuple(sorted(set(record.target_group_ids))),
        formats=tuple(sorted(set(record.format_ids))),
        first=record.period.first,
        last=ground.last_day(record),
        imprecise=record.period.imprecise,
        open_end=record.period.end is None,
    )
