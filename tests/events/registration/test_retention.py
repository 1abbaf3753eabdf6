"""People are forgotten some time after their event."""

from __future__ import annotations

from datetime import timedelta

from services.events.attendance.facts import tell_facts
from services.events.registration.retention import forget
from tests.events.builders import event


def test_people_are_forgotten_thirty_days_after_their_event_and_numbers_stay(world):
    one = world.add(event())
    world.joined(one.id, "Anna")
    tell_facts(world.services)
    world.clock.now = one.ends_at + timedelta(days=30)
    assert forget(world.services) == 0
    world.clock.move(seconds=1)
    assert forget(world.services) == 1
    assert forget(world.services) == 0
    with world.services.store.read() as transaction:
        (left,) = transaction.registrations.of_event(one.id)
        assert transaction.seats.miscounted() == []
    assert (left.name, left.email, left.organisation, left.note) == ("", "", "", "")
    assert (left.state, left.seats) == ("confirmed", 1)
    # Network keeps the numbers that it was told while the names were known.
    assert tell_facts(world.services) == 0
