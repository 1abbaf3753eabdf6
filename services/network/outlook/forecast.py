"""What will break: expectations that lose supply when running periods end, and "what if".

The forecast holds everything as it is known today (houses, surveys, deliveries, expectations)
and lets only time pass over the periods: what has a stated end counts until then, what has none
until its confirmation is older than the freshness limit (marked, for nobody said that it ends),
and what is planned counts from its start. So a gap that a planned offer fills in time is none.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType

from services.network.coverage.cells import RANK, STANDING, CoverageState
from services.network.coverage.evidence import CellEvidence, Reaching, state_of
from services.network.coverage.supply import Supply, SupplyIndex, provider_of
from services.network.outlook.what_if import Split, WhatIf, Worse, what_if
from services.network.records.model import Expectation, Offer, Project, Reach
from services.network.records.network import Snapshot
from services.network.records.rules import DEFAULT, Rules

__all__ = [
    "Break",
    "Ending",
    "Forecast",
    "Split",
    "WhatIf",
    "Worse",
    "forecast",
    "months_after",
    "what_if",
]


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


@dataclass(frozen=True)
class Forecast:
    """What gets worse after ``day`` up to and including ``until``, by day, then cell.

    A cell comes once for every step down (covered, thin, gap: twice).
    """

    day: date
    until: date
    breaks: tuple[Break, ...]

    @cached_property
    def by_month(self) -> Mapping[date, tuple[Break, ...]]:
        """First day of a month -> what breaks in it, ascending; quiet months are left out."""
        found: dict[date, list[Break]] = {}
        for one in self.breaks:
            found.setdefault(one.month, []).append(one)
        return MappingProxyType({month: tuple(breaks) for month, breaks in found.items()})

    @property
    def months(self) -> tuple[date, ...]:
        """The first days of all months that the forecast looks at, quiet ones included."""
        found = [self.day.replace(day=1)]
        while (following := months_after(found[-1], 1)) <= self.until:
            found.append(following)
        return tuple(found)

    def of_expectation(self, expectation_id: str) -> tuple[Break, ...]:
        """What breaks of one expectation."""
        return tuple(b for b in self.breaks if b.expectation_id == expectation_id)


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last of that month if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def forecast(
    snapshot: Snapshot, rules: Rules = DEFAULT, months: int = 24, *, open_ends: bool = True
) -> Forecast:
    """The cells that get worse in the coming months because running periods end.

    Without ``open_ends``, what has no stated end is taken to be confirmed again and again, so
    that only ends that somebody entered break anything.
    """
    until = months_after(snapshot.day, months)
    supply_index = _Coming(snapshot, rules, until, open_ends)
    evidence = CellEvidence(supply_index)
    breaks: list[Break] = []
    for expectation in snapshot.expectations:
        reaching = evidence.reaching(expectation)
        for district in supply_index.districts(expectation.region_ids):
            found = [one for one in reaching.get(district, ()) if one.supply.fresh]
            if found:
                surveyed = bool(evidence.survey_ids(expectation.topic_id, district))
                line = _Line(supply_index, expectation, district, found, surveyed)
                breaks += line.breaks()
    breaks.sort(key=lambda b: (b.day, b.expectation_id, b.region_id))
    return Forecast(snapshot.day, until, tuple(breaks))


class _Coming(SupplyIndex):
    """The supply index of a day with all supply that runs on the day or starts by ``until``."""

    def __init__(self, snapshot: Snapshot, rules: Rules, until: date, open_ends: bool) -> None:
        super().__init__(snapshot, rules)
        self.until = until
        self.open_ends = open_ends
        self.spans: dict[tuple[str, str], tuple[date, date, bool]] = {}
        """(kind, id) -> first day, last day, whether that was stated."""

    @cached_property
    def supplies(self) -> tuple[Supply, ...]:
        """All supply of the day, and what is planned to start in time."""
        network, day = self.snapshot.network, self.snapshot.day
        found = []
        records: list[Offer | Project] = [
            *network.all(Offer).values(),
            *network.all(Project).values(),
        ]
        for record in records:
            actor_id = provider_of(record)
            period = record.period
            if actor_id and period.first <= self.until and day <= period.last:
                stated = period.end is not None
                last = self.last_day(record) if stated or self.open_ends else date.max
                self.spans[record.KIND, record.id] = (period.first, last, stated)
                found.append(self._supply(record, actor_id))
        return tuple(sorted(found, key=lambda s: (s.kind, s.id)))


class _Line:
    """One cell as time passes."""

    def __init__(
        self,
        supply_index: _Coming,
        expectation: Expectation,
        district: str,
        found: list[Reaching],
        surveyed: bool,
    ) -> None:
        self.supply_index = supply_index
        self.expectation = expectation
        self.district = district
        self.surveyed = surveyed
        self.spans = [
            (one.supply, one.reach, *supply_index.spans[one.supply.kind, one.supply.id])
            for one in found
        ]

    def breaks(self) -> list[Break]:
        """Each step down within the window."""
        today, until = self.supply_index.snapshot.day, self.supply_index.until
        turns = {first for _, _, first, _, _ in self.spans if today < first <= until}
        turns |= {
            last + timedelta(days=1) for _, _, _, last, _ in self.spans if today <= last < until
        }
        breaks: list[Break] = []
        before, since = self.state(today), today
        for day in sorted(turns):
            after = self.state(day)
            if after is before:
                continue
            if STANDING[after] < STANDING[before]:
                breaks.append(self.broken(day, before, after, self.endings(since, day)))
            before, since = after, day
        return breaks

    def reaches(self, day: date) -> dict[str, Reach]:
        """House -> its widest reach on a day."""
        found: dict[str, Reach] = {}
        for supply, reach, first, last, _ in self.spans:
            if first <= day <= last:
                known = found.get(supply.house_id, reach)
                found[supply.house_id] = max(known, reach, key=RANK.__getitem__)
        return found

    def state(self, day: date) -> CoverageState:
        """The cell's state on a day."""
        reaches = self.reaches(day).values()
        enough = sum(RANK[reach] >= RANK[self.expectation.reach] for reach in reaches)
        return state_of(reaches, enough, max(1, self.expectation.minimum), self.surveyed)

    def endings(self, since: date, day: date) -> tuple[Ending, ...]:
        """What ended from ``since`` to the day before ``day`` without its house replacing it."""
        left = self.reaches(day)
        return tuple(
            sorted(
                Ending(
                    last,
                    supply.kind,
                    supply.id,
                    supply.actor_id,
                    supply.house_id,
                    stated,
                    supply.imprecise,
                )
                for supply, reach, first, last, stated in self.spans
                if since <= last < day and first <= last
                if supply.house_id not in left or RANK[left[supply.house_id]] < RANK[reach]
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
