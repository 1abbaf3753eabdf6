"""When a side that does not answer is reminded, held against the rule read day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.network.findings.lifecycle import QuestionState, question_state
from services.network.findings.reminder_rules import (
    Around,
    LetterState,
    letter_day,
    may_remind,
    reminder_due,
)
from tests.builders import AT, DAY
from tests.network.findings.test_lifecycle import question, verdict

LASTS = 28
DAYS = st.none() | st.integers(0, 45)


def later(days):
    return DAY + timedelta(days=days)


def asked(**changes):
    usual = {"asked_on": DAY, "expires": later(LASTS), "mailed": True, "remind": True}
    return question(**{**usual, **changes})


def after(day, event):
    return event is not None and day >= event


@given(
    wait=st.integers(0, 40),
    answered=DAYS,
    revoked=DAYS,
    judged=DAYS,
    gone=DAYS,
    declined=DAYS,
    failed=DAYS,
    held=DAYS,
    released=DAYS,
    mailed=st.booleans(),
)
def test_one_reminder_goes_out_on_the_first_day_on_which_nothing_speaks_against_it(
    wait, answered, revoked, judged, gone, declined, failed, held, released, mailed
):
    sent = []
    one = replace(asked(), mailed=mailed)
    for day in range(46):
        one = replace(
            one,
            answer="no" if after(day, answered) else "",
            revoked=after(day, revoked),
            letter="failed" if after(day, failed) else "sent",
            remind=not after(day, held) or after(day, released),
        )
        around = Around(
            verdict(day=later(judged)) if after(day, judged) else None,
            stands=not after(day, gone),
            reachable=not after(day, declined),
        )
        due = reminder_due(one, around, later(day), wait)
        assert not due or may_remind(one, around, later(day))
        if due:
            sent.append(day)
            one = replace(one, reminded_on=later(day))
    never = (answered, revoked, judged, gone, declined, failed)
    expected = [
        day
        for day in range(46)
        if 0 < wait <= day <= LASTS
        and mailed
        and not any(after(day, event) for event in never)
        and (not after(day, held) or after(day, released))
    ]
    assert sent == expected[:1]


@given(day=st.integers(0, 60), reminded=DAYS)
def test_nothing_but_what_speaks_against_it_stops_a_reminder_by_hand(day, reminded):
    one = asked(remind=False, reminded_on=None if reminded is None else later(reminded))
    waits = question_state(one, later(day)) is QuestionState.WAITING
    assert may_remind(one, Around(), later(day)) is (waits and reminded is None)


@pytest.mark.parametrize(
    ("question", "around"),
    [
        (asked(expires=later(14)), Around()),
        (asked(answer="no"), Around()),
        (asked(revoked=True), Around()),
        (asked(mailed=False), Around()),
        (asked(reminded_on=later(14)), Around()),
        (asked(letter="failed"), Around()),
        (asked(), Around(stands=False)),
        (asked(), Around(reachable=False)),
        (asked(), Around(verdict(day=DAY))),
    ],
)
def test_each_thing_that_speaks_against_a_reminder_is_enough_alone(question, around):
    assert may_remind(asked(), Around(), later(15)) is True
    assert may_remind(question, around, later(15)) is False
    assert reminder_due(question, around, later(15), 14) is False


@pytest.mark.parametrize(
    ("day", "days", "due"),
    [(20, 0, False), (0, 1, False), (1, 1, True), (13, 14, False), (14, 14, True)],
)
def test_a_reminder_is_due_so_many_days_after_the_letter_and_never_with_none(day, days, due):
    assert reminder_due(asked(), Around(), later(day), days) is due
    assert reminder_due(asked(remind=False), Around(), later(day), days) is False


def test_a_letter_that_may_have_arrived_does_not_stop_the_reminder():
    letters = ("", *(state.value for state in LetterState))
    told = {letter: may_remind(asked(letter=letter), Around(), later(15)) for letter in letters}
    assert told == {"": True, "sent": True, "failed": False, "unknown": True}


@pytest.mark.parametrize(("verdict_day", "may"), [(-1, True), (0, False), (3, False)])
def test_only_a_judgement_from_before_the_question_leaves_the_reminder(verdict_day, may):
    around = Around(verdict(day=later(verdict_day)))
    assert may_remind(asked(), around, later(15)) is may


def test_a_new_link_starts_the_days_anew():
    renewed = asked(mailed_on=later(10))
    assert letter_day(renewed) == later(10)
    assert not reminder_due(renewed, Around(), later(23), 14)
    assert reminder_due(renewed, Around(), later(24), 14)


def test_an_answer_counts_before_everything_else():
    assert not may_remind(asked(answer="planned", answered_at=AT), Around(), later(14))
