"""German words for the codes of events, and the sentences for their problems."""

from __future__ import annotations

from collections.abc import Mapping

from shared.marking import N_
from shared.web.i18n import gettext

KINDS: Mapping[str, str] = {
    "webtalk": N_("Webtalk"),
    "networking": N_("Vernetzungstreffen"),
    "workshop": N_("Workshop"),
    "conference": N_("Tagung"),
    "steering": N_("Sitzung einer Steuerungsgruppe"),
}
VISIBILITY: Mapping[str, str] = {
    "public": N_("öffentlich"),
    "members": N_("nur für Mitglieder des Netzwerks"),
    "closed": N_("nur für Eingeladene"),
}
STATUS: Mapping[str, tuple[str, str]] = {
    "draft": (N_("Entwurf"), "warning"),
    "published": (N_("veröffentlicht"), "success"),
    "cancelled": (N_("abgesagt"), "danger"),
}
REGISTRATION: Mapping[str, tuple[str, str]] = {
    "unconfirmed": (N_("noch nicht bestätigt"), "warning"),
    "confirmed": (N_("angemeldet"), "success"),
    "waiting": (N_("auf der Warteliste"), "info"),
    "cancelled": (N_("abgemeldet"), "neutral"),
    "expired": (N_("nicht bestätigt, verfallen"), "neutral"),
}
ANSWERS: Mapping[str, tuple[str, str]] = {
    "proposed": (N_("vorgeschlagen"), "neutral"),
    "open": (N_("eingeladen, Antwort offen"), "info"),
    "accepted": (N_("zugesagt"), "success"),
    "waiting": (N_("zugesagt, auf der Warteliste"), "info"),
    "declined": (N_("abgesagt"), "neutral"),
    "undeliverable": (N_("unzustellbar"), "danger"),
}
MAIL: Mapping[str, str] = {
    "": "",
    "planned": N_("Brief wartet"),
    "sending": N_("Brief wird versendet"),
    "sent": N_("Brief versendet"),
    "failed": N_("Brief nicht zustellbar"),
    "unknown": N_("unklar, ob der Brief ankam"),
    "superseded": N_("Brief überholt"),
    "cancelled": N_("Brief zurückgezogen"),
    "shunted": N_("Brief angehalten"),
}
ORIGINS: Mapping[str, str] = {
    "example": N_("Beispielnetz – Stand Herbst 2021"),
    "practice": N_("Übungsnetz – erfundene Daten"),
}
"""The banner while a data set is loaded, in the reader's language."""

REASONS: Mapping[str, str] = {
    "side": N_(
        "Sie und andere Eingeladene bieten am selben Ort Ähnliches an. Wir möchten Sie "
        "miteinander bekannt machen."
    ),
    "isolated": N_("Sie arbeiten zu diesem Thema; wir möchten Sie mit anderen bekannt machen."),
    "supplies_here": N_("Sie bieten zu diesem Thema vor Ort etwas an."),
    "stale_here": N_("Sie hatten hier ein Angebot; wir möchten wissen, ob es weitergeht."),
    "reaches_here": N_("Ihr Angebot ist auf Anfrage auch hier erreichbar."),
    "supplies_next_door": N_("Sie bieten das Thema im Nachbarkreis an."),
    "same_topic_here": N_("Sie arbeiten hier zum selben Thema."),
    "knows_both": N_("Sie arbeiten mit mehreren der Eingeladenen zusammen."),
    "bridge": N_("Sie verbinden Akteur:innen, die sonst nicht zusammenarbeiten."),
    "works_on_topic": N_("Sie arbeiten zu diesem Thema."),
    "works_here": N_("Sie arbeiten in dieser Region."),
    "": N_("Ihre Organisation arbeitet zu diesem Thema oder in dieser Region."),
}


def word(words: Mapping[str, str], code: str) -> str:
    """The word for a code in the reader's language."""
    return gettext(words[code]) if words.get(code) else ""


def badge_of(words: Mapping[str, tuple[str, str]], code: str) -> tuple[str, str]:
    """Word and tone of a state."""
    text, tone = words.get(code, (code, "neutral"))
    return gettext(text), tone


SENTENCES: Mapping[str, str] = {
    "not_found.event": N_("Diesen Termin gibt es nicht (mehr)."),
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
    "event.attendance": N_("Bitte eine Zahl von 0 bis {most} eintragen."),
    "event.more_organisations": N_("Mehr Organisationen als Personen können es nicht sein."),
    "event.not_published": N_("Der Termin ist nicht veröffentlicht."),
    "event.not_begun": N_("Der Termin hat noch nicht begonnen."),
    "event.attendance_late": N_(
        "Die Zahlen lassen sich nur bis 30 Tage nach dem Termin eintragen."
    ),
    "event.publish_first": N_("Bitte veröffentlichen Sie den Termin, bevor Sie einladen."),
    "registration.cancelled": N_("Der Termin ist abgesagt."),
    "registration.past": N_("Der Termin hat schon begonnen oder ist vorbei."),
    "registration.closed": N_("Die Anmeldung ist geschlossen."),
    "registration.full": N_("Alle Plätze sind vergeben."),
    "registration.left": N_("Diese Anmeldung wurde abgesagt. Bitte melden Sie sich neu an."),
    "registration.known": N_("Diese Adresse ist für den Termin schon angemeldet."),
    "registration.seats": N_("Bitte melden Sie 1 bis {limit} Personen an."),
    "registration.too_many_letters": N_(
        "An diese Adresse gingen heute schon mehrere Briefe. Bitte versuchen Sie es morgen "
        "wieder oder rufen Sie uns an."
    ),
    "field.no_link": N_("Bitte schreiben Sie hier keinen Link hinein."),
    "field.email": N_("Bitte geben Sie genau eine E-Mail-Adresse an, so: name@beispiel.de."),
    "field.number": N_("Bitte geben Sie eine ganze Zahl an."),
    "field.url": N_("Bitte geben Sie eine Adresse an, die mit https:// beginnt."),
    "date.unreadable": N_("„{value}“ ist kein Datum. Bitte schreiben Sie so: 09.12.2026."),
    "date.impossible": N_("Bitte prüfen Sie das Jahr: {value}."),
}
"""Sentences for the codes that this service raises."""
