"""What every record shares, and the vocabularies that records refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

References = Mapping[str, tuple[str, str]]


class Visibility(StrEnum):
    """Who may read a record."""

    PUBLIC = "public"
    MEMBERS = "members"
    COORDINATORS = "coordinators"


class Reach(StrEnum):
    """How an offer or project reaches a region: there, or only on request."""

    ON_SITE = "on_site"
    DELIVERED = "delivered"
    REACHABLE = "reachable"


class TieKind(StrEnum):
    """Typed, directed ties that are not cooperations.

    Carrier, part and department tie a house together; the others do not.
    """

    CARRIER_OF = "carrier_of"
    PART_OF = "part_of"
    DEPARTMENT_OF = "department_of"
    AFFILIATED_WITH = "affiliated_with"
    FUNDS = "funds"
    MEMBER_OF = "member_of"
    ACCOMPANIES = "accompanies"
    RECOMMENDS = "recommends"


class Judgement(StrEnum):
    """A coordinator's verdict on a finding."""

    OVERLAP = "overlap"
    COMPLEMENTARY = "complementary"
    INTENDED = "intended_redundancy"
    DATA_ERROR = "data_error"
    REAL_GAP = "real_gap"
    NO_NEED = "no_need"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Whence a record comes and how fresh it is.

    ``origin`` marks the data set that a record was loaded with (``example``,
    ``practice``), so that the set can be removed again; own records leave it blank.
    """

    source: str = ""
    confirmed: date | None = None
    visibility: Visibility = Visibility.PUBLIC
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What all records share."""

    KIND: ClassVar[str] = ""
    REFERENCES: ClassVar[References] = {}

    id: str
    provenance: Provenance = field(default_factory=Provenance)
    note: str = ""


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
