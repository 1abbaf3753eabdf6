"""All fresh supply as columns: which house reaches which place for which ask, as sorted numbers.

Every house that reaches a district for an ask is a number, its place and house in the high bits
and its reach in the low ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from services.network.coverage.cells import RANK
from services.network.coverage.counting_frame import Ask, CountingFrame
from services.network.coverage.deliveries import Deliveries, Visit
from services.network.coverage.supply import Supply, SupplyIndex
from services.network.records.arrays import Ints
from services.network.records.model import Reach

PLACE, HOUSE = 34, 2
"""Bits below the place (ask and district) and below the house: 2 for the reach, 32 for houses."""


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
    return np.array(sorted(keys_for(supply, visits, frame, asks)), np.int64)


def keys_for(
    supply: Supply,
    visits: Mapping[str, tuple[Visit, ...]],
    frame: CountingFrame,
    asks: Mapping[int, Ask],
) -> list[int]:
    """The numbers of a supply for asks that it serves."""
    house, step, place = frame.house(supply.house_id) << HOUSE, len(frame.districts), frame.place
    found: list[int] = []
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
    return found
