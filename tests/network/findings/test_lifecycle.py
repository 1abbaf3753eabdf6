"""A finding's life and the accuracy of the rules, held against the definitions read naively."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.network.findings.lifecycle import (
    FindingStage,
    Precision,
    holds,
    precision,
    question_state,
    stage,
)
from services.network.records.model import Judgement, Question, Verdict
from tests.builders import DAY

BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


def verdict(**changes):
    values = {
        "id": "v",
        "finding_id": "parallel-1",
        "digest": "now",
        "judgement": Judgement.OVERLAP,
        "day": BEFORE,
    }
    return Verdict(**{**values, **changes})


def question(**changes):
    values = {
        "id": "q",
        "finding_id": "parallel-1",
        "digest": "now",
        "actor_id": "a",
        "asked_on": BEFORE,
        "expires": AFTER,
    }
    return Question(**{**values, **changes})


def test_a_finding_goes_from_open_over_asked_and_judged_to_released():
    assert stage("now", None, (), DAY) is FindingStage.OPEN
    assert stage("now", None, (question(),), DAY) is FindingStage.ASKED
    assert stage("now", verdict(), (question(),), DAY) is FindingStage.JUDGED
    assert stage("now", verdict(released=True), (question(),), DAY) is FindingStage.RELEASED


def test_when_the_facts_change_a_released_finding_is_open_again():
    released = verdict(released=True)
    assert (
        stage("other", released, (question(asked_on=BEFORE - timedelta(3)),), DAY)
        is FindingStage.OPEN
    )


def test_a_verdict_counts_until_the_day_of_looking_again():
    for recheck, counts in [(None, True), (AFTER, True), (DAY, False), (BEFORE, False)]:
        assert holds(verdict(recheck=recheck), "now", DAY) is counts


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"expires": DAY}, FindingStage.ASKED),
        ({"expires": BEFORE}, FindingStage.OPEN),
        ({"expires": BEFORE, "answer": "no"}, FindingStage.ASKED),
        ({"revoked": True}, FindingStage.OPEN),
        ({"revoked": True, "answer": "no"}, FindingStage.ASKED),
        # The answer itself may have changed the facts.
        ({"digest": "older", "answer": "yes"}, FindingStage.ASKED),
    ],
)
def test_only_a_question_that_waits_or_was_answered_makes_a_finding_asked(changes, expected):
    assert stage("now", None, (question(**changes),), DAY) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "waiting"),
        ({"expires": DAY}, "waiting"),
        ({"expires": BEFORE}, "expired"),
        ({"revoked": True}, "revoked"),
        ({"revoked": True, "expires": BEFORE}, "revoked"),
        ({"revoked": True, "expires": BEFORE, "answer": "no"}, "answered"),
    ],
)
def test_a_question_waits_until_its_last_day_unless_answered_or_revoked(changes, expected):
    assert question_state(question(**changes), DAY) == expected


def test_a_question_from_before_an_outdated_verdict_belongs_to_the_round_before():
    outdated = verdict(digest="older", day=DAY)
    before = question(digest="older", answer="no", asked_on=BEFORE)
    assert stage("now", outdated, (before,), DAY) is FindingStage.OPEN
    assert stage("now", replace(outdated, day=BEFORE), (replace(before, asked_on=DAY),), DAY) is (
        FindingStage.ASKED
    )


def test_agreement_is_counted_per_kind_of_finding():
    verdicts = [
        verdict(finding_id="parallel-1"),
        verdict(finding_id="parallel-2", judgement=Judgement.INTENDED),
        verdict(finding_id="parallel-3", judgement=Judgement.COMPLEMENTARY),
        verdict(finding_id="coverage-1", judgement=Judgement.NO_NEED),
        verdict(finding_id="isolated-1", judgement=Judgement.INTENDED),
        verdict(finding_id="imported:7"),
    ]
    found = precision(verdicts)
    assert found == {
        "coverage": Precision(0, 1),
        "parallel": Precision(2, 3),
        "isolated": Precision(1, 1),
    }
    assert (found["coverage"].share, Precision(0, 0).share) == (0.0, 0.0)
    assert (found["parallel"].share, found["isolated"].share) == (2 / 3, 1.0)


DAYS = st.dates(DAY - timedelta(days=4), DAY + timedelta(days=4))
DIGESTS = st.sampled_from(["now", "older"])
VERDICTS = st.none() | st.builds(
    verdict,
    digest=DIGESTS,
    day=DAYS,
    recheck=st.none() | DAYS,
    released=st.booleans(),
)
QUESTIONS = st.lists(
    st.builds(
        question,
        digest=DIGESTS,
        asked_on=DAYS,
        expires=DAYS,
        revoked=st.booleans(),
        answer=st.sampled_from(["", "yes", "planned", "no"]),
    ),
    max_size=4,
)


def naive(one: Verdict | None, questions: list[Question], day: date) -> str:
    if one and one.digest == "now" and not (one.recheck and one.recheck <= day):
        return "released" if one.released else "judged"
    for q in questions:
        this_round = q.digest == "now" or one is None or q.asked_on > one.day
        if this_round and (q.answer or (not q.revoked and q.expires >= day)):
            return "asked"
    return "open"


@given(one=VERDICTS, questions=QUESTIONS, day=DAYS)
def test_the_stage_is_what_the_definition_says(one, questions, day):
    assert stage("now", one, questions, day) == naive(one, questions, day)
    assert stage("now", one, questions[::-1], day) == stage("now", one, questions, day)


@given(one=VERDICTS, questions=QUESTIONS, day=DAYS)
def test_without_a_valid_judgement_nothing_is_released(one, questions, day):
    if stage("now", one, questions, day) is FindingStage.RELEASED:
        assert one is not None
        assert (one.digest, one.released) == ("now", True)
