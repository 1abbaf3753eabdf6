"""What if an actor, project or offer ended today: what empties, who splits off, what lapses.

Ending an actor ends its offers and the projects that it leads; ending a project ends the offers
and cooperations within it. Partners of an ended actor's projects and its other ties stay. The
houses stay as they are: that a carrier ends makes no two providers of its branches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from services.network.cooperation.links import Joining, Relations
from services.network.coverage.cells import STANDING, CoverageState
from services.network.coverage.counting import STATES
from services.network.coverage.coverage import Coverage, coverage_on
from services.network.coverage.supply import Supply, SupplyIndex, provider_of
from services.network.records.kinds.record import RecordKey
from services.network.records.model import Actor, Cooperation, Offer, Project
from services.network.records.network import Snapshot
from services.network.records.rules import Rules


@dataclass(frozen=True, slots=True)
class Worse:
    """A cell that would get worse, its state before and after, and who would be left."""

    cell_id: str
    expectation_id: str
    region_id: str
    topic_id: str
    before: CoverageState
    after: CoverageState
    house_ids: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Split:
    """A connected part of the network that would fall into ``parts``, the largest first.

    Each part is a sorted tuple of houses; ended houses are in none. All but the first part
    are split off from it.
    """

    parts: tuple[tuple[str, ...], ...]

    @property
    def split_off(self) -> tuple[str, ...]:
        """The houses outside the largest part, sorted."""
        return tuple(sorted(house for part in self.parts[1:] for house in part))


@dataclass(frozen=True)
class WhatIf:
    """What changes if ``ended`` end today.

    ``entries`` are the offers and projects that end with them, sorted. ``worse``: what empties
    first, then the heaviest. ``cooperation_ids`` are the cooperations running today that would
    lapse (fewer than two partners left, or within an ended project). ``lost_links`` are pairs
    of remaining houses that would no longer be known to work together.
    """

    ended: frozenset[RecordKey]
    entries: tuple[RecordKey, ...]
    worse: tuple[Worse, ...]
    splits: tuple[Split, ...]
    cooperation_ids: tuple[str, ...]
    lost_links: tuple[tuple[str, str], ...]

    @property
    def harmless(self) -> bool:
        """Whether nothing gets worse, splits off or lapses."""
        return not (self.worse or self.splits or self.cooperation_ids or self.lost_links)


def what_if(snapshot: Snapshot, ended: frozenset[RecordKey], rules: Rules | None = None) -> WhatIf:
    """What would be different if these actors, projects and offers ended today.

    Ids that the network does not know change nothing.
    """
    supply_index = SupplyIndex(snapshot, rules)
    return what_if_on(coverage_on(supply_index), Relations(supply_index), ended)


def what_if_on(today: Coverage, relations: Relations, ended: frozenset[RecordKey]) -> WhatIf:
    """As ``what_if``, over the coverage of a day and who works with whom then."""
    supply_index = today.evidence.supply_index
    snapshot = supply_index.snapshot
    entries = _closure(snapshot, ended)
    gone = frozenset(id for kind, id in ended if kind == Actor.KIND)
    left = _Without(supply_index, entries)
    remaining = _Remaining(left, entries, gone)
    lapsed = {g.link.id for g in relations.groups if g.link.kind == Cooperation.KIND} - {
        g.link.id for g in remaining.groups if g.link.kind == Cooperation.KIND
    }
    houses = set(snapshot.houses.values())
    staying = {snapshot.house(id) for id in snapshot.network.all(Actor) if id not in gone}
    lost = {
        pair for pair in relations.house_pairs - remaining.house_pairs if staying.issuperset(pair)
    }
    return WhatIf(
        ended,
        tuple(sorted(entries)),
        _worse(today, coverage_on(left)),
        _splits(houses, staying, relations, remaining),
        tuple(sorted(lapsed)),
        tuple(sorted(lost)),
    )


def _closure(snapshot: Snapshot, ended: frozenset[RecordKey]) -> frozenset[RecordKey]:
    """The offers and projects that end with what ends."""
    network = snapshot.network
    found = {key for key in ended if key[0] in (Offer.KIND, Project.KIND)}
    for project in network.all(Project).values():
        if (Actor.KIND, provider_of(project)) in ended:
            found.add((Project.KIND, project.id))
    for offer in network.all(Offer).values():
        within = (Project.KIND, offer.project_id)
        if (Actor.KIND, offer.actor_id) in ended or within in found:
            found.add((Offer.KIND, offer.id))
    return frozenset(found)


class _Without(SupplyIndex):
    """A supply index in which some offers and projects supply nothing."""

    def __init__(self, today: SupplyIndex, entries: frozenset[RecordKey]) -> None:
        super().__init__(today.snapshot, today.rules, today.houses)
        self.take_over(today)
        self.today = today
        self.entries = entries

    @cached_property
    def supplies(self) -> tuple[Supply, ...]:
        """All supply of the day but that of the entries that are assumed to end."""
        return tuple(s for s in self.today.supplies if (s.kind, s.id) not in self.entries)


class _Remaining(Relations):
    """Relations without some projects, what is within them, and some actors."""

    def __init__(
        self, supply_index: SupplyIndex, entries: frozenset[RecordKey], gone: frozenset[str]
    ) -> None:
        super().__init__(supply_index)
        self.entries = entries
        self.gone = gone

    def named_by(self, record: Joining) -> tuple[str, ...]:
        """Whom a record still makes work together; an ended consortium nobody."""
        within = record.project_id if isinstance(record, Cooperation) else ""
        ended = {(record.KIND, record.id), (Project.KIND, within)} & self.entries
        if ended or (isinstance(record, Actor) and record.id in self.gone):
            return ()
        return tuple(id for id in super().named_by(record) if id not in self.gone)

    @cached_property
    def within(self) -> Mapping[str, Mapping[str, str]]:
        """Project -> offer that stays within it -> who provides it."""
        return {
            project: {id: who for id, who in offers.items() if (Offer.KIND, id) not in self.entries}
            for project, offers in super().within.items()
        }


def _worse(before: Coverage, after: Coverage) -> tuple[Worse, ...]:
    """The cells that get worse: the states of all are compared, and only these looked at."""
    standing = np.array([STANDING[state] for state in STATES])
    stood, stands = (standing[c.provider_counts.states.ravel()] for c in (before, after))
    numbers = before.numbers
    worse = numbers[stands[numbers] < stood[numbers]].tolist()
    found = [
        Worse(
            was.id,
            was.expectation_id,
            was.region_id,
            was.topic_id,
            was.state,
            now.state,
            tuple(p.house_id for p in now.providers),
            was.weight,
        )
        for was, now in ((before.cell(number), after.cell(number)) for number in worse)
    ]
    return tuple(
        sorted(found, key=lambda w: (STANDING[w.after], -w.weight, w.expectation_id, w.region_id))
    )


def _splits(
    houses: Iterable[str], staying: set[str], before: Relations, after: Relations
) -> tuple[Split, ...]:
    """The components that fall apart, the one that loses most first."""
    found = []
    left = before.house_partners, after.house_partners
    for component in _components(sorted(houses), left[0]):
        nodes = [house for house in component if house in staying]
        parts = sorted(_components(nodes, left[1]), key=lambda part: (-len(part), part))
        if len(parts) > 1:
            found.append(Split(tuple(parts)))
    return tuple(sorted(found, key=lambda s: (-len(s.split_off), s.parts)))


def _components(
    nodes: Iterable[str], partners: Mapping[str, frozenset[str]]
) -> list[tuple[str, ...]]:
    """The connected parts of these nodes, single ones included, each sorted."""
    waiting = dict.fromkeys(nodes)
    found = []
    while waiting:
        todo = [next(iter(waiting))]
        del waiting[todo[0]]
        part = []
        while todo:
            node = todo.pop()
            part.append(node)
            for other in partners.get(node, ()):
                if other in waiting:
                    del waiting[other]
                    todo.append(other)
        found.append(tuple(sorted(part)))
    return found
