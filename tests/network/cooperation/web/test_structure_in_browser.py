"""The pages about structure in a real browser, as a coordinator sees them on a small screen."""

from __future__ import annotations

import pytest

from tests.network.cooperation.web.test_structure_pages import PATHS
from tests.shared.helpers import log_in


@pytest.fixture
def desk(chromium, address, practice):
    """A browser that a coordinator has logged in with, on a small screen."""
    client = log_in(practice, "coordinator")
    cookie = next(
        c for c in (client._cookies or {}).values() if "konto" in c.key or "ikoe" in c.key
    )
    # The policy of our pages forbids scripts from elsewhere, and the check is one.
    context = chromium.new_context(
        viewport={"width": 360, "height": 800}, locale="de-DE", bypass_csp=True
    )
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def look(desk, address, paths):
    """Every page fits the screen and passes the accessibility check."""
    from axe_playwright_python.sync_playwright import Axe

    for path in paths:
        desk.goto(address + path)
        assert desk.url == address + path
        assert desk.evaluate("document.documentElement.scrollWidth") <= 360, path
        found = Axe().run(desk)
        serious = [
            (v["id"], [n["html"][:120] for n in v["nodes"][:3]])
            for v in found.response["violations"]
            if v["impact"] in ("serious", "critical")
        ]
        assert serious == [], path


def test_pages_fit_small_screens_and_pass_the_accessibility_check(desk, address):
    look(desk, address, PATHS)
