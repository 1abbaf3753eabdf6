"""The life of a measure: which of its findings are open, closed since when and by what, or back.

Everything follows from the periods of the network's records, looked at from the day the measure
began up to the snapshot's day. Nothing is written when time passes: a gap whose offer has ended
is open again on the next morning, because the same question is asked of another day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median

from services.network.coverage.cells import CoverageState
from services.network.findings.history import (
    FindingState,
    Look,
    Subject,
    looks,
    part_of,
    resolve,
    turning_days,
)
from services.network.measures.known_since import NOTHING, Recorded, as_known
from services.network.records.kinds.measures import UNDER_WAY
from services.network.records.kinds.record import RecordKey
from services.network.records.model import Measure
from services.network.records.network import Snapshot
from services.network.records.rules import Rules

__all__ = [
    "FindingLife",
    "MeasureLife",
    "MeasureSummary",
    "STATUSES",
    "due_within",
    "is_overdue",
    "life_of",
    "measure_summary",
    "open_within",
    "time_to_close",
]

STATUSES = ("planned", "running", "done", "dropped")
"""States of a measure, as they follow each other."""


@dataclass(frozen=True, slots=True)
class FindingLife:
    """What became of one finding of a measure.

    ``status`` is ``open``, ``closed``, ``reopened`` (it was closed since the measure began and
    is open again) or ``void`` (what it is about is gone: neither open nor closed). ``since`` is
    the day from which that holds. ``by`` are the records (kind, id) that closed it, of the
    latest closing if it is reopened; ``ended`` are those of them that brought it back by
    ending. ``days`` from when the measure had it to the closing, None unless closed; ``joined``
    is the day on which the measure took it on, None if it had it from its beginning. ``ever`` are
    all records that helped to keep it closed at some time.
    ``state`` is today's state of a cell, ``better`` whether it improved without being closed.
    """

    finding_id: str
    status: str
    since: date
    subject: Subject | None = None
    by: tuple[RecordKey, ...] = ()
    ended: tuple[RecordKey, ...] = ()
    closed_on: date | None = None
    days: int | None = None
    state: CoverageState | None = None
    better: bool = False
    joined: date | None = None
    ever: frozenset[RecordKey] = frozenset()


@dataclass(frozen=True, slots=True)
class MeasureLife:
    """A measure with the lives of its findings, in the measure's order."""

    measure: Measure
    findings: tuple[FindingLife, ...]
    overdue: bool

    def count(self, status: str) -> int:
        """How many findings have this status."""
        return sum(f.status == status for f in self.findings)

    @property
    def closed_on(self) -> date | None:
        """The day on which the last finding was closed; None while one is open (or none is)."""
        counted = [f for f in self.findings if f.status != "void"]
        if not counted or any(f.status != "closed" for f in counted):
            return None
        return max(f.since for f in counted)


@dataclass(frozen=True, slots=True)
class MeasureSummary:
    """Measures in numbers, for reports.

    A finding that several measures take on counts once, as the best of them left it.
    ``median_days`` from when the measure had the finding to the closing; None if none is closed.
    """

    by_status: Mapping[str, int]
    overdue: int
    findings: int
    open: int
    closed: int
    reopened: int
    void: int
    median_days: float | None


def is_overdue(measure: Measure, day: date) -> bool:
    """Whether the measure is under way and its due day has passed."""
    return measure.status in UNDER_WAY and measure.due is not None and measure.due < day


def open_within(measure: Measure, first: date, day: date) -> bool:
    """Whether the measure was open at some time between ``first`` and ``day``."""
    return measure.begun <= day and (measure.closed is None or measure.closed >= first)


def time_to_close(start: date, closed: date) -> int:
    """Days from when a measure had a finding to the closing of it, never negative.

    ``start`` is the day on which the measure began, or took the finding on if that was later.
    """
    return max(0, (closed - start).days)


def life_of(
    snapshot: Snapshot,
    measure: Measure,
    rules: Rules | None = None,
    recorded: Recorded = NOTHING,
) -> MeasureLife:
    """What became of a measure's findings up to the snapshot's day.

    ``recorded`` says since when the network has known what closed a finding, and since when the
    measure has it: an offer that runs for years but was entered yesterday closes the gap
    yesterday, and what became of a finding before the measure took it on is not its doing.
    """
    rules, about = rules or snapshot.rules, dict(measure.about)
    lives = tuple(
        _finding_life(snapshot, measure, id, about.get(id, ""), rules, recorded)
        for id, _digest in measure.findings
    )
    return MeasureLife(measure, lives, is_overdue(measure, snapshot.day))


def _finding_life(
    snapshot: Snapshot,
    measure: Measure,
    id: str,
    about: str,
    rules: Rules,
    recorded: Recorded,
) -> FindingLife:
    subject = resolve(snapshot, id, about)
    start = max(measure.begun, recorded.joined.get(id, measure.begun))
    late = start if start > measure.begun else None
    begun = min(start, snapshot.day)
    if subject is None:
        return FindingLife(id, "void", begun, joined=late)
    part, known = part_of(snapshot, subject), recorded.entered.get(id, {})
    if known and subject.kind == "coverage":
        # What was entered late supplies from then on: until then it was a gap for everybody.
        part = as_known(part, known)
    days = turning_days(part, begun, snapshot.day, rules)
    seen = looks(part, subject, days, rules)
    ever = frozenset[RecordKey]().union(*(look.keys for look in seen))
    return replace(_told(id, subject, start, seen, known), joined=late, ever=ever)


def _told(
    id: str, subject: Subject, start: date, seen: Sequence[Look], known: Mapping[RecordKey, date]
) -> FindingLife:
    first, now = seen[0], seen[-1]
    run = _start_of_run(seen)
    since = seen[run].day
    closing = _last_closing(seen)
    by: tuple[RecordKey, ...] = ()
    closed_on: date | None = None
    if closing is not None:
        before = seen[closing - 1] if closing else None
        gained = seen[closing].gained(before)
        by = tuple(sorted({key for group in gained for key in group}))
        closed_on = max(
            seen[closing].day, _known_since(gained, seen[closing].missing(before), known)
        )
    better = now.rank > first.rank and now.standing is FindingState.OPEN
    if now.standing is FindingState.VOID:
        return FindingLife(id, "void", since, subject)
    if now.standing is FindingState.CLOSED:
        assert closed_on is not None
        # Known only after the day looked at: on that day nobody could have called it closed.
        if closed_on > now.day:
            return FindingLife(id, "open", first.day, subject, state=now.state, better=better)
        days = time_to_close(start, closed_on)
        return FindingLife(id, "closed", closed_on, subject, by, (), closed_on, days, now.state)
    # What closed it in the past but came to be known after it had ended never closed it.
    if closed_on is not None and closed_on < since:
        gone = now.keys
        ended = tuple(key for key in by if key not in gone)
        return FindingLife(
            id, "reopened", since, subject, by, ended, closed_on, None, now.state, better
        )
    return FindingLife(id, "open", first.day, subject, state=now.state, better=better)


def _start_of_run(seen: Sequence[Look]) -> int:
    """Index of the first look from which the last standing holds without a break."""
    index = len(seen) - 1
    while index and seen[index - 1].standing is seen[-1].standing:
        index -= 1
    return index


def _last_closing(seen: Sequence[Look]) -> int | None:
    """Index of the look at which the finding was closed for the last time, or None."""
    for index in range(len(seen) - 1, -1, -1):
        if seen[index].standing is FindingState.CLOSED and (
            not index or seen[index - 1].standing is not FindingState.CLOSED
        ):
            return index
    return None


def _known_since(
    gained: Iterable[tuple[RecordKey, ...]], missing: int, known: Mapping[RecordKey, date]
) -> date:
    """The day from which as many of these groups were known as were missing."""
    days = sorted(min(known.get(key, date.min) for key in group) for group in gained if group)
    if not days:
        return date.min
    return days[min(max(missing, 1), len(days)) - 1]


def measure_summary(lives: Iterable[MeasureLife]) -> MeasureSummary:
    """Measures in numbers: per status, findings closed and reopened, median time to close."""
    measures = tuple(lives)
    best: dict[str, FindingLife] = {}
    order = {"closed": 0, "reopened": 1, "open": 2, "void": 3}
    for life in measures:
        for found in life.findings:
            there = best.get(found.finding_id)
            if there is None or (order[found.status], found.days or 0) < (
                order[there.status],
                there.days or 0,
            ):
                best[found.finding_id] = found
    counted = [found.status for found in best.values()]
    days = [found.days for found in best.values() if found.days is not None]
    return MeasureSummary(
        by_status={s: sum(m.measure.status == s for m in measures) for s in STATUSES},
        overdue=sum(life.overdue for life in measures),
        findings=len(counted),
        open=counted.count("open"),
        closed=counted.count("closed"),
        reopened=counted.count("reopened"),
        void=counted.count("void"),
        median_days=float(median(days)) if days else None,
    )


def due_within(measure: Measure, day: date, days: int) -> bool:
    """Whether the measure is under way and due from ``day`` on within so many days."""
    return (
        measure.status in UNDER_WAY
        and measure.due is not None
        and day <= measure.due <= day + timedelta(days=days)
    )
