"""What a report rests on beside the network's own records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from services.network.records.kinds.record import Record, References


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Record):
    """A source beside the network's entries: an interview, a focus group, a document.

    ``evidence_kind`` is ``interview``, ``focus_group``, ``questionnaire``, ``document``,
    ``statistic`` or ``observation``; ``participants`` counts persons and is never shown below 5.
    """

    KIND: ClassVar[str] = "evidence"
    REFERENCES: ClassVar[References] = {
        "region_ids": ("region", "IN"),
        "topic_ids": ("topic", "ABOUT"),
    }
    title: str
    evidence_kind: str = "document"
    text: str = ""
    source: str = ""
    day: date | None = None
    region_ids: tuple[str, ...] = ()
    topic_ids: tuple[str, ...] = ()
    participants: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One value of an indicator: the day it holds for, and where it comes from."""

    day: date
    value: float
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Record):
    """A number that a grant is measured by: unit, target and readings by day.

    ``less_is_better`` where the target is a limit that the value shall fall to.
    """

    KIND: ClassVar[str] = "indicator"
    REFERENCES: ClassVar[References] = {"strategy_id": ("strategy", "FOUNDED_ON")}
    name: str
    unit: str = ""
    target: float | None = None
    target_day: date | None = None
    less_is_better: bool = False
    readings: tuple[Reading, ...] = ()
    strategy_id: str = ""
    strategy_goal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(Record):
    """A reviewer's comment on a chapter of a report's draft; ``done`` once it was dealt with."""

    KIND: ClassVar[str] = "comment"
    REFERENCES: ClassVar[References] = {"report_id": ("report", "ON")}
    report_id: str
    chapter: str
    author: str
    text: str
    written_at: datetime
    done: bool = False
