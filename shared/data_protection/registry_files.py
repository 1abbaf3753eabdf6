"""Which files are stored, about whom."""

from __future__ import annotations

from shared.data_protection import terms as t
from shared.data_protection.model import Place
from shared.marking import N_

PLACES = (
    Place(
        key="files.uploads",
        title=N_("Listen, die auf ihre Übernahme warten"),
        whom=N_("wer in der Liste steht"),
        purpose=N_("Vor dem Einlesen zeigen, was geschieht"),
        basis=t.TASK,
        retention=t.UPLOADS,
        seen_by=(t.COORDINATORS,),
    ),
    Place(
        key="files.reports",
        title=N_("Freigegebene Berichte"),
        whom=N_("wer im Bericht genannt ist"),
        purpose=N_("Nachweisen, was berichtet wurde"),
        basis=t.DUTY,
        retention=t.EVIDENCE,
        seen_by=(t.COORDINATORS, t.FUNDERS),
        also_in=("files.backups",),
    ),
    Place(
        key="files.letters",
        title=N_("Briefe als Dateien (ohne Mailserver)"),
        whom=N_("Empfängerinnen und Empfänger von Briefen"),
        purpose=N_("Briefe ohne Mailserver ausprobieren"),
        basis=t.TASK,
        retention=t.LETTER_FILES,
        seen_by=(t.OPERATOR,),
        also_in=("files.backups",),
    ),
    Place(
        key="files.backups",
        title=N_("Sicherungen"),
        whom=N_("alle, deren Daten gespeichert sind"),
        purpose=N_("Nach einem Schaden weiterarbeiten"),
        basis=t.INTEREST,
        retention=t.BACKUPS,
        seen_by=(t.OPERATOR,),
    ),
    Place(
        key="files.deletions",
        title=N_("Zweitschrift des Löschjournals"),
        whom=N_("Menschen, die gelöscht wurden (nur gesalzene Prüfsummen)"),
        purpose=N_("Verhindern, dass eine ältere Kopie Gelöschte zurückbringt"),
        basis=t.PROOF,
        retention=t.FOR_EVER,
        seen_by=(t.NOBODY,),
    ),
    Place(
        key="files.databases",
        title=N_("Datenbanken"),
        whom=N_("wie die Tabellen darin"),
        purpose=N_("Die Tabellen aufbewahren"),
        basis=t.TASK,
        retention=t.SETTINGS,
        seen_by=(t.OPERATOR,),
        also_in=("files.backups",),
    ),
    Place(
        key="files.secrets",
        title=N_("Schlüssel und Kennung der Installation"),
        whom=N_("niemand"),
        purpose=N_("Anmeldungen und Links unterschreiben, eine Kopie erkennen"),
        basis=t.NONE,
        retention=t.SETTINGS,
        seen_by=(t.OPERATOR,),
        also_in=("files.backups",),
    ),
    Place(
        key="files.logs",
        title=N_("Protokolle des Betriebs"),
        whom=N_("niemand: Namen, Adressen und Netzadressen stehen nicht darin"),
        purpose=N_("Fehler finden"),
        basis=t.INTEREST,
        retention=t.LOGS,
        seen_by=(t.OPERATOR,),
    ),
)
