"""The delivery log: one suite, both databases."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from services.notify.delivery.decisions import Result, after_result
from services.notify.records.deliveries import Claim
from services.notify.records.state import State
from services.notify.stores.tables import deliveries
from shared.errors import Conflict, NotFound, Refused
from shared.notices import NoticeKind
from tests.notify.builders import NOW, notice, outcome_states, recipient, states, withdrawal


def test_a_notice_becomes_one_letter_per_address(parts, bell):
    one = notice(
        recipients=(
            recipient("a@x.example", ref="1"),
            recipient("A@X.example", ref="2"),
            recipient("b@x.example", ref="3"),
        )
    )
    assert parts.intake.notice(one) is True
    found = parts.desk.page((), "", 1)
    assert sorted(entry.address for entry in found.entries) == ["a@x.example", "b@x.example"]
    assert sorted(due.delivery_id for due in bell.rung) == sorted(e.id for e in found.entries)


def test_accepting_again_changes_nothing(parts, bell, mailer):
    one = notice()
    assert parts.intake.notice(one) is True
    assert parts.deliver(bell.rung[0].delivery_id) is True
    assert parts.intake.notice(one) is False
    assert states(parts) == [State.SENT]
    assert len(bell.rung) == 1
    assert len(mailer.sent) == 1


def test_two_references_with_one_address_both_hear_the_outcome(parts, bell):
    parts.intake.notice(
        notice(recipients=(recipient("a@x.example", ref="1"), recipient("a@x.example", ref="2")))
    )
    parts.deliver(bell.rung[0].delivery_id)
    assert outcome_states(parts) == [("1", "sent", ""), ("2", "sent", "")]


def test_an_address_that_is_none_is_not_written_to_and_its_sender_hears_of_it(parts, bell, mailer):
    bad = "a@b.example>\r\nRCPT TO:<x@y.example"
    parts.intake.notice(
        notice(recipients=(recipient(bad, ref="1"), recipient("ok@x.example", ref="2")))
    )
    assert [due.delivery_id for due in bell.rung] == [
        entry.id for entry in parts.desk.page([State.PLANNED], "", 1).entries
    ]
    assert outcome_states(parts) == [("1", "failed", "address.invalid")]
    (failed,) = parts.desk.page([State.FAILED], "", 1).entries
    with pytest.raises(Refused, match="bad_address"):
        parts.desk.send_again(failed.id)


def test_of_many_who_claim_a_letter_one_gets_it(parts, bell):
    parts.intake.notice(notice())
    id = bell.rung[0].delivery_id
    got: list[Claim | None] = []
    start = threading.Barrier(8)

    def claim():
        start.wait()
        got.append(parts.deliveries.claim(id, NOW))

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert len([one for one in got if one is not None]) == 1


def test_without_the_condition_two_workers_would_send_the_same_letter(parts, bell, mailer, time):
    """The counter-test: with the state set back between them, both claims succeed."""
    parts.intake.notice(notice())
    id = bell.rung[0].delivery_id
    assert parts.deliveries.claim(id, time()) is not None
    assert parts.deliveries.claim(id, time()) is None
    with parts.database.write() as connection:
        connection.execute(sa.update(deliveries).values(state="planned"))
    assert parts.deliveries.claim(id, time()) is not None


def test_a_later_version_supersedes_what_is_unsent(parts, bell, mailer):
    first = notice(NoticeKind.REGISTRATION_OPT_IN)
    parts.intake.notice(first)
    second = notice(
        NoticeKind.REGISTRATION_CONFIRMED, subject_key=first.subject_key, subject_version=2
    )
    parts.intake.notice(second)
    for due in list(bell.rung):
        parts.deliver(due.delivery_id)
    assert outcome_states(parts) == [
        ("ref:olga@verein.example", "superseded", "newer"),
        ("ref:olga@verein.example", "sent", ""),
    ]
    assert len(mailer.sent) == 1


def test_an_older_version_that_comes_late_is_not_sent(parts, bell):
    second = notice(subject_version=2)
    parts.intake.notice(second)
    parts.intake.notice(notice(subject_key=second.subject_key, subject_version=1))
    assert sorted(states(parts)) == [State.PLANNED, State.SUPERSEDED]
    assert [parts.deliver(due.delivery_id) for due in bell.rung] == [True, False]


def test_a_withdrawal_cancels_what_is_unsent_and_what_comes_late(parts, bell, mailer):
    one = notice()
    parts.intake.notice(one)
    gone = withdrawal(one.subject_key)
    assert parts.intake.withdrawal(gone) is True
    assert parts.intake.withdrawal(gone) is False
    late = notice(subject_key=one.subject_key)
    parts.intake.notice(late)
    assert states(parts) == [State.CANCELLED, State.CANCELLED]
    for due in list(bell.rung):
        parts.deliver(due.delivery_id)
    assert mailer.sent == []


def test_a_withdrawal_stops_a_letter_at_the_last_moment(parts, bell, mailer):
    one = notice()
    parts.intake.notice(one)
    mailer.before = lambda: parts.intake.withdrawal(withdrawal(one.subject_key))
    parts.deliver(bell.rung[0].delivery_id)
    assert mailer.sent == []
    assert states(parts) == [State.CANCELLED]


def test_what_became_outdated_while_a_server_made_it_wait_is_not_sent(parts, bell, mailer, time):
    one = notice()
    parts.intake.notice(one)
    mailer.answers = [Result("later", "mail.later")]
    id = bell.rung[0].delivery_id
    claim = parts.deliveries.claim(id, time())
    assert parts.deliveries.data_started(claim, b"x", time())
    parts.intake.notice(notice(subject_key=one.subject_key, subject_version=2))
    parts.deliveries.record(
        claim, after_result(claim.standing, Result("later"), time()), "", time()
    )
    time.goes(minutes=2)
    assert parts.deliver(id) is False
    assert parts.desk.entry(id).state is State.SUPERSEDED


def test_outcomes_are_read_in_order_page_by_page(parts, bell):
    parts.intake.notice(
        notice(recipients=tuple(recipient(f"p{i}@x.example", ref=str(i)) for i in range(5)))
    )
    for due in list(bell.rung):
        parts.deliver(due.delivery_id)
    seen, after = [], 0
    while True:
        page = parts.deliveries.outcomes(after, 2)
        if not page.outcomes:
            break
        seen += [one.cursor for one in page.outcomes]
        after = page.next
    assert seen == [1, 2, 3, 4, 5]
    assert parts.deliveries.outcomes(5, 2).next == 5


def test_outcomes_that_are_written_at_once_never_appear_behind_a_reader(parts, bell):
    parts.intake.notice(
        notice(
            NoticeKind.EVENT_INVITATION,
            recipients=tuple(recipient(f"p{i}@x.example", ref=str(i)) for i in range(40)),
        )
    )
    ids = [entry.id for entry in parts.desk.page((), "", 1).entries]
    todo = iter(ids)
    lock = threading.Lock()
    ended = threading.Event()

    def work():
        while True:
            with lock:
                id = next(todo, None)
            if id is None:
                return
            parts.deliver(id)

    seen: list[int] = []

    def poll():
        while not ended.is_set() or parts.deliveries.outcomes(seen[-1] if seen else 0, 1).outcomes:
            page = parts.deliveries.outcomes(seen[-1] if seen else 0, 3)
            seen.extend(one.cursor for one in page.outcomes)

    threads = [threading.Thread(target=work) for _ in range(4)]
    reader = threading.Thread(target=poll)
    reader.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended.set()
    reader.join()
    assert seen == list(range(1, 41))


def test_who_declined_invitations_gets_none_but_all_other_letters(parts, bell, mailer):
    invitation = notice(NoticeKind.EVENT_INVITATION)
    parts.intake.notice(invitation)
    url = parts.desk.composer.unsubscribe_url
    from services.notify.records.addresses import address_hash
    from tests.notify.builders import SECRET

    hashed = address_hash(SECRET, "OLGA@verein.example")
    token = url(hashed).rpartition("/")[2]
    parts.unsubscribe.decline(hashed, token)
    parts.unsubscribe.decline(hashed, token)
    parts.intake.notice(notice(NoticeKind.EVENT_INVITATION))
    parts.intake.notice(notice(NoticeKind.REGISTRATION_CONFIRMED))
    for due in list(bell.rung):
        parts.deliver(due.delivery_id)
    assert outcome_states(parts) == [
        ("ref:olga@verein.example", "cancelled", "unsubscribed"),
        ("ref:olga@verein.example", "cancelled", "unsubscribed"),
        ("ref:olga@verein.example", "sent", ""),
    ]
    parts.unsubscribe.allow(hashed, token)
    parts.intake.notice(notice(NoticeKind.EVENT_INVITATION))
    assert states(parts).count(State.PLANNED) == 1
    with pytest.raises(NotFound):
        parts.unsubscribe.decline(hashed, "x" * 22)


def test_search_finds_parts_of_name_address_and_title_in_any_case(parts):
    parts.intake.notice(notice(recipients=(recipient("o.m@verein.example", name="Özlem MÜLLER"),)))
    parts.intake.notice(notice(recipients=(recipient("x_y@verein.example", name="Bo"),)))
    assert len(states(parts, "özlem müller")) == 1
    assert len(states(parts, "VEREIN.example jena")) == 2
    assert len(states(parts, "x_y")) == 1
    assert len(states(parts, "x%y")) == 0
    assert len(states(parts, "niemand")) == 0


def test_a_person_may_stop_a_waiting_letter_but_only_in_the_state_seen(parts, bell, mailer):
    parts.intake.notice(notice())
    id = bell.rung[0].delivery_id
    parts.desk.send_not(id)
    parts.deliver(id)
    assert mailer.sent == []
    assert outcome_states(parts) == [("ref:olga@verein.example", "cancelled", "by_hand")]
    with pytest.raises(Refused):
        parts.desk.send_not(id)
    with pytest.raises(Conflict):
        parts.desk.desk.drop(id, State.PLANNED, NOW)


def test_a_failed_letter_that_is_outdated_is_not_sent_again(parts, bell, mailer):
    one = notice()
    parts.intake.notice(one)
    mailer.answers = [Result("refused", "mail.recipient_refused")]
    id = bell.rung[0].delivery_id
    parts.deliver(id)
    parts.intake.withdrawal(withdrawal(one.subject_key))
    with pytest.raises(Refused, match="outdated"):
        parts.desk.send_again(id)
