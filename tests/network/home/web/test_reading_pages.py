"""What visitors and coordinators see of the practice network."""

from __future__ import annotations

import html
import re

import pytest

from services.network.findings.findings import CoverageState, findings
from services.network.records.model import Actor, Offer, Project, Visibility
from services.network.records.network import ChangeSet
from services.network.records.visibility import visible_part
from tests.network.conftest import NOW
from tests.shared.helpers import log_in

PUBLIC = [
    "/",
    "/?kreis=16053",
    "/?ort=07743",
    "/akteure",
    "/angebote",
    "/projekte",
    "/karte",
    "/karte?kreis=16053&thema=sprache",
    "/abdeckung",
    "/abdeckung?bild=kreise",
    "/abdeckung/16051",
    "/impressum",
    "/datenschutz",
    "/barrierefreiheit",
]
COORDINATION = [
    "/hinweise",
    "/hinweise?art=parallel&stand=alle",
    "/hinweise?art=parallel&stand=gefragt&sortierung=dauer&doppelt=1",
    "/hinweise/gruppen",
    "/hinweise/doppelfoerderung",
    "/hinweise/fragen?stand=alle",
    "/hinweise/fragen/uebung-frage-2a",
    "/akteure/veraltet",
    "/akteure/neu",
    "/angebote/neu",
    "/projekte/neu",
    "/akteure/kooperationen/neu",
    "/einrichtung",
    "/einrichtung/daten-entfernen",
]


def network(app):
    return app.extensions["ikoe"].live.network()


def text(response) -> str:
    """The words of a page, without tags."""
    body = re.sub(
        r"<(script|style|svg)\b.*?</\1>", " ", response.get_data(as_text=True), flags=re.S
    )
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", PUBLIC)
def test_every_public_page_answers_in_both_languages(visitor, path, language):
    response = visitor.get(path, headers={"Accept-Language": language})
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.get_data(as_text=True)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", [*PUBLIC, *COORDINATION])
def test_every_page_answers_a_coordinator(coordinator, path, language):
    assert coordinator.get(path, headers={"Accept-Language": language}).status_code == 200


@pytest.mark.parametrize("path", COORDINATION)
def test_pages_of_the_coordination_ask_for_the_login(visitor, path):
    response = visitor.get(path)
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/konto/anmelden?next=")


@pytest.mark.parametrize(
    "path",
    [
        "/akteure/gibt-es-nicht",
        "/angebote/gibt-es-nicht",
        "/projekte/gibt-es-nicht",
        "/akteure/kooperationen/gibt-es-nicht",
        "/abdeckung/99999",
        "/abdeckung/16/x",
        "/abdeckung/16051/gibt-es-nicht",
    ],
)
def test_an_unknown_address_is_a_page_that_says_so(visitor, path):
    assert visitor.get(path).status_code == 404


def test_unknown_findings_are_not_found(coordinator):
    assert coordinator.get("/hinweise/coverage-000").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["seite=0", "seite=-1", "seite=x", "seite=99999999999", "kreis=x", "thema=x&art=y", "q=%ff%25"],
)
@pytest.mark.parametrize("path", ["/akteure", "/angebote", "/projekte", "/karte", "/abdeckung"])
def test_odd_queries_are_no_errors(visitor, path, query):
    assert visitor.get(f"{path}?{query}").status_code == 200


def test_every_record_has_a_page(practice, visitor):
    for cls, place in ((Actor, "akteure"), (Offer, "angebote"), (Project, "projekte")):
        records = [
            r
            for r in network(practice).all(cls).values()
            if r.provenance.visibility is Visibility.PUBLIC
        ]
        for record in records[:40]:
            assert visitor.get(f"/{place}/{record.id}").status_code == 200


def test_the_directory_finds_words_in_any_spelling(visitor):
    assert "1 Akteur " in text(visitor.get("/akteure?q=dachverband+migranten")) + " "
    lower, upper = (text(visitor.get(f"/akteure?q={q}")) for q in ("uebung", "ÜBUNG"))
    assert re.findall(r"(\d+) Akteur", lower) == re.findall(r"(\d+) Akteur", upper)


def test_a_search_without_a_hit_helps_on(visitor):
    page = text(visitor.get("/akteure?q=quatschwort"))
    assert "Niemand gefunden" in page
    assert "0 Akteur:innen von" in page


def test_filters_by_district_find_what_is_there(practice, visitor):
    seen = visible_part(network(practice), "public").on(NOW.date())
    response = visitor.get("/angebote?kreis=16053")
    expected = sum(
        1
        for offer in seen.network.all(Offer).values()
        if any(
            "16053" in seen.districts_of(r)
            for r in (*offer.on_site_region_ids, *offer.reachable_region_ids)
        )
    )
    assert f"{expected} Angebote von" in text(response)


def test_visitors_see_no_address_that_can_be_collected(practice, visitor):
    actor = next(a for a in network(practice).all(Actor).values() if a.email)
    page = visitor.get(f"/akteure/{actor.id}").get_data(as_text=True)
    assert actor.email not in page
    assert actor.email.replace("@", " [at] ") in page


def test_what_is_not_public_exists_nowhere_for_visitors(site):
    parts = site.extensions["ikoe"]
    actor = Actor(
        id="geheim",
        name="Geheimer Verein Verborgen",
        provenance=type(next(iter(network(site).all(Actor).values())).provenance)(
            visibility=Visibility.COORDINATORS
        ),
    )
    parts.live.apply(ChangeSet((network(site).put(actor),)), "Test", NOW)
    visitor, coordinator = site.test_client(), log_in(site)
    for path in ("/akteure?q=Verborgen", "/karte"):
        # The word that was searched for stands on the page, the name does not.
        assert "Geheimer Verein" not in visitor.get(path).get_data(as_text=True)
        assert "Geheimer Verein" in coordinator.get(path).get_data(as_text=True)
    assert visitor.get("/akteure/geheim").status_code == 404
    assert coordinator.get("/akteure/geheim").status_code == 200


def test_the_table_of_the_coverage_shows_exactly_the_states_that_were_computed(practice, visitor):
    found = findings(network(practice).on(NOW.date())).coverage
    page = visitor.get("/abdeckung").get_data(as_text=True)
    table = page[page.index("<tbody>") :]
    shown = re.findall(r'/abdeckung/(\d+)/([^"]+)"><span class="net-state net-state--(\w+)"', table)
    assert sorted(shown) == sorted(
        (c.region_id, c.expectation_id, "many" if c.several else c.state.value) for c in found.cells
    )


def test_the_picture_of_the_coverage_shows_the_worst_of_each_district(practice, visitor):
    found = findings(network(practice).on(NOW.date())).coverage
    page = visitor.get("/abdeckung").get_data(as_text=True)
    drawn = dict(
        re.findall(r'<a href="/abdeckung/(\d+)">\s*<path [^>]*fill="url\(#p-(\w+)\)"', page)
    )
    order = ["gap", "reach_only", "thin", "unknown", "covered"]
    assert drawn == {
        d.id: min((c.state.value for c in found.of_region(d.id)), key=order.index)
        for d in network(practice).on(NOW.date()).districts
        if found.of_region(d.id)
    }
    assert "© GeoBasis-DE / BKG (Daten vereinfacht)" in page


def test_every_cell_of_the_coverage_has_a_page(practice, visitor):
    cells = findings(network(practice).on(NOW.date())).coverage.cells
    for state in CoverageState:
        for cell in [c for c in cells if c.state is state][:3]:
            path = f"/abdeckung/{cell.region_id}/{cell.expectation_id}"
            assert visitor.get(path).status_code == 200


def test_every_finding_is_listed_and_explained(practice, coordinator):
    found = findings(network(practice).on(NOW.date()))
    listed: set[str] = set()
    for number in range(1, 20):
        page = coordinator.get(f"/hinweise?stand=alle&seite={number}").get_data(as_text=True)
        ids = set(re.findall(r'href="/hinweise/([a-z]+-[0-9a-f]+)"', page))
        if ids <= listed:
            break
        listed |= ids
    assert listed == {f.id for f in found.all}
    for finding in found.all:
        assert coordinator.get(f"/hinweise/{finding.id}").status_code == 200


def test_a_finding_leads_to_planning_a_meeting(practice, coordinator):
    finding = findings(network(practice).on(NOW.date())).gaps[0]
    page = coordinator.get(f"/hinweise/{finding.id}").get_data(as_text=True)
    assert f'href="/termine/neu?hinweis={finding.id}"' in page


def test_a_page_that_did_not_change_is_not_sent_again(visitor):
    first = visitor.get("/akteure")
    again = visitor.get("/akteure", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = visitor.get("/akteure?seite=2", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_links_keep_the_language_that_was_chosen(visitor):
    page = visitor.get("/akteure?lang=en").get_data(as_text=True)
    links = re.findall(r'href="(/akteure/[^"]+)"', page)
    assert links
    assert all("lang=en" in link for link in links)


def test_a_postcode_leads_to_its_district(visitor):
    assert "Jena" in text(visitor.get("/?ort=07743"))
    assert "kennen wir in Thüringen nicht" in text(visitor.get("/?ort=99999"))


def test_a_postcode_in_two_districts_asks_which(visitor):
    from services.network.directory import postcodes

    double = next(k for k, v in postcodes._table().items() if k.isdecimal() and len(v) > 1)
    assert "liegt in mehreren Kreisen" in text(visitor.get(f"/?ort={double}"))


def test_pages_carry_no_inline_script_or_style(visitor, coordinator):
    for path in PUBLIC:
        page = coordinator.get(path).get_data(as_text=True)
        assert not re.search(r"\sstyle=|<style|\son\w+=\"", page)
        for tag in re.findall(r"<script\b[^>]*>", page):
            assert "src=" in tag or 'type="application/json"' in tag
