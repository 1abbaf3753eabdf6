"""The columns of tables that people fill in: one list for reading, template and export.

Headers are German, as in the template; reading also knows the words that people use
instead, and English ones. A new column is one line here: it is read, explained in the
template and written by the export.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from services.network.domain.fold import fold
from services.network.domain.import_columns_expect import EXPECTATIONS, SURVEYS
from services.network.domain.import_shapes import (
    DATE_HINT,
    ID,
    INTENSITY_WORDS,
    KEPT,
    LISTS_HINT,
    Column,
    TableForm,
)

__all__ = ["FORMS", "Column", "TableForm", "columns_of", "header_key", "kind_of_title"]

_PERIOD = (
    Column(
        "start",
        "Beginn",
        "date_part",
        ("Start", "von", "ab", "seit", "Laufzeit von", "Projektbeginn", "begin", "from", "since"),
        example="03/2025",
        hint=DATE_HINT,
    ),
    Column(
        "end",
        "Ende",
        "date_part",
        ("bis", "Laufzeit bis", "Projektende", "end", "to", "until"),
        example="31.12.2027",
        hint=DATE_HINT + "; leer, wenn nicht bekannt",
    ),
)
_DESCRIPTION = Column(
    "description", "Beschreibung", "text", ("Kurzbeschreibung", "Inhalt", "Ziel", "description")
)
_WEBSITE = Column(
    "website",
    "Internetseite",
    "website",
    ("Website", "Webseite", "Homepage", "Internet", "URL", "Link", "web"),
    example="https://www.verein.example",
)


def _about(what: str) -> tuple[Column, ...]:
    return (
        Column(
            "topic_ids",
            "Themen",
            "vocabs",
            ("Thema", "Themenfeld", "Themenfelder", "Schwerpunkt", "Schwerpunkte", "topic",
             "topics"),
            vocabulary="topic",
            example="Interkulturelle Öffnung|Sprachmittlung",
            hint=LISTS_HINT,
        ),
        Column(
            "target_group_ids",
            "Zielgruppen",
            "vocabs",
            ("Zielgruppe", "target group", "target groups", "audience"),
            vocabulary="target_group",
            example="Führungskräfte",
            hint=LISTS_HINT,
        ),
        Column(
            "format_ids",
            "Formate",
            "vocabs",
            ("Format", "Angebotsform", "Angebotsart", "Form", "Baustein", "format", "formats"),
            vocabulary="format",
            example="Beratung",
            hint=LISTS_HINT,
        ),
        Column(
            "on_site_region_ids",
            "Vor Ort in",
            "regions",
            ("Region", "Regionen", "Ort des Angebots", "Kreis", "Landkreis", "Kreise",
             "Wirkungskreis", "Einzugsgebiet", "region", "regions", "district", "AGS", "on site"),
            example="Jena|Saale-Holzland-Kreis",
            hint=f"Kreise, in denen {what} wirklich stattfindet; " + LISTS_HINT,
        ),
        Column(
            "reachable_region_ids",
            "Auf Anfrage erreichbar in",
            "regions",
            ("erreichbar in", "auf Anfrage in", "auf Anfrage", "reachable in", "reachable"),
            example="Thüringen",
            hint="zum Beispiel „Thüringen“ für landesweit",
        ),
    )  # fmt: skip


ACTORS = TableForm(
    "actor",
    "Akteure",
    ("Akteur", "Akteur:innen", "Organisationen", "Einrichtungen", "Träger", "actors",
     "organisations", "organizations"),
    (
        ID,
        Column("name", "Name", "text",
               ("Akteur", "Akteur:in", "Organisation", "Einrichtung", "Institution", "Träger",
                "Name der Organisation", "Name der Einrichtung", "Name des Akteurs", "Verein",
                "actor", "organization", "institution"),
               required=True, example="Verein für Begegnung Musterstadt e. V."),
        Column("short_name", "Kurzname", "text",
               ("Kürzel", "Abkürzung", "Kurzform", "Kurzbezeichnung", "short name",
                "abbreviation", "acronym"), example="VBM"),
        Column("aliases", "Weitere Namen", "words",
               ("Andere Namen", "Alias", "auch bekannt als", "früherer Name", "other names"),
               hint=LISTS_HINT),
        Column("org_type_id", "Art", "vocab",
               ("Typ", "Organisationstyp", "Art der Organisation", "Art der Einrichtung",
                "Akteurstyp", "Kategorie", "type", "category", "kind"),
               vocabulary="org_type", example="Verein"),
        Column("region_id", "Sitz im Kreis", "region",
               ("Sitz", "Kreis", "Landkreis", "Kreis oder Stadt", "Kreis/Stadt", "Region",
                "kreisfreie Stadt", "AGS", "district", "county", "seat", "region"),
               example="Jena", hint="Kreis, Schlüssel oder Postleitzahl"),
        Column("area", "Gebiet", "text", ("Wirkungsgebiet", "Einzugsgebiet", "Gebietstext", "area"),
               hint="freier Text, wenn es kein Kreis ist"),
        Column("street", "Straße", "text",
               ("Strasse", "Straße und Hausnummer", "Straße, Nr", "Anschrift", "Adresse",
                "street", "address"), example="Beispielweg 3"),
        Column("postcode", "PLZ", "postcode",
               ("Postleitzahl", "postcode", "zip", "zip code", "postal code"), example="07743"),
        Column("city", "Ort", "text", ("Stadt", "Wohnort", "city", "town", "place"),
               example="Jena"),
        _WEBSITE,
        Column("email", "E-Mail", "email",
               ("Email", "Mail", "E-Mail-Adresse", "Mailadresse", "Kontakt E-Mail", "e mail"),
               example="kontakt@verein.example"),
        Column("phone", "Telefon", "text",
               ("Tel", "Telefonnummer", "Rufnummer", "phone", "telephone"),
               example="03641 000000"),
        _DESCRIPTION,
        Column("founded", "Gegründet", "text",
               ("Gründung", "Gründungsjahr", "besteht seit", "founded"), example="1998"),
        Column("invitable", "Einladungen erlaubt", "yes",
               ("Einladen", "einladbar", "Einladung", "invitable", "invitations"),
               example="ja", hint="ja oder nein; leer heißt ja"),
        *KEPT,
    ),
)  # fmt: skip

PROJECTS = TableForm(
    "project",
    "Projekte",
    ("Projekt", "Vorhaben", "projects", "project"),
    (
        ID,
        Column("title", "Projekt", "text",
               ("Projektname", "Projekttitel", "Name des Projekts", "Titel", "Vorhaben", "Name",
                "Bezeichnung", "project", "title", "project name"),
               required=True, example="Offene Ämter"),
        Column("project_type", "Projektart", "text",
               ("Projekttyp", "Art des Projekts", "Art", "Typ", "project type", "type"),
               example="Modellprojekt"),
        Column("lead_actor_id", "Projektträger", "actor",
               ("Träger", "Leitung", "Federführung", "Akteur", "Organisation",
                "Zuwendungsempfänger",
                "lead", "lead partner", "organisation", "actor"),
               example="Verein für Begegnung Musterstadt e. V."),
        Column("partner_actor_ids", "Projektpartner", "actors",
               ("Partner", "Kooperationspartner", "Verbundpartner", "partners", "partner"),
               hint=LISTS_HINT),
        Column("funder_actor_ids", "Gefördert durch", "actors",
               ("Förderer", "Fördermittelgeber", "Zuwendungsgeber", "Geldgeber", "Förderung",
                "funders", "funder", "funded by"), hint=LISTS_HINT),
        *_about("das Projekt"),
        *_PERIOD,
        _DESCRIPTION,
        *KEPT,
    ),
)  # fmt: skip

OFFERS = TableForm(
    "offer",
    "Angebote",
    ("Angebot", "Maßnahmen", "Leistungen", "offers", "offer", "services"),
    (
        ID,
        Column("title", "Angebot", "text",
               ("Angebotstitel", "Name des Angebots", "Titel", "Bezeichnung", "Leistung",
                "Maßnahme", "Name", "offer", "title", "service"),
               required=True, example="Beratung zur Interkulturellen Öffnung"),
        Column("actor_id", "Anbieter", "actor",
               ("Akteur", "Akteur:in", "Organisation", "Träger", "Einrichtung", "Anbieter:in",
                "Name der Organisation", "provider", "actor", "organisation"),
               required=True, example="Verein für Begegnung Musterstadt e. V."),
        Column("project_id", "Gehört zum Projekt", "project",
               ("im Projekt", "Projekt", "Teil des Projekts", "within project", "project"),
               example="Offene Ämter"),
        *_about("das Angebot"),
        Column("target_group_text", "Zielgruppe in Worten", "text",
               ("Zielgruppe (Text)", "Zielgruppentext", "target group text")),
        Column("languages", "Sprachen", "words", ("Sprache", "languages", "language"),
               example="Deutsch|Arabisch", hint=LISTS_HINT),
        Column("cost_rule", "Kosten", "text",
               ("Kostenregelung", "Preis", "Teilnahmebeitrag", "cost", "costs", "price"),
               example="kostenfrei für Kommunen"),
        *_PERIOD,
        _DESCRIPTION,
        _WEBSITE,
        *KEPT,
    ),
)  # fmt: skip

COOPERATIONS = TableForm(
    "cooperation",
    "Kooperationen",
    ("Kooperation", "Zusammenarbeit", "Partnerschaften", "cooperations", "cooperation"),
    (
        ID,
        Column("name", "Kooperation", "text",
               ("Name der Kooperation", "Titel", "Bezeichnung", "Name", "cooperation", "title"),
               example="Runder Tisch Sprachmittlung"),
        Column("partner_ids", "Partner", "actors",
               ("Akteure", "Beteiligte", "Kooperationspartner", "Partner A", "Partner B",
                "Partner C", "Akteur A", "Akteur B", "Akteur C", "Partner 1", "Partner 2",
                "Partner 3", "Akteur 1", "Akteur 2", "partners", "actors", "actor a", "actor b"),
               required=True,
               example="Verein für Begegnung Musterstadt e. V.|Landratsamt Musterkreis",
               hint="mindestens zwei Namen; " + LISTS_HINT),
        Column("cooperation_type", "Art der Zusammenarbeit", "text",
               ("Art", "Kooperationsart", "Typ", "Form", "type", "cooperation type"),
               example="Netzwerk"),
        Column("intensity", "Wie eng", "choice",
               ("Intensität", "Enge", "Stärke", "intensity"),
               choices=INTENSITY_WORDS, example="gemeinsame Aktivitäten"),
        *_PERIOD,
        Column("project_id", "Im Projekt", "project",
               ("Projekt", "Gehört zum Projekt", "project", "within project")),
        Column("topic_ids", "Themen", "vocabs", ("Thema", "Schwerpunkt", "topic", "topics"),
               vocabulary="topic", hint=LISTS_HINT),
        Column("region_ids", "Regionen", "regions",
               ("Region", "Kreis", "Landkreis", "Kreise", "Ort", "region", "regions", "district"),
               hint=LISTS_HINT),
        _DESCRIPTION,
        *KEPT,
    ),
)  # fmt: skip

FORMS: Mapping[str, TableForm] = {
    form.kind: form for form in (ACTORS, PROJECTS, OFFERS, COOPERATIONS, EXPECTATIONS, SURVEYS)
}
"""Every kind of table, those first that others refer to."""


def header_key(text: str) -> str:
    """A header in its comparable form: without case, brackets, stars and punctuation."""
    return fold(re.sub(r"\([^)]*\)|[*:?]+\s*$", " ", text))


def _keys(form: TableForm) -> Mapping[str, Column]:
    keys: dict[str, Column] = {}
    # Headers before synonyms: a synonym of one column may be the header of another.
    for column in form.columns:
        keys[header_key(column.header)] = column
    for column in form.columns:
        for word in column.synonyms:
            keys.setdefault(header_key(word), column)
            # "Zielgruppe (Text)" is told from "Zielgruppe" by what stands in brackets.
            keys.setdefault(fold(word), column)
    return keys


_KEYS: Mapping[str, Mapping[str, Column]] = {kind: _keys(form) for kind, form in FORMS.items()}


def columns_of(kind: str, headers: Sequence[str]) -> tuple[Column | None, ...]:
    """The column that each header means, None for unknown ones and for empty cells.

    Only one column may fill an attribute, apart from lists ("Partner A", "Partner B"): of two
    headers for the same attribute the one that is written as in the template wins.
    """
    keys = _KEYS[kind]
    found = [
        (keys.get(fold(text)) or keys.get(header_key(text))) if text.strip() else None
        for text in headers
    ]
    several = ("actors", "vocabs", "regions", "words")
    for name in {column.name for column in found if column and column.kind not in several}:
        places = [i for i, column in enumerate(found) if column and column.name == name]
        best = max(places, key=lambda i: header_key(headers[i]) == header_key(found[i].header))  # type: ignore[union-attr]
        for i in places:
            if i != best:
                found[i] = None
    return tuple(found)


def kind_of_title(title: str) -> str:
    """The kind that a sheet's name means, "" if it means none."""
    key = fold(title)
    for form in FORMS.values():
        if key in {fold(word) for word in (form.title, *form.synonyms)}:
            return form.kind
    return ""
