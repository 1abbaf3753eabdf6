"""The figures of a report: each with its value now and before, and the entries behind it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter

import numpy as np

from services.network.coverage.cells import CoverageState
from services.network.findings.findings import Finding, Findings
from services.network.parallels.pair_columns import doubly_funded
from services.network.records.model import (
    Actor,
    Cooperation,
    Delivery,
    Offer,
    Project,
    Record,
)
from services.network.records.rules import Rules
from services.network.reports.day_cells import DayCells
from services.network.reports.rows import (
    NONE_COUNTED,
    CountedEntries,
    EvidenceRow,
    IndicatorRow,
    Measures,
    MeetingRow,
    Persons,
    Released,
    ReportFigure,
)
from services.network.reports.scope import Scope

WEAK = (CoverageState.THIN, CoverageState.REACH_ONLY)
"""States of a cell that has supply, though not as expected."""


@dataclass(frozen=True, slots=True)
class Ingredients:
    """What the figures are counted from: the day (``scope``) and the day before (``then``).

    ``judged`` are the findings of the day that somebody said something about.
    """

    scope: Scope
    then: Scope
    found: Findings
    was: Findings
    cover: DayCells
    cover_then: DayCells
    judged: Sequence[Finding]
    meetings: Sequence[MeetingRow]
    released: Sequence[Released]
    measures: Measures
    indicators: Sequence[IndicatorRow]
    evidence: Sequence[EvidenceRow]
    registered: Persons
    attended: Persons
    rules: Rules


def figures(of: Ingredients) -> tuple[ReportFigure, ...]:
    """All figures, in the order in which a report explains them."""
    return (*_network(of), *_coverage(of), *_findings(of), *_meetings(of), *_progress(of))


def _network(of: Ingredients) -> Iterable[ReportFigure]:
    now, then, rules = of.scope, of.then, of.rules
    actors, before = _actors(now), _actors(then)
    yield _counted("actors", actors, before)
    houses, earlier = _houses(now, actors), _houses(then, before)
    yield ReportFigure("houses", len(houses), len(earlier), _entries(actors))
    for key, cls in (("offers", Offer), ("projects", Project), ("cooperations", Cooperation)):
        yield _counted(key, _running(now, cls), _running(then, cls))
    yield _counted("deliveries", _deliveries(now, rules), _deliveries(then, rules))
    yield ReportFigure(
        "components", _components(now, of.found, houses), _components(then, of.was, earlier)
    )


def _coverage(of: Ingredients) -> Iterable[ReportFigure]:
    for key, states in (
        ("covered", (CoverageState.COVERED,)),
        ("weak", WEAK),
        ("gaps", (CoverageState.GAP,)),
        ("unknown", (CoverageState.UNKNOWN,)),
    ):
        cells, earlier = of.cover.in_states(*states), of.cover_then.in_states(*states)
        yield ReportFigure(key, len(cells), len(earlier), _of_kind("cell", (c.id for c in cells)))


def _findings(of: Ingredients) -> Iterable[ReportFigure]:
    scope, then, found, was = of.scope, of.then, of.found, of.was
    # Those are findings about somebody: as long as nobody released them, only counts.
    now, before = scope.parallels(found.parallels), then.parallels(was.parallels)
    yield ReportFigure("parallels", int(now.sum()), int(before.sum()))
    yield ReportFigure(
        "double_funding",
        int(doubly_funded(found.parallels, now).sum()),
        int(doubly_funded(was.parallels, before).sum()),
    )
    yield ReportFigure("isolated", len(scope.of(found.isolated)), len(then.of(was.isolated)))
    yield ReportFigure("judged", _judged(of), None)
    released = _of_kind("finding", (r.finding.id for r in of.released))
    yield ReportFigure("released", len(of.released), None, released)


def _meetings(of: Ingredients) -> Iterable[ReportFigure]:
    entries = _entries(row.meeting for row in of.meetings)
    districts = sorted({id for row in of.meetings for id in row.region_ids})
    organisations = sum(row.meeting.organisations or 0 for row in of.meetings)
    yield ReportFigure("meetings", len(of.meetings), None, entries)
    yield ReportFigure("organisations", organisations, None, entries)
    for key, sum_of in (("registered", of.registered), ("attended", of.attended)):
        yield ReportFigure(key, sum_of.value or 0, None, entries, partial=sum_of.suppressed)
    yield ReportFigure(
        "districts_reached",
        len(districts),
        None,
        _of_kind("region", districts),
    )


def _progress(of: Ingredients) -> Iterable[ReportFigure]:
    measures = of.measures
    rows = measures.rows
    yield ReportFigure(
        "measures",
        sum(measures.by_status.values()),
        None,
        _entries(row.measure for row in rows),
    )
    done = _entries(row.measure for row in rows if row.measure.status == "done")
    yield ReportFigure("measures_done", measures.by_status["done"], None, done)
    late = _entries(row.measure for row in rows if row.overdue)
    yield ReportFigure("measures_overdue", measures.overdue, None, late)
    shown = _entries(row.indicator for row in of.indicators)
    yield ReportFigure("indicators", len(of.indicators), None, shown)
    met = [row for row in of.indicators if row.met]
    yield ReportFigure("indicators_met", len(met), None, _entries(row.indicator for row in met))
    sources = _entries(row.evidence for row in of.evidence)
    yield ReportFigure("evidence", len(of.evidence), None, sources)


def _of_kind(kind: str, ids: Iterable[str]) -> CountedEntries:
    found = tuple(ids)
    return CountedEntries(kind, found) if found else NONE_COUNTED


def _entries(records: Iterable[Record]) -> CountedEntries:
    """Records of one kind."""
    found = list(records)
    return _of_kind(found[0].KIND if found else "", [record.id for record in found])


def _counted(key: str, now: Sequence[Record], then: Sequence[Record]) -> ReportFigure:
    return ReportFigure(key, len(now), len(then), _entries(now))


def _by_id(records: Iterable[Record]) -> list[Record]:
    return sorted(records, key=attrgetter("id"))


def _actors(scope: Scope) -> list[Record]:
    """Organisations; when they were entered is no fact about them, so both days have all."""
    actors = scope.snapshot.network.all(Actor).values()
    return _by_id(a for a in actors if scope.has_actor(a))


def _houses(scope: Scope, actors: Iterable[Record]) -> set[str]:
    return {scope.snapshot.house(actor.id) for actor in actors}


def _running(scope: Scope, cls: type[Offer] | type[Project] | type[Cooperation]) -> list[Record]:
    runs, days = scope.snapshot.runs, scope.freshness_days
    records = scope.snapshot.network.all(cls).values()
    return _by_id(r for r in records if runs(r, days) and _in(scope, r))


def _in(scope: Scope, record: Offer | Project | Cooperation) -> bool:
    if scope.whole:
        return True
    if isinstance(record, Cooperation):
        return scope.has_cooperation(record)
    return scope.has_supply(record)


def _deliveries(scope: Scope, rules: Rules) -> list[Record]:
    day = scope.snapshot.day
    since = day - timedelta(days=rules.delivery_days)
    records = scope.snapshot.network.all(Delivery).values()
    found = (d for d in records if since <= d.day <= day and (scope.whole or scope.has_delivery(d)))
    return _by_id(found)


def _components(scope: Scope, found: Findings, houses: Collection[str]) -> int:
    """Connected parts of at least two houses; of a narrowed report those with one of its own."""
    from scipy.sparse.csgraph import connected_components

    relations = found.parallels.relations
    _, part = connected_components(relations.graph.matrix, directed=False)
    counts = relations.graph.degrees > 0
    if not scope.whole:
        own = (house in houses for house in relations.houses)
        counts &= np.fromiter(own, np.bool_, len(relations.houses))
    return int(np.unique(part[counts]).size)


def _judged(of: Ingredients) -> int:
    verdicts = of.scope.snapshot.verdicts
    if not verdicts:
        return 0
    return sum(
        f.id in verdicts and verdicts[f.id].digest == f.digest and of.scope.has_finding(f)
        for f in of.judged
    )
