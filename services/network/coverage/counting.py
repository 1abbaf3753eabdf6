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
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from services.network.coverage.cells import RANK, CoverageState
from services.network.coverage.counting_frame import CountingFrame
from services.network.coverage.deliveries import Deliveries
from services.network.coverage.evidence import CellEvidence
from services.network.coverage.supply import SupplyIndex
from services.network.coverage.supply_columns import HOUSE, PLACE, SupplyColumns, keys_for
from services.network.records.arrays import Ints
from services.network.records.model import Reach

STATES = tuple(CoverageState)
CODE = {state: number for number, state in enumerate(STATES)}
REACHES = tuple(sorted(RANK, key=RANK.__getitem__))
"""Rank -> reach."""


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

    def providers_at(self, number: int) -> Iterator[tuple[str, Reach]]:
        """The houses that reach a cell of the grid, with their widest reach, by house."""
        expectation, district = divmod(number, len(self.frame.districts))
        place = int(self.frame.ask[expectation]) * len(self.frame.districts) + district
        begin, end = np.searchsorted(self.keys, (place << PLACE, (place + 1) << PLACE))
        keys = self.keys[begin:end]
        houses = (keys & ((1 << PLACE) - 1)) >> HOUSE
        # Sorted: the last number of a house is its widest reach.
        widest = dict(zip(houses.tolist(), (keys & 3).tolist(), strict=True))
        ids = self.frame.house_ids
        for id, rank in sorted((ids[house], rank) for house, rank in widest.items()):
            yield id, REACHES[rank]

    def in_frame(
        self, frame: CountingFrame, supply_index: SupplyIndex, deliveries: Deliveries
    ) -> ProviderCounts:
        """The same supply counted for the expectations of a frame made after this one's."""
        new = list(frame.asks.items())[len(self.frame.asks) :]
        found = [self.keys]
        for ask, number in new:
            some = (
                keys_for(supply, deliveries.of(supply), frame, {number: ask})
                for supply in supply_index.supplies_of(ask[0])
                if supply.fresh and supply.serves(ask[1], ask[2])
            )
            # A new ask has the highest number: its keys stand behind all others.
            found.append(np.array(sorted(itertools.chain.from_iterable(some)), np.int64))
        keys, places = np.concatenate(found), len(new) * len(frame.districts)
        first = len(self.frame.asks) * len(frame.districts)
        more = count(keys[self.keys.size :] - (first << PLACE), places)
        return ProviderCounts(frame, keys, np.concatenate((self.houses, more), axis=1))

    def replace(self, old: Ints, new: Ints) -> ProviderCounts:
        """These counts with the numbers of a supply before and after an edit exchanged (sorted)."""
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
