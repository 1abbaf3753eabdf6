"""The notice: the only message that a service hands to notify.

A notice is self-contained: ids plus every fact that the letter needs, so that
notify never asks back. Fields are only ever added; ``contract`` says since when.
One notice may have several recipients; each gets a letter of their own.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from shared.errors import Unreadable

Lang = Literal["de", "en"]

LARGEST = 2**31 - 1
"""Largest whole number that services tell each other; what every store can keep."""

ToldInstant = Annotated[
    AwareDatetime,
    Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(9000, 1, 1, tzinfo=UTC)),
]
"""An instant that every store can keep and that has a day in every time zone."""


class NoticeKind(StrEnum):
    """What the letter is; each has a folder of templates in notify."""

    EVENT_INVITATION = "event_invitation"
    REGISTRATION_OPT_IN = "registration_opt_in"
    REGISTRATION_CONFIRMED = "registration_confirmed"
    REGISTRATION_WAITING = "registration_waiting"
    REGISTRATION_PROMOTED = "registration_promoted"
    REGISTRATION_CANCELLED = "registration_cancelled"
    EVENT_CHANGED = "event_changed"
    EVENT_CANCELLED = "event_cancelled"
    EVENT_REMINDER = "event_reminder"
    FINDING_QUESTION = "finding_question"
    MEASURE_REMINDER = "measure_reminder"
    QUESTION_REMINDER = "question_reminder"


class _NoticePart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Sender(_NoticePart):
    """Whom the letter comes from; ``address`` is also Reply-To."""

    name: str = Field(max_length=120)
    address: str = Field(max_length=254)
    contact: str = Field(default="", max_length=400, description="name, phone of a person to ask")
    imprint_url: str = ""
    privacy_url: str = ""
    dataset: str = Field(
        default="",
        max_length=40,
        description="example or practice while such data are loaded; notify says so on its pages",
    )


class Recipient(_NoticePart):
    """One addressee. ``ref`` is the sender service's own id of the addressee
    (registration id, invitation id), returned with the outcome."""

    ref: str = Field(max_length=80)
    address: str = Field(max_length=254)
    name: str = Field(default="", max_length=120)
    lang: Lang = "de"
    links: dict[str, str] = Field(
        default_factory=dict,
        description="role -> absolute URL of a page with a button: confirm, cancel, manage, "
        "event, answer, measure, unsubscribe",
    )
    reason: str = Field(default="", max_length=600, description="why this person is written to")
    address_source: str = Field(default="", max_length=300, description="whence the address")
    calendar: str = Field(default="", description="iCalendar text with METHOD, or empty")


class EventFacts(_NoticePart):
    """What a letter says about an event. Instants are aware; pages show Berlin time."""

    id: UUID
    title: str = Field(max_length=200)
    starts_at: ToldInstant
    ends_at: ToldInstant
    place: str = ""
    online_url: str = Field(default="", description="dial-in link, only in letters to participants")
    dial_in_note: str = ""
    description: str = ""
    hosts: tuple[str, ...] = ()
    url: str = ""
    contact: str = Field(default="", description="who helps on the day: name, phone or mail")


class ChangedFact(_NoticePart):
    """One changed fact of an event, for 'event_changed': field code, old, new (display text
    is made by notify from the values)."""

    field: Literal["title", "starts_at", "ends_at", "place", "online_url"]
    old: str
    new: str


class QuestionFacts(_NoticePart):
    """What a letter says that asks one side whether both cooperate (Rückfrage).

    Facts about the other side are public ones only; blank if it may not be named.
    """

    own_title: str = Field(max_length=300)
    own_actor: str = Field(default="", max_length=300)
    other_title: str = Field(default="", max_length=300)
    other_actor: str = Field(default="", max_length=300)
    common: tuple[str, ...] = Field(default=(), description="topics and places that both share")
    answer_until: ToldInstant
    asked_on: date | None = Field(default=None, description="day of the letter before, if any")


class MeasureFacts(_NoticePart):
    """What a letter says that reminds the owner of a measure (Vorhaben zur Lückenschließung)."""

    title: str = Field(max_length=300)
    due: date
    overdue: bool = False
    status: Literal["planned", "running", "done", "dropped"] = "planned"
    owner: str = Field(default="", max_length=300, description="the role or person in charge")
    owner_actor: str = Field(default="", max_length=300)
    findings: int = Field(
        default=0, ge=0, le=LARGEST, description="how many findings the measure takes on"
    )


class Notice(_NoticePart):
    """What must be sent, to whom, and until when it is worth sending.

    ``subject_key`` and ``subject_version`` order notices about the same thing: a
    later version, or a withdrawal, supersedes what is still unsent
    (key for instance ``registration:<id>``).
    """

    contract: Literal[1] = 1
    id: UUID
    kind: NoticeKind
    subject_key: str = Field(max_length=120)
    subject_version: int = Field(ge=0, le=LARGEST)
    sender: Sender
    recipients: Annotated[tuple[Recipient, ...], Field(min_length=1, max_length=5000)]
    event: EventFacts | None = None
    question: QuestionFacts | None = None
    measure: MeasureFacts | None = None
    changes: tuple[ChangedFact, ...] = ()
    expires_at: ToldInstant | None = Field(
        default=None, description="pointless afterwards: cancelled instead of sent"
    )
    hold_until: ToldInstant | None = Field(
        default=None,
        description="an opt-in letter names the hour until which the seat is held",
    )
    seats: int = Field(default=1, ge=-LARGEST, le=LARGEST)
    participant_name: str = Field(
        default="", max_length=120, description="if someone else signs up"
    )
    waiting_position: int | None = Field(default=None, ge=-LARGEST, le=LARGEST)
    created_at: ToldInstant


def read_stored(facts: str) -> Notice:
    """A notice as notify has stored it for itself, from its JSON text.

    A sender may know more fields than we do: what was taken from it is stored without them. A
    stored field that is unknown was taken by a newer notify, and a letter without it might say
    the wrong thing. Raises Unreadable for such a field, ValueError for anything else.
    """
    try:
        return Notice.model_validate_json(facts, extra="forbid")
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False):
            if one["type"] == "extra_forbidden":
                field = ".".join(str(part) for part in one["loc"])
                raise Unreadable("unreadable.field", kind="notice", id="", field=field) from error
        raise


class Withdrawal(_NoticePart):
    """Whatever is unsent for the subject up to ``upto_version`` shall not be sent."""

    id: UUID
    subject_key: str = Field(max_length=120)
    upto_version: int = Field(ge=0, le=LARGEST)


class DeliveryState(StrEnum):
    """States of one letter to one person; see notify's state machine."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    SHUNTED = "shunted"


class Outcome(_NoticePart):
    """What became of one letter; read by polling, in cursor order."""

    cursor: int
    notice_id: UUID
    recipient_ref: str
    kind: NoticeKind
    state: DeliveryState
    reason: str = ""
    at: ToldInstant


class OutcomePage(_NoticePart):
    """A page of outcomes and the cursor to ask with next."""

    outcomes: tuple[Outcome, ...]
    next: int
