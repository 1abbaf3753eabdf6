"""Words of the pages around reports (the report itself is always German)."""

from __future__ import annotations

from collections.abc import Mapping

from shared.marking import N_

TYPES: Mapping[str, str] = {
    "gap_analysis": N_("Lückenanalyse"),
    "progress": N_("Fortschrittsbericht"),
    "annual": N_("Sachbericht"),
    "final": N_("Abschlussbericht"),
}
CHAPTER_TITLES: Mapping[str, str] = {
    "summary": N_("Das Wichtigste auf einen Blick"),
    "work": N_("Was getan wurde"),
    "indicators": N_("Ziele und Kennzahlen"),
    "coverage": N_("Abdeckung"),
    "parallels": N_("Mögliche Parallelstrukturen und Akteure ohne Verbindung"),
    "measures": N_("Vorhaben zur Lückenschließung"),
    "meetings": N_("Treffen und Beteiligung"),
    "network": N_("Das Netzwerk in Zahlen"),
    "evidence": N_("Was Gespräche, Befragungen und Dokumente zeigen"),
    "outlook": N_("Wie es weitergeht"),
    "impact": N_("Was erreicht ist und was bleibt"),
    "data_age": N_("Wie aktuell die Angaben sind"),
    "method": N_("Wie gezählt wurde"),
}
CHAPTER_HINTS: Mapping[str, str] = {
    "summary": N_("Was soll beim Lesen der ersten Seite hängen bleiben?"),
    "work": N_("Was wurde im Berichtszeitraum gemacht, mit wem, und was lief anders als geplant?"),
    "indicators": N_("Was erklärt den Stand? Woran lag es, wenn ein Ziel verfehlt wurde?"),
    "coverage": N_("Was erklärt die Lücken? Was ist dort geplant?"),
    "parallels": N_("Was wurde mit den Beteiligten besprochen?"),
    "measures": N_("Was hat geholfen, was hat gebremst?"),
    "meetings": N_("Was kam bei den Treffen heraus?"),
    "network": N_("Was hat sich im Netzwerk bewegt, was zeigen Gespräche und Interviews?"),
    "evidence": N_("Was sagen die Belege zusammengenommen?"),
    "outlook": N_("Was kommt als Nächstes, was wird dafür gebraucht?"),
    "impact": N_("Was läuft ohne Förderung weiter, was nicht?"),
    "data_age": N_("Wie und bei wem wurde erhoben?"),
    "method": N_("Was sollte man über das Vorgehen noch wissen?"),
}
EVIDENCE_KINDS: Mapping[str, str] = {
    "interview": N_("Interview"),
    "focus_group": N_("Fokusgruppe"),
    "questionnaire": N_("Befragung"),
    "document": N_("Dokument"),
    "statistic": N_("Statistik"),
    "observation": N_("Beobachtung"),
}

SENTENCES: Mapping[str, str] = {
    "report.released": N_("Der Bericht ist freigegeben und lässt sich nicht mehr ändern."),
    "report.period": N_("Das Ende des Zeitraums liegt vor seinem Beginn."),
    "report.day": N_("Bitte ein Datum wie 31.12.2027."),
    "report.day_before": N_("Der Stichtag liegt vor dem Berichtszeitraum."),
    "report.day_future": N_("Der Stichtag liegt in der Zukunft."),
    "conflict.report": N_(
        "Jemand anders hat den Bericht inzwischen geändert. Ihre Eingaben stehen noch hier; "
        "wenn Sie jetzt speichern, gelten Ihre."
    ),
    "conflict.report_data": N_(
        "Seit Sie die Seite geöffnet haben, haben sich Angaben geändert, die im Bericht "
        "stehen. Sehen Sie ihn bitte noch einmal durch; freigegeben ist noch nichts."
    ),
    "report.grant_period": N_("Das Ende der Bewilligung liegt vor ihrem Beginn."),
    "review.until": N_("Bitte einen Tag ab heute, höchstens {days} Tage voraus."),
    "review.empty": N_("Bitte schreiben Sie zu mindestens einem Kapitel etwas."),
    "review.full": N_(
        "Zu diesem Entwurf gibt es schon sehr viele Anmerkungen; weitere nimmt das Programm "
        "nicht an. Bitte wenden Sie sich an die Koordination."
    ),
    "not_found.review": N_(
        "Dieser Link gilt nicht (mehr). Vielleicht ist die Prüfung beendet oder der Bericht "
        "freigegeben; bitte fragen Sie, wer Ihnen den Link geschickt hat."
    ),
    "conflict.review": N_(
        "Jemand anders hat den Bericht oder die Anmerkung inzwischen geändert. Bitte prüfen "
        "Sie den neuen Stand und versuchen Sie es noch einmal."
    ),
    "conflict.source": N_(
        "Jemand anders hat diese Angaben inzwischen geändert. Ihre Eingaben stehen noch hier; "
        "wenn Sie jetzt speichern, gelten Ihre."
    ),
    "source.in_use": N_(
        "Das Löschen geht nicht: Ein Bericht oder ein Vorhaben stützt sich noch darauf."
    ),
    "evidence.day_future": N_("Dieser Tag liegt in der Zukunft."),
    "indicators.nothing": N_("Bitte fügen Sie eine Tabelle ein oder wählen Sie eine Datei."),
    "indicators.no_header": N_(
        "Wir finden keine Zeile mit Überschriften. Erkannt werden: {headers}."
    ),
    "indicators.no_rows": N_("Unter den Überschriften stehen keine Einträge."),
    "indicators.name": N_("„{value}“ ist kein brauchbarer Name."),
    "indicators.number": N_("„{value}“ ist keine Zahl."),
    "indicators.day": N_("„{value}“ ist kein Tag wie 31.12.2027."),
    "indicators.reading_number": N_("Zeile {row}: „{value}“ ist keine Zahl."),
    "indicators.reading_day": N_("Zeile {row}: „{value}“ ist kein Tag wie 31.12.2027."),
    "indicators.reading_twice": N_("Zeile {row}: Für den {value} steht schon ein Wert."),
    "not_found.report_file": N_("Die Datei dieses Berichts ist nicht mehr vorhanden."),
    "unavailable.typesetter": N_(
        "Das PDF ließ sich gerade nicht setzen. Die HTML-Fassung ist lesbar; bitte versuchen "
        "Sie es später noch einmal."
    ),
}
"""Sentences for the codes of problems and errors here."""
