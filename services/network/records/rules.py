"""Every number that decides something: its name, its unit and why it is what it is.

Those with a range are the operator's to change (``RuleSettings``, with a reason); the numbers
in force are ``Network.rules``, and every computation takes them from there. Numbers that stand
in a computation and not here are arithmetic, never a decision.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any, cast

from services.network.records.kinds.installation import RuleSettings
from services.network.records.territory import THURINGIAN_NEIGHBOURS

Number = int | Fraction

DAYS_OF_A_MONTH = Fraction(1461, 48)
"""365.25 / 12: a number of months counts so many days, rounded."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A number as it is in force: ``unit`` names what is counted, ``reason`` says why the operator
    changed it (blank if not). ``least`` and ``most`` are None for a number of the product's own,
    which nobody changes."""

    name: str
    value: Number
    unit: str
    default: Number
    least: Number | None = None
    most: Number | None = None
    reason: str = ""

    @property
    def changed(self) -> bool:
        """Whether the operator decided otherwise than the product."""
        return self.value != self.default


def _of(unit: str, least: Number | None = None, most: Number | None = None) -> Mapping[str, Any]:
    return {"unit": unit, "least": least, "most": most}


@dataclass(frozen=True)
class Rules:
    """The numbers that findings, coverage and reports are computed with."""

    freshness_days: int = field(default=548, metadata=_of("days", 30, 1826))
    # 18 months: two reporting years of a grant never pass without one confirmation.
    delivery_days: int = field(default=730, metadata=_of("days", 30, 1826))
    # 24 months: a course that came by every second year still reaches the district.
    minimum_providers: int = field(default=2, metadata=_of("houses", 1, 20))
    # One provider is one resignation away from none. An expectation may say otherwise.
    several_factor: int = field(default=2, metadata=_of("times the minimum", 2, 10))
    # Twice the minimum and more is worth a look: "mehrere Anbieter", a note and no fault.

    region_weight: int = field(default=2, metadata=_of("weight", 1, 10))
    topic_weight: int = field(default=3, metadata=_of("weight", 1, 10))
    target_group_weight: int = field(default=1, metadata=_of("weight", 0, 10))
    format_weight: int = field(default=1, metadata=_of("weight", 0, 10))
    # The topic says most about doing the same; formats and target groups are often left blank.
    parallel_from: Fraction = field(
        default=Fraction(6, 10),
        metadata=_of("score 0..1", Fraction(3, 10), Fraction(1)),
    )
    # Below 0.6 pairs share a topic word and little else; a fraction, so that 0.6 means 0.6.
    common_days: int = field(default=30, metadata=_of("days", 1, 730))
    # Shorter overlaps are handovers between projects.

    consortium_types: frozenset[str] = frozenset({"konsortium", "steuerungsgruppe"})
    # Types of actors whose members work together by being members.
    never_isolated_types: frozenset[str] = frozenset(
        {"verwaltungseinheit", "konsortium", "steuerungsgruppe", "prozessbegl"}
    )
    # Departments and bodies belong to somebody; a self-employed person is a person.
    neighbours: tuple[tuple[str, str], ...] = THURINGIAN_NEIGHBOURS
    # Pairs of districts with a common border: supply next door is named, never counted.

    forecast_months: int = field(default=24, metadata=_of("months", 3, 60))
    # Two years: as long as a new grant takes from the idea to the first day of work.
    step_districts: int = field(default=3, metadata=_of("districts", 1, 22))
    # Districts that one provider can be asked to come to in one step; it cannot sit everywhere.
    meeting_effort: int = field(default=2, metadata=_of("talks", 1, 10))
    # A meeting must promise twice as much as a talk with one provider: more people, no promise.

    exact_betweenness_up_to: int = field(default=5000, metadata=_of("actors"))
    # Above, betweenness is estimated from a sample of sources.
    betweenness_sources: int = field(default=256, metadata=_of("actors"))
    # Size of that sample.

    reasons: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    """(Name of a number that the operator changed, why)."""

    @property
    def weights(self) -> tuple[int, int, int, int]:
        """Weights of regions, topics, target groups and formats, in this order."""
        return (
            self.region_weight,
            self.topic_weight,
            self.target_group_weight,
            self.format_weight,
        )

    def listed(self) -> tuple[Rule, ...]:
        """The numbers as a report prints them, in the order of this class."""
        reasons = dict(self.reasons)
        return tuple(
            Rule(
                one.name,
                getattr(self, one.name),
                default=cast(Number, one.default),
                reason=reasons.get(one.name, ""),
                **one.metadata,
            )
            for one in fields(self)
            if one.metadata
        )


DEFAULT = Rules()
"""The rules as the product comes: for data sets and tests. A computation takes those in force,
``Network.rules``."""

CHANGEABLE: Mapping[str, Rule] = MappingProxyType(
    {rule.name: rule for rule in DEFAULT.listed() if rule.least is not None}
)
"""The numbers that the operator may change, by name, in the order of the class."""


def rules_of(settings: RuleSettings | None) -> Rules:
    """The rules in force under the operator's settings."""
    if settings is None:
        return DEFAULT
    values: dict[str, Any] = {
        name: exact(value) if isinstance(rule.default, Fraction) else value
        for name, rule in CHANGEABLE.items()
        if (value := getattr(settings, name)) is not None
    }
    return replace(DEFAULT, **values, reasons=settings.reasons)


def in_range(rule: Rule, value: float | Fraction) -> bool:
    """Whether a changeable number may have this value: within its range, whole if it counts
    something, with at most two decimals if it does not."""
    assert rule.least is not None
    assert rule.most is not None
    if not math.isfinite(value) or not rule.least <= exact(value) <= rule.most:
        return False
    return (exact(value) * (100 if isinstance(rule.default, Fraction) else 1)).denominator == 1


def exact(value: float | Fraction) -> Fraction:
    """The decimal fraction that people mean by a number: 0.6 is 6/10."""
    return Fraction(str(value))


def whole_months(days: int) -> int | None:
    """How many months a number of days stands for (548: 18), None if it is none of these.

    One month is left to its days: 30 days are 30 days to everybody.
    """
    months = round(days / DAYS_OF_A_MONTH)
    return months if months >= 2 and days_of(months) == days else None


def days_of(months: int) -> int:
    """The days that a number of months counts."""
    return round(months * DAYS_OF_A_MONTH)
