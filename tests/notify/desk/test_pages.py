"""The API for services, the Postausgang for coordinators, the page to decline invitations."""

from __future__ import annotations

import json
import re
from email import message_from_bytes
from email.policy import SMTP
from uuid import uuid4

import pytest

from services.notify.app import create_app
from services.notify.delivery.decisions import Result
from services.notify.records.state import State
from shared.notices import Notice, NoticeKind
from tests.notify.builders import NOW, TOKEN, notice, recipient, settings, withdrawal
from tests.notify.conftest import with_bell
from tests.shared.helpers import log_in, post_form

AUTH = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def app(tmp_path, time, mailer, bell):
    made = create_app(settings(tmp_path), mailer=mailer, clock=time)
    made.extensions["ikoe"] = with_bell(made.extensions["ikoe"], bell)
    return made


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def coordinator(app):
    return log_in(app, "coordinator")


def put(client, one, kind="notices", headers=AUTH, id=None):
    return client.put(
        f"/api/notify/{kind}/{id or one.id}",
        data=one.model_dump_json(),
        content_type="application/json",
        headers=headers,
    )


def accept(app, bell, *answers, **changes):
    """Hand over a notice and try to send it; returns the delivery's id."""
    parts = app.extensions["ikoe"]
    before = len(bell.rung)
    parts.intake.notice(notice(**changes))
    parts.deliver.mailer.answers.extend(answers)
    (due,) = bell.rung[before:]
    if answers:
        parts.deliver(due.delivery_id)
    return due.delivery_id


def test_a_notice_is_created_once_and_then_known(client):
    one = notice()
    first, second = put(client, one), put(client, one)
    assert (first.status_code, first.json) == (201, {"id": str(one.id), "known": False})
    assert (second.status_code, second.json) == (200, {"id": str(one.id), "known": True})


def test_a_withdrawal_is_created_once_and_then_known(client):
    gone = withdrawal("registration:1")
    assert [put(client, gone, "withdrawals").status_code for _ in range(2)] == [201, 200]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
def test_the_api_is_for_our_own_services(client, headers):
    assert put(client, notice(), headers=headers).status_code in (401, 403)
    assert client.get("/api/notify/outcomes", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "{}", '{"id": 7}', json.dumps({"kind": "spam"})],
)
def test_a_body_that_is_no_notice_is_refused_with_a_problem(client, body):
    answer = client.put(
        f"/api/notify/notices/{uuid4()}",
        data=body,
        content_type="application/json",
        headers=AUTH,
    )
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"


def test_an_id_that_differs_from_the_address_is_refused(client):
    assert put(client, notice(), id=uuid4()).status_code == 422


def test_fields_that_we_do_not_know_yet_are_no_error(client):
    one = notice()
    body = {**json.loads(one.model_dump_json()), "new_field": 1}
    answer = client.put(f"/api/notify/notices/{one.id}", json=body, headers=AUTH)
    assert answer.status_code == 201


def test_outcomes_are_polled_by_cursor(app, client, bell):
    accept(app, bell, Result("sent"))
    accept(app, bell, Result("refused", "mail.recipient_refused"))
    page = client.get("/api/notify/outcomes", headers=AUTH).json
    assert [(o["state"], o["reason"], o["cursor"]) for o in page["outcomes"]] == [
        ("sent", "", 1),
        ("failed", "mail.recipient_refused", 2),
    ]
    assert page["next"] == 2
    assert client.get("/api/notify/outcomes?after=2", headers=AUTH).json == {
        "outcomes": [],
        "next": 2,
    }
    assert client.get("/api/notify/outcomes?after=-1", headers=AUTH).status_code == 422


def test_the_description_names_every_route_of_the_api(client):
    paths = client.get("/api/notify/openapi.json").json["paths"]
    assert sorted(paths) == [
        "/api/notify/notices/{id}",
        "/api/notify/outcomes",
        "/api/notify/withdrawals/{id}",
    ]
    assert client.get("/api/notify/docs").status_code == 200


def test_a_notice_is_taken_over_although_the_bell_is_silent(app, client, bell):
    bell.silent = True
    assert put(client, notice()).status_code == 201
    app.extensions["ikoe"].sweep()
    assert app.extensions["ikoe"].desk.counts() == {State.SENT: 1}


# -- Postausgang ---------------------------------------------------------------------------------


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


# -- Abbestellen -----------------------------------------------------------------------------------


@pytest.fixture
def link(app, bell, mailer):
    accept(app, bell, Result("sent"), kind=NoticeKind.EVENT_INVITATION)
    message = message_from_bytes(mailer.sent[-1][1], policy=SMTP)
    url = message["List-Unsubscribe"].strip("<>")
    assert url.startswith("http://127.0.0.1:8080/abbestellen/")
    return url.removeprefix("http://127.0.0.1:8080")


def invited(app, bell):
    before = app.extensions["ikoe"].desk.counts().get(State.CANCELLED, 0)
    app.extensions["ikoe"].intake.notice(notice(NoticeKind.EVENT_INVITATION))
    return app.extensions["ikoe"].desk.counts().get(State.CANCELLED, 0) == before


def test_looking_at_the_page_changes_nothing(app, client, bell, link):
    for method in (client.get, client.head):
        answer = method(link)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert invited(app, bell)


def test_one_click_needs_no_login_no_key_and_no_origin_and_may_come_twice(app, client, bell, link):
    for _ in range(2):
        answer = client.post(link, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "Sie bekommen keine Einladungen mehr" in answer.text
    assert not invited(app, bell)


def test_the_button_declines_and_the_next_one_allows_again(app, client, bell, link):
    assert "Einladungen abbestellen" in client.get(link).text
    client.post(link, data={"tun": "abbestellen"})
    assert not invited(app, bell)
    assert "Doch wieder Einladungen bekommen" in client.get(link).text
    client.post(link, data={"tun": "doch"})
    assert invited(app, bell)


@pytest.mark.parametrize(
    "change", [lambda p: p[:-1], lambda p: p + "x", lambda p: p[:-22] + "A" * 22]
)
def test_a_link_that_is_not_ours_does_nothing(app, client, bell, link, change):
    assert client.get(change(link)).status_code == 404
    assert client.post(change(link)).status_code == 404
    assert invited(app, bell)


def test_the_page_is_kept_by_nobody(client, link):
    headers = client.get(link).headers
    assert "private" in headers["Cache-Control"]
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_health_asks_the_store_and_not_the_mail_server(app, client):
    assert client.get("/health/notify/live").status_code == 200
    assert client.get("/health/notify/ready").status_code == 200


def test_dates_are_berlin_dates(coordinator, several):
    assert NOW.hour == 9
    assert "10:00" in coordinator.get("/postausgang").text


def test_the_frame_names_the_centre_as_its_newest_letter_does(app, client, bell):
    assert "IKÖ-Netz</span>" in client.get("/abbestellen/x/y").text
    accept(app, bell)
    page = client.get("/abbestellen/x/y").text
    assert "Koordinierungsstelle Interkulturelle Öffnung</span>" in page
    assert 'href="http://127.0.0.1:8080/impressum"' in page


@pytest.mark.parametrize(
    ("dataset", "banner"),
    [
        ("practice", "Übungsnetz – erfundene Daten"),
        ("example", "Beispielnetz – Stand Herbst 2021"),
        ("", ""),
        ("one of a later version", ""),
    ],
)
def test_the_frame_says_whose_data_the_newest_letter_comes_from(app, client, bell, dataset, banner):
    sender = notice().sender.model_copy(update={"dataset": dataset})
    accept(app, bell, sender=sender)
    page = client.get("/abbestellen/x/y").text
    assert ('class="origin-note"' in page) == bool(banner)
    assert banner in page


def test_the_banner_is_in_the_language_of_each_reader(app, client, bell):
    accept(app, bell, sender=notice().sender.model_copy(update={"dataset": "practice"}))
    assert "Übungsnetz – erfundene Daten" in client.get("/abbestellen/x/y?lang=de").text
    assert "Practice network – invented data" in client.get("/abbestellen/x/y?lang=en").text


def test_a_notice_of_an_older_sender_has_no_data_set():
    old = notice().model_dump(mode="json")
    del old["sender"]["dataset"]
    assert Notice.model_validate(old).sender.dataset == ""
