"""The smallest set of next steps that closes most of what is missing, by weight.

Open are the cells that are gap, reach_only or thin; each lacks some houses up to its minimum.
A step brings houses to cells. There are two kinds:

- **extend**: one offer or project that fits comes on site to up to ``rules.step_districts``
  more districts. Only near ones: it already works on site next door, comes on request or came
  there, or its house (carrier and parts) is in the district with a seat or something else.
  Where nobody is near, whoever has the topic elsewhere in the Land may be asked.
- **meet**: the houses that supply a topic in or next to a group of neighbouring districts (one
  district and those that border on it) meet and share out what is missing there.

A step's gain is the weight of the cells it helps, each by the share of its missing houses that
the step brings. Steps are chosen greedily by gain per effort (a meeting costs
``rules.meeting_effort`` talks); for such covers that is at most a factor 1 - 1/e from the best
set. Every offer is extended at most once. Unknown cells need a survey first and are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import heapify, heappop, heappush

from services.network.coverage.cells import Cell, CoverageState
from services.network.coverage.coverage import Coverage, coverage_on
from services.network.coverage.supply import Supply, SupplyIndex
from services.network.records.ids import finding_id
from services.network.records.model import Actor
from services.network.records.network import Snapshot
from services.network.records.rules import Rules

OPEN = (CoverageState.GAP, CoverageState.REACH_ONLY, CoverageState.THIN)


class StepKind(StrEnum):
    """What is to be done."""

    EXTEND = "extend"
    MEET = "meet"


class Nearness(StrEnum):
    """Why a house may come to a district, the best reason first."""

    NEIGHBOUR = "neighbour"
    HOUSE = "house"
    REACHABLE = "reachable"
    ELSEWHERE = "elsewhere"


ORDER = {near: index for index, near in enumerate(Nearness)}


@dataclass(frozen=True, slots=True)
class Target:
    """A cell that a step helps, the houses that come to it, and the best reason for it."""

    cell_id: str
    expectation_id: str
    region_id: str
    topic_id: str
    house_ids: tuple[str, ...]
    near: Nearness


@dataclass(frozen=True, slots=True)
class NextStep:
    """One step. ``record`` is the (kind, id) that is extended, None for a meeting.

    ``actor_ids`` are to be asked or invited, ``house_ids`` their houses. ``targets`` are the
    cells that it helps, by district and expectation; ``closed_ids`` the cells that reach their
    minimum with it and the steps before it. ``gain`` is the weight that it closes, ``share``
    the share of all open weight closed so far (0..1).
    """

    id: str
    kind: StepKind
    record: tuple[str, str] | None
    actor_ids: tuple[str, ...]
    house_ids: tuple[str, ...]
    targets: tuple[Target, ...]
    closed_ids: tuple[str, ...]
    gain: float
    share: float

    @property
    def cell_ids(self) -> tuple[str, ...]:
        """The cells that it helps."""
        return tuple(target.cell_id for target in self.targets)

    @property
    def region_ids(self) -> tuple[str, ...]:
        """The districts of these cells, sorted."""
        return tuple(sorted({target.region_id for target in self.targets}))

    @property
    def topic_ids(self) -> tuple[str, ...]:
        """The topics of these cells, sorted."""
        return tuple(sorted({target.topic_id for target in self.targets}))


def next_steps(
    snapshot: Snapshot, rules: Rules | None = None, limit: int = 10
) -> tuple[NextStep, ...]:
    """At most ``limit`` steps, the most worthwhile first; fewer if no step helps any more."""
    supply_index = SupplyIndex(snapshot, rules)
    return next_steps_on(supply_index, coverage_on(supply_index), limit)


def next_steps_on(
    supply_index: SupplyIndex, found: Coverage, limit: int = 10
) -> tuple[NextStep, ...]:
    """As ``next_steps``, over a supply index and its coverage."""
    cells = found.in_states(OPEN)
    total = sum(cell.weight for cell in cells)
    if not total:
        return ()
    state = _State(cells)
    candidates = _candidates(supply_index, cells)
    # Gains only fall as cells fill, so a plan that is still the best after a fresh look is it.
    waiting = [(state.look(c).key, number) for number, c in enumerate(candidates)]
    heapify(waiting)
    steps: list[NextStep] = []
    done = 0.0
    while waiting and len(steps) < limit:
        key, number = heappop(waiting)
        plan = state.look(candidates[number])
        if plan.gain <= 0:
            continue
        if plan.key != key:
            heappush(waiting, (plan.key, number))
            continue
        closed = state.take(plan)
        done += plan.gain
        steps.append(plan.candidate.step(plan, closed, min(1.0, done / total)))
    return tuple(steps)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A possible step: which houses may come to which cell, and why."""

    kind: StepKind
    record: tuple[str, str] | None
    actor_ids: tuple[str, ...]
    house_ids: tuple[str, ...]
    options: tuple[tuple[Cell, tuple[tuple[int, str], ...]], ...]
    """Cells with the (order of the reason, house) of those that may come, sorted."""
    effort: int
    districts: int | None
    name: tuple[str, ...]

    def step(self, plan: _StepPlan, closed: tuple[str, ...], share: float) -> NextStep:
        """The step as it is told."""
        nears = tuple(Nearness)
        targets = tuple(
            Target(
                cell.id,
                cell.expectation_id,
                cell.region_id,
                cell.topic_id,
                tuple(sorted(house for _, house in coming)),
                nears[coming[0][0]],
            )
            for cell, coming in sorted(
                plan.fills, key=lambda f: (f[0].region_id, f[0].expectation_id)
            )
        )
        return NextStep(
            finding_id("step", (self.kind, *self.name, *(t.cell_id for t in targets))),
            self.kind,
            self.record,
            self.actor_ids,
            self.house_ids,
            targets,
            closed,
            plan.gain,
            share,
        )


@dataclass(frozen=True, slots=True)
class _StepPlan:
    """What a candidate would do now."""

    candidate: _Candidate
    fills: tuple[tuple[Cell, tuple[tuple[int, str], ...]], ...]
    gain: float

    @property
    def key(self) -> tuple[float, int, int, tuple[str, ...]]:
        """Sorts the best first: gain per effort, fewer people, nearer, then by name."""
        far = sum(coming[0][0] for _, coming in self.fills)
        effort = self.candidate.effort
        # Sums of shares in different order differ in the last bits and still are equal.
        return (-round(self.gain / effort, 12), effort, far, self.candidate.name)


class _State:
    """How many houses each open cell still lacks, and which have come to it so far."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self.lacking = {cell.id: cell.missing for cell in cells}
        self.come: dict[str, set[str]] = {}

    def look(self, candidate: _Candidate) -> _StepPlan:
        """What a candidate would fill now, in its best districts."""
        by_district: dict[str, list[tuple[Cell, tuple[tuple[int, str], ...]]]] = {}
        gains: dict[str, float] = {}
        for cell, options in candidate.options:
            lacking = self.lacking[cell.id]
            if not lacking:
                continue
            come = self.come.get(cell.id, ())
            coming = tuple(o for o in options if o[1] not in come)[:lacking]
            if coming:
                by_district.setdefault(cell.region_id, []).append((cell, coming))
                gain = cell.weight * len(coming) / cell.missing
                gains[cell.region_id] = gains.get(cell.region_id, 0.0) + gain
        chosen = sorted(
            gains,
            key=lambda d: (-round(gains[d], 12), sum(c[0][0] for _, c in by_district[d]), d),
        )[: candidate.districts]
        fills = tuple(fill for district in chosen for fill in by_district[district])
        return _StepPlan(candidate, fills, sum(gains[district] for district in chosen))

    def take(self, plan: _StepPlan) -> tuple[str, ...]:
        """Do it; the ids of the cells that reach their minimum, sorted."""
        closed = []
        for cell, coming in plan.fills:
            self.come.setdefault(cell.id, set()).update(house for _, house in coming)
            self.lacking[cell.id] -= len(coming)
            if not self.lacking[cell.id]:
                closed.append(cell.id)
        return tuple(sorted(closed))


def _candidates(supply_index: SupplyIndex, cells: Sequence[Cell]) -> list[_Candidate]:
    """Extensions of every supply that may come somewhere, and meetings."""
    near = _Near(supply_index)
    extensions: dict[tuple[str, str], list[tuple[Cell, int]]] = {}
    supplies: dict[tuple[str, str], Supply] = {}
    options: dict[str, dict[str, int]] = {}
    for cell in cells:
        fitting = near.of(cell)
        closest = min((order for order, _ in fitting.values()), default=0)
        for key, (order, supply) in fitting.items():
            if order == ORDER[Nearness.ELSEWHERE] and closest < order:
                continue
            supplies[key] = supply
            extensions.setdefault(key, []).append((cell, order))
            if order < ORDER[Nearness.REACHABLE]:
                known = options.setdefault(cell.id, {})
                known[supply.house_id] = min(order, known.get(supply.house_id, order))
    found = [
        _Candidate(
            StepKind.EXTEND,
            key,
            (supplies[key].actor_id,),
            (supplies[key].house_id,),
            tuple((cell, ((order, supplies[key].house_id),)) for cell, order in extensions[key]),
            1,
            supply_index.rules.step_districts,
            key,
        )
        for key in sorted(extensions)
    ]
    return [*found, *_meetings(supply_index, cells, options)]


def _meetings(
    supply_index: SupplyIndex, cells: Sequence[Cell], options: Mapping[str, Mapping[str, int]]
) -> list[_Candidate]:
    """Per topic and district with its neighbours: those who supply it there or next door."""
    by_place: dict[str, dict[str, list[Cell]]] = {}
    for cell in cells:
        by_place.setdefault(cell.topic_id, {}).setdefault(cell.region_id, []).append(cell)
    found: dict[tuple[str, ...], _Candidate] = {}
    for topic, places in sorted(by_place.items()):
        # The middle may be where all is well: that is where those who could help often sit.
        middles = {beside for place in places for beside in supply_index.neighbours.get(place, ())}
        for centre in sorted(middles.union(places)):
            group = [d for d in (centre, *supply_index.neighbours.get(centre, ())) if d in places]
            members = [cell for district in sorted(group) for cell in places[district]]
            coming = {house for cell in members for house in options.get(cell.id, ())}
            there = {p.house_id for cell in members for p in cell.enough}
            houses = tuple(sorted(coming | there))
            name = (topic, *sorted(group))
            if len(group) < 2 or len(houses) < 2 or not coming or name in found:
                continue
            found[name] = _Candidate(
                StepKind.MEET,
                None,
                houses,
                houses,
                tuple(
                    (cell, tuple(sorted((o, house) for house, o in options[cell.id].items())))
                    for cell in members
                    if cell.id in options
                ),
                supply_index.rules.meeting_effort,
                None,
                name,
            )
    return list(found.values())


class _Near:
    """Which supplies could come to a cell, and why."""

    def __init__(self, supply_index: SupplyIndex) -> None:
        self.supply_index = supply_index
        self.fitting: dict[tuple[str, str, str], tuple[Supply, ...]] = {}
        self.places: dict[str, set[str]] = {}
        snapshot = supply_index.snapshot
        for actor in snapshot.network.all(Actor).values():
            seats = supply_index.districts_of(actor.region_id)
            # A seat is one place; a Land as seat says nothing about where somebody is.
            if len(seats) == 1:
                self.places.setdefault(snapshot.house(actor.id), set()).update(seats)
        for supply in supply_index.supplies:
            if supply.fresh:
                self.places.setdefault(supply.house_id, set()).update(supply.on_site)

    def of(self, cell: Cell) -> dict[tuple[str, str], tuple[int, Supply]]:
        """(kind, id) -> (order of the reason, supply) of what could come to the cell."""
        supply_index, district = self.supply_index, cell.region_id
        enough = {p.house_id for p in cell.enough}
        reached = {(s.kind, s.id) for p in cell.providers for s in p.sources}
        beside = frozenset(supply_index.neighbours.get(district, ()))
        found: dict[tuple[str, str], tuple[int, Supply]] = {}
        for supply in self._fits(cell):
            if supply.house_id in enough or not self._same_land(supply, district):
                continue
            if not beside.isdisjoint(supply.on_site):
                near = Nearness.NEIGHBOUR
            elif district in self.places.get(supply.house_id, ()):
                near = Nearness.HOUSE
            elif (supply.kind, supply.id) in reached:
                near = Nearness.REACHABLE
            else:
                near = Nearness.ELSEWHERE
            found[supply.kind, supply.id] = (ORDER[near], supply)
        return found

    def _fits(self, cell: Cell) -> tuple[Supply, ...]:
        key = (cell.topic_id, cell.target_group_id, cell.format_id)
        if key not in self.fitting:
            self.fitting[key] = tuple(
                supply
                for supply in self.supply_index.supplies_of(cell.topic_id)
                if supply.fresh and supply.serves(cell.target_group_id, cell.format_id)
            )
        return self.fitting[key]

    def _same_land(self, supply: Supply, district: str) -> bool:
        """Whether it would count there: an actor of another Land is no supply."""
        land = self.supply_index.seat_land(supply.actor_id)
        return not land or self.supply_index.land_of(district) in (land, "")
