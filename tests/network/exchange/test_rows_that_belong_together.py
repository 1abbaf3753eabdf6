"""Strategies with goals, indicators with readings: one entry, several rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.network.exchange.export_table import sheet_of
from services.network.exchange.files import tables
from services.network.exchange.plan import RowState
from services.network.exchange.web.words import message_words, place_words
from services.network.import_file import SENTENCES
from services.network.records.model import Expectation, Indicator, Reading, Strategy
from tests.network.exchange.conftest import csv_bytes, network_of, plan_of, xlsx_bytes

CONCEPT = Strategy(
    id="konzept",
    title="Integrationskonzept 2025",
    url="https://www.kreis.example/konzept",
    goals=(("k-1", "Beratung ist überall erreichbar"), ("k-2", "Träger arbeiten abgestimmt")),
)
WISH = Expectation(
    id="e1",
    region_ids=("16053",),
    topic_id="iko",
    strategy_id="konzept",
    strategy_goal="k-2",
)
REACHED = Indicator(
    id="i1",
    name="Erreichte Führungskräfte",
    unit="Personen",
    target=120.0,
    target_day=date(2027, 12, 31),
    readings=(
        Reading(day=date(2026, 3, 31), value=40.0, source="Listen"),
        Reading(day=date(2026, 6, 30), value=85.5),
    ),
    strategy_id="konzept",
    strategy_goal="k-1",
)


def record_of(plan) -> Any:
    assert plan.messages == ()
    (row,) = plan.rows
    return row.record


def lines(plan) -> list[str]:
    return [f"{place_words(m)}: {message_words(m, SENTENCES)}" for m in plan.messages]


@pytest.fixture
def network():
    return network_of(CONCEPT, WISH, REACHED)


def test_a_row_per_goal_makes_one_strategy_also_where_the_title_is_merged(network):
    made = record_of(
        plan_of(
            network,
            csv_bytes(
                "Strategie;Internetseite;Ziel",
                "ISEK Musterstadt;www.isek.example;Quartiere öffnen",
                "ISEK Musterstadt;;Vereine stärken; mit Raum",
                ";;Wege kurz halten",
            ),
        )
    )
    assert made.title == "ISEK Musterstadt"
    assert made.url == "https://www.isek.example"
    assert [text for _, text in made.goals] == [
        "Quartiere öffnen",
        "Vereine stärken",
        "Wege kurz halten",
    ]
    assert len({id for id, _ in made.goals}) == 3


def test_all_goals_in_one_cell_are_as_good(network):
    content = xlsx_bytes(
        Strategien=[["Strategie", "Ziele"], ["ISEK", "Quartiere öffnen\nVereine stärken; gut"]]
    )
    assert [text for _, text in record_of(plan_of(network, content)).goals] == [
        "Quartiere öffnen",
        "Vereine stärken; gut",
    ]


def test_an_expectation_names_a_goal_of_a_strategy_of_the_same_file(network):
    sheets: dict[str, list[list[Any]]] = {
        "Soll-Angebote": [
            ["Soll-Thema", "Regionen", "Strategie", "Ziel der Strategie"],
            ["IKÖ", "Weimar", "ISEK", "Quartiere öffnen"],
            ["IKÖ", "Gotha", None, "Vereine stärken"],
        ],
        "Strategien": [
            ["Strategie", "Ziel"],
            ["ISEK", "Quartiere öffnen"],
            ["ISEK", "Vereine stärken"],
        ],
    }
    plan = plan_of(network, xlsx_bytes(**sheets))
    assert plan.messages == ()
    records: list[Any] = [row.record for row in plan.rows]
    strategy, *wishes = records
    assert [(w.strategy_id, w.strategy_goal) for w in wishes] == [
        (strategy.id, id) for id, _ in strategy.goals
    ]


def test_a_goal_is_looked_for_in_the_strategy_of_its_row():
    other = Strategy(id="isek", title="ISEK", goals=(("i-1", "Beratung ist überall erreichbar"),))
    network = network_of(CONCEPT, other)
    header = "Soll-Thema;Regionen;Ziel der Strategie;Strategie"
    made = record_of(
        plan_of(network, csv_bytes(header, "IKÖ;Jena;Beratung ist überall erreichbar;ISEK"))
    )
    assert (made.strategy_id, made.strategy_goal) == ("isek", "i-1")
    assert lines(
        plan_of(network, csv_bytes(header, "IKÖ;Jena;Träger arbeiten abgestimmt;ISEK"))
    ) == [
        "Zeile 2, Spalte „Ziel der Strategie“: „Träger arbeiten abgestimmt“ ist kein Ziel dieser "
        "Strategie."
    ]


def test_an_exported_strategy_has_a_row_per_goal_and_can_be_edited(network):
    sheet = sheet_of(network, "strategy")
    assert sheet.headers == (
        "Strategie", "Internetseite", "Ziel", "Bestätigt am", "Quelle", "Sichtbar für", "Notiz",
        "Kennung",
    )  # fmt: skip
    first, second = sheet.rows
    assert (first[2], second[2]) == tuple(text for _, text in CONCEPT.goals)
    reworded = (*first[:2], "Beratung ist in jedem Kreis erreichbar", *first[3:])
    plan = plan_of(
        network, tables.write_csv(type(sheet)(sheet.title, sheet.headers, (reworded, second)))
    )
    assert record_of(plan).goals == (
        ("k-1", "Beratung ist in jedem Kreis erreichbar"),
        ("k-2", "Träger arbeiten abgestimmt"),
    )
    added = ("Integrationskonzept 2025", "", "Wege kurz halten", "", "", "", "", "")
    plan = plan_of(
        network, tables.write_csv(type(sheet)(sheet.title, sheet.headers, (first, second, added)))
    )
    assert record_of(plan).goals[:2] == CONCEPT.goals
    assert [text for _, text in record_of(plan).goals][2:] == ["Wege kurz halten"]


def test_a_goal_that_others_rest_on_is_not_lost_by_leaving_its_row_out(network):
    sheet = sheet_of(network, "strategy")
    without = type(sheet)(sheet.title, sheet.headers, sheet.rows[:1])
    assert lines(plan_of(network, tables.write_csv(without))) == [
        "Zeile 2, Spalte „Ziel“: Das Ziel „Träger arbeiten abgestimmt“ fehlt in der Liste, aber es "
        "wird 1-mal verwendet. Lassen Sie seine Zeile stehen; umformulieren können Sie es auf "
        "der Seite der Strategie."
    ]
    free = network_of(CONCEPT)
    assert record_of(plan_of(free, tables.write_csv(without))).goals == CONCEPT.goals[:1]


def test_a_list_of_somebody_else_adds_goals_and_takes_none_away(network):
    plan = plan_of(
        network,
        csv_bytes("Strategie;Ziel", "Integrationskonzept 2025;Wege kurz halten"),
        same="update",
    )
    (row,) = plan.rows
    assert isinstance(row.record, Strategy)
    assert [text for _, text in row.record.goals] == [
        "Beratung ist überall erreichbar",
        "Träger arbeiten abgestimmt",
        "Wege kurz halten",
    ]
    assert row.record.goals[:2] == CONCEPT.goals


def test_rows_of_one_entry_that_contradict_each_other_are_an_error(network):
    plan = plan_of(
        network,
        csv_bytes(
            "Strategie;Internetseite;Ziel", "ISEK;www.a.example;Eins", "ISEK;www.b.example;Zwei"
        ),
    )
    assert [(m.problem.row, m.problem.field, m.problem.code) for m in plan.errors] == [
        (3, "Internetseite", "import.differs")
    ]


def test_readings_of_an_indicator_are_added_and_those_of_a_day_replaced(network):
    plan = plan_of(
        network,
        csv_bytes(
            "Kennzahl;Tag;Wert;Quelle",
            "Erreichte Führungskräfte;30.06.2026;86;Listen",
            "Erreichte Führungskräfte;09/2026;1.100,5;",
        ),
        same="update",
    )
    (row,) = plan.rows
    assert isinstance(row.record, Indicator)
    assert row.record.readings == (
        Reading(day=date(2026, 3, 31), value=40.0, source="Listen"),
        Reading(day=date(2026, 6, 30), value=86.0, source="Listen"),
        Reading(day=date(2026, 9, 30), value=1100.5),
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["Anteil;;5"], [(2, "Tag", "import.required")]),
        (["Anteil;03/2026;"], [(2, "Wert", "import.required")]),
        (["Anteil;03/2026;viele"], [(2, "Wert", "import.number")]),
        (["Anteil;neulich;5"], [(2, "Tag", "import.date.unreadable")]),
        (["Anteil;03/2026;5", "Anteil;31.03.2026;6"], [(3, "Tag", "import.twice")]),
        (["Anteil;03/2026;5", ";04/2026;x"], [(3, "Wert", "import.number")]),
    ],
)
def test_what_a_reading_lacks_is_said_per_row_and_column(network, rows, expected):
    plan = plan_of(network, csv_bytes("Kennzahl;Tag;Wert", *rows))
    assert [(m.problem.row, m.problem.field, m.problem.code) for m in plan.errors] == expected


def test_indicators_and_evidence_are_for_coordinators_unless_they_say_otherwise(network):
    plan = plan_of(
        network,
        xlsx_bytes(
            Kennzahlen=[["Kennzahl", "Zielwert"], ["Anteil", 12.5]],
            Belege=[["Beleg", "Art des Belegs"], ["Gespräch", "Interview"]],
        ),
    )
    assert plan.messages == ()
    assert [r.record.provenance.visibility for r in plan.rows if r.record] == ["coordinators"] * 2


def test_importing_an_untouched_export_changes_nothing_even_with_odd_goals():
    odd = Strategy(
        id="s",
        title="S",
        goals=(("a", "Eins\nzwei"), ("b", " Rand "), ("c", "Gleich"), ("d", "Gleich")),
    )
    network = network_of(odd)
    plan = plan_of(network, tables.write_xlsx([sheet_of(network, "strategy")]))
    assert [row.state for row in plan.rows] == [RowState.UNCHANGED]
