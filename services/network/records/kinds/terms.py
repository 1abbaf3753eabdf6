"""What every record shares, and the vocabularies that records refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.network.records.kinds.record import Record, References

# --- vocabularies ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Record):
    """An entry of a vocabulary; labels are German, ``label_en`` English if known."""

    label: str
    label_en: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic(Term):
    """What it is about; a tree (a parent topic includes those below it)."""

    KIND: ClassVar[str] = "topic"
    REFERENCES: ClassVar[References] = {"parent_id": ("topic", "BELOW")}
    parent_id: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetGroup(Term):
    """For whom."""

    KIND: ClassVar[str] = "target_group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format(Term):
    """In which form (seminar, coaching, accompaniment of a process ...)."""

    KIND: ClassVar[str] = "format"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrgType(Term):
    """What kind of organisation."""

    KIND: ClassVar[str] = "org_type"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region(Record):
    """A unit of the official hierarchy (id = official key AGS) or a free area.

    ``level`` is ``land``, ``district``, ``municipality``, ``quarter`` or ``area``;
    ``population`` counts persons; ``foreign_share`` is in percent.
    """

    KIND: ClassVar[str] = "region"
    REFERENCES: ClassVar[References] = {"parent_id": ("region", "WITHIN")}
    name: str
    level: str
    parent_id: str = ""
    aliases: tuple[str, ...] = ()
    population: int = 0
    foreign_share: float | None = None
