"""The whole path in a real browser, from the first page to the report a funder accepts.

One walk for every kind of start: it knows an address, an account and a letter box, and
nothing of what runs behind them.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

# Two cores run three services, their stores and this browser at the same time.
expect.set_options(timeout=20_000)

Letters = Callable[[str], Sequence[EmailMessage]]
"""The letters that an address has received so far, the oldest first."""

LETTER_SECONDS = 45.0
GUEST = "gast@besuch.example"
SECOND = "zweite@besuch.example"

LIST_WITH_MISTAKES = """Unsere Netzwerkliste;;;;
Name;Kurzname;Landkreis;Art;PLZ
Verein Neue Wege Erfunden e. V.;VNWE;Gotta;Verein;99867
Werkstatt Brücke Erfunden gGmbH;WBE;Jena;Verein;07743
"""


class Walk:
    """Steps of the path; each asserts what the user sees."""

    def __init__(
        self, browser: Browser, base: str, account: tuple[str, str], letters: Letters, folder: Path
    ) -> None:
        self.base = base
        self._account = account
        self._letters = letters
        self._folder = folder
        self._desk: BrowserContext = browser.new_context(locale="de-DE", accept_downloads=True)
        self._guest: BrowserContext = browser.new_context(locale="de-DE")
        self.complaints: list[str] = []
        self.desk = self._page(self._desk)
        self.guest = self._page(self._guest)
        self.event = ""
        self.title = ""

    def _page(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.set_default_timeout(30_000)

        def console(message: object) -> None:
            if getattr(message, "type", "") == "error":
                self.complaints.append(f"console: {getattr(message, 'text', '')}")

        page.on("console", console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((self.base, "data:"))
                else self.complaints.append(f"foreign request: {request.url}")
            ),
        )
        return page

    def close(self) -> None:
        """Nothing was complained about by the browser, and the visitor carries no cookie."""
        cookies = self._guest.cookies()
        self._desk.close()
        self._guest.close()
        assert self.complaints == [], self.complaints
        assert cookies == [], cookies

    def letter(self, address: str, words: str) -> EmailMessage:
        """Wait for a letter whose subject has these words."""
        until = time.monotonic() + LETTER_SECONDS
        while True:
            subjects = []
            for letter in self._letters(address):
                subjects.append(str(letter["Subject"]))
                if words in subjects[-1]:
                    return letter
            assert time.monotonic() < until, f"no letter '{words}' to {address}: {subjects}"
            time.sleep(0.2)

    @staticmethod
    def text(letter: EmailMessage) -> str:
        """The plain text of a letter."""
        body = letter.get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    @staticmethod
    def link(letter: EmailMessage, part: str) -> str:
        """The link in a letter whose path has this part."""
        found = re.search(rf"https?://\S*{part}\S*", Walk.text(letter))
        assert found, Walk.text(letter)
        return found[0]

    # --- the steps ------------------------------------------------------------------------

    def log_in(self) -> None:
        """A coordinator logs in."""
        self.desk.goto(f"{self.base}/konto/anmelden")
        self.desk.fill("input[type=email]", self._account[0])
        self.desk.fill("input[type=password]", self._account[1])
        self.desk.click("main button[type=submit]")
        self.desk.wait_for_url(lambda url: "/konto/anmelden" not in url)

    def begin(self) -> None:
        """0: the first page asks for names and what to start with."""
        page = self.desk
        page.goto(f"{self.base}/")
        page.wait_for_url("**/einrichtung*")
        page.fill("[name=centre_name]", "Zentrum der Probe")
        page.fill("[name=sender_address]", "zentrum@probe.example")
        page.fill("[name=imprint]", "Zentrum der Probe, Musterweg 1, 99084 Erfurt")
        page.check("[name=data][value=practice]")
        # Nine hundred records go into the store at once.
        page.click("main form button[type=submit]", timeout=90_000)
        page.goto(f"{self.base}/")
        expect(page.locator("header")).to_contain_text("Zentrum der Probe")
        expect(page.locator("body")).to_contain_text("Übungsnetz")

    def know_what_matters(self) -> None:
        """1: the start pages of a coordinator and of a visitor."""
        expect(self.desk.get_by_role("heading", name="Hinweise ohne Einschätzung")).to_be_visible()
        # The events service learns of the data set by itself, seconds after the first page.
        until = time.monotonic() + LETTER_SECONDS
        while "Alle Termine" not in self.desk.locator("main").inner_text():
            assert time.monotonic() < until, "no events on the start page"
            self.desk.wait_for_timeout(500)
            self.desk.reload()
            self.desk.wait_for_load_state("networkidle")
        expect(self.desk.locator("main")).to_contain_text("Plätzen")
        self.guest.goto(f"{self.base}/")
        expect(self.guest.locator("main")).to_contain_text("Akteur")
        expect(self.guest.locator("main")).not_to_contain_text("Einschätzung")

    def see_the_network(self) -> None:
        """2: directory, map, coverage, findings with their evidence."""
        page = self.guest
        page.goto(f"{self.base}/akteure?q=bildungswerk")
        page.locator("main a[href^='/akteure/']", has_text="Bildungswerk").first.click()
        expect(page.locator("h1")).to_contain_text("Bildungswerk")
        page.goto(f"{self.base}/karte")
        expect(page.locator("canvas").first).to_be_visible()
        page.goto(f"{self.base}/abdeckung")
        expect(page.locator("main svg").first).to_be_visible()
        expect(page.locator("main table tbody tr")).to_have_count(22)
        self.desk.goto(f"{self.base}/hinweise")
        self.desk.locator("main a[href*='/hinweise/parallel']").first.click()
        expect(self.desk.locator("main")).to_contain_text("Wonach gesucht wurde")

    def import_a_list(self) -> None:
        """3: a list with a mistake is explained and not written; mended it goes in whole."""
        page = self.desk
        file = self._folder / "liste.csv"
        file.write_text(LIST_WITH_MISTAKES, encoding="cp1252")
        page.goto(f"{self.base}/einfuhr")
        page.set_input_files("[name=datei]", file)
        page.get_by_role("button", name="Datei prüfen").click()
        expect(page.locator("main")).to_contain_text("Zeile 3")
        expect(page.locator("main")).to_contain_text("Gotta")
        assert page.get_by_role("button", name="Alles übernehmen").count() == 0
        file.write_text(LIST_WITH_MISTAKES.replace("Gotta", "Gotha"), encoding="utf-8-sig")
        page.goto(f"{self.base}/einfuhr")
        page.set_input_files("[name=datei]", file)
        page.get_by_role("button", name="Datei prüfen").click()
        page.get_by_role("button", name="Alles übernehmen").click()
        expect(page.locator("main")).to_contain_text("Übernommen")
        self.guest.goto(f"{self.base}/akteure?q=neue+wege+erfunden")
        expect(self.guest.locator("main")).to_contain_text("Verein Neue Wege Erfunden e. V.")

    def plan_a_meeting(self) -> None:
        """4: from a finding to a published event with invitees and reasons."""
        page = self.desk
        page.goto(f"{self.base}/hinweise")
        page.locator("main a[href*='/hinweise/parallel']").first.click()
        page.get_by_role("link", name="Termin planen").click()
        assert page.locator("[name=hosts]").first.input_value() != ""
        assert page.locator("[name=region_ids]:checked").count() > 0
        assert page.locator("[name=topic_ids]:checked").count() > 0
        assert page.locator("[name=invitee]:checked").count() >= 2
        self.title = "Vernetzungstreffen zur Probe"
        page.fill("[name=title]", self.title)
        year = time.gmtime().tm_year + 1
        page.fill("[name=starts_day]", f"{year}-06-15")
        page.fill("[name=starts_time]", "10:00")
        page.fill("[name=ends_time]", "12:30")
        page.check("[name=online]")
        page.fill("[name=online_url]", "https://raum.probe.example/treffen")
        page.fill("[name=capacity]", "1")
        page.fill("[name=contact]", "Frau Muster, 0361 000000")
        page.get_by_role("button", name="Als Entwurf speichern").click()
        page.get_by_role("link", name="Veröffentlichen").click()
        page.get_by_role("button", name="Veröffentlichen").click()
        expect(page.locator("main")).to_contain_text("veröffentlicht")
        self.event = page.url.split("?")[0]

    def subscribe(self) -> None:
        """5: the event stands in the feeds, and unchanged feeds are not sent again."""
        with httpx.Client(base_url=self.base) as client:
            feed = client.get("/calendar.ics")
            assert feed.headers["content-type"] == "text/calendar; charset=utf-8"
            assert f"SUMMARY:{self.title}" in feed.text
            assert feed.content.count(b"BEGIN:VTIMEZONE") == 1
            assert b"METHOD" not in feed.content
            again = client.get("/calendar.ics", headers={"If-None-Match": feed.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")
            # Online events belong to every region.
            suhl = client.get("/calendar.ics", params={"region": "16054"})
            assert f"SUMMARY:{self.title}" in suhl.text
            single = client.get(f"{self.event}.ics")
            assert single.text.count("BEGIN:VEVENT") == 1
        self.guest.goto(f"{self.base}/kalender?region=16054")
        target = self.guest.get_by_role("link", name="Jetzt abonnieren").get_attribute("href")
        assert target is not None
        assert target.startswith("webcal://")

    def sign_up(self) -> None:
        """6: form, letter, button; who comes too late waits and moves up."""
        self._apply(GUEST, "Gerda Gast")
        opt_in = self.letter(GUEST, "Bitte bestätigen")
        assert "Gerda Gast" not in self.text(opt_in)
        self.desk.goto(f"{self.event}/anmeldungen")
        expect(self.desk.locator("main")).to_contain_text("noch nicht bestätigt")
        self._press(self.link(opt_in, "/bestaetigen/"), "Ja, anmelden", "Sie sind angemeldet")
        self._apply(SECOND, "Zoe Zweite")
        second = self.letter(SECOND, "Bitte bestätigen")
        self._press(self.link(second, "/bestaetigen/"), "Ja, anmelden", "auf der Warteliste")
        self.desk.goto(f"{self.event}/anmeldungen")
        expect(self.desk.locator("main")).to_contain_text("1 von 1 Plätzen, 1 auf der Warteliste")

    def _apply(self, address: str, name: str) -> None:
        page = self.guest
        page.goto(self.event)
        page.fill("[name=name]", name)
        page.fill("[name=email]", address)
        page.locator("form[action*='/anmelden'] button[type=submit]").click()
        expect(page.locator("h1")).to_have_text("Noch nicht angemeldet – ein Schritt fehlt")

    def _press(self, link: str, button: str, then: str) -> None:
        self.guest.goto(link)
        self.guest.get_by_role("button", name=button).click()
        expect(self.guest.locator("main")).to_contain_text(then)

    def get_letters(self) -> None:
        """7: confirmation with calendar part and link, the one who moved up, invitations."""
        confirmed = self.letter(GUEST, "Angemeldet: ")
        text = self.text(confirmed)
        assert "https://raum.probe.example/treffen" in text
        # Link and contact stand before everything that is less urgent on the day.
        assert text.index("https://raum.probe.example/treffen") < text.index("Es kommt etwas")
        assert text.index("Frau Muster, 0361 000000") < text.index("Es kommt etwas")
        parts = {part.get_content_type(): part for part in confirmed.walk()}
        assert parts["text/calendar"].get_param("method") == "REQUEST"
        assert "METHOD:REQUEST" in parts["text/calendar"].get_content()
        assert parts["application/ics"].get_filename("").endswith(".ics")
        self._press(self.link(confirmed, "/abmelden/"), "Ja, abmelden", "Sie sind abgemeldet")
        self.letter(GUEST, "Abgemeldet: ")
        promoted = self.letter(SECOND, "Ein Platz ist frei")
        assert "https://raum.probe.example/treffen" in self.text(promoted)
        page = self.desk
        page.goto(f"{self.event}/einladungen")
        address = page.locator(".ev-address").first.inner_text()
        page.get_by_role("button", name="Einladungen verschicken").click()
        expect(page.locator("main")).to_contain_text("eingeladen, Antwort offen")
        invitation = self.letter(address, "Einladung: ")
        assert invitation["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        page.goto(f"{self.base}/postausgang")
        expect(page.locator("main")).to_contain_text("versendet")

    def hand_in_a_report(self) -> None:
        """8: a draft with own words, released under a name, as page and PDF."""
        page = self.desk
        page.goto(f"{self.base}/berichte")
        page.get_by_role("link", name="Neuer Bericht").first.click()
        page.fill("[name=title]", "Lückenanalyse der Probe")
        page.fill("[name=purpose]", "Zweck der Probe")
        page.get_by_role("button", name="Entwurf anlegen").click()
        page.locator("textarea[name^=text_]").first.fill("Eigene Worte der Koordination.")
        page.get_by_role("button", name="Speichern und ansehen").click()
        expect(page.locator("main")).to_contain_text("Eigene Worte der Koordination.")
        page.get_by_role("link", name="Freigeben").first.click()
        before = list(self.complaints)
        for _ in range(4):
            page.fill("[name=name]", "Petra Probe")
            page.get_by_role("button", name="Bericht freigeben").click()
            page.wait_for_load_state("networkidle")
            # The meeting's numbers reach the network within seconds; whoever releases in that
            # moment is asked to look once more. Browsers note the page's 409 on their console.
            if "Noch nicht freigegeben" not in page.locator("main").inner_text():
                break
            fresh = self.complaints[len(before) :]
            assert all("409" in complaint for complaint in fresh), fresh
            self.complaints[:] = before
        expect(page.locator("main")).to_contain_text("Petra Probe")
        address = page.url.split("?")[0]
        with self.desk.expect_download() as waiting:
            page.get_by_role("link", name="PDF herunterladen").click()
        file = self._folder / "bericht.pdf"
        waiting.value.save_as(file)
        pages = PdfReader(file).pages
        text = "\n".join(one.extract_text() for one in pages)
        for words in ("Lückenanalyse der Probe", "Eigene Worte der Koordination.", "Petra Probe"):
            assert words in text
        assert "Entwurf" not in pages[0].extract_text()
        html = self._desk.request.get(f"{address}/bericht.html")
        assert html.ok
        assert "Eigene Worte der Koordination." in html.text()
        # What is released is frozen: there is no way back into the draft.
        assert self._desk.request.get(f"{address}/freigeben").url != f"{address}/freigeben"

    def everything(self) -> None:
        """The whole path in one go."""
        self.log_in()
        self.begin()
        self.know_what_matters()
        self.see_the_network()
        self.import_a_list()
        self.plan_a_meeting()
        self.subscribe()
        self.sign_up()
        self.get_letters()
        self.hand_in_a_report()
