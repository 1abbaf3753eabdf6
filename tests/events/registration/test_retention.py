"""People are forgotten some time after their event."""

from __future__ import annotations

from datetime import timedelta

from services.events.attendance.facts import tell_facts
from services.events.records.invitation import Invitation, InvitationState
from services.events.registration import registering
from services.events.registration.retention import rules
from tests.events.builders import event


def forget(services):
    """How many registrations and invitations were emptied; the dry run said so before."""
    gone = 0
    for rule in rules(services):
        said = rule.due()
        deleted = rule.delete()
        assert (deleted, rule.due()) == (said, 0)
        gone += deleted if rule.key != "events.letter_counts" else 0
    return gone


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


def test_who_never_confirmed_is_forgotten_a_week_after_the_time_was_over(world):
    one = world.add(event())
    asked = world.sign_up(one.id, "Anna")
    world.clock.now = asked.hold_until
    world.clock.move(seconds=1)
    assert registering.release_lapsed(world.services) == 1
    world.clock.move(days=7)
    assert forget(world.services) == 0
    world.clock.move(seconds=1)
    # Long before the event, which is what everybody else's data wait for.
    assert world.clock.now < one.starts_at
    assert forget(world.services) == 1
    with world.services.store.read() as transaction:
        (left,) = transaction.registrations.of_event(one.id)
    assert (left.name, left.email, left.organisation, left.note) == ("", "", "", "")
    assert left.state == "expired"
    # The link of the old letter makes nobody without a name.
    assert left.token_version == asked.token_version + 1


def test_addresses_of_the_invited_go_with_the_people_and_the_organisations_stay(world):
    one = world.add(event())
    invited = Invitation(
        id="11111111-1111-4111-8111-111111111111",
        event_id=one.id,
        actor_id="a1",
        name="Verein Süd",
        email="kontakt@verein.example",
        email_source="Website",
        reason="Anbieter vor Ort",
        state=InvitationState.INVITED,
        created_at=world.clock.now,
        updated_at=world.clock.now,
    )
    with world.services.store.write() as transaction:
        transaction.invitations.put(invited, new=True)
    world.clock.now = one.ends_at + timedelta(days=30)
    assert forget(world.services) == 0
    world.clock.move(seconds=1)
    assert forget(world.services) == 1
    with world.services.store.read() as transaction:
        (left,) = transaction.invitations.of_event(one.id)
    assert (left.name, left.email, left.email_source, left.state) == (
        "Verein Süd", "", "", "invited",
    )  # fmt: skip
