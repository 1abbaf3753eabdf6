"""The Postausgang for coordinators."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from services.notify.delivery.decisions import Result
from services.notify.records.state import State
from shared.notices import NoticeKind
from tests.notify.builders import NOW, recipient
from tests.notify.conftest import accept
from tests.shared.helpers import log_in, post_form


@pytest.mark.parametrize(
    "path",
    ["/postausgang", "/postausgang/kurz", "/postausgang/5f0c9f0e-0000-4000-8000-000000000001"],
)
def test_the_postausgang_is_for_coordinators_only(app, client, path):
    answer = client.get(path)
    assert answer.status_code in (302, 303, 401)
    assert log_in(app, "member").get(path).status_code == 403
    assert log_in(app, "coordinator").get(path).status_code in (200, 404)


def test_an_empty_postausgang_says_what_will_stand_there(coordinator):
    assert "Noch keine Briefe" in coordinator.get("/postausgang").text


@pytest.fixture
def several(app, bell):
    return {
        "sent": accept(app, bell, Result("sent"), recipients=(recipient(name="Anna Gesendet"),)),
        "failed": accept(
            app,
            bell,
            Result("refused", "mail.recipient_refused", "550 5.1.1 unknown"),
            recipients=(recipient("weg@x.example", name="Bert Weg"),),
        ),
        "unknown": accept(
            app,
            bell,
            Result("unknown", "mail.connection_lost"),
            kind=NoticeKind.EVENT_INVITATION,
            recipients=(recipient(name="Cem Unklar"),),
        ),
        "planned": accept(app, bell, recipients=(recipient(name="Dana Wartet"),)),
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Anna Gesendet", "Bert Weg", "Cem Unklar", "Dana Wartet"}),
        ("?zustand=pruefen", {"Bert Weg", "Cem Unklar"}),
        ("?zustand=wartend", {"Dana Wartet"}),
        ("?zustand=versendet", {"Anna Gesendet"}),
        ("?zustand=erledigt", set()),
        ("?zustand=quatsch&seite=-3", {"Anna Gesendet", "Bert Weg", "Cem Unklar", "Dana Wartet"}),
        ("?suche=WEG@x", {"Bert Weg"}),
        ("?suche=cem&zustand=versendet", set()),
        ("?seite=99999999999", set()),
    ],
)
def test_the_list_is_filtered_and_searched(coordinator, several, query, names):
    page = coordinator.get(f"/postausgang{query}").text
    everyone = {"Anna Gesendet", "Bert Weg", "Cem Unklar", "Dana Wartet"}
    assert {name for name in everyone if name in page} == names


def test_states_are_said_in_german_and_english(coordinator, several):
    german = coordinator.get("/postausgang").text
    for word in ("wartet", "versendet", "nicht zustellbar", "unklar – bitte prüfen"):
        assert word in german
    english = coordinator.get("/postausgang?lang=en").text
    for word in ("waiting", "sent", "undeliverable", "unclear – please check"):
        assert word in english


def test_no_page_shows_codes_ids_or_working_links(coordinator, several):
    for path in ("/postausgang", *(f"/postausgang/{id}" for id in several.values())):
        page = coordinator.get(path).text
        words = re.sub(r"<[^>]*>", " ", page)
        assert "aaaaaaaaaaaaaaaaaaaaaa" not in page
        assert re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}-", words) == []
        assert re.findall(r"\b(?:mail|event|registration)[._]\w+", words) == []


def test_a_letter_is_shown_as_its_recipient_sees_it(coordinator, several):
    page = coordinator.get(f"/postausgang/{several['sent']}").text
    assert "Anna Gesendet" in page
    assert "http://127.0.0.1:8080/anmeldung/…" in page
    assert "Koordinierungsstelle Interkulturelle Öffnung &lt;netz@ikoe.example&gt;" in page
    assert "Anna Gesendet &lt;olga@verein.example&gt;" in page
    assert "einladung.ics" in page
    assert "Noch einmal senden" not in page
    assert "<script" not in re.sub(r'<script src="/static/[^>]*></script>', "", page)


def test_a_stuck_letter_can_be_sent_again(app, coordinator, several, mailer, bell):
    id = several["failed"]
    page = coordinator.get(f"/postausgang/{id}").text
    assert "Der Mailserver kennt diese Adresse nicht" in page
    assert "550 5.1.1 unknown" in page
    answer = post_form(coordinator, f"/postausgang/{id}", {"tun": "senden"})
    assert (answer.status_code, answer.location) == (303, f"/postausgang/{id}")
    assert bell.rung[-1].delivery_id == id
    app.extensions["ikoe"].deliver(id)
    assert app.extensions["ikoe"].desk.entry(id).state is State.SENT


def test_a_second_press_says_so_and_sends_nothing(coordinator, several, bell):
    id = several["failed"]
    post_form(coordinator, f"/postausgang/{id}", {"tun": "senden"})
    rung = len(bell.rung)
    again = post_form(coordinator, f"/postausgang/{id}", {"tun": "senden"})
    assert again.status_code == 409
    assert "muss nicht noch einmal versendet werden" in again.text
    assert len(bell.rung) == rung


def test_a_waiting_letter_can_be_stopped(app, coordinator, several):
    id = several["planned"]
    assert post_form(coordinator, f"/postausgang/{id}", {"tun": "lassen"}).status_code == 303
    assert app.extensions["ikoe"].desk.entry(id).state is State.CANCELLED
    assert "Von der Koordination zurückgezogen." in coordinator.get(f"/postausgang/{id}").text


def test_only_a_form_of_ours_can_press_a_button(app, coordinator, several):
    id = several["planned"]
    foreign = coordinator.post(
        f"/postausgang/{id}", data={"tun": "lassen"}, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code in (400, 403)
    assert app.extensions["ikoe"].desk.entry(id).state is State.PLANNED


def test_the_fragment_names_what_is_stuck(coordinator, several):
    page = coordinator.get("/postausgang/kurz").text
    assert "Bert Weg" in page
    assert "Cem Unklar" in page
    assert "Anna Gesendet" not in page
    assert "<html" not in page


def test_a_pause_of_the_post_is_said_on_the_list_and_in_the_fragment(app, coordinator, bell):
    accept(app, bell, Result("hold", "mail.login"))
    for path in ("/postausgang", "/postausgang/kurz"):
        assert "Der Mailserver nimmt unsere Anmeldung nicht an." in coordinator.get(path).text


def test_an_unknown_letter_is_a_page_not_found(coordinator):
    assert coordinator.get(f"/postausgang/{uuid4()}").status_code == 404
    assert coordinator.get("/postausgang/keine-nummer").status_code == 404


def test_an_emptied_letter_says_that_it_is_gone(app, coordinator, several, time):
    time.goes(days=31)
    app.extensions["ikoe"].sweep.clean()
    client = log_in(app, "coordinator")
    page = client.get(f"/postausgang/{several['sent']}").text
    assert "Der Brief wurde gelöscht" in page
    assert "Anna Gesendet" not in client.get("/postausgang").text


def test_dates_are_berlin_dates(coordinator, several):
    assert NOW.hour == 9
    assert "10:00" in coordinator.get("/postausgang").text
