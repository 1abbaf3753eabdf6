"""Who works with whom: cooperations, ties, accompaniment, steering groups."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from services.network.records.kinds.record import Record, References, TieKind
from services.network.records.period import Period


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
