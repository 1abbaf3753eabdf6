"""What a report says, how it breaks text into blocks, and that it keeps secrets."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, date, datetime

import pytest

from services.network.findings.findings import findings
from services.network.records.model import Actor, Judgement, Verdict
from services.network.reports.chapters.catalogue import (
    CHAPTERS,
    REPORT_TYPES,
    chapters_of,
    figures_of,
)
from services.network.reports.chapters.compose import data_of, paper_of
from services.network.reports.chapters.language import number, percent
from services.network.reports.chapters.method import COUNTING
from services.network.reports.paper import Items, PaperTable, Paragraph, own_text
from tests.network.reports.conftest import DAY, REPORT


def tables_of(paper):
    return {b.caption: b for c in paper.chapters for b in c.blocks if isinstance(b, PaperTable)}


def test_plain_text_becomes_paragraphs_and_lists():
    text = (
        "Erster Absatz\nmit zwei Zeilen.\n\nDavor:\n- eins\n  weiter\n* zwei\n\n"
        "1. erstens\n2) zweitens\n"
    )
    assert own_text(text) == (
        Paragraph("Erster Absatz mit zwei Zeilen."),
        Paragraph("Davor:"),
        Items(("eins weiter", "zwei")),
        Items(("erstens", "zweitens"), numbered=True),
    )
    assert own_text(" \n ") == ()


def test_shares_are_rounded_half_up():
    assert [percent(1, 8), percent(1, 200), percent(0, 3), percent(3, 0)] == [
        "13 %",
        "1 %",
        "0 %",
        "–",
    ]


def test_numbers_are_written_the_german_way():
    given = (0, 3.0, 1234567.5, -2.25, 0.125, -0.001, 100)
    assert [number(value) for value in given] == [
        "0", "3", "1.234.567,5", "\u22122,25", "0,12", "0", "100",
    ]  # fmt: skip


def test_the_same_network_and_report_give_the_same_paper(practice):
    assert paper_of(practice, REPORT) == paper_of(practice, REPORT)


@pytest.mark.parametrize("kind", REPORT_TYPES)
def test_every_number_has_its_rule_and_the_chapters_fit_the_type(practice, kind):
    report = dataclasses.replace(REPORT, report_type=kind)
    paper = paper_of(practice, report)
    assert [c.key for c in paper.chapters] == [*(c.key for c in chapters_of(kind)), "appendix"]
    ruled = {row[0] for row in tables_of(paper)["Zählregeln"].rows}
    assert ruled == {COUNTING[key][0] for key in figures_of(kind)}


def test_the_count_of_participations_cannot_be_read_as_a_count_of_organisations():
    label, rule = COUNTING["organisations"]
    assert label == "Teilnahmen (Organisationen, mehrfach gezählt)"
    assert "zählt dreimal" in rule


def test_every_figure_of_the_data_belongs_to_a_chapter_and_has_a_rule(practice):
    keys = {figure.key for figure in data_of(practice, REPORT).figures}
    assert keys == {key for chapter in CHAPTERS for key in chapter.figures} == set(COUNTING)


def test_unreleased_findings_are_only_counted(practice):
    found = findings(practice.on(DAY))
    unjudged = dataclasses.replace(practice, records={**practice.records, "verdict": {}})
    paper = paper_of(unjudged, REPORT)
    assert not any(caption.startswith("Freigegebene") for caption in tables_of(paper))
    parallel = found.parallels[0]
    verdict = Verdict(
        id="v", finding_id=parallel.id, digest=parallel.digest, judgement=Judgement.OVERLAP,
        reason="besprochen", day=DAY, released=True,
    )  # fmt: skip
    records = {**practice.records, "verdict": {"v": verdict}}
    released = paper_of(dataclasses.replace(practice, records=records), REPORT)
    rows = tables_of(released)["Freigegebene Hinweise mit Einschätzung"].rows
    assert [row[1:] for row in rows] == [("Überschneidung", "besprochen")]


def test_small_groups_of_persons_are_suppressed(practice):
    rows = tables_of(paper_of(practice, REPORT))["Treffen im Berichtszeitraum"].rows
    assert rows == (
        ("04.05.2026", "Treffen m1", "Jena", "–", "23", "19"),
        ("05.05.2026", "Treffen m2", "Jena", "–", "unter 5", "–"),
    )


def test_entries_for_coordinators_are_counted_but_not_named(practice):
    actor = next(iter(sorted(practice.all(Actor).values(), key=lambda a: a.id)))
    from services.network.records.model import Visibility

    secret = dataclasses.replace(
        actor,
        name="Geheime Stelle",
        provenance=dataclasses.replace(actor.provenance, visibility=Visibility.COORDINATORS),
    )
    records = {**practice.records, "actor": {**practice.records["actor"], actor.id: secret}}
    text = paper_of(dataclasses.replace(practice, records=records), REPORT).as_json()
    assert "Geheime Stelle" not in text
    assert "Dazu 1, die nicht genannt werden." in text


def test_releasing_changes_mark_and_signature_only(practice):
    draft = paper_of(practice, REPORT)
    at = datetime(2026, 11, 25, 10, tzinfo=UTC)
    done = dataclasses.replace(REPORT, status="released", released_by="Kim", released_at=at)
    final = paper_of(practice, done)
    assert (draft.draft, final.draft) == (True, False)
    assert final.signed == "Freigegeben am 25.11.2026 von Kim"
    assert json.loads(final.as_json())["chapters"] == json.loads(draft.as_json())["chapters"]


# --- against the last report, targets, scope --------------------------------------------------


def last_year(**values):
    return dataclasses.replace(
        REPORT, id="r0", title="Bericht 2025", day=date(2026, 2, 1), status="released", **values
    )


def with_reports(network, *reports):
    records = {**network.records, "report": {r.id: r for r in reports}}
    return dataclasses.replace(network, records=records)


def test_the_first_page_compares_with_the_last_released_report(practice):
    frozen = tuple((f.key, f.value + 100) for f in data_of(practice, REPORT).figures)
    network = with_reports(
        practice,
        last_year(figures=frozen),
        dataclasses.replace(last_year(), id="draft", status="draft", day=date(2026, 3, 1)),
        dataclasses.replace(last_year(), id="later", day=date(2026, 11, 25)),
        dataclasses.replace(last_year(), id="other", report_type="final", day=date(2026, 3, 1)),
    )
    paper = paper_of(network, REPORT)
    table = tables_of(paper)["Vergleich mit „Bericht 2025“"]
    assert table.headers == (
        "Was", "im letzten Bericht", "am 01.02.2026", "am 25.11.2026", "Veränderung",
    )  # fmt: skip
    figures = {f.key: f for f in data_of(network, REPORT).figures}
    gaps = figures["gaps"]
    assert table.rows[1][:4] == (
        "Lücken", str(gaps.value + 100), str(gaps.earlier), str(gaps.value),
    )  # fmt: skip
    assert ("Stand der Angaben", "25.11.2026, verglichen mit dem 01.02.2026 (Stand von „Bericht "
            "2025“)") in paper.facts  # fmt: skip


def test_numbers_of_a_last_report_about_something_else_are_not_set_beside(practice):
    network = with_reports(practice, last_year(figures=(("gaps", 1),), region_ids=("16051",)))
    table = tables_of(paper_of(network, REPORT))["Vergleich mit „Bericht 2025“"]
    assert table.headers == ("Was", "am 01.02.2026", "am 25.11.2026", "Veränderung")


def test_without_a_report_of_the_type_any_released_one_counts(practice):
    network = with_reports(practice, last_year(report_type="final"))
    assert "Vergleich mit „Bericht 2025“" in tables_of(paper_of(network, REPORT))


def test_target_and_actual_stand_on_the_first_page(practice):
    report = dataclasses.replace(REPORT, indicator_ids=("uebung-kennzahl-2", "uebung-kennzahl-4"))
    paper = paper_of(practice, report)
    table = next(b for b in paper.chapters[0].blocks if isinstance(b, PaperTable))
    assert table.rows == (
        ("Geschulte Beschäftigte (Personen)", "400", "140", "431", "ja"),
        ("Wartezeit auf einen Beratungstermin (Tage)", "höchstens 14", "31", "16", "nein"),
    )


def test_a_narrowed_report_says_so_and_names_only_its_districts(practice):
    report = dataclasses.replace(REPORT, region_ids=("16053",), topic_ids=("sprache",))
    paper = paper_of(practice, report)
    assert ("Nur für", "Jena") in paper.facts
    assert ("Nur zu", "Sprache / Spracherwerb") in paper.facts
    matrix = tables_of(paper)["Kreise und Soll-Angebote"]
    assert [row[0] for row in matrix.rows] == ["Jena"]
    assert [row[0] for row in tables_of(paper)["Alter der Angaben je Kreis"].rows] == ["Jena"]


def test_every_number_has_its_entries_or_says_why_not(practice):
    report = dataclasses.replace(REPORT, report_type="annual")
    paper = paper_of(practice, report)
    text = json.dumps(dataclasses.asdict(paper.chapters[-1]), ensure_ascii=False)
    for figure in data_of(practice, report).figures:
        if figure.entries:
            title = COUNTING[figure.key][0]
            assert f"{title[0].upper()}{title[1:]}: {figure.value}" in text, figure.key


def test_sources_tell_kind_place_and_source_but_no_small_groups(practice):
    report = dataclasses.replace(REPORT, evidence_ids=("uebung-beleg-1", "uebung-beleg-2"))
    chapter = next(c for c in paper_of(practice, report).chapters if c.key == "evidence")
    texts = [b.text for b in chapter.blocks if isinstance(b, Paragraph)]
    assert any(t.startswith("Interview · ") and t.endswith("weniger als 5 Beteiligte")
               for t in texts)  # fmt: skip
    assert any(t.startswith("Fokusgruppe · ") and t.endswith("9 Beteiligte") for t in texts)
    assert "Quelle: Protokoll der Fokusgruppe (Übung)." in texts
