"""All findings of a day: gaps in coverage, possible parallel structures, isolated actors.

Pure functions over a snapshot; results are sorted, immutable and carry evidence, never text.
The same network and day give the same findings, ids and digests.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
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
from services.network.parallels.common_funding import CommonFunding
from services.network.parallels.incremental import update_parallels
from services.network.parallels.parallels import (
    Cluster,
    Factor,
    Parallel,
    Parallels,
    find_parallels,
    parallels_on,
)
from services.network.parallels.sides import Side
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

    @cached_property
    def by_id(self) -> Mapping[str, Finding]:
        """Finding id -> finding."""
        return MappingProxyType({finding.id: finding for finding in self.all})

    def get(self, id: str) -> Finding | None:
        """The finding with this id, or None if there is no such finding on this day."""
        return self.by_id.get(id)

    @property
    def double_funding(self) -> tuple[Parallel, ...]:
        """Parallels that the same funder or programme pays at the same time."""
        return tuple(p for p in self.parallels if p.double_funding)


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
    was = relations.supply_index.snapshot
    edits = edits_between(was.network, snapshot.network, changed)
    # A new actor that cooperations named before it was one has links from now on.
    named = {edit.id for edit in edits if edit.was is None} & relations.links.unknown
    if named or moves_the_places(was, snapshot, edits):
        return findings(snapshot)
    keys = [(edit.kind, edit.id) for edit in edits]
    found = coverage_after(before.coverage, snapshot, keys)
    parallels = update_parallels(before.parallels, snapshot, keys)
    supply_index, later = found.evidence.supply_index, parallels.relations
    alone = isolated_after(before.isolated, supply_index, relations, later, edits)
    # The relations live on with the parallels: what was looked up stays with them.
    later.supply_index.__dict__["funders"] = supply_index.funders
    return Findings(found, find_gaps(found), parallels, alone)
