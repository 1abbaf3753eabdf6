"""The guard of forms: no cookie for visitors, nothing from other sites, nothing typed is lost."""

from __future__ import annotations

import re

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.web import no_form_guard
from tests.shared.helpers import PUBLIC_URL, TOKEN, log_in, post_form

HERE = {"Origin": PUBLIC_URL, "Sec-Fetch-Site": "same-origin"}


def _key(page: str) -> str:
    found = re.search(r'name="form_key" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.fixture
def client(app):
    return app.test_client()


def test_a_form_of_ours_is_accepted(client):
    key = _key(client.get("/").text)
    answer = client.post("/", data={"form_key": key, "name": "Verein"}, headers=HERE)
    assert (answer.status_code, answer.json["name"]) == (200, "Verein")


def test_the_key_alone_is_enough_where_a_browser_says_nothing(client):
    key = _key(client.get("/").text)
    assert client.post("/", data={"form_key": key}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "none"},
        {"Origin": "http://127.0.0.1:9999"},
    ],
)
def test_another_site_is_refused_even_with_a_good_key(client, headers):
    key = _key(client.get("/").text)
    answer = client.post("/", data={"form_key": key}, headers=headers)
    assert answer.status_code == 403
    assert "Das Formular kam nicht von unserer Seite." in answer.text


@pytest.mark.parametrize("key", ["", "nonsense", "WyIiLCJ4Il0.aaaaaa.bbbbbbbb", "x" * 100_000])
def test_without_a_key_of_ours_nothing_happens(client, key):
    for headers in (HERE, {}):
        assert client.post("/", data={"form_key": key}, headers=headers).status_code == 400


def test_an_address_by_another_name_of_this_machine_works(client):
    key = _key(client.get("/", base_url="http://localhost:8080").text)
    answer = client.post(
        "/",
        data={"form_key": key},
        base_url="http://localhost:8080",
        headers={"Origin": "http://localhost:8080"},
    )
    assert answer.status_code == 200


def test_a_form_left_open_overnight_is_accepted_from_our_page(client):
    with time_machine.travel("2026-11-25T08:00Z", tick=False):
        key = _key(client.get("/").text)
    with time_machine.travel("2026-11-26T08:00Z", tick=False):
        answer = client.post("/", data={"form_key": key, "name": "noch da"}, headers=HERE)
    assert (answer.status_code, answer.json["name"]) == (200, "noch da")


def test_where_a_browser_says_nothing_an_old_form_is_shown_again_with_what_was_typed(client):
    with time_machine.travel("2026-11-25T08:00Z", tick=False):
        key = _key(client.get("/").text)
    with time_machine.travel("2026-11-26T08:00Z", tick=False):
        typed = {
            "name": "</textarea><script>1</script>",
            "topics": ["a", "b"],
            "password": "geheim",
        }
        answer = client.post("/?lang=de", data={"form_key": key, **typed})
        assert answer.status_code == 400
        assert "Ihre Eingaben sind noch da." in answer.text
        assert "&lt;/textarea&gt;&lt;script&gt;" in answer.text
        assert answer.text.count('name="topics" hidden') == 2
        assert 'action="/?lang=de"' in answer.text
        assert "geheim" not in answer.text
        again = client.post("/", data={"form_key": _key(answer.text), "name": "x"})
        assert again.status_code == 200


def test_a_key_of_somebody_else_does_not_count_by_itself(app, client):
    key = _key(client.get("/").text)
    somebody = log_in(app)
    assert somebody.post("/", data={"form_key": key}).status_code == 400
    # But who logs in while a form is open in another window may send it.
    assert somebody.post("/", data={"form_key": key}, headers=HERE).status_code == 200


def test_a_login_that_ended_meanwhile_keeps_the_form(app, clock):
    client = log_in(app)
    key = _key(client.get("/hinweise").text)
    clock.forward(hours=2)
    answer = client.post(
        "/hinweise", data={"form_key": key, "reason": "lange Begründung"}, headers=HERE
    )
    assert answer.status_code == 401
    assert "Ihre Anmeldung ist abgelaufen" in answer.text
    assert "lange Begründung</textarea>" in answer.text
    assert 'href="/konto/anmelden" target="_blank"' in answer.text


def test_a_form_sent_twice_has_the_same_number(client):
    first = client.get("/").text
    key, other = _key(first), _key(client.get("/").text)
    send = lambda value: client.post("/", data={"form_key": value}, headers=HERE).json["form"]  # noqa: E731
    assert send(key) == send(key) != ""
    assert send(key) != send(other)


def test_programs_with_a_token_need_no_form_key(client):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = client.put("/api/network/things", json={"name": "x"}, headers=headers)
    assert answer.json == {"name": "x", "seats": 1}
    wrong = client.put(
        "/api/network/things", json={"name": "x"}, headers={"Authorization": "Bearer nope"}
    )
    assert wrong.status_code == 401
    assert wrong.content_type == "application/problem+json"


def test_a_login_counts_for_the_api_only_from_our_pages(app):
    client = log_in(app)
    assert client.put("/api/network/things", json={"name": "x"}).status_code == 403
    evil = {"Origin": "https://evil.example"}
    assert client.put("/api/network/things", json={}, headers=evil).status_code == 403


def test_a_view_may_take_posts_of_programs(app):
    app.add_url_rule("/weg", "weg", no_form_guard(lambda: "ok"), methods=["POST"])
    assert app.test_client().post("/weg", data={"List-Unsubscribe": "One-Click"}).text == "ok"


def test_every_form_in_the_frame_carries_a_key(app):
    client = log_in(app)
    for path in ("/", "/konto/", "/konto/passwort", "/konto/abmelden", "/nix"):
        page = client.get(path).text
        assert page.count('method="post"') == page.count('name="form_key"')


def test_bodies_beyond_six_megabytes_are_refused(client):
    answer = post_form(client, "/", {"name": "x" * (7 * 1024 * 1024)})
    assert answer.status_code == 413
    assert "Das ist zu groß" in answer.text


@given(
    st.dictionaries(
        st.sampled_from(["email", "password", "next", "lang", "seite", "q", "ueberall"]),
        st.text(max_size=40),
        max_size=5,
    )
)
@settings(
    max_examples=50,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_input_whatever_makes_an_error_of_ours(app, data):
    client = app.test_client()
    for path in ("/konto/anmelden", "/konto/abmelden", "/konto/passwort", "/", "/hinweise"):
        assert post_form(client, path, data).status_code < 500
        assert client.get(path, query_string=data).status_code < 500


@pytest.mark.parametrize(
    "path",
    ["/%00", "/?q=%00", "/%ff%fe", "/?lang[]=de", "/?%", "/" + "a" * 5000, "//x", "/;/../.."],
)
def test_odd_addresses_are_answered(app, path):
    assert app.test_client().get(path).status_code in (200, 308, 400, 404)


def test_nul_in_a_form_is_refused(app):
    assert post_form(app.test_client(), "/", {"name": "a\x00b"}).status_code == 400
