"""Signing up, confirming, leaving: on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from services.events.letters import links
from services.events.registration import registering
from services.events.registration.rules import Application
from shared.errors import Invalid, NotFound, Refused, TooMany, Unavailable
from tests.events.builders import event, in_parallel


def test_the_whole_way_from_form_to_seat(world):
    one = world.add(event(capacity=2, online=True, online_url="https://video.example/raum"))
    signed = world.sign_up(one.id, "Kim")
    assert (signed.state, signed.held, world.taken(one.id)) == ("unconfirmed", 1, 1)
    confirmed = world.confirm(signed)
    assert (confirmed.state, confirmed.hold_until, world.taken(one.id)) == ("confirmed", None, 1)
    left = world.leave(confirmed)
    assert (left.state, left.held, world.taken(one.id)) == ("cancelled", 0, 0)
    assert world.kinds() == [
        "registration_cancelled",
        "registration_confirmed",
        "registration_opt_in",
    ]
    assert world.miscounted() == []


def test_the_opt_in_letter_carries_nothing_that_was_typed_and_no_dial_in_link(lite):
    one = lite.add(event(online=True, online_url="https://video.example/raum"))
    signed = lite.sign_up(
        one.id, "Gewinnspiel", email="opfer@fremd.example", organisation="Spam AG", note="Klick!"
    )
    (letter,) = lite.letters()
    text = letter.model_dump_json()
    assert [w for w in ("Gewinnspiel", "Spam AG", "Klick!", "video.example") if w in text] == []
    assert letter.hold_until == signed.hold_until
    assert letter.recipients[0].links == {
        "event": f"https://netz.example/termine/{one.id}",
        "confirm": f"https://netz.example/anmeldung/{signed.id}/bestaetigen/"
        f"{lite.token(signed, links.CONFIRM)}?lang=de",
        "cancel": f"https://netz.example/anmeldung/{signed.id}/abmelden/"
        f"{lite.token(signed, links.LEAVE)}?lang=de",
    }


def test_the_confirmation_has_link_contact_and_calendar_part(lite):
    one = lite.add(
        event(online=True, online_url="https://video.example/raum", contact="Alex, 0361 1")
    )
    lite.joined(one.id, "Kim")
    letter = next(x for x in lite.letters() if x.kind == "registration_confirmed")
    assert letter.event is not None
    assert (letter.event.online_url, letter.event.contact) == (
        "https://video.example/raum",
        "Alex, 0361 1",
    )
    assert "METHOD:REQUEST" in letter.recipients[0].calendar
    assert f"UID:{one.id}" in letter.recipients[0].calendar


def test_letters_say_which_data_set_the_centre_shows(lite):
    lite.directory.installation = replace(lite.directory.installation, dataset="practice")
    lite.sign_up(lite.add(event()).id, "Kim")
    assert [letter.sender.dataset for letter in lite.letters()] == ["practice"]


def test_links_are_absolute_whatever_the_request_says(lite):
    one = lite.add(event())
    lite.joined(one.id, "Kim")
    for letter in lite.letters():
        for link in letter.recipients[0].links.values():
            assert link.startswith("https://netz.example/")


def test_the_same_form_sent_again_is_one_registration_and_one_letter(world):
    one = world.add(event(capacity=5))
    for _ in range(3):
        world.sign_up(one.id, "Kim", form_id="form-1")
    assert len(world.people(one.id)) == 1
    assert world.kinds() == ["registration_opt_in"]
    assert world.taken(one.id) == 1


def test_twenty_posts_of_one_form_at_once_are_one_registration(world):
    one = world.add(event(capacity=5))
    application = Application("Kim", "kim@beispiel.example")
    post = [lambda: registering.register(world.services, one.id, application, "form-1")] * 20
    assert in_parallel(post, 10) == [None] * 20
    assert len(world.people(one.id)) == 1
    assert (world.kinds(), world.taken(one.id)) == (["registration_opt_in"], 1)


def test_twenty_new_forms_of_one_person_at_once_are_one_registration(world):
    one = world.add(event(capacity=5))
    application = Application("Kim", "kim@beispiel.example")
    post = [
        (lambda form: lambda: registering.register(world.services, one.id, application, form))(
            str(n)
        )
        for n in range(20)
    ]
    assert in_parallel(post, 10) == [None] * 20
    assert len(world.people(one.id)) == 1
    assert (world.kinds(), world.taken(one.id)) == (["registration_opt_in"], 1)


def test_a_known_address_gets_the_same_answer_and_a_letter_that_tells_the_truth(world):
    one = world.add(event(capacity=1))
    world.joined(one.id, "Kim")
    world.clock.move(hours=2)
    registering.register(
        world.services, one.id, Application("Fremd", "KIM@beispiel.example"), uuid.uuid4().hex
    )
    assert [r.name for r in world.people(one.id)] == ["Kim"]
    assert world.kinds() == [
        "registration_confirmed",
        "registration_confirmed",
        "registration_opt_in",
    ]


@pytest.mark.parametrize("email", ["kim@beispiel.example", "neu@beispiel.example"])
def test_a_full_event_answers_known_and_unknown_alike(lite, email):
    one = lite.add(event(capacity=1, waiting_list=False))
    lite.joined(one.id, "Kim")
    lite.clock.move(hours=2)
    with pytest.raises(Refused) as caught:
        lite.sign_up(one.id, "Kim", email=email)
    assert caught.value.code == "registration.full"
    assert len(lite.people(one.id)) == 1


@pytest.mark.parametrize("known", [True, False])
def test_the_limit_of_the_day_answers_known_and_unknown_alike(lite, known):
    for _ in range(2):
        lite.sign_up(lite.add(event()).id, "Kim")
    last = lite.add(event())
    lite.sign_up(last.id if known else lite.add(event()).id, "Kim")
    with pytest.raises(TooMany):
        lite.sign_up(last.id, "Kim")
    assert lite.kinds() == ["registration_opt_in"] * 3


def test_a_mailbox_gets_three_opt_in_letters_a_day_however_it_is_spelt(lite):
    spellings = ["o.p.fer@gmail.com", "opfer+1@gmail.com", "OPFER@googlemail.com"]
    for email in spellings:
        lite.sign_up(lite.add(event()).id, "Kim", email=email.replace("googlemail", "gmail"))
    with pytest.raises(TooMany):
        lite.sign_up(lite.add(event()).id, "Kim", email="op.fer+x@gmail.com")
    lite.clock.move(hours=24, seconds=1)
    lite.sign_up(lite.add(event()).id, "Kim", email="op.fer+x@gmail.com")
    assert lite.kinds() == ["registration_opt_in"] * 4


def test_one_letter_an_hour_about_one_event(lite):
    one = lite.add(event())
    lite.sign_up(one.id, "Kim")
    lite.sign_up(one.id, "Kim")
    assert lite.kinds() == ["registration_opt_in"]
    lite.clock.move(hours=1, seconds=1)
    lite.sign_up(one.id, "Kim")
    assert lite.kinds() == ["registration_opt_in"] * 2
    assert len(lite.people(one.id)) == 1


def test_who_left_by_mistake_may_come_back_at_once(lite):
    one = lite.add(event(capacity=1))
    lite.leave(lite.joined(one.id, "Kim"))
    assert lite.joined(one.id, "Kim").state == "confirmed"


@pytest.mark.parametrize(
    "email",
    [
        "",
        "kim",
        "a@b.example, c@d.example",
        "kim@@x.example",
        "a@b..example",
        "k\r\nBcc:x@y.example",
    ],
)
def test_exactly_one_address_is_taken(lite, email):
    one = lite.add(event())
    with pytest.raises(Invalid) as caught:
        lite.sign_up(one.id, "Kim", email=email)
    assert [p.field for p in caught.value.problems] == ["email"]
    assert (lite.people(one.id), lite.rows()) == ([], [])


def test_nobody_signs_up_for_a_draft(lite):
    one = lite.add(event(status="draft"))
    with pytest.raises(NotFound):
        lite.sign_up(one.id, "Kim")


def test_while_network_was_never_reached_the_form_is_refused_and_nothing_is_written(lite):
    one = lite.add(event())
    lite.directory.away = True
    with pytest.raises(Unavailable):
        lite.sign_up(one.id, "Kim")
    assert (lite.people(one.id), lite.rows()) == ([], [])
