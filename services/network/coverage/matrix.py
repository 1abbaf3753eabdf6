"""The coverage rolled up: any two dimensions against each other, the others as filters.

A cell of the matrix stands for the cells of the coverage behind it and shows the most urgent of
their states, how many there are of each, and their weight. Parents roll up: on the axes of
regions above the district and of topics, a cell counts in every row that it lies within.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from services.network.coverage.cells import SEVERITY, BareCell, CoverageState
from services.network.coverage.coverage import Coverage
from services.network.records.model import Region, Topic
from services.network.records.network import Snapshot


class Axis(StrEnum):
    """What the rows or columns are. Keys are ids of records; "" stands for "not asked for"."""

    REGION = "region"
    """Districts."""
    REGION_GROUP = "region_group"
    """Every region above a district: planning regions, Länder, countries; a tree."""
    LAND = "land"
    """The Land around the district."""
    TOPIC = "topic"
    """The topic of the expectation and every one above it; a tree."""
    PARENT_TOPIC = "parent_topic"
    """The topmost topic only."""
    TARGET_GROUP = "target_group"
    FORMAT = "format"
    EXPECTATION = "expectation"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which cells are looked at; nothing named means all. Regions and topics mean those below."""

    region_ids: frozenset[str] = frozenset()
    topic_ids: frozenset[str] = frozenset()
    target_group_ids: frozenset[str] = frozenset()
    format_ids: frozenset[str] = frozenset()
    expectation_ids: frozenset[str] = frozenset()
    states: frozenset[CoverageState] = frozenset()


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class MatrixKey:
    """A row or column: the id of its record and how deep it lies in its tree (0 = top)."""

    id: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Rolled:
    """Cells of the coverage rolled up: most urgent state, number per state, weights, and ids.

    ``open_weight`` is the weight of those that are gap, reach_only or thin.
    """

    state: CoverageState
    counts: Mapping[CoverageState, int]
    weight: float
    open_weight: float
    cell_ids: tuple[str, ...]

    @property
    def size(self) -> int:
        """The number of cells behind it."""
        return len(self.cell_ids)

    @property
    def covered_share(self) -> float:
        """The share of the cells that are covered (0..1)."""
        return 0.0 if not self.size else self.counts[CoverageState.COVERED] / self.size


@dataclass(frozen=True)
class CoverageMatrix:
    """Rows against columns; pairs without a cell behind them are missing in ``cells``.

    Rows and columns are in the order of their trees, ids ascending, "" last. Totals count every
    cell once, though it may stand in several rows of a tree. ``total`` is None if no cell is left.
    """

    row_axis: Axis
    column_axis: Axis
    rows: tuple[MatrixKey, ...]
    columns: tuple[MatrixKey, ...]
    cells: Mapping[tuple[str, str], Rolled] = field(default_factory=dict)
    row_totals: Mapping[str, Rolled] = field(default_factory=dict)
    column_totals: Mapping[str, Rolled] = field(default_factory=dict)
    total: Rolled | None = None

    def at(self, row: str, column: str) -> Rolled | None:
        """What stands in a row and column, None if nothing is expected there."""
        return self.cells.get((row, column))


def matrix(
    snapshot: Snapshot,
    coverage: Coverage,
    rows: Axis,
    columns: Axis,
    filters: Filters = EVERYTHING,
) -> CoverageMatrix:
    """Roll a coverage up over two axes; ``snapshot`` is the one it was computed from."""
    trees = _Trees(snapshot)
    groups: dict[tuple[str, str], list[BareCell]] = {}
    by_row: dict[str, list[BareCell]] = {}
    by_column: dict[str, list[BareCell]] = {}
    kept = select(snapshot, coverage, filters)
    for cell in kept:
        across = trees.keys(columns, cell)
        for column in across:
            by_column.setdefault(column, []).append(cell)
        for row in trees.keys(rows, cell):
            by_row.setdefault(row, []).append(cell)
            for column in across:
                groups.setdefault((row, column), []).append(cell)
    return CoverageMatrix(
        rows,
        columns,
        trees.ordered(rows, by_row),
        trees.ordered(columns, by_column),
        MappingProxyType({key: roll(cells) for key, cells in groups.items()}),
        MappingProxyType({key: roll(cells) for key, cells in by_row.items()}),
        MappingProxyType({key: roll(cells) for key, cells in by_column.items()}),
        roll(kept) if kept else None,
    )


def select(
    snapshot: Snapshot, coverage: Coverage, filters: Filters = EVERYTHING
) -> tuple[BareCell, ...]:
    """The cells that the filters let through, in the order of the coverage."""
    if filters == EVERYTHING:
        return coverage.bare
    within = frozenset(d for id in filters.region_ids for d in snapshot.districts_of(id))
    topics = frozenset(t for id in filters.topic_ids for t in snapshot.topics_below(id))
    return tuple(
        cell
        for cell in coverage.bare
        if (not filters.region_ids or cell.region_id in within)
        and (not filters.topic_ids or cell.topic_id in topics)
        and (not filters.target_group_ids or cell.target_group_id in filters.target_group_ids)
        and (not filters.format_ids or cell.format_id in filters.format_ids)
        and (not filters.expectation_ids or cell.expectation_id in filters.expectation_ids)
        and (not filters.states or cell.state in filters.states)
    )


def roll(cells: Iterable[BareCell]) -> Rolled:
    """Cells (at least one) as one."""
    counts = dict.fromkeys(CoverageState, 0)
    weight = open_weight = 0.0
    ids = []
    for cell in cells:
        counts[cell.state] += 1
        weight += cell.weight
        if cell.state not in (CoverageState.COVERED, CoverageState.UNKNOWN):
            open_weight += cell.weight
        ids.append(cell.id)
    worst = min((s for s in counts if counts[s]), key=SEVERITY.__getitem__)
    return Rolled(worst, MappingProxyType(counts), weight, open_weight, tuple(ids))


class _Trees:
    """The keys of cells on the axes, and their order."""

    def __init__(self, snapshot: Snapshot) -> None:
        network = snapshot.network
        self.region_parents = {r.id: r.parent_id for r in network.all(Region).values()}
        self.topic_parents = {t.id: t.parent_id for t in network.all(Topic).values()}
        self.lands = {r.id for r in network.all(Region).values() if r.level == "land"}

    def keys(self, axis: Axis, cell: BareCell) -> tuple[str, ...]:
        """The rows (or columns) that a cell counts in."""
        match axis:
            case Axis.REGION:
                return (cell.region_id,)
            case Axis.REGION_GROUP:
                return _chain(cell.region_id, self.region_parents)[1:] or ("",)
            case Axis.LAND:
                chain = _chain(cell.region_id, self.region_parents)
                return tuple(id for id in chain if id in self.lands)[:1] or ("",)
            case Axis.TOPIC:
                return _chain(cell.topic_id, self.topic_parents)
            case Axis.PARENT_TOPIC:
                return _chain(cell.topic_id, self.topic_parents)[-1:]
            case Axis.TARGET_GROUP:
                return (cell.target_group_id,)
            case Axis.FORMAT:
                return (cell.format_id,)
            case Axis.EXPECTATION:
                return (cell.expectation_id,)

    def ordered(self, axis: Axis, ids: Iterable[str]) -> tuple[MatrixKey, ...]:
        """Keys in the order of their tree, children below their parent."""
        parents: Mapping[str, str] = {}
        if axis is Axis.REGION_GROUP:
            parents = self.region_parents
        elif axis is Axis.TOPIC:
            parents = self.topic_parents
        known = set(ids)
        paths = {}
        for id in known:
            chain = _chain(id, parents) if parents else (id,)
            paths[id] = tuple(reversed([i for i in chain if i in known]))
        order = sorted(known, key=lambda id: (not id, paths[id]))
        return tuple(MatrixKey(id, len(paths[id]) - 1) for id in order)


def _chain(id: str, parents: Mapping[str, str]) -> tuple[str, ...]:
    """The id and everything above it; a ring ends where it began."""
    found = [id]
    while (above := parents.get(found[-1], "")) and above in parents and above not in found:
        found.append(above)
    return tuple(found)
