"""Coverage: what is expected in a district against what is there.

For each expectation and district: which houses supply it on the day, how they reach it, what
is stale, who looked. Empty cells are found because the expectation asks for them; a count
over existing entries never shows them. The states of all cells come from columns
(``counting``); the evidence of a cell is gathered when somebody looks at it (``evidence``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType

import numpy as np

from services.network.coverage.cells import (
    SEVERITY,
    Cell,
    CoverageState,
    Neighbour,
    Provider,
    StaleSupply,
    SupplySource,
)
from services.network.coverage.counting import CODE, STATES, ProviderCounts, keys_of
from services.network.coverage.deliveries import Deliveries
from services.network.coverage.evidence import CellEvidence
from services.network.coverage.supply import SupplyIndex
from services.network.coverage.supply_update import carried
from services.network.records.arrays import Ints
from services.network.records.differences import edits_between, moves_the_places
from services.network.records.model import Actor, Delivery, Expectation, Offer, Project, Survey
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
    def by_id(self) -> Mapping[str, Cell]:
        """Finding id -> cell."""
        return MappingProxyType({cell.id: cell for cell in self.cells})

    @cached_property
    def by_place(self) -> Mapping[tuple[str, str], Cell]:
        """(expectation id, district id) -> cell."""
        return MappingProxyType({(c.expectation_id, c.region_id): c for c in self.cells})

    def of_region(self, region_id: str) -> tuple[Cell, ...]:
        """The cells of a district."""
        return tuple(c for c in self.cells if c.region_id == region_id)

    def of_expectation(self, expectation_id: str) -> tuple[Cell, ...]:
        """The cells of an expectation, by district."""
        return tuple(c for c in self.cells if c.expectation_id == expectation_id)

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
    found: Coverage, snapshot: Snapshot, changed: Collection[tuple[str, str]]
) -> Coverage:
    """The coverage of a later revision on the same day, from the one before.

    ``changed`` are the (kind, id) of every record that differs between the two. Offers and
    projects are exchanged one by one and cooperation does not matter; where expectations,
    surveys, deliveries, places or houses are other ones, everything is computed anew.
    """
    before = found.evidence.supply_index
    edits = edits_between(before.snapshot.network, snapshot.network, changed)
    if moves_the_places(before.snapshot, snapshot, edits) or any(
        edit.kind in (Delivery.KIND, Expectation.KIND, Survey.KIND) or edit.moves_the_seat
        for edit in edits
    ):
        return coverage(snapshot)
    entries = [(edit.kind, edit.id) for edit in edits if edit.kind in (Offer.KIND, Project.KIND)]
    more = any(edit.kind == Actor.KIND and edit.was is None for edit in edits)
    supply_index, exchanged = carried(before, snapshot, entries, None if more else before.houses)
    deliveries = Deliveries(supply_index)
    deliveries.carry(found.evidence.deliveries)
    provider_counts = found.provider_counts
    none = np.zeros(0, np.int64)
    for old, new in exchanged:
        provider_counts = provider_counts.replace(
            keys_of(old, found.evidence.deliveries.of(old), provider_counts.frame) if old else none,
            keys_of(new, deliveries.of(new), provider_counts.frame) if new else none,
        )
    return Coverage(provider_counts, CellEvidence(supply_index, deliveries))
