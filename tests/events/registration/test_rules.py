"""Rules of registrations: clean texts, holds, order of the waiting list."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.records.event import EventStatus
from services.events.records.registration import (
    LIVE,
    Registration,
    RegistrationState,
    email_key,
)
from services.events.registration import rules
from services.events.registration.rules import Admission, Application
from shared.errors import Invalid, Refused
from tests.events.builders import NOW, START, event, registration


@pytest.mark.parametrize(
    ("before_start", "held"),
    [
        (timedelta(days=30), timedelta(hours=48)),
        (timedelta(hours=96), timedelta(hours=48)),
        (timedelta(hours=10), timedelta(hours=5)),
        (timedelta(minutes=50), timedelta(minutes=30)),
        (timedelta(minutes=1), timedelta(minutes=30)),
    ],
)
def test_a_seat_is_held_two_days_or_half_of_what_is_left(before_start, held):
    assert rules.hold_until(NOW, NOW + before_start) == NOW + held


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  Kim \t\r\n Beispiel ", "Kim Beispiel"),
        ("Kim\u202eleipsieB", "KimleipsieB"),
        ("Zoë\u200b Müller\x00", "Zoë Müller"),
        ("Kim\nBcc: opfer@example.org", "Kim Bcc: opfer@example.org"),
    ],
)
def test_names_lose_control_and_bidirectional_characters(text, clean):
    assert rules.clean(text) == clean


@given(st.text())
def test_a_clean_name_is_one_line_of_visible_characters_and_stays_as_it_is(text):
    clean = rules.clean(text)
    assert clean.isprintable()
    assert rules.clean(clean) == clean


def test_everything_wrong_with_a_form_is_said_at_once():
    with pytest.raises(Invalid) as caught:
        rules.check(Application(" ", "x", "o" * 121, seats=0, booked_by="http://spam.example"))
    assert [(p.code, p.field) for p in caught.value.problems] == [
        ("field.no_link", "booked_by"),
        ("field.required", "name"),
        ("field.too_long", "organisation"),
        ("registration.seats", "seats"),
    ]


@pytest.mark.parametrize("seats", [-1, 0, rules.LARGEST_GROUP + 1, 10**9])
def test_a_group_has_a_sensible_size(seats):
    with pytest.raises(Invalid) as caught:
        rules.check(Application("Kim", "k@x.example", seats=seats))
    assert [p.field for p in caught.value.problems] == ["seats"]


@pytest.mark.parametrize("seats", [1, 20])
def test_one_person_and_a_group_of_twenty_may_come(seats):
    assert rules.check(Application("Kim", "k@x.example", seats=seats)).seats == seats
    assert rules.LARGEST_GROUP == 20


@pytest.mark.parametrize(
    ("field", "longest"), [("name", 80), ("booked_by", 80), ("organisation", 120), ("note", 1000)]
)
def test_a_text_may_be_so_long_and_the_form_says_how_long(field, longest):
    one = Application("Kim", "k@x.example")
    fits = replace(one, **{field: "o" * longest})
    assert rules.check(fits) == fits
    with pytest.raises(Invalid) as caught:
        rules.check(replace(one, **{field: "o" * (longest + 1)}))
    assert [(p.code, p.field, p.params) for p in caught.value.problems] == [
        ("field.too_long", field, {"max_length": longest})
    ]


@pytest.mark.parametrize("link", ["https://spam.example", "Gewinn auf WWW.spam.example"])
@pytest.mark.parametrize("field", ["name", "booked_by"])
def test_no_link_travels_into_a_letter_with_a_name(field, link):
    with pytest.raises(Invalid) as caught:
        rules.check(replace(Application("Kim", "k@x.example"), **{field: link}))
    assert [(p.code, p.field) for p in caught.value.problems] == [("field.no_link", field)]


def test_letters_are_in_german_unless_the_form_was_in_english():
    spoken = {
        lang: rules.check(Application("Kim", "k@x.example", lang=lang)).lang
        for lang in ("de", "en", "fr", "")
    }
    assert spoken == {"de": "de", "en": "en", "fr": "de", "": "de"}


def test_the_states_have_the_names_under_which_they_are_stored():
    assert [state.value for state in RegistrationState] == [
        "unconfirmed", "confirmed", "waiting", "cancelled", "expired",
    ]  # fmt: skip
    assert {state for state in RegistrationState if state not in LIVE} == {
        RegistrationState.CANCELLED,
        RegistrationState.EXPIRED,
    }


def test_the_same_person_is_recognised_and_letters_are_counted_per_mailbox():
    assert email_key(" Kim.B+x@Beispiel.Example ") == "kim.b+x@beispiel.example"
    assert rules.limit_key("K.i.m+ikoe@GoogleMail.com") == "kim@googlemail.com"
    assert rules.limit_key("K.i.m@gmail.com") == "kim@gmail.com"
    assert rules.limit_key("k.im+ikoe@beispiel.example") == "k.im@beispiel.example"


@pytest.mark.parametrize(
    ("one", "now", "code"),
    [
        ({"status": EventStatus.CANCELLED}, NOW, "registration.cancelled"),
        ({}, START, "registration.past"),
        ({"registration": False}, NOW, "registration.closed"),
    ],
)
def test_nobody_is_admitted_to_what_is_over_closed_or_called_off(one, now, code):
    with pytest.raises(Refused) as caught:
        rules.admit(event(**one), now, False)
    assert caught.value.code == code


def test_who_comes_while_others_wait_queues_behind_them():
    assert rules.admit(event(), NOW, False) is Admission.SEAT
    assert rules.admit(event(), NOW, True) is Admission.WAIT
    assert rules.admit(event(waiting_list=False), NOW, True) is Admission.SEAT


def waits(name: str, minutes: int, seats: int = 1) -> Registration:
    since = NOW + timedelta(minutes=minutes)
    state = RegistrationState.WAITING
    return registration(id=name, name=name, seats=seats, state=state, waiting_since=since)


def test_the_line_is_strictly_first_come_first_served():
    early, late = waits("b", 1, seats=3), waits("a", 2)
    assert rules.next_in_line([late, early], 3) is early
    assert rules.next_in_line([late, early], 2) is None
    assert rules.next_in_line([late, early], None) is early
    assert rules.next_in_line([], 5) is None
    alike = waits("a", 1)
    assert rules.next_in_line([early, alike], 3) is alike


def test_who_waits_since_nobody_knows_when_stands_where_the_registration_was_made():
    undated = replace(waits("b", 0), waiting_since=None, created_at=NOW + timedelta(minutes=1))
    assert rules.next_in_line([waits("a", 2), undated], 1) is undated
    earlier = waits("c", 0)
    assert rules.next_in_line([undated, earlier], 1) is earlier


def test_coordinators_enter_people_after_the_registration_has_closed_but_not_what_is_over():
    closed = event(registration=False)
    assert rules.admit(closed, NOW, False, by_hand=True) is Admission.SEAT
    assert rules.admit(closed, NOW, True, by_hand=True) is Admission.WAIT
    with pytest.raises(Refused) as caught:
        rules.admit(closed, START, False, by_hand=True)
    assert caught.value.code == "registration.past"


def test_an_address_is_one_address_with_its_domain_in_small_letters():
    assert rules.checked_email(" Kim@Beispiel.EXAMPLE ") == "Kim@beispiel.example"
    with pytest.raises(Invalid) as caught:
        rules.checked_email("kim@beispiel.example, opfer@beispiel.example", "contact")
    assert [(p.code, p.field) for p in caught.value.problems] == [("field.email", "contact")]
