"""What a report of a day and period rests on: figures with their entries, and nothing in words.

Every figure has a key, by which the text catalogue knows its one-sentence counting rule, the
value on the day, the value on the day before the period, and the entries behind it for the
appendix. Findings that nobody released appear only as counts; groups of fewer than five persons are
suppressed, and sums leave suppressed groups out, so that no difference gives them away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

from services.network.domain.cells import SEVERITY, Cell, CoverageState
from services.network.domain.coverage import Coverage
from services.network.domain.findings import Finding, Findings, findings, structure
from services.network.domain.model import (
    Actor,
    Cooperation,
    Delivery,
    Expectation,
    Meeting,
    Offer,
    Project,
    Record,
    Strategy,
    Verdict,
)
from services.network.domain.network import Network, Snapshot
from services.network.domain.rules import DEFAULT, Rule, Rules

CHAPTERS = ("summary", "coverage", "parallels", "network", "meetings", "data_age", "method")
"""Keys of the chapters in their order; each may carry the coordinator's own text."""

SMALL_GROUP = 5
"""Fewer persons than this are not printed: somebody could be recognised."""

CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Entry:
    """One record behind a number: kind, id and (for cells and findings) the finding's id."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One number on the day and on the day before the period, with the entries behind it."""

    key: str
    value: int
    earlier: int | None
    entries: tuple[Entry, ...] = ()

    @property
    def change(self) -> int | None:
        """How much more than before the period (None if that is unknown)."""
        return None if self.earlier is None else self.value - self.earlier


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One expectation: its districts by state, now and before the period."""

    expectation: Expectation
    cells: tuple[Cell, ...]
    counts: Mapping[CoverageState, int]
    earlier: Mapping[CoverageState, int]
    became_worse: tuple[str, ...]
    became_better: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Persons:
    """A number of persons; ``value`` is None if it is not known or too small to print."""

    value: int | None
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting within the period, with its districts and its participation."""

    meeting: Meeting
    region_ids: tuple[str, ...]
    registered: Persons
    attended: Persons


@dataclass(frozen=True, slots=True)
class DataAge:
    """How old the entries of a district are: number, fresh ones, middle and oldest day."""

    region_id: str
    entries: int
    fresh: int
    middle: date | None
    oldest: date | None


@dataclass(frozen=True, slots=True)
class Released:
    """A finding with its verdict, released for reports on exactly these facts."""

    finding: Finding
    verdict: Verdict


@dataclass(frozen=True)
class ReportData:
    """Everything a report states about a day and period; the same inputs, the same data."""

    day: date
    first: date
    last: date
    revision: int
    figures: tuple[Figure, ...]
    coverage: tuple[CoverageRow, ...]
    district_states: Mapping[str, CoverageState | None]
    counts: Mapping[CoverageState, int]
    earlier_counts: Mapping[CoverageState, int]
    gaps_closed: tuple[Cell, ...]
    gaps_new: tuple[Cell, ...]
    gaps_still: tuple[Cell, ...]
    actors_by_type: tuple[tuple[str, int], ...]
    released: tuple[Released, ...]
    meetings: tuple[MeetingRow, ...]
    registered: Persons
    attended: Persons
    data_age: tuple[DataAge, ...]
    strategies: tuple[Strategy, ...]
    rules: tuple[Rule, ...]

    def figure(self, key: str) -> Figure:
        """The figure with this key (KeyError if there is none)."""
        return next(f for f in self.figures if f.key == key)


def report_data(
    network: Network, day: date, first: date, last: date, rules: Rules = DEFAULT
) -> ReportData:
    """The data of a report as of ``day`` about the period ``first``..``last`` (inclusive)."""
    # The day before the period: what began on its first day is part of what changed in it.
    now, then = network.on(day), network.on(first - timedelta(days=1))
    found, before = findings(now, rules), findings(then, rules)
    meetings = _meetings(network, now, first, last)
    return ReportData(
        day=day,
        first=first,
        last=last,
        revision=network.revision,
        figures=_figures(now, then, found, before, meetings, rules),
        coverage=_rows(network, found.coverage, before.coverage),
        district_states={
            d.id: found.coverage.worst(found.coverage.of_region(d.id)) for d in now.districts
        },
        counts=found.coverage.counts(),
        earlier_counts=before.coverage.counts(),
        gaps_closed=_gaps(found, before, was=True, supplied=True),
        gaps_new=_gaps(found, before, was=False),
        gaps_still=_gaps(found, before, was=True),
        actors_by_type=_by_type(now),
        released=_released(now, found),
        meetings=meetings,
        registered=_sum(row.registered for row in meetings),
        attended=_sum(row.attended for row in meetings),
        data_age=tuple(_age(now, d.id, rules) for d in now.districts),
        strategies=_strategies(network, now),
        rules=rules.listed(),
    )


# --- figures ------------------------------------------------------------------------------


def _figures(
    now: Snapshot,
    then: Snapshot,
    found: Findings,
    before: Findings,
    meetings: Sequence[MeetingRow],
    rules: Rules,
) -> tuple[Figure, ...]:
    districts = sorted({id for row in meetings for id in row.region_ids})
    deliveries = _deliveries(now, rules)
    return (
        _counted("actors", _actors(now), _actors(then)),
        _counted("offers", _running(now, Offer, rules), _running(then, Offer, rules)),
        _counted("projects", _running(now, Project, rules), _running(then, Project, rules)),
        _counted(
            "cooperations",
            _running(now, Cooperation, rules),
            _running(then, Cooperation, rules),
        ),
        _counted("deliveries", deliveries, _deliveries(then, rules)),
        Figure("houses", len(set(now.houses.values())), len(set(then.houses.values()))),
        Figure("components", _components(now, rules), _components(then, rules)),
        Figure(
            "gaps",
            found.coverage.counts()[CoverageState.GAP],
            before.coverage.counts()[CoverageState.GAP],
            _cells(found.coverage, CoverageState.GAP),
        ),
        Figure(
            "unknown",
            found.coverage.counts()[CoverageState.UNKNOWN],
            before.coverage.counts()[CoverageState.UNKNOWN],
            _cells(found.coverage, CoverageState.UNKNOWN),
        ),
        # Those are findings about somebody: as long as nobody released them, only counts.
        Figure("parallels", len(found.parallels), len(before.parallels)),
        Figure("double_funding", len(found.double_funding), len(before.double_funding)),
        Figure("isolated", len(found.isolated), len(before.isolated)),
        Figure("judged", _judged(now, found), None),
        Figure("meetings", len(meetings), None, tuple(_entry(row.meeting) for row in meetings)),
        Figure("organisations", sum(row.meeting.organisations or 0 for row in meetings), None),
        Figure("districts_reached", len(districts), None, _regions(districts)),
    )


def _entry(record: Record) -> Entry:
    return Entry(record.KIND, record.id)


def _regions(ids: Iterable[str]) -> tuple[Entry, ...]:
    return tuple(Entry("region", id) for id in ids)


def _counted(key: str, now: Sequence[Record], then: Sequence[Record]) -> Figure:
    return Figure(key, len(now), len(then), tuple(_entry(record) for record in now))


def _actors(snapshot: Snapshot) -> list[Record]:
    """Organisations; when they were entered is no fact about them, so both days have all."""
    return sorted(snapshot.network.all(Actor).values(), key=lambda a: a.id)


def _running(
    snapshot: Snapshot, cls: type[Offer] | type[Project] | type[Cooperation], rules: Rules
) -> list[Record]:
    records = sorted(snapshot.network.all(cls).values(), key=lambda r: r.id)
    return [r for r in records if snapshot.runs(r, rules.freshness_days)]


def _deliveries(snapshot: Snapshot, rules: Rules) -> list[Record]:
    since = snapshot.day - timedelta(days=rules.delivery_days)
    records = sorted(snapshot.network.all(Delivery).values(), key=lambda d: d.id)
    return [d for d in records if since <= d.day <= snapshot.day]


def _cells(found: Coverage, state: CoverageState) -> tuple[Entry, ...]:
    return tuple(Entry("cell", cell.id) for cell in found.cells if cell.state is state)


def _components(snapshot: Snapshot, rules: Rules) -> int:
    return len(structure(snapshot, rules).components)


def _judged(snapshot: Snapshot, found: Findings) -> int:
    verdicts = snapshot.verdicts
    return sum(f.id in verdicts and verdicts[f.id].digest == f.digest for f in found.all)


# --- coverage -----------------------------------------------------------------------------


def _rows(network: Network, found: Coverage, before: Coverage) -> tuple[CoverageRow, ...]:
    rows = []
    for id in sorted({cell.expectation_id for cell in found.cells}):
        expectation = network.get(Expectation, id)
        if expectation is None:
            continue
        cells, earlier = found.of_expectation(id), before.of_expectation(id)
        worse, better = [], []
        for cell in cells:
            was = before.by_place.get((id, cell.region_id))
            # What nobody looked at, before or now, became neither better nor worse.
            if was is None or CoverageState.UNKNOWN in (cell.state, was.state):
                continue
            if SEVERITY[cell.state] < SEVERITY[was.state]:
                worse.append(cell.region_id)
            elif SEVERITY[cell.state] > SEVERITY[was.state]:
                better.append(cell.region_id)
        rows.append(
            CoverageRow(
                expectation,
                cells,
                found.counts(cells),
                before.counts(earlier),
                tuple(worse),
                tuple(better),
            )
        )
    return tuple(rows)


def _gaps(
    found: Findings, before: Findings, *, was: bool, supplied: bool = False
) -> tuple[Cell, ...]:
    """Cells by whether they were a gap before and are one now, or are supplied now.

    A gap that nobody looked at again is neither: it is ``unknown`` and not closed.
    """
    gaps = {c.id for c in before.coverage.cells if c.state is CoverageState.GAP}
    return tuple(
        cell
        for cell in found.coverage.cells
        if (cell.id in gaps) is was
        and (bool(cell.providers) if supplied else cell.state is CoverageState.GAP)
    )


def _by_type(now: Snapshot) -> tuple[tuple[str, int], ...]:
    """Number of actors per type of organisation, the most frequent first."""
    counted = Counter(actor.org_type_id for actor in now.network.all(Actor).values())
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _strategies(network: Network, now: Snapshot) -> tuple[Strategy, ...]:
    ids = sorted({e.strategy_id for e in now.expectations if e.strategy_id})
    found = (network.get(Strategy, id) for id in ids)
    return tuple(strategy for strategy in found if strategy is not None)


def _released(now: Snapshot, found: Findings) -> tuple[Released, ...]:
    """Findings whose latest verdict is released and still speaks of the same facts."""
    verdicts = now.verdicts
    return tuple(
        Released(finding, verdicts[finding.id])
        for finding in found.all
        if finding.id in verdicts
        and verdicts[finding.id].released
        and verdicts[finding.id].digest == finding.digest
    )


# --- meetings and data age ------------------------------------------------------------------


def _meetings(network: Network, now: Snapshot, first: date, last: date) -> tuple[MeetingRow, ...]:
    rows = []
    for meeting in sorted(network.all(Meeting).values(), key=lambda m: (m.starts_at, m.id)):
        day = meeting.starts_at.date()
        if meeting.status == CANCELLED or not first <= day <= min(last, now.day):
            continue
        districts = {d for id in meeting.region_ids for d in now.districts_of(id)}
        rows.append(
            MeetingRow(
                meeting,
                tuple(sorted(districts)),
                _persons(meeting.registered),
                _persons(meeting.attended),
            )
        )
    return tuple(rows)


def _persons(count: int | None) -> Persons:
    """A count as it may be printed; nobody at all is no small group."""
    if count is not None and 0 < count < SMALL_GROUP:
        return Persons(None, suppressed=True)
    return Persons(count)


def _sum(counts: Iterable[Persons]) -> Persons:
    """The sum of what may be printed; marked if something was left out."""
    all_counts = tuple(counts)
    known = [c.value for c in all_counts if c.value is not None]
    return Persons(sum(known) if known else None, any(c.suppressed for c in all_counts))


def _age(now: Snapshot, region_id: str, rules: Rules) -> DataAge:
    """Of actors seated there and of offers and projects on site there."""
    here: list[Record] = []
    network = now.network
    for actor in network.all(Actor).values():
        if region_id in now.districts_of(actor.region_id)[:1]:
            here.append(actor)
    for cls in (Offer, Project):
        for record in network.all(cls).values():
            places: tuple[str, ...] = record.on_site_region_ids  # type: ignore[attr-defined]
            if any(now.districts_of(id) == (region_id,) for id in places):
                here.append(record)
    days = sorted(r.provenance.confirmed for r in here if r.provenance.confirmed is not None)
    return DataAge(
        region_id,
        len(here),
        sum(now.is_fresh(record, rules.freshness_days) for record in here),
        median_low(days) if days else None,
        days[0] if days else None,
    )
