"""The forms of records as data: sections, fields, hints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shared.marking import N_

FieldKind = Literal[
    "text", "area", "email", "url", "one", "many", "actor", "actors", "yes", "date_part", "words",
    "day", "count", "decimal",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One input: ``name`` is the record's attribute (or ``start``/``end`` of its period).

    ``past``: a day on which something happened, so that it cannot lie in the future.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    hint: str = ""
    choices: str = ""
    required: bool = False
    limit: int = 200
    autocomplete: str = ""
    past: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together under a heading."""

    title: str
    fields: tuple[Field, ...]


_PERIOD = Section(
    N_("Zeitraum"),
    (
        Field(
            "start",
            N_("Beginn"),
            "date_part",
            N_("So genau, wie Sie es wissen: 01.03.2026, 2026, Frühjahr 2026, Ende 2026."),
            limit=40,
        ),
        Field(
            "end",
            N_("Ende"),
            "date_part",
            N_("Leer lassen, wenn das Ende nicht bekannt ist."),
            limit=40,
        ),
    ),
)
ORIGIN = Section(
    N_("Herkunft der Angaben"),
    (
        Field(
            "source",
            N_("Quelle"),
            "text",
            N_("Woher die Angaben stammen, zum Beispiel „Telefonat mit Frau Muster“."),
            limit=300,
        ),
        Field("visibility", N_("Wer darf das sehen?"), "one", choices="visibility", required=True),
        Field("note", N_("Interne Notiz"), "area", N_("Sieht nur die Koordination."), limit=2000),
    ),
)
_ABOUT = (
    Field("topic_ids", N_("Themen"), "many", choices="topics"),
    Field("target_group_ids", N_("Zielgruppen"), "many", choices="target_groups"),
    Field("format_ids", N_("Formate"), "many", choices="formats"),
)
_WHERE = Section(
    N_("Wo"),
    (
        Field(
            "on_site_region_ids",
            N_("Vor Ort in"),
            "many",
            N_("Hier findet es wirklich statt."),
            choices="regions",
        ),
        Field(
            "reachable_region_ids",
            N_("Auf Anfrage erreichbar in"),
            "many",
            N_("Hierher kommt das Angebot nur, wenn jemand fragt."),
            choices="regions",
        ),
    ),
)

FORMS: Mapping[str, tuple[Section, ...]] = {
    "actor": (
        Section(
            N_("Wer"),
            (
                Field("name", N_("Name"), required=True, autocomplete="organization"),
                Field("short_name", N_("Kurzform"), hint=N_("Steht auf der Karte."), limit=40),
                Field(
                    "aliases",
                    N_("Weitere Namen"),
                    "words",
                    N_("Frühere oder andere Schreibweisen, je Zeile eine; die Suche kennt sie."),
                    limit=500,
                ),
                Field("org_type_id", N_("Art der Organisation"), "one", choices="org_types"),
                Field("description", N_("Beschreibung"), "area", limit=4000),
                Field("founded", N_("Gegründet"), hint=N_("Zum Beispiel 2018."), limit=40),
            ),
        ),
        Section(
            N_("Wo"),
            (
                Field("region_id", N_("Sitz"), "one", choices="regions"),
                Field(
                    "area",
                    N_("Wirkungsgebiet in eigenen Worten"),
                    hint=N_("Zum Beispiel „Raum Südthüringen“."),
                ),
                Field("street", N_("Straße und Hausnummer"), autocomplete="street-address"),
                Field("postcode", N_("Postleitzahl"), limit=5, autocomplete="postal-code"),
                Field("city", N_("Ort"), autocomplete="address-level2"),
            ),
        ),
        Section(
            N_("Erreichbar unter"),
            (
                Field("website", N_("Internetseite"), "url", limit=300, autocomplete="url"),
                Field(
                    "email",
                    N_("E-Mail der Stelle"),
                    "email",
                    N_("Keine persönliche Adresse, außer mit Einverständnis."),
                    limit=254,
                    autocomplete="email",
                ),
                Field("phone", N_("Telefon"), limit=60, autocomplete="tel"),
                Field(
                    "invitable",
                    N_("Darf zu Terminen eingeladen werden"),
                    "yes",
                    N_("Ohne Haken schlägt das Programm diese Stelle nie als Gast vor."),
                ),
                Field(
                    "askable",
                    N_("Darf Rückfragen zu ihren Einträgen per E-Mail bekommen"),
                    "yes",
                    N_("Ohne Haken geht kein solcher Brief und keine Erinnerung hinaus."),
                ),
            ),
        ),
        ORIGIN,
    ),
    "offer": (
        Section(
            N_("Was"),
            (
                Field("title", N_("Titel"), required=True),
                Field("actor_id", N_("Anbieter"), "actor", required=True),
                Field("project_id", N_("Gehört zum Projekt"), "one", choices="projects"),
                Field("description", N_("Beschreibung"), "area", limit=4000),
                *_ABOUT,
                Field(
                    "target_group_text",
                    N_("Zielgruppe in eigenen Worten"),
                    limit=300,
                ),
                Field("languages", N_("Sprachen"), "words", N_("Je Zeile eine."), limit=300),
                Field("cost_rule", N_("Kosten"), hint=N_("Zum Beispiel „kostenfrei“."), limit=300),
                Field("website", N_("Internetseite"), "url", limit=300),
            ),
        ),
        _WHERE,
        _PERIOD,
        ORIGIN,
    ),
    "project": (
        Section(
            N_("Was"),
            (
                Field("title", N_("Titel"), required=True),
                Field("project_type", N_("Art des Projekts")),
                Field("description", N_("Beschreibung"), "area", limit=4000),
                *_ABOUT,
            ),
        ),
        Section(
            N_("Wer"),
            (
                Field("lead_actor_id", N_("Leitung"), "actor"),
                Field("partner_actor_ids", N_("Partner"), "actors"),
                Field("funder_actor_ids", N_("Gefördert von"), "actors"),
            ),
        ),
        _WHERE,
        _PERIOD,
        ORIGIN,
    ),
    "cooperation": (
        Section(
            N_("Wer arbeitet zusammen?"),
            (
                Field(
                    "partner_ids",
                    N_("Beteiligte"),
                    "actors",
                    N_("Mindestens zwei. Namen eintippen und aus der Liste wählen."),
                    required=True,
                ),
                Field("name", N_("Bezeichnung"), hint=N_("Zum Beispiel „Runder Tisch Sprache“.")),
                Field(
                    "cooperation_type",
                    N_("Art der Zusammenarbeit"),
                    hint=N_("Zum Beispiel gemeinsame Veranstaltung, Verweisberatung."),
                ),
                Field("intensity", N_("Wie eng?"), "one", choices="intensity", required=True),
                Field("project_id", N_("Gehört zum Projekt"), "one", choices="projects"),
                Field("description", N_("Beschreibung"), "area", limit=4000),
            ),
        ),
        Section(
            N_("Worum und wo"),
            (
                Field("topic_ids", N_("Themen"), "many", choices="topics"),
                Field("region_ids", N_("Regionen"), "many", choices="regions"),
            ),
        ),
        _PERIOD,
        ORIGIN,
    ),
}
