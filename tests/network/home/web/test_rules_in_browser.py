"""The pages of the rules in a real browser, on a small screen."""

from __future__ import annotations

from tests.network.cooperation.web.test_structure_in_browser import look
from tests.shared.helpers import log_in

REGELN = "/einrichtung/regeln"
PATHS = (REGELN, f"{REGELN}/aktualitaet", f"{REGELN}/aehnlichkeit", "/einrichtung")


def on_a_phone(chromium, address, app, **more):
    """A page that a coordinator is logged in with."""
    client = log_in(app, "coordinator")
    cookie = next(c for c in (client._cookies or {}).values() if "konto" in c.key)
    context = chromium.new_context(
        viewport={"width": 360, "height": 800}, locale="de-DE", bypass_csp=True, **more
    )
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def test_pages_fit_small_screens_and_pass_the_accessibility_check(chromium, address, practice):
    page = on_a_phone(chromium, address, practice)
    look(page, address, PATHS)
    page.context.close()


def test_a_look_ahead_needs_no_scripts(chromium, address, practice):
    page = on_a_phone(chromium, address, practice, java_script_enabled=False)
    page.goto(f"{address}{REGELN}/aehnlichkeit")
    page.fill("#f-wert", "0,9")
    page.get_by_role("button", name="Vorschau: was ändert sich?").click()
    assert page.locator("h2").first.inner_text() == "Was sich mit „0,9“ ändern würde"
    assert page.locator("#f-wert").input_value() == "0,9"
    page.context.close()
