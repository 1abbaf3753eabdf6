"""Who is known to work with whom on a day, and through what.

Known to cooperate: a common cooperation, project (lead, partner or provider of an offer within
it), steering group, or membership in the same consortium. Houses cooperate if any of their
actors do: a partner association would rightly protest at "no known cooperation" when its
branch works with the other side. Carrier and part-of tie a house together and are no
cooperation; membership in a network alone is a bridge, not a cooperation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from services.network.cooperation.graph import Graph
from services.network.cooperation.link_index import ActorPairs, HouseLinks, ends_of
from services.network.coverage.supply import SupplyIndex
from services.network.records.differences import Edits
from services.network.records.model import (
    Actor,
    Cooperation,
    Offer,
    Project,
    SteeringGroup,
    Tie,
    TieKind,
)

LOOKED_FOR = ("cooperation", "project", "steering_group", "consortium", "network")
"""What is searched before two sides count as not known to cooperate."""

INTENSITY = {"project": 2, "steering_group": 3, "consortium": 3}
"""Weight of a link that has no intensity of its own: joint activities, or joint planning."""

Joining = Cooperation | Project | SteeringGroup | Actor
"""A record that makes actors work together; an actor does so as a consortium."""


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """Why two actors count as working together: the record and its weight (1..3)."""

    kind: str
    id: str
    weight: int


@dataclass(frozen=True, slots=True)
class WorkingGroup:
    """Actors that work together through one record."""

    link: Link
    actor_ids: tuple[str, ...]


class Relations:
    """Cooperation on the day of a supply index, computed at most once."""

    def __init__(self, supply_index: SupplyIndex) -> None:
        self.supply_index = supply_index

    @cached_property
    def groups(self) -> tuple[WorkingGroup, ...]:
        """Everything that makes actors work together on the day, sorted by record."""
        actors = self.supply_index.snapshot.network.all(Actor)
        found = (
            WorkingGroup(_link(record), tuple(sorted({id for id in named if id in actors})))
            for record, named in self._together()
        )
        return tuple(
            sorted(
                (g for g in found if len(g.actor_ids) > 1),
                key=lambda g: (g.link.kind, g.link.id),
            )
        )

    def _together(self) -> Iterator[tuple[Joining, tuple[str, ...]]]:
        """Each record with the actors that it makes work together, as ``named_by``."""
        network = self.supply_index.snapshot.network
        actors = network.all(Actor)
        records: chain[Joining] = chain(
            network.all(Cooperation).values(),
            network.all(Project).values(),
            network.all(SteeringGroup).values(),
            (actors[id] for id in self.memberships if id in actors),
        )
        for record in records:
            named = self.named_by(record)
            if len(named) > 1:
                yield record, named

    def named_by(self, record: Joining) -> tuple[str, ...]:
        """Whom a record makes work together on the day, as entered.

        That may name an actor twice or one that does not exist; an actor is a consortium.
        """
        if isinstance(record, Cooperation):
            return record.partner_ids if self.supply_index.runs(record) else ()
        if isinstance(record, Project):
            partners, within = record.partner_actor_ids, self.within.get(record.id)
            if not (partners or within) or not self.supply_index.runs(record):
                return ()
            return (record.lead_actor_id, *partners, *(within or {}).values())
        if isinstance(record, SteeringGroup):
            there = record.period.contains(self.supply_index.snapshot.day)
            return record.member_actor_ids if there else ()
        members = self.memberships.get(record.id)
        if not members or not self.is_consortium(record.id):
            return ()
        return (record.id, *members.values())

    @cached_property
    def within(self) -> Mapping[str, Mapping[str, str]]:
        """Project -> offer within it on the day -> who provides it."""
        found: dict[str, dict[str, str]] = {}
        day = self.supply_index.snapshot.day
        for offer in self.supply_index.snapshot.network.all(Offer).values():
            if offer.project_id and offer.actor_id and offer.period.contains(day):
                found.setdefault(offer.project_id, {})[offer.id] = offer.actor_id
        return found

    @cached_property
    def memberships(self) -> Mapping[str, Mapping[str, str]]:
        """Network or consortium -> tie -> the member that it makes on the day."""
        found: dict[str, dict[str, str]] = {}
        snapshot = self.supply_index.snapshot
        for tie in snapshot.network.all(Tie).values():
            if tie.kind is TieKind.MEMBER_OF and tie.period.contains(snapshot.day):
                found.setdefault(tie.to_actor_id, {})[tie.id] = tie.from_actor_id
        return found

    def is_consortium(self, actor_id: str) -> bool:
        """Whether the members of an actor work together by being members."""
        actor = self.supply_index.snapshot.network.get(Actor, actor_id)
        return actor is not None and actor.org_type_id in self.supply_index.rules.consortium_types

    @cached_property
    def _joined(self) -> tuple[tuple[Joining, ...], ActorPairs]:
        """Each record that makes actors work together, and their pairs by its number."""
        together = tuple(self._together())
        actors = self.supply_index.snapshot.network.all(Actor)
        pairs = ActorPairs.of([named for _, named in together], actors)
        return tuple(record for record, _ in together), pairs

    def degrees(self, actor_ids: Collection[str]) -> Mapping[str, int]:
        """With how many of these actors each of them works."""
        return self._joined[1].degrees(actor_ids)

    def edges(self, actor_ids: Collection[str]) -> Mapping[tuple[str, str], tuple[Link, ...]]:
        """Pair of these actors (smaller id first, sorted) -> why they count as working together,
        sorted."""
        records, pairs = self._joined
        return {
            pair: tuple(sorted(_link(records[number]) for number in numbers))
            for pair, numbers in pairs.among(actor_ids).items()
        }

    @cached_property
    def house_numbers(self) -> dict[str, int]:
        """House -> its number; grows while the columns of the sides are made."""
        houses = map(self.supply_index.house, self.supply_index.snapshot.network.all(Actor))
        return {house: number for number, house in enumerate(dict.fromkeys(houses))}

    @cached_property
    def actor_numbers(self) -> Mapping[str, int]:
        """Actor -> the number of its house."""
        house, numbers = self.supply_index.house, self.house_numbers
        return {id: numbers[house(id)] for id in self.supply_index.snapshot.network.all(Actor)}

    @cached_property
    def links(self) -> HouseLinks:
        """Which houses work together, as numbers."""
        named = [named for _, named in self._together()]
        return HouseLinks.of(named, self.actor_numbers, self.house_numbers)

    @cached_property
    def house_pairs(self) -> frozenset[tuple[str, str]]:
        """Pairs of different houses (smaller id first) known to work together."""
        return self.links.pairs()

    @cached_property
    def houses(self) -> tuple[str, ...]:
        """All houses, sorted: the nodes of ``graph``."""
        return tuple(sorted(set(self.supply_index.houses.values())))

    @cached_property
    def graph(self) -> Graph:
        """Which houses work together, as a graph over ``houses``; edges ascend."""
        place = {house: number for number, house in enumerate(self.houses)}
        found = np.fromiter((place.get(house, -1) for house in self.links.numbers), np.int64)
        one, other = (found[ends] for ends in ends_of(self.links.keys))
        count = len(self.houses)
        keys = np.sort(np.minimum(one, other) * count + np.maximum(one, other))
        return Graph(count, np.stack(np.divmod(keys, max(1, count)), axis=1))

    @cached_property
    def house_partners(self) -> Mapping[str, frozenset[str]]:
        """House -> houses that it works with."""
        found: dict[str, set[str]] = {}
        for one, other in self.house_pairs:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
        return {house: frozenset(partners) for house, partners in found.items()}

    def partners_of(self, houses: Iterable[str]) -> frozenset[str]:
        """The houses that any of these works with."""
        return frozenset().union(*map(self.links.partners, houses))

    @cached_property
    def networks_of(self) -> Mapping[str, frozenset[str]]:
        """House -> networks that one of its actors is a member of (consortia left out)."""
        found: dict[str, set[str]] = {}
        for network in self.memberships:
            for house in self.member_houses(network):
                found.setdefault(house, set()).add(network)
        return {house: frozenset(networks) for house, networks in found.items()}

    def member_houses(self, network_id: str) -> frozenset[str]:
        """The houses with a member in a network; none if it is a consortium."""
        if self.is_consortium(network_id):
            return frozenset()
        members = self.memberships.get(network_id, {})
        return frozenset(map(self.supply_index.house, members.values()))

    def common_networks(self, one: frozenset[str], other: frozenset[str]) -> tuple[str, ...]:
        """Networks that houses of both sides are members of, sorted."""
        nothing: frozenset[str] = frozenset()
        left = nothing.union(*(self.networks_of.get(h, nothing) for h in one))
        right = nothing.union(*(self.networks_of.get(h, nothing) for h in other))
        return tuple(sorted(left & right))


def touched_houses(before: Relations, after: Relations, edits: Edits) -> set[str]:
    """The houses whose supply, links or networks some edits may have changed.

    Houses themselves are the same before and after.
    """
    actors: set[str] = set()
    joining: set[tuple[str, str]] = set()
    for edit in edits:
        joining.add((edit.kind, edit.id))
        for record in edit.states:
            match record:
                case Offer():
                    actors.add(record.actor_id)
                    joining.add((Project.KIND, record.project_id))
                case Project():
                    actors |= {record.lead_actor_id, *record.partner_actor_ids}
                case Tie():
                    actors |= {record.from_actor_id, record.to_actor_id}
                    joining.add((Actor.KIND, record.to_actor_id))
                case Actor():
                    actors.add(record.id)
    for relations in (before, after):
        for kind, id in joining:
            joined = relations.supply_index.snapshot.network.find(kind, id)
            if isinstance(joined, Joining):
                actors.update(relations.named_by(joined))
            if kind == Actor.KIND:
                actors.update(relations.memberships.get(id, {}).values())
    return {after.supply_index.house(id) for id in actors if id}


def _link(record: Joining) -> Link:
    if isinstance(record, Cooperation):
        return Link(record.KIND, record.id, record.intensity)
    kind = "consortium" if isinstance(record, Actor) else record.KIND
    return Link(kind, record.id, INTENSITY[kind])
