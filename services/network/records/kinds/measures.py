"""What is done about findings, and what a report rests on beside the network's own records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from services.network.records.kinds.record import Record, References

UNDER_WAY = frozenset({"planned", "running"})
"""States of a measure in which a due day means something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Record):
    """Vorhaben zur Lückenschließung: what is done about findings, by whom, until when.

    ``findings`` pairs each finding's id with the digest of its facts when the measure took it
    on; ``about`` pairs the id with what the finding is about (``standing.Subject.text``), so that
    it can be looked for when it is gone. ``status`` is ``planned``, ``running``, ``done`` or
    ``dropped``. What came of it stands in the references (an event, an offer, a project, a
    cooperation, a delivery), ``evidence_ids`` and ``outcome``. ``remind_days`` before ``due`` the
    owner is reminded by mail, if ``owner_email`` is known.
    """

    KIND: ClassVar[str] = "measure"
    REFERENCES: ClassVar[References] = {
        "owner_actor_id": ("actor", "OWNED_BY"),
        "region_ids": ("region", "IN"),
        "topic_ids": ("topic", "ABOUT"),
        "strategy_id": ("strategy", "FOUNDED_ON"),
        "meeting_ids": ("meeting", "LED_TO_MEETING"),
        "offer_ids": ("offer", "LED_TO_OFFER"),
        "project_ids": ("project", "LED_TO_PROJECT"),
        "cooperation_ids": ("cooperation", "LED_TO_COOPERATION"),
        "delivery_ids": ("delivery", "LED_TO_DELIVERY"),
        "evidence_ids": ("evidence", "SHOWN_BY"),
    }
    title: str
    description: str = ""
    findings: tuple[tuple[str, str], ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    owner: str = ""
    owner_actor_id: str = ""
    owner_email: str = ""
    begun: date
    due: date | None = None
    remind_days: int = 14
    status: str = "planned"
    closed: date | None = None
    outcome: str = ""
    region_ids: tuple[str, ...] = ()
    topic_ids: tuple[str, ...] = ()
    strategy_id: str = ""
    strategy_goal: str = ""
    meeting_ids: tuple[str, ...] = ()
    offer_ids: tuple[str, ...] = ()
    project_ids: tuple[str, ...] = ()
    cooperation_ids: tuple[str, ...] = ()
    delivery_ids: tuple[str, ...] = ()
    evidence_ids: tuple[str, ...] = ()
