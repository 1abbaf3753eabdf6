"""Words of the pages around reports (the report itself is always German)."""

from __future__ import annotations

from collections.abc import Mapping

from shared.web.i18n import N_
from shared.web.problems import register_texts

TYPES: Mapping[str, str] = {
    "gap_analysis": N_("Lückenanalyse"),
    "progress": N_("Fortschrittsbericht"),
    "annual": N_("Sachbericht"),
    "final": N_("Abschlussbericht"),
}
CHAPTER_TITLES: Mapping[str, str] = {
    "summary": N_("Das Wichtigste auf einen Blick"),
    "coverage": N_("Abdeckung"),
    "parallels": N_("Mögliche Parallelstrukturen und Akteure ohne Verbindung"),
    "network": N_("Das Netzwerk in Zahlen"),
    "meetings": N_("Treffen und Beteiligung"),
    "data_age": N_("Wie aktuell die Angaben sind"),
    "method": N_("Wie gezählt wurde"),
}
CHAPTER_HINTS: Mapping[str, str] = {
    "summary": N_("Was soll beim Lesen der ersten Seite hängen bleiben?"),
    "coverage": N_("Was erklärt die Lücken? Was ist dort geplant?"),
    "parallels": N_("Was wurde mit den Beteiligten besprochen?"),
    "network": N_("Was hat sich im Netzwerk bewegt, was zeigen Gespräche und Interviews?"),
    "meetings": N_("Was kam bei den Treffen heraus?"),
    "data_age": N_("Wie und bei wem wurde erhoben?"),
    "method": N_("Was sollte man über das Vorgehen noch wissen?"),
}

register_texts(
    {
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
        "not_found.report_file": N_("Die Datei dieses Berichts ist nicht mehr vorhanden."),
        "unavailable.typesetter": N_(
            "Das PDF ließ sich gerade nicht setzen. Die HTML-Fassung ist lesbar; bitte versuchen "
            "Sie es später noch einmal."
        ),
    }
)
