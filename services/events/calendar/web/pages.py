"""How to subscribe to the calendar, with the address for a region and a topic."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, render_template, request

from services.events.reader import vocabulary
from shared.web import absolute_url

blueprint = Blueprint("events_calendar", __name__)


@blueprint.get("/kalender")
def calendar() -> str:
    """How to subscribe, with the address for a region and a topic."""
    region, topic = request.args.get("region", ""), request.args.get("thema", "")
    query = {key: value for key, value in (("region", region), ("thema", topic)) if value}
    address = absolute_url("/calendar.ics" + (f"?{urlencode(query)}" if query else ""))
    return render_template(
        "events/calendar/kalender.html",
        region=region,
        topic=topic,
        regions=vocabulary.region_options(),
        topics=vocabulary.topic_options(),
        address=address,
        webcal="webcal://" + address.split("://", 1)[1],
    )
