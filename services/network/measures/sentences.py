"""Sentences for the problems that forms and verbs of measures find."""

from __future__ import annotations

from collections.abc import Mapping

from shared.marking import N_

SENTENCES: Mapping[str, str] = {
    "form.unknown_result": N_(
        "„{value}“ gibt es nicht. Bitte wählen Sie einen Eintrag aus der Liste."
    ),
    "form.ambiguous_result": N_(
        "„{value}“ gibt es mehrfach. Bitte ändern Sie einen der Titel, damit klar ist, was "
        "gemeint ist."
    ),
    "form.remind_days": N_("Bitte eine Zahl von 0 bis 365."),
    "form.due_before_begun": N_("Die Frist liegt vor dem Beginn."),
    "form.participants": N_("Bitte eine Zahl ab 0 oder nichts."),
    "conflict.measure": N_(
        "Jemand anders hat das Vorhaben inzwischen geändert. Bitte prüfen Sie und senden Sie "
        "noch einmal."
    ),
}
