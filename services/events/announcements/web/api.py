"""The public API of events: explicit fields, nothing that the pages do not show."""

from __future__ import annotations

from datetime import datetime

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from services.events.announcements.web import views
from services.events.reader import access, vocabulary
from services.events.reader.request import services
from services.events.records import visibility
from shared.web import absolute_url
from shared.web.apidocs import problem_responses

_EVENTS = Tag(name="Termine", description="Öffentliche Veranstaltungen")
blueprint = APIBlueprint(
    "events_api",
    __name__,
    url_prefix="/api/events",
    abp_responses=problem_responses(404),
)


class EventOut(BaseModel):
    """One event as everybody may read it."""

    id: str
    title: str
    kind: str
    status: str
    starts_at: datetime
    ends_at: datetime
    online: bool
    place: str
    description: str
    hosts: list[str]
    topic_ids: list[str]
    region_ids: list[str]
    free_seats: int | None = Field(description="None: no limit")
    takes_registrations: bool
    url: str


class EventsOut(BaseModel):
    """Events by start."""

    events: list[EventOut]


class EventsQuery(BaseModel):
    """Filters; both take what lies below them too."""

    region: str = Field("", max_length=40)
    topic: str = Field("", max_length=80)
    limit: int = Field(100, ge=1, le=500)


class EventInPath(BaseModel):
    """Which event."""

    event_id: str = Field(max_length=36)


def _out(view: views.EventView) -> EventOut:
    event = view.event
    return EventOut(
        id=event.id,
        title=event.title,
        kind=event.kind,
        status=event.status,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        online=event.online,
        place=event.place,
        description=event.description,
        hosts=[host.name for host in event.hosts],
        topic_ids=list(event.topic_ids),
        region_ids=list(event.region_ids),
        free_seats=view.free,
        takes_registrations=view.takes_registrations,
        url=absolute_url(f"/termine/{event.id}"),
    )


@blueprint.get("/events", tags=[_EVENTS], responses={200: EventsOut})
def events(query: EventsQuery) -> Response:
    """Coming public events, filtered by region and topic."""
    words = vocabulary.vocabulary()
    districts = words.below("region", query.region) if query.region else None
    topics = words.below("topic", query.topic) if query.topic else None
    with services().store.read() as transaction:
        coming = transaction.events.find(ends_after=access.now())
    shown = [
        e for e in coming if visibility.listed(e, "public") and e.belongs_to(districts, topics)
    ]
    out = EventsOut(events=[_out(view) for view in views.views(shown[: query.limit])])
    return jsonify(out.model_dump(mode="json"))


@blueprint.get("/events/<event_id>", tags=[_EVENTS], responses={200: EventOut})
def event(path: EventInPath) -> Response:
    """One event."""
    found = access.find(path.event_id)
    return jsonify(_out(views.views([found])[0]).model_dump(mode="json"))
