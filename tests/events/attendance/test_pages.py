"""The page about who signed up: how many came in the end."""

from __future__ import annotations

import re
from datetime import timedelta

from tests.events.builders import NOW, event
from tests.shared.helpers import post_form


def test_how_many_came_is_asked_once_the_event_has_begun(coordinator, visitor, desk):
    coming = desk.add(event(starts_at=NOW + timedelta(seconds=1)))
    one = desk.add(event(starts_at=NOW))
    early = coordinator.get(f"/termine/{coming.id}/anmeldungen").get_data(as_text=True)
    assert "Wie viele waren da?" not in early
    address = f"/termine/{one.id}/anmeldungen"
    assert "Wie viele waren da?" in coordinator.get(address).get_data(as_text=True)
    form = {"version": "1", "attended": "zwölf", "organisations": "5"}
    wrong = post_form(coordinator, f"/termine/{one.id}/teilnahme", form)
    text = wrong.get_data(as_text=True)
    assert wrong.status_code == 422
    # Typed text stays where it was typed, and the other form shows nothing.
    assert re.search('name="attended"[^>]*value="zwölf"', text)
    assert 'value="5"' in text
    form["attended"] = "12"
    answer = post_form(coordinator, f"/termine/{one.id}/teilnahme", form)
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    kept = desk.event(one.id)
    assert (kept.attended, kept.attended_organisations) == (12, 5)
    late = post_form(coordinator, f"/termine/{one.id}/teilnahme", {**form, "attended": "13"})
    assert late.status_code == 409
    assert desk.event(one.id).attended == 12
    assert post_form(visitor, f"/termine/{one.id}/teilnahme", form).status_code in (302, 401, 403)
