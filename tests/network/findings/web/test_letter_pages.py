"""What coordinators and sides see and do about letters and reminders of questions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.network.findings import letters
from services.network.findings.letter_outcomes import OutcomeReader
from services.network.records.model import Actor, Question
from shared.notices import DeliveryState, NoticeKind
from tests.network.findings.question_mail import (
    Told,
    remind,
    sent,
    stored,
)
from tests.network.findings.question_parts import (
    POST,
    asked,
    path_of,
    questions,
    token_of,
    unasked,
    write,
)
from tests.network.home.web.test_reading_pages import network, text
from tests.shared.helpers import log_in, post_form


@pytest.fixture
def client(site):
    # Old questions of the practice network shall not mix with those of the tests.
    net = network(site)
    write(site, *[replace(q, remind=False) for q in net.all(Question).values()])
    return log_in(site, "coordinator", "Kim Beispiel")


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
