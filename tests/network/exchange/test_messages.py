"""What people read about their lists: row, column, what is wrong, what to do."""

from __future__ import annotations

import pytest

from services.network.exchange.web.words import message_words, place_words
from services.network.import_file import SENTENCES
from tests.network.exchange.conftest import csv_bytes, plan_of, xlsx_bytes

ACTORS = "Name;Art;Landkreis;PLZ;E-Mail;Einladungen erlaubt;Stand"


def lines(network, *rows, **options):
    plan = plan_of(network, csv_bytes(*rows), **options)
    return [f"{place_words(m)}: {message_words(m, SENTENCES)}" for m in plan.messages]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            "Haus der Kulturen;Vereinn;;;;;",
            "Zeile 2, Spalte „Art“: „Vereinn“ steht nicht in der Auswahlliste dieser Spalte. "
            "Meinten Sie „Verein“?",
        ),
        (
            "Haus der Kulturen;;Gothaa;;;;",
            "Zeile 2, Spalte „Landkreis“: „Gothaa“ ist kein bekannter Kreis und keine bekannte "
            "Stadt. Meinten Sie „Gotha“?",
        ),
        (
            "Haus der Kulturen;;Xyz;;;;",
            "Zeile 2, Spalte „Landkreis“: „Xyz“ ist kein bekannter Kreis, keine Stadt und keine "
            "Postleitzahl in Thüringen. Bitte prüfen Sie die Schreibweise.",
        ),
        (
            "Haus der Kulturen;;;abc;;;",
            "Zeile 2, Spalte „PLZ“: „abc“ ist keine Postleitzahl. Sie hat fünf Ziffern.",
        ),
        (
            "Haus der Kulturen;;;;kontakt(at)haus.example;;",
            "Zeile 2, Spalte „E-Mail“: Das ist keine gültige E-Mail-Adresse. Beispiel: "
            "name@verein.de",
        ),
        (
            "Haus der Kulturen;;;;;vielleicht;",
            "Zeile 2, Spalte „Einladungen erlaubt“: „vielleicht“ verstehen wir hier nicht. "
            "Möglich sind: ja, nein.",
        ),
        (
            "Haus der Kulturen;;;;;;Frühjahr 2026",
            "Zeile 2, Spalte „Stand“: Hier brauchen wir einen Tag wie 31.12.2027, nicht "
            "„Frühjahr 2026“.",
        ),
        (
            "Haus der Kulturen;;;;;;31.02.2026",
            "Zeile 2, Spalte „Stand“: Den Tag „31.02.2026“ gibt es nicht.",
        ),
        (
            "Haus der Kulturen;;;;;;neulich",
            "Zeile 2, Spalte „Stand“: Hier brauchen wir einen Tag wie 31.12.2027, nicht „neulich“.",
        ),
        (
            ";Verein;;;;;",
            "Zeile 2, Spalte „Name“: Diese Angabe fehlt. Bitte tragen Sie sie ein.",
        ),
    ],
)
def test_says_where_what_and_what_to_do(network, row, expected):
    assert lines(network, ACTORS, row) == [expected]


def test_names_an_unknown_actor_and_the_nearest_ones(network):
    assert lines(network, "Angebot;Anbieter", "Beratung;Begegnungshaus Jenna") == [
        "Zeile 2, Spalte „Anbieter“: „Begegnungshaus Jenna“ ist kein bekannter Akteur. Meinten Sie "
        "„Begegnungshaus Jena e. V.“?"
    ]


def test_says_so_when_nothing_is_near(network):
    assert lines(network, "Angebot;Anbieter", "Beratung;Qwrtz") == [
        "Zeile 2, Spalte „Anbieter“: „Qwrtz“ ist kein bekannter Akteur. Tragen Sie ihn auf dem "
        "Blatt „Akteure“ ein oder prüfen Sie die Schreibweise."
    ]


def test_every_problem_of_a_row_is_told_at_once(network):
    assert lines(network, ACTORS, "Haus;Vereinn;Gothaa;abc;;;") == [
        "Zeile 2, Spalte „Art“: „Vereinn“ steht nicht in der Auswahlliste dieser Spalte. Meinten "
        "Sie „Verein“?",
        "Zeile 2, Spalte „Landkreis“: „Gothaa“ ist kein bekannter Kreis und keine bekannte Stadt. "
        "Meinten Sie „Gotha“?",
        "Zeile 2, Spalte „PLZ“: „abc“ ist keine Postleitzahl. Sie hat fünf Ziffern.",
    ]


def test_counts_rows_as_excel_shows_them(network):
    content = xlsx_bytes(
        Akteure=[["Liste der Akteure, Stand Herbst"], [], ["Name", "Art"], [], ["Haus", "Vereinn"]]
    )
    assert [place_words(m) for m in plan_of(network, content).messages] == [
        "Blatt „Akteure“, Zeile 5, Spalte „Art“"
    ]


def test_a_reversed_period_is_an_error(network):
    header = "Angebot;Anbieter;Beginn;Ende"
    assert lines(network, header, "Beratung;BHJ;2027;31.12.2025") == [
        "Zeile 2, Spalte „Ende“: Das Ende „31.12.2025“ liegt vor dem Beginn „2027“."
    ]


def test_the_same_entry_twice_in_a_file(network):
    assert lines(network, "Name;Ort", "Haus;Jena", "Haus e. V.;Gotha") == [
        "Zeile 3, Spalte „Name“: Dieser Eintrag steht schon in Zeile 2. Bitte löschen Sie eine der "
        "beiden Zeilen."
    ]


def test_a_column_that_nobody_knows_is_named_once(network):
    assert lines(network, "Name;Ort;Faxnummer", "Haus;Jena;1", "Hof;Jena;2") == [
        "Datei: Die Spalte „Faxnummer“ kennen wir nicht; sie wird nicht übernommen."
    ]


def test_a_namesake_is_skipped_unless_chosen_otherwise(network):
    rows = "Name;Ort", "Begegnungshaus Jena;Jena"
    assert lines(network, *rows) == [
        "Zeile 2, Spalte „Name“: „Begegnungshaus Jena“ gibt es schon. Die Zeile wird "
        "übersprungen; oben können Sie wählen, dass sie den vorhandenen Eintrag aktualisiert."
    ]
    assert lines(network, *rows, same="update") == [
        "Zeile 2, Spalte „Name“: „Begegnungshaus Jena“ gibt es schon. Der vorhandene Eintrag wird "
        "aktualisiert."
    ]


def test_a_cooperation_needs_two_partners(network):
    assert lines(network, "Kooperation;Partner", "Runder Tisch;BHJ") == [
        "Zeile 2, Spalte „Partner“: Eine Kooperation braucht mindestens zwei Akteure."
    ]
