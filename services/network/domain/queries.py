"""Questions to the whole network: search, neighbourhood and shortest paths.

Pure functions over the Network. A store that answers them by itself (Neo4j) gives the same
ids; ``search_name``, ``search_text`` and ``STEPS`` say over what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from services.network.domain.fold import fold
from services.network.domain.model import (
    KINDS,
    Actor,
    Cooperation,
    Offer,
    Project,
    Record,
    SteeringGroup,
    Tie,
)
from services.network.domain.network import Network

MAX_ROWS = 2000
"""Most results of one question: more than anyone reads, less than would hurt."""

MAX_DEPTH = 3
"""Farthest neighbourhood in steps; beyond that nearly everybody is a neighbour."""

MAX_PATH = 6
"""Longest path in steps that is looked for."""

SEARCHED: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        Actor.KIND: ("name", ("short_name", "aliases", "city", "area", "description")),
        Project.KIND: ("title", ("project_type", "description")),
        Offer.KIND: ("title", ("target_group_text", "description")),
    }
)
"""Kind -> field with the name, and further fields that a search looks into."""

STEPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        Cooperation.KIND: ("partner_ids",),
        Project.KIND: ("lead_actor_id", "partner_actor_ids"),
        SteeringGroup.KIND: ("member_actor_ids",),
        Tie.KIND: ("from_actor_id", "to_actor_id"),
    }
)
"""Kind -> fields whose actors are one step from each other."""


def search_name(record: Record) -> str:
    """The folded name that search results are sorted by; blank for kinds not searched."""
    if record.KIND not in SEARCHED:
        return ""
    return fold(getattr(record, SEARCHED[record.KIND][0]))


def search_text(record: Record) -> str:
    """The folded text that a search looks into; blank for kinds not searched."""
    if record.KIND not in SEARCHED:
        return ""
    name, further = SEARCHED[record.KIND]
    return fold(" ".join(_texts(record, (name, *further))))


def search(network: Network, query: str, kinds: Sequence[str], limit: int = 50) -> list[Key]:
    """(kind, id) of records with a word that begins with each word of the query.

    Sorted by kind (in the order given), then folded name, then id. A query without any
    word finds nothing.
    """
    wanted = fold(query).split()
    if not wanted:
        return []
    found: list[tuple[int, str, str, str]] = []
    for place, kind in enumerate(dict.fromkeys(kinds)):
        if kind not in SEARCHED:
            continue
        for record in network.all(KINDS[kind]).values():
            words = search_text(record).split()
            if all(any(word.startswith(part) for word in words) for part in wanted):
                found.append((place, search_name(record), record.id, kind))
    return [(kind, id) for _, _, id, kind in sorted(found)[: bounded(limit)]]


Key = tuple[str, str]


def bounded(limit: int) -> int:
    """A limit as it is kept: between 0 and ``MAX_ROWS``."""
    return max(0, min(limit, MAX_ROWS))


def steps_between(network: Network) -> Mapping[str, frozenset[str]]:
    """Actor id -> ids of actors one step away, over all periods. Actors that are not (or no
    longer) in the network take no part."""
    actors = network.all(Actor)
    near: dict[str, set[str]] = {}
    for kind, fields in STEPS.items():
        for record in network.all(KINDS[kind]).values():
            there = {id for id in _texts(record, fields) if id in actors}
            for id in there:
                near.setdefault(id, set()).update(there)
    return {id: frozenset(others - {id}) for id, others in near.items()}


def neighbourhood(network: Network, actor_id: str, depth: int = 1) -> list[str]:
    """Ids of actors within ``depth`` (1..3) steps, the actor itself left out, sorted."""
    if network.get(Actor, actor_id) is None:
        return []
    near = steps_between(network)
    seen, edge = {actor_id}, {actor_id}
    for _ in range(max(1, min(depth, MAX_DEPTH))):
        edge = {other for id in edge for other in near.get(id, ())} - seen
        seen |= edge
    return sorted(seen - {actor_id})[:MAX_ROWS]


def paths(
    network: Network, from_actor_id: str, to_actor_id: str, longest: int = 4
) -> list[tuple[str, ...]]:
    """All shortest paths between two actors with at most ``longest`` (up to 6) steps, sorted.

    An actor's path to itself is the actor alone. Empty if there is none.
    """
    actors = network.all(Actor)
    if from_actor_id not in actors or to_actor_id not in actors:
        return []
    near = steps_between(network)
    found: list[tuple[str, ...]] = [(from_actor_id,)]
    # Distances from the goal first, so that only shortest paths are ever drawn out.
    distance, edge, far = {to_actor_id: 0}, {to_actor_id}, 0
    while edge and from_actor_id not in distance and far < max(0, min(longest, MAX_PATH)):
        far += 1
        edge = {other for id in edge for other in near.get(id, ())} - distance.keys()
        distance.update(dict.fromkeys(edge, far))
    if from_actor_id not in distance:
        return []
    for left in range(distance[from_actor_id] - 1, -1, -1):
        found = [
            (*path, other)
            for path in found
            for other in sorted(near[path[-1]])
            if distance.get(other) == left
        ][:MAX_ROWS]
    return sorted(found)


def _texts(record: Record, fields: Iterable[str]) -> Iterable[str]:
    for name in fields:
        value = getattr(record, name)
        yield from (value,) if isinstance(value, str) else value
