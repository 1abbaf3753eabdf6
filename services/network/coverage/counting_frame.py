"""What is asked where: the frame that provider counts are counted in, without any supply.

An *ask* is a distinct (topic, target group, format) of the expectations.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from services.network.coverage.cell_ids import CellIds
from services.network.coverage.cells import RANK
from services.network.coverage.evidence import CellEvidence
from services.network.coverage.supply import SupplyIndex
from services.network.records.arrays import Ints
from services.network.records.model import Expectation

Ask = tuple[str, str, str]


class CountingFrame:
    """What is asked where: expectations, districts, and who looked; without any supply."""

    def __init__(
        self,
        supply_index: SupplyIndex,
        evidence: CellEvidence,
        before: CountingFrame | None = None,
    ) -> None:
        """``before`` is the frame of other expectations, over the same places and surveys: its
        asks and houses keep their numbers."""
        snapshot = supply_index.snapshot
        self.expectations = snapshot.expectations
        self.districts = tuple(d.id for d in snapshot.districts)
        self.place = {id: number for number, id in enumerate(self.districts)}
        self.row = {e.id: number for number, e in enumerate(self.expectations)}
        self._house_ids: dict[int, str] = {}
        self.houses: dict[str, int] = before.houses if before else {}
        self._fresh: Iterator[int] = before._fresh if before else itertools.count()
        self.ids: CellIds = CellIds(snapshot, self.districts, before.ids if before else None)
        self.asks: dict[Ask, int] = dict(before.asks) if before else {}
        asks = self.asks
        self.ask = np.array(
            [asks.setdefault(_ask(e), len(asks)) for e in self.expectations], np.int64
        )
        named = dict.fromkeys(topic for topic, _, _ in asks)
        self.topics = {topic: snapshot.topics_below(topic) for topic in named}
        self.rank = np.array([RANK[e.reach] for e in self.expectations], np.int64)
        self.needed = np.array([max(1, e.minimum) for e in self.expectations], np.int64)
        shape = len(self.expectations), len(self.districts)
        self.exists = np.zeros(shape, np.bool_)
        meant: dict[tuple[str, ...], Ints] = {}
        for number, regions in enumerate(e.region_ids for e in self.expectations):
            if regions not in meant:
                places = [self.place[d] for d in supply_index.districts(regions)]
                meant[regions] = np.array(places, np.int64)
            self.exists[number, meant[regions]] = True
        self.cells = np.flatnonzero(self.exists.ravel())
        self.surveyed = self._surveyed(evidence, shape)
        shares = np.array([supply_index.population_share[d] for d in self.districts], np.float64)
        weights = np.array([e.weight for e in self.expectations], np.float64)
        self.weights = shares[None, :] * weights[:, None]

    @cached_property
    def heaviest(self) -> Ints:
        """The cells, the heaviest first, then by expectation and district."""
        weights = self.weights.ravel()[self.cells]
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

    @property
    def house_ids(self) -> Mapping[int, str]:
        """The house of each number that was given so far."""
        if len(self._house_ids) < len(self.houses):
            self._house_ids = {number: id for id, number in list(self.houses.items())}
        return self._house_ids

    def house(self, id: str) -> int:
        """The number of a house, a new one if it has none yet."""
        # Counts of later revisions share the frame: a counter never gives a number twice.
        known = self.houses.get(id)
        return self.houses.setdefault(id, next(self._fresh)) if known is None else known


def _ask(expectation: Expectation) -> Ask:
    return expectation.topic_id, expectation.target_group_id, expectation.format_id
