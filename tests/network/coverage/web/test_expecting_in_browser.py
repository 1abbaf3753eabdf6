"""A coordinator's way in a real browser, without JavaScript: looked, a gap, expected otherwise."""

from __future__ import annotations

import threading

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from shared.accounts.session import accounts_of
from tests.network.coverage.web.test_expecting_pages import states

PASSWORD = "ein langes Testpasswort"
EMAIL = "kim@ikoe.example"


@pytest.fixture
def own_address(site):
    """The practice network of this test alone, served over HTTP, with a coordinator."""
    server = make_server("127.0.0.1", 0, site, threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    site.config["PUBLIC_URL"] = address
    accounts_of(site).create(EMAIL, "Kim Beispiel", "coordinator", PASSWORD)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield address
    server.shutdown()
    thread.join()


@pytest.fixture
def page(chromium, own_address):
    context = chromium.new_context(
        locale="de-DE", java_script_enabled=False, base_url=own_address, viewport=None
    )
    page = context.new_page()
    page.goto("/konto/anmelden")
    page.fill("input[type=email]", EMAIL)
    page.fill("input[type=password]", PASSWORD)
    page.click("main button[type=submit]")
    yield page
    context.close()


def test_from_a_cell_that_nobody_surveyed_to_a_gap_and_to_an_expectation_of_its_own(site, page):
    before = states(site)
    id, place = min(key for key, state in before.items() if state == "unknown")
    page.goto(f"/abdeckung/{place}/{id}")
    page.locator(".kern-alert a", has_text="Erhebung eintragen").click()
    assert page.locator("input[name=region_ids]:checked").get_attribute("value") == place
    page.fill("#f-by", "Kim Beispiel mit dem Landratsamt")
    page.get_by_role("button", name="Erhebung speichern").click()
    expect(page.locator("main")).to_contain_text("1 Erhebung ist eingetragen")
    assert states(site)[id, place] == "gap"

    page.goto(f"/abdeckung/{place}/{id}")
    assert page.locator(".net-sub .net-state").inner_text() == "Lücke"
    page.get_by_role("link", name="Für diesen Kreis ändern").click()
    page.fill("#f-reason", "Der Kreis braucht hier drei.")
    page.fill("#f-minimum", "3")
    page.get_by_role("button", name="Für diesen Kreis speichern").click()
    expect(page.locator("main")).to_contain_text("Gespeichert.")
    (own,) = (key for key in states(site) if key not in before)
    assert own[1] == place
    assert states(site)[own] == "gap"
    assert (id, place) not in states(site)
