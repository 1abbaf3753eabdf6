"""What the network service stores about whom: its tables, and every kind of record."""

from __future__ import annotations

from collections.abc import Mapping

from shared.data_protection import terms as t
from shared.data_protection.model import Basis, Holds, Place, Reader, Retention, StoredField, fields
from shared.marking import N_

_COMMON: Mapping[str, str] = {"technical": "id provenance.origin", "text": "provenance.source note"}
_PERIOD = " {0}.start.text {0}.end.text"
_ELSEWHERE = ("network.change", "network.record", "files.reports", "files.backups")
_SHOWN = (t.PUBLIC, t.MEMBERS, t.COORDINATORS, t.FUNDERS)
_NAMED = N_("Menschen, die jemand in einem freien Text nennt")


def _kind(
    kind: str,
    title: str,
    purpose: str,
    *more: StoredField,
    whom: str = _NAMED,
    basis: Basis = t.TASK,
    retention: Retention = t.UNTIL_REMOVED,
    seen_by: tuple[Reader, ...] = _SHOWN,
    also_in: tuple[str, ...] = _ELSEWHERE,
    periods: str = "",
    **holds: str,
) -> Place:
    """A kind of record; what every record has is added."""
    technical = holds.pop("technical", "") + "".join(_PERIOD.format(p) for p in periods.split())
    text = holds.pop("text", "")
    return Place(
        key=f"network.{kind}",
        title=title,
        whom=whom,
        purpose=purpose,
        basis=basis,
        retention=retention,
        seen_by=seen_by,
        also_in=also_in,
        fields=(
            *fields(
                technical=f"{_COMMON['technical']} {technical}",
                text=f"{_COMMON['text']} {text}",
                **holds,
            ),
            *more,
        ),
    )


def _term(kind: str, title: str, text: str = "", technical: str = "") -> Place:
    return _kind(
        kind,
        title,
        N_("Einträge gleich benennen"),
        basis=t.NONE,
        text=f"label label_en {text}" if not technical else text,
        technical=technical,
    )


_ANSWER = (t.COORDINATORS, t.HERSELF)

TABLES = (
    Place(
        key="network.record",
        title=N_("Einträge, wie sie gespeichert sind"),
        whom=N_("wie die Art des Eintrags"),
        purpose=N_("Die Einträge aufbewahren"),
        basis=t.TASK,
        retention=t.UNTIL_REMOVED,
        seen_by=(t.NOBODY,),
        also_in=("files.backups",),
        fields=fields(technical="kind id", derived="body"),
    ),
    Place(
        key="network.change",
        title=N_("Verlauf der Einträge"),
        whom=N_("Menschen, die in Einträgen standen, und wer sie geändert hat"),
        purpose=N_("Nachvollziehen, wer wann was geändert hat, und es zurücknehmen können"),
        basis=t.INTEREST,
        retention=t.HISTORY,
        seen_by=(t.COORDINATORS,),
        also_in=("files.backups",),
        fields=fields(technical="kind id", derived="before after", name="author", text="reason"),
    ),
    Place(
        key="network.meta",
        title=N_("Zähler des Netzwerks"),
        whom=N_("niemand"),
        purpose=N_("Die Reihenfolge der Änderungen"),
        basis=t.NONE,
        retention=t.SETTINGS,
        seen_by=(t.NOBODY,),
        fields=fields(technical="name"),
    ),
)

KINDS = (
    _term("topic", N_("Themen"), "synonyms"),
    _term("target_group", N_("Zielgruppen")),
    _term("format", N_("Formate")),
    _term("org_type", N_("Arten von Einrichtungen")),
    _term("region", N_("Regionen"), "name aliases", technical="level"),
    _kind(
        "actor",
        N_("Akteure"),
        N_("Zeigen, wer wo was anbietet, und einladen"),
        whom=N_("Einrichtungen; Kontaktpersonen, wo jemand sie nennt"),
        also_in=(*_ELSEWHERE, "events.invitation", "events.event"),
        technical="postcode founded",
        name="name short_name aliases",
        address="email",
        contact="street phone website",
        text="area city description",
    ),
    _kind(
        "person",
        N_("Ansprechpersonen"),
        N_("Wissen, wer für eine Einrichtung spricht, und einladen"),
        StoredField(
            name="email",
            holds=Holds.ADDRESS,
            purpose=N_("Einladen"),
            basis=t.CONSENT,
            seen_by=(t.COORDINATORS,),
        ),
        whom=N_("Menschen in einer öffentlichen Aufgabe"),
        seen_by=(t.MEMBERS, t.COORDINATORS),
        name="name",
        text="role",
    ),
    _kind(
        "project",
        N_("Projekte"),
        N_("Zeigen, wer wo woran arbeitet und wer es fördert"),
        periods="period fundings.period",
        technical="project_type fundings.funder_actor_id",
        text="title description fundings.programme fundings.reference",
    ),
    _kind(
        "offer",
        N_("Angebote"),
        N_("Zeigen, was es wo gibt"),
        periods="period",
        contact="website",
        text="title target_group_text languages cost_rule description",
    ),
    _kind(
        "delivery",
        N_("Durchführungen"),
        N_("Zeigen, was wirklich stattfand"),
        technical="event_id",
        text="title",
    ),
    _kind(
        "cooperation",
        N_("Kooperationen"),
        N_("Zeigen, wer mit wem arbeitet"),
        periods="period",
        technical="cooperation_type event_id",
        text="name description",
    ),
    _kind("tie", N_("Bindungen"), N_("Zeigen, wer zu wem gehört"), periods="period"),
    _kind(
        "process",
        N_("Begleitungen"),
        N_("Zeigen, welche Einrichtung sich öffnet und wer sie begleitet"),
        periods="period",
        technical="process_type phase",
        text="title scope",
    ),
    _kind(
        "steering_group",
        N_("Steuerungsgruppen"),
        N_("Zeigen, wer eine Begleitung steuert"),
        periods="period",
        text="name",
    ),
    _kind(
        "strategy",
        N_("Strategien"),
        N_("Begründen, was es geben soll"),
        contact="url",
        text="title goals",
    ),
    _kind(
        "expectation",
        N_("Soll-Angebote"),
        N_("Lücken erkennen"),
        whom=N_("wer über ein Soll-Angebot entschieden hat"),
        technical="follows",
        text="reason strategy_goal",
        name="decided_by",
    ),
    _kind(
        "survey",
        N_("Erhebungen"),
        N_("Sagen, wo vollständig nachgesehen wurde"),
        whom=N_("wer erhoben hat"),
        name="by",
    ),
    _kind(
        "verdict",
        N_("Urteile über Hinweise"),
        N_("Hinweise beurteilen und freigeben"),
        whom=N_("wer geurteilt hat"),
        seen_by=(t.COORDINATORS, t.FUNDERS),
        technical="finding_id digest",
        text="reason",
        name="author released_by",
    ),
    _kind(
        "meeting",
        N_("Zahlen über Treffen"),
        N_("Im Bericht zeigen, was stattfand; ohne Namen"),
        technical="meeting_type status finding_ids measure_id",
        text="title place",
    ),
    _kind(
        "question",
        N_("Rückfragen"),
        N_("Klären, ob zwei Seiten zusammenarbeiten"),
        whom=N_("wer eine Rückfrage stellt oder beantwortet"),
        seen_by=_ANSWER,
        also_in=("network.change", "network.record", "notify.deliveries", "files.backups"),
        periods="period",
        technical="finding_id digest entry_kind entry_id lang letter letter_reason answer settled",
        name="asked_by reminded_by answered_by",
        text="statement proposed",
    ),
    _kind(
        "evidence",
        N_("Quellen eines Berichts"),
        N_("Belegen, worauf ein Bericht beruht"),
        seen_by=(t.COORDINATORS, t.FUNDERS),
        technical="evidence_kind",
        text="title text source",
    ),
    _kind(
        "measure",
        N_("Vorhaben"),
        N_("Festhalten, wer was bis wann gegen eine Lücke tut, und erinnern"),
        StoredField(
            name="owner_email",
            holds=Holds.ADDRESS,
            purpose=N_("Vor der Frist erinnern"),
            seen_by=(t.COORDINATORS,),
            also_in=("network.change", "network.notice", "notify.deliveries", "files.backups"),
        ),
        whom=N_("wer ein Vorhaben verantwortet"),
        seen_by=(t.COORDINATORS, t.FUNDERS),
        technical="findings status",
        name="owner",
        text="title description about outcome strategy_goal",
    ),
    _kind(
        "indicator",
        N_("Kennzahlen"),
        N_("Messen, woran eine Zuwendung gemessen wird"),
        seen_by=(t.COORDINATORS, t.FUNDERS),
        text="name unit readings.source strategy_goal",
    ),
    _kind(
        "report",
        N_("Berichte"),
        N_("Dem Zuwendungsgeber berichten"),
        whom=N_("wer einen Bericht freigibt; wer in seinem Text genannt ist"),
        basis=t.DUTY,
        retention=t.EVIDENCE,
        seen_by=(t.COORDINATORS, t.REVIEWERS, t.FUNDERS),
        also_in=("network.change", "network.record", "files.reports", "files.backups"),
        periods="period grant_period",
        technical="report_type status files figures",
        text="title purpose programme reference strategy_goals chapters",
        name="released_by",
    ),
    _kind(
        "comment",
        N_("Anmerkungen zu Berichten"),
        N_("Einen Entwurf gemeinsam prüfen"),
        whom=N_("wer einen Entwurf prüft"),
        seen_by=(t.COORDINATORS, t.REVIEWERS),
        technical="chapter",
        name="author",
        text="text",
    ),
    _kind(
        "installation",
        N_("Angaben zur Koordinierungsstelle"),
        N_("Impressum, Absender der Briefe, Ansprechpersonen"),
        whom=N_("Ansprechpersonen der Koordinierungsstelle"),
        retention=t.SETTINGS,
        technical="gender_form dataset",
        text="centre_name sender_name contact imprint privacy",
        address="sender_address",
    ),
    _kind(
        "rules",
        N_("Geänderte Regeln"),
        N_("Schwellen anpassen und begründen"),
        retention=t.SETTINGS,
        text="reasons",
    ),
    _kind(
        "notice",
        N_("Was der Postausgang noch erfährt"),
        N_("Briefe übergeben, ohne einen zu verlieren"),
        whom=N_("Empfängerinnen und Empfänger von Briefen"),
        retention=Retention(N_("bis der Postausgang es übernommen oder zurückgewiesen hat")),
        seen_by=(t.NOBODY,),
        also_in=("files.backups",),
        technical="target path state",
        text="last_error",
        derived="payload",
    ),
)

PLACES = (*TABLES, *KINDS)
