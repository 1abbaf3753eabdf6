"""Waiting list, capacity and holds: on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import pytest

from services.events.registration import registering
from shared.errors import Invalid, Refused
from tests.events.builders import event


def test_a_freed_seat_goes_to_the_one_who_confirmed_first(world):
    one = world.add(event(capacity=1))
    first = world.joined(one.id, "Anna")
    early, late = world.sign_up(one.id, "Früh"), world.sign_up(one.id, "Spät")
    # Signing up earlier does not count, confirming does.
    world.confirm(late)
    world.clock.move(minutes=1)
    world.confirm(early)
    world.leave(first)
    assert world.states(one.id) == {"Anna": "cancelled", "Früh": "waiting", "Spät": "confirmed"}
    assert world.taken(one.id) == 1
    promoted = next(x for x in world.letters() if x.kind == "registration_promoted")
    assert promoted.recipients[0].address == late.email
    assert "METHOD:REQUEST" in promoted.recipients[0].calendar


def test_the_letter_says_the_place_in_the_line(world):
    one = world.add(event(capacity=1))
    for name in ("Anna", "Berit", "Cem"):
        world.joined(one.id, name)
        world.clock.move(minutes=1)
    waiting = {
        x.recipients[0].name: x.waiting_position
        for x in world.letters()
        if x.kind == "registration_waiting"
    }
    assert waiting == {"Berit": 1, "Cem": 2}


def test_a_group_at_the_head_is_not_overtaken(world):
    one = world.add(event(capacity=3))
    anna, berit = world.joined(one.id, "Anna"), world.joined(one.id, "Berit", 2)
    world.joined(one.id, "Gruppe", 3)
    world.clock.move(minutes=1)
    world.joined(one.id, "Cem")
    world.leave(anna)
    assert (world.one(one.id, "Cem").state, world.taken(one.id)) == ("waiting", 2)
    world.leave(berit)
    assert world.states(one.id) == {
        "Anna": "cancelled",
        "Berit": "cancelled",
        "Gruppe": "confirmed",
        "Cem": "waiting",
    }


def test_who_comes_back_queues_at_the_end(world):
    one = world.add(event(capacity=1))
    world.joined(one.id, "Anna")
    berit = world.joined(one.id, "Berit")
    world.clock.move(minutes=1)
    world.joined(one.id, "Cem")
    world.leave(berit)
    world.clock.move(minutes=1)
    world.joined(one.id, "Berit")
    world.leave(world.one(one.id, "Anna"))
    assert (world.one(one.id, "Cem").state, world.one(one.id, "Berit").state) == (
        "confirmed",
        "waiting",
    )


def test_raising_the_capacity_seats_those_who_wait(world):
    one = world.add(event(capacity=1))
    for name in ("Anna", "Berit", "Cem"):
        world.joined(one.id, name)
        world.clock.move(minutes=1)
    world.edit(one, capacity=2)
    assert world.states(one.id) == {"Anna": "confirmed", "Berit": "confirmed", "Cem": "waiting"}
    assert world.taken(one.id) == 2


def test_lowering_the_capacity_below_the_seats_taken_drops_nobody(world):
    one = world.add(event(capacity=3))
    world.joined(one.id, "Anna", 2)
    with pytest.raises(Invalid) as caught:
        world.edit(one, capacity=1)
    assert [(p.code, p.params) for p in caught.value.problems] == [
        ("event.capacity_below", {"taken": 2})
    ]
    assert (world.event(one.id), world.states(one.id)) == (one, {"Anna": "confirmed"})


# --- holds -----------------------------------------------------------------------------------


def test_a_hold_that_is_over_frees_the_seat_for_the_next(world):
    one = world.add(event(capacity=1))
    world.sign_up(one.id, "Anna")
    world.joined(one.id, "Berit")
    assert world.one(one.id, "Berit").state == "waiting"
    assert registering.release_lapsed(world.services) == 0
    world.clock.move(hours=48)
    assert registering.release_lapsed(world.services) == 1
    assert world.states(one.id) == {"Anna": "expired", "Berit": "confirmed"}
    assert registering.release_lapsed(world.services) == 0
    assert world.miscounted() == []


def test_confirming_late_takes_a_free_seat_or_waits(world):
    one = world.add(event(capacity=1))
    anna = world.sign_up(one.id, "Anna")
    world.clock.move(hours=48)
    registering.release_lapsed(world.services)
    berit = world.sign_up(one.id, "Berit")
    assert world.confirm(anna).state == "waiting"
    world.leave(berit)
    assert world.one(one.id, "Anna").state == "confirmed"
    assert world.taken(one.id) == 1


def test_what_was_expired_cannot_take_a_seat_from_someone_else(world):
    one = world.add(event(capacity=1, waiting_list=False))
    anna = world.sign_up(one.id, "Anna")
    world.clock.move(hours=48)
    registering.release_lapsed(world.services)
    world.joined(one.id, "Berit")
    with pytest.raises(Refused) as caught:
        world.confirm(anna)
    assert caught.value.code == "registration.full"
    assert (world.states(one.id), world.taken(one.id)) == (
        {"Anna": "expired", "Berit": "confirmed"},
        1,
    )


def test_the_calendar_follows_who_leaves_and_comes_back(world):
    one = world.add(event(capacity=1))
    for _ in range(2):
        world.leave(world.joined(one.id, "Kim"))
        world.clock.move(minutes=1)
    world.joined(one.id, "Kim")
    world.edit(world.event(one.id), place="Haus 2")
    parts = [x.recipients[0].calendar for x in world.letters() if x.recipients[0].calendar]
    found = [line for part in parts for line in part.split("\r\n") if line.startswith("SEQUENCE:")]
    assert sorted(found) == [f"SEQUENCE:{n}" for n in (0, 1, 2, 3, 4, 4)]
