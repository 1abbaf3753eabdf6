"""Links in letters, and what coordinators do by hand."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.letters import links
from services.events.registration import registering
from services.events.registration.rules import Application
from shared import tokens
from shared.errors import Invalid, NotFound, Refused
from tests.events.builders import NOW, START, event, in_parallel, registration


def test_pressing_twice_is_once(world):
    one = world.add(event(capacity=1))
    signed = world.sign_up(one.id, "Kim")
    assert world.confirm(signed) == world.confirm(signed)
    assert world.leave(signed) == world.leave(signed)
    assert world.kinds() == [
        "registration_cancelled",
        "registration_confirmed",
        "registration_opt_in",
    ]


def test_two_clicks_at_once_are_one_confirmation(world):
    one = world.add(event(capacity=1))
    signed = world.sign_up(one.id, "Kim")
    found = in_parallel([lambda: world.confirm(signed)] * 8, 8)
    assert {r.state for r in found} == {"confirmed"}
    assert world.kinds() == ["registration_confirmed", "registration_opt_in"]
    assert world.taken(one.id) == 1


def test_an_old_confirm_link_does_not_bring_back_who_left(world):
    one = world.add(event(capacity=1))
    signed = world.joined(one.id, "Kim")
    world.leave(signed)
    with pytest.raises(Refused) as caught:
        world.confirm(signed)
    assert (caught.value.code, world.taken(one.id)) == ("registration.left", 0)


def test_the_leave_link_of_a_former_registration_does_not_end_the_new_one(world):
    one = world.add(event(capacity=1))
    former = world.joined(one.id, "Kim")
    world.leave(former)
    again = world.joined(one.id, "Kim")
    world.leave(former)
    assert world.one(one.id, "Kim") == again


def test_links_of_a_cancelled_or_past_event_change_nothing(lite):
    one = lite.add(event(status="cancelled"))
    with lite.store.write() as transaction:
        kim = registration(event_id=one.id)
        transaction.registrations.put(kim, expects=None)
    with pytest.raises(Refused) as caught:
        lite.confirm(kim)
    assert caught.value.code == "registration.cancelled"
    other = lite.add(event())
    signed = lite.sign_up(other.id, "Berit")
    lite.clock.now = other.ends_at
    with pytest.raises(Refused) as caught:
        lite.confirm(signed)
    assert caught.value.code == "registration.past"


@pytest.fixture
def signed_up(lite):
    """A registration and its valid token."""
    one = lite.add(event(capacity=5))
    signed = lite.sign_up(one.id, "Kim")
    return lite, signed, lite.token(signed, links.CONFIRM)


def test_every_wrong_link_gets_the_same_answer_and_changes_nothing(signed_up):
    world, signed, token = signed_up
    other = world.sign_up(signed.event_id, "Berit")
    secret = world.services.secret
    for id, wrong in [
        (signed.id, ""),
        (signed.id, "null"),
        (signed.id, token[:-1]),
        (signed.id, token + "A"),
        (signed.id, token.lower() if token.lower() != token else token.upper()),
        (signed.id, "A" * 1_000_000),
        (signed.id, "ü" * 22),
        (signed.id, world.token(signed, links.LEAVE)),
        (signed.id, tokens.derive(secret, links.CONFIRM, signed.id, 2)),
        (signed.id, tokens.derive("x" * 40, links.CONFIRM, signed.id, 1)),
        (other.id, token),
        (str(uuid.uuid4()), token),
        ("", token),
        ("x" * 1000, token),
    ]:
        before = world.rows(), world.people(signed.event_id)
        with pytest.raises(NotFound) as caught:
            registering.confirm(world.services, id, wrong)
        assert caught.value.code == "not_found.link"
        assert (world.rows(), world.people(signed.event_id)) == before
    assert registering.confirm(world.services, signed.id, token).state == "confirmed"


@given(wrong=st.text(max_size=40))
def test_a_guessed_token_never_fits(wrong):
    token = tokens.derive("s" * 40, links.CONFIRM, "id", 1)
    fits = tokens.matches(wrong, "s" * 40, links.CONFIRM, "id", 1)
    assert fits is (wrong == token)


# --- by hand ---------------------------------------------------------------------------------


def test_entered_by_hand_is_confirmed_at_once_and_written_to(world):
    one = world.add(event(capacity=1))
    application = Application("Kim", "kim@beispiel.example")
    found = registering.enter_by_hand(world.services, one.id, application, "Alex", "form-1")
    again = registering.enter_by_hand(world.services, one.id, application, "Alex", "form-1")
    assert found == again
    assert (found.state, found.entered_by, world.taken(one.id)) == ("confirmed", "Alex", 1)
    assert world.kinds() == ["registration_confirmed"]
    with pytest.raises(Invalid) as caught:
        registering.enter_by_hand(world.services, one.id, application, "Alex", "form-2")
    assert [p.code for p in caught.value.problems] == ["registration.known"]


def test_by_hand_goes_after_the_registration_has_closed(lite):
    one = lite.add(event(registration_closes=NOW))
    application = Application("Kim", "kim@beispiel.example")
    found = registering.enter_by_hand(lite.services, one.id, application, "Alex", "f")
    assert found.state == "confirmed"
    lite.clock.now = START
    with pytest.raises(Refused):
        registering.enter_by_hand(lite.services, one.id, application, "Alex", "g")


def test_by_hand_never_overbooks_and_queues_behind_those_who_wait(world):
    one = world.add(event(capacity=1))
    world.joined(one.id, "Anna")
    world.joined(one.id, "Berit")
    world.clock.move(minutes=1)
    application = Application("Kim", "kim@beispiel.example")
    found = registering.enter_by_hand(world.services, one.id, application, "Alex", "f")
    assert (found.state, world.taken(one.id)) == ("waiting", 1)


def test_confirmed_by_hand_for_somebody_on_the_phone(world):
    one = world.add(event(capacity=1))
    signed = world.sign_up(one.id, "Kim")
    found = registering.confirm_by_hand(world.services, signed.id, "Alex")
    assert (found.state, found.entered_by) == ("confirmed", "Alex")
    assert registering.cancel_by_hand(world.services, signed.id).state == "cancelled"


def test_what_waits_unsent_about_an_earlier_state_is_withdrawn(lite):
    one = lite.add(event())
    signed = lite.sign_up(one.id, "Kim")
    lite.leave(signed)
    (withdrawal,) = lite.withdrawals()
    assert (withdrawal.subject_key, withdrawal.upto_version) == (f"registration:{signed.id}", 1)
    # Who never confirmed is not written to again.
    assert lite.kinds() == ["registration_opt_in"]


def test_every_change_rings_the_relay(lite):
    one = lite.add(event())
    lite.leave(lite.confirm(lite.sign_up(one.id, "Kim")))
    assert lite.rings == [1, 1, 1]
