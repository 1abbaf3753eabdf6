"""The coverage cells that a report is about, on one day: states from columns, no evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from services.network.coverage.cells import CoverageState
from services.network.coverage.counting import STATES
from services.network.coverage.coverage import Coverage
from services.network.reports.rows import CellSources, ReportCell
from services.network.reports.scope import Scope

SUPPLIED = (CoverageState.COVERED, CoverageState.THIN, CoverageState.REACH_ONLY)
"""States of a cell that somebody supplies, however far."""


class DayCells:
    """The cells of a day that a report is about, by expectation and district."""

    def __init__(self, cells: Iterable[ReportCell]) -> None:
        self.cells = tuple(cells)

    @cached_property
    def by_place(self) -> Mapping[tuple[str, str], ReportCell]:
        """(expectation id, district id) -> cell."""
        return {(c.expectation_id, c.region_id): c for c in self.cells}

    @cached_property
    def by_expectation(self) -> Mapping[str, tuple[ReportCell, ...]]:
        """Expectation id -> its cells by district."""
        groups: dict[str, list[ReportCell]] = {}
        for cell in self.cells:
            groups.setdefault(cell.expectation_id, []).append(cell)
        return {id: tuple(cells) for id, cells in groups.items()}

    def in_states(self, *states: CoverageState) -> tuple[ReportCell, ...]:
        """The cells in one of these states."""
        return tuple(cell for cell in self.cells if cell.state in states)

    def counts(self, cells: Iterable[ReportCell] | None = None) -> Mapping[CoverageState, int]:
        """Number of cells per state, states without cells included."""
        counted = Counter(cell.state for cell in (self.cells if cells is None else cells))
        return {state: counted[state] for state in CoverageState}


def day_cells(found: Coverage, scope: Scope) -> DayCells:
    """The cells of a coverage that a report is about."""
    frame, index = found.provider_counts.frame, found.evidence.supply_index
    states = found.provider_counts.states.ravel()[found.numbers].tolist()
    shares, cell_id = index.population_share, index.snapshot.cell_id
    cells = []
    for number, code in zip(found.numbers.tolist(), states, strict=True):
        row, place = divmod(number, len(frame.districts))
        expectation, district = frame.expectations[row], frame.districts[place]
        if scope.has_place(expectation, district):
            cells.append(
                ReportCell(
                    cell_id(expectation.id, district),
                    expectation.id,
                    district,
                    expectation.topic_id,
                    STATES[code],
                    shares[district] * expectation.weight,
                )
            )
    return DayCells(cells)


def sources_of(found: Coverage, cells: Iterable[ReportCell]) -> Mapping[str, CellSources]:
    """Cell id -> who supplies it and who looked."""
    evidence, sources = found.evidence, {}
    expectations = {e.id: e for e in found.provider_counts.frame.expectations}
    for cell in cells:
        reaching = evidence.reaching(expectations[cell.expectation_id]).get(cell.region_id, ())
        actors = {one.supply.actor_id for one in reaching if one.supply.fresh}
        sources[cell.id] = CellSources(
            tuple(sorted(actors)), evidence.survey_ids(cell.topic_id, cell.region_id)
        )
    return sources
