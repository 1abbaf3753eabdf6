"""What a changed number would change, before it is kept: findings before and after."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from services.network.coverage.cells import CoverageState
from services.network.coverage.counting import CODE
from services.network.coverage.coverage import Coverage
from services.network.findings.findings import Findings
from services.network.outlook.forecast import Forecast
from services.network.outlook.next_steps import NextStep


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """How many there are of something before and after, and which of them come and go.

    ``what`` is a state of coverage, ``many`` (several providers), ``parallel``, ``isolated``,
    ``break`` (of the forecast) or ``step`` (one of the next steps at its place in the order).
    """

    what: str
    before: int
    after: int
    new: int
    gone: int


def differences(before: Findings, after: Findings) -> tuple[RuleEffect, ...]:
    """What another number changes of the findings; both are of the same records and day."""
    return tuple(_differences(before, after))


def breaks_differ(before: Forecast, after: Forecast) -> RuleEffect:
    """What another number changes of the forecast."""
    one, other = (
        {(b.expectation_id, b.region_id, b.day) for b in found.breaks} for found in (before, after)
    )
    return _difference("break", one, other)


def steps_differ(before: Sequence[NextStep], after: Sequence[NextStep]) -> RuleEffect:
    """What another number changes of the next steps: which one, and in which order."""
    one, other = ({(place, step.id) for place, step in enumerate(s)} for s in (before, after))
    return _difference("step", one, other)


def _differences(before: Findings, after: Findings) -> Iterator[RuleEffect]:
    for state in (
        CoverageState.GAP,
        CoverageState.REACH_ONLY,
        CoverageState.THIN,
        CoverageState.UNKNOWN,
        CoverageState.COVERED,
    ):
        one, other = (_in_state(found.coverage, state) for found in (before, after))
        yield _difference(state.value, one, other)
    yield _difference("many", _several(before.coverage), _several(after.coverage))
    yield _difference("parallel", set(before.parallels.ids()), set(after.parallels.ids()))
    isolated = ({alone.id for alone in found.isolated} for found in (before, after))
    yield _difference("isolated", *isolated)


def _difference(what: str, before: Collection[object], after: Collection[object]) -> RuleEffect:
    one, other = set(before), set(after)
    return RuleEffect(what, len(one), len(other), len(other - one), len(one - other))


def _in_state(found: Coverage, state: CoverageState) -> list[int]:
    """The numbers of the cells in a state: the grid is the same whatever the rules."""
    states = found.provider_counts.states.ravel()[found.numbers]
    numbers: list[int] = found.numbers[states == CODE[state]].tolist()
    return numbers


def _several(found: Coverage) -> list[int]:
    """The cells with several providers, as ``Cell.several`` says it."""
    frame, rules = found.provider_counts.frame, found.evidence.supply_index.rules
    many = found.provider_counts.enough >= rules.several_factor * frame.needed[:, None]
    numbers: list[int] = found.numbers[np.ravel(many)[found.numbers]].tolist()
    return numbers
