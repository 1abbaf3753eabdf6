"""What notify stores about whom."""

from __future__ import annotations

from shared.data_protection import terms as t
from shared.data_protection.model import Holds, Place, StoredField, fields
from shared.marking import N_

_READERS = N_("Empfängerinnen und Empfänger von Briefen")


def _technical(key: str, title: str, purpose: str, names: str) -> Place:
    return Place(
        key=key,
        title=title,
        whom=N_("niemand"),
        purpose=purpose,
        basis=t.NONE,
        retention=t.SETTINGS,
        seen_by=(t.NOBODY,),
        fields=fields(technical=names),
    )


PLACES = (
    Place(
        key="notify.deliveries",
        title=N_("Briefe"),
        whom=_READERS,
        purpose=N_("Jeden Brief einmal zustellen und sagen können, was aus ihm wurde"),
        basis=t.TASK,
        retention=t.LETTERS,
        seen_by=(t.COORDINATORS, t.MAIL),
        also_in=("files.letters", "files.backups"),
        fields=(
            *fields(
                technical="id notice_id refs lang state reason claim",
                name="name",
                address="address",
                text="detail",
                derived="search sealed_facts sealed_letter",
            ),
            StoredField(
                name="address_hash",
                holds=Holds.KEY,
                purpose=N_("Erkennen, ob jemand keine Einladungen mehr möchte"),
                seen_by=(t.NOBODY,),
            ),
        ),
    ),
    Place(
        key="notify.notices",
        title=N_("Anlässe von Briefen"),
        whom=N_("niemand: der Titel einer Veranstaltung oder Rückfrage"),
        purpose=N_("Zeigen, worum es in einem Brief geht"),
        basis=t.TASK,
        retention=t.SETTINGS,
        seen_by=(t.COORDINATORS,),
        also_in=("files.backups",),
        fields=fields(technical="id kind subject_key event_id", text="event_title"),
    ),
    Place(
        key="notify.suppressions",
        title=N_("Wer keine Einladungen mehr möchte"),
        whom=_READERS,
        purpose=N_("Den Widerspruch achten, auch wenn die Adresse gelöscht ist"),
        basis=t.CONSENT,
        retention=t.SUPPRESSION,
        seen_by=(t.NOBODY,),
        also_in=("files.backups",),
        fields=fields(key="address_hash"),
    ),
    Place(
        key="notify.holds",
        title=N_("Pausen der Post"),
        whom=N_("niemand: die Antwort des Mailservers, in der eine Adresse stehen kann"),
        purpose=N_("Sagen, warum gerade kein Brief hinausgeht"),
        basis=t.INTEREST,
        retention=t.UNTIL_REMOVED,
        seen_by=(t.COORDINATORS,),
        fields=fields(technical="name reason", text="detail"),
    ),
    Place(
        key="notify.centres",
        title=N_("Absender"),
        whom=N_("die Koordinierungsstelle"),
        purpose=N_("Den Absender auf den Seiten des Postausgangs nennen"),
        basis=t.TASK,
        retention=t.SETTINGS,
        seen_by=(t.PUBLIC,),
        fields=fields(technical="id dataset imprint_url privacy_url", text="name"),
    ),
    _technical(
        "notify.outcomes",
        N_("Was aus Briefen wurde"),
        N_("Den Diensten sagen, ob ein Brief ankam"),
        "delivery_id notice_id recipient_ref kind state reason",
    ),
    _technical(
        "notify.subjects",
        N_("Stand der Anlässe"),
        N_("Überholte Briefe zurückhalten"),
        "subject_key",
    ),
    _technical(
        "notify.withdrawals",
        N_("Zurückgezogene Anlässe"),
        N_("Briefe zurückhalten, deren Anlass entfiel"),
        "id subject_key",
    ),
    _technical("notify.counters", N_("Zähler"), N_("Reihenfolge der Ergebnisse"), "name"),
    _technical(
        "notify.instances",
        N_("Kennung der Installation"),
        N_("Eine Kopie erkennen, damit sie nichts zweimal versendet"),
        "name instance_id",
    ),
)
