"""A finding's life: open, asked, judged, released; and how often the rule was agreed with.

Pure functions over verdicts and questions. A verdict speaks of the facts that its digest
stands for: when they change, the finding is open again and nothing of it is released.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.network.records.kinds.questions import Question
from services.network.records.kinds.record import Judgement
from services.network.records.kinds.verdicts import Verdict


class FindingStage(StrEnum):
    """Where a finding stands; only the last may be named in a report."""

    OPEN = "open"
    ASKED = "asked"
    JUDGED = "judged"
    RELEASED = "released"


class QuestionState(StrEnum):
    """Where a question to one side stands on a day."""

    WAITING = "waiting"
    ANSWERED = "answered"
    EXPIRED = "expired"
    REVOKED = "revoked"


AGREEING: Mapping[str, frozenset[Judgement]] = {
    "coverage": frozenset({Judgement.REAL_GAP}),
    # Wanted or not: both do the same in the same place, as the rule said.
    "parallel": frozenset({Judgement.OVERLAP, Judgement.INTENDED}),
    "isolated": frozenset({Judgement.REAL_GAP, Judgement.INTENDED}),
}
"""Kind of finding -> judgements that say the rule was right."""


@dataclass(frozen=True, slots=True)
class Precision:
    """Treffsicherheit: how many of ``judged`` findings were judged as the rule said."""

    agreed: int
    judged: int

    @property
    def share(self) -> float:
        """0..1; 0 if nothing was judged."""
        return self.agreed / self.judged if self.judged else 0.0


def holds(verdict: Verdict, digest: str, day: date) -> bool:
    """Whether a verdict still counts: same facts, and its day of re-checking not yet come."""
    return verdict.digest == digest and (verdict.recheck is None or day < verdict.recheck)


def question_state(question: Question, day: date) -> QuestionState:
    """Where a question stands; an answer stays one whatever becomes of the link."""
    if question.answer:
        return QuestionState.ANSWERED
    if question.revoked:
        return QuestionState.REVOKED
    return QuestionState.WAITING if day <= question.expires else QuestionState.EXPIRED


def concerns(question: Question, digest: str, verdict: Verdict | None) -> bool:
    """Whether a question belongs to the present round of its finding: it was asked about these
    facts, or nobody has judged since. Facts may change by the answer itself."""
    return question.digest == digest or verdict is None or question.asked_on > verdict.day


def stage(
    digest: str, verdict: Verdict | None, questions: Iterable[Question], day: date
) -> FindingStage:
    """Where a finding with these facts stands on a day.

    ``verdict`` is the latest one on it, ``questions`` all that were asked about it.
    """
    if verdict is not None and holds(verdict, digest, day):
        return FindingStage.RELEASED if verdict.released else FindingStage.JUDGED
    for question in questions:
        live = question_state(question, day) in (QuestionState.WAITING, QuestionState.ANSWERED)
        if live and concerns(question, digest, verdict):
            return FindingStage.ASKED
    return FindingStage.OPEN


def precision(verdicts: Iterable[Verdict]) -> Mapping[str, Precision]:
    """Kind of finding -> how often its judgements agreed with the rule.

    ``verdicts``: the latest one per finding, also of findings that are gone: a mistake in the
    data that was mended was a mistake of the rule all the same.
    """
    counts = {kind: [0, 0] for kind in AGREEING}
    for verdict in verdicts:
        kind = verdict.finding_id.partition("-")[0]
        if kind in counts:
            counts[kind][0] += verdict.judgement in AGREEING[kind]
            counts[kind][1] += 1
    return {kind: Precision(agreed, judged) for kind, (agreed, judged) in counts.items()}
