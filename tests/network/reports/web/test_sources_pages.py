"""Indicators and evidence on their pages, and their way into a report."""

from __future__ import annotations

import io
from datetime import date

import pytest

from services.network.datasets.practice_report import DRAFT
from services.network.records.model import Evidence, Indicator, Report
from tests.network.exchange.web.test_import_pages import text_of
from tests.network.reports.web.test_report_pages import hidden
from tests.shared.helpers import log_in, post_form

INDICATORS, EVIDENCE = "/berichte/kennzahlen", "/berichte/belege"
INDICATOR = {
    "name": "Kurse", "unit": "Kurse", "target": "1.200,5", "target_day": "2027-12-31",
    "strategy": "foerderrichtlinie-integration|fz-6",
}  # fmt: skip
SOURCE = {
    "title": "Gespräch im Amt", "evidence_kind": "interview", "day": "2026-05-12",
    "text": "Ein Satz.", "source": "Notiz", "participants": "3", "region_ids": ["16051"],
    "topic_ids": ["sprache"],
}  # fmt: skip


def network(site):
    return site.extensions["ikoe"].live.network()


def named(site, cls, title):
    found = [r for r in network(site).all(cls).values() if title in (
        getattr(r, "name", ""), getattr(r, "title", ""))]  # fmt: skip
    return found[0] if found else None


def test_an_indicator_is_made_changed_and_deleted(site):
    client = log_in(site)
    form = client.get(f"{INDICATORS}/neu")
    fields = {**INDICATOR, "id": hidden(form, "id"), "day": ["2026-06-30", ""],
              "value": ["11,5", ""], "source": ["Liste", ""]}  # fmt: skip
    for _ in range(2):
        assert post_form(client, f"{INDICATORS}/neu", fields).status_code == 303
    made = named(site, Indicator, "Kurse")
    assert (made.target, made.target_day, made.strategy_goal) == (
        1200.5, date(2027, 12, 31), "fz-6",
    )  # fmt: skip
    assert [(r.day, r.value, r.source) for r in made.readings] == [
        (date(2026, 6, 30), 11.5, "Liste")
    ]
    path = f"{INDICATORS}/{made.id}"
    shown = client.get(path).get_data(as_text=True)
    assert 'value="1200,5"' in shown
    assert 'value="11,5"' in shown
    changed = {**INDICATOR, "name": "Alle Kurse", "less_is_better": "1", "version": "1"}
    assert post_form(client, path, changed).status_code == 303
    assert named(site, Indicator, "Alle Kurse").readings == ()
    stale = post_form(client, path, {**changed, "name": "Anders"})
    assert stale.status_code == 409
    assert "Anders" in stale.get_data(as_text=True)
    assert post_form(client, f"{path}/loeschen", {"version": "2"}).status_code == 303
    assert client.get(path).status_code == 404


def test_mistakes_in_an_indicator_are_told_by_field(site):
    client = log_in(site)
    wrong = {"name": " ", "target": "viel", "target_day": "bald", "strategy": "x|y",
             "day": ["2026-06-30", "2026-06-30", ""], "value": ["1", "2", "drei"],
             "source": ["", "", ""]}  # fmt: skip
    answer = post_form(client, f"{INDICATORS}/neu", wrong)
    assert answer.status_code == 422
    for words in (
        "„viel“ ist keine Zahl.",
        "„bald“ ist kein Tag wie 31.12.2027.",
        "Zeile 2: Für den 30.06.2026 steht schon ein Wert.",
        "Zeile 3: „drei“ ist keine Zahl.",
        "Diese Angabe fehlt.",
    ):
        assert words in text_of(answer)
    assert "drei" in answer.get_data(as_text=True)


def test_a_pasted_table_is_shown_first_and_then_taken_over(site):
    client = log_in(site)
    path = f"{INDICATORS}/einlesen"
    table = "Kennzahl\tTag\tWert\nBeratene Verwaltungen\t01.11.2026\t18\nNeu\t01.11.2026\t=1+1\n"
    wrong = post_form(client, path, {"tabelle": table})
    assert wrong.status_code == 422
    assert "Zeile 3, Spalte „Wert“: „=1+1“ ist keine Zahl." in text_of(wrong)
    before = network(site).revision
    seen = post_form(client, path, {"tabelle": table.replace("=1+1", "2")})
    assert "1 neue Kennzahlen, 1 geänderte, 2 Werte." in text_of(seen)
    assert network(site).revision == before
    text = seen.get_data(as_text=True).partition('<textarea name="tabelle" hidden>')[2]
    kept = text.partition("</textarea>")[0].lstrip("\n")
    done = post_form(client, path, {"tabelle": kept, "bestaetigt": "1"})
    assert done.location == f"{INDICATORS}?eingelesen=2"
    assert named(site, Indicator, "Neu").readings[0].value == 2.0
    assert [r.value for r in named(site, Indicator, "Beratene Verwaltungen").readings][-1] != 2.0


def test_a_file_is_read_like_a_pasted_table(site):
    client = log_in(site)
    csv = "Kennzahl;Tag;Wert\r\nAus Datei;30.06.2026;7,5\r\n".encode("cp1252")
    seen = post_form(
        client, f"{INDICATORS}/einlesen", {"datei": (io.BytesIO(csv), "k.csv"), "bestaetigt": "1"}
    )
    # A file is always looked at first, whatever the form says.
    assert "1 neue Kennzahlen" in text_of(seen)
    assert named(site, Indicator, "Aus Datei") is None


@pytest.mark.parametrize("sent", [{}, {"tabelle": "x"}, {"tabelle": "%PDF-1.7"}])
def test_what_is_no_table_is_refused_in_words(site, sent):
    answer = post_form(log_in(site), f"{INDICATORS}/einlesen", sent)
    assert answer.status_code == 422


def test_evidence_is_made_changed_and_deleted(site):
    client = log_in(site)
    form = client.get(f"{EVIDENCE}/neu")
    for _ in range(2):
        made = post_form(client, f"{EVIDENCE}/neu", {**SOURCE, "id": hidden(form, "id")})
        assert made.status_code == 303
    record = named(site, Evidence, "Gespräch im Amt")
    assert (record.participants, record.region_ids, record.topic_ids, record.day) == (
        3, ("16051",), ("sprache",), date(2026, 5, 12),
    )  # fmt: skip
    path = f"{EVIDENCE}/{record.id}"
    assert post_form(client, path, {**SOURCE, "title": "Anders", "version": "1"}).status_code == 303
    assert post_form(client, path, {**SOURCE, "version": "1"}).status_code == 409
    assert post_form(client, f"{path}/loeschen", {"version": "2"}).status_code == 303
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("place", "fields"),
    [(EVIDENCE, SOURCE), (INDICATORS, INDICATOR)],
    ids=["evidence", "indicator"],
)
def test_what_is_saved_after_somebody_else_did_is_kept_on_the_page(site, place, fields):
    client = log_in(site)
    fresh = {**fields, "id": hidden(client.get(f"{place}/neu"), "id")}
    assert post_form(client, f"{place}/neu", fresh).status_code == 303
    # Gone back, changed and sent again as new: the other text is not lost either.
    late = post_form(client, f"{place}/neu", {**fresh, "title": "Später", "name": "Später"})
    assert late.status_code == 409
    assert 'value="Später"' in late.get_data(as_text=True)
    assert f'action="{place}/{fresh["id"]}"' in late.get_data(as_text=True)
    assert post_form(client, f"{place}/{fresh['id']}/loeschen", {"version": "1"}).status_code == 303
    gone = post_form(client, f"{place}/{fresh['id']}", {**fields, "version": "1"})
    assert gone.status_code == 404


def test_mistakes_in_evidence_are_told_by_field(site):
    wrong = {**SOURCE, "title": "", "day": "2027-01-01", "participants": "-1",
             "evidence_kind": "gerücht", "region_ids": ["99999"]}  # fmt: skip
    answer = post_form(log_in(site), f"{EVIDENCE}/neu", wrong)
    assert answer.status_code == 422
    for words in ("Dieser Tag liegt in der Zukunft.", "Hier brauchen wir eine ganze Zahl"):
        assert words in text_of(answer)


def test_what_a_report_rests_on_is_not_deleted(site):
    client = log_in(site)
    for path in (f"{EVIDENCE}/uebung-beleg-1", f"{INDICATORS}/uebung-kennzahl-1"):
        answer = post_form(client, f"{path}/loeschen", {"version": "1"})
        assert answer.status_code == 422
        assert "Ein Bericht oder ein Vorhaben stützt sich noch darauf." in text_of(answer)
        assert client.get(path).status_code == 200


def test_a_new_report_begins_with_everything_that_fits(site):
    client = log_in(site)
    head = {"title": "Neu", "report_type": "progress", "first": "2026-07-01",
            "last": "2026-11-25", "day": "2026-11-25", "region_ids": ["16051"],
            "strategy_id": "foerderrichtlinie-integration"}  # fmt: skip
    made = post_form(client, "/berichte/neu", head)
    report = network(site).get(Report, made.location.rpartition("/")[2])
    assert report.indicator_ids == tuple(f"uebung-kennzahl-{n}" for n in (1, 2, 3, 4))
    # Of Erfurt or of the whole Land, within the period.
    own = [id for id in report.evidence_ids if id.startswith("uebung-beleg-")]
    assert own == ["uebung-beleg-2", "uebung-beleg-3"]


def test_a_draft_chooses_what_it_rests_on_and_keeps_chapters_of_other_types(site):
    client = log_in(site)
    path = f"/berichte/{DRAFT}"
    head = {"title": "Neu", "report_type": "gap_analysis", "first": "2026-01-01",
            "last": "2026-11-25", "day": "2026-11-25", "grant_start": "2025",
            "grant_end": "Ende 2027", "programme": "P", "reference": "AZ-1", "purpose": "Zweck",
            "topic_ids": ["sprache"], "strategy_id": "foerderrichtlinie-integration",
            "strategy_goals": ["fz-4", "gibt-es-nicht"], "evidence_ids": ["uebung-beleg-2", "x"],
            "text_coverage": "Neuer Text"}  # fmt: skip
    head["version"] = hidden(client.get(path), "version")
    assert post_form(client, path, head).status_code == 303
    report = network(site).get(Report, DRAFT)
    assert (report.strategy_goals, report.evidence_ids, report.indicator_ids) == (
        ("fz-4",), ("uebung-beleg-2",), (),
    )  # fmt: skip
    assert dict(report.chapters)["coverage"] == "Neuer Text"
    assert "outlook" in dict(report.chapters)
    page = text_of(client.get(f"{path}/vorschau"))
    for words in ("Nur zu Sprache", "P, Aktenzeichen AZ-1", "2025 bis Ende 2027", "Neuer Text"):
        assert words in page
    assert "Wie es weitergeht" not in page
    reversed_grant = {**head, "grant_start": "2028", "version": "2"}
    assert "Das Ende der Bewilligung liegt vor ihrem Beginn." in text_of(
        post_form(client, path, reversed_grant)
    )


def test_only_coordinators_see_sources(site):
    member = log_in(site, "member")
    for path in (INDICATORS, f"{INDICATORS}/einlesen", EVIDENCE, f"{EVIDENCE}/uebung-beleg-1"):
        assert member.get(path).status_code == 403
