"""The figures of a report: each with its value now and before, and the entries behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from services.network.coverage.cells import CoverageState
from services.network.coverage.coverage import Coverage
from services.network.findings.findings import Findings, structure
from services.network.records.model import (
    Actor,
    Cooperation,
    Delivery,
    Offer,
    Project,
    Record,
)
from services.network.records.rules import Rules
from services.network.reports.rows import (
    CountedEntry,
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
    """What the figures are counted from: the day (``scope``) and the day before (``then``)."""

    scope: Scope
    then: Scope
    found: Findings
    was: Findings
    cover: Coverage
    cover_then: Coverage
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
    yield _counted("actors", _actors(now), _actors(then))
    yield ReportFigure("houses", _houses(now), _houses(then), _entries(_actors(now)))
    for key, cls in (("offers", Offer), ("projects", Project), ("cooperations", Cooperation)):
        yield _counted(key, _running(now, cls), _running(then, cls))
    yield _counted("deliveries", _deliveries(now, rules), _deliveries(then, rules))
    yield ReportFigure("components", _components(now, rules), _components(then, rules))


def _coverage(of: Ingredients) -> Iterable[ReportFigure]:
    for key, states in (
        ("covered", (CoverageState.COVERED,)),
        ("weak", WEAK),
        ("gaps", (CoverageState.GAP,)),
        ("unknown", (CoverageState.UNKNOWN,)),
    ):
        cells = [c for c in of.cover.cells if c.state in states]
        earlier = sum(c.state in states for c in of.cover_then.cells)
        yield ReportFigure(
            key, len(cells), earlier, tuple(CountedEntry("cell", c.id) for c in cells)
        )


def _findings(of: Ingredients) -> Iterable[ReportFigure]:
    scope, then, found, was = of.scope, of.then, of.found, of.was
    # Those are findings about somebody: as long as nobody released them, only counts.
    yield ReportFigure("parallels", scope.parallels(found), then.parallels(was))
    yield ReportFigure(
        "double_funding", len(scope.of(found.double_funding)), len(then.of(was.double_funding))
    )
    yield ReportFigure("isolated", len(scope.of(found.isolated)), len(then.of(was.isolated)))
    yield ReportFigure("judged", _judged(of), None)
    released = tuple(CountedEntry("finding", r.finding.id) for r in of.released)
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
        tuple(CountedEntry("region", id) for id in districts),
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


def _entries(records: Iterable[Record]) -> tuple[CountedEntry, ...]:
    return tuple(CountedEntry(record.KIND, record.id) for record in records)


def _counted(key: str, now: Sequence[Record], then: Sequence[Record]) -> ReportFigure:
    return ReportFigure(key, len(now), len(then), _entries(now))


def _actors(scope: Scope) -> list[Record]:
    """Organisations; when they were entered is no fact about them, so both days have all."""
    actors = scope.snapshot.network.all(Actor).values()
    return sorted((a for a in actors if scope.has_actor(a)), key=lambda a: a.id)


def _houses(scope: Scope) -> int:
    return len({scope.snapshot.house(actor.id) for actor in _actors(scope)})


def _running(scope: Scope, cls: type[Offer] | type[Project] | type[Cooperation]) -> list[Record]:
    records = sorted(scope.snapshot.network.all(cls).values(), key=lambda r: r.id)
    return [r for r in records if scope.snapshot.runs(r, scope.freshness_days) and _in(scope, r)]


def _in(scope: Scope, record: Offer | Project | Cooperation) -> bool:
    if scope.whole:
        return True
    if isinstance(record, Cooperation):
        return scope.has_cooperation(record)
    return scope.has_supply(record)


def _deliveries(scope: Scope, rules: Rules) -> list[Record]:
    day = scope.snapshot.day
    since = day - timedelta(days=rules.delivery_days)
    records = sorted(scope.snapshot.network.all(Delivery).values(), key=lambda d: d.id)
    return [d for d in records if since <= d.day <= day and (scope.whole or scope.has_delivery(d))]


def _components(scope: Scope, rules: Rules) -> int:
    """Connected parts; of a narrowed report those with one of its actors."""
    parts = structure(scope.snapshot, rules).components
    if scope.whole:
        return len(parts)
    houses = {scope.snapshot.house(actor.id) for actor in _actors(scope)}
    return sum(not houses.isdisjoint(part) for part in parts)


def _judged(of: Ingredients) -> int:
    verdicts = of.scope.snapshot.verdicts
    if not verdicts:
        return 0
    return sum(
        f.id in verdicts and verdicts[f.id].digest == f.digest and of.scope.has_finding(f)
        for f in of.found.all
    )
