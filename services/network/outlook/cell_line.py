"""One cell of the coverage as time passes over the periods of what supplies it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from services.network.coverage.cells import RANK, STANDING, CoverageState
from services.network.coverage.evidence import CellEvidence, state_of
from services.network.coverage.supply import Supply
from services.network.records.model import Expectation, Reach

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Ending:
    """An offer or project (``kind``) whose end takes supply from a cell.

    ``last`` is its last day. ``stated`` is False if no end was entered: then ``last`` is the
    last day on which its confirmation is fresh, and a new confirmation moves it. ``imprecise``
    marks a period that was given only roughly.
    """

    last: date
    kind: str
    id: str
    actor_id: str
    house_id: str
    stated: bool
    imprecise: bool


@dataclass(frozen=True, slots=True)
class Break:
    """A cell that gets worse: on ``day`` it is ``after`` what it was ``before`` until then.

    ``endings`` are the ends since the cell's state last changed of supply that its house does
    not replace, by day. ``cell_id`` is the id of the cell in the coverage. ``weight`` as there.
    """

    day: date
    cell_id: str
    expectation_id: str
    region_id: str
    topic_id: str
    before: CoverageState
    after: CoverageState
    endings: tuple[Ending, ...]
    weight: float

    @property
    def month(self) -> date:
        """The first day of the month in which it happens."""
        return self.day.replace(day=1)

    @property
    def stated(self) -> bool:
        """Whether every end behind it was entered; otherwise a confirmation may prevent it."""
        return all(ending.stated for ending in self.endings)

    @property
    def empties(self) -> bool:
        """Whether nobody is left who supplies the cell (surveyed: a gap; else unknown)."""
        return STANDING[self.after] == 0


@dataclass(frozen=True, slots=True)
class Span:
    """A supply that reaches a cell, and its first and last day."""

    supply: Supply
    reach: Reach
    first: date
    last: date


class CellLine:
    """One cell as time passes."""

    def __init__(
        self,
        evidence: CellEvidence,
        expectation: Expectation,
        district: str,
        spans: list[Span],
        begins: list[Span],
        until: date,
    ) -> None:
        self.evidence = evidence
        self.supply_index = evidence.supply_index
        self.today = self.supply_index.snapshot.day
        self.expectation = expectation
        self.district = district
        self.spans = [*spans, *begins]
        self.until = until
        self.turns = self._any() if begins else self._ends()
        """The days within the window on which the state may be another than the day before."""

    def _any(self) -> list[date]:
        """The days within the window on which anything begins or has ended."""
        begins = {s.first for s in self.spans if self.today < s.first <= self.until}
        return sorted(begins | self._days_after({s.last for s in self.spans}))

    def _ends(self) -> list[date]:
        """The days within the window on which the state may fall, if nothing begins in it.

        A house counts until its last day with such a reach, so that the state falls after the
        day on which the last house that is needed, that is near, or that is there at all leaves.
        """
        expected = RANK[self.expectation.reach]
        enough, near, some = dict[str, date](), date.min, date.min
        for span in self.spans:
            house, last = span.supply.house_id, span.last
            some = max(some, last)
            if RANK[span.reach] >= expected:
                enough[house] = max(enough.get(house, last), last)
            if span.reach is not Reach.REACHABLE:
                near = max(near, last)
        leaving = sorted(enough.values(), reverse=True)
        needed = max(1, self.expectation.minimum)
        last_days = {max((near, *leaving)), some}
        if len(leaving) >= needed:
            last_days.add(leaving[needed - 1])
        return sorted(self._days_after(last_days))

    def _days_after(self, last_days: set[date]) -> set[date]:
        return {last + ONE_DAY for last in last_days if self.today <= last < self.until}

    def breaks(self) -> list[Break]:
        """Each step down within the window."""
        breaks: list[Break] = []
        if not self.turns:
            return breaks
        before, since = self.state(self.reaches(self.today)), self.today
        for day in self.turns:
            left = self.reaches(day)
            after = self.state(left)
            if after is before:
                continue
            if STANDING[after] < STANDING[before]:
                breaks.append(self.broken(day, before, after, self.endings(since, day, left)))
            before, since = after, day
        return breaks

    def reaches(self, day: date) -> dict[str, Reach]:
        """House -> its widest reach on a day."""
        found: dict[str, Reach] = {}
        for span in self.spans:
            if span.first <= day <= span.last:
                house = span.supply.house_id
                known = found.get(house)
                if known is None or RANK[known] < RANK[span.reach]:
                    found[house] = span.reach
        return found

    def state(self, by_house: Mapping[str, Reach]) -> CoverageState:
        """The cell's state with these houses."""
        reaches = by_house.values()
        expected = RANK[self.expectation.reach]
        enough = sum(RANK[reach] >= expected for reach in reaches)
        # Who looked matters only where nobody is left.
        surveyed = not by_house and self.surveyed
        return state_of(reaches, enough, max(1, self.expectation.minimum), surveyed)

    @cached_property
    def surveyed(self) -> bool:
        """Whether somebody looked at the cell in time."""
        return bool(self.evidence.survey_ids(self.expectation.topic_id, self.district))

    def endings(self, since: date, day: date, left: Mapping[str, Reach]) -> tuple[Ending, ...]:
        """What ended from ``since`` to the day before ``day`` without its house, of which
        ``left`` remains, replacing it."""
        return tuple(
            sorted(
                Ending(
                    span.last,
                    span.supply.kind,
                    span.supply.id,
                    span.supply.actor_id,
                    span.supply.house_id,
                    span.supply.until is not None,
                    span.supply.imprecise,
                )
                for span in self.spans
                if since <= span.last < day and span.first <= span.last
                if span.supply.house_id not in left
                or RANK[left[span.supply.house_id]] < RANK[span.reach]
            )
        )

    def broken(
        self, day: date, before: CoverageState, after: CoverageState, endings: tuple[Ending, ...]
    ) -> Break:
        """One step down."""
        expectation = self.expectation
        return Break(
            day,
            self.supply_index.snapshot.cell_id(expectation.id, self.district),
            expectation.id,
            self.district,
            expectation.topic_id,
            before,
            after,
            endings,
            self.supply_index.population_share[self.district] * expectation.weight,
        )
