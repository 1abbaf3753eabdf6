"""What tables are made of: columns, and the ones that every kind of table has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ValueKind = Literal[
    "id", "text", "email", "website", "words", "vocab", "vocabs", "actor", "actors",
    "project", "region", "regions", "date_part", "day", "choice", "number", "yes", "postcode",
    "count", "strategy", "goal",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``name`` is the record's attribute (``start``/``end`` of its period,
    ``confirmed``/``source``/``visibility`` of its provenance)."""

    name: str
    header: str
    kind: ValueKind = "text"
    synonyms: tuple[str, ...] = ()
    vocabulary: str = ""
    choices: Mapping[str, str] | None = None
    required: bool = False
    example: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class TableForm:
    """One kind of table: its sheet's name and its columns."""

    kind: str
    title: str
    synonyms: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        """The column that fills an attribute."""
        return next((column for column in self.columns if column.name == name), None)


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
KEPT = (
    Column(
        "confirmed",
        "Bestätigt am",
        "day",
        ("Stand", "geprüft am", "aktualisiert am", "confirmed", "as of", "last confirmed"),
        example="01.10.2026",
        hint="ein Tag; wann die Angaben zuletzt geprüft wurden",
    ),
    Column("source", "Quelle", "text", ("Herkunft", "source"), example="Telefonat mit der Stelle"),
    Column(
        "visibility",
        "Sichtbar für",
        "choice",
        ("Sichtbarkeit", "visibility"),
        choices=VISIBILITY_WORDS,
        example="öffentlich",
        hint="leer heißt öffentlich",
    ),
    Column(
        "note",
        "Notiz",
        "text",
        ("Anmerkung", "Bemerkung", "Kommentar", "note", "remark", "comment"),
        hint="nur für die Koordination",
    ),
)
