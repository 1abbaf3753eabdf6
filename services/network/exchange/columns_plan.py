"""The columns of tables about what should exist, who looked where, and what reports rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.network.exchange.column import (
    GOAL,
    LISTS_HINT,
    REGIONS,
    STRATEGY,
    TOPICS,
    WEBSITE,
    Column,
    ValueKind,
    form,
)
from services.network.exchange.indicator_table import COLUMNS as INDICATOR_WORDS

REACH_WORDS: Mapping[str, str] = {
    "on_site": "vor Ort",
    "delivered": "schon dort durchgeführt",
    "reachable": "auf Anfrage erreichbar",
}
EVIDENCE_WORDS: Mapping[str, str] = {
    "interview": "Interview",
    "focus_group": "Fokusgruppe",
    "questionnaire": "Befragung",
    "document": "Dokument",
    "statistic": "Statistik",
    "observation": "Beobachtung",
}

STRATEGIES = form(
    "strategy",
    "Strategien",
    ("Strategien und Ziele", "Strategieziele", "Konzepte", "Richtlinien", "strategies"),
    Column("title", "Strategie", "text",
           ("Titel der Strategie", "Titel", "Dokument", "Konzept", "Richtlinie", "strategy",
            "title"),
           required=True, example="Integrationskonzept Musterkreis 2025"),
    replace(WEBSITE, name="url", example="https://www.musterkreis.example/konzept"),
    Column("text", "Ziel", "text",
           ("Ziele", "Ziel der Strategie", "Zielformulierung", "Wortlaut", "goal", "goals"),
           example="Beratung ist in jedem Kreis erreichbar",
           hint="je Ziel eine Zeile; die Strategie steht in jeder davon", part=True),
    parts="goals",
)  # fmt: skip

EXPECTATIONS = form(
    "expectation",
    "Soll-Angebote",
    ("Soll-Angebot", "Soll", "Sollangebote", "Erwartungen", "Bedarfe", "expectations"),
    Column("topic_id", "Soll-Thema", "vocab",
           ("Thema des Soll-Angebots", "Soll-Angebot", "Thema", "expected topic"),
           vocabulary="topic", required=True, example="Sprachmittlung"),
    Column("target_group_id", "Zielgruppe", "vocab", ("für wen", "target group"),
           vocabulary="target_group", example="Kommunale Verwaltungen",
           hint="leer, wenn es für alle gilt"),
    Column("format_id", "Format", "vocab", ("Form", "format"), vocabulary="format",
           example="Beratung", hint="leer, wenn jede Form genügt"),
    replace(REGIONS, synonyms=(*REGIONS.synonyms, "Wo", "gilt in"), required=True,
            example="Thüringen", hint="„Thüringen“ heißt: in jedem Kreis; " + LISTS_HINT),
    Column("minimum", "Mindestzahl", "count",
           ("Mindestanzahl", "Mindestens", "Mindestens Anbieter", "Anbieter mindestens",
            "minimum"),
           example="2", hint="Anbieter je Kreis; leer heißt {minimum_providers}"),
    Column("reach", "Reichweite", "choice", ("Genügende Reichweite", "reach"),
           choices=REACH_WORDS, example="vor Ort", hint="leer heißt vor Ort"),
    Column("weight", "Gewicht", "number", ("Gewichtung", "weight"), example="1,5",
           hint="1 ist üblich; leer heißt 1"),
    Column("reason", "Begründung", "text", ("Grund", "Warum", "reason"),
           example="Wer zum Amt geht, soll verstanden werden."),
    STRATEGY,
    GOAL,
    Column("decided_by", "Beschlossen von", "text",
           ("Beschluss", "beschlossen durch", "decided by"),
           example="Fachlicher Beirat, Sitzung 12"),
    Column("since", "Gilt seit", "day", ("gültig seit", "gilt ab", "since"),
           example="01.01.2026", hint="ein Tag"),
)  # fmt: skip

SURVEYS = form(
    "survey",
    "Erhebungen",
    ("Erhebung", "Bestandsaufnahmen", "surveys", "survey"),
    Column("region_id", "Erhobener Kreis", "region",
           ("Kreis", "Landkreis", "Region", "Kreis oder Stadt", "surveyed region"),
           required=True, example="Gotha", hint="Kreis, Schlüssel oder Postleitzahl"),
    replace(TOPICS, example="Sprachmittlung", hint="leer heißt alle Themen; " + LISTS_HINT),
    Column("as_of", "Erhoben am", "day", ("Datum der Erhebung", "Erhebungsdatum", "Tag",
           "surveyed on"),
           required=True, example="01.10.2026", hint="ein Tag, nicht in der Zukunft", past=True),
    Column("by", "Erhoben durch", "text", ("Erhoben von", "Durch", "surveyed by"),
           example="Koordination mit dem Landratsamt"),
)  # fmt: skip


def _figure(name: str, of: str, kind: ValueKind, **more: Any) -> Column:
    """A column that the import of indicators alone knows as well, by the same words."""
    header, *words = INDICATOR_WORDS[of]
    return Column(name, header, kind, tuple(words), **more)


INDICATORS = form(
    "indicator",
    "Kennzahlen",
    ("Kennzahl", "Indikatoren", "Indikator", "indicators"),
    _figure("name", "name", "text", required=True, example="Erreichte Führungskräfte"),
    _figure("unit", "unit", "text", example="Personen"),
    _figure("target", "target", "number", example="120"),
    _figure("target_day", "target_day", "last_day", example="31.12.2027"),
    Column("less_is_better", "Weniger ist besser", "yes", ("kleiner ist besser",),
           example="nein", hint="ja, wenn der Zielwert eine Obergrenze ist"),
    STRATEGY,
    GOAL,
    _figure("day", "day", "last_day", part=True, example="30.06.2026",
            hint="je Messung eine Zeile; die Kennzahl steht in jeder davon"),
    _figure("value", "value", "number", part=True, example="85"),
    _figure("source", "source", "text", part=True, example="Teilnahmelisten"),
    parts="readings",
    visibility="coordinators",
)  # fmt: skip

EVIDENCE = form(
    "evidence",
    "Belege",
    ("Beleg", "Weitere Belege", "Nachweise", "evidence"),
    Column("title", "Beleg", "text", ("Titel", "Überschrift", "Titel des Belegs", "Bezeichnung",
           "title"),
           required=True, example="Gespräch mit der Ausländerbehörde"),
    Column("evidence_kind", "Art des Belegs", "choice", ("Art", "Belegart", "kind"),
           choices=EVIDENCE_WORDS, example="Interview", hint="leer heißt Dokument"),
    Column("text", "Was gesagt oder gefunden wurde", "text",
           ("Aussage", "Inhalt", "Text", "Ergebnis", "Kernaussage", "text"),
           example="Dolmetschende fehlen an drei Tagen der Woche.",
           hint="steht so im Bericht; ohne Namen und ohne Angaben, an denen Einzelne zu erkennen "
                "sind"),
    Column("source", "Quelle", "text", ("Herkunft", "Fundstelle", "source"),
           example="Gesprächsnotiz 3/2026"),
    Column("day", "Tag des Belegs", "last_day", ("Tag", "Datum", "Am", "day", "date"),
           example="14.03.2026", hint="nicht in der Zukunft", past=True),
    REGIONS,
    TOPICS,
    Column("participants", "Beteiligte Personen", "count",
           ("Beteiligte", "Teilnehmende", "participants"),
           example="12", hint="Anzahl; Gruppen unter fünf stehen in keinem Bericht"),
    visibility="coordinators",
)  # fmt: skip
