"""Sentences for the problems that checks of records find."""

from __future__ import annotations

from shared.marking import N_
from shared.web.problems import register_texts

register_texts(
    {
        "field.control_character": N_(
            "Der Text enthält unsichtbare Steuerzeichen. Bitte tippen Sie ihn neu ein."
        ),
        "field.too_many": N_("Das sind zu viele Einträge: höchstens {limit}."),
        "record.id": N_("Diese Kennung ist nicht erlaubt."),
        "tie.itself": N_("Ein Akteur kann nicht mit sich selbst verbunden werden."),
        "reference.missing": N_("Der Eintrag, auf den dies verweist, ist nicht (mehr) vorhanden."),
        "reference.in_use": N_("Der Eintrag wird noch von anderen Einträgen gebraucht."),
        "install.done": N_("Die Einrichtung ist schon abgeschlossen."),
        "install.not_done": N_("Bitte schließen Sie zuerst die Einrichtung ab."),
        "install.dataset_loaded": N_(
            "Es ist schon ein Datensatz geladen. Entfernen Sie ihn zuerst."
        ),
        "install.no_dataset": N_("Es ist kein Beispiel- oder Übungsnetz geladen."),
        "precondition.missing": N_(
            "Es fehlt die Angabe, auf welchen Stand sich die Änderung bezieht (If-Match)."
        ),
    }
)
