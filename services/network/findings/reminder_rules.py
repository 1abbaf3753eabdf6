"""When a side that was asked and does not answer is written to once more.

Pure: what is known about a question goes in, whether a reminder may or must go out comes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.network.findings.lifecycle import QuestionState, question_state
from services.network.records.kinds.questions import Question
from services.network.records.kinds.verdicts import Verdict


class LetterState(StrEnum):
    """What became of the latest letter of a question; blank in a question: not known yet."""

    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Around:
    """What a reminder depends on beside its question.

    ``verdict`` is the latest one on the finding. ``stands``: the finding is still there.
    ``reachable``: there is an address, and the side has not asked to be left alone.
    """

    verdict: Verdict | None = None
    stands: bool = True
    reachable: bool = True


def may_remind(question: Question, around: Around, day: date) -> bool:
    """Whether one reminder may go out on a day, by hand or by itself.

    Never a second one; never after an answer, a withdrawal, the link's end or a judgement of
    what was asked about; never where the first letter did not arrive or nobody may be written
    to.
    """
    return (
        question_state(question, day) is QuestionState.WAITING
        and question.mailed
        and question.reminded_on is None
        and question.letter != LetterState.FAILED
        and around.stands
        and around.reachable
        and not _judged_since(question, around.verdict)
    )


def reminder_due(question: Question, around: Around, day: date, days: int) -> bool:
    """Whether the reminder goes out by itself on a day: ``days`` after the letter (0: never),
    unless a coordinator holds it back."""
    return (
        days > 0
        and question.remind
        and (day - letter_day(question)).days >= days
        and may_remind(question, around, day)
    )


def letter_day(question: Question) -> date:
    """The day of the letter that brought the link which works now."""
    return question.mailed_on or question.asked_on


def _judged_since(question: Question, verdict: Verdict | None) -> bool:
    # On the day of asking as well: better no reminder than one about what is settled.
    return verdict is not None and verdict.day >= question.asked_on
