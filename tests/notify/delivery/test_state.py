"""Decisions about letters, as rules that hold for every sequence of events."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.notify.delivery.decisions import (
    BACK_OFF,
    GIVE_UP_AFTER,
    MAX_CRASHES,
    Result,
    after_error,
    after_result,
    after_stale_claim,
    back_off,
    classify,
    hold_for,
    if_pointless,
    resend_if_unknown,
)
from services.notify.records.state import TRANSITIONS, Decision, LetterStanding, State, is_bulk
from shared.notices import DeliveryState, NoticeKind
from tests.notify.builders import NOW


def test_the_states_are_those_of_the_contract():
    assert {state.value for state in State} == {state.value for state in DeliveryState}
    assert set(TRANSITIONS) == set(State)


def test_back_off_grows_and_stays():
    assert [back_off(n).total_seconds() / 60 for n in range(1, 9)] == [
        1, 5, 15, 60, 120, 240, 360, 360,
    ]  # fmt: skip


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_kind_has_a_policy(kind):
    never = {
        NoticeKind.EVENT_INVITATION,
        NoticeKind.EVENT_REMINDER,
        NoticeKind.MEASURE_REMINDER,
        NoticeKind.QUESTION_REMINDER,
    }
    assert resend_if_unknown(kind) is (kind not in never)
    assert is_bulk(kind) is str(kind).startswith("event_")


def test_450_and_550_are_told_apart_though_their_class_is_one():
    assert classify("recipient", 450).kind == "later"
    assert classify("recipient", 550).kind == "refused"


@given(
    st.sampled_from(["connect", "login", "sender", "recipient", "data", "dot"]),
    st.one_of(st.none(), st.integers(100, 599)),
)
def test_only_a_connection_lost_after_the_bytes_is_unknown(stage, code):
    assert (classify(stage, code).kind == "unknown") is (stage == "dot" and code is None)


@given(
    st.sampled_from([str(kind) for kind in NoticeKind]),
    st.integers(0, 50),
    st.integers(0, 200),
    st.sampled_from(["later", "hold"]),
)
def test_a_temporary_failure_waits_or_gives_up_after_two_days(kind, attempts, hours, how):
    standing = LetterStanding(kind, attempts=attempts, first_try_at=NOW - timedelta(hours=hours))
    decision = after_result(standing, Result(how, "mail.unreachable"), NOW)
    if timedelta(hours=hours) >= GIVE_UP_AFTER:
        assert (decision.state, decision.next_try) == (State.FAILED, None)
    else:
        assert decision.state is State.PLANNED
        assert decision.next_try is not None
        assert NOW < decision.next_try <= NOW + BACK_OFF[-1]


def test_a_pause_of_the_post_uses_up_no_try():
    standing = LetterStanding("event_reminder", attempts=3, first_try_at=NOW)
    assert after_result(standing, Result("hold", "mail.login"), NOW).attempts == 3


def test_expiry_counts_to_the_second_and_spares_what_may_have_arrived():
    standing = LetterStanding("event_reminder", expires_at=NOW)
    assert if_pointless(standing, NOW - timedelta(seconds=1)) is None
    assert getattr(if_pointless(standing, NOW), "state", None) is State.CANCELLED
    unsure = LetterStanding("event_changed", expires_at=NOW, unknowns=1)
    assert getattr(if_pointless(unsure, NOW), "state", None) is State.UNKNOWN


def test_letters_that_crashed_together_twice_are_tried_apart():
    first, again = (
        [
            after_stale_claim(LetterStanding("event_changed", crashes=crashes, spread=spread), NOW)
            for spread in (0.1, 0.9)
        ]
        for crashes in (1, 2)
    )
    assert [one.next_try for one in first] == [NOW, NOW]
    assert [one.next_try for one in again] == [
        NOW + timedelta(seconds=12),
        NOW + timedelta(seconds=108),
    ]


@pytest.mark.parametrize(
    ("stage", "code", "kind", "reason"),
    [
        ("connect", None, "hold", "mail.unreachable"),
        ("connect", 421, "hold", "mail.unreachable"),
        ("connect", 554, "hold", "mail.unreachable"),
        ("login", None, "later", "mail.interrupted"),
        ("login", 454, "hold", "mail.login"),
        ("login", 535, "hold", "mail.login"),
        ("sender", None, "later", "mail.interrupted"),
        ("sender", 499, "later", "mail.later"),
        ("sender", 500, "refused", "mail.sender_refused"),
        ("recipient", None, "later", "mail.interrupted"),
        ("recipient", 400, "later", "mail.later"),
        ("recipient", 500, "refused", "mail.recipient_refused"),
        ("recipient", 399, "refused", "mail.recipient_refused"),
        ("data", None, "later", "mail.interrupted"),
        ("data", 451, "later", "mail.later"),
        ("data", 554, "refused", "mail.letter_refused"),
        ("dot", None, "unknown", "mail.connection_lost"),
        ("dot", 451, "later", "mail.later"),
        ("dot", 554, "refused", "mail.letter_refused"),
    ],
)
def test_stage_and_code_together_say_what_a_failure_means(stage, code, kind, reason):
    assert classify(stage, code, "so der Server") == Result(kind, reason, "so der Server")


def test_a_refused_login_holds_the_post_longer_than_an_unreachable_server():
    assert hold_for("mail.login") == timedelta(minutes=5)
    assert hold_for("mail.unreachable") == timedelta(seconds=30)


TRIED = LetterStanding("event_changed", attempts=3, crashes=1, unknowns=0, first_try_at=NOW)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (Result("sent"), Decision(State.SENT, "", None, 4, 0, 0)),
        (Result("refused", "mail.x"), Decision(State.FAILED, "mail.x", None, 4, 0, 0)),
        (
            Result("unknown", "mail.x"),
            Decision(State.UNKNOWN, "mail.x", NOW + 10 * MINUTE, 4, 0, 1),
        ),
        (
            Result("hold", "mail.login"),
            Decision(State.PLANNED, "mail.login", NOW + 5 * MINUTE, 3, 0, 0),
        ),
        (Result("later", "mail.x"), Decision(State.PLANNED, "mail.x", NOW + 60 * MINUTE, 4, 0, 0)),
    ],
    ids=lambda one: getattr(one, "kind", ""),
)
def test_every_result_of_a_try_decides_state_reason_next_try_and_counts(result, expected):
    assert after_result(TRIED, result, NOW) == expected


@pytest.mark.parametrize("how", ["later", "hold"])
def test_giving_up_keeps_the_count_of_tries(how):
    tried = replace(TRIED, first_try_at=NOW - GIVE_UP_AFTER)
    assert after_result(tried, Result(how, "mail.x"), NOW) == Decision(
        State.FAILED, "mail.gave_up", None, 4, 0, 0
    )


def test_a_letter_whose_worker_was_lost_after_the_first_byte_may_have_arrived():
    lost = replace(TRIED, data_started=True)
    assert after_stale_claim(lost, NOW) == Decision(
        State.UNKNOWN, "worker_lost", NOW + 10 * MINUTE, 4, 1, 1
    )
    again = replace(lost, unknowns=1)
    assert after_stale_claim(again, NOW) == Decision(State.UNKNOWN, "worker_lost", None, 4, 1, 2)
    once = replace(lost, kind="event_reminder")
    assert after_stale_claim(once, NOW) == Decision(State.UNKNOWN, "worker_lost", None, 4, 1, 1)


def test_the_third_crash_puts_a_letter_aside():
    assert after_stale_claim(replace(TRIED, crashes=2), NOW) == Decision(
        State.PLANNED, "crashed", NOW, 3, 2, 0
    )
    assert after_stale_claim(replace(TRIED, crashes=3), NOW) == Decision(
        State.SHUNTED, "crashed", None, 3, 3, 0
    )


def test_a_letter_that_cannot_be_written_is_put_aside_at_once_and_another_error_is_a_crash():
    assert after_error(TRIED, "letter_unwritable", NOW) == Decision(
        State.SHUNTED, "letter_unwritable", None, 3, 1, 0
    )
    assert after_error(TRIED, "other", NOW) == Decision(State.PLANNED, "other", NOW, 3, 1, 0)


def test_what_has_expired_is_over_with_its_counts_kept():
    unsure = replace(TRIED, expires_at=NOW, unknowns=2)
    assert if_pointless(unsure, NOW) == Decision(State.UNKNOWN, "expired", None, 3, 1, 2)
    assert if_pointless(TRIED, NOW) is None


class OneLetter(RuleBasedStateMachine):
    """A letter, a worker that dies anywhere, a server that answers anything."""

    @initialize(kind=st.sampled_from([str(kind) for kind in NoticeKind]))
    def begin(self, kind):
        self.kind = kind
        self.now = NOW
        self.state = State.PLANNED
        self.next_try = NOW
        self.attempts = self.crashes = self.unknowns = 0
        self.first_try = None
        self.started = False
        self.reached_a_server = 0
        self.sure = False

    def standing(self):
        return LetterStanding(
            self.kind, self.attempts, self.crashes, self.unknowns, self.first_try, self.started
        )

    def follow(self, decision):
        assert decision.state in TRANSITIONS[State.SENDING]
        self.state, self.next_try = decision.state, decision.next_try
        self.attempts, self.crashes = decision.attempts, decision.crashes
        self.unknowns = decision.unknowns

    @precondition(
        lambda self: self.state in (State.PLANNED, State.UNKNOWN) and self.next_try is not None
    )
    @rule()
    def claim(self):
        self.now = max(self.now, self.next_try)
        self.state = State.SENDING
        self.crashes += 1
        self.first_try = self.first_try or self.now
        self.started = False

    @precondition(lambda self: self.state is State.SENDING and not self.started)
    @rule()
    def data(self):
        self.started = True
        self.reached_a_server += 1

    @rule(minutes=st.integers(0, 600))
    def waits(self, minutes):
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.state is State.SENDING)
    @rule()
    def dies(self):
        self.follow(after_stale_claim(self.standing(), self.now))

    @precondition(lambda self: self.state is State.SENDING and not self.started)
    @rule(
        stage=st.sampled_from(["connect", "login", "sender", "recipient"]),
        code=st.none() | st.integers(400, 599),
    )
    def fails_before(self, stage, code):
        self.follow(after_result(self.standing(), classify(stage, code), self.now))

    @precondition(lambda self: self.state is State.SENDING and not self.started)
    @rule(reason=st.sampled_from(["letter_unwritable", "letter_newer", "crashed"]))
    def errs(self, reason):
        self.follow(after_error(self.standing(), reason, self.now))

    @precondition(lambda self: self.state is State.SENDING and self.started)
    @rule(code=st.none() | st.integers(400, 599))
    def fails_after(self, code):
        if code is not None:
            # Refused by the server's own word: it does not have this one.
            self.reached_a_server -= 1
        self.follow(after_result(self.standing(), classify("dot", code), self.now))

    @precondition(lambda self: self.state is State.SENDING and self.started)
    @rule()
    def arrives(self):
        self.follow(after_result(self.standing(), Result("sent"), self.now))

    @invariant()
    def never_more_letters_than_the_kind_allows(self):
        if hasattr(self, "kind"):
            assert self.reached_a_server <= (2 if resend_if_unknown(self.kind) else 1)

    @invariant()
    def a_next_try_stands_exactly_where_something_will_happen(self):
        if hasattr(self, "kind") and self.state is not State.SENDING:
            if self.state is State.PLANNED:
                assert self.next_try is not None
            elif self.state is not State.UNKNOWN:
                assert self.next_try is None

    @invariant()
    def crashes_are_bounded(self):
        if hasattr(self, "kind"):
            assert self.crashes <= MAX_CRASHES + 2


TestOneLetter = OneLetter.TestCase
TestOneLetter.settings = settings(max_examples=150, stateful_step_count=40)
