"""Reminders: once a day before, never twice, never an old one."""

from __future__ import annotations

from datetime import timedelta

from services.events.letters.reminders import remind
from services.events.planning import planning
from tests.events.builders import START, event, in_parallel


def reminders(world) -> list[list[str]]:
    return [
        [r.name for r in letter.recipients]
        for letter in world.letters()
        if letter.kind == "event_reminder"
    ]


def test_participants_are_reminded_once_a_day_before(world):
    one = world.add(event(capacity=1))
    world.joined(one.id, "Anna")
    world.joined(one.id, "Wartet")
    world.clock.now = START - timedelta(days=1, seconds=1)
    assert remind(world.services) == 0
    world.clock.move(seconds=1)
    assert in_parallel([lambda: remind(world.services)] * 3, 3).count(1) == 1
    assert remind(world.services) == 0
    assert reminders(world) == [["Anna"]]


def test_an_outage_delays_the_reminder_and_after_the_start_there_is_none(lite):
    late, missed = lite.add(event()), lite.add(event(starts_at=START - timedelta(days=2)))
    lite.joined(late.id, "Anna")
    lite.joined(missed.id, "Berit")
    lite.clock.now = START - timedelta(hours=3)
    assert remind(lite.services) == 1
    assert reminders(lite) == [["Anna"]]


def test_the_reminder_after_an_edit_is_not_caught_by_the_withdrawal_of_the_edit(lite):
    one = lite.add(event())
    lite.joined(one.id, "Anna")
    lite.edit(one, place="Haus 2")
    lite.clock.now = START - timedelta(hours=20)
    remind(lite.services)
    key = f"reminder:{one.id}"
    withdrawn = max(w.upto_version for w in lite.withdrawals() if w.subject_key == key)
    (letter,) = [x for x in lite.letters() if x.kind == "event_reminder"]
    assert (letter.subject_key, letter.subject_version > withdrawn) == (key, True)


def test_a_moved_event_is_told_at_once_and_reminded_of_again(lite):
    one = lite.add(event())
    lite.joined(one.id, "Anna")
    lite.clock.now = START - timedelta(hours=20)
    remind(lite.services)
    moved = START + timedelta(days=7)
    lite.edit(lite.event(one.id), starts_at=moved, ends_at=moved + timedelta(hours=2))
    assert remind(lite.services) == 0
    lite.clock.now = moved - timedelta(hours=20)
    remind(lite.services)
    assert reminders(lite) == [["Anna"], ["Anna"]]
    (told,) = [x for x in lite.letters() if x.kind == "event_changed"]
    assert [c.field for c in told.changes] == ["starts_at", "ends_at"]
    assert "SEQUENCE:1" in told.recipients[0].calendar


def test_who_left_and_cancelled_events_are_not_reminded_of(lite):
    one, other = lite.add(event()), lite.add(event())
    lite.leave(lite.joined(one.id, "Anna"))
    lite.joined(other.id, "Berit")
    planning.cancel(lite.services, other.id, 1, "Alex")
    lite.clock.now = START - timedelta(hours=20)
    assert remind(lite.services) == 0
    assert reminders(lite) == []
