"""The installation itself, the numbers that its operator changed, and what it has to send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from services.network.records.kinds.record import Record, References


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
class RuleSettings(Record):
    """The numbers that the operator changed; the one record with id ``rules``.

    None leaves a number as the product sets it (``rules.Rules``, where each is explained).
    ``reasons`` pairs the name of a changed number with why it was changed.
    """

    KIND: ClassVar[str] = "rules"
    freshness_days: int | None = None
    delivery_days: int | None = None
    minimum_providers: int | None = None
    several_factor: int | None = None
    region_weight: int | None = None
    topic_weight: int | None = None
    target_group_weight: int | None = None
    format_weight: int | None = None
    parallel_from: float | None = None
    common_days: int | None = None
    forecast_months: int | None = None
    step_districts: int | None = None
    meeting_effort: int | None = None
    reasons: tuple[tuple[str, str], ...] = ()


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
