"""Durchführungen and Belege as tables: read, refused in words, and linked to offers."""

from __future__ import annotations

from datetime import date

import pytest

from services.network.exchange.web.words import message_words, place_words
from services.network.import_file import SENTENCES
from services.network.records.model import Actor, Delivery, Evidence, Offer, Provenance
from tests.network.exchange.conftest import DAY, csv_bytes, network_of, plan_of, xlsx_bytes

HEADERS = "Durchführung;Durchgeführt am;Durchgeführt in;Gehört zum Angebot;Teilnehmende"


def lines(network, *rows, **options):
    plan = plan_of(network, csv_bytes(*rows), today=DAY, **options)
    return [f"{place_words(m)}: {message_words(m, SENTENCES)}" for m in plan.messages]


def test_a_delivery_is_read_with_all_its_columns(network):
    plan = plan_of(
        network,
        csv_bytes(
            "Veranstaltung;Datum;Landkreis;Angebot;Durchgeführt von;Thema;Zielgruppe;Format;TN",
            "Termin Mai;14.05.2026;LK Gotha;Sprachcafé;BHJ|Landratsamt Gotha;IKÖ;Führungskräfte;"
            "Beratung;18",
        ),
        today=DAY,
    )
    assert plan.messages == ()
    (row,) = plan.rows
    assert row.record is not None
    assert row.record == Delivery(
        id=row.record.id,
        title="Termin Mai",
        day=date(2026, 5, 14),
        region_id="16067",
        offer_id="o1",
        actor_ids=("a1", "a2"),
        topic_ids=("iko",),
        target_group_ids=("fuehrung",),
        format_ids=("beratung",),
        participants=18,
        provenance=Provenance(source="liste", confirmed=DAY),
    )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            "Termin;26.11.2026;Jena;;",
            "Zeile 2, Spalte „Durchgeführt am“: „26.11.2026“ liegt in der Zukunft. "
            "Hier gehört ein Tag bis heute hin.",
        ),
        (
            "Termin;Mai 2026;Jena;;",
            "Zeile 2, Spalte „Durchgeführt am“: Hier brauchen wir einen Tag wie 31.12.2027, nicht "
            "„Mai 2026“.",
        ),
        (
            "Termin;;Jena;;",
            "Zeile 2, Spalte „Durchgeführt am“: Diese Angabe fehlt. Bitte tragen Sie sie ein.",
        ),
        (
            "Termin;14.05.2026;Jena;Sprachkaffee;",
            "Zeile 2, Spalte „Gehört zum Angebot“: „Sprachkaffee“ ist kein eingetragenes Angebot. "
            "Meinten Sie „Sprachcafé“?",
        ),
        (
            "Termin;14.05.2026;Jena;Xyz;",
            "Zeile 2, Spalte „Gehört zum Angebot“: „Xyz“ ist kein eingetragenes Angebot. Tragen "
            "Sie es auf dem Blatt „Angebote“ ein, prüfen Sie die Schreibweise, oder lassen Sie die "
            "Zelle leer.",
        ),
        (
            "Termin;14.05.2026;Jena;;ca. 20",
            "Zeile 2, Spalte „Teilnehmende“: „ca. 20“ ist keine Zahl. Bitte schreiben "
            "Sie nur Ziffern hinein, zum Beispiel 18.",
        ),
        (
            "Termin;14.05.2026;Jena;;-3",
            "Zeile 2, Spalte „Teilnehmende“: Hier brauchen wir eine ganze Zahl ab 0, nicht „-3“.",
        ),
    ],
)
def test_what_is_wrong_is_said_in_words(network, row, expected):
    assert lines(network, HEADERS, row) == [expected]


def test_offers_of_one_title_are_told_apart_by_their_provider():
    network = network_of(
        Actor(id="a", name="Haus A"),
        Actor(id="b", name="Haus B"),
        Offer(id="oa", title="Kurs", actor_id="a"),
        Offer(id="ob", title="Kurs", actor_id="b"),
    )
    assert lines(network, HEADERS, "Termin;14.05.2026;Jena;Kurs;") == [
        "Zeile 2, Spalte „Gehört zum Angebot“: Angebote mit dem Titel „Kurs“ gibt es 2-mal. Bitte "
        "setzen Sie den Anbieter in Klammern dahinter: „Kurs (Name des Anbieters)“."
    ]
    plan = plan_of(network, csv_bytes(HEADERS, "Termin;14.05.2026;Jena;Kurs (Haus B);"))
    assert [r.record.offer_id for r in plan.rows if isinstance(r.record, Delivery)] == ["ob"]


def test_a_delivery_names_an_offer_of_the_same_file(network):
    plan = plan_of(
        network,
        xlsx_bytes(
            Durchführungen=[
                ["Durchführung", "Durchgeführt am", "Durchgeführt in", "Gehört zum Angebot"],
                ["Termin", date(2026, 5, 14), "Jena", "Neuer Kurs (Haus der Kulturen)"],
            ],
            Angebote=[["Angebot", "Anbieter"], ["Neuer Kurs", "Haus der Kulturen"]],
            Akteure=[["Name"], ["Haus der Kulturen"]],
        ),
    )
    assert plan.messages == ()
    _actor, offer, delivery = (row.record for row in plan.rows)
    assert isinstance(offer, Offer)
    assert isinstance(delivery, Delivery)
    assert delivery.offer_id == offer.id


def test_monthly_dates_of_one_title_are_entries_of_their_own_and_the_same_twice_is_not(network):
    assert lines(
        network,
        HEADERS,
        "Sprechstunde;14.05.2026;Jena;;8",
        "Sprechstunde;14.06.2026;Jena;;9",
        "Sprechstunde;14.05.2026;Jena;;10",
    ) == [
        "Zeile 4, Spalte „Durchführung“: Dieser Eintrag steht schon in Zeile 2. Bitte löschen Sie "
        "eine der beiden Zeilen."
    ]


def test_evidence_keeps_its_own_source(network):
    plan = plan_of(
        network,
        csv_bytes(
            "Beleg;Art;Was gesagt oder gefunden wurde;Quelle;Tag;Regionen;Beteiligte Personen",
            "Gespräch;Fokusgruppe;Es fehlt an Zeit.;Protokoll 3;03/2026;Jena|Gotha;7",
        ),
    )
    assert plan.messages == ()
    (row,) = plan.rows
    assert isinstance(row.record, Evidence)
    assert (row.record.evidence_kind, row.record.source, row.record.day) == (
        "focus_group",
        "Protokoll 3",
        date(2026, 3, 31),
    )
    assert row.record.provenance.source == "liste"
