"""Words of the pages about data protection."""

from __future__ import annotations

from collections.abc import Mapping

from shared.data_protection.finds import Fate
from shared.marking import N_

SERVICES: Mapping[str, str] = {
    "network": N_("Netzwerk und Berichte"),
    "events": N_("Termine und Anmeldungen"),
    "notify": N_("Briefe"),
    "accounts": N_("Konten"),
}
"""Who looks and deletes, in the users' words."""

FATES: Mapping[Fate, str] = {
    Fate.REMOVED: N_("wird entfernt"),
    Fate.BLANKED: N_("Person wird aus dem Text getilgt"),
    Fate.STAYS: N_("bleibt: das letzte Konto mit der Rolle Administration"),
}

SENTENCES: Mapping[str, str] = {
    "person.nobody": N_(
        "Bitte geben Sie einen Namen, eine E-Mail-Adresse oder eine Telefonnummer an."
    ),
    "person.name": N_(
        "„{text}“ reicht nicht: Ein Name braucht zwei bis sechs Wörter, sonst träfe er Fremde."
    ),
    "person.address": N_("„{text}“ ist keine E-Mail-Adresse."),
    "person.number": N_("„{text}“ ist keine Telefonnummer mit mindestens sechs Ziffern."),
    "person.erased": N_(
        "Hier steht jemand, dessen Daten auf Wunsch gelöscht wurden. Bitte lassen Sie die Person "
        "weg. Möchte sie wieder genannt werden, heben Sie die Löschung unter „Einstellungen“, "
        "„Datenschutz“ auf."
    ),
    "not_found.deletion": N_("Diese Löschung gibt es nicht (mehr)."),
    "deletion.not_confirmed": N_("Diese Löschung ist noch nicht überall ausgeführt."),
}
