"""The shape of the network: who stands alone, what holds it together, what would split off.

The graph joins *houses* that work together (``relations``): carrier and parts are one node, so
that a branch without ties of its own is not alone. Results are sorted and carry ids only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.network.cooperation.articulation import ArticulationPoints
from services.network.cooperation.betweenness import sampled_betweenness
from services.network.cooperation.graph import Graph
from services.network.cooperation.links import LOOKED_FOR, Relations, touched_houses
from services.network.coverage.supply import Supply, SupplyIndex
from services.network.records.differences import Edits
from services.network.records.ids import digest_of, finding_id
from services.network.records.model import Actor, Record
from services.network.records.network import Snapshot
from services.network.records.rules import DEFAULT, Rules


@dataclass(frozen=True, slots=True)
class Isolated:
    """An organisation with an offer or project of its own and no known link to any other.

    ``actor_id`` is the one to talk to: the member of the house that has the entries, or the
    house if several have. ``records`` are (kind, id) of those entries.
    """

    id: str
    digest: str
    actor_id: str
    house_id: str
    member_ids: tuple[str, ...]
    records: tuple[tuple[str, str], ...]
    region_ids: tuple[str, ...]
    topic_ids: tuple[str, ...]
    network_ids: tuple[str, ...]
    looked_for: tuple[str, ...] = LOOKED_FOR

    @property
    def kind(self) -> str:
        """The kind of finding: ``isolated``."""
        return "isolated"

    @property
    def actor_ids(self) -> tuple[str, ...]:
        """The actor, as every finding names its actors."""
        return (self.actor_id,)


@dataclass(frozen=True, slots=True)
class KeyActor:
    """A house without which the network falls apart: what would be split off from the rest.

    ``cut_off`` are the parts that would remain, without the largest, each sorted.
    """

    house_id: str
    cut_off: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class OnlyLink:
    """The only connection between two parts; ``cut_off`` is the smaller one, sorted."""

    house_ids: tuple[str, str]
    cut_off: tuple[str, ...]


@dataclass(frozen=True)
class Structure:
    """Shape of the network of houses on a day.

    ``components`` are sets of connected houses (single ones left out), the largest first;
    ``betweenness`` maps a house to its share of shortest paths (0..1).
    """

    houses: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]
    components: tuple[tuple[str, ...], ...]
    key_actors: tuple[KeyActor, ...]
    only_links: tuple[OnlyLink, ...]
    betweenness: Mapping[str, float] = field(default_factory=dict)


def isolated(snapshot: Snapshot, rules: Rules = DEFAULT) -> tuple[Isolated, ...]:
    """Organisations with entries of their own that are linked with nobody, sorted by house."""
    supply_index = SupplyIndex(snapshot, rules)
    return isolated_on(supply_index, Relations(supply_index))


def isolated_on(supply_index: SupplyIndex, relations: Relations) -> tuple[Isolated, ...]:
    """As ``isolated``, over a supply index and relations that other findings use too."""
    linked, funders = relations.links.linked, supply_index.funders
    supplies: dict[str, list[Supply]] = {}
    for supply in supply_index.supplies:
        house = supply.house_id
        if house not in linked and house not in funders:
            supplies.setdefault(house, []).append(supply)
    return _isolated(supply_index, relations, supplies)


def isolated_after(
    found: tuple[Isolated, ...],
    supply_index: SupplyIndex,
    before: Relations,
    after: Relations,
    edits: Edits,
) -> tuple[Isolated, ...]:
    """The isolated after edits that move no places, houses or actors: only touched houses are
    looked at again.

    ``before`` and ``after`` are the relations of both networks, ``supply_index`` is that of the
    later.
    """
    touched = touched_houses(before, after, edits)
    old_ground = before.supply_index
    if any(_funders_in(e.was, old_ground) != _funders_in(e.now, supply_index) for e in edits):
        touched |= old_ground.funders ^ supply_index.funders
    else:
        supply_index.__dict__["funders"] = old_ground.funders
    numbers, links = after.house_numbers, after.links
    alone = {
        house
        for house in touched - supply_index.funders
        if house not in numbers or not links.links_any(numbers[house])
    }
    supplies: dict[str, list[Supply]] = {house: [] for house in alone}
    if alone:
        for supply in supply_index.supplies:
            if supply.house_id in alone:
                supplies[supply.house_id].append(supply)
    kept = [one for one in found if one.house_id not in touched]
    return tuple(
        sorted((*kept, *_isolated(supply_index, after, supplies)), key=lambda i: i.house_id)
    )


def _isolated(
    supply_index: SupplyIndex, relations: Relations, supplies: Mapping[str, list[Supply]]
) -> tuple[Isolated, ...]:
    """The isolated among unlinked houses with these supplies, by house."""
    network = supply_index.snapshot.network
    running: dict[str, tuple[str, list[Supply]]] = {}
    for house, offered in supplies.items():
        own = [s for s in offered if s.until is not None or s.fresh]
        speakers = {s.actor_id for s in own}
        speaker = next(iter(speakers)) if len(speakers) == 1 else house
        actor = network.get(Actor, speaker)
        if own and actor is not None and _can_stand_alone(supply_index, actor, house):
            running[house] = speaker, own
    members: dict[str, list[str]] = {house: [] for house in running}
    if members:
        for actor_id, house in supply_index.houses.items():
            if house in members:
                members[house].append(actor_id)
    return tuple(
        Isolated(
            id=finding_id("isolated", (house,)),
            digest=digest_of("isolated", *sorted(members[house])),
            actor_id=speaker,
            house_id=house,
            member_ids=tuple(sorted(members[house])),
            records=tuple((s.kind, s.id) for s in own),
            region_ids=tuple(sorted(frozenset().union(*(s.on_site | s.reachable for s in own)))),
            topic_ids=tuple(sorted(frozenset().union(*(s.topic_ids for s in own)))),
            network_ids=relations.common_networks(frozenset({house}), frozenset({house})),
        )
        for house, (speaker, own) in sorted(running.items())
    )


def _can_stand_alone(supply_index: SupplyIndex, actor: Actor, house: str) -> bool:
    """Organisations only: no departments, bodies or persons, and none from elsewhere.

    A department that provides something stands for its house, so it is the house's type that
    counts unless the department is on its own.
    """
    root = supply_index.snapshot.network.get(Actor, house) or actor
    return (
        root.org_type_id not in supply_index.rules.never_isolated_types
        and not root.is_person_group
        and not supply_index.is_outside(actor.id)
    )


def _funders_in(record: Record | None, supply_index: SupplyIndex) -> frozenset[str]:
    """The actors that a record says to fund somebody on the day."""
    return frozenset() if record is None else frozenset(supply_index.funders_in(record))


def structure(snapshot: Snapshot, rules: Rules = DEFAULT) -> Structure:
    """Components, key actors, only links and betweenness of the network of houses."""
    supply_index = SupplyIndex(snapshot, rules)
    return structure_on(supply_index, Relations(supply_index))


def structure_on(supply_index: SupplyIndex, relations: Relations) -> Structure:
    """As ``structure``, over a supply index and relations that other findings use too."""
    houses, graph = relations.houses, relations.graph
    cuts = ArticulationPoints(graph)
    one, other = (map(houses.__getitem__, ends) for ends in graph.edges.T.tolist())

    def named(part: tuple[int, ...]) -> tuple[str, ...]:
        return tuple(houses[number] for number in part)

    return Structure(
        houses,
        tuple(zip(one, other, strict=True)),
        tuple(named(part) for part in cuts.components),
        tuple(
            KeyActor(houses[node], tuple(named(part) for part in parts))
            for node, parts in cuts.nodes
        ),
        tuple(
            OnlyLink((houses[one], houses[other]), named(part)) for (one, other), part in cuts.edges
        ),
        _betweenness(supply_index.rules, houses, graph),
    )


def _betweenness(rules: Rules, houses: tuple[str, ...], graph: Graph) -> Mapping[str, float]:
    """Exact up to the rule's size, above it estimated."""
    import rustworkx

    if len(houses) > rules.exact_betweenness_up_to:
        values = sampled_betweenness(graph, rules.betweenness_sources).tolist()
        return dict(zip(houses, values, strict=True))
    exact = rustworkx.graph_betweenness_centrality(graph.rustworkx)
    return {house: float(exact[index]) for index, house in enumerate(houses)}
