"""What will break: expectations that lose supply when running periods end, and "what if".

The forecast holds everything as it is known today (houses, surveys, deliveries, expectations)
and lets only time pass over the periods: what has a stated end counts until then, what has none
until its confirmation is older than the freshness limit (marked, for nobody said that it ends),
and what is planned counts from its start. So a gap that a planned offer fills in time is none.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import Any

from services.network.coverage.evidence import CellEvidence
from services.network.coverage.supply import Supply, SupplyIndex, provider_of
from services.network.outlook.cell_line import Break, CellLine, Ending, Span
from services.network.outlook.what_if import Split, WhatIf, Worse, what_if
from services.network.records.model import (
    Delivery,
    Expectation,
    Offer,
    Project,
    Record,
    Region,
    Survey,
    Topic,
)
from services.network.records.network import Snapshot
from services.network.records.rules import Rules

__all__ = [
    "Break",
    "Ending",
    "Forecast",
    "Split",
    "WhatIf",
    "Worse",
    "forecast",
    "forecast_on",
    "months_after",
    "what_if",
]


@dataclass(frozen=True)
class Forecast:
    """What gets worse after ``day`` up to and including ``until``, by day, then cell.

    A cell comes once for every step down (covered, thin, gap: twice). ``basis`` and ``parts``
    (expectation id -> what it comes to) let a later forecast take over what has not changed.
    """

    day: date
    until: date
    breaks: tuple[Break, ...]
    basis: _Basis | None = field(default=None, compare=False, repr=False)
    parts: Mapping[str, _Outcome] = field(default_factory=dict, compare=False, repr=False)

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
    snapshot: Snapshot,
    rules: Rules | None = None,
    months: int | None = None,
    *,
    open_ends: bool = True,
) -> Forecast:
    """The cells that get worse in the coming months because running periods end.

    Without ``open_ends``, what has no stated end is taken to be confirmed again and again, so
    that only ends that somebody entered break anything. ``months`` is how far to look, as the
    rules say if it is not given.
    """
    evidence = CellEvidence(SupplyIndex(snapshot, rules))
    return forecast_on(evidence, months, open_ends=open_ends)


def forecast_on(
    evidence: CellEvidence,
    months: int | None = None,
    *,
    open_ends: bool = True,
    before: Forecast | None = None,
) -> Forecast:
    """As ``forecast``, over the evidence of a day's coverage.

    ``before`` is an earlier forecast: expectations whose supply is the same as then, among the
    same places, houses, surveys and deliveries, are taken over from it.
    """
    snapshot, rules = evidence.supply_index.snapshot, evidence.supply_index.rules
    until = months_after(snapshot.day, rules.forecast_months if months is None else months)
    basis = _Basis.of(evidence, until, open_ends)
    known = before.parts if before is not None and before.basis == basis else {}
    coming = CellEvidence(_Planned(evidence.supply_index, until))
    parts: dict[str, _Outcome] = {}
    for expectation in snapshot.expectations:
        rests_on = _rests_on(expectation, evidence, coming)
        part = known.get(expectation.id)
        if part is None or part.rests_on != rests_on:
            lines = _lines(expectation, evidence, coming, basis)
            part = _Outcome(rests_on, tuple(b for line in lines for b in line.breaks()))
        parts[expectation.id] = part
    breaks = [b for part in parts.values() for b in part.breaks]
    breaks.sort(key=lambda b: (b.day, b.expectation_id, b.region_id))
    return Forecast(snapshot.day, until, tuple(breaks), basis, parts)


@dataclass(frozen=True)
class _Basis:
    """What every cell rests on besides its own supply: two forecasts with equal ones differ
    only where the supply of an expectation does."""

    day: date
    until: date
    open_ends: bool
    rules: Rules
    regions: tuple[Record, ...]
    topics: tuple[Record, ...]
    houses: Mapping[str, str]
    surveys: tuple[tuple[Survey, frozenset[str]], ...]
    by_offer: Mapping[str, tuple[Delivery, ...]]
    by_house: Mapping[str, tuple[Delivery, ...]]
    continued: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, evidence: CellEvidence, until: date, open_ends: bool) -> _Basis:
        supply_index, deliveries = evidence.supply_index, evidence.deliveries
        snapshot = supply_index.snapshot
        return cls(
            snapshot.day,
            until,
            open_ends,
            supply_index.rules,
            tuple(snapshot.network.all(Region).values()),
            tuple(snapshot.network.all(Topic).values()),
            supply_index.houses,
            evidence.surveys,
            deliveries.by_offer,
            deliveries.by_house,
            snapshot.continued,
        )

    def last_day(self, supply: Supply) -> date:
        """The last day of fresh supply: the stated one, or that on which it is still confirmed."""
        if supply.until is not None:
            return supply.until
        if not self.open_ends or supply.confirmed is None:
            return date.max
        return supply.confirmed + timedelta(days=self.rules.freshness_days)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one expectation comes to, and what that rests on."""

    rests_on: tuple[Any, ...]
    breaks: tuple[Break, ...]


def _rests_on(
    expectation: Expectation, evidence: CellEvidence, coming: CellEvidence
) -> tuple[Any, ...]:
    """The expectation, all supply on its topic, and from which Land that is."""
    found: list[Any] = [expectation]
    for index in (evidence.supply_index, coming.supply_index):
        supplies = index.supplies_of(expectation.topic_id)
        found += (supplies, tuple(index.seat_land(supply.actor_id) for supply in supplies))
    return tuple(found)


def _lines(
    expectation: Expectation, evidence: CellEvidence, coming: CellEvidence, basis: _Basis
) -> Iterator[CellLine]:
    """The cells of an expectation that anything reaches or will reach."""
    planned = coming.supply_index
    assert isinstance(planned, _Planned)
    running, later = evidence.reaching(expectation), coming.reaching(expectation)
    for district in planned.districts(expectation.region_ids):
        spans = [
            Span(one.supply, one.reach, date.min, basis.last_day(one.supply))
            for one in running.get(district, ())
            if one.supply.fresh
        ]
        begins = [
            Span(
                one.supply,
                one.reach,
                planned.first_days[one.supply.kind, one.supply.id],
                basis.last_day(one.supply),
            )
            for one in later.get(district, ())
            if one.supply.fresh
        ]
        if spans or begins:
            yield CellLine(evidence, expectation, district, spans, begins, basis.until)


class _Planned(SupplyIndex):
    """The supply that is none on the day of another index but starts by ``until``."""

    def __init__(self, today: SupplyIndex, until: date) -> None:
        super().__init__(today.snapshot, today.rules, today.houses)
        self.take_over(today)
        self.until = until
        self.first_days: dict[tuple[str, str], date] = {}
        """(kind, id) of each -> the day that it starts on."""

    @cached_property
    def supplies(self) -> tuple[Supply, ...]:
        """All of it, by kind and id."""
        network, day = self.snapshot.network, self.snapshot.day
        records: Iterable[Offer | Project] = chain(
            network.all(Offer).values(), network.all(Project).values()
        )
        found = []
        for record in records:
            start = record.period.start
            # Nearly everything has begun: that is asked first.
            if start is None or not day < start.earliest <= self.until:
                continue
            if (actor_id := provider_of(record)) and day <= record.period.last:
                self.first_days[record.KIND, record.id] = start.earliest
                found.append(self._supply(record, actor_id))
        return tuple(sorted(found, key=lambda s: (s.kind, s.id)))
