"""The pages of reports in a real browser: small screens, accessibility, and a review by link."""

from __future__ import annotations

import threading

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from services.network.datasets.practice_report import DRAFT
from services.network.records.model import Comment
from tests.shared.helpers import log_in

PATHS = (
    "/berichte",
    "/berichte/neu",
    f"/berichte/{DRAFT}",
    f"/berichte/{DRAFT}/vorschau",
    f"/berichte/{DRAFT}/pruefung",
    f"/berichte/{DRAFT}/freigeben",
    "/berichte/kennzahlen",
    "/berichte/kennzahlen/uebung-kennzahl-1",
    "/berichte/kennzahlen/einlesen",
    "/berichte/belege",
    "/berichte/belege/uebung-beleg-1",
)


@pytest.fixture
def served(site):
    """A copy of the practice network that may be written to, over HTTP."""
    server = make_server("127.0.0.1", 0, site, threaded=True)
    site.config["PUBLIC_URL"] = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield site.config["PUBLIC_URL"]
    server.shutdown()
    thread.join()


@pytest.fixture
def desk(chromium, served, site):
    """A browser that a coordinator has logged in with, on a small screen."""
    client = log_in(site, "coordinator")
    cookie = next(c for c in (client._cookies or {}).values() if "ikoe" in c.key)
    # The policy of our pages forbids scripts from elsewhere, and the check is one.
    context = chromium.new_context(
        viewport={"width": 360, "height": 800}, locale="de-DE", bypass_csp=True
    )
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": served}])
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def serious(page) -> list[object]:
    from axe_playwright_python.sync_playwright import Axe

    return [
        (v["id"], [n["html"][:120] for n in v["nodes"][:3]])
        for v in Axe().run(page).response["violations"]
        if v["impact"] in ("serious", "critical")
    ]


def test_pages_fit_small_screens_and_pass_the_accessibility_check(desk, served):
    for path in PATHS:
        desk.goto(served + path)
        assert desk.url == served + path
        assert desk.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert serious(desk) == [], path


def test_a_reviewer_with_the_link_writes_and_the_coordinator_reads(desk, served, site, chromium):
    desk.goto(f"{served}/berichte/{DRAFT}/pruefung")
    desk.get_by_role("button", name="Link erstellen").click()
    link = desk.locator("[name=link]").input_value()
    context = chromium.new_context(
        viewport={"width": 360, "height": 800}, locale="de-DE", bypass_csp=True
    )
    reader = context.new_page()
    reader.goto(link)
    assert reader.evaluate("document.documentElement.scrollWidth") <= 360
    assert serious(reader) == []
    reader.fill("[name=comment_work]", "Bitte die Orte nennen.")
    reader.fill("[name=name]", "Alex Probe")
    reader.get_by_role("button", name="Anmerkungen absenden").click()
    reader.get_by_text("Danke, Ihre Anmerkungen sind angekommen.").wait_for()
    assert context.cookies() == []
    desk.goto(f"{served}/berichte/{DRAFT}/pruefung")
    entry = desk.locator("li", has_text="Bitte die Orte nennen.")
    entry.get_by_role("button", name="Als erledigt markieren").click()
    entry.get_by_role("button", name="Wieder öffnen").wait_for()
    found = site.extensions["ikoe"].live.network().all(Comment).values()
    assert [c.done for c in found if c.author == "Alex Probe"] == [True]
    desk.get_by_role("button", name="Link zurückziehen").click()
    reader.goto(link)
    expect(reader.get_by_text("Dieser Link gilt nicht (mehr).").first).to_be_visible()
    context.close()
