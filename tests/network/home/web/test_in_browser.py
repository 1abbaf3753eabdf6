"""The pages in a real browser: the map works under the strict policy, and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

PAGES = [
    "/",
    "/?kreis=16053",
    "/akteure",
    "/angebote",
    "/projekte",
    "/karte",
    "/abdeckung",
    "/abdeckung?bild=kreise",
    "/abdeckung/16051",
    "/abdeckung/matrix",
    "/abdeckung/matrix/zelle?zeile=16051",
    "/abdeckung/soll",
    "/abdeckung/soll/matrix",
    "/abdeckung/soll/uebung-soll-1",
    "/datenschutz",
]


def open_page(browser, address, path, *, width=1280, height=900, scripts=True):
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="de-DE", java_script_enabled=scripts
    )
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on(
        "console",
        # Fragments of the other services are away in these tests; their link stays.
        lambda m: (
            page.complaints.append(m.text)
            if m.type in ("error", "warning") and "404" not in m.text
            else None
        ),
    )
    page.goto(address + path)
    return page


def test_the_map_is_drawn_and_a_search_shows_the_actor(chromium, address):
    page = open_page(chromium, address, "/karte")
    page.wait_for_function("window.ikoeMap !== undefined")
    expect(page.locator("#map-canvas canvas")).to_be_visible()
    expect(page.locator(".net-map__still")).not_to_be_visible()
    name = page.locator("#map-names option").first.get_attribute("value")
    page.fill("#map-find", name)
    page.press("#map-find", "Enter")
    assert page.locator("#map-detail a").inner_text() == name
    assert page.evaluate("ikoeMap.getSelectedNodes().length") == 1
    page.locator("#map-canvas").focus()
    scale = page.evaluate("ikoeMap.getScale()")
    page.keyboard.press("+")
    page.wait_for_function(f"ikoeMap.getScale() > {scale}")
    assert page.complaints == []
    page.context.close()


def test_an_actors_page_leads_to_its_place_on_the_map(chromium, address):
    page = open_page(chromium, address, "/akteure")
    page.locator(".net-item__title a").first.click()
    name = page.locator("h1").inner_text()
    page.get_by_text("Auf der Netzwerkkarte zeigen").click()
    page.wait_for_selector("#map-detail a")
    assert page.locator("#map-detail a").inner_text() == name
    page.context.close()


def test_without_javascript_the_map_is_a_still_picture_with_links(chromium, address):
    page = open_page(chromium, address, "/karte", scripts=False)
    assert page.locator(".net-map__still svg").is_visible()
    assert not page.locator("#map-canvas").is_visible()
    shown = page.locator(".net-map__still svg a").count()
    assert shown == page.locator("#map-names option").count()
    page.context.close()


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_the_screen_or_breaks_the_policy(chromium, address, path):
    page = open_page(chromium, address, path)
    page.wait_for_load_state("networkidle")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.complaints == []
    page.context.close()


@pytest.mark.parametrize(
    "path",
    ["/", "/akteure", "/karte", "/abdeckung", "/abdeckung/matrix", "/abdeckung/soll", "/angebote"],
)
def test_pages_pass_the_automatic_accessibility_check(chromium, address, path):
    from axe_playwright_python.sync_playwright import Axe

    # The policy of our pages forbids scripts from elsewhere: a page without it is checked.
    context = chromium.new_context(bypass_csp=True, locale="de-DE")
    page = context.new_page()
    page.goto(address + path, wait_until="networkidle")
    found = Axe().run(page)
    serious = [
        (v["id"], [n["html"][:120] for n in v["nodes"][:3]])
        for v in found.response["violations"]
        if v["impact"] in ("serious", "critical")
    ]
    assert serious == []
    context.close()
