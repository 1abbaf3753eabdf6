"""Who may open which event, by its page, its calendar file, its API and its forms."""

from __future__ import annotations

import re
from itertools import product

import pytest

from services.events.letters import links
from services.events.records.event import EventStatus, EventVisibility
from services.events.records.visibility import KEY, EventAudience, event_key, listed, may_open
from tests.events.builders import event
from tests.shared.helpers import SECRET, log_in, post_form

AUDIENCES: tuple[EventAudience, ...] = ("public", "members", "coordinators")
LISTED = {
    ("published", "public"): AUDIENCES,
    ("published", "members"): ("members", "coordinators"),
    ("published", "closed"): ("coordinators",),
    ("cancelled", "public"): AUDIENCES,
    ("cancelled", "members"): ("members", "coordinators"),
    ("cancelled", "closed"): ("coordinators",),
    ("draft", "public"): ("coordinators",),
    ("draft", "members"): ("coordinators",),
    ("draft", "closed"): ("coordinators",),
}


@pytest.mark.parametrize(("status", "visibility"), list(LISTED))
def test_who_sees_an_event_listed_may_open_it_and_a_letter_opens_all_but_drafts(status, visibility):
    one = event(status=EventStatus(status), visibility=EventVisibility(visibility))
    assert tuple(a for a in AUDIENCES if listed(one, a)) == LISTED[status, visibility]
    assert tuple(a for a in AUDIENCES if may_open(one, a)) == LISTED[status, visibility]
    by_letter = tuple(a for a in AUDIENCES if may_open(one, a, by_letter=True))
    assert by_letter == (("coordinators",) if status == "draft" else AUDIENCES)


def ways(id: str, query: str = "") -> list[str]:
    return [
        f"/termine/{id}{query}",
        f"/termine/{id}.ics{query}",
        f"/termine/{id}/angemeldet{query}",
        f"/api/events/events/{id}{query}",
    ]


def statuses(client, id: str, query: str = "") -> list[int]:
    found = [client.get(way).status_code for way in ways(id, query)]
    sign_up = {"name": "Kim", "email": "kim@beispiel.example", "seats": "1", "for_whom": "me"}
    return [*found, post_form(client, f"/termine/{id}/anmelden{query}", sign_up).status_code]


OPEN, SHUT = [200, 200, 200, 200, 303], [404] * 5


def test_an_event_for_members_does_not_open_by_its_id_alone(app, visitor, coordinator, desk):
    members = desk.add(event(visibility=EventVisibility.MEMBERS))
    closed = desk.add(event(visibility=EventVisibility.CLOSED))
    nothing = "0b0e7a5e-3c27-4c43-9d2c-6a0e8d3c5f11"
    member = log_in(app, "member")
    assert statuses(visitor, members.id) == SHUT
    assert statuses(visitor, closed.id) == SHUT
    assert statuses(member, members.id) == OPEN
    assert statuses(member, closed.id) == SHUT
    assert statuses(coordinator, closed.id) == OPEN
    # What is hidden and what was never there answer alike.
    shown = [visitor.get(f"/api/events/events/{id}").json for id in (members.id, nothing)]
    assert shown[0] == shown[1]


@pytest.mark.parametrize("visibility", ["members", "closed"])
def test_the_address_in_a_letter_opens_an_event_that_is_not_for_everybody(
    visitor, desk, visibility
):
    one = desk.add(event(visibility=EventVisibility(visibility)))
    other = desk.add(event(visibility=EventVisibility(visibility)))
    address = links.event_url(desk.services, one)
    query = f"?{KEY}={event_key(SECRET, one)}"
    assert address == f"http://127.0.0.1:8080/termine/{one.id}{query}"
    assert statuses(visitor, one.id, query) == OPEN
    assert statuses(visitor, other.id, query) == SHUT
    assert statuses(visitor, one.id, f"?{KEY}=") == SHUT
    page = visitor.get(f"/termine/{one.id}{query}").text
    assert f'action="/termine/{one.id}/anmelden{query}"' in page
    assert f'href="/termine/{one.id}.ics{query}"' in page
    sent = post_form(visitor, f"/termine/{one.id}/anmelden{query}", {"website": "x"})
    assert sent.headers["Location"] == f"/termine/{one.id}/angemeldet{query}"


def test_a_letter_about_an_event_for_everybody_needs_no_key(desk):
    one = desk.add(event())
    assert links.event_url(desk.services, one) == f"http://127.0.0.1:8080/termine/{one.id}"


def test_only_the_calendar_file_of_an_event_for_everybody_may_lie_in_shared_caches(visitor, desk):
    cached = {}
    for visibility in EventVisibility:
        one = desk.add(event(visibility=visibility))
        query = f"?{KEY}={event_key(SECRET, one)}"
        headers = visitor.get(f"/termine/{one.id}.ics{query}").headers
        cached[visibility.value] = headers["Cache-Control"], headers.get("X-Robots-Tag")
    assert cached == {
        "public": ("public, max-age=600", None),
        "members": ("private, no-store", "noindex"),
        "closed": ("private, no-store", "noindex"),
    }


@pytest.mark.parametrize(
    "path", ["/termine", "/termine/kurz", "/calendar.ics", "/api/events/events"]
)
def test_lists_and_feeds_of_a_visitor_do_not_change_with_events_that_are_hidden(
    visitor, desk, path
):
    desk.add(event(title="Für alle"))
    before = visitor.get(path)
    for status, visibility in product(EventStatus, EventVisibility):
        if (status, visibility) != ("published", "public") and "public" not in LISTED[
            status.value, visibility.value
        ]:
            desk.add(event(title="Verborgen", status=status, visibility=visibility))
    after = visitor.get(path)
    assert _without_nonce(after.text) == _without_nonce(before.text)
    assert after.headers.get("ETag") == before.headers.get("ETag")


def _without_nonce(text: str) -> str:
    return re.sub(r'nonce="[^"]+"', "", text)
