"""The records of the network: frozen values with the field's standard terms.

Every record has an ``id``, a provenance and typed references to other records.
``REFERENCES`` names them per class: field -> (kind referred to, relationship
type). The stores use it for integrity and, in Neo4j, for typed relationships;
imports use it to say which name was not found. A new kind of record is a new
class here and an entry in ``KINDS``: no store method changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from services.network.domain.period import Period

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


# --- who and what ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(Record):
    """An organisation or office. ``region_id`` is its seat, free text stays in ``area``."""

    KIND: ClassVar[str] = "actor"
    REFERENCES: ClassVar[References] = {
        "org_type_id": ("org_type", "OF_TYPE"),
        "region_id": ("region", "SEATED_IN"),
    }
    name: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    org_type_id: str = ""
    region_id: str = ""
    area: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    website: str = ""
    email: str = ""
    phone: str = ""
    description: str = ""
    founded: str = ""
    invitable: bool = True
    is_person_group: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """A person in a public role; mailed only with ``invitation_consent``."""

    KIND: ClassVar[str] = "person"
    REFERENCES: ClassVar[References] = {"actor_id": ("actor", "SPEAKS_FOR")}
    name: str
    role: str = ""
    actor_id: str = ""
    email: str = ""
    invitation_consent: bool = False
    consent_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """A grant: programme, grant period (Bewilligungszeitraum), reference, amount in euro."""

    funder_actor_id: str = ""
    programme: str = ""
    period: Period = field(default_factory=Period)
    reference: str = ""
    amount: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Record):
    """A project: led, partnered and funded by actors, in regions, for a period."""

    KIND: ClassVar[str] = "project"
    REFERENCES: ClassVar[References] = {
        "lead_actor_id": ("actor", "LED_BY"),
        "partner_actor_ids": ("actor", "PARTNERED_BY"),
        "funder_actor_ids": ("actor", "FUNDED_BY"),
        "topic_ids": ("topic", "ABOUT"),
        "target_group_ids": ("target_group", "FOR"),
        "format_ids": ("format", "AS"),
        "on_site_region_ids": ("region", "ON_SITE_IN"),
        "reachable_region_ids": ("region", "REACHABLE_IN"),
    }
    title: str
    project_type: str = ""
    lead_actor_id: str = ""
    partner_actor_ids: tuple[str, ...] = ()
    funder_actor_ids: tuple[str, ...] = ()
    fundings: tuple[Funding, ...] = ()
    topic_ids: tuple[str, ...] = ()
    target_group_ids: tuple[str, ...] = ()
    format_ids: tuple[str, ...] = ()
    on_site_region_ids: tuple[str, ...] = ()
    reachable_region_ids: tuple[str, ...] = ()
    period: Period = field(default_factory=Period)
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer(Record):
    """What an actor provides, on site in regions or only reachable there on request."""

    KIND: ClassVar[str] = "offer"
    REFERENCES: ClassVar[References] = {
        "actor_id": ("actor", "PROVIDED_BY"),
        "project_id": ("project", "WITHIN_PROJECT"),
        "topic_ids": ("topic", "ABOUT"),
        "target_group_ids": ("target_group", "FOR"),
        "format_ids": ("format", "AS"),
        "on_site_region_ids": ("region", "ON_SITE_IN"),
        "reachable_region_ids": ("region", "REACHABLE_IN"),
    }
    title: str
    actor_id: str = ""
    project_id: str = ""
    topic_ids: tuple[str, ...] = ()
    target_group_ids: tuple[str, ...] = ()
    target_group_text: str = ""
    format_ids: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    cost_rule: str = ""
    on_site_region_ids: tuple[str, ...] = ()
    reachable_region_ids: tuple[str, ...] = ()
    period: Period = field(default_factory=Period)
    description: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Record):
    """An event, module or consultation that really took place in a region on a day."""

    KIND: ClassVar[str] = "delivery"
    REFERENCES: ClassVar[References] = {
        "region_id": ("region", "TOOK_PLACE_IN"),
        "actor_ids": ("actor", "DELIVERED_BY"),
        "offer_id": ("offer", "OF_OFFER"),
        "topic_ids": ("topic", "ABOUT"),
        "target_group_ids": ("target_group", "FOR"),
        "format_ids": ("format", "AS"),
    }
    title: str
    day: date
    region_id: str
    actor_ids: tuple[str, ...] = ()
    offer_id: str = ""
    topic_ids: tuple[str, ...] = ()
    target_group_ids: tuple[str, ...] = ()
    format_ids: tuple[str, ...] = ()
    event_id: str = ""
    participants: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cooperation(Record):
    """Two or more partners who work together; an entity with a life, not an edge.

    ``intensity`` is 1 (exchange), 2 (joint activities) or 3 (joint planning, consortium).
    """

    KIND: ClassVar[str] = "cooperation"
    REFERENCES: ClassVar[References] = {
        "partner_ids": ("actor", "PARTNER"),
        "project_id": ("project", "WITHIN_PROJECT"),
        "process_id": ("process", "WITHIN_PROCESS"),
        "topic_ids": ("topic", "ABOUT"),
        "region_ids": ("region", "IN"),
    }
    name: str = ""
    partner_ids: tuple[str, ...] = ()
    cooperation_type: str = ""
    intensity: int = 2
    period: Period = field(default_factory=Period)
    project_id: str = ""
    process_id: str = ""
    topic_ids: tuple[str, ...] = ()
    region_ids: tuple[str, ...] = ()
    event_id: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie(Record):
    """A typed, directed tie between actors, read "from kind to"."""

    KIND: ClassVar[str] = "tie"
    REFERENCES: ClassVar[References] = {
        "from_actor_id": ("actor", "FROM"),
        "to_actor_id": ("actor", "TO"),
    }
    kind: TieKind
    from_actor_id: str
    to_actor_id: str
    period: Period = field(default_factory=Period)


@dataclass(frozen=True, slots=True, kw_only=True)
class Process(Record):
    """An accompaniment (Begleitung) of an organisation's opening."""

    KIND: ClassVar[str] = "process"
    REFERENCES: ClassVar[References] = {
        "actor_id": ("actor", "IN_ORGANISATION"),
        "guide_actor_ids": ("actor", "GUIDED_BY"),
        "project_id": ("project", "WITHIN_PROJECT"),
        "region_id": ("region", "IN"),
    }
    title: str
    actor_id: str = ""
    guide_actor_ids: tuple[str, ...] = ()
    project_id: str = ""
    region_id: str = ""
    process_type: str = ""
    phase: str = ""
    scope: str = ""
    period: Period = field(default_factory=Period)


@dataclass(frozen=True, slots=True, kw_only=True)
class SteeringGroup(Record):
    """A group that steers a process; its members are known to cooperate."""

    KIND: ClassVar[str] = "steering_group"
    REFERENCES: ClassVar[References] = {
        "process_id": ("process", "STEERS"),
        "member_actor_ids": ("actor", "MEMBER"),
    }
    name: str
    process_id: str = ""
    member_actor_ids: tuple[str, ...] = ()
    period: Period = field(default_factory=Period)


# --- what should be, and what was looked at --------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy(Record):
    """A document that legitimises the work, with its goals (id, text)."""

    KIND: ClassVar[str] = "strategy"
    title: str
    goals: tuple[tuple[str, str], ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation(Record):
    """Soll-Angebot: what should exist in each of these regions, and why."""

    KIND: ClassVar[str] = "expectation"
    REFERENCES: ClassVar[References] = {
        "region_ids": ("region", "EXPECTED_IN"),
        "topic_id": ("topic", "ABOUT"),
        "target_group_id": ("target_group", "FOR"),
        "format_id": ("format", "AS"),
        "strategy_id": ("strategy", "FOUNDED_ON"),
    }
    region_ids: tuple[str, ...]
    topic_id: str
    target_group_id: str = ""
    format_id: str = ""
    minimum: int = 2
    reach: Reach = Reach.ON_SITE
    weight: float = 1.0
    reason: str = ""
    strategy_id: str = ""
    strategy_goal: str = ""
    decided_by: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(Record):
    """Erhebung: region and topics completely looked at, as of a day, by whom.

    No topics means: every topic of the region.
    """

    KIND: ClassVar[str] = "survey"
    REFERENCES: ClassVar[References] = {
        "region_id": ("region", "SURVEYED"),
        "topic_ids": ("topic", "ABOUT"),
    }
    region_id: str
    topic_ids: tuple[str, ...] = ()
    as_of: date
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(Record):
    """A coordinator's judgement of a finding; ``digest`` is of the facts it was made on."""

    KIND: ClassVar[str] = "verdict"
    finding_id: str
    digest: str
    judgement: Judgement
    reason: str = ""
    author: str = ""
    day: date
    recheck: date | None = None
    released: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(Record):
    """Facts about an event, told by the events service (id = the event's id).

    Counts are numbers of persons, ``organisations`` of organisations; no names.
    """

    KIND: ClassVar[str] = "meeting"
    REFERENCES: ClassVar[References] = {
        "region_ids": ("region", "IN"),
        "topic_ids": ("topic", "ABOUT"),
        "host_actor_ids": ("actor", "HOSTED_BY"),
    }
    title: str
    meeting_type: str = ""
    starts_at: datetime
    ends_at: datetime
    status: str = "published"
    online: bool = False
    place: str = ""
    region_ids: tuple[str, ...] = ()
    topic_ids: tuple[str, ...] = ()
    host_actor_ids: tuple[str, ...] = ()
    finding_ids: tuple[str, ...] = ()
    invited: int = 0
    registered: int = 0
    attended: int | None = None
    organisations: int | None = None
    facts_version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Record):
    """A report: draft with the coordinator's text per chapter, then released and frozen.

    ``chapters`` pairs a chapter's key with the coordinator's own text; ``files`` pairs a
    format (``html``, ``pdf`` ...) with the SHA-256 of the frozen file.
    """

    KIND: ClassVar[str] = "report"
    report_type: str
    title: str
    day: date
    period: Period = field(default_factory=Period)
    purpose: str = ""
    chapters: tuple[tuple[str, str], ...] = ()
    status: str = "draft"
    released_by: str = ""
    released_at: datetime | None = None
    revision: int = 0
    files: tuple[tuple[str, str], ...] = ()


# --- the installation itself -------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation(Record):
    """The settings that the first page asks for; the one record with id ``installation``."""

    KIND: ClassVar[str] = "installation"
    REFERENCES: ClassVar[References] = {"operator_actor_id": ("actor", "OPERATED_BY")}
    centre_name: str
    sender_name: str = ""
    sender_address: str = ""
    contact: str = ""
    imprint: str = ""
    privacy: str = ""
    gender_form: str = ":"
    operator_actor_id: str = ""
    dataset: str = ""
    set_up_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingNotice(Record):
    """What must be sent to another service; written in the change set of its cause.

    ``payload`` is JSON text; ``state`` is ``pending``, ``accepted`` or ``refused``.
    """

    KIND: ClassVar[str] = "notice"
    target: str
    path: str
    payload: str
    state: str = "pending"
    due_at: datetime
    attempts: int = 0
    next_try: datetime | None = None
    last_error: str = ""


KINDS: Mapping[str, type[Record]] = {
    cls.KIND: cls
    for cls in (
        Topic,
        TargetGroup,
        Format,
        OrgType,
        Region,
        Actor,
        Person,
        Project,
        Offer,
        Delivery,
        Cooperation,
        Tie,
        Process,
        SteeringGroup,
        Strategy,
        Expectation,
        Survey,
        Verdict,
        Meeting,
        Report,
        Installation,
        OutgoingNotice,
    )
}
"""Every kind of record by its name, referred-to kinds first."""


def references_of(record: Record) -> tuple[tuple[str, str, str], ...]:
    """All references that a record makes: (field, kind, id), blanks left out."""
    found: list[tuple[str, str, str]] = []
    for name, (kind, _) in type(record).REFERENCES.items():
        value = getattr(record, name)
        for target in (value,) if isinstance(value, str) else value:
            if target:
                found.append((name, kind, target))
    return tuple(found)
