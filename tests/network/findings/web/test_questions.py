"""Asking both sides of a possible parallel structure, and the link that is mailed to them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from services.network.findings import letters
from services.network.findings import questions as ask
from services.network.records.model import Actor, Offer, Person, Question, Visibility
from services.notify.letters.compose import Composer
from services.notify.letters.files.letter_templates import LetterTemplates
from shared import tokens
from shared.errors import Conflict
from shared.notices import Notice, Withdrawal
from tests.network.conftest import NOW
from tests.network.directory.web.test_changing_pages import hidden
from tests.network.findings.question_parts import (
    POST,
    asked,
    path_of,
    questions,
    reply,
    token_of,
    unasked,
    waiting_letters,
    write,
)
from tests.network.home.web.test_reading_pages import network, text
from tests.shared.helpers import PUBLIC_URL, SECRET, log_in, post_form


@pytest.fixture
def client(site):
    return log_in(site, "coordinator", "Kim Beispiel")


# --- asking -------------------------------------------------------------------------------


def test_one_click_asks_both_sides_and_writes_both_letters_in_the_same_change_set(site, client):
    revision = network(site).revision
    finding, both = asked(site, client)
    assert network(site).revision == revision + 1
    assert {(q.entry_kind, q.entry_id) for q in both} == {
        (s.kind, s.id) for s in (finding.left, finding.right)
    }
    assert [q.digest for q in both] == [finding.digest] * 2
    assert [(q.asked_by, q.mailed, q.answer) for q in both] == [("Kim Beispiel", True, "")] * 2
    notices = [Notice.model_validate_json(n.payload) for n in waiting_letters(site)]
    sent = {(n.recipients[0].ref, n.recipients[0].links["answer"]) for n in notices}
    assert sent == {(f"question:{q.id}", letters.link_of(POST, q)) for q in both}
    for notice in notices:
        (to,) = notice.recipients
        question = next(q for q in both if to.ref.endswith(q.id))
        actor = network(site).get(Actor, question.actor_id)
        assert (to.address, to.address_source) == (actor.email, actor.provenance.source)
        own = network(site).get(Offer, question.entry_id)
        other = next(network(site).get(Offer, q.entry_id) for q in both if q != question)
        assert notice.question is not None
        assert (notice.question.own_title, notice.question.other_title) == (own.title, other.title)


def test_notify_can_write_the_letters_that_are_handed_to_it(site, client):
    _, both = asked(site, client)
    composer = Composer(LetterTemplates(), PUBLIC_URL, SECRET)
    written = [composer.letter("x", n.payload, "hash", NOW) for n in waiting_letters(site)]
    for question in both:
        (letter,) = [w for w in written if letters.link_of(POST, question) in w.text]
        assert letters.link_of(POST, question) in letter.html
        assert network(site).get(Offer, question.entry_id).title in letter.subject
        assert "23. Dezember 2026" in letter.text


def test_asking_fails_as_a_whole_or_not_at_all(site, monkeypatch):
    finding = unasked(site)
    parts = site.extensions["ikoe"]
    # Somebody else's letter lies where the second one shall go.
    second = letters.question_id(finding.id, finding.right, 0)
    made = []
    real = letters.letter

    def letter(*args):
        made.append(real(*args))
        return made[-1]

    monkeypatch.setattr(letters, "letter", letter)
    with monkeypatch.context() as patch:
        patch.setattr(type(parts.live), "apply", lambda *_: None)
        ask.ask_sides(parts, POST, finding, "Kim Beispiel")
    write(site, made[1])
    with pytest.raises(Conflict):
        ask.ask_sides(parts, POST, finding, "Kim Beispiel")
    assert questions(site, finding) == []
    assert network(site).find(Question.KIND, second) is None
    assert [n.id for n in waiting_letters(site)] == [made[1].id]


def test_asking_twice_asks_once(site, client):
    finding, both = asked(site, client)
    again = post_form(client, f"/hinweise/{finding.id}/beide-fragen")
    assert again.status_code == 303
    assert questions(site, finding) == both
    assert len(waiting_letters(site)) == 2
    assert "Beide Seiten sind schon gefragt." in text(client.get(again.headers["Location"]))


def test_a_side_without_an_address_gets_a_link_to_hand_over_and_no_letter(site, client):
    finding = unasked(site)
    actor = network(site).get(Actor, ask.asked_actor(network(site), finding.left))
    write(
        site,
        replace(actor, email=""),
        *[
            replace(p, invitation_consent=False)
            for p in network(site).all(Person).values()
            if p.actor_id == actor.id
        ],
    )
    page = text(client.get(f"/hinweise/{finding.id}"))
    assert f"{actor.name} : keine Adresse hinterlegt" in page
    finding, both = asked(site, client)
    by_hand = next(q for q in both if q.entry_id == finding.left.id)
    assert [q.mailed for q in both if q != by_hand] == [True]
    assert by_hand.mailed is False
    assert len(waiting_letters(site)) == 1
    page = client.get(f"/hinweise/{finding.id}").get_data(as_text=True)
    assert letters.link_of(POST, by_hand) in page
    # Of the mailed one not even coordinators see the link: they would answer in its name.
    assert all(letters.link_of(POST, q) not in page for q in both if q != by_hand)


def test_a_person_is_written_to_only_with_consent_and_until_it_ends(site):
    net = network(site)
    person = next(p for p in net.all(Person).values() if p.email and p.actor_id)
    actor = net.get(Actor, person.actor_id)
    others = [p for p in net.all(Person).values() if p.actor_id == actor.id and p != person]
    write(site, replace(actor, email=""), *[replace(p, email="") for p in others])
    day = NOW.date()
    cases = [(True, None, person.email), (False, None, None), (True, day, person.email),
             (True, day - timedelta(days=1), None)]  # fmt: skip
    for consent, until, email in cases:
        write(site, replace(person, invitation_consent=consent, consent_until=until))
        found = letters.address_of(network(site), actor.id, day)
        assert (found.email if found else None) == email


def test_members_and_visitors_ask_nobody(site):
    finding = unasked(site)
    for who in (site.test_client(), log_in(site, "member"), log_in(site, "viewer")):
        assert post_form(who, f"/hinweise/{finding.id}/beide-fragen").status_code in (303, 401, 403)
    assert questions(site, finding) == []


# --- the link -----------------------------------------------------------------------------


def test_opening_the_link_changes_nothing_and_sets_no_cookie(site, client):
    _, (question, _) = asked(site, client)
    revision = network(site).revision
    response = site.test_client().get(path_of(question))
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert network(site).revision == revision
    page = text(response)
    assert "Was mit Ihrer Antwort geschieht" in page
    assert network(site).get(Offer, question.entry_id).title in page


@pytest.mark.parametrize("wrong", ["other", "short", "version", "sibling", "purpose"])
def test_a_wrong_link_shows_nothing_and_changes_nothing(site, client, wrong):
    _, (question, sibling) = asked(site, client)
    token = {
        "other": "A" * 22,
        "short": token_of(question)[:-1],
        "version": token_of(replace(question, link_version=2)),
        "sibling": token_of(sibling),
        "purpose": tokens.derive(SECRET, "abmelden", question.id, 1),
    }[wrong]
    path = f"/hinweise/antwort/{question.id}/{token}"
    revision = network(site).revision
    response = site.test_client().get(path)
    assert response.status_code == 404
    assert network(site).get(Offer, question.entry_id).title not in text(response)
    form = {"answer": "no", "by": "Olga"}
    assert post_form(site.test_client(), path, form).status_code == 404
    assert network(site).revision == revision


def test_an_expired_link_says_so_and_takes_no_answer(site, client):
    _, (question, _) = asked(site, client)
    write(site, replace(question, expires=NOW.date() - timedelta(days=1)))
    late = site.test_client().get(path_of(question))
    assert (late.status_code, "Dieser Link ist abgelaufen" in text(late)) == (410, True)
    assert reply(site, question).status_code == 409
    assert network(site).get(Question, question.id).answer == ""


def test_on_its_last_day_a_link_still_works(site, client):
    _, (question, _) = asked(site, client)
    write(site, replace(question, expires=NOW.date()))
    assert reply(site, question).status_code == 303


def test_a_withdrawn_question_ends_its_link_and_keeps_back_its_letter(site, client):
    _, (question, _) = asked(site, client)
    path = f"/hinweise/fragen/{question.id}"
    version = hidden(client.get(path).get_data(as_text=True), "version")
    assert post_form(client, f"{path}/zurueckziehen", {"version": version}).status_code == 303
    assert site.test_client().get(path_of(question)).status_code == 404
    assert reply(site, question).status_code == 404
    (told,) = [n for n in waiting_letters(site) if "/withdrawals/" in n.path]
    body = Withdrawal.model_validate_json(told.payload)
    assert (body.subject_key, body.upto_version) == (f"question:{question.id}", 3)


def test_a_new_link_replaces_the_old_one(site, client):
    _, (question, _) = asked(site, client)
    path = f"/hinweise/fragen/{question.id}"
    post_form(client, f"{path}/erneut", {"version": "1"})
    renewed = network(site).get(Question, question.id)
    assert site.test_client().get(path_of(question)).status_code == 404
    assert site.test_client().get(path_of(renewed)).status_code == 200
    assert len(waiting_letters(site)) == 3
    # The button of a page that is older than that: nothing happens unseen.
    assert post_form(client, f"{path}/erneut", {"version": "1"}).status_code == 409
    assert len(waiting_letters(site)) == 3


def test_the_page_tells_nothing_of_the_other_side_that_is_not_public(site, client):
    finding = unasked(site)
    hide = network(site).get(Offer, finding.right.id)
    actor = network(site).get(Actor, hide.actor_id)
    for secret in (
        replace(hide, provenance=replace(hide.provenance, visibility=Visibility.COORDINATORS)),
        replace(hide, note="geheime Notiz"),
    ):
        write(site, secret, replace(actor, name="Träger Nebelhorn", note="geheime Notiz"))
        if not questions(site, finding):
            page = text(client.get(f"/hinweise/{finding.id}"))
            assert page.count("Der Eintrag ist nicht öffentlich") == 1
            post_form(client, f"/hinweise/{finding.id}/beide-fragen")
            payloads = "".join(n.payload for n in waiting_letters(site))
            # Its own letter names it; the other one does not.
            assert payloads.count(json.dumps(hide.title, ensure_ascii=False)[1:-1]) == 1
        own = next(q for q in questions(site, finding) if q.entry_id == finding.left.id)
        page = text(site.test_client().get(path_of(own)))
        shown = secret.provenance.visibility is Visibility.PUBLIC
        assert (hide.title in page, "Träger Nebelhorn" in page) == (shown, shown)
        assert "geheime Notiz" not in page
