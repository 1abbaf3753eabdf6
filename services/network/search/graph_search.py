"""Questions to the whole network: search, neighbourhood and shortest paths.

Pure functions over the Network. A store that answers them by itself (Neo4j) gives the same
ids; ``search_name``, ``search_text`` and ``STEPS`` say over what.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType

from services.network.records.model import (
    KINDS,
    Actor,
    Cooperation,
    Offer,
    Project,
    Record,
    SteeringGroup,
    Tie,
)
from services.network.records.network import Network
from services.network.records.record import RecordKey
from services.network.records.text_folding import fold

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


class SearchIndex:
    """The folded texts of a network, for many searches: folding them takes longest."""

    def __init__(self, network: Network) -> None:
        # Kind -> (folded name, id, text with a blank before every word), in order of results.
        self._rows: dict[str, list[tuple[str, str, str]]] = {
            kind: sorted(
                (search_name(record), record.id, f" {search_text(record)}")
                for record in network.all(KINDS[kind]).values()
            )
            for kind in SEARCHED
        }

    def search(self, query: str, kinds: Sequence[str], limit: int = 50) -> list[RecordKey]:
        """As the function ``search``."""
        # A word that begins with "kö": a blank and then "ko" somewhere in the text.
        parts = [f" {word}" for word in fold(query).split()]
        if not parts:
            return []
        found = (
            (kind, id)
            for kind in dict.fromkeys(kinds)
            for _, id, text in self._rows.get(kind, ())
            if all(part in text for part in parts)
        )
        return list(islice(found, bounded(limit)))


def search(network: Network, query: str, kinds: Sequence[str], limit: int = 50) -> list[RecordKey]:
    """(kind, id) of records with a word that begins with each word of the query.

    Sorted by kind (in the order given), then folded name, then id. A query without any
    word finds nothing.
    """
    return SearchIndex(network).search(query, kinds, limit)


def bounded(limit: int) -> int:
    """A limit as it is kept: between 0 and ``MAX_ROWS``."""
    return max(0, min(limit, MAX_ROWS))


class _Ways:
    """Who takes part in what: actors on one side, what joins them on the other.

    Never as pairs of actors: a network of 5,000 members has 25 million of them.
    """

    def __init__(self, network: Network) -> None:
        actors = network.all(Actor)
        self.members: dict[RecordKey, frozenset[str]] = {}
        self.joins: dict[str, list[RecordKey]] = {}
        for kind, fields in STEPS.items():
            for record in network.all(KINDS[kind]).values():
                # Actors that are not (or no longer) in the network take no part.
                there = frozenset(id for id in _texts(record, fields) if id in actors)
                self.members[kind, record.id] = there
                for id in there:
                    self.joins.setdefault(id, []).append((kind, record.id))

    def layers(self, start: str, most: int) -> Iterator[set[str]]:
        """Actors one step from the start, two steps, and so on, until there are no more."""
        seen, passed, edge = {start}, set[RecordKey](), {start}
        for _ in range(most):
            joins = {join for id in edge for join in self.joins.get(id, ())} - passed
            edge = {id for join in joins for id in self.members[join]} - seen
            if not edge:
                return
            passed |= joins
            seen |= edge
            yield edge

    def next_to(self, actor_id: str) -> set[str]:
        """Actors one step from this one."""
        return {id for join in self.joins.get(actor_id, ()) for id in self.members[join]}


def neighbourhood(network: Network, actor_id: str, depth: int = 1) -> list[str]:
    """Ids of actors within ``depth`` (1..3) steps, the actor itself left out, sorted."""
    if network.get(Actor, actor_id) is None:
        return []
    layers = _Ways(network).layers(actor_id, max(1, min(depth, MAX_DEPTH)))
    return sorted(id for layer in layers for id in layer)[:MAX_ROWS]


def paths(
    network: Network, from_actor_id: str, to_actor_id: str, longest: int = 4
) -> list[tuple[str, ...]]:
    """All shortest paths between two actors with at most ``longest`` (up to 6) steps, sorted.

    An actor's path to itself is the actor alone. Empty if there is none.
    """
    actors = network.all(Actor)
    if from_actor_id not in actors or to_actor_id not in actors:
        return []
    ways = _Ways(network)
    # From the goal first, so that only shortest paths are ever drawn out.
    layers = [{to_actor_id}]
    if from_actor_id != to_actor_id:
        for layer in ways.layers(to_actor_id, max(0, min(longest, MAX_PATH))):
            layers.append(layer)
            if from_actor_id in layer:
                break
    if from_actor_id not in layers[-1]:
        return []
    found: list[tuple[str, ...]] = [(from_actor_id,)]
    for layer in reversed(layers[:-1]):
        nearer = {path[-1]: sorted(ways.next_to(path[-1]) & layer) for path in found}
        found = [(*path, other) for path in found for other in nearer[path[-1]]][:MAX_ROWS]
    return found


def _texts(record: Record, fields: Iterable[str]) -> Iterable[str]:
    for name in fields:
        value = getattr(record, name)
        yield from (value,) if isinstance(value, str) else value
