"""Deleting a person, as a coordinator does it on the pages."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from services.network.records.model import Offer, Report
from services.network.records.network import ChangeSet
from shared.data_protection.finds import Find
from shared.data_protection.marks import GONE
from tests.network.conftest import NOW
from tests.network.directory.web.test_changing_pages import ACTOR
from tests.shared.helpers import log_in, post_form

PATH = "/einrichtung/datenschutz/person"
NAME = "Kanaria Vogelsang"


@pytest.fixture
def desk(site):
    return log_in(site, "coordinator")


@pytest.fixture
def parts(site):
    return site.extensions["ikoe"]


@pytest.fixture
def offer(parts):
    """An offer whose text names her."""
    network = parts.live.network()
    one = replace(network.all(Offer)[min(network.all(Offer))], description=f"Fragen an {NAME}.")
    parts.live.apply(ChangeSet((network.put(one),)), "Kim", NOW)
    return one


def ask(desk, **typed):
    answer = post_form(desk, PATH, {"names": NAME, "addresses": "", "numbers": "", **typed})
    assert answer.status_code == 303
    return answer.headers["Location"]


def look(parts, path, *finds):
    """Every service answers; those that are not in this process found ``finds``."""
    for one in parts.erasures:
        one.run_once()
    for service in ("events", "notify"):
        parts.deletions.found(path.rpartition("/")[2], service, list(finds))
        finds = ()


def test_a_person_is_looked_for_and_only_then_deleted(desk, parts, offer):
    path = ask(desk)
    page = desk.get(path).text
    assert "Es wird noch gesucht" in page
    assert 'http-equiv="refresh"' in page
    assert "Endgültig löschen" not in page
    look(parts, path, Find("events.registration", "r1", "Treffen", "/termine/x/anmeldungen"))
    page = desk.get(path).text
    assert 'http-equiv="refresh"' not in page
    assert f'href="/angebote/{offer.id}"' in page
    assert "Anmeldungen zu Veranstaltungen" in page
    # Nothing without having looked.
    refused = post_form(desk, f"{path}/loeschen", {})
    assert refused.status_code == 422
    assert "Bitte sehen Sie die Fundstellen durch" in refused.text
    assert parts.live.network().get(Offer, offer.id).description == f"Fragen an {NAME}."
    assert post_form(desk, f"{path}/loeschen", {"gesehen": "1"}).status_code == 303
    assert "Es wird gerade gelöscht" in desk.get(path).text
    for one in parts.erasures:
        one.run_once()
    for service in ("events", "notify"):
        parts.deletions.erased(path.rpartition("/")[2], service, 0)
    page = desk.get(path).text
    assert "Gelöscht." in page
    assert "Ihre Daten wurden am" in page
    assert parts.live.network().get(Offer, offer.id).description == f"Fragen an {GONE}."
    assert "gelöscht am" in desk.get(PATH).text
    # The names that were typed are on no page.
    assert NAME not in page + desk.get(PATH).text


def test_a_form_that_names_her_afterwards_is_told_why_not(desk, parts, offer):
    path = ask(desk)
    look(parts, path)
    post_form(desk, f"{path}/loeschen", {"gesehen": "1"})
    parts.erasures[0].run_once()
    sent = {**ACTOR, "description": f"Fragen an {NAME}."}
    answer = post_form(desk, "/akteure/neu", sent)
    assert answer.status_code == 422
    assert "auf Wunsch gelöscht" in answer.text
    # Lifted, it is taken; but not before everybody has deleted.
    assert post_form(desk, f"{path}/aufheben", {}).status_code == 409
    for service in ("accounts", "events", "notify"):
        parts.deletions.erased(path.rpartition("/")[2], service, 0)
    post_form(desk, f"{path}/aufheben", {})
    assert "aufgehoben" in desk.get(path).text
    assert post_form(desk, "/akteure/neu", sent).status_code == 303


def test_dropped_nothing_is_deleted_and_nothing_remembered(desk, parts, offer):
    path = ask(desk)
    assert post_form(desk, f"{path}/verwerfen", {}).headers["Location"] == f"{PATH}?verworfen=1"
    assert desk.get(path).status_code == 404
    assert parts.live.network().get(Offer, offer.id).description == f"Fragen an {NAME}."


def test_what_is_no_person_is_refused_with_a_sentence(desk):
    answer = post_form(desk, PATH, {"names": "Müller", "addresses": "müller", "numbers": ""})
    assert answer.status_code == 422
    assert "„Müller“ reicht nicht" in answer.text
    assert "„müller“ ist keine E-Mail-Adresse." in answer.text
    # What was typed is still there.
    assert "Müller" in answer.text


def test_evidence_is_kept_only_with_the_grant_it_proves(desk, parts):
    path = ask(desk)
    report = Find("network.report", "r1", "Sachbericht", evidence_until=NOW.date())
    look(parts, path, report)
    assert "Sachbericht" in desk.get(path).text
    refused = post_form(desk, f"{path}/loeschen", {"gesehen": "1", "bleibt-r1": "1"})
    assert refused.status_code == 422
    assert "Bitte nennen Sie zu jedem Nachweis" in refused.text
    sent = {"gesehen": "1", "bleibt-r1": "1", "grund-r1": "Bescheid vom 1.2."}
    assert post_form(desk, f"{path}/loeschen", sent).status_code == 303
    id = path.rpartition("/")[2]
    for service in ("network", "events", "notify", "accounts"):
        parts.deletions.erased(id, service, 0)
    assert "Bescheid vom 1.2." in desk.get(path).text
    assert parts.deletions.kept_now(f"network.{Report.KIND}", NOW.date()) == {"r1"}


def test_the_registry_is_a_page_and_a_table_with_what_went_by_itself(desk, parts):
    page = desk.get("/einrichtung/datenschutz").text
    assert "Anmeldungen zu Veranstaltungen" in page
    assert "sobald das Programm ein paar Sekunden läuft" in page
    parts.uploads.keep("kim", "alt.csv", b"x", NOW.replace(year=2025))
    assert parts.retention.run_once()["network.uploads"] == 1
    page = desk.get("/einrichtung/datenschutz").text
    assert "Listen, die auf ihre Übernahme warten" in page
    assert "erstmals, mit Altem" in page
    answer = desk.get("/einrichtung/datenschutz/verzeichnis.xlsx")
    (sheet,) = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets
    rows = list(sheet.values)
    assert rows[0][:4] == ("Wo", "Feld", "Über wen", "Wozu")
    assert len(rows) > 300
    assert ("Anmeldungen zu Veranstaltungen", "email") in {row[:2] for row in rows}
    assert "Menschen, die sich anmelden" in desk.get("/datenschutz").text
