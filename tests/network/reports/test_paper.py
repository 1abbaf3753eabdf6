"""What a report says, how it breaks text into blocks, and that it keeps secrets."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime

import pytest

from services.network.domain.findings import findings
from services.network.domain.model import Actor, Judgement, Verdict
from services.network.domain.report_paper import Items, Paragraph, Table, own_text
from services.network.domain.report_types import CHAPTERS_OF, FIGURES_OF, TYPES, figures_of
from services.network.web.report_counting import COUNTING
from services.network.web.report_language import number, percent
from services.network.web.report_words import data_of, paper_of
from tests.network.reports.conftest import DAY, REPORT


def tables_of(paper):
    return {b.caption: b for c in paper.chapters for b in c.blocks if isinstance(b, Table)}


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


@pytest.mark.parametrize("kind", TYPES)
def test_every_number_has_its_rule_and_the_chapters_fit_the_type(practice, kind):
    report = dataclasses.replace(REPORT, report_type=kind)
    paper = paper_of(practice, report)
    assert [c.key for c in paper.chapters] == [*CHAPTERS_OF[kind], "appendix"]
    ruled = {row[0] for row in tables_of(paper)["Zählregeln"].rows}
    assert ruled == {COUNTING[key][0] for key in figures_of(kind)}


def test_every_figure_of_the_data_belongs_to_a_chapter_and_has_a_rule(practice):
    keys = {figure.key for figure in data_of(practice, REPORT).figures}
    assert keys == {key for found in FIGURES_OF.values() for key in found} == set(COUNTING)


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
    from services.network.domain.model import Visibility

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
