"""What the API of the network says and takes: explicit fields, nothing else.

A field that is not named here never leaves the service. Models ending in ``Edit`` are what
coordinators read and write; those ending in ``Out`` are for everybody who may see the record.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.network.records.model import Visibility
from services.network.records.validity import LONGEST_LINE, LONGEST_TEXT

ShortText = Annotated[str, Field(max_length=LONGEST_LINE)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Id = Annotated[str, Field(max_length=120)]
Ids = Annotated[tuple[Id, ...], Field(max_length=2000)]
NAME = r"[A-Za-z0-9][A-Za-z0-9._:~-]{0,119}"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


# --- the public reading API --------------------------------------------------------------------


class PeriodOut(BaseModel):
    """A period as given, with its widest bounds."""

    start: str = ""
    end: str = ""
    first_day: date | None = None
    last_day: date | None = None


class _RecordOut(BaseModel):
    id: str
    version: int
    url: str
    source: str
    confirmed: date | None


class ActorOut(_RecordOut):
    """An actor as everybody may read it; mail addresses are for coordinators."""

    name: str
    short_name: str
    aliases: list[str]
    org_type_id: str
    region_id: str
    area: str
    city: str
    website: str
    phone: str
    founded: str
    description: str


class OfferOut(_RecordOut):
    """An offer."""

    title: str
    actor_id: str
    project_id: str
    topic_ids: list[str]
    target_group_ids: list[str]
    target_group_text: str
    format_ids: list[str]
    languages: list[str]
    cost_rule: str
    on_site_region_ids: list[str]
    reachable_region_ids: list[str]
    period: PeriodOut
    description: str
    website: str


class ProjectOut(_RecordOut):
    """A project; amounts and reference numbers of grants are for coordinators."""

    title: str
    project_type: str
    lead_actor_id: str
    partner_actor_ids: list[str]
    funder_actor_ids: list[str]
    topic_ids: list[str]
    target_group_ids: list[str]
    format_ids: list[str]
    on_site_region_ids: list[str]
    reachable_region_ids: list[str]
    period: PeriodOut
    description: str


class CooperationOut(_RecordOut):
    """A cooperation of two or more actors."""

    name: str
    partner_ids: list[str]
    cooperation_type: str
    intensity: int
    project_id: str
    topic_ids: list[str]
    region_ids: list[str]
    period: PeriodOut
    description: str


class _Page(BaseModel):
    total: int
    page: int
    pages: int


class ActorPage(_Page):
    """A page of actors, sorted by id."""

    items: list[ActorOut]


class OfferPage(_Page):
    """A page of offers, sorted by id."""

    items: list[OfferOut]


class ProjectPage(_Page):
    """A page of projects, sorted by id."""

    items: list[ProjectOut]


class CooperationPage(_Page):
    """A page of cooperations, sorted by id."""

    items: list[CooperationOut]


# --- writing, for coordinators --------------------------------------------------------


class PeriodEdit(_Strict):
    """Partial dates as people write them: ``2021``, ``März 2021``, ``Ende 2020``, ``1.3.2021``."""

    start: Annotated[str, Field(max_length=40)] = ""
    end: Annotated[str, Field(max_length=40)] = ""


class _RecordEdit(_Strict):
    note: Text = Field("", description="for coordinators only")
    source: ShortText = ""
    confirmed: date | None = None
    visibility: Visibility = Field(
        Visibility.PUBLIC, description="left out: as it was, public for a new record"
    )


_OBJECTION = "left out: as it was, true for a new actor; false is an objection to letters"


class ActorEdit(_RecordEdit):
    """An actor with everything that coordinators may change."""

    name: ShortText
    short_name: ShortText = ""
    aliases: Annotated[tuple[ShortText, ...], Field(max_length=50)] = ()
    org_type_id: Id = ""
    region_id: Id = ""
    area: ShortText = ""
    street: ShortText = ""
    postcode: ShortText = ""
    city: ShortText = ""
    website: ShortText = ""
    email: ShortText = ""
    phone: ShortText = ""
    founded: ShortText = ""
    description: Text = ""
    invitable: bool = Field(True, description=_OBJECTION)
    askable: bool = Field(True, description=_OBJECTION)


class OfferEdit(_RecordEdit):
    """An offer with everything that coordinators may change."""

    title: ShortText
    actor_id: Id = ""
    project_id: Id = ""
    topic_ids: Ids = ()
    target_group_ids: Ids = ()
    target_group_text: ShortText = ""
    format_ids: Ids = ()
    languages: Annotated[tuple[ShortText, ...], Field(max_length=100)] = ()
    cost_rule: ShortText = ""
    on_site_region_ids: Ids = ()
    reachable_region_ids: Ids = ()
    period: PeriodEdit = PeriodEdit()
    description: Text = ""
    website: ShortText = ""


class ProjectEdit(_RecordEdit):
    """A project with everything that coordinators may change (grants: on its page)."""

    title: ShortText
    project_type: ShortText = ""
    lead_actor_id: Id = ""
    partner_actor_ids: Ids = ()
    funder_actor_ids: Ids = ()
    topic_ids: Ids = ()
    target_group_ids: Ids = ()
    format_ids: Ids = ()
    on_site_region_ids: Ids = ()
    reachable_region_ids: Ids = ()
    period: PeriodEdit = PeriodEdit()
    description: Text = ""


class CooperationEdit(_RecordEdit):
    """A cooperation with everything that coordinators may change."""

    name: ShortText = ""
    partner_ids: Ids
    cooperation_type: ShortText = ""
    intensity: int = Field(2, ge=1, le=3)
    project_id: Id = ""
    topic_ids: Ids = ()
    region_ids: Ids = ()
    period: PeriodEdit = PeriodEdit()
    description: Text = ""


class Saved(BaseModel):
    """The version that a record has now; also in the ``ETag`` header."""

    id: str
    version: int


# --- what is asked --------------------------------------------------------------------


class PageQuery(BaseModel):
    """Which page of a list, and what it must contain."""

    query: str = Field("", max_length=200, description="words; each must begin a word of the entry")
    page: int = Field(1, ge=1, le=100_000)
    limit: int = Field(50, ge=1, le=200)


class RecordPath(BaseModel):
    """Which record."""

    id: str = Field(pattern=rf"^{NAME}$")
