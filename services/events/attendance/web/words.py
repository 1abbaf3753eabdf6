"""Sentences for problems of counting who came."""

from __future__ import annotations

from collections.abc import Mapping

from shared.marking import N_

SENTENCES: Mapping[str, str] = {
    "event.attendance": N_("Bitte eine Zahl von 0 bis {most} eintragen."),
    "event.more_organisations": N_("Mehr Organisationen als Personen können es nicht sein."),
    "event.not_published": N_("Der Termin ist nicht veröffentlicht."),
    "event.not_begun": N_("Der Termin hat noch nicht begonnen."),
    "event.attendance_late": N_(
        "Die Zahlen lassen sich nur bis 30 Tage nach dem Termin eintragen."
    ),
}
