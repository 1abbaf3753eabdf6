"""What all findings stand on: the snapshot's supply, places and houses, prepared once.

Two decisions live here. An ``on_site`` entry for a whole Land (or more) is only a reach: one
Land-wide office never makes every district look served. And an actor whose seat lies in
another Land supplies nothing here, whatever its entries name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import chain
from operator import attrgetter

from services.network.records.model import (
    Actor,
    Cooperation,
    Offer,
    Project,
    Record,
    Region,
    Tie,
    TieKind,
)
from services.network.records.network import Snapshot
from services.network.records.rules import Rules

NOWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Supply:
    """An offer or project whose period includes the day, with the house that provides it.

    ``on_site`` and ``reachable`` are districts; ``fresh`` says whether it counts (confirmed
    within the freshness limit), otherwise it is named as stale.
    """

    kind: str
    id: str
    actor_id: str
    house_id: str
    topic_ids: frozenset[str]
    target_group_ids: frozenset[str]
    format_ids: frozenset[str]
    on_site: frozenset[str]
    reachable: frozenset[str]
    fresh: bool
    confirmed: date | None
    until: date | None
    imprecise: bool

    def serves(self, target_group_id: str, format_id: str) -> bool:
        """Whether it is for this target group and of this format (blank: any)."""
        return (not target_group_id or target_group_id in self.target_group_ids) and (
            not format_id or format_id in self.format_ids
        )


def provider_of(record: Offer | Project) -> str:
    """The actor that an entry's supply is from: of a project the lead, or else a partner."""
    if isinstance(record, Offer):
        return record.actor_id
    return record.lead_actor_id or min(record.partner_actor_ids, default="")


class SupplyIndex:
    """A snapshot under rules, with its derived tables computed at most once.

    The rules are those in force, unless others are given.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        rules: Rules | None = None,
        houses: Mapping[str, str] | None = None,
    ) -> None:
        """``houses`` (actor -> house) spares computing them if they are known already."""
        self.snapshot = snapshot
        self.rules = rules or snapshot.rules
        self._known_houses = houses
        self._fresh_since = snapshot.fresh_since(self.rules.freshness_days)
        self._districts: dict[str, frozenset[str]] = {}
        self._lands: dict[str, str] = {}
        self._seats: dict[str, str] = {}
        self._reaches: dict[
            tuple[tuple[str, ...], tuple[str, ...], str], tuple[frozenset[str], frozenset[str]]
        ] = {}

    def take_over(self, other: SupplyIndex, moved: Collection[str] = ()) -> None:
        """Share what another index with the same places has looked up, and the seats of all
        actors but the ``moved``."""
        self._districts, self._lands, self._reaches = other._districts, other._lands, other._reaches
        seats = other._seats
        if moved:
            seats = {id: land for id, land in list(seats.items()) if id not in moved}
        self._seats = seats

    # --- houses and time --------------------------------------------------------------------

    @cached_property
    def houses(self) -> Mapping[str, str]:
        """Actor -> its house; an actor that is not named here is its own."""
        return self.snapshot.houses if self._known_houses is None else self._known_houses

    def house(self, actor_id: str) -> str:
        """The house of an actor (itself if it belongs to none)."""
        return self.houses.get(actor_id, actor_id)

    def runs(self, record: Offer | Project | Cooperation) -> bool:
        """As ``Snapshot.runs`` under these rules, for going through all records."""
        period, day = record.period, self.snapshot.day
        if period.start is not None and period.start.earliest > day:
            return False
        if period.end is not None:
            return period.end.latest >= day
        confirmed = record.provenance.confirmed
        return confirmed is not None and confirmed >= self._fresh_since

    # --- places -----------------------------------------------------------------------------

    def districts_of(self, region_id: str) -> frozenset[str]:
        """The districts that a region means; empty for a region outside every district."""
        found = self._districts.get(region_id)
        if found is None:
            found = frozenset(self.snapshot.districts_of(region_id)) if region_id else NOWHERE
            self._districts[region_id] = found
        return found

    def districts(self, region_ids: Iterable[str]) -> frozenset[str]:
        """The districts that any of these regions means."""
        ids = tuple(region_ids)
        if len(ids) == 1:
            return self.districts_of(ids[0])
        return frozenset().union(*map(self.districts_of, ids))

    def land_of(self, region_id: str) -> str:
        """The Land around a region; blank if the region is unknown or larger than a Land."""
        if region_id not in self._lands:
            regions = self.snapshot.network.all(Region)
            seen: set[str] = set()
            current = regions.get(region_id)
            while current is not None and current.level != "land" and current.id not in seen:
                seen.add(current.id)
                current = regions.get(current.parent_id)
            is_land = current is not None and current.level == "land"
            self._lands[region_id] = current.id if current is not None and is_land else ""
        return self._lands[region_id]

    @cached_property
    def wide(self) -> frozenset[str]:
        """Regions that are a Land or larger: an offer "on site" there is only reachable."""
        regions = self.snapshot.network.all(Region)
        found: set[str] = set()
        for region in regions.values():
            current = region if region.level == "land" else None
            while current is not None and current.id not in found:
                found.add(current.id)
                current = regions.get(current.parent_id)
        return frozenset(found)

    @cached_property
    def home_lands(self) -> frozenset[str]:
        """The Länder whose districts are looked at."""
        return frozenset(self.land_of(d.id) for d in self.snapshot.districts) - {""}

    def seat_land(self, actor_id: str) -> str:
        """The Land of an actor's seat, or else of its house; blank if neither is known."""
        known = self._seats.get(actor_id)
        if known is None:
            actors, known = self.snapshot.network.all(Actor), ""
            for id in (actor_id, self.house(actor_id)):
                actor = actors.get(id)
                known = known or (self.land_of(actor.region_id) if actor is not None else "")
            self._seats[actor_id] = known
        return known

    def is_outside(self, actor_id: str) -> bool:
        """Whether the seat is known and lies in a Land that is not looked at."""
        land = self.seat_land(actor_id)
        return bool(land) and bool(self.home_lands) and land not in self.home_lands

    @cached_property
    def neighbours(self) -> Mapping[str, tuple[str, ...]]:
        """District -> districts that border on it, sorted."""
        beside: dict[str, set[str]] = {}
        for a, b in self.rules.neighbours:
            beside.setdefault(a, set()).add(b)
            beside.setdefault(b, set()).add(a)
        return {id: tuple(sorted(ids)) for id, ids in beside.items()}

    @cached_property
    def population_share(self) -> Mapping[str, float]:
        """District -> its share of the population of all districts (equal if unknown)."""
        districts = self.snapshot.districts
        total = sum(d.population for d in districts)
        if not total:
            return {d.id: 1 / len(districts) for d in districts}
        return {d.id: d.population / total for d in districts}

    # --- supply -----------------------------------------------------------------------------

    @cached_property
    def supplies(self) -> tuple[Supply, ...]:
        """Offers and projects that name a provider and include the day, sorted by kind and id.

        Records without a provider (a source that did not say whose offer it is) are no
        supply: nobody could be asked.
        """
        network = self.snapshot.network
        by_id = attrgetter("id")
        records: list[Offer | Project] = [
            *sorted(network.all(Offer).values(), key=by_id),
            *sorted(network.all(Project).values(), key=by_id),
        ]
        return tuple(supply for record in records if (supply := self._supplied(record)))

    def supply_of(self, kind: str, id: str) -> Supply | None:
        """An offer or project as supply; None if it is none on the day."""
        record = self.snapshot.network.find(kind, id)
        return self._supplied(record) if isinstance(record, Offer | Project) else None

    def _supplied(self, record: Offer | Project) -> Supply | None:
        actor_id = provider_of(record)
        if not actor_id or not record.period.contains(self.snapshot.day):
            return None
        return self._supply(record, actor_id)

    def _supply(self, record: Offer | Project, actor_id: str) -> Supply:
        near, far = self._reached(
            record.on_site_region_ids, record.reachable_region_ids, self.seat_land(actor_id)
        )
        confirmed = record.provenance.confirmed
        return Supply(
            record.KIND,
            record.id,
            actor_id,
            self.house(actor_id),
            frozenset(record.topic_ids),
            frozenset(record.target_group_ids),
            frozenset(record.format_ids),
            near,
            far,
            confirmed is not None and confirmed >= self._fresh_since,
            confirmed,
            record.period.end.latest if record.period.end else None,
            record.period.imprecise,
        )

    def _reached(
        self, on_site: tuple[str, ...], reachable: tuple[str, ...], land: str
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Districts on site and on request; many entries name the same regions."""
        key = on_site, reachable, land
        known = self._reaches.get(key)
        if known is None:
            near = self.districts(id for id in on_site if id not in self.wide)
            wide = (id for id in on_site if id in self.wide)
            far = self.districts((*reachable, *wide)) - near
            if land:
                near = frozenset(d for d in near if self.land_of(d) in (land, ""))
                far = frozenset(d for d in far if self.land_of(d) in (land, ""))
            known = self._reaches[key] = near, far
        return known

    @cached_property
    def supplies_by_topic(self) -> Mapping[str, tuple[Supply, ...]]:
        """Topic as entered -> supplies that carry it."""
        by_topic: dict[str, list[Supply]] = {}
        for supply in self.supplies:
            for topic in supply.topic_ids:
                by_topic.setdefault(topic, []).append(supply)
        return {topic: tuple(found) for topic, found in by_topic.items()}

    def supplies_of(self, topic_id: str) -> tuple[Supply, ...]:
        """Supplies that carry the topic or one below it, sorted, each once."""
        found = {
            (supply.kind, supply.id): supply
            for topic in self.snapshot.topics_below(topic_id)
            for supply in self.supplies_by_topic.get(topic, ())
        }
        return tuple(found[key] for key in sorted(found))

    @cached_property
    def funders(self) -> frozenset[str]:
        """Houses that fund somebody: they are linked by money."""
        network = self.snapshot.network
        records = chain(network.all(Tie).values(), network.all(Project).values())
        return frozenset(self.house(id) for record in records for id in self.funders_in(record))

    def funders_of(self, record: Record | None) -> frozenset[str]:
        """The actors that a record says to fund somebody on the day; None says nothing."""
        return frozenset() if record is None else frozenset(self.funders_in(record))

    def funders_in(self, record: Record) -> Iterable[str]:
        """The actors that a tie or project says to fund somebody on the day."""
        if isinstance(record, Project):
            if not record.funder_actor_ids and not record.fundings:
                return ()
            grants = (grant.funder_actor_id for grant in record.fundings)
            return [id for id in (*record.funder_actor_ids, *grants) if id]
        if isinstance(record, Tie) and record.kind is TieKind.FUNDS and record.from_actor_id:
            return (record.from_actor_id,) if record.period.contains(self.snapshot.day) else ()
        return ()

    def last_day(self, record: Offer | Project) -> date:
        """Until when a record counts as running: its stated end, or the freshness limit."""
        if record.period.end is not None:
            return record.period.end.latest
        confirmed = record.provenance.confirmed
        if confirmed is None:
            return date.min
        return confirmed + timedelta(days=self.rules.freshness_days)
