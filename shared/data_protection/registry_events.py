"""What the events service stores about whom."""

from __future__ import annotations

from shared.data_protection import terms as t
from shared.data_protection.model import Holds, Place, StoredField, fields
from shared.marking import N_

_SIGNED_UP = N_("Menschen, die sich anmelden")

PLACES = (
    Place(
        key="events.registration",
        title=N_("Anmeldungen zu Veranstaltungen"),
        whom=_SIGNED_UP,
        purpose=N_("Plätze vergeben, an den Termin erinnern, Änderungen mitteilen"),
        basis=t.WISH,
        retention=t.REGISTRATIONS,
        seen_by=(t.COORDINATORS, t.HERSELF),
        also_in=("events.outbox", "notify.deliveries", "files.letters", "files.backups"),
        fields=(
            *fields(
                technical="id event_id form_id lang state mail_state origin",
                name="name booked_by",
                address="email email_key",
                text="organisation note",
            ),
            StoredField(
                name="entered_by",
                holds=Holds.NAME,
                purpose=N_("Nachvollziehen, wer jemanden von Hand eingetragen hat"),
                basis=t.INTEREST,
                seen_by=(t.COORDINATORS,),
            ),
        ),
    ),
    Place(
        key="events.invitation",
        title=N_("Einladungen"),
        whom=N_("Kontaktpersonen von Einrichtungen"),
        purpose=N_("Zu Veranstaltungen einladen, die ihre Arbeit betreffen"),
        basis=t.TASK,
        retention=t.INVITATIONS,
        seen_by=(t.COORDINATORS,),
        also_in=("events.outbox", "notify.deliveries", "files.letters", "files.backups"),
        fields=fields(
            technical="id event_id actor_id state mail_state origin",
            name="name",
            address="email",
            text="email_source reason",
        ),
    ),
    Place(
        key="events.letter_count",
        title=N_("Zahl der Bestätigungsbriefe je Adresse"),
        whom=_SIGNED_UP,
        purpose=N_("Niemanden mit Bestätigungsbriefen überhäufen, die Fremde auslösen"),
        basis=t.INTEREST,
        retention=t.LETTER_COUNTS,
        seen_by=(t.NOBODY,),
        also_in=("files.backups",),
        fields=fields(technical="id event_id", key="address_hash"),
    ),
    Place(
        key="events.event",
        title=N_("Veranstaltungen"),
        whom=N_("Mitwirkende und Ansprechpersonen einer Veranstaltung"),
        purpose=N_("Ankündigen, worum es geht und wer mitwirkt"),
        basis=t.TASK,
        retention=t.UNTIL_REMOVED,
        seen_by=(t.PUBLIC, t.MEMBERS),
        also_in=(
            "events.event_history",
            "events.outbox",
            "network.meeting",
            "notify.deliveries",
            "files.backups",
        ),
        fields=(
            *fields(
                technical="id status visibility origin facts_digest kind programme.starts_at "
                "hosts.actor_id topic_ids region_ids finding_ids measure_id part_of",
                derived="body",
                text="title description audience place online_url dial_in_note programme.title "
                "hosts.name",
                name="programme.people contact",
            ),
        ),
    ),
    Place(
        key="events.event_history",
        title=N_("Frühere Fassungen von Veranstaltungen"),
        whom=N_("Mitwirkende einer Veranstaltung, und wer sie bearbeitet hat"),
        purpose=N_("Nachvollziehen, wer wann was geändert hat"),
        basis=t.INTEREST,
        retention=t.UNTIL_REMOVED,
        seen_by=(t.NOBODY,),
        also_in=("files.backups",),
        fields=fields(technical="event_id", name="author", derived="body"),
    ),
    Place(
        key="events.outbox",
        title=N_("Was andere Dienste noch erfahren"),
        whom=N_("Empfängerinnen und Empfänger von Briefen"),
        purpose=N_("Briefe an den Postausgang übergeben, ohne einen zu verlieren"),
        basis=t.WISH,
        retention=t.OUTBOX,
        seen_by=(t.NOBODY,),
        also_in=("files.backups",),
        fields=fields(
            technical="id target path subject state", derived="payload", text="last_error"
        ),
    ),
    Place(
        key="events.setting",
        title=N_("Merkzettel des Dienstes"),
        whom=N_("niemand"),
        purpose=N_("Wissen, wie weit gelesen wurde"),
        basis=t.NONE,
        retention=t.SETTINGS,
        seen_by=(t.NOBODY,),
        fields=fields(technical="name value"),
    ),
)
