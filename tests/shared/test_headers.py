"""Headers of every answer, trusted hosts, proxies, caching, health, static files."""

from __future__ import annotations

import re

import pytest

from shared.web import checks_of
from tests.shared.demo import demo_app
from tests.shared.helpers import log_in, post_form

PATHS = ["/", "/konto/anmelden", "/nix", "/fehler/bug", "/fehler/away", "/api/network/docs"]


@pytest.mark.parametrize("path", PATHS)
def test_every_page_has_a_strict_policy(app, path):
    answer = app.test_client().get(path)
    policy = answer.headers["Content-Security-Policy"]
    found = re.sub(r"'nonce-[\w-]{22}'", "'nonce'", policy)
    assert found == (
        "default-src 'none'; script-src 'self' 'nonce'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("path", PATHS)
def test_no_page_has_inline_styles_or_scripts(app, path):
    page = app.test_client().get(path).text
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page) == []
    assert re.findall(r"\sstyle=|<style|\son\w+=|javascript:", page) == []


@pytest.mark.parametrize("path", PATHS)
def test_pages_refer_to_nobody_else(app, path):
    page = app.test_client().get(path).text
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*', page) == []


def test_over_tls_browsers_are_told_to_stay_there(tmp_path, clock):
    app = demo_app(tmp_path, clock=clock, public_url="https://netz.example")
    answer = app.test_client().get("/", base_url="https://netz.example")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_strange_host_is_refused(app):
    for host in ("evil.example", "127.0.0.1.evil.example"):
        assert app.test_client().get("/", base_url=f"http://{host}").status_code == 400
    for host in ("127.0.0.1:8080", "localhost", "network:8000"):
        assert app.test_client().get("/", base_url=f"http://{host}").status_code == 200


@pytest.mark.parametrize("hops", [0, 1, 2])
def test_only_as_many_proxies_as_configured_are_believed(tmp_path, clock, hops):
    app = demo_app(tmp_path, clock=clock, trusted_proxies=hops)
    seen = []
    app.before_request(lambda: seen.append(__import__("flask").request.remote_addr))
    chain = {"X-Forwarded-For": "198.51.100.1, 198.51.100.2, 198.51.100.3"}
    app.test_client().get("/health/live", headers=chain)
    assert seen == [["127.0.0.1", "198.51.100.3", "198.51.100.2"][hops]]


def test_what_somebody_logged_in_sees_is_never_kept(app):
    client = log_in(app)
    for path in ("/", "/hinweise", "/konto/", "/nix"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Cookie" in answer.vary
        assert "ETag" not in answer.headers


def test_a_public_page_is_not_made_twice(app):
    client = app.test_client()
    first = client.get("/")
    tag = first.headers["ETag"]
    again = client.get("/", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    # The page in the browser's cache has the nonce of its own policy.
    assert "Content-Security-Policy" not in again.headers
    english = client.get("/?lang=en", headers={"If-None-Match": tag})
    assert english.status_code == 200
    logged_in = log_in(app).get("/", headers={"If-None-Match": tag})
    assert logged_in.status_code == 200
    assert "Accept-Language" in first.vary


def test_health_says_ok_or_failed_and_nothing_else(app):
    client = app.test_client()
    for path in ("/health/live", "/health/network/live"):
        assert client.get(path).json == {"status": "ok"}
    for path in ("/health/ready", "/health/network/ready"):
        assert client.get(path).json == {"status": "ok", "checks": {"accounts": "ok"}}

    def broken():
        raise RuntimeError("postgresql://user:secret@host")

    checks_of(app)["store"] = broken
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json == {"status": "failed", "checks": {"accounts": "ok", "store": "failed"}}
    assert client.get("/health/live").status_code == 200


def test_static_files_are_kept_for_good_by_their_content(app):
    client = app.test_client()
    page = client.get("/").text
    link = re.search(r'href="(/static/shared/ikoe.css\?v=\w{10})"', page)
    assert link is not None
    # Closed, since a test client does not read the file that is streamed.
    with client.get(link[1]) as fresh:
        assert "immutable" in fresh.headers["Cache-Control"]
    with client.get("/static/shared/ikoe.css?v=0000000000") as stale:
        assert stale.headers["Cache-Control"] == "public, max-age=300"
    assert client.get("/static/shared/../../config.py").status_code == 404
    assert client.get("/static/shared/%2e%2e/%2e%2e/config.py").status_code == 404


def test_a_fragment_does_not_lead_into_a_login_page(app):
    answer = app.test_client().get("/hinweise", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.text) == (401, "")


def test_answers_to_forms_are_not_kept(app):
    assert post_form(app.test_client(), "/").headers["Cache-Control"] == "no-store"
