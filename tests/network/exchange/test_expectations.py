"""Soll-Angebote and Erhebungen as tables: read, refused, exported, and back without a change."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from services.network.exchange.export_table import sheet_of
from services.network.exchange.files import tables
from services.network.exchange.plan import RowState
from services.network.records.model import (
    Expectation,
    Provenance,
    Reach,
    RuleSettings,
    Strategy,
    Survey,
    Topic,
)
from tests.network.exchange.conftest import DAY, csv_bytes, network_of, plan_of, xlsx_bytes

STRATEGY = Strategy(
    id="konzept",
    title="Integrationskonzept 2025",
    goals=(("k-1", "Beratung ist überall erreichbar"), ("k-2", "Träger arbeiten abgestimmt")),
)
WISH = Expectation(
    id="e1",
    region_ids=("16053", "16067"),
    topic_id="sprachmittlung",
    target_group_id="fuehrung",
    format_id="beratung",
    minimum=3,
    reach=Reach.DELIVERED,
    weight=1.25,
    reason="Wer zum Amt geht, soll verstanden werden.",
    strategy_id="konzept",
    strategy_goal="k-2",
    decided_by="Beirat",
    since=date(2026, 1, 1),
)
SURVEY = Survey(id="s1", region_id="16067", topic_ids=("iko",), as_of=date(2026, 3, 4), by="Wir")


def records_of(plan) -> list[Any]:
    """The records of a plan's rows, each of the kind that the test expects."""
    return [row.record for row in plan.rows]


@pytest.fixture
def network():
    return network_of(STRATEGY, WISH, SURVEY, Survey(id="s2", region_id="16053", as_of=DAY))


def test_a_blank_minimum_means_the_number_in_force():
    table = csv_bytes("Soll-Thema;Regionen;Mindestzahl", "IKÖ;Jena;")
    least = [RuleSettings(id="rules", minimum_providers=n) for n in (None, 4)]
    found = [records_of(plan_of(network_of(rules), table))[0].minimum for rules in least]
    assert found == [2, 4]


def test_a_blank_cell_of_an_own_table_means_the_number_in_force(network):
    ruled = network_of(STRATEGY, WISH, RuleSettings(id="rules", minimum_providers=4))
    headers, row = sheet_of(ruled, "expectation").headers, sheet_of(ruled, "expectation").rows[0]
    cells = ["" if h == "Mindestzahl" else value for h, value in zip(headers, row, strict=True)]
    plan = plan_of(ruled, xlsx_bytes(**{"Soll-Angebote": [list(headers), cells]}))
    assert [record.minimum for record in records_of(plan)] == [4]


def test_the_template_names_the_number_that_a_blank_minimum_means(network):
    ruled = network_of(RuleSettings(id="rules", minimum_providers=4))
    for known, told in ((network, "leer heißt 2"), (ruled, "leer heißt 4")):
        book = openpyxl.load_workbook(io.BytesIO(tables.template({}, known.rules)))
        words = [str(cell) for row in book["Erläuterungen"].values for cell in row]
        assert f"Anbieter je Kreis; {told}" in words


def test_a_table_of_expectations_is_read_with_german_words(network):
    plan = plan_of(
        network,
        csv_bytes(
            "Soll-Thema;Regionen;Mindestzahl;Reichweite;Gewicht;Begründung;Strategie;"
            "Ziel der Strategie;Beschlossen von;Gilt seit",
            "IKÖ;Jena|LK Gotha;1;vor Ort;1,5;Weil es fehlt.;Integrationskonzept 2025;"
            "Beratung ist überall erreichbar;Beirat;01.02.2026",
        ),
    )
    assert plan.messages == ()
    (record,) = records_of(plan)
    assert [row.state for row in plan.rows] == [RowState.NEW]
    assert record == Expectation(
        id=record.id,
        region_ids=("16053", "16067"),
        topic_id="iko",
        minimum=1,
        reach=Reach.ON_SITE,
        weight=1.5,
        reason="Weil es fehlt.",
        strategy_id="konzept",
        strategy_goal="k-1",
        decided_by="Beirat",
        since=date(2026, 2, 1),
        provenance=Provenance(source="liste", confirmed=DAY),
    )


def test_a_table_of_surveys_is_read_and_blank_topics_mean_all(network):
    plan = plan_of(
        network,
        csv_bytes(
            "Erhobener Kreis;Themen;Erhoben am;Erhoben durch",
            "Weimar;;03.11.2026;Koordination",
            "99867;Sprachmittlung;04.11.2026;",
        ),
    )
    assert plan.messages == ()
    assert [(r.region_id, r.topic_ids, r.as_of, r.by) for r in records_of(plan)] == [
        ("16055", (), date(2026, 11, 3), "Koordination"),
        ("16067", ("sprachmittlung",), date(2026, 11, 4), ""),
    ]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("Soll-Thema", "Quantenphysik", "import.unknown_term"),
        ("Regionen", "Atlantis", "import.unknown_region"),
        ("Regionen", "", "import.required"),
        ("Mindestzahl", "2,5", "import.count"),
        ("Mindestzahl", "viele", "import.number"),
        ("Mindestzahl", "0", "field.invalid"),
        ("Reichweite", "überall", "import.choice"),
        ("Gewicht", "schwer", "import.number"),
        ("Gewicht", "0", "field.invalid"),
        ("Strategie", "Klimakonzept Mars", "import.unknown_strategy"),
        ("Ziel der Strategie", "Xyz", "import.unknown_goal"),
        ("Gilt seit", "2026", "import.day"),
    ],
)
def test_what_is_wrong_is_said_per_row_and_column_and_nothing_is_planned(
    network, column, cell, code
):
    headers = ["Soll-Thema", "Regionen", "Mindestzahl", "Reichweite", "Gewicht", "Strategie",
               "Ziel der Strategie", "Gilt seit"]  # fmt: skip
    fine = ["IKÖ", "Jena", "1", "vor Ort", "1", "", "", ""]
    cells = [cell if header == column else text for header, text in zip(headers, fine, strict=True)]
    plan = plan_of(network, xlsx_bytes(**{"Soll-Angebote": [headers, cells]}))
    (error,) = plan.errors
    assert (error.problem.code, error.problem.row, error.problem.field) == (code, 2, column)


@pytest.mark.parametrize("kind", ["expectation", "survey"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_export_edit_nothing_import_changes_nothing(network, kind, form):
    sheet = sheet_of(network, kind)
    content = tables.write_csv(sheet) if form == "csv" else tables.write_xlsx([sheet])
    plan = plan_of(network, content)
    assert plan.messages == ()
    assert {row.state for row in plan.rows} == {RowState.UNCHANGED}
    assert not plan.change_set


def test_an_exported_list_that_was_edited_updates_the_very_records(network):
    sheet = sheet_of(network, "expectation")
    at = sheet.headers.index("Mindestzahl")
    rows = tuple((*row[:at], "5", *row[at + 1 :]) for row in sheet.rows)
    plan = plan_of(network, tables.write_csv(type(sheet)(sheet.title, sheet.headers, rows)))
    (record,) = records_of(plan)
    assert (record.id, record.minimum) == (WISH.id, 5)
    assert [row.changes for row in plan.rows] == [(("Mindestzahl", "3", "5"),)]


def test_the_same_list_again_finds_its_own_entries_and_not_a_second_one(network):
    content = csv_bytes("Soll-Thema;Regionen;Mindestzahl", "IKÖ;Jena;1")
    first = plan_of(network, content)
    again = plan_of(network_of(STRATEGY, *records_of(first)), content)
    assert [r.state for r in again.rows] == [RowState.UNCHANGED]


def test_the_exported_text_of_a_weight_is_read_as_the_very_same_number(network):
    for weight in (0.1, 1.0, 2.5, 0.30000000000000004, 33.333333333333336):
        odd = network_of(Expectation(id="e", region_ids=("16053",), topic_id="iko", weight=weight))
        plan = plan_of(odd, tables.write_csv(sheet_of(odd, "expectation")))
        assert [r.state for r in plan.rows] == [RowState.UNCHANGED]


def test_two_topics_of_one_name_are_told_apart_by_their_keys():
    both = network_of(
        Topic(id="iko2", label="Interkulturelle Öffnung"),
        Expectation(id="e", region_ids=("16053",), topic_id="iko2"),
    )
    plan = plan_of(both, tables.write_csv(sheet_of(both, "expectation")))
    assert [r.state for r in plan.rows] == [RowState.UNCHANGED]
