"""Calendar feeds: /calendar.ics, filtered by region and topic, and single events."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, request

from services.events.calendar import rules
from services.events.calendar.files import feed
from services.events.reader import access, vocabulary
from services.events.reader.frame import centre_or_blank
from services.events.reader.request import services
from services.events.records import visibility
from services.events.records.event import Event, EventVisibility
from shared.errors import NotFound
from shared.web import absolute_url
from shared.web.i18n import gettext

blueprint = Blueprint("events_feeds", __name__)

MAX_AGE_SECONDS = 600


def _texts(region: str, topic: str) -> feed.FeedTexts:
    centre = centre_or_blank().name or "IKÖ-Netz"
    names = {term.id: vocabulary.label(term) for term in vocabulary.vocabulary().regions}
    topics = {term.id: vocabulary.label(term) for term in vocabulary.vocabulary().topics}
    about = [text for text in (names.get(region), topics.get(topic)) if text]
    return feed.FeedTexts(
        name=": ".join([gettext("Termine %(centre)s", centre=centre), *about]),
        description=gettext("Veranstaltungen zur Interkulturellen Öffnung"),
        cancelled=gettext("Abgesagt"),
        online=gettext("Online"),
    )


def _answer(body: bytes, events: Sequence[Event], file_name: str) -> Response:
    # The body itself is the tag's source: VEVENT bytes are kept, joining them is cheap, and a
    # tag that is made of anything less would one day miss a change.
    response = make_response(body)
    response.content_type = "text/calendar; charset=utf-8"
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    changed: datetime | None = max((e.updated_at for e in events), default=None)
    if changed is not None:
        response.last_modified = changed
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
    response.headers["Content-Disposition"] = f'inline; filename="{file_name}"'
    if request.if_none_match:
        # Deletions leave Last-Modified as it was: only the tag decides.
        response.last_modified = None
    response.make_conditional(request)
    return response


@blueprint.get("/calendar.ics")
def calendar() -> Response:
    """All public events, or those of ?region= and ?thema=. Unknown values: 404."""
    region, topic = request.args.get("region", ""), request.args.get("thema", "")
    words = vocabulary.vocabulary()
    known = {t.id for t in words.regions} if region else set()
    known |= {t.id for t in words.topics} if topic else set()
    if words.regions and not {id for id in (region, topic) if id} <= known:
        raise NotFound
    districts = words.below("region", region) if region else None
    topics = words.below("topic", topic) if topic else None
    now = access.now()
    with services().store.read() as transaction:
        events = transaction.events.find(ends_after=now - 2 * rules.PAST_STAYS)
    shown = [e for e in events if rules.in_feed(e, now) and e.belongs_to(districts, topics)]
    urls = [absolute_url(f"/termine/{e.id}") for e in shown]
    query = {key: value for key, value in (("region", region), ("thema", topic)) if value}
    source = absolute_url("/calendar.ics" + (f"?{urlencode(query)}" if query else ""))
    body = feed.feed(shown, urls, _texts(region, topic), source)
    return _answer(body, shown, "termine.ics")


@blueprint.get("/termine/<uuid:event_id>.ics")
def single(event_id: object) -> Response:
    """One event, to be put into a calendar once."""
    event = access.find(str(event_id))
    if event.status == "draft":
        raise NotFound("not_found.event")
    key = access.key_of(event)
    address = absolute_url(f"/termine/{event.id}") + (f"?{visibility.KEY}={key}" if key else "")
    answer = _answer(feed.feed([event], [address], _texts("", "")), [event], "termin.ics")
    if event.visibility is not EventVisibility.PUBLIC:
        # Whoever shares a cache with this reader may not open the event.
        answer.headers["Cache-Control"] = "private, no-store"
        answer.headers["X-Robots-Tag"] = "noindex"
    return answer
