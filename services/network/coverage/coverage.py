"""Coverage: what is expected in a district against what is there.

For each expectation and district: which houses supply it on the day, how they reach it, what
is stale, who looked. Empty cells are found because the expectation asks for them; a count
over existing entries never shows them. The states of all cells come from columns
(``counting``); the evidence of a cell is gathered when somebody looks at it (``evidence``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import TypeVar

import numpy as np

from services.network.coverage.cells import (
    SEVERITY,
    BareCell,
    Cell,
    CoverageState,
    Neighbour,
    Provider,
    StaleSupply,
    SupplySource,
)
from services.network.coverage.counting import CODE, STATES, ProviderCounts
from services.network.coverage.counting_frame import CountingFrame
from services.network.coverage.deliveries import Deliveries
from services.network.coverage.evidence import CellEvidence, cell_digest
from services.network.coverage.supply import SupplyIndex
from services.network.coverage.supply_columns import keys_of
from services.network.coverage.supply_update import Exchange
from services.network.records.arrays import Ints
from services.network.records.differences import Edits
from services.network.records.model import Delivery, Expectation, Survey
from services.network.records.network import Snapshot
from services.network.records.rules import Rules

__all__ = [
    "Cell",
    "Coverage",
    "CoverageState",
    "Neighbour",
    "Provider",
    "SupplySource",
    "StaleSupply",
    "coverage",
    "coverage_after",
    "coverage_on",
]


class Coverage:
    """All cells, sorted by expectation and district; two are equal if their cells are."""

    def __init__(
        self, provider_counts: ProviderCounts, evidence: CellEvidence, numbers: Ints | None = None
    ) -> None:
        self.provider_counts = provider_counts
        self.evidence = evidence
        self.numbers = provider_counts.frame.cells if numbers is None else numbers
        """Which cells of the grid (expectation x district) these are, ascending."""
        self._built: dict[int, Cell] = {}

    @property
    def day(self) -> date:
        """The day that it is of."""
        return self.evidence.supply_index.snapshot.day

    def __len__(self) -> int:
        """The number of cells."""
        return int(self.numbers.size)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Coverage):
            return NotImplemented
        return self.cells == other.cells

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell with its evidence."""
        return tuple(map(self.cell, self.numbers.tolist()))

    def in_states(self, states: Collection[CoverageState]) -> tuple[Cell, ...]:
        """The cells in one of these states; the evidence of no other is gathered."""
        found = self.provider_counts.states.ravel()[self.numbers]
        wanted = np.isin(found, [CODE[state] for state in states])
        return tuple(map(self.cell, self.numbers[wanted].tolist()))

    def where(self, keep: Callable[[Cell], bool]) -> Coverage:
        """The coverage with only the cells that ``keep`` wants."""
        kept = [n for n, cell in zip(self.numbers.tolist(), self.cells, strict=True) if keep(cell)]
        return Coverage(self.provider_counts, self.evidence, np.array(kept, np.int64))

    def cell(self, number: int) -> Cell:
        """The cell of a number of the grid."""
        found = self._built.get(number)
        if found is None:
            frame = self.provider_counts.frame
            expectation, district = divmod(number, len(frame.districts))
            found = self.evidence.cell(frame.expectations[expectation], frame.districts[district])
            self._built[number] = found
        return found

    @cached_property
    def bare(self) -> tuple[BareCell, ...]:
        """Every cell without its evidence."""
        frame, counts = self.provider_counts.frame, self.provider_counts
        factor = self.evidence.supply_index.rules.several_factor
        several = (counts.enough >= (factor * frame.needed)[:, None]).ravel()[self.numbers]
        states = counts.states.ravel()[self.numbers].tolist()
        weights = frame.weights.ravel()[self.numbers].tolist()
        rows, places = np.divmod(self.numbers, max(1, len(frame.districts)))
        # Once per expectation, not per cell: there are a hundred districts.
        told = [
            (frame.ids.of(e), e.id, e.topic_id, e.target_group_id, e.format_id)
            for e in frame.expectations
        ]
        cells = zip(rows.tolist(), places.tolist(), states, weights, several.tolist(), strict=True)
        found = []
        for row, place, state, weight, many in cells:
            ids, id, topic, group, form = told[row]
            district = frame.districts[place]
            found.append(
                BareCell(ids[place], id, district, topic, group, form, STATES[state], weight, many)
            )
        return tuple(found)

    def number(self, expectation_id: str, region_id: str) -> int | None:
        """The number in the grid of an expectation's cell in a district; None if it has none."""
        frame = self.provider_counts.frame
        row, place = frame.row.get(expectation_id), frame.place.get(region_id)
        if row is None or place is None:
            return None
        number = row * len(frame.districts) + place
        at = int(np.searchsorted(self.numbers, number))
        return number if at < self.numbers.size and self.numbers[at] == number else None

    def place_of(self, number: int) -> tuple[str, str]:
        """The expectation and district of a number of the grid."""
        frame = self.provider_counts.frame
        row, place = divmod(number, len(frame.districts))
        return frame.expectations[row].id, frame.districts[place]

    def id_of(self, number: int) -> str:
        """The finding id of a cell of the grid."""
        frame = self.provider_counts.frame
        row, place = divmod(number, len(frame.districts))
        return frame.ids.of(frame.expectations[row])[place]

    def number_of(self, id: str) -> int | None:
        """The number in the grid of the cell with this finding id; None if there is none."""
        frame = self.provider_counts.frame
        place = frame.ids.place(id, frame.expectations)
        return None if place is None else self.number(*place)

    def digest(self, number: int) -> str:
        """The digest of a cell of the grid, without gathering its evidence."""
        counts = self.provider_counts
        row, place = divmod(number, len(counts.frame.districts))
        state = STATES[counts.states[row, place]]
        expectation, district = counts.frame.expectations[row], counts.frame.districts[place]
        return cell_digest(expectation, district, state, counts.providers_at(number))

    @cached_property
    def by_id(self) -> Mapping[str, Cell]:
        """Finding id -> cell; each cell is built on access."""
        return _Cells(self, self.number_of, attrgetter("id"))

    @cached_property
    def by_place(self) -> Mapping[tuple[str, str], Cell]:
        """(expectation id, district id) -> cell; each cell is built on access."""
        place = attrgetter("expectation_id", "region_id")
        return _Cells(self, lambda key: self.number(*key), place)

    def of_region(self, region_id: str) -> tuple[Cell, ...]:
        """The cells of a district."""
        frame = self.provider_counts.frame
        place = frame.place.get(region_id, -1)
        there = self.numbers % max(1, len(frame.districts)) == place
        return tuple(map(self.cell, self.numbers[there].tolist()))

    def of_expectation(self, expectation_id: str) -> tuple[Cell, ...]:
        """The cells of an expectation, by district."""
        frame = self.provider_counts.frame
        there = self.numbers // max(1, len(frame.districts)) == frame.row.get(expectation_id, -1)
        return tuple(map(self.cell, self.numbers[there].tolist()))

    def counts(self, cells: Iterable[Cell] | None = None) -> Mapping[CoverageState, int]:
        """Number of cells per state, states without cells included."""
        if cells is None:
            codes = self.provider_counts.states.ravel()[self.numbers]
            numbers = np.bincount(codes, minlength=len(STATES)).tolist()
            return dict(zip(STATES, numbers, strict=True))
        counted = Counter(c.state for c in cells)
        return {state: counted[state] for state in CoverageState}

    def worst(self, cells: Iterable[Cell]) -> CoverageState | None:
        """The most urgent state among cells (None if there is none): for maps and roll-ups."""
        return min((c.state for c in cells), key=SEVERITY.__getitem__, default=None)


def coverage(snapshot: Snapshot, rules: Rules | None = None) -> Coverage:
    """The state of every expectation in each of its districts on the snapshot's day."""
    return coverage_on(SupplyIndex(snapshot, rules))


def coverage_on(supply_index: SupplyIndex) -> Coverage:
    """As ``coverage``, over a supply index that other findings use too."""
    evidence = CellEvidence(supply_index)
    return Coverage(ProviderCounts.of(supply_index, evidence), evidence)


def coverage_after(
    found: Coverage, supply_index: SupplyIndex, exchanged: Collection[Exchange], edits: Edits
) -> Coverage:
    """The coverage of a later revision on the same day, from the one before.

    ``supply_index`` is that of the later one, with places, houses and topics as before;
    ``exchanged`` is what was and what is supply in it. Supply is exchanged one by one, and other
    expectations are asked of the same supply; of other surveys or deliveries all is computed anew.
    """
    if any(edit.kind in (Delivery.KIND, Survey.KIND) for edit in edits):
        return coverage_on(supply_index)
    deliveries = Deliveries(supply_index)
    deliveries.carry(found.evidence.deliveries)
    expected = any(edit.kind == Expectation.KIND for edit in edits)
    moved = {topic for pair in exchanged for supply in pair if supply for topic in supply.topic_ids}
    evidence = CellEvidence(supply_index, deliveries)
    evidence.carry(found.evidence, moved, expected)
    provider_counts = found.provider_counts
    none = np.zeros(0, np.int64)
    for old, new in exchanged:
        provider_counts = provider_counts.replace(
            keys_of(old, found.evidence.deliveries.of(old), provider_counts.frame) if old else none,
            keys_of(new, deliveries.of(new), provider_counts.frame) if new else none,
        )
    if expected:
        frame = CountingFrame(supply_index, evidence, provider_counts.frame)
        provider_counts = provider_counts.in_frame(frame, supply_index, deliveries)
    return Coverage(provider_counts, evidence)


Key = TypeVar("Key", bound=Hashable)


class _Cells(Mapping[Key, Cell]):
    """The cells of a coverage by a key, built on access."""

    def __init__(
        self, found: Coverage, number: Callable[[Key], int | None], key: Callable[[Cell], Key]
    ) -> None:
        self._found, self._number, self._key = found, number, key

    def __getitem__(self, key: Key) -> Cell:
        number = self._number(key)
        if number is None:
            raise KeyError(key)
        return self._found.cell(number)

    def __iter__(self) -> Iterator[Key]:
        return map(self._key, self._found.cells)

    def __len__(self) -> int:
        return len(self._found)
