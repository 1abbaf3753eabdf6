"""Parts for tests of reminders and lost letters of questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from services.network.findings import letters, reminders
from services.network.records.model import Question
from shared.notices import Notice, NoticeKind, Outcome, OutcomePage, Withdrawal
from tests.network.conftest import NOW
from tests.network.findings.question_parts import (
    POST,
)
from tests.network.home.web.test_reading_pages import network

AFTER = 14


def at(site, days):
    """The parts of the service so many days later."""
    return replace(site.extensions["ikoe"], clock=lambda: NOW + timedelta(days=days))


def remind(site, days):
    return reminders.remind(at(site, days), POST, AFTER)


def stored(site, question):
    return network(site).get(Question, question.id)


def sent(site, kind=NoticeKind.QUESTION_REMINDER):
    every = [n for n in waiting_letters_later(site) if "/notices/" in n.path]
    found = [Notice.model_validate_json(n.payload) for n in every]
    return [n for n in found if n.kind is kind]


def taken_back(site):
    every = [n for n in waiting_letters_later(site) if "/withdrawals/" in n.path]
    return [Withdrawal.model_validate_json(n.payload) for n in every]


def waiting_letters_later(site):
    return site.extensions["ikoe"].store.pending_notices(NOW + timedelta(days=100))


class Told:
    """Outcomes as notify would tell them, page by page."""

    def __init__(self, size=2):
        self.outcomes, self.asked, self._size = [], [], size

    def tell(self, question, state, reason="", reminder=False):
        cursor = len(self.outcomes) + 1
        self.outcomes.append(
            Outcome(
                cursor=cursor,
                notice_id=letters.letter_id(question, reminder),
                recipient_ref=letters.subject(question),
                kind=NoticeKind.FINDING_QUESTION,
                state=state,
                reason=reason,
                at=NOW,
            )
        )

    def after(self, cursor):
        self.asked.append(cursor)
        page = tuple(o for o in self.outcomes if o.cursor > cursor)[: self._size]
        return OutcomePage(outcomes=page, next=page[-1].cursor if page else cursor)
