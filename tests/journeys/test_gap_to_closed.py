"""From a gap to the closed gap in a real browser: measure, meeting, offer, and the page says so."""

from __future__ import annotations

import re
import time
from pathlib import Path

from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.journeys.test_embedded import ACCOUNT, embedded, letters_in
from tests.journeys.walk import Walk

__all__ = ["embedded"]

OWNER = "vorhaben@probe.example"


def _bare(text: str) -> str:
    return re.sub(r"[-\u00ad\s]", "", text)


class GapWalk(Walk):
    """Steps from a finding to the measure page that shows it closed."""

    measure = ""
    gap = ""
    due = ""

    def choose_a_gap(self) -> None:
        """A gap that one new offer closes, with the measure made from it."""
        page = self.desk
        page.goto(f"{self.base}/hinweise?art=coverage&thema=sprachmittlung")
        item = page.locator("li.net-item", has=page.locator(".net-state--gap")).first
        self.gap = item.locator("h2").inner_text()
        item.locator("input[name=hinweis]").check()
        page.get_by_role("button", name="Vorhaben daraus machen").click()
        expect(page.locator("[name=findings]:checked")).to_have_count(1)
        assert self.gap in page.locator("[name=title]").input_value()
        self.title = page.locator("[name=title]").input_value()
        page.fill("[name=owner]", "Frau Muster")
        page.fill("[name=owner_email]", OWNER)
        self.due = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 86400))
        page.fill("[name=due]", self.due)
        page.get_by_label("läuft").check()
        page.get_by_role("button", name="Speichern").click()
        expect(page.locator("main")).to_contain_text("noch offen")
        self.measure = page.url.split("?")[0]

    def plan_the_meeting(self) -> None:
        """A meeting for the measure: invitees with reasons, table groups, and the way back."""
        page = self.desk
        page.get_by_role("link", name="Termin dazu planen").click()
        assert page.locator("[name=invitee]:checked").count() >= 2
        assert page.locator("textarea[name^=reason-]").first.input_value() != ""
        page.fill("[name=title]", "Vernetzungstreffen zur Lücke")
        page.fill("[name=starts_day]", f"{time.gmtime().tm_year + 1}-06-15")
        page.fill("[name=starts_time]", "10:00")
        page.fill("[name=ends_time]", "12:00")
        page.fill("[name=place]", "Rathaus der Probe")
        page.get_by_role("button", name="Als Entwurf speichern").click()
        page.get_by_role("link", name="Tischgruppen").click()
        expect(page.locator("h2", has_text="Tisch 1")).to_be_visible()
        page.go_back()
        page.get_by_role("link", name="Veröffentlichen").click()
        page.get_by_role("button", name="Veröffentlichen").click()
        expect(page.locator("main")).to_contain_text("veröffentlicht")
        # The facts reach the network within seconds.
        until = time.monotonic() + 30
        while True:
            page.goto(self.measure)
            if "Vernetzungstreffen zur Lücke" in page.locator("main").inner_text():
                break
            assert time.monotonic() < until, "the meeting never reached its measure"
            time.sleep(0.5)
        expect(page.locator(".net-chain")).to_contain_text("Termin geplant")

    def enter_the_offer(self) -> None:
        """An organisation takes it on; the coordinator enters the offer."""
        page = self.desk
        page.get_by_role("link", name="Angebot eintragen").click()
        # Where and about what is known from the measure.
        assert page.locator("[name=topic_ids]:checked").count() == 1
        assert page.locator("[name=on_site_region_ids]:checked").count() == 1
        page.fill("[name=title]", "Sprachmittlung aus dem Vorhaben")
        names = page.locator("datalist#akteure option")
        page.fill("[name=actor_id]", str(names.nth(0).get_attribute("value")))
        page.get_by_role("button", name="Speichern").click()
        expect(page.locator("main")).to_contain_text("Gespeichert")

    def see_it_closed(self) -> None:
        """The measure says since when and by what; the letter to its owner went out."""
        page = self.desk
        page.goto(self.measure)
        expect(page.locator("main")).to_contain_text("1 von 1 erledigt")
        chain = page.locator(".net-chain")
        expect(chain).to_contain_text("Lücke geschlossen")
        expect(chain).to_contain_text("Sprachmittlung aus dem Vorhaben")
        page.goto(f"{self.base}/hinweise?art=coverage&thema=sprachmittlung&stand=alle")
        expect(page.locator("main h2", has_text=self.gap)).to_have_count(0)

    def read_it_in_the_report(self) -> None:
        """The released report names the measure, the gap and that it is closed."""
        self.hand_in_a_report()
        pages = PdfReader(self._folder / "bericht.pdf").pages
        # Words are divided at the ends of lines: compared without dashes and spaces.
        text = _bare("".join(one.extract_text() for one in pages))
        due = f"{self.due[8:]}.{self.due[5:7]}.{self.due[:4]}"
        row = text[text.index(_bare(self.title)) :][:300]
        assert _bare(f"Frau Muster läuft {due} 1 von 1") in row
        assert _bare("Sprachmittlung aus dem Vorhaben") in text


def test_a_gap_is_followed_to_the_offer_that_closes_it(
    embedded: str, chromium: Browser, tmp_path: Path
) -> None:
    outbox = tmp_path / "var" / "outbox"
    walk = GapWalk(
        chromium, embedded, ACCOUNT, lambda address: letters_in(outbox, address), tmp_path
    )
    walk.log_in()
    walk.begin()
    walk.choose_a_gap()
    walk.plan_the_meeting()
    walk.enter_the_offer()
    walk.see_it_closed()
    walk.read_it_in_the_report()
    walk.close()
