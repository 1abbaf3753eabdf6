"""How far a grant's work has come: measures, indicators against targets, goals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from statistics import median_low

from services.network.coverage.cells import CoverageState
from services.network.coverage.coverage import Coverage
from services.network.measures.measures import MeasureLife, life_of, measure_summary, open_within
from services.network.records.model import Expectation, Indicator, Measure, Reading, Strategy
from services.network.records.network import Network
from services.network.records.rules import Rules
from services.network.reports.rows import GoalRow, IndicatorRow, MeasureRow, Measures
from services.network.reports.scope import Scope

STATUSES = ("done", "running", "planned", "dropped")
"""States of a measure in the order in which a report tells of them."""

_COVERAGE = "coverage-"
"""How ids of findings begin that are about a place and about nobody."""


def measures(
    scope: Scope,
    first: date,
    day: date,
    released: Collection[str],
    rules: Rules,
    lives: Mapping[str, MeasureLife],
) -> Measures:
    """Measures that were open at some time between ``first`` and ``day``.

    ``lives`` are the lives of those that the history of changes was asked about; of the others
    only the periods count.

    One that deals with a finding about somebody that nobody released is counted, not named.
    """
    rows, hidden, lived = [], 0, []
    by_status: Counter[str] = Counter()
    overdue = 0
    took = []
    for measure in sorted(scope.snapshot.network.all(Measure).values(), key=_order):
        if not open_within(measure, first, day) or not scope.has_measure(measure):
            continue
        status = _status(measure, day)
        still = status in ("planned", "running")
        late = still and measure.due is not None and measure.due < day
        ended = day if still or measure.closed is None else measure.closed
        days = (ended - measure.begun).days
        by_status[status] += 1
        overdue += late
        if status == "done" and measure.closed is not None:
            took.append(days)
        life = lives.get(measure.id) or life_of(scope.snapshot, measure, rules)
        lived.append(life)
        if all(id.startswith(_COVERAGE) or id in released for id, _digest in measure.findings):
            known = len(life.findings) - life.count("void")
            rows.append(MeasureRow(measure, days, late, known, life.count("closed")))
        else:
            hidden += 1
    counts = {status: by_status[status] for status in STATUSES}
    sums = measure_summary(lived)
    return Measures(
        tuple(rows),
        hidden,
        counts,
        overdue,
        median_low(took) if took else None,
        sums.closed,
        sums.open,
        sums.reopened,
    )


def _status(measure: Measure, day: date) -> str:
    """The status on the day: what was closed later was running then."""
    return "running" if measure.closed is not None and measure.closed > day else measure.status


def _order(measure: Measure) -> tuple[int, date, str]:
    return STATUSES.index(measure.status), measure.due or date.max, measure.id


def indicators(
    network: Network, ids: Iterable[str], before: date, day: date
) -> tuple[IndicatorRow, ...]:
    """The chosen indicators with their latest readings on both days, by name."""
    found = [i for id in ids if (i := network.get(Indicator, id)) is not None]
    return tuple(
        _row(indicator, before, day) for indicator in sorted(found, key=lambda i: (i.name, i.id))
    )


def _row(indicator: Indicator, before: date, day: date) -> IndicatorRow:
    now, earlier = _reading(indicator, day), _reading(indicator, before)
    target = indicator.target
    if now is None or target is None:
        return IndicatorRow(indicator, now, earlier, None, None)
    if indicator.less_is_better:
        return IndicatorRow(indicator, now, earlier, now.value <= target, None)
    share = now.value / target if target > 0 else None
    return IndicatorRow(indicator, now, earlier, now.value >= target, share)


def _reading(indicator: Indicator, day: date) -> Reading | None:
    """The latest reading up to a day; of several of one day the last one entered."""
    found = None
    for reading in indicator.readings:
        if reading.day <= day and (found is None or reading.day >= found.day):
            found = reading
    return found


def goals(
    scope: Scope,
    found: Coverage,
    shown: Iterable[IndicatorRow],
    first: date,
) -> tuple[GoalRow, ...]:
    """The strategy's goals (the chosen ones, or all): what serves each, and how far it is."""
    network, about = scope.snapshot.network, scope.about
    strategy = network.get(Strategy, about.strategy_id)
    if strategy is None:
        return ()
    rows = []
    indicator_rows = tuple(shown)
    expectations = network.all(Expectation)
    for id, text in strategy.goals:
        if about.goals and id not in about.goals:
            continue
        serving = {
            e.id
            for e in expectations.values()
            if (e.strategy_id, e.strategy_goal) == (strategy.id, id)
        }
        cells = [c for c in found.cells if c.expectation_id in serving]
        own = [
            r
            for r in indicator_rows
            if (r.indicator.strategy_id, r.indicator.strategy_goal) == (strategy.id, id)
        ]
        done = [
            m
            for m in network.all(Measure).values()
            if (m.strategy_id, m.strategy_goal) == (strategy.id, id)
            and open_within(m, first, scope.snapshot.day)
            and scope.has_measure(m)
        ]
        rows.append(
            GoalRow(
                id,
                text,
                len(cells),
                sum(c.state is CoverageState.COVERED for c in cells),
                len(own),
                sum(r.met is True for r in own),
                len(done),
                sum(_status(m, scope.snapshot.day) == "done" for m in done),
            )
        )
    return tuple(rows)
