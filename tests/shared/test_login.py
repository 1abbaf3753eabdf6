"""The session that all services share, and the pages under /konto."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from shared.accounts import Accounts, current_role
from shared.config import CommonSettings
from shared.web import install, openapi_app
from shared.web.urls import safe_next
from tests.shared.demo import demo_app
from tests.shared.helpers import common_settings, log_in, post_form

PASSWORD = "vier wörter ohne sinn"
EMAIL = "leitung@ikoe.example"


@pytest.fixture
def client(app):
    app.extensions["ikoe.accounts"].ensure_admin(EMAIL, PASSWORD)
    return app.test_client()


def _log_in(client, password=PASSWORD, **more):
    return post_form(client, "/konto/anmelden", {"email": EMAIL, "password": password, **more})


def test_logging_in_leads_back_to_where_one_was(client):
    answer = client.get("/hinweise?art=luecke")
    assert answer.status_code == 303
    assert answer.location == "/konto/anmelden?next=%2Fhinweise%3Fart%3Dluecke"
    answer = _log_in(client, next="/hinweise?art=luecke")
    assert (answer.status_code, answer.location) == (303, "/hinweise?art=luecke")
    assert client.get("/hinweise").status_code == 200


def test_the_cookie_is_for_servers_only(client):
    cookie = dict(_cookies(_log_in(client)))["ikoe_konto"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Expires" not in cookie


def test_over_tls_the_cookie_is_bound_to_host_and_tls(tmp_path, clock):
    app = demo_app(tmp_path, clock=clock, public_url="https://netz.example")
    app.extensions["ikoe.accounts"].ensure_admin(EMAIL, PASSWORD)
    answer = post_form(
        app.test_client(),
        "/konto/anmelden",
        {"email": EMAIL, "password": PASSWORD},
        base_url="https://netz.example",
        headers={"Origin": "https://netz.example"},
    )
    cookies = dict(_cookies(answer))
    assert set(cookies) == {"__Host-ikoe", "__Secure-ikoe-geraet"}
    for cookie in cookies.values():
        assert "Secure;" in cookie
        assert "Domain" not in cookie


def test_visitors_get_no_cookie(app):
    client = app.test_client()
    for path in ("/", "/konto/anmelden", "/nix", "/hinweise", "/fehler/away", "/health/ready"):
        assert "Set-Cookie" not in client.get(path).headers
    answer = post_form(client, "/", {"name": "x"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_whatever_was_wrong_the_page_says_the_same(client):
    wrong = _log_in(client, "falsch falsch")
    unknown = post_form(
        client, "/konto/anmelden", {"email": "wer@ikoe.example", "password": PASSWORD}
    )
    assert wrong.status_code == unknown.status_code == 422
    assert "E-Mail-Adresse oder Passwort stimmt nicht." in wrong.text
    assert "E-Mail-Adresse oder Passwort stimmt nicht." in unknown.text
    assert f'value="{EMAIL}"' in wrong.text
    assert "falsch falsch" not in wrong.text


def test_too_many_failures_are_told_with_the_minutes(client):
    for _ in range(10):
        _log_in(client, "falsch falsch")
    answer = _log_in(client)
    assert answer.status_code == 429
    assert "Bitte warten Sie 1 Min." in answer.text


@pytest.mark.parametrize(
    "evil",
    [
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example",
        "\t//evil.example",
        "/a//evil.example",
        "/konto/abmelden",
        "",
    ],
)
def test_nobody_is_led_away_after_the_login(client, evil):
    assert _log_in(client, next=evil).location == "/"


@given(st.text(max_size=30).map(lambda text: "/" + text))
def test_the_way_back_is_always_an_own_path(target):
    found = safe_next(target)
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert not any(ord(char) <= 32 for char in found)


def test_a_session_ends_after_an_hour_of_rest(client, clock):
    _log_in(client)
    for _ in range(3):
        clock.forward(minutes=50)
        assert client.get("/hinweise").status_code == 200
    clock.forward(minutes=61)
    assert client.get("/hinweise").status_code == 303


def test_a_session_ends_after_twelve_hours_of_work(client, clock):
    _log_in(client)
    for _ in range(14):
        clock.forward(minutes=50)
        assert client.get("/hinweise").status_code == 200
    clock.forward(minutes=50)
    assert client.get("/hinweise").status_code == 303


def test_logging_out_needs_a_button(client):
    _log_in(client)
    assert client.get("/konto/abmelden").status_code == 200
    assert client.get("/hinweise").status_code == 200
    assert post_form(client, "/konto/abmelden").location == "/"
    assert client.get("/hinweise").status_code == 303


def test_a_copy_of_the_cookie_is_worthless_after_logging_out(app, client):
    _log_in(client)
    kept = client.get_cookie("ikoe_konto").value
    post_form(client, "/konto/abmelden")
    thief = app.test_client()
    thief.set_cookie("ikoe_konto", kept)
    assert thief.get("/hinweise").status_code == 303


def test_logins_and_devices_are_listed_and_ended_one_by_one(app, client):
    windows = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"}
    form = {"email": EMAIL, "password": PASSWORD}
    post_form(client, "/konto/anmelden", form, headers=windows)
    other = app.test_client()
    _log_in(other)
    page = client.get("/konto/").text
    assert page.count("Firefox, Windows") == 2
    assert page.count("Unbekannter Browser") == 2
    accounts = app.extensions["ikoe.accounts"]
    account = accounts.by_email(EMAIL)
    (theirs,) = (one for one in accounts.sessions.of(account.id) if not one.label)
    answer = post_form(client, f"/konto/sitzungen/{theirs.id}/beenden")
    assert answer.location == "/konto/?beendet=1"
    assert "Die Sitzung ist beendet" in client.get(answer.location).text
    assert other.get("/hinweise").status_code == 303
    (device,) = (one for one in accounts.devices.of(account.id) if one.label)
    answer = post_form(client, f"/konto/geraete/{device.id}/vergessen")
    assert "Das Gerät ist vergessen" in client.get(answer.location).text
    assert len(accounts.devices.of(account.id)) == 1
    (mine,) = accounts.sessions.of(account.id)
    assert post_form(client, f"/konto/sitzungen/{mine.id}/beenden").location == "/"
    assert client.get("/hinweise").status_code == 303


def test_nobody_ends_the_login_of_another(app, client):
    _log_in(client)
    accounts = app.extensions["ikoe.accounts"]
    (theirs,) = accounts.sessions.of(accounts.by_email(EMAIL).id)
    member = log_in(app, "member")
    post_form(member, f"/konto/sitzungen/{theirs.id}/beenden")
    (device,) = accounts.devices.of(accounts.by_email(EMAIL).id)
    post_form(member, f"/konto/geraete/{device.id}/vergessen")
    assert [one.id for one in accounts.devices.of(accounts.by_email(EMAIL).id)] == [device.id]
    assert client.get("/hinweise").status_code == 200


def test_the_device_is_known_after_a_right_password_only_and_for_180_days(app, client):
    names = {name for name, _ in _cookies(_log_in(client, "falsch falsch"))}
    assert names == set()
    cookies = dict(_cookies(_log_in(client)))
    device = cookies["ikoe_geraet"]
    assert "HttpOnly" in device
    assert "SameSite=Lax" in device
    assert "Path=/konto" in device
    assert "Max-Age=15552000" in device


def _cookies(answer):
    for cookie in answer.headers.getlist("Set-Cookie"):
        yield cookie.partition("=")[0], cookie


def test_strangers_cannot_keep_out_whoever_logged_in_here_before(app, client):
    _log_in(client)
    post_form(client, "/konto/abmelden")
    stranger = app.test_client()
    for _ in range(10):
        _log_in(stranger, "falsch falsch")
    assert _log_in(stranger).status_code == 429
    assert _log_in(client).status_code == 303
    # A device cookie that is not ours says nothing.
    forged = app.test_client()
    for _ in range(10):
        _log_in(stranger, "falsch falsch")
    forged.set_cookie("ikoe_geraet", "ImFiYyI.falsch", path="/konto")
    assert _log_in(forged).status_code == 429


def test_logging_out_everywhere_reaches_other_browsers(app, client):
    _log_in(client)
    other = app.test_client()
    _log_in(other)
    assert other.get("/hinweise").status_code == 200
    post_form(client, "/konto/abmelden", {"ueberall": "1"})
    assert other.get("/hinweise").status_code == 303


def test_changing_the_password_keeps_this_browser_only(app, client):
    _log_in(client)
    other = app.test_client()
    _log_in(other)
    new = "ganz andere lange wörter"
    form = {"current": "falsch falsch", "new": "kurz", "again": "x"}
    answer = post_form(client, "/konto/passwort", form)
    assert answer.status_code == 422
    assert "Das jetzige Passwort stimmt nicht." in answer.text
    assert "Das Passwort braucht mindestens 12 Zeichen." in answer.text
    answer = post_form(
        client, "/konto/passwort", {"current": PASSWORD, "new": new, "again": new + "!"}
    )
    assert "Die beiden neuen Passwörter sind nicht gleich." in answer.text
    answer = post_form(client, "/konto/passwort", {"current": PASSWORD, "new": new, "again": new})
    assert answer.location == "/konto/?geaendert=1"
    assert "Ihr Passwort ist geändert" in client.get(answer.location).text
    assert other.get("/hinweise").status_code == 303
    assert _log_in(other, new).status_code == 303


def test_roles_are_read_on_every_request(app):
    client = log_in(app, "viewer")
    assert client.get("/hinweise").status_code == 403
    accounts = app.extensions["ikoe.accounts"]
    accounts.set_role(accounts.all()[0].id, "coordinator")
    assert client.get("/hinweise").status_code == 200
    accounts.set_active(accounts.all()[0].id, False)
    assert client.get("/hinweise").status_code == 303


@pytest.mark.parametrize(
    ("role", "status"),
    [("admin", 200), ("coordinator", 200), ("editor", 403), ("member", 403), ("viewer", 403)],
)
def test_who_may_see_the_coordinators_pages(app, role, status):
    assert log_in(app, role).get("/hinweise").status_code == status


def test_one_login_serves_another_service_too(app, client, tmp_path, clock):
    values = CommonSettings(**common_settings(tmp_path))
    other = openapi_app("tests.shared.demo", "events", "Termine")
    accounts = Accounts(values.accounts_url, clock)
    install(other, service="events", settings=values, accounts=accounts)
    other.add_url_rule("/termine", "who", lambda: current_role())
    visitor = other.test_client()
    assert visitor.get("/termine").text == "anonymous"
    assert visitor.get("/konto/anmelden").status_code == 404
    _log_in(client)
    cookie = client.get_cookie("ikoe_konto")
    visitor.set_cookie("ikoe_konto", cookie.value)
    assert visitor.get("/termine").text == "admin"
    app.extensions["ikoe.accounts"].log_out_everywhere(accounts.all()[0].id)
    assert visitor.get("/termine").text == "anonymous"


def test_a_forged_cookie_is_nobody(app):
    client = app.test_client()
    client.set_cookie("ikoe_konto", "eyJfdXNlcl9pZCI6IjEifQ.aaaa.bbbb")
    assert client.get("/hinweise").status_code == 303


def test_without_the_accounts_visitors_read_on(tmp_path, clock):
    app = demo_app(tmp_path, clock=clock)
    client = log_in(app)
    app.extensions["ikoe.accounts"].close()
    for file in tmp_path.glob("accounts.db*"):
        file.unlink()
    (tmp_path / "accounts.db").mkdir()
    assert app.test_client().get("/").status_code == 200
    answer = client.get("/")
    assert answer.status_code == 503
    assert "Die Anmeldung ist gerade nicht erreichbar." in answer.text
    assert app.test_client().get("/health/ready").status_code == 503


def test_flask_security_verifies_our_hashes(app: Flask):
    from flask_security import verify_password

    accounts = app.extensions["ikoe.accounts"]
    accounts.ensure_admin(EMAIL, PASSWORD)
    with app.test_request_context("/"):
        assert verify_password(PASSWORD, accounts.by_email(EMAIL).password) is True
        assert verify_password("falsch falsch", accounts.by_email(EMAIL).password) is False
