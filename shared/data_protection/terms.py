"""The legal bases, retention periods and readers that the registry names.

Articles are those of the GDPR (Regulation (EU) 2016/679). Which basis holds is the controller's
to decide; these are the ones that the product is made for.
"""

from __future__ import annotations

from shared.data_protection.model import Basis, Reader, Retention
from shared.marking import N_

TASK = Basis(
    "Art. 6 Abs. 1 lit. e DSGVO",
    N_("Aufgabe im öffentlichen Interesse: Koordinierung der interkulturellen Öffnung"),
)
CONSENT = Basis("Art. 6 Abs. 1 lit. a DSGVO", N_("Einwilligung, jederzeit widerrufbar"))
WISH = Basis(
    "Art. 6 Abs. 1 lit. b DSGVO", N_("Teilnahme an der Veranstaltung, zu der sich jemand anmeldet")
)
INTEREST = Basis(
    "Art. 6 Abs. 1 lit. f DSGVO",
    N_("Berechtigtes Interesse: sicherer Betrieb und nachvollziehbare Einträge"),
)
DUTY = Basis(
    "Art. 6 Abs. 1 lit. c DSGVO", N_("Rechtspflicht: Nachweis gegenüber dem Zuwendungsgeber")
)
PROOF = Basis(
    "Art. 6 Abs. 1 lit. c, Art. 17 DSGVO",
    N_("Rechtspflicht: Nachweis, dass gelöscht wurde und gelöscht bleibt"),
)
NONE = Basis("–", N_("Keine Angaben zu Personen"))

UNTIL_REMOVED = Retention(N_("bis der Eintrag entfernt wird"))
HISTORY = Retention(
    N_(
        "so lange es das Netzwerk gibt; wer gelöscht wird, wird auch hier getilgt, und von "
        "entfernten Antworten auf Rückfragen bleibt nur, dass es sie gab"
    ),
    "network.questions",
)
REGISTRATIONS = Retention(
    N_(
        "bis 30 Tage nach der Veranstaltung; ohne Bestätigung 7 Tage nach Ablauf der Frist; "
        "Zahlen bleiben"
    ),
    "events.registrations",
)
INVITATIONS = Retention(
    N_("Adresse bis 30 Tage nach der Veranstaltung; dass eingeladen wurde, bleibt"),
    "events.invitations",
)
LETTER_COUNTS = Retention(N_("30 Tage"), "events.letter_counts")
OUTBOX = Retention(
    N_("bis der Postausgang es übernommen hat; Zurückgewiesenes höchstens 30 Tage"),
    "events.outbox",
)
LETTERS = Retention(
    N_("30 Tage nach dem Versand (LETTER_RETENTION_DAYS); dass es den Brief gab, bleibt"),
    "notify.letters",
)
LETTER_FILES = Retention(N_("wie der Brief, zu dem sie gehören"), "notify.files")
UPLOADS = Retention(N_("24 Stunden"), "network.uploads")
EVIDENCE = Retention(
    N_(
        "bis der Bericht entfernt wird; als Nachweis einer Zuwendung über eine Löschung hinaus "
        "höchstens 5 Jahre nach dem Jahr, in dem die Zuwendung endete"
    ),
    "network.evidence",
)
LOGINS = Retention(
    N_("Anmeldungen 30 Tage nach ihrem Ende, Geräte 180 Tage nach der letzten Anmeldung"),
    "accounts.logins",
)
ATTEMPTS = Retention(N_("ein Tag"))
ACCOUNT = Retention(N_("bis das Konto gelöscht wird"))
REQUESTS = Retention(
    N_("ohne Bestätigung 7 Tage; bestätigte bleiben, ohne Namen und Adressen"),
    "accounts.requests",
)
FOR_EVER = Retention(N_("unbegrenzt, damit niemand aus einer alten Kopie zurückkehrt"))
BACKUPS = Retention(
    N_(
        "alle eines Tages, dann eine je Tag für 14 Tage und eine je Woche für 8 Wochen; wer "
        "gelöscht ist, wird nach dem Zurückholen noch einmal gelöscht"
    ),
    "backups.age",
)
LOGS = Retention(N_("bestimmt der Betreiber des Rechners; Namen und Adressen stehen nicht darin"))
SUPPRESSION = Retention(N_("bis die Person wieder Einladungen möchte"))
SETTINGS = Retention(N_("so lange es die Installation gibt"))

PUBLIC = Reader(N_("alle, auf öffentlichen Seiten"))
MEMBERS = Reader(N_("angemeldete Mitglieder"))
COORDINATORS = Reader(N_("Koordinierung"))
ADMINS = Reader(N_("Administration"))
HERSELF = Reader(N_("die Person selbst über ihren Link"))
OWN_ACCOUNT = Reader(N_("die Person selbst in ihrem Konto"))
REVIEWERS = Reader(N_("wer einen Bericht prüft, über den Link der Koordinierung"))
FUNDERS = Reader(N_("Zuwendungsgeber, als Bericht"))
MAIL = Reader(N_("der Mailserver, der die Briefe versendet"))
OPERATOR = Reader(N_("wer den Rechner betreibt"))
NOBODY = Reader(N_("niemand: nur das Programm"))
