"""What a cell of the coverage says: the state, who supplies it and how, what is only named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.network.records.model import Reach

RANK = {Reach.REACHABLE: 0, Reach.DELIVERED: 1, Reach.ON_SITE: 2}
"""How far a reach goes: on site is more than delivered there, that more than on request."""


class CoverageState(StrEnum):
    """How an expectation stands in a district on a day."""

    COVERED = "covered"
    THIN = "thin"
    REACH_ONLY = "reach_only"
    GAP = "gap"
    UNKNOWN = "unknown"


SEVERITY = {
    CoverageState.GAP: 0,
    CoverageState.REACH_ONLY: 1,
    CoverageState.THIN: 2,
    CoverageState.UNKNOWN: 3,
    CoverageState.COVERED: 4,
}
"""Order in which states ask for attention, the most urgent first."""


STANDING = {
    CoverageState.COVERED: 3,
    CoverageState.THIN: 2,
    CoverageState.REACH_ONLY: 1,
    CoverageState.GAP: 0,
    CoverageState.UNKNOWN: 0,
}
"""How much supply a state stands for: a cell gets worse when this falls. A cell that nobody
surveyed is ``unknown`` and not ``gap`` once it is empty, but it is as empty."""


@dataclass(frozen=True, slots=True)
class SupplySource:
    """An offer or project (``kind``) behind a provider, and how it reaches the district.

    ``until`` is the latest day of its stated end, None if the end is not known;
    ``imprecise`` marks a period that was given only roughly.
    """

    kind: str
    id: str
    actor_id: str
    reach: Reach
    until: date | None = None
    imprecise: bool = False


@dataclass(frozen=True, slots=True)
class Provider:
    """A house that supplies the cell: its widest reach and what that rests on.

    ``sufficient`` says whether the reach is at least the one expected. ``actor_ids`` are the
    actors of the house that provide it (often the house itself).
    """

    house_id: str
    reach: Reach
    sufficient: bool
    actor_ids: tuple[str, ...]
    sources: tuple[SupplySource, ...]
    delivery_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StaleSupply:
    """Supply that would reach the cell but is not freshly confirmed: named, counts as none."""

    kind: str
    id: str
    actor_id: str
    house_id: str
    reach: Reach
    confirmed: date | None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A bordering district in which houses supply the same on site: a note, no supply."""

    region_id: str
    house_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BareCell:
    """A cell without its evidence: what counts and pictures need, straight from the columns.

    ``several`` says whether there are clearly more houses than needed.
    """

    id: str
    expectation_id: str
    region_id: str
    topic_id: str
    target_group_id: str
    format_id: str
    state: CoverageState
    weight: float
    several: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One expectation in one district. ``needed`` is the minimum number of houses."""

    id: str
    digest: str
    expectation_id: str
    region_id: str
    topic_id: str
    target_group_id: str
    format_id: str
    reach: Reach
    state: CoverageState
    providers: tuple[Provider, ...]
    needed: int
    weight: float
    survey_ids: tuple[str, ...]
    stale: tuple[StaleSupply, ...]
    neighbours: tuple[Neighbour, ...]
    several: bool

    @property
    def enough(self) -> tuple[Provider, ...]:
        """The providers whose reach suffices."""
        return tuple(p for p in self.providers if p.sufficient)

    @property
    def missing(self) -> int:
        """How many houses are missing up to the minimum (0 if covered)."""
        return max(0, self.needed - len(self.enough))

    @property
    def actor_ids(self) -> tuple[str, ...]:
        """The actors that supply the cell in whatever reach, sorted."""
        return tuple(sorted({id for p in self.providers for id in p.actor_ids}))
