"""The forms around coverage as data: what should exist, who looked, what took place, and why."""

from __future__ import annotations

from collections.abc import Mapping

from services.network.directory.web.form_fields import ORIGIN, Field, Section
from shared.marking import N_

EXPECT_FORMS: Mapping[str, tuple[Section, ...]] = {
    "expectation": (
        Section(
            N_("Was es geben soll"),
            (
                Field("topic_id", N_("Thema"), "one", choices="topics", required=True),
                Field(
                    "target_group_id",
                    N_("Zielgruppe"),
                    "one",
                    N_("Nur wählen, wenn es ein eigenes Angebot für diese Menschen braucht."),
                    choices="target_groups",
                ),
                Field(
                    "format_id",
                    N_("Format"),
                    "one",
                    N_("Nur wählen, wenn es genau diese Form braucht."),
                    choices="formats",
                ),
                Field(
                    "region_ids",
                    N_("In diesen Regionen"),
                    "many",
                    N_("„Thüringen“ heißt: in jedem der 22 Landkreise und kreisfreien Städte."),
                    choices="regions",
                    required=True,
                ),
            ),
        ),
        Section(
            N_("Wie viel davon"),
            (
                Field(
                    "minimum",
                    N_("Mindestens so viele Anbieter"),
                    "count",
                    N_("In jedem der Kreise. Zwei lassen eine Wahl und fangen Ausfälle auf."),
                    required=True,
                    limit=3,
                ),
                Field(
                    "reach",
                    N_("Welche Reichweite genügt?"),
                    "one",
                    N_(
                        "„Auf Anfrage erreichbar“ ist am leichtesten erfüllt, „vor Ort“ am "
                        "schwersten."
                    ),
                    choices="reaches",
                    required=True,
                ),
                Field(
                    "weight",
                    N_("Gewicht"),
                    "decimal",
                    N_("1 ist üblich; 2 zählt doppelt, wenn Lücken nach Dringlichkeit stehen."),
                    required=True,
                    limit=30,
                ),
            ),
        ),
        Section(
            N_("Warum"),
            (
                Field(
                    "reason",
                    N_("Begründung"),
                    "area",
                    N_("Steht im Bericht neben jeder Lücke."),
                    required=True,
                    limit=2000,
                ),
                Field(
                    "strategy_id",
                    N_("Grundlage"),
                    "one",
                    N_("Die Strategie oder Richtlinie und, wenn möglich, ihr Ziel."),
                    choices="strategies",
                ),
                Field(
                    "decided_by",
                    N_("Beschlossen von"),
                    hint=N_("Zum Beispiel „Fachlicher Beirat, Sitzung 12“."),
                    limit=300,
                ),
                Field(
                    "since",
                    N_("Gilt seit"),
                    "day",
                    N_("Leer heißt: schon immer. Ein späterer Tag gilt erst von da an."),
                ),
            ),
        ),
        ORIGIN,
    ),
    "survey": (
        Section(
            N_("Was vollständig erhoben ist"),
            (
                Field("region_id", N_("Region"), "one", choices="regions", required=True),
                Field(
                    "topic_ids",
                    N_("Themen"),
                    "many",
                    N_("Ohne Haken: alle Themen. Ein Oberthema schließt seine Unterthemen ein."),
                    choices="topics",
                ),
                Field("as_of", N_("Erhoben am"), "day", required=True, past=True),
                Field(
                    "by",
                    N_("Erhoben durch"),
                    hint=N_("Zum Beispiel „Koordination mit dem Landratsamt“."),
                    limit=300,
                    required=True,
                ),
            ),
        ),
        ORIGIN,
    ),
    "strategy": (
        Section(
            N_("Das Dokument"),
            (
                Field(
                    "title",
                    N_("Titel"),
                    hint=N_("Zum Beispiel „Integrationskonzept des Landkreises, 2025“."),
                    limit=300,
                    required=True,
                ),
                Field("url", N_("Internetseite"), "url", limit=300),
                Field(
                    "goals",
                    N_("Ziele"),
                    "words",
                    N_(
                        "Je Zeile ein Ziel. Wer eine Zeile umformuliert, behält die Verweise auf "
                        "dieses Ziel, solange die Reihenfolge bleibt."
                    ),
                    limit=20_000,
                ),
            ),
        ),
        ORIGIN,
    ),
    "delivery": (
        Section(
            N_("Was stattgefunden hat"),
            (
                Field("title", N_("Titel"), required=True),
                Field("day", N_("Am"), "day", required=True, past=True),
                Field("region_id", N_("In"), "one", choices="regions", required=True),
                Field(
                    "offer_id",
                    N_("Gehört zum Angebot"),
                    "one",
                    N_("Thema, Zielgruppe und Format gelten dann auch ohne weitere Angaben."),
                    choices="offers",
                ),
                Field(
                    "actor_ids",
                    N_("Durchgeführt von"),
                    "actors",
                    N_("Nur nötig, wenn es jemand anders war als der Anbieter."),
                ),
                Field("topic_ids", N_("Themen"), "many", choices="topics"),
                Field("target_group_ids", N_("Zielgruppen"), "many", choices="target_groups"),
                Field("format_ids", N_("Formate"), "many", choices="formats"),
                Field(
                    "participants",
                    N_("Wie viele haben teilgenommen?"),
                    "count",
                    N_("Leer, wenn nicht bekannt. Gruppen unter fünf stehen in keinem Bericht."),
                    limit=6,
                ),
            ),
        ),
        ORIGIN,
    ),
}
