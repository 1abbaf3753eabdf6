"""Table groups of a meeting: who is seated, and the table to take along."""

from __future__ import annotations

import uuid

from tests.events.planning.test_pages import FORM
from tests.shared.helpers import post_form


def planned(coordinator, **changes):
    id = str(uuid.uuid4())
    form = {**FORM, "id": id, "hinweis": ["luecke-1", "luecke-2"], "invitee": ["a2"], **changes}
    answer = post_form(coordinator, "/termine/neu", form)
    assert answer.status_code == 303
    return id


def test_a_meeting_from_several_findings_of_a_measure_keeps_them_all(coordinator, desk):
    page = coordinator.get("/termine/neu?hinweis=luecke-1&hinweis=luecke-2").get_data(as_text=True)
    assert "Vorgeschlagen aus 2 Hinweisen" in page
    id = planned(coordinator, vorhaben="v1")
    made = desk.event(id)
    assert (made.finding_ids, made.measure_id) == (("luecke-1", "luecke-2"), "v1")
    shown = coordinator.get(f"/termine/{id}").get_data(as_text=True)
    assert 'href="/vorhaben/v1"' in shown
    assert 'href="/hinweise/luecke-2"' in shown


def test_invited_organisations_are_seated_and_listed(coordinator, visitor):
    id = planned(coordinator)
    page = coordinator.get(f"/termine/{id}/tische?plaetze=3").get_data(as_text=True)
    assert "Tisch 1" in page
    answer = coordinator.get(f"/termine/{id}/tische.csv")
    lines = answer.get_data().decode("utf-8-sig").splitlines()
    assert lines[0] == '"Tisch";"Organisation"'
    assert len(lines) == 2
    assert lines[1].startswith('"1";"')
    assert visitor.get(f"/termine/{id}/tische").status_code in (302, 303, 401, 403)
    for odd in ("0", "99", "x", "-3"):
        assert coordinator.get(f"/termine/{id}/tische?plaetze={odd}").status_code == 200


def test_without_anybody_accepted_there_is_nobody_to_seat(coordinator):
    id = planned(coordinator)
    page = coordinator.get(f"/termine/{id}/tische?wer=zugesagt").get_data(as_text=True)
    assert "Noch niemand einzuteilen" in page
