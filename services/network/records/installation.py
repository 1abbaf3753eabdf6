"""The installation itself, and what it has to send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from services.network.records.record import Record, References


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
