"""Every threshold of the findings: its name, its unit and why it is what it is.

An operator may change them (``dataclasses.replace``); reports print them. Numbers that stand
in a computation and not here are arithmetic, never a decision.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction

from services.network.records.territory import THURINGIAN_NEIGHBOURS


@dataclass(frozen=True, slots=True)
class Rule:
    """One threshold as reports show it; ``unit`` names what is counted."""

    name: str
    value: object
    unit: str


@dataclass(frozen=True)
class Rules:
    """The thresholds. Each has its unit in ``UNITS`` and its reason beside it."""

    freshness_days: int = 548
    # 18 months: two reporting years of a grant never pass without one confirmation.
    delivery_days: int = 730
    # 24 months: a course that came by every second year still reaches the district.
    minimum_providers: int = 2
    # One provider is one resignation away from none. An expectation may say otherwise.
    several_factor: int = 2
    # Twice the minimum and more is worth a look: "mehrere Anbieter", a note and no fault.

    region_weight: int = 2
    topic_weight: int = 3
    target_group_weight: int = 1
    format_weight: int = 1
    # The topic says most about doing the same; formats and target groups are often left blank.
    parallel_from: Fraction = Fraction(6, 10)
    # Below 0.6 pairs share a topic word and little else; a fraction, so that 0.6 means 0.6.
    common_days: int = 30
    # Shorter overlaps are handovers between projects.

    consortium_types: frozenset[str] = frozenset({"konsortium", "steuerungsgruppe"})
    # Types of actors whose members work together by being members.
    never_isolated_types: frozenset[str] = frozenset(
        {"verwaltungseinheit", "konsortium", "steuerungsgruppe", "prozessbegl"}
    )
    # Departments and bodies belong to somebody; a self-employed person is a person.
    neighbours: tuple[tuple[str, str], ...] = THURINGIAN_NEIGHBOURS
    # Pairs of districts with a common border: supply next door is named, never counted.

    step_districts: int = 3
    # Districts that one provider can be asked to come to in one step; it cannot sit everywhere.
    meeting_effort: int = 2
    # A meeting must promise twice as much as a talk with one provider: more people, no promise.

    exact_betweenness_up_to: int = 5000
    # Actors. Above, betweenness is estimated from a sample of sources.
    betweenness_sources: int = 256
    # Size of that sample.

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
        return tuple(
            Rule(field.name, getattr(self, field.name), UNITS[field.name])
            for field in fields(self)
            if field.name in UNITS
        )


UNITS = {
    "freshness_days": "days",
    "delivery_days": "days",
    "minimum_providers": "houses",
    "several_factor": "times the minimum",
    "region_weight": "weight",
    "topic_weight": "weight",
    "target_group_weight": "weight",
    "format_weight": "weight",
    "parallel_from": "score 0..1",
    "common_days": "days",
    "step_districts": "districts",
    "meeting_effort": "talks",
    "exact_betweenness_up_to": "actors",
    "betweenness_sources": "actors",
}
"""Name of a rule -> the unit that its value is in."""

DEFAULT = Rules()
"""The rules as the product comes."""
