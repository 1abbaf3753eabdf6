"""The columns of tables about coverage: what should exist, and who looked where."""

from __future__ import annotations

from collections.abc import Mapping

from services.network.domain.import_shapes import ID, KEPT, LISTS_HINT, Column, TableForm

REACH_WORDS: Mapping[str, str] = {
    "on_site": "vor Ort",
    "delivered": "schon dort durchgeführt",
    "reachable": "auf Anfrage erreichbar",
}

EXPECTATIONS = TableForm(
    "expectation",
    "Soll-Angebote",
    ("Soll-Angebot", "Soll", "Sollangebote", "Erwartungen", "Bedarfe", "expectations"),
    (
        ID,
        Column("topic_id", "Soll-Thema", "vocab",
               ("Thema des Soll-Angebots", "Soll-Angebot", "Thema", "expected topic"),
               vocabulary="topic", required=True, example="Sprachmittlung"),
        Column("target_group_id", "Zielgruppe", "vocab", ("für wen", "target group"),
               vocabulary="target_group", example="Kommunale Verwaltungen",
               hint="leer, wenn es für alle gilt"),
        Column("format_id", "Format", "vocab", ("Form", "format"), vocabulary="format",
               example="Beratung", hint="leer, wenn jede Form genügt"),
        Column("region_ids", "Regionen", "regions",
               ("Region", "Kreis", "Kreise", "Landkreis", "Landkreise", "Wo", "gilt in",
                "regions"),
               required=True, example="Thüringen",
               hint="„Thüringen“ heißt: in jedem Kreis; " + LISTS_HINT),
        Column("minimum", "Mindestzahl", "count",
               ("Mindestanzahl", "Mindestens", "Mindestens Anbieter", "Anbieter mindestens",
                "minimum"),
               example="2", hint="Anbieter je Kreis; leer heißt 2"),
        Column("reach", "Reichweite", "choice", ("Genügende Reichweite", "reach"),
               choices=REACH_WORDS, example="vor Ort", hint="leer heißt vor Ort"),
        Column("weight", "Gewicht", "number", ("Gewichtung", "weight"), example="1,5",
               hint="1 ist üblich; leer heißt 1"),
        Column("reason", "Begründung", "text", ("Grund", "Warum", "reason"),
               example="Wer zum Amt geht, soll verstanden werden."),
        Column("strategy_id", "Strategie", "strategy",
               ("Grundlage", "Konzept", "Richtlinie", "strategy"),
               hint="Titel einer eingetragenen Strategie"),
        Column("strategy_goal", "Ziel der Strategie", "goal", ("Strategieziel", "goal"),
               hint="Wortlaut des Ziels, wie er bei der Strategie steht"),
        Column("decided_by", "Beschlossen von", "text",
               ("Beschluss", "beschlossen durch", "decided by"),
               example="Fachlicher Beirat, Sitzung 12"),
        Column("since", "Gilt seit", "day", ("gültig seit", "gilt ab", "since"),
               example="01.01.2026", hint="ein Tag"),
        *KEPT,
    ),
)  # fmt: skip

SURVEYS = TableForm(
    "survey",
    "Erhebungen",
    ("Erhebung", "Bestandsaufnahmen", "surveys", "survey"),
    (
        ID,
        Column("region_id", "Erhobener Kreis", "region",
               ("Kreis", "Landkreis", "Region", "Kreis oder Stadt", "surveyed region"),
               required=True, example="Gotha", hint="Kreis, Schlüssel oder Postleitzahl"),
        Column("topic_ids", "Themen", "vocabs", ("Thema", "topics"), vocabulary="topic",
               example="Sprachmittlung", hint="leer heißt alle Themen; " + LISTS_HINT),
        Column("as_of", "Erhoben am", "day", ("Datum der Erhebung", "Erhebungsdatum", "Tag",
               "surveyed on"),
               required=True, example="01.10.2026", hint="ein Tag"),
        Column("by", "Erhoben durch", "text", ("Erhoben von", "Durch", "surveyed by"),
               example="Koordination mit dem Landratsamt"),
        *KEPT,
    ),
)  # fmt: skip
