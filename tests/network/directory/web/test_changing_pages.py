"""Forms: set-up, records with versions and history, judgements of findings."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace

import pytest

from services.network.findings.findings import findings
from services.network.records import save as register
from services.network.records.model import Actor, Cooperation, Installation, Offer, Verdict
from tests.network.conftest import NOW
from tests.network.home.web.test_reading_pages import network, text
from tests.shared.helpers import log_in, post_form

ACTOR = {
    "id": "2d3c5b1e-7f55-4d3e-9d0a-0b6f0d3f8a11",
    "version": "0",
    "name": "Verein Neu Anfangen",
    "short_name": "VNA",
    "org_type_id": "verein",
    "region_id": "16053",
    "postcode": "07743",
    "city": "Jena",
    "email": "info@neu-anfangen.example",
    "website": "https://neu-anfangen.example",
    "invitable": "1",
    "aliases": "Neuanfang\r\nV. N. A.",
    "source": "Telefonat",
    "visibility": "public",
}
SETTINGS = {
    "centre_name": "Netzstelle Süd",
    "sender_address": "netz@sued.example",
    "imprint": "Netzstelle Süd, Musterweg 1",
    "gender_form": ":",
}


@pytest.fixture
def client(site):
    return log_in(site, "coordinator", "Kim Beispiel")


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a page."""
    return str(re.findall(rf'name="{name}" value="([^"]*)"', page)[0])


# --- records ------------------------------------------------------------------------------


def test_a_new_actor_is_saved_with_everything_that_was_typed(site, client):
    response = post_form(client, "/akteure/neu", ACTOR)
    assert response.status_code == 303
    assert response.headers["Location"] == f"/akteure/{ACTOR['id']}?gespeichert=1"
    actor = network(site).get(Actor, ACTOR["id"])
    assert actor.name == "Verein Neu Anfangen"
    assert actor.aliases == ("Neuanfang", "V. N. A.")
    assert actor.invitable is True
    assert actor.provenance.confirmed == NOW.date()
    assert "Gespeichert." in text(client.get(response.headers["Location"]))
    assert "1 Akteur" in text(client.get("/akteure?q=neuanfang"))


def test_a_form_takes_no_objection_to_questions_back(site, client):
    post_form(client, "/akteure/neu", ACTOR)
    assert network(site).get(Actor, ACTOR["id"]).askable is False
    path = f"/akteure/{ACTOR['id']}/bearbeiten"
    (box,) = re.findall(r'<input[^>]*name="askable"[^>]*>', client.get(path).get_data(as_text=True))
    assert "checked" not in box
    post_form(client, path, {**ACTOR, "city": "Apolda", "version": "1"})
    actor = network(site).get(Actor, ACTOR["id"])
    assert (actor.city, actor.askable) == ("Apolda", False)


def test_a_form_that_is_sent_twice_makes_one_actor(site, client):
    before = len(network(site).all(Actor))
    post_form(client, "/akteure/neu", ACTOR)
    again = post_form(client, "/akteure/neu", ACTOR)
    assert again.status_code == 303
    assert len(network(site).all(Actor)) == before + 1


def test_a_new_form_that_is_changed_and_sent_again_loses_nothing(site, client):
    post_form(client, "/akteure/neu", ACTOR)
    late = post_form(client, "/akteure/neu", {**ACTOR, "city": "Apolda"})
    assert late.status_code == 409
    assert 'value="Apolda"' in late.get_data(as_text=True)
    path = f"/akteure/{ACTOR['id']}/bearbeiten"
    assert f'action="{path}"' in late.get_data(as_text=True)
    saved = post_form(client, path, {**ACTOR, "city": "Apolda", "version": "1"})
    assert saved.status_code == 303
    assert network(site).get(Actor, ACTOR["id"]).city == "Apolda"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Bitte füllen Sie dieses Feld aus."),
        ("email", "keine adresse", "Das ist keine gültige E-Mail-Adresse."),
        ("website", "javascript:alert(1)", "die mit https:// oder http:// beginnt"),
        ("postcode", "774", "Eine Postleitzahl hat fünf Ziffern."),
        ("region_id", "99", "Diese Auswahl gibt es nicht (mehr)."),
        ("visibility", "alle", "Diese Auswahl gibt es nicht (mehr)."),
        ("name", "x" * 500, "Der Text ist zu lang"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(site, client, field, value, sentence):
    response = post_form(client, "/akteure/neu", {**ACTOR, field: value})
    assert response.status_code == 422
    assert sentence in text(response)
    assert "Telefonat" in response.get_data(as_text=True)
    assert network(site).get(Actor, ACTOR["id"]) is None


def test_text_with_markup_is_shown_as_text(client):
    post_form(client, "/akteure/neu", {**ACTOR, "name": "<b>Fett</b> & Co"})
    page = client.get(f"/akteure/{ACTOR['id']}").get_data(as_text=True)
    assert "<b>Fett" not in page
    assert "&lt;b&gt;Fett&lt;/b&gt; &amp; Co" in page


def test_two_people_at_one_record_lose_nothing(site, client):
    post_form(client, "/akteure/neu", ACTOR)
    path = f"/akteure/{ACTOR['id']}/bearbeiten"
    version = hidden(client.get(path).get_data(as_text=True), "version")
    other = log_in(site, "coordinator", "Alex Muster")
    post_form(other, path, {**ACTOR, "version": version, "city": "Weimar"})
    late = post_form(client, path, {**ACTOR, "version": version, "phone": "03641 12345"})
    assert late.status_code == 409
    page = text(late)
    assert "Jemand anders hat diesen Eintrag inzwischen geändert." in page
    assert "Ort Jena Weimar" in page
    assert "03641 12345" in late.get_data(as_text=True)
    assert network(site).get(Actor, ACTOR["id"]).city == "Weimar"
    fresh = hidden(late.get_data(as_text=True), "version")
    saved = post_form(client, path, {**ACTOR, "version": fresh, "phone": "03641 12345"})
    assert saved.status_code == 303
    assert network(site).get(Actor, ACTOR["id"]).phone == "03641 12345"


def test_the_history_names_who_changed_what(client):
    post_form(client, "/akteure/neu", ACTOR)
    post_form(
        client, f"/akteure/{ACTOR['id']}/bearbeiten", {**ACTOR, "version": "1", "city": "Apolda"}
    )
    page = text(client.get(f"/akteure/{ACTOR['id']}/verlauf"))
    assert "Kim Beispiel" in page
    assert "Ort Jena Apolda" in page
    assert page.index("Geändert") < page.index("Eingetragen")


def test_confirming_makes_an_old_entry_count_again(site, client):
    visible = network(site).on(NOW.date())
    old = next(o for o in network(site).all(Offer).values() if not visible.is_fresh(o))
    path = f"/angebote/{old.id}"
    shown = {
        "zurueck": "veraltet",
        "version": hidden(client.get(path).get_data(as_text=True), "version"),
    }
    response = post_form(client, f"{path}/bestaetigen", shown)
    assert response.headers["Location"] == "/akteure/veraltet?bestaetigt=1"
    assert network(site).get(Offer, old.id).provenance.confirmed == NOW.date()


def test_nobody_confirms_what_was_changed_since_they_read_it(site, client):
    visible = network(site).on(NOW.date())
    old = next(o for o in network(site).all(Offer).values() if not visible.is_fresh(o))
    changed = replace(old, title="Ganz anders")
    parts = site.extensions["ikoe"]
    register.save_record(parts, changed, network(site).version("offer", old.id), "Alex")
    for shown in ({"version": "1"}, {}):
        assert post_form(client, f"/angebote/{old.id}/bestaetigen", shown).status_code == 409
    assert network(site).get(Offer, old.id) == changed


def test_what_others_need_is_not_deleted(site, client):
    offer = next(iter(network(site).all(Offer).values()))
    path = f"/akteure/{offer.actor_id}/loeschen"
    page = text(client.get(path))
    assert "Dieser Eintrag wird noch gebraucht." in page
    assert offer.title in page
    assert post_form(client, path, {"version": "1"}).status_code == 303
    assert network(site).get(Actor, offer.actor_id) is not None


def test_an_actor_that_nobody_needs_is_deleted(site, client):
    post_form(client, "/akteure/neu", ACTOR)
    path = f"/akteure/{ACTOR['id']}/loeschen"
    version = hidden(client.get(path).get_data(as_text=True), "version")
    assert post_form(client, path, {"version": version}).headers["Location"] == (
        "/akteure?geloescht=1"
    )
    assert network(site).get(Actor, ACTOR["id"]) is None
    assert client.get(f"/akteure/{ACTOR['id']}").status_code == 404


def test_a_cooperation_is_entered_by_names(site, client):
    one, other, *_ = sorted(network(site).all(Actor).values(), key=lambda a: a.id)
    form = {
        "id": str(uuid.uuid4()),
        "version": "0",
        "partner_ids": [one.name, other.name, ""],
        "intensity": "3",
        "visibility": "public",
        "start": "Frühjahr 2026",
        "region_ids": ["16053"],
    }
    response = post_form(client, "/akteure/kooperationen/neu", form)
    assert response.status_code == 303
    saved = network(site).get(Cooperation, form["id"])
    assert saved.partner_ids == (one.id, other.id)
    assert (saved.intensity, saved.period.start.text) == (3, "Frühjahr 2026")
    assert one.name in text(client.get(response.headers["Location"]))


def test_a_cooperation_of_one_or_with_strangers_is_refused(site, client):
    one = next(iter(network(site).all(Actor).values()))
    base = {"version": "0", "intensity": "2", "visibility": "public"}
    alone = post_form(client, "/akteure/kooperationen/neu", {**base, "partner_ids": [one.name]})
    assert (alone.status_code, "mindestens zwei" in text(alone)) == (422, True)
    strange = post_form(
        client, "/akteure/kooperationen/neu", {**base, "partner_ids": [one.name, "Gibt es nicht"]}
    )
    assert (strange.status_code, "steht nicht im Verzeichnis" in text(strange)) == (422, True)


def test_an_offer_with_a_reversed_period_is_refused(site, client):
    actor = next(iter(network(site).all(Actor).values()))
    form = {
        "version": "0",
        "title": "Kurs",
        "actor_id": actor.name,
        "visibility": "public",
        "start": "2027",
        "end": "2025",
    }
    response = post_form(client, "/angebote/neu", form)
    assert response.status_code == 422
    assert network(site).revision == 1


def test_visitors_change_nothing(site):
    visitor = site.test_client()
    revision = network(site).revision
    actor = next(iter(network(site).all(Actor)))
    for path in ("/akteure/neu", f"/akteure/{actor}/bearbeiten", f"/akteure/{actor}/loeschen",
                 f"/akteure/{actor}/bestaetigen", "/einrichtung", "/einrichtung/daten-entfernen",
                 "/hinweise/x"):  # fmt: skip
        assert post_form(visitor, path, ACTOR).status_code in (303, 401)
    assert network(site).revision == revision


# --- findings -----------------------------------------------------------------------------


def open_gap(app):
    """The weightiest gap that nobody has judged yet."""
    visible = network(app).on(NOW.date())
    return next(g for g in findings(visible).gaps if g.id not in visible.verdicts)


def count_open(client) -> int:
    return int(re.findall(r"(\d+) Hinweise", text(client.get("/hinweise")))[0])


def judge(client, finding, **fields):
    page = client.get(f"/hinweise/{finding.id}").get_data(as_text=True)
    form = {"digest": hidden(page, "digest"), "version": hidden(page, "version"), **fields}
    return post_form(client, f"/hinweise/{finding.id}", form)


def test_a_judged_finding_is_out_of_sight_until_its_facts_change(site, client):
    finding, before = open_gap(site), count_open(client)
    response = judge(client, finding, judgement="real_gap", reason="Vorhaben folgt")
    assert response.status_code == 303
    verdict = network(site).on(NOW.date()).verdicts[finding.id]
    assert (verdict.finding_id, verdict.judgement.value, verdict.author) == (
        finding.id, "real_gap", "Kim Beispiel",
    )  # fmt: skip
    assert count_open(client) == before - 1
    assert finding.id in client.get("/hinweise?stand=beurteilt").get_data(as_text=True)
    assert "echte Lücke" in text(client.get(f"/hinweise/{finding.id}"))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Bitte wählen Sie eine Einschätzung."),
        ({"judgement": "overlap"}, "Bitte wählen Sie eine Einschätzung."),
        ({"judgement": "real_gap", "recheck": "bald"}, "Bitte ein Datum wie"),
        ({"judgement": "real_gap", "recheck": "2020-01-01"}, "Bitte einen Tag in der Zukunft."),
        ({"judgement": "real_gap", "reason": "x" * 2001}, "Der Text ist zu lang"),
    ],
)
def test_an_incomplete_judgement_is_not_stored(site, client, fields, sentence):
    before = network(site).all(Verdict)
    response = judge(client, open_gap(site), **fields)
    assert (response.status_code, sentence in text(response)) == (422, True)
    assert network(site).all(Verdict) == before


def test_a_finding_that_was_judged_in_loaded_data_can_be_judged_anew(site, client):
    visible = network(site).on(NOW.date())
    finding = next(f for f in findings(visible).all if f.id in visible.verdicts)
    response = judge(client, finding, judgement="data_error", reason="neu angesehen")
    assert response.status_code == 303
    verdict = network(site).on(NOW.date()).verdicts[finding.id]
    assert (verdict.judgement.value, verdict.reason) == ("data_error", "neu angesehen")


def test_a_judgement_of_somebody_else_is_not_overwritten_unseen(site, client):
    finding = open_gap(site)
    page = client.get(f"/hinweise/{finding.id}").get_data(as_text=True)
    judge(log_in(site), finding, judgement="no_need")
    form = {"digest": hidden(page, "digest"), "version": hidden(page, "version")}
    late = post_form(client, f"/hinweise/{finding.id}", {**form, "judgement": "real_gap"})
    assert late.status_code == 409
    verdict = network(site).on(NOW.date()).verdicts[finding.id]
    assert verdict.judgement.value == "no_need"


# --- set-up -------------------------------------------------------------------------------


def test_nothing_is_shown_before_the_set_up_but_the_way_to_it(bare):
    response = bare.test_client().get("/")
    assert (response.status_code, response.headers["Location"]) == (303, "/einrichtung")
    assert "Womit möchten Sie beginnen?" in text(log_in(bare, "admin").get("/einrichtung"))


def test_the_set_up_keeps_its_settings_and_loads_the_chosen_data(bare):
    client = log_in(bare, "admin")
    response = post_form(client, "/einrichtung", {**SETTINGS, "data": "example"})
    assert response.status_code == 303
    installation = network(bare).installation
    assert (installation.centre_name, installation.sender_name, installation.dataset) == (
        "Netzstelle Süd", "Netzstelle Süd", "example",
    )  # fmt: skip
    assert "Netzstelle Süd" in text(bare.test_client().get("/impressum"))


@pytest.mark.parametrize("missing", ["centre_name", "sender_address", "imprint", "data"])
def test_an_incomplete_set_up_says_what_is_missing(bare, missing):
    form = {**SETTINGS, "data": "empty", missing: ""}
    response = post_form(log_in(bare, "admin"), "/einrichtung", form)
    assert response.status_code == 422
    assert network(bare).installation is None


def test_settings_can_be_changed_later(site):
    client = log_in(site, "admin")
    version = hidden(client.get("/einrichtung").get_data(as_text=True), "version")
    post_form(client, "/einrichtung", {**SETTINGS, "version": version})
    assert network(site).get(Installation, "installation").centre_name == "Netzstelle Süd"
    late = post_form(client, "/einrichtung", {**SETTINGS, "version": version, "contact": "neu"})
    assert late.status_code == 409


def test_a_data_set_goes_with_one_click_and_own_entries_stay(site):
    client = log_in(site, "admin")
    post_form(client, "/akteure/neu", ACTOR)
    page = text(client.get("/einrichtung/daten-entfernen"))
    assert "„Übungsnetz“ entfernen?" in page
    post_form(client, "/einrichtung/daten-entfernen")
    assert set(network(site).all(Actor)) == {ACTOR["id"]}
    assert network(site).installation.dataset == ""
    for path in ("/", "/akteure", "/angebote", "/projekte", "/karte", "/abdeckung", "/hinweise"):
        assert client.get(path).status_code == 200
    post_form(client, "/einrichtung/daten-laden", {"data": "practice"})
    assert network(site).installation.dataset == "practice"


def test_an_empty_network_has_helpful_pages(bare):
    client = log_in(bare, "admin")
    post_form(client, "/einrichtung", {**SETTINGS, "data": "empty"})
    for path in ("/", "/akteure", "/angebote", "/projekte", "/karte", "/abdeckung", "/hinweise",
                 "/akteure/veraltet", "/abdeckung/16051"):  # fmt: skip
        for reader in (client, bare.test_client()):
            assert reader.get(path).status_code in (200, 303)
    assert "Das Verzeichnis ist noch leer" in text(client.get("/akteure"))


def test_saving_a_judgement_once_more_keeps_the_day_to_look_again(site, client):
    finding, day = open_gap(site), "2027-03-01"
    judge(client, finding, judgement="real_gap", recheck=day)
    shown = client.get(f"/hinweise/{finding.id}")
    assert "Wieder ansehen am 1. März 2027." in text(shown)
    assert f'value="{day}"' in shown.get_data(as_text=True)
