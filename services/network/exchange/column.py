"""What tables are made of: columns, and the ones that every kind of table has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ValueKind = Literal[
    "id", "text", "email", "website", "words", "vocab", "vocabs", "actor", "actors",
    "project", "offer", "region", "regions", "date_part", "day", "last_day", "choice", "number",
    "yes", "postcode", "count", "strategy", "goal",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``name`` is the record's attribute (``start``/``end`` of its period,
    ``confirmed``/``source``/``visibility`` of its provenance, if the record has none of its own).

    ``part``: ``name`` is an attribute of one part of the record, and every part takes a row.
    ``past``: a day on which something happened, so that it cannot lie in the future.
    """

    name: str
    header: str
    kind: ValueKind = "text"
    synonyms: tuple[str, ...] = ()
    vocabulary: str = ""
    choices: Mapping[str, str] | None = None
    required: bool = False
    example: str = ""
    hint: str = ""
    part: bool = False
    past: bool = False


@dataclass(frozen=True, slots=True)
class TableForm:
    """One kind of table: its sheet's name and its columns.

    ``parts`` names the attribute that rows of the same entry share: the goals of a strategy, the
    readings of an indicator. ``visibility`` is that of new entries that do not say theirs.
    """

    kind: str
    title: str
    synonyms: tuple[str, ...]
    columns: tuple[Column, ...]
    parts: str = ""
    visibility: str = "public"

    @property
    def main(self) -> Column:
        """The column that an entry is known by; every row that begins an entry fills it."""
        return self.columns[1]

    def column(self, name: str) -> Column | None:
        """The column that fills an attribute, or the parts of an entry."""
        mine = [c for c in self.columns if (self.parts if c.part else c.name) == name]
        return mine[0] if mine else None


VISIBILITY_WORDS: Mapping[str, str] = {
    "public": "öffentlich",
    "members": "nur Mitglieder",
    "coordinators": "nur Koordination",
}
INTENSITY_WORDS: Mapping[str, str] = {
    "1": "Austausch",
    "2": "gemeinsame Aktivitäten",
    "3": "gemeinsame Planung",
}
LISTS_HINT = "mehrere mit | oder Zeilenumbruch trennen"
DATE_HINT = "31.12.2027, 03/2027, 2027 oder „Ende 2027“"

ID = Column(
    "id",
    "Kennung",
    "id",
    ("ID", "Nr", "Schlüssel", "key", "identifier"),
    hint="nur bei ausgegebenen Listen: stehen lassen, damit der Eintrag wiedererkannt wird",
)
_CONFIRMED = Column(
    "confirmed",
    "Bestätigt am",
    "day",
    ("Stand", "geprüft am", "aktualisiert am", "confirmed", "as of", "last confirmed"),
    example="01.10.2026",
    hint="ein Tag; wann die Angaben zuletzt geprüft wurden",
    past=True,
)
_SOURCE = Column(
    "source", "Quelle", "text", ("Herkunft", "source"), example="Telefonat mit der Stelle"
)
_NOTE = Column(
    "note",
    "Notiz",
    "text",
    ("Anmerkung", "Bemerkung", "Kommentar", "note", "remark", "comment"),
    hint="nur für die Koordination",
)


def form(
    kind: str,
    title: str,
    synonyms: tuple[str, ...],
    *columns: Column,
    parts: str = "",
    visibility: str = "public",
) -> TableForm:
    """A table with the columns that every one has around its own: identity and provenance."""
    shown = Column(
        "visibility",
        "Sichtbar für",
        "choice",
        ("Sichtbarkeit", "visibility"),
        choices=VISIBILITY_WORDS,
        example=VISIBILITY_WORDS[visibility],
        hint=f"leer heißt {VISIBILITY_WORDS[visibility]}",
    )
    own = {column.name for column in columns}
    kept = tuple(c for c in (_CONFIRMED, _SOURCE, shown, _NOTE) if c.name not in own)
    return TableForm(kind, title, synonyms, (ID, *columns, *kept), parts, visibility)


TOPICS = Column(
    "topic_ids",
    "Themen",
    "vocabs",
    ("Thema", "Themenfeld", "Themenfelder", "Schwerpunkt", "Schwerpunkte", "topic", "topics"),
    vocabulary="topic",
    example="Interkulturelle Öffnung|Sprachmittlung",
    hint=LISTS_HINT,
)
TARGET_GROUPS = Column(
    "target_group_ids",
    "Zielgruppen",
    "vocabs",
    ("Zielgruppe", "target group", "target groups", "audience"),
    vocabulary="target_group",
    example="Führungskräfte",
    hint=LISTS_HINT,
)
FORMATS = Column(
    "format_ids",
    "Formate",
    "vocabs",
    ("Format", "Angebotsform", "Angebotsart", "Form", "Baustein", "format", "formats"),
    vocabulary="format",
    example="Beratung",
    hint=LISTS_HINT,
)
REGIONS = Column(
    "region_ids",
    "Regionen",
    "regions",
    ("Region", "Kreis", "Kreise", "Landkreis", "Landkreise", "Ort", "region", "regions",
     "district"),
    example="Jena|Gotha",
    hint=LISTS_HINT,
)  # fmt: skip
PERIOD = (
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
DESCRIPTION = Column(
    "description", "Beschreibung", "text", ("Kurzbeschreibung", "Inhalt", "Ziel", "description")
)
WEBSITE = Column(
    "website",
    "Internetseite",
    "website",
    ("Website", "Webseite", "Homepage", "Internet", "URL", "Link", "web"),
    example="https://www.verein.example",
)
STRATEGY = Column(
    "strategy_id",
    "Strategie",
    "strategy",
    ("Grundlage", "Konzept", "Richtlinie", "strategy"),
    hint="Titel einer Strategie, wie er auf dem Blatt „Strategien“ steht",
)
GOAL = Column(
    "strategy_goal",
    "Ziel der Strategie",
    "goal",
    ("Strategieziel", "goal"),
    hint="Wortlaut des Ziels, wie er bei der Strategie steht",
)
