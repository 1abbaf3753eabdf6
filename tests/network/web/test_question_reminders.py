"""A side that does not answer is reminded once; letters that do not arrive are told of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.network.domain.findings import findings
from services.network.domain.model import Actor, Installation, Judgement, OutgoingNotice, Question
from services.network.usecases import ask
from services.network.usecases import question_letters as letters
from services.network.usecases import question_reminders as reminders
from services.network.usecases.judge import judge_finding
from services.network.usecases.question_outcomes import OutcomeReader
from shared.errors import Conflict, Refused
from shared.notices import DeliveryState, Notice, NoticeKind, Outcome, OutcomePage, Withdrawal
from tests.network.web.conftest import NOW
from tests.network.web.question_parts import (
    POST,
    asked,
    path_of,
    questions,
    reply,
    token_of,
    unasked,
    write,
)
from tests.network.web.test_reading_pages import network, text
from tests.shared.helpers import SECRET, log_in, post_form

AFTER = 14


@pytest.fixture
def client(site):
    # Old questions of the practice network shall not mix with those of the tests.
    net = network(site)
    write(site, *[replace(q, remind=False) for q in net.all(Question).values()])
    return log_in(site, "coordinator", "Kim Beispiel")


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
        parts, current=type("C", (), {"network": lambda _: replace(snapshot, records=bare)})()
    )
    assert reminders.remind(parts, POST, 14) == 0


def test_of_two_workers_one_reminds(site, client):
    asked(site, client)
    behind = at(site, 14)
    network_before = behind.current.network()
    assert remind(site, 14) == 2

    class Late:
        store = behind.current.store

        def network(self):
            return network_before

        def snapshot(self, day):
            return network_before.on(day)

        def apply(self, *given):
            return behind.current.apply(*given)

    assert reminders.remind(replace(behind, current=Late()), POST, 14) == 0
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


# --- on the pages ---------------------------------------------------------------------------


def test_the_coordinator_chooses_the_language_of_letter_page_and_reminder(site, client):
    finding = unasked(site)
    left, right = finding.left, finding.right
    form = {f"sprache-{left.kind}-{left.id}": "en", f"sprache-{right.kind}-{right.id}": "klingon"}
    post_form(client, f"/hinweise/{finding.id}/beide-fragen", form)
    lang = {q.entry_id: q.lang for q in questions(site, finding)}
    assert lang == {left.id: "en", right.id: "de"}
    english = next(q for q in questions(site, finding) if q.lang == "en")
    page = text(site.test_client().get(path_of(english)))
    assert "Do you work together?" in page
    assert "Get no more questions" in page
    assert remind(site, 14) == 2
    for kind in (NoticeKind.FINDING_QUESTION, NoticeKind.QUESTION_REMINDER):
        assert sorted(n.recipients[0].lang for n in sent(site, kind)) == ["de", "en"]


def test_the_page_reminds_at_once_or_holds_the_reminder_back(site, client):
    _, (first, second) = asked(site, client)
    path = f"/hinweise/fragen/{first.id}"
    assert "Ohne Antwort wird am 9. Dezember 2026 einmal von selbst erinnert." in text(
        client.get(path)
    )
    post_form(client, f"{path}/erinnerung", {"version": "1", "remind": "0"})
    assert "Wird nicht von selbst erinnert." in text(client.get(path))
    assert post_form(client, f"{path}/erinnern", {"version": "1"}).status_code == 409
    assert post_form(client, f"{path}/erinnern", {"version": "2"}).status_code == 303
    assert "Erinnert am 25. November 2026 von Kim Beispiel." in text(client.get(path))
    again = post_form(client, f"{path}/erinnern", {"version": "3"})
    assert (again.status_code, "schon erinnert" in text(again)) == (409, True)
    for who in (site.test_client(), log_in(site, "member")):
        post_form(who, f"/hinweise/fragen/{second.id}/erinnern", {"version": "1"})
    assert len(sent(site)) == 1


def test_a_letter_that_did_not_arrive_is_shown_with_what_to_do_and_can_be_sent_again(site, client):
    finding, (question, _) = asked(site, client)
    told = Told()
    told.tell(question, DeliveryState.FAILED, "mail.recipient_refused")
    OutcomeReader(site.extensions["ikoe"], told).run_once()
    lost = "Die Rückfrage hat niemanden erreicht."
    path = f"/hinweise/fragen/{question.id}"
    for where in (f"/hinweise/{finding.id}", path):
        page = text(client.get(where))
        assert lost in page
        assert "Der Mailserver kennt diese Adresse nicht" in page
    assert f"/akteure/{question.actor_id}/bearbeiten" in client.get(path).get_data(as_text=True)
    assert question.id in client.get("/hinweise/fragen?stand=unzustellbar").get_data(as_text=True)
    assert "1 Rückfrage hat niemanden erreicht" in text(client.get("/"))
    # Who was never reached does not count as informed.
    assert "Jetzt erinnern" not in text(client.get(path))
    actor = network(site).get(Actor, question.actor_id)
    write(site, replace(actor, email="neu@verein.example"))
    assert post_form(client, f"{path}/erneut", {"version": "2", "lang": "de"}).status_code == 303
    assert lost not in text(client.get(path))
    addresses = [n.recipients[0].address for n in sent(site, NoticeKind.FINDING_QUESTION)]
    assert addresses.count("neu@verein.example") == 1
    # Or by hand: the link is shown, and no letter goes out.
    post_form(client, f"{path}/erneut", {"version": "3", "by_hand": "1"})
    assert letters.link_of(POST, stored(site, question)) in client.get(path).get_data(as_text=True)
    assert len(sent(site, NoticeKind.FINDING_QUESTION)) == 3


def test_a_side_objects_on_the_page_with_one_click(site, client):
    _, (question, _) = asked(site, client)
    stop = path_of(question).replace("?", "/abbestellen?")
    visitor = site.test_client()
    assert visitor.get(stop).status_code == 405
    assert post_form(visitor, stop.replace(token_of(question), "A" * 22)).status_code == 404
    assert network(site).get(Actor, question.actor_id).askable is True
    for _ in range(2):
        answer = post_form(visitor, stop)
        assert answer.status_code == 303
    assert "Sie bekommen keine Rückfragen mehr" in text(visitor.get(answer.headers["Location"]))
    assert network(site).get(Actor, question.actor_id).askable is False
    page = text(client.get(f"/hinweise/fragen/{question.id}"))
    assert "Diese Stelle möchte keine Rückfragen per E-Mail." in page
