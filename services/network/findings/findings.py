"""All findings of a day: gaps in coverage, possible parallel structures, isolated actors.

Pure functions over a snapshot; results are sorted, immutable and carry evidence, never text.
The same network and day give the same findings, ids and digests.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np

from services.network.cooperation.links import LOOKED_FOR, Link, Relations
from services.network.cooperation.structure import (
    Isolated,
    KeyActor,
    OnlyLink,
    Structure,
    isolated,
    isolated_after,
    isolated_on,
    structure,
)
from services.network.coverage.cells import (
    Cell,
    CoverageState,
    Neighbour,
    Provider,
    StaleSupply,
    SupplySource,
)
from services.network.coverage.counting import CODE
from services.network.coverage.coverage import Coverage, coverage, coverage_after, coverage_on
from services.network.coverage.supply import SupplyIndex
from services.network.coverage.supply_update import supply_after
from services.network.parallels.common_funding import CommonFunding
from services.network.parallels.incremental import update_parallels
from services.network.parallels.pair_columns import doubly_funded
from services.network.parallels.parallels import (
    Cluster,
    Factor,
    Parallel,
    Parallels,
    find_parallels,
    parallels_on,
)
from services.network.parallels.sides import Side
from services.network.records.arrays import Bools, Ints
from services.network.records.differences import edits_between, moves_the_places
from services.network.records.network import Snapshot
from services.network.records.rules import Rules

__all__ = [
    "CoverageState",
    "Coverage",
    "Cell",
    "Provider",
    "SupplySource",
    "StaleSupply",
    "Neighbour",
    "Parallels",
    "Parallel",
    "Side",
    "Factor",
    "CommonFunding",
    "Cluster",
    "Isolated",
    "Structure",
    "KeyActor",
    "OnlyLink",
    "Link",
    "LOOKED_FOR",
    "Gap",
    "Finding",
    "Findings",
    "coverage",
    "find_parallels",
    "isolated",
    "structure",
    "find_gaps",
    "findings",
    "findings_after",
    "Gaps",
]

GAP_STATES = (CoverageState.GAP, CoverageState.REACH_ONLY, CoverageState.THIN)
"""States that ask for something to be done; ``unknown`` asks for a survey first."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A cell whose state is gap, reach_only or thin, as a finding."""

    cell: Cell

    @property
    def id(self) -> str:
        """The cell's id: the same on every day."""
        return self.cell.id

    @property
    def digest(self) -> str:
        """Of the expectation, the state and the providers."""
        return self.cell.digest

    @property
    def kind(self) -> str:
        """The kind of finding: ``coverage``."""
        return "coverage"

    @property
    def actor_ids(self) -> tuple[str, ...]:
        """The actors that supply the cell, though not enough."""
        return self.cell.actor_ids

    @property
    def region_ids(self) -> tuple[str, ...]:
        """The district."""
        return (self.cell.region_id,)

    @property
    def topic_ids(self) -> tuple[str, ...]:
        """The topic that is expected."""
        return (self.cell.topic_id,)


Finding = Gap | Parallel | Isolated


@dataclass(frozen=True)
class Findings:
    """Everything that was found on a day.

    ``gaps``: gap before reach_only before thin, each the heaviest first. ``parallels``: the
    highest score first. ``isolated``: by house.
    """

    coverage: Coverage
    gaps: Gaps
    parallels: Parallels
    isolated: tuple[Isolated, ...]

    @cached_property
    def all(self) -> tuple[Finding, ...]:
        """Gaps, then parallels, then isolated actors."""
        return (*self.gaps, *self.parallels, *self.isolated)

    def __len__(self) -> int:
        """The number of findings."""
        return len(self.gaps) + len(self.parallels) + len(self.isolated)

    def at(self, place: int) -> Finding:
        """The finding at a place of ``all``."""
        for found in (self.gaps, self.parallels, self.isolated):
            if place < len(found):
                return found[place]
            place -= len(found)
        raise IndexError(place)

    def place_of(self, id: str) -> int | None:
        """The place in ``all`` of the finding with this id; None if there is no such finding."""
        rule = id.partition("-")[0]
        if rule == "coverage":
            number = self.coverage.number_of(id)
            return None if number is None else self.gaps.place_of(number)
        if rule == "parallel":
            index = self.parallels.index_of(id)
            return None if index is None else len(self.gaps) + index
        before = len(self.gaps) + len(self.parallels)
        return next((before + at for at, one in enumerate(self.isolated) if one.id == id), None)

    @cached_property
    def by_id(self) -> Mapping[str, Finding]:
        """Finding id -> finding; each is built on access."""
        return _FindingsById(self)

    def get(self, id: str) -> Finding | None:
        """The finding with this id, or None if there is no such finding on this day."""
        place = self.place_of(id)
        return None if place is None else self.at(place)

    @cached_property
    def double_funded(self) -> Bools:
        """Which parallels are in ``double_funding``."""
        return doubly_funded(self.parallels)

    @property
    def double_funding(self) -> tuple[Parallel, ...]:
        """Parallels that the same funder or programme pays at the same time."""
        paid = np.flatnonzero(self.double_funded)
        return tuple(self.parallels[index] for index in paid.tolist())


class _FindingsById(Mapping[str, Finding]):
    """Findings by their ids; each is built on access."""

    def __init__(self, found: Findings) -> None:
        self._found = found

    def __getitem__(self, id: str) -> Finding:
        finding = self._found.get(id)
        if finding is None:
            raise KeyError(id)
        return finding

    def __iter__(self) -> Iterator[str]:
        return (finding.id for finding in self._found.all)

    def __len__(self) -> int:
        return len(self._found)


class Gaps(Sequence[Gap]):
    """Gap before reach_only before thin, each the heaviest first; each is built on access."""

    def __init__(self, found: Coverage) -> None:
        self._coverage = found
        frame = found.provider_counts.frame
        heaviest = frame.heaviest if found.numbers is frame.cells else found.numbers
        states = found.provider_counts.states.ravel()[heaviest]
        self.numbers = np.concatenate([heaviest[states == CODE[state]] for state in GAP_STATES])

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> Gap: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Gap, ...]: ...
    def __getitem__(self, index: int | slice) -> Gap | tuple[Gap, ...]:
        if isinstance(index, slice):
            return tuple(map(self._gap, self.numbers[index].tolist()))
        return self._gap(int(self.numbers[index]))

    def __iter__(self) -> Iterator[Gap]:
        return map(self._gap, self.numbers.tolist())

    def place_of(self, number: int) -> int | None:
        """The place of a cell of the grid; None if it is no gap."""
        place = int(self._places[number])
        return None if place < 0 else place

    @cached_property
    def _places(self) -> Ints:
        places = np.full(self._coverage.provider_counts.states.size, -1, np.int64)
        places[self.numbers] = np.arange(len(self.numbers))
        return places

    def _gap(self, number: int) -> Gap:
        return Gap(self._coverage.cell(number))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Gaps) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


def find_gaps(found: Coverage) -> Gaps:
    """The cells that ask for something, the most urgent and heaviest first."""
    return Gaps(found)


def findings(snapshot: Snapshot, rules: Rules | None = None) -> Findings:
    """Coverage, parallels and isolated actors of a day, computed over one preparation."""
    supply_index = SupplyIndex(snapshot, rules)
    relations = Relations(supply_index)
    found = coverage_on(supply_index)
    return Findings(
        found,
        find_gaps(found),
        parallels_on(supply_index, relations),
        isolated_on(supply_index, relations),
    )


def findings_after(
    before: Findings, snapshot: Snapshot, changed: Collection[tuple[str, str]]
) -> Findings:
    """What ``findings`` finds in ``snapshot``, given what it found before an edit.

    ``changed`` are (kind, id) of every record that was put or removed since; naming more does
    no harm. ``before`` stays as it is. Where an edit moves places,
    houses or actors, all is computed anew.
    """
    relations = before.parallels.relations
    old = relations.supply_index
    edits = edits_between(old.snapshot.network, snapshot.network, changed)
    # A new actor that cooperations named before it was one has links from now on.
    named = {edit.id for edit in edits if edit.was is None} & relations.links.unknown
    if named or moves_the_places(old.snapshot, snapshot, edits):
        return findings(snapshot)
    supply_index, exchanged = supply_after(old, snapshot, edits)
    found = coverage_after(before.coverage, supply_index, exchanged, edits)
    parallels = update_parallels(before.parallels, supply_index, edits)
    alone = isolated_after(before.isolated, relations, parallels.relations, edits)
    return Findings(found, find_gaps(found), parallels, alone)
