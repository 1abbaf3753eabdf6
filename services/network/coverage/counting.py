"""How many houses supply each expectation in each district, for all cells at once.

Supply lies in columns: which supplies carry a topic, a target group, a format, and where they
reach. An *ask* is a distinct (topic, target group, format) of the expectations. Every house that
reaches a district for an ask is a number, its place and house in the high bits and its reach in
the low ones; sorted, the last number of a house in a place is its widest reach, and counting
them is a ``bincount``. The sorted numbers are kept: an edit takes the old ones of one supply out
and puts its new ones in.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from services.network.coverage.cells import RANK, CoverageState
from services.network.coverage.deliveries import Deliveries, Visit
from services.network.coverage.evidence import CellEvidence
from services.network.coverage.supply import Supply, SupplyIndex
from services.network.records.arrays import Ints
from services.network.records.model import Expectation, Reach

PLACE, HOUSE = 34, 2
"""Bits below the place (ask and district) and below the house: 2 for the reach, 32 for houses."""
STATES = tuple(CoverageState)
CODE = {state: number for number, state in enumerate(STATES)}


def ragged(starts: Ints, picked: Ints) -> tuple[Ints, Ints]:
    """Ints of the entries of the picked rows, and which picked row each belongs to."""
    sizes = starts[picked + 1] - starts[picked]
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if ends.size else 0
    at = np.repeat(starts[picked] - ends + sizes, sizes) + np.arange(total)
    return at, np.repeat(np.arange(picked.size), sizes)


class Lists:
    """A list of values per row, and the rows per value."""

    def __init__(self, rows: Sequence[Collection[str]]) -> None:
        # Flat, for a list per row would make the garbage collector walk the whole network.
        values = [value for row in rows for value in row]
        self.numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
        sizes = np.fromiter(map(len, rows), np.int64, len(rows))
        self.starts = np.concatenate(([0], np.cumsum(sizes)))
        self.values = np.fromiter(map(self.numbers.__getitem__, values), np.int64, len(values))
        order = np.argsort(self.values, kind="stable")
        self._rows = np.repeat(np.arange(len(rows)), sizes)[order]
        counts = np.bincount(self.values, minlength=len(self.numbers))
        self._ends = np.concatenate(([0], np.cumsum(counts)))
        self.size = len(rows)
        self._masks: dict[str, NDArray[np.bool_]] = {}

    def rows(self, value: str) -> Ints:
        """The rows with a value, ascending."""
        number = self.numbers.get(value, -1)
        if number < 0:
            return self._rows[:0]
        return self._rows[self._ends[number] : self._ends[number + 1]]

    def rows_of_any(self, values: Iterable[str]) -> Ints:
        """The rows with any of the values, ascending, each once."""
        found = [rows for rows in map(self.rows, sorted(values)) if rows.size]
        if len(found) < 2:
            return found[0] if found else self._rows[:0]
        hit = np.zeros(self.size, np.bool_)
        for rows in found:
            hit[rows] = True
        return np.flatnonzero(hit)

    def has(self, value: str) -> NDArray[np.bool_]:
        """Per row whether it has the value."""
        if value not in self._masks:
            mask = np.zeros(self.size, np.bool_)
            mask[self.rows(value)] = True
            self._masks[value] = mask
        return self._masks[value]

    @cached_property
    def empty(self) -> NDArray[np.bool_]:
        """Per row whether it has no value at all."""
        found: NDArray[np.bool_] = np.diff(self.starts) == 0
        return found


Ask = tuple[str, str, str]


class CountingFrame:
    """What is asked where: expectations, districts, and who looked; without any supply."""

    def __init__(self, supply_index: SupplyIndex, evidence: CellEvidence) -> None:
        snapshot = supply_index.snapshot
        self.expectations = snapshot.expectations
        self.districts = tuple(d.id for d in snapshot.districts)
        self.place = {id: number for number, id in enumerate(self.districts)}
        self.houses: dict[str, int] = {}
        self._fresh = itertools.count()
        asks: dict[Ask, int] = {}
        self.ask = np.array(
            [asks.setdefault(_ask(e), len(asks)) for e in self.expectations], np.int64
        )
        self.asks = asks
        self.topics = {topic: snapshot.topics_below(topic) for topic, _, _ in asks}
        self.rank = np.array([RANK[e.reach] for e in self.expectations], np.int64)
        self.needed = np.array([max(1, e.minimum) for e in self.expectations], np.int64)
        shape = len(self.expectations), len(self.districts)
        self.exists = np.zeros(shape, np.bool_)
        for number, expectation in enumerate(self.expectations):
            meant = supply_index.districts(expectation.region_ids)
            self.exists[number, [self.place[d] for d in meant]] = True
        self.cells = np.flatnonzero(self.exists.ravel())
        self.surveyed = self._surveyed(evidence, shape)
        shares = np.array([supply_index.population_share[d] for d in self.districts], np.float64)
        weights = np.array([e.weight for e in self.expectations], np.float64)
        self._weights = shares[None, :] * weights[:, None]

    @cached_property
    def heaviest(self) -> Ints:
        """The cells, the heaviest first, then by expectation and district."""
        weights = self._weights.ravel()[self.cells]
        return self.cells[np.argsort(-weights, kind="stable")]

    def _surveyed(self, evidence: CellEvidence, shape: tuple[int, int]) -> NDArray[np.bool_]:
        """Per expectation and district whether somebody looked in time."""
        looked: dict[tuple[str, ...], NDArray[np.bool_]] = {}
        for survey, within in evidence.surveys:
            mask = looked.setdefault(survey.topic_ids, np.zeros(shape[1], np.bool_))
            mask[[self.place[d] for d in within if d in self.place]] = True
        found = np.zeros(shape, np.bool_)
        for number, expectation in enumerate(self.expectations):
            above = evidence.topics_above[expectation.topic_id]
            for topics, mask in looked.items():
                if not topics or not above.isdisjoint(topics):
                    found[number] |= mask
        return found

    @cached_property
    def asking(self) -> Mapping[str, tuple[tuple[Ask, int], ...]]:
        """Topic as entered -> the asks that it serves."""
        found: dict[str, list[tuple[Ask, int]]] = {}
        for ask, number in self.asks.items():
            for topic in self.topics[ask[0]]:
                found.setdefault(topic, []).append((ask, number))
        return {topic: tuple(asks) for topic, asks in found.items()}

    def house(self, id: str) -> int:
        """The number of a house, a new one if it has none yet."""
        # Cubes of later revisions share the frame: a counter never gives a number twice.
        known = self.houses.get(id)
        return self.houses.setdefault(id, next(self._fresh)) if known is None else known


def _ask(expectation: Expectation) -> Ask:
    return expectation.topic_id, expectation.target_group_id, expectation.format_id


class SupplyColumns:
    """All fresh supply that reaches anywhere, as columns."""

    def __init__(
        self, supply_index: SupplyIndex, deliveries: Deliveries, frame: CountingFrame
    ) -> None:
        self.frame = frame
        supplies = [s for s in supply_index.supplies if s.fresh]
        self.topics = Lists([s.topic_ids for s in supplies])
        self.groups = Lists([s.target_group_ids for s in supplies])
        self.formats = Lists([s.format_ids for s in supplies])
        house = map(frame.house, (s.house_id for s in supplies))
        houses = np.fromiter(house, np.int64, len(supplies)) << HOUSE
        place = frame.place
        on_site = [place[d] for s in supplies for d in s.on_site]
        reachable = [place[d] for s in supplies for d in s.reachable]
        sizes = np.array(
            [[len(s.on_site) for s in supplies], [len(s.reachable) for s in supplies]], np.int64
        )
        ranks = np.array([RANK[Reach.ON_SITE], RANK[Reach.REACHABLE]], np.int64)
        low = (np.array(on_site + reachable, np.int64) << PLACE) + np.repeat(ranks, sizes.sum(1))
        rows = np.concatenate([np.repeat(np.arange(len(supplies)), size) for size in sizes])
        order = np.argsort(rows, kind="stable")
        self.low = low[order] + houses[rows[order]]
        self.starts = np.concatenate(([0], np.cumsum(sizes.sum(0))))
        visits = [
            (number, place[district], visit)
            for number, supply in enumerate(supplies)
            for district, visits in deliveries.of(supply).items()
            for visit in visits
        ]
        self.visits = _Visits(visits, houses)

    def keys(self) -> Ints:
        """A number for every supply of every ask in every place that it reaches, sorted."""
        parts: list[Ints] = []
        wanted: dict[tuple[str, str], list[tuple[str, int]]] = {}
        for (topic, group, form), number in self.frame.asks.items():
            wanted.setdefault((topic, form), []).append((group, number))
        for (topic, form), asks in wanted.items():
            parts += self._keys(self.frame.topics[topic], form, asks)
        found = np.concatenate(parts) if parts else np.zeros(0, np.int64)
        found.sort()
        return found

    def _keys(self, below: frozenset[str], form: str, asks: list[tuple[str, int]]) -> list[Ints]:
        """The numbers of all asks of one topic and format."""
        picked = self.topics.rows_of_any(below)
        if form:
            picked = picked[self.formats.has(form)[picked]]
        parts: list[Ints] = []
        step = len(self.frame.districts)
        for_all = [number for group, number in asks if not group]
        if for_all:
            at, _ = ragged(self.starts, picked)
            parts.append(self.low[at] + (for_all[0] * step << PLACE))
        number_of = np.full(len(self.groups.numbers) + 1, -1, np.int64)
        for group, number in asks:
            if group in self.groups.numbers:
                number_of[self.groups.numbers[group]] = number
        if len(asks) > len(for_all):
            at, of = ragged(self.groups.starts, picked)
            ask = number_of[self.groups.values[at]]
            asked = ask >= 0
            ask, rows = ask[asked], picked[of[asked]]
            at, of = ragged(self.starts, rows)
            parts.append(self.low[at] + ((ask * step) << PLACE)[of])
        if self.visits.size and picked.size:
            fits = np.zeros(self.topics.size, np.bool_)
            fits[picked] = True
            for group, number in asks:
                supplied = fits & self.groups.has(group) if group else fits
                found = self.visits.low_of(below, group, form, supplied)
                parts.append(found + (number * step << PLACE))
        return parts


class _Visits:
    """Deliveries as rows: which supply, where, about what."""

    def __init__(self, visits: list[tuple[int, int, Visit]], houses: Ints) -> None:
        self.size = len(visits)
        self.supply = np.array([number for number, _, _ in visits], np.int64)
        places = np.array([place for _, place, _ in visits], np.int64)
        self.topics = Lists([v.topic_ids for _, _, v in visits])
        self.groups = Lists([v.delivery.target_group_ids for _, _, v in visits])
        self.formats = Lists([v.delivery.format_ids for _, _, v in visits])
        self.low = (places << PLACE) + houses[self.supply] + RANK[Reach.DELIVERED]

    def low_of(
        self, topics: frozenset[str], group: str, form: str, supplied: NDArray[np.bool_]
    ) -> Ints:
        """Place, house and reach of the visits that fit, by supplies that do."""
        rows = self.topics.rows_of_any(topics)
        rows = rows[supplied[self.supply[rows]]]
        if group:
            rows = rows[(self.groups.empty | self.groups.has(group))[rows]]
        if form:
            rows = rows[(self.formats.empty | self.formats.has(form))[rows]]
        return self.low[rows]


@dataclass(frozen=True, eq=False)
class ProviderCounts:
    """The sorted numbers of a frame, and how many houses reach each place at least how far.

    ``houses`` has a row per reach (rank 0, 1, 2) and a column per place (ask x district).
    """

    frame: CountingFrame
    keys: Ints
    houses: Ints

    @classmethod
    def of(cls, supply_index: SupplyIndex, evidence: CellEvidence) -> ProviderCounts:
        """The counts over a supply index."""
        frame = CountingFrame(supply_index, evidence)
        keys = SupplyColumns(supply_index, evidence.deliveries, frame).keys()
        return cls(frame, keys, count(keys, len(frame.asks) * len(frame.districts)))

    @cached_property
    def enough(self) -> Ints:
        """Per expectation and district the houses whose reach suffices."""
        frame = self.frame
        shape = len(RANK), len(frame.asks), len(frame.districts)
        found: Ints = self.houses.reshape(shape)[frame.rank, frame.ask]
        return found

    @cached_property
    def states(self) -> NDArray[np.int8]:
        """Per expectation and district the number of its state in ``STATES``."""
        return self._states_of(np.arange(len(self.frame.expectations)))

    def _states_of(self, rows: Ints) -> NDArray[np.int8]:
        """The states of some expectations."""
        frame = self.frame
        grid = self.houses.reshape(len(RANK), len(frame.asks), len(frame.districts))
        ask = frame.ask[rows]
        enough = grid[frame.rank[rows], ask]
        near, some = grid[1, ask] > 0, grid[0, ask] > 0
        states = np.where(
            frame.surveyed[rows],
            np.int8(CODE[CoverageState.GAP]),
            np.int8(CODE[CoverageState.UNKNOWN]),
        )
        states[some] = CODE[CoverageState.REACH_ONLY]
        states[near | (enough > 0)] = CODE[CoverageState.THIN]
        states[enough >= frame.needed[rows, None]] = CODE[CoverageState.COVERED]
        return states

    def replace(self, old: Ints, new: Ints) -> ProviderCounts:
        """The cube with the numbers of a supply before and after an edit exchanged (sorted)."""
        at = np.searchsorted(self.keys, old)
        # Equal numbers of several supplies of a house: take as many out as there are.
        at += np.arange(old.size) - np.searchsorted(old, old)
        keys = np.delete(self.keys, at)
        keys = np.insert(keys, np.searchsorted(keys, new), new)
        places = np.unique(np.concatenate((old, new)) >> PLACE)
        starts = np.searchsorted(keys, places << PLACE)
        sizes = np.searchsorted(keys, (places + 1) << PLACE) - starts
        at = np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
        # The places that differ, numbered from 0, are counted by themselves.
        own = keys[at] + (np.repeat(np.arange(places.size), sizes) - (keys[at] >> PLACE) << PLACE)
        houses = self.houses.copy()
        houses[:, places] = count(own, places.size)
        provider_counts = ProviderCounts(self.frame, keys, houses)
        rows = np.flatnonzero(np.isin(self.frame.ask, places // max(1, len(self.frame.districts))))
        states = self.states.copy()
        states[rows] = provider_counts._states_of(rows)
        provider_counts.__dict__["states"] = states
        return provider_counts


def count(keys: Ints, places: int) -> Ints:
    """Houses per reach and place from sorted numbers."""
    widest = np.ones(keys.size, np.bool_)
    house = keys >> HOUSE
    widest[:-1] = house[1:] != house[:-1]
    last = keys[widest]
    place, rank = last >> PLACE, last & 3
    return np.array(
        [np.bincount(place[rank >= at_least], minlength=places) for at_least in range(len(RANK))],
        np.int64,
    ).reshape(len(RANK), places)


def keys_of(supply: Supply, visits: Mapping[str, tuple[Visit, ...]], frame: CountingFrame) -> Ints:
    """The sorted numbers of one supply, as ``SupplyColumns.keys`` makes them of all."""
    if not supply.fresh:
        return np.zeros(0, np.int64)
    asks = {
        number: ask
        for topic in supply.topic_ids
        for ask, number in frame.asking.get(topic, ())
        if supply.serves(ask[1], ask[2])
    }
    house, step, place = frame.house(supply.house_id) << HOUSE, len(frame.districts), frame.place
    found = []
    for number, (topic, group, form) in asks.items():
        base, below = number * step, frame.topics[topic]
        for districts, reach in (
            (supply.on_site, Reach.ON_SITE),
            (supply.reachable, Reach.REACHABLE),
        ):
            found += [(base + place[d] << PLACE) + house + RANK[reach] for d in districts]
        for district, told in visits.items():
            key = (base + place[district] << PLACE) + house + RANK[Reach.DELIVERED]
            found += [key for visit in told if visit.fits(below, group, form)]
    return np.array(sorted(found), np.int64)
