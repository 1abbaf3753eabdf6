"""Sentences for what goes wrong around reports."""

from __future__ import annotations

from collections.abc import Mapping

from shared.marking import N_

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
    "unavailable.report_file": N_(
        "Diese Datei des freigegebenen Berichts fehlt oder ist beschädigt, deshalb geben wir sie "
        "nicht aus: Sie wäre nicht mehr das, was freigegeben wurde. Die anderen Formate können "
        "heil sein. Wer das Programm betreibt, holt sie aus der Sicherung zurück: {file}"
    ),
    "unavailable.typesetter": N_(
        "Das PDF ließ sich gerade nicht setzen. Die HTML-Fassung ist lesbar; bitte versuchen "
        "Sie es später noch einmal."
    ),
}
"""Sentences for the codes of problems and errors here."""
