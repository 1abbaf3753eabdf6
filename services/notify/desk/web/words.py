"""German words for states, kinds and reasons of letters, and sentences for their problems."""

from __future__ import annotations

from collections.abc import Mapping

from services.notify.records.state import State
from shared.marking import N_

STATES: Mapping[State, str] = {
    State.PLANNED: N_("wartet"),
    State.SENDING: N_("wird gerade versendet"),
    State.SENT: N_("versendet"),
    State.FAILED: N_("nicht zustellbar"),
    State.UNKNOWN: N_("unklar – bitte prüfen"),
    State.SHUNTED: N_("angehalten"),
    State.SUPERSEDED: N_("überholt"),
    State.CANCELLED: N_("zurückgezogen"),
}

TONES: Mapping[State, str] = {
    State.PLANNED: "info",
    State.SENDING: "info",
    State.SENT: "success",
    State.FAILED: "danger",
    State.UNKNOWN: "warning",
    State.SHUNTED: "warning",
    State.SUPERSEDED: "neutral",
    State.CANCELLED: "neutral",
}
FILTERS: Mapping[str, tuple[str, tuple[State, ...]]] = {
    "": (N_("Alle"), ()),
    "pruefen": (N_("Zu prüfen"), (State.FAILED, State.UNKNOWN, State.SHUNTED)),
    "wartend": (N_("Wartend"), (State.PLANNED, State.SENDING)),
    "versendet": (N_("Versendet"), (State.SENT,)),
    "erledigt": (N_("Überholt oder zurückgezogen"), (State.SUPERSEDED, State.CANCELLED)),
}
"""Choices above the list: the word in the address, its label, and the states it stands for."""

KINDS: Mapping[str, str] = {
    "event_invitation": N_("Einladung"),
    "registration_opt_in": N_("Bitte um Bestätigung"),
    "registration_confirmed": N_("Anmeldebestätigung"),
    "registration_waiting": N_("Warteliste"),
    "registration_promoted": N_("Platz frei geworden"),
    "registration_cancelled": N_("Abmeldung"),
    "event_changed": N_("Änderung"),
    "event_cancelled": N_("Absage"),
    "event_reminder": N_("Erinnerung"),
    "finding_question": N_("Rückfrage"),
    "measure_reminder": N_("Erinnerung an ein Vorhaben"),
    "question_reminder": N_("Erinnerung an eine Rückfrage"),
}
REASONS: Mapping[str, str] = {
    "address.invalid": N_("Die Adresse ist keine gültige E-Mail-Adresse."),
    "mail.recipient_refused": N_(
        "Der Mailserver kennt diese Adresse nicht oder nimmt sie nicht an."
    ),
    "mail.sender_refused": N_(
        "Der Mailserver nimmt unsere Absenderadresse nicht an. Bitte prüfen Sie sie in den "
        "Einstellungen der Koordinierungsstelle."
    ),
    "mail.letter_refused": N_("Der Mailserver hat den Brief abgelehnt."),
    "mail.later": N_("Der Mailserver bittet um einen späteren Versuch. Das geschieht von selbst."),
    "mail.interrupted": N_("Die Verbindung zum Mailserver brach ab, bevor der Brief hinausging."),
    "mail.unreachable": N_("Der Mailserver ist gerade nicht erreichbar."),
    "mail.login": N_("Der Mailserver nimmt unsere Anmeldung nicht an."),
    "mail.gave_up": N_("Zwei Tage lang war die Zustellung nicht möglich."),
    "mail.folder": N_("Der Ordner für Briefe lässt sich gerade nicht beschreiben."),
    "mail.connection_lost": N_(
        "Die Verbindung brach ab, als der Brief schon unterwegs war. Ob er angekommen ist, lässt "
        "sich von hier aus nicht sagen."
    ),
    "worker_lost": N_(
        "Der Versand wurde unterbrochen, als der Brief schon unterwegs war. Ob er angekommen ist, "
        "lässt sich von hier aus nicht sagen."
    ),
    "copy": N_(
        "Aus der Zeit vor der Kopie oder der Wiederherstellung: Dieser Brief ist vielleicht schon "
        "angekommen und geht nicht von selbst hinaus."
    ),
    "crashed": N_("Beim Versenden ist mehrfach etwas schiefgegangen."),
    "letter_unwritable": N_("Der Brief ließ sich nicht schreiben, weil Angaben fehlen."),
    "letter_newer": N_(
        "Eine neuere Fassung des Programms hat den Brief vorbereitet; diese hier kennt nicht alle "
        "seine Angaben. Bitte starten Sie die neuere Fassung und senden Sie ihn dann noch einmal."
    ),
    "newer": N_("Inzwischen gibt es eine neuere Nachricht dazu."),
    "withdrawn": N_("Der Anlass ist entfallen, bevor der Brief hinausging."),
    "expired": N_("Der Brief käme zu spät und wurde deshalb nicht mehr versendet."),
    "unsubscribed": N_("Die Person möchte keine Einladungen mehr bekommen."),
    "person_erased": N_(
        "Wegen einer Löschung ging der Brief nicht hinaus: an die Person, deren Daten gelöscht "
        "wurden, oder mit ihrem Namen im Text."
    ),
    "by_hand": N_("Von der Koordination zurückgezogen."),
}

SENTENCES: Mapping[str, str] = {
    "delivery.unknown": N_("Diesen Brief gibt es nicht (mehr)."),
    "delivery.not_stuck": N_("Dieser Brief muss nicht noch einmal versendet werden."),
    "delivery.not_waiting": N_("Dieser Brief lässt sich nicht mehr aufhalten."),
    "delivery.outdated": N_(
        "Dieser Brief ist überholt: Es gibt eine neuere Nachricht, oder der Anlass ist entfallen."
    ),
    "delivery.emptied": N_("Dieser Brief wurde nach Ablauf der Aufbewahrungsfrist gelöscht."),
    "delivery.bad_address": N_(
        "An diese Adresse lässt sich nichts senden. Bitte berichtigen Sie sie dort, wo sie "
        "eingetragen ist."
    ),
    "delivery.changed": N_(
        "Der Brief hat inzwischen einen anderen Stand. Bitte sehen Sie ihn sich noch einmal an."
    ),
}
