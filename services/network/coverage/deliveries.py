"""Where a supply was really delivered in time: visits of districts, and what they were about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from services.network.coverage.supply import Supply, SupplyIndex
from services.network.records.model import Delivery, Offer

NONE: Mapping[str, tuple[Visit, ...]] = {}


@dataclass(frozen=True, slots=True)
class Visit:
    """A delivery that counts for a supply, with the topics that it is about."""

    delivery: Delivery
    topic_ids: frozenset[str]

    def fits(self, topics: frozenset[str], group: str, form: str) -> bool:
        """Whether it was about one of the topics; blank target groups and formats fit any."""
        told = self.delivery
        return (
            not topics.isdisjoint(self.topic_ids)
            and (not group or not told.target_group_ids or group in told.target_group_ids)
            and (not form or not told.format_ids or form in told.format_ids)
        )


class Deliveries:
    """The deliveries within the limit. One of an offer counts for that very offer only, any
    other for everything that its houses supply."""

    def __init__(self, supply_index: SupplyIndex) -> None:
        self.supply_index = supply_index

    def carry(self, other: Deliveries) -> None:
        """Take over from an index with the same deliveries and houses."""
        for name in ("by_offer", "by_house"):
            self.__dict__[name] = getattr(other, name)

    @cached_property
    def by_offer(self) -> Mapping[str, tuple[Delivery, ...]]:
        """Offer id -> its deliveries, sorted by id."""
        found: dict[str, list[Delivery]] = {}
        for delivery in self._in_time():
            if delivery.offer_id:
                found.setdefault(delivery.offer_id, []).append(delivery)
        return {id: tuple(deliveries) for id, deliveries in found.items()}

    @cached_property
    def by_house(self) -> Mapping[str, tuple[Delivery, ...]]:
        """House -> deliveries of its actors that name no offer, sorted by id."""
        found: dict[str, list[Delivery]] = {}
        for delivery in self._in_time():
            if not delivery.offer_id:
                for house in {self.supply_index.house(id) for id in delivery.actor_ids if id}:
                    found.setdefault(house, []).append(delivery)
        return {house: tuple(deliveries) for house, deliveries in found.items()}

    def _in_time(self) -> list[Delivery]:
        snapshot = self.supply_index.snapshot
        since = snapshot.day - timedelta(days=self.supply_index.rules.delivery_days)
        records = snapshot.network.all(Delivery).values()
        return sorted((d for d in records if since <= d.day <= snapshot.day), key=lambda d: d.id)

    def of(self, supply: Supply) -> Mapping[str, tuple[Visit, ...]]:
        """District -> visits of this supply there, sorted; none in another Land than its seat."""
        own = self.by_offer.get(supply.id, ()) if supply.kind == Offer.KIND else ()
        free = self.by_house.get(supply.house_id, ())
        if not own and not free:
            return NONE
        supply_index = self.supply_index
        land = supply_index.seat_land(supply.actor_id)
        found: dict[str, list[Visit]] = {}
        for delivery in sorted((*own, *free), key=lambda d: d.id):
            visit = self._visit(delivery, supply)
            if visit is None:
                continue
            for district in supply_index.districts_of(delivery.region_id):
                if not land or supply_index.land_of(district) in (land, ""):
                    found.setdefault(district, []).append(visit)
        return {district: tuple(visits) for district, visits in found.items()}

    def _visit(self, delivery: Delivery, supply: Supply) -> Visit | None:
        """The visit, None if an actor of another house delivered this house's offer."""
        if not delivery.offer_id:
            return Visit(delivery, frozenset(delivery.topic_ids))
        house = self.supply_index.house
        if delivery.actor_ids and supply.house_id not in map(
            house, filter(None, delivery.actor_ids)
        ):
            return None
        return Visit(delivery, frozenset(delivery.topic_ids) or supply.topic_ids)
