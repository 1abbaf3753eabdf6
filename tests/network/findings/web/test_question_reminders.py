"""A side that does not answer is reminded once; letters that do not arrive are told of."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.network.findings import letters, reminders
from services.network.findings import questions as ask
from services.network.findings.findings import findings
from services.network.findings.judge import judge_finding
from services.network.findings.letter_outcomes import OutcomeReader
from services.network.records.model import Actor, Installation, Judgement, OutgoingNotice, Question
from services.network.stores.codec import decode, encode
from shared.errors import Conflict, Refused
from shared.notices import DeliveryState, NoticeKind
from tests.network.conftest import NOW
from tests.network.findings.question_mail import (
    Told,
    at,
    remind,
    sent,
    stored,
    taken_back,
)
from tests.network.findings.question_parts import (
    POST,
    asked,
    questions,
    reply,
    token_of,
    write,
)
from tests.network.home.web.test_reading_pages import network
from tests.shared.helpers import SECRET, log_in

AFTER = 14


@pytest.fixture
def client(site):
    # Old questions of the practice network shall not mix with those of the tests.
    net = network(site)
    write(site, *[replace(q, remind=False) for q in net.all(Question).values()])
    return log_in(site, "coordinator", "Kim Beispiel")


# --- by itself ------------------------------------------------------------------------------


def test_both_sides_are_reminded_once_after_the_days_with_the_link_they_have(site, client):
    _, both = asked(site, client)
    assert [remind(site, day) for day in (0, 13, 14, 14, 15, 27)] == [0, 0, 2, 0, 0, 0]
    for letter in sent(site):
        (to,) = letter.recipients
        question = next(q for q in both if to.ref.endswith(q.id))
        assert to.links == {"answer": letters.link_of(POST, question)}
        assert letter.question is not None
        assert letter.question.asked_on == NOW.date()
        after = stored(site, question)
        assert after.reminded_on == NOW.date() + timedelta(days=14)
        assert after.expires == NOW.date() + timedelta(days=28)
        (first,) = [
            n
            for n in sent(site, NoticeKind.FINDING_QUESTION)
            if n.subject_key == letter.subject_key
        ]
        assert first.subject_version < letter.subject_version


def test_a_question_of_a_version_without_reminders_is_reminded_by_hand_only(site, client):
    _, (old, new) = asked(site, client)
    body = json.loads(encode(old))
    # As the version wrote it that is being replaced, whose letters promised no reminder.
    for name in ("remind", "reminded_on", "reminded_by", "mailed_on", "lang", "letter"):
        del body[name]
    write(site, decode(Question.KIND, json.dumps(body)))
    assert remind(site, 20) == 1
    assert (stored(site, old).reminded_on, stored(site, new).reminded_on) == (
        None,
        NOW.date() + timedelta(days=20),
    )
    version = network(site).version(Question.KIND, old.id)
    reminders.remind_now(at(site, 20), POST, old.id, version, "Kim")
    assert stored(site, old).reminded_by == "Kim"


def test_the_reminder_leaves_two_weeks_for_the_answer(site, client):
    _, (question, _) = asked(site, client)
    reminders.remind_now(at(site, 27), POST, question.id, 1, "Kim")
    assert stored(site, question).expires == NOW.date() + timedelta(days=41)


def test_who_answered_was_judged_withdrawn_or_held_back_is_not_reminded(site, client):
    finding, (first, second) = asked(site, client)
    reply(site, first)
    reminders.hold_back(at(site, 3), second.id, False, 1, "Kim")
    assert remind(site, 20) == 0
    reminders.hold_back(at(site, 20), second.id, True, 2, "Kim")
    judge_finding(
        at(site, 20),
        finding_id=finding.id,
        digest=finding.digest,
        judgement=Judgement.OVERLAP,
        author="Kim",
        expects=0,
    )
    assert remind(site, 21) == 0
    with pytest.raises(Refused):
        reminders.remind_now(at(site, 21), POST, second.id, 3, "Kim")


def test_a_withdrawn_question_and_one_whose_finding_is_gone_are_not_reminded(site, client):
    _, (first, second) = asked(site, client)
    ask.revoke(at(site, 1), first.id, 1, "Kim")
    offer = network(site).find(second.entry_kind, second.entry_id)
    write(site, replace(offer, topic_ids=()))
    assert remind(site, 15) == 0


def test_never_means_never_and_nothing_is_sent_before_the_set_up(site, client):
    asked(site, client)
    assert reminders.remind(at(site, 20), POST, 0) == 0
    parts = at(site, 20)
    (installation,) = network(site).all(Installation).values()
    snapshot = network(site)
    bare = {k: v for k, v in snapshot.records.items() if k != installation.KIND}
    parts = replace(
        parts, live=type("C", (), {"network": lambda _: replace(snapshot, records=bare)})()
    )
    assert reminders.remind(parts, POST, 14) == 0


def test_of_two_workers_one_reminds(site, client):
    asked(site, client)
    behind = at(site, 14)
    network_before = behind.live.network()
    assert remind(site, 14) == 2

    class Late:
        store = behind.live.store

        def network(self):
            return network_before

        def snapshot(self, day):
            return network_before.on(day)

        def findings(self, snapshot):
            return findings(snapshot)

        def apply(self, *given):
            return behind.live.apply(*given)

    assert reminders.remind(replace(behind, live=Late()), POST, 14) == 0
    assert len(sent(site)) == 2


# --- by hand and back -----------------------------------------------------------------------


def test_a_reminder_by_hand_goes_out_sooner_and_only_once(site, client):
    _, (question, other) = asked(site, client)
    reminders.remind_now(at(site, 2), POST, question.id, 1, "Kim")
    assert stored(site, question).reminded_by == "Kim"
    with pytest.raises(Refused):
        reminders.remind_now(at(site, 3), POST, question.id, 2, "Kim")
    with pytest.raises(Conflict):
        reminders.remind_now(at(site, 3), POST, other.id, 7, "Kim")
    assert remind(site, 14) == 1


def test_an_answer_and_a_judgement_take_an_unsent_reminder_back(site, client):
    finding, (first, second) = asked(site, client)
    for question in (first, second):
        reminders.remind_now(at(site, 2), POST, question.id, 1, "Kim")
    reply(site, first)
    assert [w.subject_key for w in taken_back(site)] == [f"question:{first.id}"]
    for version, reason in enumerate(("Einmal.", "Zweimal.")):
        judge_finding(
            at(site, 3),
            finding_id=finding.id,
            digest=finding.digest,
            judgement=Judgement.OVERLAP,
            author="Kim",
            expects=version,
            reason=reason,
        )
    assert {w.subject_key for w in taken_back(site)} == {
        f"question:{q.id}" for q in (first, second)
    }
    versions = {n.subject_key: n.subject_version for n in sent(site)}
    assert all(w.upto_version == versions[w.subject_key] for w in taken_back(site))
    assert len(taken_back(site)) == 2


def test_a_side_that_wants_no_letters_gets_none_and_keeps_its_link(site, client):
    finding, (question, _) = asked(site, client)
    for _ in range(2):
        reminders.decline_letters(at(site, 1), SECRET, question.id, token_of(question))
    assert network(site).get(Actor, question.actor_id).askable is False
    assert letters.address_of(network(site), question.actor_id, NOW.date()) is None
    assert [w.subject_key for w in taken_back(site)] == [f"question:{question.id}"]
    assert remind(site, 14) == 1
    assert reply(site, question).status_code == 303
    # Asked again, it gets no letter either.
    ask.remove(at(site, 15), question.id, 2, "Kim")
    again = next(
        f for f in findings(network(site).on(date(2026, 12, 10))).parallels if f.id == finding.id
    )
    (new,) = [q for q in ask.ask_sides(at(site, 15), POST, again, "Kim")
              if q.actor_id == question.actor_id]  # fmt: skip
    assert new.mailed is False


# --- what became of the letters -------------------------------------------------------------


def letter_of(site, question):
    now = stored(site, question)
    return now.letter, now.letter_reason


def test_the_question_tells_what_became_of_its_letter(site, client):
    _, (first, second) = asked(site, client)
    told = Told()
    reader = OutcomeReader(site.extensions["ikoe"], told)
    told.tell(first, DeliveryState.FAILED, "mail.recipient_refused")
    told.tell(second, DeliveryState.SENT)
    told.tell(second, DeliveryState.SUPERSEDED, "newer")
    assert reader.run_once() == 2
    assert letter_of(site, first) == ("failed", "mail.recipient_refused")
    assert letter_of(site, second) == ("sent", "")
    # A letter that was sent again from the list of letters arrives after all.
    told.tell(first, DeliveryState.SENT)
    assert reader.run_once() == 1
    assert letter_of(site, first) == ("sent", "")
    assert told.asked[-1] == 4


@pytest.mark.parametrize(
    ("state", "reason", "letter"),
    [
        (DeliveryState.UNKNOWN, "mail.connection_lost", "unknown"),
        (DeliveryState.SHUNTED, "letter_unwritable", "failed"),
        (DeliveryState.CANCELLED, "expired", "failed"),
        (DeliveryState.CANCELLED, "by_hand", "failed"),
        (DeliveryState.CANCELLED, "withdrawn", ""),
        (DeliveryState.SUPERSEDED, "newer", ""),
    ],
)
def test_only_what_leaves_a_side_without_its_letter_counts_as_failed(
    site, client, state, reason, letter
):
    _, (question, _) = asked(site, client)
    told = Told()
    told.tell(question, state, reason)
    OutcomeReader(site.extensions["ikoe"], told).run_once()
    assert letter_of(site, question) == (letter, reason if letter else "")


def test_a_new_reader_goes_on_where_a_question_last_heard_something(site, client):
    _, (first, second) = asked(site, client)
    told = Told()
    for question in (first, second):
        told.tell(question, DeliveryState.SENT)
    parts = site.extensions["ikoe"]
    assert OutcomeReader(parts, told).run_once() == 2
    revision = network(site).revision
    fresh = Told()
    fresh.outcomes = told.outcomes
    assert OutcomeReader(parts, fresh).run_once() == 0
    assert fresh.asked == [2]
    assert network(site).revision == revision


def test_what_is_said_of_an_earlier_letter_or_a_deleted_question_changes_nothing(site, client):
    _, (first, second) = asked(site, client)
    ask.resend(at(site, 0), POST, first.id, 1, "Kim")
    ask.remove(at(site, 0), second.id, 1, "Kim")
    told = Told()
    told.tell(first, DeliveryState.FAILED, "address.invalid")
    told.tell(second, DeliveryState.FAILED, "address.invalid")
    assert OutcomeReader(site.extensions["ikoe"], told).run_once() == 0
    assert letter_of(site, first) == ("", "")


def test_a_letter_that_notify_does_not_take_counts_as_failed(site, client):
    _, (question, _) = asked(site, client)
    parts = site.extensions["ikoe"]
    notice = parts.store.get(OutgoingNotice.KIND, str(letters.letter_id(question))).record
    parts.store.accepted_notices([replace(notice, state="refused")], NOW)
    OutcomeReader(parts, Told()).run_once()
    assert letter_of(site, question) == ("failed", "refused")


def test_who_never_got_the_letter_is_not_reminded_but_gets_a_new_one(site, client):
    finding, (question, _) = asked(site, client)
    told = Told()
    told.tell(question, DeliveryState.FAILED, "address.invalid")
    OutcomeReader(site.extensions["ikoe"], told).run_once()
    assert remind(site, 14) == 1
    ask.resend(at(site, 15), POST, question.id, 2, "Kim")
    renewed = stored(site, question)
    assert (renewed.letter, renewed.mailed_on) == ("", NOW.date() + timedelta(days=15))
    assert [remind(site, day) for day in (28, 29)] == [0, 1]
    assert questions(site, finding)
