"""How many came: entered by hand after the start, told to the reports, nothing for calendars."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.events.attendance.attendance import MOST, record_attendance
from shared.errors import Conflict, Invalid, Refused
from tests.events.builders import START, event


def count(world, one, attended, organisations=None, expects=None):
    return record_attendance(
        world.services,
        one.id,
        attended,
        organisations,
        one.version if expects is None else expects,
        "Kim Beispiel",
    )


def test_the_numbers_are_kept_and_told_and_no_calendar_hears_of_it(world):
    one = world.add(event())
    world.clock.now = START
    after = count(world, one, 12, 5)
    assert (after.attended, after.attended_organisations, after.version) == (12, 5, 2)
    assert (after.sequence, after.updated_at) == (one.sequence, one.updated_at)
    assert world.event(one.id) == after
    assert [f["counts"] for f in world.facts()] == [
        {"invited": 0, "registered": 0, "attended": 12, "organisations": 5}
    ]
    # The same form once more, and the numbers taken back.
    assert count(world, one, 12, 5) == after
    assert len(world.facts()) == 1
    assert count(world, after, None).attended is None
    assert world.facts()[-1]["counts"]["organisations"] == 0


@pytest.mark.parametrize(
    ("attended", "organisations", "problem"),
    [
        (-1, None, ("event.attendance", "attended")),
        (MOST + 1, None, ("event.attendance", "attended")),
        (3, -1, ("event.attendance", "organisations")),
        (3, 4, ("event.more_organisations", "organisations")),
    ],
)
def test_numbers_that_cannot_be_are_refused(lite, attended, organisations, problem):
    one = lite.add(event())
    lite.clock.now = START
    with pytest.raises(Invalid) as refused:
        count(lite, one, attended, organisations)
    assert [(p.code, p.field) for p in refused.value.problems] == [problem]
    assert lite.event(one.id) == one


def test_only_what_has_begun_and_still_has_its_names_is_counted(lite):
    one = lite.add(event())
    lite.clock.now = START - timedelta(seconds=1)
    with pytest.raises(Refused) as early:
        count(lite, one, 3)
    lite.clock.now = one.ends_at + timedelta(days=30, seconds=1)
    with pytest.raises(Refused) as late:
        count(lite, one, 3)
    assert (early.value.code, late.value.code) == ("event.not_begun", "event.attendance_late")
    assert lite.facts() == []


def test_two_coordinators_do_not_overwrite_each_other(lite):
    one = lite.add(event())
    lite.clock.now = START
    count(lite, one, 12)
    with pytest.raises(Conflict):
        count(lite, one, 14)
    assert lite.event(one.id).attended == 12
