"""The public pages: list, event, form, and the page with a button behind each link."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from services.events.letters import links
from services.events.records.registration import Registration
from services.events.stores import tables
from tests.events.builders import START, World, event, registration
from tests.shared.helpers import post_form

FORM = {
    "for_whom": "me",
    "name": "Kim Beispiel",
    "email": "kim@beispiel.example",
    "organisation": "Büro",
    "seats": "1",
    "note": "",
    "form_number": "form-1",
}


def path(one: Registration, purpose: str, desk: World) -> str:
    return f"/anmeldung/{one.id}/{purpose}/{desk.token(one, purpose)}"


def everything(desk, one) -> tuple[object, ...]:
    return desk.event(one.id), desk.people(one.id), desk.rows(), desk.taken(one.id)


def test_a_visitor_signs_up_and_presses_the_button(visitor, desk):
    one = desk.add(event(capacity=3))
    assert "noch 3 Plätze frei" in visitor.get(f"/termine/{one.id}").get_data(as_text=True)
    answer = post_form(visitor, f"/termine/{one.id}/anmelden", FORM)
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/termine/{one.id}/angemeldet",
    )
    assert "Noch nicht angemeldet – ein Schritt fehlt" in visitor.get(
        answer.headers["Location"]
    ).get_data(as_text=True)
    (signed,) = desk.people(one.id)
    button = path(signed, links.CONFIRM, desk)
    page = visitor.get(button).get_data(as_text=True)
    assert "Ja, anmelden" in page
    assert post_form(visitor, button).status_code == 303
    assert desk.states(one.id) == {"Kim Beispiel": "confirmed"}
    assert "Sie sind angemeldet" in visitor.get(button).get_data(as_text=True)
    leave = path(signed, links.LEAVE, desk)
    assert post_form(visitor, leave).status_code == 303
    assert desk.states(one.id) == {"Kim Beispiel": "cancelled"}
    assert "Sie sind abgemeldet" in visitor.get(leave).get_data(as_text=True)


def test_somebody_else_is_signed_up_by_name(visitor, desk):
    one = desk.add(event())
    form = {**FORM, "for_whom": "other", "booked_by": "Alex Muster"}
    assert post_form(visitor, f"/termine/{one.id}/anmelden", form).status_code == 303
    assert [(r.name, r.booked_by) for r in desk.people(one.id)] == [("Kim Beispiel", "Alex Muster")]


def test_visitors_get_no_cookie(visitor, desk):
    one = desk.add(event())
    answers = [
        visitor.get("/termine"),
        visitor.get(f"/termine/{one.id}"),
        post_form(visitor, f"/termine/{one.id}/anmelden", FORM),
        visitor.get(f"/termine/{one.id}/angemeldet"),
    ]
    assert [a.headers.get("Set-Cookie") for a in answers] == [None] * 4


def test_a_known_and_an_unknown_address_get_the_same_answer(visitor, desk, clock):
    one = desk.add(event())
    desk.joined(one.id, "Kim Beispiel")
    clock.move(hours=2)
    forms = [
        {**FORM, "email": "kim.beispiel@beispiel.example", "form_number": "a"},
        {**FORM, "email": "neu@beispiel.example", "form_number": "b"},
    ]
    answers = [post_form(visitor, f"/termine/{one.id}/anmelden", form) for form in forms]
    assert len({(a.status_code, a.headers["Location"], a.data) for a in answers}) == 1


def test_a_mistake_keeps_what_was_typed(visitor, desk):
    one = desk.add(event())
    form = {**FORM, "email": "kim@", "note": "Rollstuhl <b>"}
    answer = post_form(visitor, f"/termine/{one.id}/anmelden", form)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="Kim Beispiel"' in text
    assert 'value="kim@"' in text
    assert "Rollstuhl &lt;b&gt;" in text
    assert 'value="form-1"' in text
    assert desk.people(one.id) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"seats": "-1"},
        {"seats": "1e400"},
        {"seats": "999999999999"},
        {"seats": "zwei"},
        {"name": ""},
        {"name": "x" * 1000},
        {"name": "Schau www.spam.example"},
        {"email": "a@b.example,c@d.example"},
        {"email": "kim@x.example\r\nBcc: y@z.example"},
        {"note": "x" * 5000},
        {"for_whom": "other"},
        {"note": "\x00"},
        {"form_number": "\x00"},
    ],
)
def test_bad_input_is_said_and_nothing_is_written(visitor, desk, wrong):
    one = desk.add(event())
    answer = post_form(visitor, f"/termine/{one.id}/anmelden", {**FORM, **wrong})
    assert answer.status_code == (400 if "\x00" in wrong.values() else 422)
    assert (desk.people(one.id), desk.rows()) == ([], [])


@pytest.mark.parametrize(
    "odd", [{"name": "Kim\u202eBeispiel"}, {"note": "\x07🎉"}, {"seats": ""}, {"lang": "xx"}]
)
def test_odd_input_is_no_fault_of_the_server(visitor, desk, odd):
    one = desk.add(event())
    answer = post_form(visitor, f"/termine/{one.id}/anmelden", {**FORM, **odd})
    assert answer.status_code == 303
    assert [r.name for r in desk.people(one.id)] in (["Kim Beispiel"], ["KimBeispiel"])


def test_a_program_that_fills_in_everything_signs_nobody_up(visitor, desk):
    one = desk.add(event())
    form = {**FORM, "website": "https://spam.example"}
    assert post_form(visitor, f"/termine/{one.id}/anmelden", form).status_code == 303
    assert desk.people(one.id) == []


def test_a_form_from_elsewhere_is_refused(visitor, desk):
    one = desk.add(event())
    answer = visitor.post(f"/termine/{one.id}/anmelden", data=FORM)
    assert answer.status_code in (400, 403)
    assert desk.people(one.id) == []


@pytest.mark.parametrize("purpose", [links.CONFIRM, links.LEAVE])
@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_a_link_changes_nothing(visitor, desk, purpose, method):
    one = desk.add(event(capacity=1))
    signed = desk.sign_up(one.id, "Kim")
    before = everything(desk, one)
    for _ in range(3):
        assert getattr(visitor, method)(path(signed, purpose, desk)).status_code == 200
    assert everything(desk, one) == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_wrong_links_are_one_neutral_page(visitor, desk, method):
    one = desk.add(event(capacity=5))
    signed = desk.sign_up(one.id, "Kim")
    token = desk.token(signed, links.CONFIRM)
    before = everything(desk, one)
    pages = set()
    for wrong in (
        f"/anmeldung/{signed.id}/bestaetigen/{token}x",
        f"/anmeldung/{signed.id}/bestaetigen/null",
        f"/anmeldung/{signed.id}/bestaetigen/%FF",
        f"/anmeldung/{signed.id}/abmelden/{token}",
        f"/anmeldung/{signed.id}/absagen/{token}",
        f"/anmeldung/{signed.id}/loeschen/{token}",
        f"/anmeldung/nobody/bestaetigen/{token}",
        f"/anmeldung/{'x' * 5000}/bestaetigen/{token}",
    ):
        answer = visitor.get(wrong) if method == "get" else post_form(visitor, wrong)
        assert answer.status_code == 404, wrong
        pages.add("Dieser Link ist ungültig" in answer.get_data(as_text=True))
    assert pages == {True}
    assert everything(desk, one) == before


def test_too_late_is_a_clear_page(visitor, desk, clock):
    one = desk.add(event())
    signed = desk.sign_up(one.id, "Kim")
    clock.now = one.ends_at + timedelta(seconds=1)
    answer = post_form(visitor, path(signed, links.CONFIRM, desk))
    assert answer.status_code == 409
    assert "Das geht leider nicht mehr." in answer.get_data(as_text=True)


def test_an_invited_organisation_declines(visitor, coordinator, desk):
    one = desk.add(event(status="draft"))
    post_form(
        coordinator, f"/termine/{one.id}/einladungen/neu", {"actor": "Beratungsstelle Musterthal"}
    )
    post_form(coordinator, f"/termine/{one.id}/veroeffentlichen", {"version": "1"})
    with desk.store.read() as transaction:
        (invitation,) = transaction.invitations.of_event(one.id)
    form = {"invitation": invitation.id}
    assert post_form(coordinator, f"/termine/{one.id}/einladungen", form).status_code == 303
    (letter,) = desk.letters()
    link = letter.recipients[0].links["cancel"].removeprefix("http://127.0.0.1:8080")
    assert "Nein, ich kann nicht kommen" in visitor.get(link).get_data(as_text=True)
    assert post_form(visitor, link).status_code == 303
    assert "Danke für Ihre Absage" in visitor.get(link).get_data(as_text=True)
    page = coordinator.get(f"/termine/{one.id}/einladungen").get_data(as_text=True)
    assert "abgesagt" in page


# --- lists -----------------------------------------------------------------------------------


def titles_of(page: str, titles: tuple[str, ...]) -> list[str]:
    return [title for title in titles if title in page]


ALL = ("Offen", "Nur für Mitglieder", "Für Geladene", "Noch Entwurf", "Ganz vorbei")


@pytest.fixture
def events(desk, clock):
    """One event of each visibility, a draft and a past one."""
    desk.add(event(title="Offen"))
    desk.add(event(title="Nur für Mitglieder", visibility="members"))
    desk.add(event(title="Für Geladene", visibility="closed"))
    desk.add(event(title="Noch Entwurf", status="draft"))
    desk.add(event(title="Ganz vorbei", starts_at=START - timedelta(days=60)))


def test_who_sees_which_events(app, visitor, coordinator, events):
    from tests.shared.helpers import log_in

    seen = {
        who: titles_of(client.get("/termine").get_data(as_text=True), ALL)
        for who, client in {
            "visitor": visitor,
            "member": log_in(app, "member"),
            "coordinator": coordinator,
        }.items()
    }
    assert seen == {
        "visitor": ["Offen"],
        "member": ["Offen", "Nur für Mitglieder"],
        "coordinator": list(ALL[:4]),
    }


def test_past_events_on_request(visitor, events):
    page = visitor.get("/termine?wann=vergangen").get_data(as_text=True)
    assert titles_of(page, ALL) == ["Ganz vorbei"]


def test_the_list_is_filtered_and_keeps_online_events(visitor, desk):
    desk.add(event(title="Offen"))
    desk.add(event(title="Ganz vorbei", region_ids=("16052",)))
    desk.add(event(title="Für Geladene", region_ids=(), online=True))
    page = visitor.get("/termine?region=16052").get_data(as_text=True)
    assert titles_of(page, ALL) == ["Für Geladene", "Ganz vorbei"]


def test_the_short_list_shows_numbers_to_coordinators_only(visitor, coordinator, desk):
    one = desk.add(event(title="Offen", capacity=5))
    desk.joined(one.id, "Kim")
    assert "1 von 5 Plätzen" in coordinator.get("/termine/kurz").get_data(as_text=True)
    page = visitor.get("/termine/kurz").get_data(as_text=True)
    assert "noch 4 Plätze frei" in page
    assert "1 von 5" not in page


def test_a_draft_does_not_exist_for_visitors(visitor, coordinator, desk):
    one = desk.add(event(status="draft"))
    assert visitor.get(f"/termine/{one.id}").status_code == 404
    assert post_form(visitor, f"/termine/{one.id}/anmelden", FORM).status_code == 404
    assert coordinator.get(f"/termine/{one.id}").status_code == 200


def test_pages_show_nobody_who_signed_up(visitor, desk):
    one = desk.add(event(online=True, online_url="https://video.example/geheim"))
    with desk.store.write() as transaction:
        transaction.registrations.put(
            registration(event_id=one.id, name="GEHEIM-NAME", email="geheim@x.example"),
            expects=None,
        )
    for where in (f"/termine/{one.id}", f"/api/events/events/{one.id}", "/api/events/events"):
        text = visitor.get(where).get_data(as_text=True).lower()
        assert "geheim" not in text


def test_the_same_pages_in_english(visitor, desk):
    one = desk.add(event(capacity=3))
    text = visitor.get(f"/termine/{one.id}?lang=en").get_data(as_text=True)
    assert "3 seats left" in text
    assert f'action="/termine/{one.id}/anmelden?lang=en"' in text


def test_unknown_events_are_not_found(visitor):
    for where in (
        "/termine/00000000-0000-4000-8000-000000000000",
        "/termine/00000000-0000-4000-8000-000000000000.ics",
        "/termine/keine-nummer",
        "/api/events/events/x",
    ):
        assert visitor.get(where).status_code == 404


def test_pages_go_on_while_network_is_away(visitor, desk, network):
    one = desk.add(event())
    network.away = True
    assert visitor.get("/termine").status_code == 200
    assert visitor.get(f"/termine/{one.id}").status_code == 200
    answer = post_form(visitor, f"/termine/{one.id}/anmelden", FORM)
    assert answer.status_code == 503
    assert desk.people(one.id) == []


def test_every_mistake_of_the_form_is_said_at_once(visitor, desk):
    one = desk.add(event(capacity=3))
    wrong = {**FORM, "for_whom": "other", "email": "keine-adresse", "seats": "0"}
    answer = post_form(visitor, f"/termine/{one.id}/anmelden", wrong)
    assert answer.status_code == 422
    summary = answer.text.split('class="error-summary__list"')[1].split("</ul>")[0]
    named = [line.split(">")[1].split(":")[0] for line in summary.split("<li>")[1:]]
    assert named == ["Ihr Name", "E-Mail-Adresse", "Personen"]
    assert desk.people(one.id) == []


def test_nobody_is_told_of_a_seat_that_is_not_held(visitor, desk):
    one = desk.add(event(capacity=1))
    desk.joined(one.id, "Kim")
    waiting = desk.sign_up(one.id, "Alex")
    assert waiting.held == 0
    assert [x.hold_until for x in desk.letters() if x.subject_key.endswith(waiting.id)] == [None]
    page = visitor.get(path(waiting, links.CONFIRM, desk)).text
    assert "Platz frei gehalten bis" not in page
    assert "Mit dem Bestätigen kommen Sie auf die Warteliste" in page


def test_an_event_that_only_a_newer_program_knows_is_said_and_takes_nobody(visitor, desk):
    one = desk.add(event())
    with desk.store.database.write() as connection:
        (body,) = connection.execute(select(tables.event.c.body)).scalars()
        newer = json.dumps({**json.loads(body), "planet": "Erde"})
        connection.execute(tables.event.update().values(body=newer))
    for path in ("/termine", f"/termine/{one.id}", "/calendar.ics"):
        answer = visitor.get(path, headers={"Accept-Language": "de"})
        assert answer.status_code == 503
        assert f"das Feld „planet“ nicht (event/{one.id})" in answer.get_data(as_text=True)
    assert post_form(visitor, f"/termine/{one.id}/anmelden", FORM).status_code == 503
    assert desk.people(one.id) == []
