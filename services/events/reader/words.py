"""Words for codes in the reader's language, and the sentences for problems of every room."""

from __future__ import annotations

from collections.abc import Mapping

from shared.marking import N_
from shared.web.i18n import gettext

ORIGINS: Mapping[str, str] = {
    "example": N_("Beispielnetz – Stand Herbst 2021"),
    "practice": N_("Übungsnetz – erfundene Daten"),
}
"""The banner while a data set is loaded, in the reader's language."""

SENTENCES: Mapping[str, str] = {
    "not_found.event": N_(
        "Diesen Termin gibt es nicht (mehr), oder er ist nicht für alle. Melden Sie sich an, oder "
        "nehmen Sie den Link aus unserem Brief."
    ),
    "not_found.link": N_(
        "Dieser Link ist ungültig oder wurde schon ersetzt. Bitte nehmen Sie den Link aus dem "
        "neuesten Brief oder melden Sie sich bei uns."
    ),
    "not_found.finding": N_(
        "Diesen Hinweis gibt es nicht mehr. Wahrscheinlich haben sich die Angaben geändert."
    ),
    "time.skipped": N_(
        "{time} Uhr gibt es in dieser Nacht nicht: Die Uhr wird auf Sommerzeit vorgestellt."
    ),
    "time.twice": N_(
        "{time} Uhr gibt es in dieser Nacht zweimal: Die Uhr wird zurückgestellt. Bitte "
        "wählen Sie eine andere Zeit."
    ),
    "time.unreadable": N_("Bitte schreiben Sie die Uhrzeit so: 14:30."),
    "field.number": N_("Bitte geben Sie eine ganze Zahl an."),
    "field.url": N_("Bitte geben Sie eine Adresse an, die mit https:// beginnt."),
    "date.unreadable": N_("„{value}“ ist kein Datum. Bitte schreiben Sie so: 09.12.2026."),
    "date.impossible": N_("Bitte prüfen Sie das Jahr: {value}."),
}


def word(words: Mapping[str, str], code: str) -> str:
    """The word for a code in the reader's language."""
    return gettext(words[code]) if words.get(code) else ""


def badge_of(words: Mapping[str, tuple[str, str]], code: str) -> tuple[str, str]:
    """Word and tone of a state."""
    text, tone = words.get(code, (code, "neutral"))
    return gettext(text), tone
