"""What should exist, what was looked at and judged, and the installation itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from services.network.records.period import Period
from services.network.records.terms import Judgement, Reach, Record, References


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy(Record):
    """A document that legitimises the work, with its goals (id, text)."""

    KIND: ClassVar[str] = "strategy"
    title: str
    goals: tuple[tuple[str, str], ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation(Record):
    """Soll-Angebot: what should exist in each of these regions, and why.

    ``follows`` pairs a district that got this expectation for itself alone with the one that it
    had before: the district's finding is still the same one (``Snapshot.cell_id``).
    """

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
    follows: tuple[tuple[str, str], ...] = ()


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
    """A coordinator's judgement of a finding; ``digest`` is of the facts it was made on.

    ``released``: reports may name the finding; by whom and when. A new judgement is not
    released by that of an earlier one.
    """

    KIND: ClassVar[str] = "verdict"
    finding_id: str
    digest: str
    judgement: Judgement
    reason: str = ""
    author: str = ""
    day: date
    recheck: date | None = None
    released: bool = False
    released_by: str = ""
    released_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(Record):
    """Facts about an event, told by the events service (id = the event's id).

    Counts are numbers of persons, ``organisations`` of organisations; no names. ``measure_id``
    names the measure that the event was planned for (it may be gone).
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
    measure_id: str = ""
    invited: int = 0
    registered: int = 0
    attended: int | None = None
    organisations: int | None = None
    facts_version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Record):
    """A report: draft with the coordinator's text per chapter, then released and frozen.

    ``chapters`` pairs a chapter's key with the coordinator's own text; ``files`` pairs a
    format (``html``, ``pdf`` ...) with the SHA-256 of the frozen file. Regions, topics and goals
    of the strategy narrow what it tells about; none means all. ``review_version`` is part of the
    reviewers' link: 0 means that none was made, raising it revokes the link. ``figures`` pairs a
    figure's key with the value that the released report states, for the next one to refer to.
    """

    KIND: ClassVar[str] = "report"
    REFERENCES: ClassVar[References] = {
        "region_ids": ("region", "ABOUT_REGION"),
        "topic_ids": ("topic", "ABOUT"),
        "strategy_id": ("strategy", "FOUNDED_ON"),
        "evidence_ids": ("evidence", "RESTS_ON"),
        "indicator_ids": ("indicator", "MEASURED_BY"),
    }
    report_type: str
    title: str
    day: date
    period: Period = field(default_factory=Period)
    purpose: str = ""
    grant_period: Period = field(default_factory=Period)
    programme: str = ""
    reference: str = ""
    region_ids: tuple[str, ...] = ()
    topic_ids: tuple[str, ...] = ()
    strategy_id: str = ""
    strategy_goals: tuple[str, ...] = ()
    evidence_ids: tuple[str, ...] = ()
    indicator_ids: tuple[str, ...] = ()
    chapters: tuple[tuple[str, str], ...] = ()
    status: str = "draft"
    review_version: int = 0
    review_until: date | None = None
    released_by: str = ""
    released_at: datetime | None = None
    revision: int = 0
    files: tuple[tuple[str, str], ...] = ()
    figures: tuple[tuple[str, int], ...] = ()


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
