"""What became of the letters of questions: asked from notify, kept in the question.

A letter that could not be delivered stays a question that nobody has seen; the coordinator
learns of it on the page of the question and of its finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from services.network.findings import letters
from services.network.findings.lifecycle import QuestionState, question_state
from services.network.findings.reminder_rules import LetterState
from services.network.records.model import OutgoingNotice, Question
from services.network.records.network import ChangeSet, Network
from services.network.records.services import Services
from shared.clock import berlin_day
from shared.errors import Conflict
from shared.notices import DeliveryState, Outcome, OutcomePage

AUTHOR = "Postausgang"

_STATES: Mapping[DeliveryState, LetterState] = {
    DeliveryState.SENT: LetterState.SENT,
    DeliveryState.FAILED: LetterState.FAILED,
    DeliveryState.SHUNTED: LetterState.FAILED,
    DeliveryState.UNKNOWN: LetterState.UNKNOWN,
}
_NEVER_SENT = frozenset({"expired", "by_hand"})
"""Reasons of a cancelled letter that leave the side without one; other cancellations are ours."""


class OutcomeSource(Protocol):
    """Where the outcomes of letters are asked for."""

    def after(self, cursor: int) -> OutcomePage:
        """The page behind a cursor. Raises Unavailable."""
        ...


class OutcomeReader:
    """Reads outcomes from where it stopped. After a restart it goes on behind the last one that
    a question knows of; what it reads again changes nothing."""

    def __init__(self, parts: Services, outcomes: OutcomeSource) -> None:
        self._parts = parts
        self._outcomes = outcomes
        self._cursor: int | None = None

    def run_once(self) -> int:
        """Note everything that is new; returns how many questions changed. Raises Unavailable."""
        network = self._parts.live.network()
        if self._cursor is None:
            self._cursor = max((q.letter_cursor for q in network.all(Question).values()), default=0)
        changed = self._refused(network)
        while (page := self._outcomes.after(self._cursor)).outcomes:
            for outcome in page.outcomes:
                changed += self._note(outcome)
            self._cursor = page.next
        return changed

    def _note(self, outcome: Outcome) -> bool:
        kind, _, id = outcome.recipient_ref.partition(":")
        state = state_of(outcome)
        if kind != "question" or state is None:
            return False
        while True:
            network = self._parts.live.network()
            question = network.get(Question, id)
            if (
                question is None
                or outcome.cursor <= question.letter_cursor
                or outcome.notice_id
                != letters.letter_id(question, reminder=question.reminded_on is not None)
            ):
                return False
            told = replace(
                question,
                letter=state.value,
                letter_reason=outcome.reason if state is not LetterState.SENT else "",
                letter_at=outcome.at,
                letter_cursor=outcome.cursor,
            )
            if self._put(network, told):
                return True

    def _refused(self, network: Network) -> int:
        """Letters that notify did not take at all: their notice says so, no outcome does."""
        day = berlin_day(self._parts.clock())
        changed = 0
        for question in network.all(Question).values():
            waiting = question_state(question, day) is QuestionState.WAITING
            if not waiting or not question.mailed or question.letter:
                continue
            id = letters.letter_id(question, reminder=question.reminded_on is not None)
            stored = self._parts.live.store.get(OutgoingNotice.KIND, str(id))
            notice = stored.record if stored else None
            if isinstance(notice, OutgoingNotice) and notice.state == "refused":
                failed = replace(
                    question,
                    letter=LetterState.FAILED.value,
                    letter_reason="refused",
                    letter_at=self._parts.clock(),
                )
                changed += self._put(network, failed)
        return changed

    def _put(self, network: Network, question: Question) -> bool:
        """False if somebody changed the question in this moment."""
        try:
            self._parts.live.apply(ChangeSet((network.put(question),)), AUTHOR, self._parts.clock())
        except Conflict:
            return False
        return True


def state_of(outcome: Outcome) -> LetterState | None:
    """What an outcome says about its letter; None if it says nothing that a side misses."""
    if outcome.state is DeliveryState.CANCELLED and outcome.reason in _NEVER_SENT:
        return LetterState.FAILED
    return _STATES.get(outcome.state)
