"""German words for who may see an event, and the sentences for problems of planning."""

from __future__ import annotations

from collections.abc import Mapping

from shared.marking import N_

VISIBILITY: Mapping[str, str] = {
    "public": N_("öffentlich"),
    "members": N_("nur für Mitglieder des Netzwerks"),
    "closed": N_("nur für Eingeladene"),
}
SENTENCES: Mapping[str, str] = {
    "event.end_before_start": N_("Das Ende muss nach dem Beginn liegen."),
    "event.too_long": N_("Ein Termin dauert höchstens 31 Tage."),
    "event.capacity": N_("Bitte geben Sie 1 bis 100.000 Plätze an oder lassen Sie das Feld leer."),
    "event.capacity_below": N_(
        "Es sind schon {taken} Plätze vergeben; weniger geht nicht, ohne jemanden abzumelden."
    ),
    "event.closes_late": N_("Der Anmeldeschluss liegt nach dem Ende des Termins."),
    "event.not_draft": N_("Der Termin ist kein Entwurf mehr."),
    "event.past": N_("Der Termin liegt in der Vergangenheit."),
    "event.no_place": N_("Bitte geben Sie einen Ort an oder kreuzen Sie „online“ an."),
    "event.no_host": N_("Bitte geben Sie an, wer einlädt."),
    "event.unknown_host": N_(
        "Diesen Akteur gibt es im Verzeichnis nicht. Bitte wählen Sie einen Namen aus der Liste."
    ),
    "event.cancelled": N_("Der Termin ist abgesagt und wird nicht mehr geändert."),
    "event.draft_cannot_be_cancelled": N_("Ein Entwurf wird gelöscht, nicht abgesagt."),
}
