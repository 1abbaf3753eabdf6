"""What every record shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

References = Mapping[str, tuple[str, str]]
"""Field -> (kind referred to, type of the relationship)."""

RecordKey = tuple[str, str]
"""Kind and id of a record."""


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
