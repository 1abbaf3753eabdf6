"""Sending and sweeping over a real database: failures, crashes, pauses; both databases."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from services.notify.delivery.decisions import Result, after_result
from services.notify.records.state import DATA_LEASE, LEASE, State
from services.notify.stores.tables import deliveries
from shared.notices import Notice, NoticeKind
from tests.notify.builders import NOW, notice, only, outcome_states, recipient, states

BYTES = b"From: netz@ikoe.example\r\nSubject: x\r\n\r\nthe very bytes\r\n"


def test_a_claim_past_its_lease_may_not_start(parts, bell, time):
    parts.intake.notice(notice())
    claim = parts.deliveries.claim(bell.rung[0].delivery_id, time())
    time.goes(seconds=LEASE.total_seconds() + 1)
    assert parts.deliveries.data_started(claim, b"x", time()) is False


def test_the_sweep_gives_back_a_claim_that_was_left_before_the_letter_went_out(
    parts, bell, mailer, time
):
    parts.intake.notice(notice())
    id = bell.rung[0].delivery_id
    assert parts.deliveries.claim(id, time()) is not None
    time.goes(seconds=LEASE.total_seconds() - 1)
    parts.sweep()
    assert only(parts).state is State.SENDING
    time.goes(seconds=2)
    parts.sweep()
    assert [due.delivery_id for due in bell.rung] == [id, id]
    assert parts.deliver(id) is True
    assert only(parts).state is State.SENT
    assert len(mailer.sent) == 1


@pytest.mark.parametrize(
    ("kind", "again"),
    [
        (NoticeKind.REGISTRATION_CONFIRMED, True),
        (NoticeKind.REGISTRATION_OPT_IN, True),
        (NoticeKind.EVENT_CANCELLED, True),
        (NoticeKind.EVENT_INVITATION, False),
        (NoticeKind.EVENT_REMINDER, False),
    ],
)
def test_a_claim_left_after_the_letter_went_out_is_unknown_and_follows_its_kind(
    parts, bell, mailer, time, kind, again
):
    parts.intake.notice(notice(kind))
    id = bell.rung[0].delivery_id
    claim = parts.deliveries.claim(id, time())
    assert parts.deliveries.data_started(claim, BYTES, time())
    time.goes(seconds=DATA_LEASE.total_seconds() + 1)
    parts.sweep()
    assert only(parts).state is State.UNKNOWN
    for _ in range(3):
        time.goes(minutes=11)
        parts.sweep()
        parts.deliver(id)
    if again:
        assert only(parts).state is State.SENT
        assert [message for _, message in mailer.sent] == [BYTES]
    else:
        assert only(parts).state is State.UNKNOWN
        assert mailer.sent == []


def test_a_letter_is_sent_again_once_and_byte_identical(parts, bell, mailer, time):
    parts.intake.notice(notice())
    mailer.answers = [Result("unknown", "mail.connection_lost")] * 2
    id = bell.rung[0].delivery_id
    for _ in range(5):
        parts.deliver(id)
        time.goes(minutes=11)
    assert only(parts).state is State.UNKNOWN
    assert only(parts).next_try is None
    assert len(mailer.sent) == 2
    assert mailer.sent[0] == mailer.sent[1]


def test_an_answer_that_comes_late_settles_what_was_unknown(parts, bell, time):
    parts.intake.notice(notice())
    claim = parts.deliveries.claim(bell.rung[0].delivery_id, time())
    parts.deliveries.data_started(claim, b"x", time())
    time.goes(seconds=DATA_LEASE.total_seconds() + 1)
    parts.sweep()
    decision = after_result(claim.standing, Result("sent"), time())
    assert parts.deliveries.record(claim, decision, "", time()) is True
    assert outcome_states(parts) == [
        ("ref:olga@verein.example", "unknown", "worker_lost"),
        ("ref:olga@verein.example", "sent", ""),
    ]


def test_a_letter_that_crashes_three_workers_is_put_aside(parts, bell, time):
    parts.intake.notice(notice())
    id = bell.rung[0].delivery_id
    claims = 0
    for _ in range(10):
        if parts.deliveries.claim(id, time()):
            claims += 1
        time.goes(minutes=2)
        parts.sweep()
    assert claims == 3
    assert only(parts).state is State.SHUNTED
    parts.desk.send_again(id)
    assert parts.deliver(id) is True
    assert only(parts).state is State.SENT


def test_an_unforeseen_error_counts_and_is_raised(parts, bell, mailer, time):
    parts.intake.notice(notice(NoticeKind.EVENT_REMINDER))
    id = bell.rung[0].delivery_id
    mailer.before = lambda: 1 / 0
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            parts.deliver(id)
        time.goes(minutes=2)
    assert only(parts).state is State.SHUNTED
    assert parts.deliver(id) is False


def test_a_letter_that_cannot_be_written_is_put_aside_and_the_others_go_out(parts, bell, mailer):
    bad = recipient("bad@x.example", ref="bad", links={})
    parts.intake.notice(
        notice(NoticeKind.REGISTRATION_OPT_IN, recipients=(bad, recipient("ok@x.example")))
    )
    for due in list(bell.rung):
        parts.deliver(due.delivery_id)
    assert [address for address, _ in mailer.sent] == ["ok@x.example"]
    (entry,) = parts.desk.page([State.SHUNTED], "", 1).entries
    assert (entry.address, entry.reason) == ("bad@x.example", "letter_unwritable")
    assert parts.desk.show(entry.id) is None


def test_a_letter_that_a_newer_program_planned_waits_for_it(parts, bell, mailer):
    parts.intake.notice(notice())
    id = bell.rung[0].delivery_id
    facts, *_ = parts.desk.desk.contents(id)
    seal = parts.deliveries._seal

    def lies(values: dict[str, object]) -> None:
        sealed = seal.close(json.dumps(values).encode())
        with parts.database.write() as connection:
            connection.execute(deliveries.update().values(sealed_facts=sealed))

    for newer in (
        {**json.loads(facts), "planet": "Erde"},
        {**json.loads(facts), "sender": {**json.loads(facts)["sender"], "planet": "Erde"}},
    ):
        lies(newer)
        assert parts.deliver(id) is True
        entry = only(parts)
        assert (entry.state, entry.reason) == (State.SHUNTED, "letter_newer")
        assert "planet" in entry.detail
        assert parts.desk.show(id) is None
        assert mailer.sent == []
        # The newer program runs again: here, the facts are what this one knows.
        lies(json.loads(facts))
        parts.desk.send_again(id)
    assert parts.deliver(id) is True
    assert only(parts).state is State.SENT


def test_a_notice_of_a_newer_sender_is_taken_without_what_we_do_not_know(parts, bell):
    values = {**json.loads(notice().model_dump_json()), "planet": "Erde"}
    parts.intake.notice(Notice.model_validate_json(json.dumps(values)))
    assert parts.deliver(bell.rung[0].delivery_id) is True
    assert only(parts).state is State.SENT


def test_temporary_refusals_back_off_and_end_after_two_days(parts, bell, mailer, time):
    parts.intake.notice(notice())
    id = bell.rung[0].delivery_id
    waits = []
    mailer.answers = [Result("later", "mail.later", "451 later")] * 40
    while only(parts).state is State.PLANNED:
        parts.deliver(id)
        entry = only(parts)
        if entry.next_try is None:
            break
        waits.append(int((entry.next_try - time()).total_seconds() // 60))
        time.now = entry.next_try
    assert waits[:7] == [1, 5, 15, 60, 120, 240, 360]
    assert set(waits[7:]) == {360}
    assert timedelta(hours=48) <= time.now - NOW <= timedelta(hours=54)
    assert (only(parts).state, only(parts).reason) == (State.FAILED, "mail.gave_up")


def test_a_server_that_refuses_our_login_pauses_the_post_for_all(parts, bell, mailer, time):
    parts.intake.notice(notice(recipients=tuple(recipient(f"p{i}@x.example") for i in range(5))))
    mailer.answers = [Result("hold", "mail.login", "535 no")] * 5
    for due in list(bell.rung):
        parts.deliver(due.delivery_id)
    assert len(mailer.answers) == 4
    assert parts.deliveries.held().reason == "mail.login"
    rung = len(bell.rung)
    parts.sweep()
    assert len(bell.rung) == rung
    time.goes(minutes=6)
    mailer.answers = []
    parts.sweep()
    for due in bell.rung[rung:]:
        parts.deliver(due.delivery_id)
    assert states(parts) == [State.SENT] * 5
    assert parts.deliveries.held() is None


def test_a_letter_past_its_expiry_is_cancelled(parts, bell, mailer, time):
    parts.intake.notice(notice(NoticeKind.EVENT_REMINDER, expires_at=NOW + timedelta(minutes=10)))
    time.goes(minutes=10)
    parts.sweep()
    parts.deliver(bell.rung[0].delivery_id)
    assert mailer.sent == []
    assert outcome_states(parts) == [("ref:olga@verein.example", "cancelled", "expired")]


def test_the_sweep_rings_for_what_nobody_heard_and_not_again_within_the_lease(parts, bell, time):
    bell.silent = True
    parts.intake.notice(notice(NoticeKind.EVENT_INVITATION))
    parts.intake.notice(notice())
    bell.silent = False
    parts.sweep()
    assert [due.bulk for due in bell.rung] == [False, True]
    parts.sweep()
    assert len(bell.rung) == 2
    time.goes(seconds=LEASE.total_seconds())
    parts.sweep()
    assert len(bell.rung) == 4


def test_the_sweep_itself_sends_while_the_bell_is_silent(parts, bell, mailer):
    bell.silent = True
    parts.intake.notice(notice())
    parts.sweep()
    assert len(mailer.sent) == 1
    assert states(parts) == [State.SENT]


def test_no_more_rings_while_many_wait(parts, bell, time):
    parts.intake.notice(notice())
    bell.rung.clear()
    bell.heard = -1000
    parts.sweep()
    assert bell.rung == []
    bell.heard = 0
    parts.sweep()
    assert len(bell.rung) == 1


def test_letters_and_addresses_are_encrypted_or_absent_and_vanish_after_retention(
    parts, bell, database, time
):
    parts.intake.notice(notice())
    id = bell.rung[0].delivery_id
    secret = b"aaaaaaaaaaaaaaaaaaaaaa"

    def stored():
        with database.read() as connection:
            row = connection.execute(sa.select(deliveries)).one()
        return b"|".join(
            value if isinstance(value, bytes) else str(value).encode() for value in row
        )

    assert secret not in stored()
    parts.deliver(id)
    assert secret not in stored()
    assert parts.desk.show(id) is not None
    time.goes(days=30, seconds=-1)
    assert parts.sweep.clean() == 0
    time.goes(seconds=2)
    assert parts.sweep.clean() == 1
    assert b"olga" not in stored().replace(b"ref:olga@verein.example", b"")
    assert parts.desk.show(id) is None
    assert parts.desk.entry(id).emptied
    assert parts.desk.counts() == {State.SENT: 1}


def test_five_thousand_recipients_are_taken_over_in_one_go(parts, bell):
    many = tuple(recipient(f"p{i}@x.example", ref=str(i)) for i in range(5000))
    one = notice(NoticeKind.EVENT_INVITATION, recipients=many)
    assert parts.intake.notice(one) is True
    assert parts.intake.notice(one) is False
    assert parts.desk.counts() == {State.PLANNED: 5000}
    assert len(bell.rung) == 20
    parts.sweep()
    assert len(bell.rung) == 520
