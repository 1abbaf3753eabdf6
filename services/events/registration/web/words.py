"""German words for registrations and their letters, and the sentences for their problems."""

from __future__ import annotations

from collections.abc import Mapping

from shared.marking import N_

REGISTRATION: Mapping[str, tuple[str, str]] = {
    "unconfirmed": (N_("noch nicht bestätigt"), "warning"),
    "confirmed": (N_("angemeldet"), "success"),
    "waiting": (N_("auf der Warteliste"), "info"),
    "cancelled": (N_("abgemeldet"), "neutral"),
    "expired": (N_("nicht bestätigt, verfallen"), "neutral"),
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
SENTENCES: Mapping[str, str] = {
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
}
