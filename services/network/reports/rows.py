"""The values that a report is made of: numbers, rows and the entries behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.network.coverage.cells import Cell, CoverageState
from services.network.findings.findings import Finding
from services.network.records.model import (
    Evidence,
    Expectation,
    Indicator,
    Measure,
    Meeting,
    Question,
    Reading,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class CountedEntry:
    """One record behind a number: kind, id and (for cells and findings) the finding's id."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """One number on the day and on the day compared with, with the entries behind it.

    ``partial`` marks a sum that leaves out small groups of persons.
    """

    key: str
    value: int
    earlier: int | None
    entries: tuple[CountedEntry, ...] = ()
    partial: bool = False

    @property
    def change(self) -> int | None:
        """How much more than on the day compared with (None if that is unknown)."""
        return None if self.earlier is None else self.value - self.earlier


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One expectation: its districts by state, now and before."""

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
    """A meeting within the period, with the districts that it names and its participation.

    ``land_wide``: it is meant for the whole Land; that alone reaches no district.
    """

    meeting: Meeting
    region_ids: tuple[str, ...]
    registered: Persons
    attended: Persons
    land_wide: bool = False


@dataclass(frozen=True, slots=True)
class DistrictMeetings:
    """A district: how many meetings were for it, and when the last one was."""

    region_id: str
    meetings: int
    last: date | None


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
    """A finding with its verdict, released for reports on exactly these facts; with what the
    sides answered and stated about the same facts."""

    finding: Finding
    verdict: Verdict
    answers: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure as a report may name it. ``days`` are from its begin to its close (or to the
    day of the report while it is open); ``overdue`` is open and past its due day. ``findings``
    of it are still known, ``closed`` of these are closed."""

    measure: Measure
    days: int
    overdue: bool
    findings: int
    closed: int


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of the period: rows that may be named, how many may only be counted.

    ``middle_days`` is the middle of the days that closed ones took, None if none is closed.
    ``closed``, ``open`` and ``reopened`` count the findings they deal with, each once.
    """

    rows: tuple[MeasureRow, ...]
    counted_only: int
    by_status: Mapping[str, int]
    overdue: int
    middle_days: int | None
    closed: int = 0
    open: int = 0
    reopened: int = 0


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator against its target: the latest reading up to the day, the one before.

    ``met`` is None without target or reading; ``share`` is the part of the target reached (1.0 =
    all of it), None where a share makes no sense.
    """

    indicator: Indicator
    now: Reading | None
    before: Reading | None
    met: bool | None
    share: float | None


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal of the strategy: what is expected for it, and how far it is reached."""

    id: str
    text: str
    cells: int
    covered: int
    indicators: int
    indicators_met: int
    measures: int
    measures_done: int


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A source as it may be printed."""

    evidence: Evidence
    participants: Persons
