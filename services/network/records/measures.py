"""What is done about findings, and what a report rests on beside the network's own records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from services.network.records.period import Period
from services.network.records.terms import Record, References


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Record):
    """Rückfrage: one side of a parallel is asked whether both cooperate, and its answer.

    ``answer`` is blank until given, then ``yes``, ``planned`` or ``no``; ``period`` is of the
    cooperation that it tells of. ``proposed`` pairs a field of the entry asked about with the
    value that this side wants there; a coordinator takes it over or not (``settled``:
    ``accepted``, ``declined``). ``digest`` is of the facts that were asked about, or of
    those that an accepted answer made of them.
    ``link_version`` is part of the mailed link: raising it revokes the link; ``revoked`` says
    that no new one was given. ``expires`` is the last day on which the link can be used.
    ``mailed`` says whether a letter was written (``mailed_on``: the day of the latest one with
    a new link; None: ``asked_on``); without an address the link is handed over. ``lang`` is the
    language of letters and page. ``letter`` is what became of the latest letter
    (``asking.LetterState``; blank: not known yet), with the reason's code, the instant, and the
    cursor of the outcome that said so. ``reminded_on`` is the day of the one reminder,
    ``reminded_by`` who sent it (blank: by itself). ``remind`` says whether it goes out by itself:
    so does every new question; one asked before there were reminders was asked without one.
    """

    KIND: ClassVar[str] = "question"
    REFERENCES: ClassVar[References] = {"actor_id": ("actor", "ASKS")}
    finding_id: str
    digest: str
    actor_id: str
    entry_kind: str = ""
    entry_id: str = ""
    asked_on: date
    asked_by: str = ""
    expires: date
    link_version: int = 1
    mailed: bool = False
    mailed_on: date | None = None
    lang: str = "de"
    letter: str = ""
    letter_reason: str = ""
    letter_at: datetime | None = None
    letter_cursor: int = 0
    remind: bool = False
    reminded_on: date | None = None
    reminded_by: str = ""
    revoked: bool = False
    answer: str = ""
    period: Period = field(default_factory=Period)
    statement: str = ""
    proposed: tuple[tuple[str, str], ...] = ()
    answered_by: str = ""
    answered_at: datetime | None = None
    settled: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Record):
    """Vorhaben zur Lückenschließung: what is done about findings, by whom, until when.

    ``findings`` pairs each finding's id with the digest of its facts when the measure took it
    on; ``about`` pairs the id with what the finding is about (``standing.Subject.text``), so that
    it can be looked for when it is gone. ``status`` is ``planned``, ``running``, ``done`` or
    ``dropped``. What came of it stands in the references (an event, an offer, a project, a
    cooperation, a delivery), ``evidence_ids`` and ``outcome``. ``remind_days`` before ``due`` the
    owner is reminded by mail, if ``owner_email`` is known.
    """

    KIND: ClassVar[str] = "measure"
    REFERENCES: ClassVar[References] = {
        "owner_actor_id": ("actor", "OWNED_BY"),
        "region_ids": ("region", "IN"),
        "topic_ids": ("topic", "ABOUT"),
        "strategy_id": ("strategy", "FOUNDED_ON"),
        "meeting_ids": ("meeting", "LED_TO_MEETING"),
        "offer_ids": ("offer", "LED_TO_OFFER"),
        "project_ids": ("project", "LED_TO_PROJECT"),
        "cooperation_ids": ("cooperation", "LED_TO_COOPERATION"),
        "delivery_ids": ("delivery", "LED_TO_DELIVERY"),
        "evidence_ids": ("evidence", "SHOWN_BY"),
    }
    title: str
    description: str = ""
    findings: tuple[tuple[str, str], ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    owner: str = ""
    owner_actor_id: str = ""
    owner_email: str = ""
    begun: date
    due: date | None = None
    remind_days: int = 14
    status: str = "planned"
    closed: date | None = None
    outcome: str = ""
    region_ids: tuple[str, ...] = ()
    topic_ids: tuple[str, ...] = ()
    strategy_id: str = ""
    strategy_goal: str = ""
    meeting_ids: tuple[str, ...] = ()
    offer_ids: tuple[str, ...] = ()
    project_ids: tuple[str, ...] = ()
    cooperation_ids: tuple[str, ...] = ()
    delivery_ids: tuple[str, ...] = ()
    evidence_ids: tuple[str, ...] = ()


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
