"""Who is known to work with whom on a day, and through what.

Known to cooperate: a common cooperation, project (lead, partner or provider of an offer within
it), steering group, or membership in the same consortium. Houses cooperate if any of their
actors do: a partner association would rightly protest at "no known cooperation" when its
branch works with the other side. Carrier and part-of tie a house together and are no
cooperation; membership in a network alone is a bridge, not a cooperation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from services.network.domain.ground import Ground
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

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Everything that makes actors work together on the day, sorted by record."""
        snapshot, rules = self.ground.snapshot, self.ground.rules
        network, fresh = snapshot.network, rules.freshness_days
        found: list[Group] = []
        for cooperation in network.all(Cooperation).values():
            if snapshot.runs(cooperation, fresh):
                link = Link("cooperation", cooperation.id, cooperation.intensity)
                found.append(self._group(link, cooperation.partner_ids))
        within: dict[str, set[str]] = {}
        for offer in network.all(Offer).values():
            if offer.project_id and offer.actor_id and offer.period.contains(snapshot.day):
                within.setdefault(offer.project_id, set()).add(offer.actor_id)
        for project in network.all(Project).values():
            if snapshot.runs(project, fresh):
                members = {project.lead_actor_id, *project.partner_actor_ids}
                members |= within.get(project.id, set())
                found.append(self._group(_link("project", project.id), members))
        for group in network.all(SteeringGroup).values():
            if group.period.contains(snapshot.day):
                found.append(self._group(_link("steering_group", group.id), group.member_actor_ids))
        for consortium, members in self._memberships.items():
            if self._is_consortium(consortium):
                found.append(self._group(_link("consortium", consortium), {consortium, *members}))
        return tuple(
            sorted(
                (g for g in found if len(g.actor_ids) > 1),
                key=lambda g: (g.link.kind, g.link.id),
            )
        )

    def _group(self, link: Link, members: Iterable[str]) -> Group:
        actors = self.ground.snapshot.network.all(Actor)
        known = {id for id in members if id in actors}
        return Group(link, tuple(sorted(known)))

    @cached_property
    def _memberships(self) -> Mapping[str, set[str]]:
        """Network or consortium -> its members on the day."""
        found: dict[str, set[str]] = {}
        snapshot = self.ground.snapshot
        for tie in snapshot.network.all(Tie).values():
            if tie.kind is TieKind.MEMBER_OF and tie.period.contains(snapshot.day):
                found.setdefault(tie.to_actor_id, set()).add(tie.from_actor_id)
        return found

    def _is_consortium(self, actor_id: str) -> bool:
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
    def house_pairs(self) -> frozenset[tuple[str, str]]:
        """Pairs of different houses (smaller id first) known to work together."""
        house = self.ground.snapshot.house
        found: set[tuple[str, str]] = set()
        for group in self.groups:
            houses = sorted({house(id) for id in group.actor_ids})
            found.update(Group(group.link, tuple(houses)).pairs())
        return frozenset(found)

    @cached_property
    def house_partners(self) -> Mapping[str, frozenset[str]]:
        """House -> houses that it works with."""
        found: dict[str, set[str]] = {}
        for one, other in self.house_pairs:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
        return {house: frozenset(partners) for house, partners in found.items()}

    @cached_property
    def networks_of(self) -> Mapping[str, frozenset[str]]:
        """House -> networks that one of its actors is a member of (consortia left out)."""
        house = self.ground.snapshot.house
        found: dict[str, set[str]] = {}
        for network, members in self._memberships.items():
            if not self._is_consortium(network):
                for member in members:
                    found.setdefault(house(member), set()).add(network)
        return {house_id: frozenset(networks) for house_id, networks in found.items()}

    @cached_property
    def network_work(self) -> Mapping[str, tuple[tuple[frozenset[str], frozenset[str]], ...]]:
        """Network -> (topics, districts) of each offer or project that it provides and runs."""
        found: dict[str, list[tuple[frozenset[str], frozenset[str]]]] = {}
        networks = frozenset().union(*self.networks_of.values())
        for supply in self.ground.supplies:
            if supply.actor_id in networks and (supply.until is not None or supply.fresh):
                work = (supply.topic_ids, supply.on_site | supply.reachable)
                found.setdefault(supply.actor_id, []).append(work)
        return {network: tuple(works) for network, works in found.items()}

    def common_networks(self, one: frozenset[str], other: frozenset[str]) -> tuple[str, ...]:
        """Networks that houses of both sides are members of, sorted."""
        nothing: frozenset[str] = frozenset()
        left = nothing.union(*(self.networks_of.get(h, nothing) for h in one))
        right = nothing.union(*(self.networks_of.get(h, nothing) for h in other))
        return tuple(sorted(left & right))

    def network_joins(
        self, network_id: str, topics: frozenset[str], districts: frozenset[str]
    ) -> bool:
        """Whether a network works on one of these topics in one of these districts."""
        return any(
            not topics.isdisjoint(on) and not districts.isdisjoint(there)
            for on, there in self.network_work.get(network_id, ())
        )


def _link(kind: str, id: str) -> Link:
    return Link(kind, id, INTENSITY[kind])
