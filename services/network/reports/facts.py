"""What a report of a day and period rests on: figures with their entries, and nothing in words.

Every figure has a key, by which the text catalogue knows its one-sentence counting rule, the
value on the day, the value on the day compared with, and the entries behind it for the
appendix. Findings that nobody released appear only as counts; groups of fewer than five persons are
suppressed, and sums leave suppressed groups out, so that no difference gives them away.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median_low
from types import MappingProxyType

from services.network.coverage.cells import SEVERITY, CoverageState
from services.network.findings.findings import Finding, Findings, Gap, findings
from services.network.findings.lifecycle import Precision, holds, precision
from services.network.measures.measures import MeasureLife
from services.network.records.model import (
    Actor,
    Expectation,
    Offer,
    Project,
    Question,
    Record,
    Strategy,
)
from services.network.records.network import Network, Snapshot
from services.network.records.rules import Number, Rule, Rules
from services.network.reports import participation as report_participation
from services.network.reports import progress as report_progress
from services.network.reports.day_cells import SUPPLIED, DayCells, day_cells, sources_of
from services.network.reports.figures import Ingredients, figures
from services.network.reports.rows import (
    CellSources,
    CoverageRow,
    DataAge,
    DistrictMeetings,
    EvidenceRow,
    GoalRow,
    IndicatorRow,
    Measures,
    MeetingRow,
    Persons,
    Released,
    ReportCell,
    ReportFigure,
)
from services.network.reports.scope import About, Scope, day_before


@dataclass(frozen=True)
class ReportData:
    """Everything a report states about a day and period; the same inputs, the same data.

    ``before`` is the day compared with; ``districts`` are those that the report is about;
    ``sources`` tells of each cell of ``coverage`` by its id who supplies it.
    """

    day: date
    first: date
    last: date
    before: date
    revision: int
    about: About
    figures: tuple[ReportFigure, ...]
    coverage: tuple[CoverageRow, ...]
    sources: Mapping[str, CellSources]
    districts: tuple[str, ...]
    district_states: Mapping[str, CoverageState | None]
    counts: Mapping[CoverageState, int]
    earlier_counts: Mapping[CoverageState, int]
    gaps_closed: tuple[ReportCell, ...]
    gaps_new: tuple[ReportCell, ...]
    gaps_still: tuple[ReportCell, ...]
    actors_by_type: tuple[tuple[str, int], ...]
    released: tuple[Released, ...]
    judged: Precision
    meetings: tuple[MeetingRow, ...]
    meetings_by_district: tuple[DistrictMeetings, ...]
    registered: Persons
    attended: Persons
    measures: Measures
    indicators: tuple[IndicatorRow, ...]
    goals: tuple[GoalRow, ...]
    evidence: tuple[EvidenceRow, ...]
    data_age: tuple[DataAge, ...]
    strategies: tuple[Strategy, ...]
    rules: tuple[Rule, ...]

    def number(self, name: str) -> Number:
        """The number of a rule that the report is counted by (KeyError if there is none)."""
        return {rule.name: rule.value for rule in self.rules}[name]

    def figure(self, key: str) -> ReportFigure:
        """The figure with this key (KeyError if there is none)."""
        found = next((f for f in self.figures if f.key == key), None)
        if found is None:
            raise KeyError(key)
        return found


NO_LIMITS = About()


def report_data(
    network: Network,
    day: date,
    first: date,
    last: date,
    rules: Rules | None = None,
    about: About = NO_LIMITS,
    lives: Mapping[str, MeasureLife] = MappingProxyType({}),
    findings_on: Callable[[Snapshot], Findings] | None = None,
) -> ReportData:
    """The data of a report as of ``day`` about the period ``first``..``last`` (inclusive),
    narrowed to what it is ``about``; ``lives`` are those of measures, with what the history
    of changes knows. ``findings_on`` spares computing the findings of a day that are known."""
    rules = rules or network.rules
    before = day_before(first, about)
    now, then = network.on(day), network.on(before)
    scope, earlier = (Scope(about, s, rules.freshness_days) for s in (now, then))
    found, was = (findings_on(s) if findings_on else findings(s, rules) for s in (now, then))
    cover, cover_then = day_cells(found.coverage, scope), day_cells(was.coverage, scope)
    judged_findings = _among(found, now.verdicts)
    meetings = report_participation.meetings(network, scope, first, last)
    released = _released(now, judged_findings, scope)
    measures = report_progress.measures(
        scope, first, day, frozenset(r.finding.id for r in released), rules, lives
    )
    indicators = report_progress.indicators(network, about.indicator_ids, before, day)
    evidence = report_participation.evidence(network, about.evidence_ids, day)
    registered = report_participation.total(row.registered for row in meetings)
    attended = report_participation.total(row.attended for row in meetings)
    districts = tuple(d.id for d in now.districts if d.id in scope.districts)
    return ReportData(
        day=day,
        first=first,
        last=last,
        before=before,
        revision=network.revision,
        about=about,
        figures=figures(
            Ingredients(
                scope,
                earlier,
                found,
                was,
                cover,
                cover_then,
                judged_findings,
                meetings,
                released,
                measures,
                indicators,
                evidence,
                registered,
                attended,
                rules,
            )
        ),
        coverage=_rows(network, cover, cover_then),
        sources=sources_of(found.coverage, cover.cells),
        districts=districts,
        district_states=_states(now, cover),
        counts=cover.counts(),
        earlier_counts=cover_then.counts(),
        gaps_closed=_gaps(cover, cover_then, was=True, supplied=True),
        gaps_new=_gaps(cover, cover_then, was=False),
        gaps_still=_gaps(cover, cover_then, was=True),
        actors_by_type=_by_type(scope),
        released=released,
        judged=precision(now.verdicts.values())["parallel"],
        meetings=meetings,
        meetings_by_district=report_participation.by_district(meetings, scope),
        registered=registered,
        attended=attended,
        measures=measures,
        indicators=indicators,
        goals=report_progress.goals(scope, cover, indicators, first),
        evidence=evidence,
        data_age=_ages(now, districts, rules),
        strategies=_strategies(network, now, cover, about),
        rules=rules.listed(),
    )


def _states(now: Snapshot, cover: DayCells) -> Mapping[str, CoverageState | None]:
    """Every district of the map: those outside of the report have no state."""
    cells: dict[str, list[ReportCell]] = {d.id: [] for d in now.districts}
    for cell in cover.cells:
        cells.setdefault(cell.region_id, []).append(cell)
    return {
        id: min((cell.state for cell in found), key=SEVERITY.__getitem__, default=None)
        for id, found in cells.items()
    }


# --- coverage -----------------------------------------------------------------------------


def _rows(network: Network, found: DayCells, before: DayCells) -> tuple[CoverageRow, ...]:
    rows = []
    for id, cells in sorted(found.by_expectation.items()):
        expectation = network.get(Expectation, id)
        if expectation is None:
            continue
        earlier = before.by_expectation.get(id, ())
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
    found: DayCells, before: DayCells, *, was: bool, supplied: bool = False
) -> tuple[ReportCell, ...]:
    """Cells by whether they were a gap before and are one now, or are supplied now.

    A gap that nobody looked at again is neither: it is ``unknown`` and not closed.
    """
    gaps = {cell.id for cell in before.in_states(CoverageState.GAP)}
    wanted = found.in_states(*(SUPPLIED if supplied else (CoverageState.GAP,)))
    return tuple(cell for cell in wanted if (cell.id in gaps) is was)


def _by_type(scope: Scope) -> tuple[tuple[str, int], ...]:
    """Number of actors per type of organisation, the most frequent first."""
    actors = scope.snapshot.network.all(Actor).values()
    counted = Counter(actor.org_type_id for actor in actors if scope.has_actor(actor))
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _strategies(
    network: Network, now: Snapshot, cover: DayCells, about: About
) -> tuple[Strategy, ...]:
    """The report's own strategy first, then those that its expectations rest on."""
    used = {cell.expectation_id for cell in cover.cells}
    ids = {e.strategy_id for e in now.expectations if e.strategy_id and e.id in used}
    order = [about.strategy_id, *sorted(ids - {about.strategy_id})]
    found = (network.get(Strategy, id) for id in order)
    return tuple(strategy for strategy in found if strategy is not None)


def _released(now: Snapshot, judged: Iterable[Finding], scope: Scope) -> tuple[Released, ...]:
    """Findings whose latest verdict is released, speaks of the same facts and is not due again."""
    verdicts = now.verdicts
    answers: dict[tuple[str, str], list[Question]] = {}
    for question in sorted(now.network.all(Question).values(), key=lambda q: q.id):
        if question.answer or question.statement:
            # What was said about other facts is no statement on these.
            answers.setdefault((question.finding_id, question.digest), []).append(question)
    return tuple(
        Released(
            finding, verdicts[finding.id], tuple(answers.get((finding.id, finding.digest), ()))
        )
        for finding in judged
        if verdicts[finding.id].released
        and holds(verdicts[finding.id], finding.digest, now.day)
        and scope.has_finding(finding)
    )


def _among(found: Findings, ids: Collection[str]) -> tuple[Finding, ...]:
    """The findings with one of these ids, in their order; no other is built."""
    if not ids:
        return ()
    frame = found.coverage.provider_counts.frame
    cell_id = found.coverage.evidence.supply_index.snapshot.cell_id
    gaps = []
    for number in found.gaps.numbers.tolist():
        row, place = divmod(number, len(frame.districts))
        if cell_id(frame.expectations[row].id, frame.districts[place]) in ids:
            gaps.append(Gap(found.coverage.cell(number)))
    isolated = (one for one in found.isolated if one.id in ids)
    return (*gaps, *found.parallels.among(ids), *isolated)


# --- age of the data ------------------------------------------------------------------------


def _ages(now: Snapshot, districts: Iterable[str], rules: Rules) -> tuple[DataAge, ...]:
    """Of actors seated in each district and of offers and projects on site there."""
    here: dict[str, list[Record]] = {id: [] for id in districts}
    network = now.network
    for actor in network.all(Actor).values():
        seat = now.districts_of(actor.region_id)
        # A seat "in Thüringen" says nothing about a district.
        if len(seat) == 1 and seat[0] in here:
            here[seat[0]].append(actor)
    for cls in (Offer, Project):
        for record in network.all(cls).values():
            places: tuple[str, ...] = record.on_site_region_ids  # type: ignore[attr-defined]
            single = {d[0] for id in places if len(d := now.districts_of(id)) == 1}
            for id in single & here.keys():
                here[id].append(record)
    return tuple(_age(now, id, found, rules) for id, found in here.items())


def _age(now: Snapshot, region_id: str, here: list[Record], rules: Rules) -> DataAge:
    days = sorted(r.provenance.confirmed for r in here if r.provenance.confirmed is not None)
    since = now.fresh_since(rules.freshness_days)
    return DataAge(
        region_id,
        len(here),
        len(days) - bisect_left(days, since),
        median_low(days) if days else None,
        days[0] if days else None,
    )
