"""The page behind a mailed link in a real browser: narrow, wide, and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from services.network.findings import letters
from services.network.records.model import Question
from tests.network.home.web.test_in_browser import open_page
from tests.network.home.web.test_reading_pages import network
from tests.shared.helpers import SECRET


def path_to(app, id):
    question = network(app).get(Question, id)
    return letters.link_of(letters.Post(SECRET, ""), question)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("id", ["uebung-frage-1a", "uebung-frage-2a"])
def test_the_answer_fits_every_screen_and_sets_no_cookie(chromium, address, practice, id, width):
    page = open_page(chromium, address, path_to(practice, id), width=width)
    for summary in page.locator("main summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.complaints == []
    assert page.context.cookies() == []
    page.context.close()


def test_without_javascript_a_mistake_keeps_everything_typed(chromium, address, practice):
    page = open_page(chromium, address, path_to(practice, "uebung-frage-1a"), scripts=False)
    page.fill("[name=statement]", "Wir teilen uns die Woche.")
    page.get_by_text("Ihren Eintrag berichtigen").click()
    page.fill("[name=title]", "Neuer Titel")
    page.get_by_role("button", name="Antwort senden").click()
    # No name and no choice: nothing is written to the data that all tests here share.
    expect(page.get_by_text("Bitte sagen Sie, ob Sie zusammenarbeiten.")).to_have_count(2)
    assert page.input_value("[name=statement]") == "Wir teilen uns die Woche."
    assert page.input_value("[name=title]") == "Neuer Titel"
    page.context.close()
