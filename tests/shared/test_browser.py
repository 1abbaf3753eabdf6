"""The frame in a real browser: accessible, usable at 360 px, no foreign hosts, no cookies."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from werkzeug.serving import make_server

from shared.errors import Problem
from tests.shared.demo import demo_app

EMAIL = "leitung@ikoe.example"
PASSWORD = "vier wörter ohne sinn"
WIDE, NARROW = 1280, 360


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, lambda _e, _s: [], threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    app = demo_app(tmp_path, public_url=url)
    accounts = app.extensions["ikoe.accounts"]
    accounts.create(EMAIL, "Kim Koordinatorin", "coordinator", PASSWORD)
    app.add_url_rule("/termine/kurz", "short", lambda: "<p>Fachtag am Dienstag</p>")

    def with_errors() -> str:
        from flask import render_template

        wrong = [Problem("field.required", "name"), Problem("field.required", "consent")]
        return render_template("demo.html", problems=wrong)

    app.add_url_rule("/falsch", "wrong", with_errors)
    server.app = app
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield url
    server.shutdown()
    thread.join()


@pytest.fixture
def page(chromium, address):
    context = chromium.new_context(
        viewport={"width": WIDE, "height": 800}, locale="de-DE", base_url=address
    )
    page = context.new_page()
    page.trouble = []
    page.on("console", lambda message: page.trouble.append(message.text))
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((address, "data:")) else page.trouble.append(request.url)
        ),
    )
    yield page
    context.close()


def _log_in(page):
    page.goto("/konto/anmelden?next=/hinweise")
    page.fill("[name=email]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/hinweise")


def _check(page):
    page.wait_for_load_state("networkidle")
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("path", ["/", "/falsch", "/konto/anmelden", "/?lang=en"])
def test_visitors_pages_are_accessible_and_fit(page, path):
    page.goto(path)
    _check(page)
    assert page.trouble == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize("path", ["/hinweise", "/konto/", "/konto/passwort", "/konto/abmelden"])
def test_pages_behind_the_login_are_accessible_and_fit(page, path):
    _log_in(page)
    page.goto(path)
    _check(page)
    assert page.trouble == []


def test_the_navigation_opens_without_script(page):
    page.goto("/")
    assert page.get_by_role("link", name="Abdeckung").first.is_visible()
    page.set_viewport_size({"width": NARROW, "height": 800})
    assert not page.get_by_role("link", name="Abdeckung").is_visible()
    page.locator(".site-nav-small summary").click()
    assert page.get_by_role("link", name="Abdeckung").first.is_visible()


def test_the_keyboard_reaches_the_content_first(page):
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Zum Inhalt springen"
    assert page.locator(".skip-link").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhalt"


def test_parts_of_other_services_come_in_by_themselves(page):
    page.goto("/")
    # The part is asked for after the page has come.
    expect(page.get_by_text("Fachtag am Dienstag")).to_be_visible()
    assert page.trouble == []


def test_the_summary_of_errors_is_where_the_keyboard_is(page):
    page.goto("/falsch")
    assert page.evaluate("document.activeElement.id") == "fehler"
    page.get_by_role("link", name="Diese Angabe fehlt.").first.click()
    assert page.evaluate("document.activeElement.name") == "name"


def test_the_description_of_the_api_runs_under_the_policy(page):
    page.goto("/api/network/docs")
    page.wait_for_selector(".opblock-summary-path")
    assert "/api/network/things" in page.inner_text(".opblock-summary-path").replace("\u200b", "")
    assert page.trouble == []


def test_a_form_is_sent_by_a_real_browser(page):
    page.goto("/")
    page.fill("[name=name]", "Verein")
    page.check("[name=consent]")
    page.click("main form[method=post] button[type=submit]")
    expect(page.locator("body")).to_contain_text(re.compile(r'"name":\s*"Verein"'))
