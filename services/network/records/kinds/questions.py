"""Questions to both sides of a possible parallel structure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from services.network.records.kinds.record import Record, References
from services.network.records.period import Period


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
