"""Reports, and facts about meetings that the events service tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from services.network.records.kinds.record import Record, References
from services.network.records.period import Period


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
