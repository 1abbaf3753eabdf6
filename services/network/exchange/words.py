"""Sentences about tables that people upload: what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from services.network.exchange.plan import RowState
from shared.marking import N_

LISTS: Mapping[str, str] = {
    "actor": N_("Akteure"),
    "project": N_("Projekte"),
    "offer": N_("Angebote"),
    "cooperation": N_("Kooperationen"),
    "delivery": N_("Durchführungen"),
    "strategy": N_("Strategien"),
    "expectation": N_("Soll-Angebote"),
    "survey": N_("Erhebungen"),
    "indicator": N_("Kennzahlen"),
    "evidence": N_("Belege"),
}
"""Kind of entries -> what its list is called on the page."""
STATES: Mapping[RowState, str] = {
    RowState.NEW: N_("neu"),
    RowState.CHANGED: N_("geändert"),
    RowState.UNCHANGED: N_("unverändert"),
    RowState.KEPT: N_("übersprungen"),
    RowState.WRONG: N_("fehlerhaft"),
}
TONES: Mapping[RowState, str] = {
    RowState.NEW: "success",
    RowState.CHANGED: "info",
    RowState.UNCHANGED: "neutral",
    RowState.KEPT: "warning",
    RowState.WRONG: "danger",
}

SENTENCES: Mapping[str, str] = {
    "import.empty": N_("In der Datei stehen keine Einträge."),
    "import.no_file": N_("Bitte wählen Sie eine Datei aus."),
    "import.not_a_table": N_(
        "Das ist keine Tabelle. Bitte laden Sie eine Excel-Datei (.xlsx) oder eine CSV-Datei hoch."
    ),
    "import.old_excel": N_(
        "Das ist eine Datei aus einem alten Excel (.xls). Bitte öffnen Sie sie und "
        "speichern Sie sie als „Excel-Arbeitsmappe (.xlsx)“."
    ),
    "import.locked": N_(
        "Die Datei ist mit einem Kennwort geschützt. Bitte speichern Sie sie ohne Kennwort."
    ),
    "import.broken_file": N_(
        "Die Datei ist beschädigt und lässt sich nicht lesen. Bitte öffnen Sie sie in Excel, "
        "speichern Sie sie neu und laden Sie sie dann noch einmal hoch."
    ),
    "import.broken_row": N_(
        "Ab dieser Zeile lässt sich die CSV-Datei nicht lesen, meist wegen eines einzelnen "
        "Anführungszeichens."
    ),
    "import.encoding": N_(
        "Die Umlaute der Datei lassen sich nicht lesen. Bitte speichern Sie sie in Excel als "
        "„CSV UTF-8“ oder als .xlsx."
    ),
    "import.no_table": N_(
        "Wir haben keine Spaltenüberschriften gefunden, die wir kennen. Nehmen Sie am besten "
        "die Vorlage, oder wählen Sie, was in der Liste steht."
    ),
    "import.no_header": N_(
        "Auf diesem Blatt haben wir keine Spaltenüberschriften gefunden, die wir kennen. "
        "Vergleichen Sie sie mit der Vorlage."
    ),
    "import.missing_column": N_("Es fehlt die Spalte „{missing}“."),
    "import.kind_unclear": N_(
        "An den Überschriften ist nicht zu erkennen, was in der Liste steht. Bitte laden Sie "
        "die Datei noch einmal hoch und wählen Sie es unter „Weitere Angaben“."
    ),
    "import.sheet_skipped": N_(
        "Dieses Blatt wird nicht eingelesen: Sein Name ist keiner, den wir kennen. Soll es "
        "mit, benennen Sie es wie in der Vorlage, zum Beispiel „Angebote“."
    ),
    "import.unknown_column": N_(
        "Die Spalte „{header}“ kennen wir nicht; sie wird nicht übernommen."
    ),
    "import.more_messages": N_(
        "Es gibt noch mehr Meldungen als diese {count}. Beheben Sie zuerst diese."
    ),
    "import.required": N_("Diese Angabe fehlt. Bitte tragen Sie sie ein."),
    "import.unknown_actor": N_(
        "„{value}“ ist kein bekannter Akteur. Tragen Sie ihn auf dem Blatt „Akteure“ ein oder "
        "prüfen Sie die Schreibweise."
    ),
    "import.unknown_actor_near": N_("„{value}“ ist kein bekannter Akteur. Meinten Sie {near}?"),
    "import.unknown_project": N_(
        "„{value}“ ist kein bekanntes Projekt. Tragen Sie es auf dem Blatt „Projekte“ ein "
        "oder prüfen Sie die Schreibweise."
    ),
    "import.unknown_project_near": N_("„{value}“ ist kein bekanntes Projekt. Meinten Sie {near}?"),
    "import.unknown_strategy": N_(
        "„{value}“ ist keine eingetragene Strategie. Tragen Sie sie auf dem Blatt "
        "„Strategien“ ein oder prüfen Sie die Schreibweise."
    ),
    "import.unknown_strategy_near": N_(
        "„{value}“ ist keine eingetragene Strategie. Meinten Sie {near}?"
    ),
    "import.unknown_goal": N_("„{value}“ ist kein Ziel einer eingetragenen Strategie."),
    "import.unknown_goal_near": N_(
        "„{value}“ ist kein Ziel einer eingetragenen Strategie. Meinten Sie {near}?"
    ),
    "import.unknown_goal_here": N_("„{value}“ ist kein Ziel dieser Strategie."),
    "import.unknown_goal_here_near": N_(
        "„{value}“ ist kein Ziel dieser Strategie. Meinten Sie {near}?"
    ),
    "import.unknown_offer": N_(
        "„{value}“ ist kein eingetragenes Angebot. Tragen Sie es auf dem Blatt „Angebote“ ein, "
        "prüfen Sie die Schreibweise, oder lassen Sie die Zelle leer."
    ),
    "import.unknown_offer_near": N_(
        "„{value}“ ist kein eingetragenes Angebot. Meinten Sie {near}?"
    ),
    "import.ambiguous_offer": N_(
        "Angebote mit dem Titel „{value}“ gibt es {count}-mal. Bitte setzen Sie den Anbieter "
        "in Klammern dahinter: „{value} (Name des Anbieters)“."
    ),
    "import.differs": N_(
        "Hier steht etwas anderes als in einer früheren Zeile desselben Eintrags. Was keine "
        "eigene Zeile braucht, muss in allen Zeilen gleich sein oder leer bleiben."
    ),
    "import.future": N_("„{value}“ liegt in der Zukunft. Hier gehört ein Tag bis heute hin."),
    "import.goal_in_use": N_(
        "Das Ziel „{value}“ fehlt in der Liste, aber es wird {count}-mal verwendet. Lassen "
        "Sie seine Zeile stehen; umformulieren können Sie es auf der Seite der Strategie."
    ),
    "import.count": N_("Hier brauchen wir eine ganze Zahl ab 0, nicht „{value}“."),
    "import.unknown_region": N_(
        "„{value}“ ist kein bekannter Kreis, keine Stadt und keine Postleitzahl in "
        "Thüringen. Bitte prüfen Sie die Schreibweise."
    ),
    "import.unknown_region_near": N_(
        "„{value}“ ist kein bekannter Kreis und keine bekannte Stadt. Meinten Sie {near}?"
    ),
    "import.unknown_term": N_(
        "„{value}“ steht nicht in der Auswahlliste dieser Spalte. Die erlaubten Wörter stehen "
        "in der Vorlage."
    ),
    "import.unknown_term_near": N_(
        "„{value}“ steht nicht in der Auswahlliste dieser Spalte. Meinten Sie {near}?"
    ),
    "import.ambiguous": N_(
        "„{value}“ gibt es {count}-mal. Bitte schreiben Sie es genauer, zum Beispiel mit dem "
        "vollen Namen."
    ),
    "import.date.unreadable": N_(
        "„{value}“ ist kein Datum, das wir lesen können. Beispiele: 31.12.2027, 03/2027, "
        "2027, Ende 2027."
    ),
    "import.date.serial": N_(
        "„{value}“ ist ein Tag, wie Excel ihn intern zählt. Bitte formatieren Sie die "
        "Spalte in Excel als Datum oder schreiben Sie den Tag aus, zum Beispiel 31.12.2027."
    ),
    "import.date.impossible": N_("Den Tag „{value}“ gibt es nicht."),
    "import.day": N_("Hier brauchen wir einen Tag wie 31.12.2027, nicht „{value}“."),
    "import.period.reversed": N_("Das Ende „{end}“ liegt vor dem Beginn „{start}“."),
    "import.choice": N_("„{value}“ ist hier nicht möglich. Möglich sind: {choices}."),
    "import.yes_no": N_("„{value}“ verstehen wir hier nicht. Möglich sind: ja, nein."),
    "import.postcode": N_("„{value}“ ist keine Postleitzahl. Sie hat fünf Ziffern."),
    "import.number": N_(
        "„{value}“ ist keine Zahl. Bitte schreiben Sie nur Ziffern hinein, zum Beispiel 18."
    ),
    "import.number_long": N_(
        "„{value}“ hat zu viele Ziffern für eine Zahl. Haben Sie sich vertippt?"
    ),
    "import.formula": N_(
        "In dieser Zelle steht eine Formel ohne Ergebnis. Bitte schreiben Sie den Wert selbst "
        "hinein."
    ),
    "import.twice": N_(
        "Dieser Eintrag steht schon in Zeile {other}. Bitte löschen Sie eine der beiden Zeilen."
    ),
    "import.namesake_keep": N_(
        "„{value}“ gibt es schon. Die Zeile wird übersprungen; oben können Sie wählen, dass "
        "sie den vorhandenen Eintrag aktualisiert."
    ),
    "import.namesake_update": N_(
        "„{value}“ gibt es schon. Der vorhandene Eintrag wird aktualisiert."
    ),
    "import.namesake_new": N_("„{value}“ gibt es schon. Es entsteht ein zweiter Eintrag."),
    "conflict.import": N_(
        "Das Netzwerk hat sich inzwischen geändert. Es wurde nichts übernommen; bitte prüfen "
        "Sie die neue Vorschau."
    ),
    "not_found.upload": N_(
        "Die hochgeladene Datei liegt nicht mehr vor. Bitte laden Sie sie noch einmal hoch."
    ),
    "too_large.file": N_("Die Datei ist größer als {limit} MB. Bitte teilen Sie sie auf."),
    "too_large.unpacked": N_(
        "Die Datei ist entpackt größer als {limit} MB. Bitte speichern Sie nur die Tabelle, "
        "ohne Bilder, in eine neue Datei."
    ),
    "too_large.rows": N_(
        "Die Datei hat mehr als {limit} Zeilen. Bitte teilen Sie sie auf mehrere Dateien auf."
    ),
    "too_large.columns": N_(
        "In Zeile {row} stehen mehr als {limit} Spalten. Ist das die richtige Datei?"
    ),
    "too_large.cell": N_("In Zeile {row} steht ein Text mit mehr als {limit} Zeichen."),
}
"""Sentences for the codes of problems and errors here."""
