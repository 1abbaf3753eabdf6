"""What both sides answer, and what becomes of it."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace

import pytest

from services.network.findings import questions as ask
from services.network.findings.findings import findings
from services.network.records.model import Actor, Offer, OutgoingNotice, Question
from services.network.records.network import ChangeSet, Remove
from shared.errors import Conflict
from tests.network.conftest import NOW
from tests.network.directory.web.test_changing_pages import hidden
from tests.network.findings.question_parts import (
    asked,
    entry_form,
    path_of,
    reply,
    token_of,
    waiting_letters,
    write,
)
from tests.network.home.web.test_reading_pages import network, text
from tests.shared.helpers import SECRET, log_in, post_form


@pytest.fixture
def client(site):
    return log_in(site, "coordinator", "Kim Beispiel")


# --- the answer ---------------------------------------------------------------------------


def test_an_answer_is_kept_with_its_period_statement_and_proposal(site, client):
    finding, (question, _) = asked(site, client)
    form = entry_form(site, question, title="Lotsinnen neu", end="Ende 2027", topic_ids=["arbeit"])
    response = reply(site, question, answer="yes", since="Frühjahr 2026",
                     statement="Wir teilen uns die Woche.\r\nZeile 2", **form)  # fmt: skip
    assert response.status_code == 303
    kept = network(site).get(Question, question.id)
    assert (kept.answer, kept.answered_by, kept.answered_at) == ("yes", "Olga Müller", NOW)
    assert kept.period.start.text == "Frühjahr 2026"
    assert kept.statement == "Wir teilen uns die Woche.\nZeile 2"
    assert dict(kept.proposed) == {
        "title": "Lotsinnen neu",
        "end": "Ende 2027",
        "topic_ids": "arbeit",
    }
    # The entry itself stays as it is until a coordinator takes that over.
    assert network(site).get(Offer, question.entry_id).title != "Lotsinnen neu"
    page = text(client.get(f"/hinweise/{finding.id}"))
    assert "Ja, wir arbeiten zusammen (seit Frühjahr 2026)" in page
    assert "Wir teilen uns die Woche." in page
    thanks = site.test_client().get(path_of(question))
    assert "Danke für Ihre Antwort" in text(thanks)
    assert (thanks.headers["Cache-Control"], "Set-Cookie" in thanks.headers) == ("no-store", False)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"answer": ""}, "Bitte sagen Sie, ob Sie zusammenarbeiten."),
        ({"answer": "vielleicht"}, "Bitte sagen Sie, ob Sie zusammenarbeiten."),
        ({"by": " "}, "Bitte füllen Sie dieses Feld aus."),
        ({"answer": "yes", "since": "neulich"}, "Das verstehen wir nicht."),
        ({"statement": "Satz. " + "x" * 4000}, "Der Text ist zu lang"),
        ({"title": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"topic_ids": ["erfunden"]}, "Diese Auswahl gibt es nicht"),
        ({"start": "2027", "end": "2020"}, "Ende"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_is_kept(site, client, fields, sentence):
    _, (question, _) = asked(site, client)
    revision = network(site).revision
    form = {"statement": "Satz. Bleibt stehen.", **entry_form(site, question)}
    response = reply(site, question, **{**form, "description": "Neuer Text", **fields})
    assert response.status_code == 422
    page = response.get_data(as_text=True)
    assert sentence in text(response)
    assert "Satz. " in page
    assert "Neuer Text" in page
    assert network(site).revision == revision


def test_what_somebody_else_changed_meanwhile_is_no_proposal(site, client):
    _, (question, _) = asked(site, client)
    form = entry_form(site, question, title="Neuer Titel")
    offer = network(site).get(Offer, question.entry_id)
    write(site, replace(offer, description="Von der Koordination ergänzt."))
    reply(site, question, **form)
    assert network(site).get(Question, question.id).proposed == (("title", "Neuer Titel"),)


def test_an_answer_is_given_once(site, client):
    _, (question, _) = asked(site, client)
    assert reply(site, question).status_code == 303
    revision = network(site).revision
    # The same form sent twice is no second answer, another answer is none either.
    assert reply(site, question).status_code == 303
    other = reply(site, question, answer="yes")
    assert (other.status_code, "Es gilt die erste Antwort." in text(other)) == (409, True)
    assert network(site).get(Question, question.id).answer == "no"
    assert network(site).revision == revision


def test_of_two_answers_in_the_same_moment_one_is_kept(site, client, monkeypatch):
    _, (question, _) = asked(site, client)
    parts = site.extensions["ikoe"]
    stale = parts.live.network()
    token = token_of(question)
    ask.answer(parts, SECRET, question.id, token, ask.SideAnswer("yes", "Erste"))
    monkeypatch.setattr(parts.live, "network", lambda: stale, raising=False)
    with pytest.raises(Conflict):
        ask.answer(parts, SECRET, question.id, token, ask.SideAnswer("no", "Zweite"))
    monkeypatch.undo()
    assert network(site).get(Question, question.id).answered_by == "Erste"


def test_markup_in_an_answer_is_shown_as_text(site, client):
    finding, (question, _) = asked(site, client)
    reply(site, question, statement="<script>alert(1)</script>", by="<b>Olga</b>")
    for path in (f"/hinweise/{finding.id}", f"/hinweise/fragen/{question.id}"):
        page = client.get(path).get_data(as_text=True)
        assert "<script>alert" not in page
        assert "&lt;b&gt;Olga" in page


# --- what becomes of it ---------------------------------------------------------------------


def test_a_proposal_is_taken_over_field_by_field_and_confirms_the_entry(site, client):
    _, (question, _) = asked(site, client)
    before = network(site).get(Offer, question.entry_id)
    reply(site, question, **entry_form(site, question, title="Neuer Titel", description="Neu"))
    path = f"/hinweise/fragen/{question.id}"
    page = client.get(path).get_data(as_text=True)
    assert "Neuer Titel" in page
    versions = {n: hidden(page, n) for n in ("version", "entry_version")}
    form = {**versions, "settle": "accept", "take": ["title"]}
    assert post_form(client, f"{path}/vorschlag", form).status_code == 303
    after = network(site).get(Offer, question.entry_id)
    provenance = replace(before.provenance, confirmed=NOW.date())
    assert after == replace(before, title="Neuer Titel", provenance=provenance)
    assert network(site).get(Question, question.id).settled == "accepted"
    # Pressed again on the old page: nothing more happens.
    assert post_form(client, f"{path}/vorschlag", form).status_code == 409


def test_answers_belong_to_the_facts_that_they_led_to(site, client):
    finding, (question, other) = asked(site, client)
    reply(site, question, **entry_form(site, question, start="2025"))
    page = client.get(f"/hinweise/fragen/{question.id}").get_data(as_text=True)
    versions = {n: hidden(page, n) for n in ("version", "entry_version")}
    form = {**versions, "settle": "accept", "take": ["start"]}
    assert post_form(client, f"/hinweise/fragen/{question.id}/vorschlag", form).status_code == 303
    changed = findings(network(site).on(NOW.date())).by_id[finding.id]
    assert changed.digest != finding.digest
    kept = [network(site).get(Question, q.id) for q in (question, other)]
    assert [q.digest for q in kept] == [changed.digest] * 2
    # The other side, whose question was carried along meanwhile, can still answer.
    assert reply(site, other).status_code == 303


def test_a_proposal_over_an_entry_that_changed_meanwhile_is_not_taken_over_unseen(site, client):
    _, (question, _) = asked(site, client)
    reply(site, question, **entry_form(site, question, title="Neuer Titel"))
    path = f"/hinweise/fragen/{question.id}"
    page = client.get(path).get_data(as_text=True)
    versions = {n: hidden(page, n) for n in ("version", "entry_version")}
    write(site, replace(network(site).get(Offer, question.entry_id), cost_rule="frei"))
    form = {**versions, "settle": "accept", "take": ["title"]}
    assert post_form(client, f"{path}/vorschlag", form).status_code == 409
    assert network(site).get(Offer, question.entry_id).title != "Neuer Titel"
    assert network(site).get(Question, question.id).settled == ""


def test_a_declined_proposal_leaves_the_entry_alone(site, client):
    _, (question, _) = asked(site, client)
    reply(site, question, **entry_form(site, question, title="Neuer Titel"))
    before = network(site).get(Offer, question.entry_id)
    path = f"/hinweise/fragen/{question.id}"
    form = {"version": "2", "settle": "decline"}
    assert post_form(client, f"{path}/vorschlag", form).status_code == 303
    assert network(site).get(Offer, question.entry_id) == before
    assert network(site).get(Question, question.id).settled == "declined"


def test_a_yes_leads_to_a_cooperation_with_both_partners(site, client):
    finding, (question, other) = asked(site, client)
    reply(site, question, answer="yes", since="2026")
    page = client.get(f"/hinweise/{finding.id}").get_data(as_text=True)
    (path,) = {p for p in re.findall(r'href="(/akteure/kooperationen/neu\?[^"]*)"', page)
               if "frage=" in p}  # fmt: skip
    form = client.get(path.replace("&amp;", "&")).get_data(as_text=True)
    for one in (question, other):
        assert f'value="{network(site).get(Actor, one.actor_id).name}"' in form
    assert 'name="start" type="text" value="2026"' in form
    assert "Auskunft von" in form
    ticked = re.findall(r'name="topic_ids" value="([^"]+)" checked', form)
    assert set(ticked) == set(finding.topic_ids)


def test_a_question_can_be_forgotten_and_frees_the_actor_to_be_deleted(site, client):
    _, (question, _) = asked(site, client)
    page = client.get(f"/akteure/{question.actor_id}/loeschen").get_data(as_text=True)
    assert f'href="/hinweise/fragen/{question.id}"' in page
    path = f"/hinweise/fragen/{question.id}/loeschen"
    assert post_form(client, path, {"version": "7"}).status_code == 409
    assert post_form(client, path, {"version": "1"}).status_code == 303
    assert network(site).get(Question, question.id) is None
    assert site.test_client().get(path_of(question)).status_code == 404
    post_form(client, f"/hinweise/{question.finding_id}/beide-fragen")
    assert len([q for q in network(site).all(Question).values()
                if q.finding_id == question.finding_id]) == 2  # fmt: skip
    assert len([n for n in waiting_letters(site) if "/withdrawals/" in n.path]) == 1


def test_of_a_deleted_answer_nothing_is_left_not_even_in_the_history_or_the_file(site, client):
    _, (question, _) = asked(site, client)
    marked = {"statement": "Kanarienvogel-Stellungnahme", "by": "Kanarienvogel-Name"}
    reply(site, question, **marked)
    parts = site.extensions["ikoe"]
    assert any(
        change.after is not None and "Kanarienvogel" in change.after.statement
        for change in parts.store.history("question", question.id)
    )
    version = network(site).version("question", question.id)
    path = f"/hinweise/fragen/{question.id}/loeschen"
    assert post_form(client, path, {"version": str(version)}).status_code == 303
    told = parts.store.history("question", question.id)
    assert {(c.before, c.after, c.author, c.reason) for c in told} == {(None, None, "", "")}
    parts.live.network()
    parts.store.close()
    folder = parts.settings.data_dir
    with sqlite3.connect(folder / "network.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for file in folder.glob("network.db*"):
        assert b"Kanarienvogel" not in file.read_bytes()


def test_an_answer_that_an_earlier_version_deleted_is_cleaned_up_once(site, client):
    _, (question, _) = asked(site, client)
    reply(site, question, statement="Kanarienvogel")
    parts = site.extensions["ikoe"]
    version = network(site).version("question", question.id)
    parts.live.apply(ChangeSet((Remove("question", question.id, version),)), "Kim", NOW)
    assert any(c.before or c.after for c in parts.store.history("question", question.id))
    assert parts.retention.preview()["network.questions"] == 3
    assert parts.retention.run_once()["network.questions"] == 3
    assert parts.retention.run_once()["network.questions"] == 0
    assert not any(c.before or c.after for c in parts.store.history("question", question.id))


def test_the_start_page_counts_the_answers_that_wait(site, client):
    def counted():
        (found,) = re.findall(r"(\d+) Antwort\w* auf", text(client.get("/")))
        return int(found)

    before = counted()
    _, (question, _) = asked(site, client)
    assert counted() == before
    reply(site, question)
    assert counted() == before + 1


def test_an_answer_is_found_after_its_finding_is_gone(site, client):
    _, (question, _) = asked(site, client)
    reply(site, question, statement="Wir haben aufgehört.")
    offer = network(site).get(Offer, question.entry_id)
    write(site, replace(offer, topic_ids=()))
    assert question.id in client.get("/hinweise/fragen").get_data(as_text=True)
    page = text(client.get(f"/hinweise/fragen/{question.id}"))
    assert "Den Hinweis gibt es nicht mehr" in page
    assert "Wir haben aufgehört." in page


def test_notices_of_questions_are_emptied_like_all_others(site, client):
    asked(site, client)
    store = site.extensions["ikoe"].store
    (first, _) = waiting_letters(site)
    assert isinstance(first, OutgoingNotice)
    assert store.history(OutgoingNotice.KIND, first.id) == []


def test_the_practice_network_shows_every_stage(practice, coordinator):
    for stand in ("neu", "gefragt", "beurteilt", "freigegeben"):
        page = text(coordinator.get(f"/hinweise?art=parallel&stand={stand}"))
        assert int(re.findall(r"(\d+) Hinweis", page)[0]) > 0
    assert "Noch nicht, aber es ist geplant" in text(coordinator.get("/hinweise/fragen?stand=alle"))


def test_answers_that_contradict_each_other_are_said_to_do_so(site, client):
    finding, (first, second) = asked(site, client)
    sentence = "Die Antworten widersprechen sich."
    reply(site, first, answer="yes")
    assert sentence not in text(client.get(f"/hinweise/{finding.id}"))
    reply(site, second, answer="no")
    assert sentence in text(client.get(f"/hinweise/{finding.id}"))


def test_a_list_of_mistakes_names_the_fields(site, client):
    _, (question, _) = asked(site, client)
    page = text(reply(site, question, answer="yes", by="", since="irgendwann"))
    assert "Ihr Name: Bitte füllen Sie dieses Feld aus." in page
    assert "Seit wann oder ab wann?: Das verstehen wir nicht." in page


def test_the_english_page_quotes_as_english_does(site, client):
    _, (question, _) = asked(site, client)
    page = text(site.test_client().get(path_of(question).partition("?")[0] + "?lang=en"))
    assert "“" in page
    assert "„" not in page


def test_a_finding_that_a_cooperation_ended_says_where_the_answers_are(site, client):
    answer = client.get("/hinweise/parallel-weg")
    assert answer.status_code == 404
    assert "steht weiter unter Hinweise, Rückfragen." in text(answer)


def test_only_the_side_that_would_be_asked_is_offered_to_be_asked(site, client):
    finding, (first, second) = asked(site, client)
    path = f"/hinweise/{finding.id}"
    assert "Seite fragen" not in text(client.get(path))
    ask.revoke(site.extensions["ikoe"], first.id, 1, "Kim")
    page = client.get(path).get_data(as_text=True)
    assert "Diese Seite fragen" in page
    assert f"sprache-{first.entry_kind}-{first.entry_id}" in page
    assert f"sprache-{second.entry_kind}-{second.entry_id}" not in page
    assert post_form(client, f"{path}/beide-fragen").status_code == 303
    # Asked anew on the same day: the new question counts, not the one that was withdrawn.
    assert "zurückgezogen" not in text(client.get(path)).partition("Frühere Rückfragen")[0]
