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

from services.network.domain.ground import Ground
from services.network.domain.house_links import HouseLinks
from services.network.domain.model import (
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


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """Why two actors count as working together: the record and its weight (1..3)."""

    kind: str
    id: str
    weight: int


@dataclass(frozen=True, slots=True)
class Group:
    """Actors that work together through one record."""

    link: Link
    actor_ids: tuple[str, ...]

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Each two of them once, the smaller id first."""
        for index, one in enumerate(self.actor_ids):
            for other in self.actor_ids[index + 1 :]:
                yield one, other


class Relations:
    """Cooperation on the day of a ground, computed at most once."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.unknown: set[str] = set()

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Everything that makes actors work together on the day, sorted by record."""
        found = (
            Group(self._link(kind, id), tuple(sorted(members)))
            for kind, id, members in self._together()
        )
        return tuple(sorted(found, key=lambda g: (g.link.kind, g.link.id)))

    def _link(self, kind: str, id: str) -> Link:
        if kind == Cooperation.KIND:
            return Link(kind, id, self.ground.snapshot.network.all(Cooperation)[id].intensity)
        return Link(kind, id, INTENSITY[kind])

    def _together(self) -> Iterator[tuple[str, str, Collection[str]]]:
        """(kind, id, members) of each record that makes at least two actors work together."""
        network = self.ground.snapshot.network
        kinds: tuple[tuple[str, Iterable[str]], ...] = (
            ("cooperation", network.all(Cooperation)),
            ("project", network.all(Project)),
            ("steering_group", network.all(SteeringGroup)),
            ("consortium", self.memberships),
        )
        for kind, ids in kinds:
            for id in ids:
                members = self.members(kind, id)
                if len(members) > 1:
                    yield kind, id, members

    def members(self, kind: str, id: str) -> Collection[str]:
        """The actors that work together through a record on the day, each once.

        Ids of actors that do not exist are left out and remembered in ``unknown``.
        """
        network = self.ground.snapshot.network
        found: tuple[str, ...] = ()
        match kind:
            case "cooperation":
                cooperation = network.all(Cooperation).get(id)
                if cooperation is not None and self.ground.runs(cooperation):
                    found = cooperation.partner_ids
            case "project":
                project = network.all(Project).get(id)
                if project is not None:
                    found = project.partner_actor_ids
                    within = self.within.get(id)
                    if (not found and not within) or not self.ground.runs(project):
                        return ()
                    found = (project.lead_actor_id, *found, *(within or {}).values())
            case "steering_group":
                group = network.all(SteeringGroup).get(id)
                if group is not None and group.period.contains(self.ground.snapshot.day):
                    found = group.member_actor_ids
            case "consortium":
                members = self.memberships.get(id)
                if members and self.is_consortium(id):
                    found = (id, *members.values())
        actors = network.all(Actor)
        known = {id for id in found if id in actors}
        if len(known) < len(found):
            self.unknown.update(id for id in found if id and id not in actors)
        return known

    @cached_property
    def within(self) -> Mapping[str, Mapping[str, str]]:
        """Project -> offer within it on the day -> who provides it."""
        found: dict[str, dict[str, str]] = {}
        day = self.ground.snapshot.day
        for offer in self.ground.snapshot.network.all(Offer).values():
            if offer.project_id and offer.actor_id and offer.period.contains(day):
                found.setdefault(offer.project_id, {})[offer.id] = offer.actor_id
        return found

    @cached_property
    def memberships(self) -> Mapping[str, Mapping[str, str]]:
        """Network or consortium -> tie -> the member that it makes on the day."""
        found: dict[str, dict[str, str]] = {}
        snapshot = self.ground.snapshot
        for tie in snapshot.network.all(Tie).values():
            if tie.kind is TieKind.MEMBER_OF and tie.period.contains(snapshot.day):
                found.setdefault(tie.to_actor_id, {})[tie.id] = tie.from_actor_id
        return found

    def is_consortium(self, actor_id: str) -> bool:
        """Whether the members of an actor work together by being members."""
        actor = self.ground.snapshot.network.get(Actor, actor_id)
        return actor is not None and actor.org_type_id in self.ground.rules.consortium_types

    @cached_property
    def edges(self) -> Mapping[tuple[str, str], tuple[Link, ...]]:
        """Pair of actors (smaller id first) -> why they count as working together, sorted."""
        found: dict[tuple[str, str], list[Link]] = {}
        for group in self.groups:
            for pair in group.pairs():
                found.setdefault(pair, []).append(group.link)
        return {pair: tuple(sorted(found[pair])) for pair in sorted(found)}

    @cached_property
    def house_numbers(self) -> dict[str, int]:
        """House -> its number; grows while the columns of the sides are made."""
        houses = {self.ground.house(id) for id in self.ground.snapshot.network.all(Actor)}
        return {house: number for number, house in enumerate(sorted(houses))}

    @cached_property
    def links(self) -> HouseLinks:
        """Which houses work together, as numbers."""
        house, numbers = self.ground.house, self.house_numbers
        groups = ([house(id) for id in members] for _, _, members in self._together())
        return HouseLinks.of(groups, numbers)

    @cached_property
    def house_pairs(self) -> frozenset[tuple[str, str]]:
        """Pairs of different houses (smaller id first) known to work together."""
        return self.links.pairs()

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
        return frozenset(map(self.ground.house, members.values()))

    def common_networks(self, one: frozenset[str], other: frozenset[str]) -> tuple[str, ...]:
        """Networks that houses of both sides are members of, sorted."""
        nothing: frozenset[str] = frozenset()
        left = nothing.union(*(self.networks_of.get(h, nothing) for h in one))
        right = nothing.union(*(self.networks_of.get(h, nothing) for h in other))
        return tuple(sorted(left & right))
