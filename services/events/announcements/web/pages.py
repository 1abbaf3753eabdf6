"""Lists of events, the page of one event, and the short list for start pages."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from services.events.announcements.web import views
from services.events.reader import access, vocabulary
from services.events.reader.request import services
from services.events.records.event import Event, EventStatus
from shared.accounts import is_coordinator
from shared.web import absolute_url, form_id

blueprint = Blueprint("events_list", __name__)

SHORT = 4


def _chosen(region: str, topic: str) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    words = vocabulary.vocabulary()
    return (
        words.below("region", region) if region else None,
        words.below("topic", topic) if topic else None,
    )


def _coming(region: str = "", topic: str = "", past: bool = False) -> list[Event]:
    now = access.now()
    with services().store.read() as transaction:
        events = (
            transaction.events.find(ends_before=now)[::-1]
            if past
            else transaction.events.find(ends_after=now)
        )
    districts, topics = _chosen(region, topic)
    return [e for e in events if access.listed(e) and e.belongs_to(districts, topics)]


@blueprint.get("/termine")
def index() -> str:
    """Coming events, filtered by region and topic; past ones on request."""
    region, topic = request.args.get("region", ""), request.args.get("thema", "")
    past = request.args.get("wann") == "vergangen"
    events = views.views(_coming(region, topic, past))
    names = dict(vocabulary.region_options())
    return render_template(
        "events/announcements/termine.html",
        events=[v for v in events if v.event.status is not EventStatus.DRAFT],
        drafts=[v for v in events if v.event.status is EventStatus.DRAFT],
        region=region,
        topic=topic,
        past=past,
        region_name=names.get(region, ""),
        regions=vocabulary.region_options(),
        topics=vocabulary.topic_options(),
        coordinating=is_coordinator(),
    )


@blueprint.get("/termine/kurz")
def short() -> str:
    """The next events as a part of another page."""
    events = [e for e in _coming(request.args.get("region", "")) if e.status != "cancelled"]
    return render_template(
        "events/announcements/_kurz.html",
        events=views.views(events[:SHORT]),
        more=len(events) > SHORT,
        region=request.args.get("region", ""),
        coordinating=is_coordinator(),
    )


@blueprint.get("/termine/<uuid:event_id>")
def event(event_id: object) -> str:
    """One event with its programme and the form to sign up."""
    found = access.find(str(event_id))
    return render_event(found, {}, ())


def render_event(found: Event, values: dict[str, str], problems: object) -> str:
    """The page of an event, with what somebody typed into its form before."""
    return render_template(
        "events/announcements/termin.html",
        v=views.views([found])[0],
        event=found,
        values=values,
        problems=problems,
        form_number=values.get("form_number") or form_id(),
        coordinating=is_coordinator(),
        feed=absolute_url(f"/termine/{found.id}.ics"),
    )
