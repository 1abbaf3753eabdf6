"""What the API says to the other services and takes from them: explicit fields, nothing else.

Between services fields are only ever added.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.network.directory.web.api_schemas import NAME, Ids, PageQuery, ShortText
from shared.notices import LARGEST, ToldInstant


class _Lenient(BaseModel):
    # Fields are only ever added: one that is not known here is no mistake.
    model_config = ConfigDict(extra="ignore", frozen=True)


class InstallationOut(BaseModel):
    """Settings of the installation, for the letters and pages of the other services."""

    set_up: bool = Field(description="whether the first page was filled in")
    centre_name: str = ""
    sender_name: str = ""
    sender_address: str = ""
    contact: str = ""
    imprint_url: str = ""
    privacy_url: str = ""
    gender_form: str = ":"
    origin: str = Field("", description="banner for data that are not the centre's own")
    dataset: Literal["", "example", "practice"] = ""
    operator_actor_id: str = ""


class TopicOut(BaseModel):
    """A topic of the tree."""

    id: str
    label: str
    label_en: str
    parent_id: str


class RegionOut(BaseModel):
    """A region; ids are official keys (AGS)."""

    id: str
    name: str
    level: str
    parent_id: str


class TermOut(BaseModel):
    """A target group or format."""

    id: str
    label: str
    label_en: str


class VocabularyOut(BaseModel):
    """Words that records and events are described with."""

    revision: int
    topics: list[TopicOut]
    regions: list[RegionOut]
    target_groups: list[TermOut]
    formats: list[TermOut]


class ActorEntry(BaseModel):
    """An actor in the directory. ``email`` and ``email_source`` are filled only for our own
    services and only if the actor may be invited."""

    id: str
    name: str
    short_name: str
    region_id: str
    region_ids: list[str] = Field(description="districts of its seat and of what it does")
    topic_ids: list[str]
    visibility: str
    email: str = ""
    email_source: str = ""
    url: str


class ActorsOut(BaseModel):
    """A page of the directory."""

    actors: list[ActorEntry]
    total: int
    page: int
    pages: int


class InviteeOut(BaseModel):
    """Whom to invite and why; ``reason_params`` hold labels and, as ``…_id``, ids."""

    actor_id: str
    name: str
    email: str
    email_source: str
    reason_code: str
    reason_params: dict[str, str]


class MeetingProposalOut(BaseModel):
    """What a meeting about a finding could be."""

    finding_id: str
    finding_ids: list[str] = []
    measure_id: str = ""
    kind: str
    title: str
    reason_code: str
    hosts: list[ActorEntry]
    topic_ids: list[str]
    region_ids: list[str]
    invitees: list[InviteeOut]


class TablesOut(BaseModel):
    """Table groups: ids of actors per table, and how many pairs at one table work together."""

    tables: list[list[str]]
    known_pairs: int


class Counts(_Lenient):
    """Numbers of persons and organisations; no names."""

    invited: int = Field(0, ge=0, le=LARGEST)
    registered: int = Field(0, ge=0, le=LARGEST)
    attended: int | None = Field(None, ge=0, le=LARGEST)
    organisations: int | None = Field(None, ge=0, le=LARGEST)


class MeetingIn(_Lenient):
    """Facts about an event. Status ``removed`` deletes them; ``version`` orders them."""

    event_id: str = Field(pattern=rf"^{NAME}$")
    title: ShortText
    kind: ShortText = ""
    visibility: Literal["public", "members", "closed", "coordinators"] = "public"
    starts_at: ToldInstant
    ends_at: ToldInstant
    status: ShortText = "published"
    online: bool = False
    place: ShortText = ""
    region_ids: Ids = ()
    topic_ids: Ids = ()
    host_actor_ids: Ids = ()
    finding_ids: Annotated[tuple[ShortText, ...], Field(max_length=200)] = ()
    measure_id: ShortText = ""
    series: ShortText = ""
    origin: ShortText = ""
    counts: Counts = Counts()
    version: int = Field(0, ge=0, le=LARGEST)


class Kept(BaseModel):
    """Whether facts were newer than those kept."""

    changed: bool


class ActorsQuery(PageQuery):
    """Actors by words or by ids."""

    ids: str = Field("", max_length=20_000, description="ids, separated by commas")


class ProposalQuery(BaseModel):
    """Findings, or a measure whose open findings are meant."""

    findings: str = Field("", max_length=8_000, description="ids, separated by commas")
    measure: str = Field("", max_length=120)


class TablesQuery(BaseModel):
    """Guests and how many sit at a table."""

    actors: str = Field("", max_length=40_000, description="ids, separated by commas")
    size: int = Field(6, ge=3, le=12)


class EventPath(BaseModel):
    """Which event."""

    event_id: str = Field(pattern=rf"^{NAME}$")


class FindingPath(BaseModel):
    """Which finding."""

    finding_id: str = Field(max_length=300)
