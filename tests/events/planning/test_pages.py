"""Coordinators' pages: plan, edit, publish, call off, invite, and enter by hand."""

from __future__ import annotations

import uuid

import pytest

from services.events.records.event import Host, ProgrammeItem
from shared.errors import Unavailable
from tests.events.builders import event
from tests.shared.helpers import log_in, post_form

FORM = {
    "title": "Treffen Sprachmittlung",
    "kind": "networking",
    "visibility": "public",
    "starts_day": "2027-03-10",
    "starts_time": "14:30",
    "ends_time": "16.00 Uhr",
    "place": "Rathaus",
    "registration": "1",
    "waiting_list": "1",
    "capacity": "20",
    "programme": "14:30 Begrüßung | Alex Muster (Moderation)\n\n15.00 Austausch",
    "hosts": ["Netzwerkbüro Beispielstadt", ""],
    "region_ids": ["16051", "99999"],
    "topic_ids": ["mittlung"],
}


def test_planned_from_a_finding_edited_and_published(coordinator, visitor, desk):
    page = coordinator.get("/termine/neu?hinweis=luecke-1").get_data(as_text=True)
    assert "Vorgeschlagen aus dem Hinweis: Sprachmittlung in Erfurt" in page
    assert 'value="Vernetzungstreffen: Sprachmittlung in Erfurt"' in page
    assert 'value="Netzwerkbüro Beispielstadt"' in page
    id = str(uuid.uuid4())
    form = {**FORM, "id": id, "hinweis": "luecke-1", "invitee": ["a2"], "reason-a2": "Weil."}
    for _ in range(2):  # sent twice is once
        answer = post_form(coordinator, "/termine/neu", form)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/termine/{id}")
    made = desk.event(id)
    assert (made.status, made.finding_ids) == ("draft", ("luecke-1",))
    assert made.hosts == (Host(actor_id="a1", name="Netzwerkbüro Beispielstadt"),)
    assert (made.region_ids, made.topic_ids, made.capacity) == (("16051",), ("mittlung",), 20)
    assert [(i.starts_at, i.title, i.people) for i in made.programme] == [
        ("14:30", "Begrüßung", "Alex Muster (Moderation)"),
        ("15.00", "Austausch", ""),
    ]
    with desk.store.read() as transaction:
        assert [(i.actor_id, i.reason) for i in transaction.invitations.of_event(id)] == [
            ("a2", "Weil.")
        ]
    assert visitor.get(f"/termine/{id}").status_code == 404
    answer = post_form(coordinator, f"/termine/{id}/veroeffentlichen", {"version": "1"})
    assert answer.status_code == 303
    assert visitor.get(f"/termine/{id}").status_code == 200
    # Nobody is written to by publishing.
    assert desk.letters() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x" * 201},
        {"starts_day": "31.02.2027"},
        {"starts_day": "9999-12-31", "ends_day": "9999-12-31"},
        {"starts_day": "2027-03-28", "starts_time": "02:30"},
        {"starts_day": "2027-10-31", "starts_time": "02:30"},
        {"starts_time": "25:00"},
        {"ends_time": "14:00"},
        {"ends_day": "2028-01-01"},
        {"capacity": "0"},
        {"capacity": "1e400"},
        {"online_url": "javascript:alert(1)"},
        {"online_url": "https://x.example/\r\nX: y"},
        {"kind": "party"},
        {"visibility": ""},
        {"hosts": ["Gibt es nicht"]},
    ],
)
def test_mistakes_are_said_and_what_was_typed_stays(coordinator, desk, wrong):
    id = str(uuid.uuid4())
    answer = post_form(coordinator, "/termine/neu", {**FORM, "id": id, **wrong})
    text = answer.get_data(as_text=True)
    assert answer.status_code in (422,)
    assert 'value="Rathaus"' in text
    assert "14:30 Begrüßung | Alex Muster (Moderation)" in text
    with desk.store.read() as transaction:
        assert transaction.events.find() == []


def test_two_editors_never_overwrite_each_other_silently(coordinator, desk):
    one = desk.add(event())
    where = f"/termine/{one.id}/bearbeiten"
    assert post_form(coordinator, where, {**FORM, "version": "1"}).status_code == 303
    answer = post_form(coordinator, where, {**FORM, "version": "1", "title": "Zweite Fassung"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Jemand anderes hat den Termin inzwischen geändert." in text
    assert 'value="Zweite Fassung"' in text
    assert desk.event(one.id).title == "Treffen Sprachmittlung"
    # What is saved now is saved on purpose.
    version = desk.event(one.id).version
    form = {**FORM, "version": str(version), "title": "Zweite Fassung"}
    assert post_form(coordinator, where, form).status_code == 303
    assert desk.event(one.id).title == "Zweite Fassung"


def test_calling_off_asks_first_and_writes_to_everybody(coordinator, visitor, desk):
    one = desk.add(event(capacity=1))
    desk.joined(one.id, "Anna")
    desk.joined(one.id, "Berit")
    page = coordinator.get(f"/termine/{one.id}/absagen").get_data(as_text=True)
    assert "Termin absagen?" in page
    assert desk.event(one.id).status == "published"
    answer = post_form(coordinator, f"/termine/{one.id}/absagen", {"version": "1"})
    assert answer.status_code == 303
    (letter,) = [x for x in desk.letters() if x.kind == "event_cancelled"]
    parts = {r.name: "METHOD:CANCEL" in r.calendar for r in letter.recipients}
    assert parts == {"Anna": True, "Berit": False}
    text = visitor.get(f"/termine/{one.id}").get_data(as_text=True)
    assert "Dieser Termin ist abgesagt." in text


def test_a_draft_is_deleted_after_asking(coordinator, desk):
    one = desk.add(event(status="draft"))
    assert coordinator.get(f"/termine/{one.id}/loeschen").status_code == 200
    assert desk.event(one.id) == one
    answer = post_form(coordinator, f"/termine/{one.id}/loeschen", {"version": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/termine")
    assert coordinator.get(f"/termine/{one.id}").status_code == 404


def test_the_list_of_registrations_and_what_is_done_by_hand(coordinator, desk):
    one = desk.add(event(capacity=5))
    signed = desk.sign_up(one.id, "Kim")
    where = f"/termine/{one.id}/anmeldungen"
    page = coordinator.get(where).get_data(as_text=True)
    assert "noch nicht bestätigt" in page
    assert "kim@beispiel.example" in page
    assert post_form(coordinator, f"{where}/{signed.id}/bestaetigen").status_code == 303
    form = {"name": "Berit", "email": "berit@x.example", "seats": "2", "form_number": "f1"}
    assert post_form(coordinator, where, form).status_code == 303
    assert post_form(coordinator, where, form).status_code == 303
    assert post_form(coordinator, f"{where}/{signed.id}/abmelden").status_code == 303
    assert desk.states(one.id) == {"Kim": "cancelled", "Berit": "confirmed"}
    assert desk.one(one.id, "Berit").entered_by == "Kim Beispiel"
    again = post_form(coordinator, where, {**form, "form_number": "f2"})
    assert again.status_code == 422
    assert "Diese Adresse ist für den Termin schon angemeldet." in again.get_data(as_text=True)
    assert 'value="Berit"' in again.get_data(as_text=True)


def test_nobody_is_invited_twice(coordinator, desk):
    one = desk.add(event())
    where = f"/termine/{one.id}/einladungen"
    for name in ("Beratungsstelle Musterthal", "Sprachcafé ohne Adresse"):
        assert post_form(coordinator, f"{where}/neu", {"actor": name}).status_code == 303
    assert "keine Adresse bekannt – bitte anrufen" in coordinator.get(where).get_data(as_text=True)
    with desk.store.read() as transaction:
        ids = [i.id for i in transaction.invitations.of_event(one.id)]
    for _ in range(2):
        assert post_form(coordinator, where, {"invitation": ids}).status_code == 303
    assert [x.recipients[0].address for x in desk.letters()] == ["kontakt@muster.example"]
    (letter,) = desk.letters()
    assert letter.recipients[0].reason != ""
    assert letter.recipients[0].address_source == "Umfrage"


PAGES = [
    "/termine/neu",
    "/termine/{id}/bearbeiten",
    "/termine/{id}/anmeldungen",
    "/termine/{id}/einladungen",
    "/termine/{id}/veroeffentlichen",
    "/termine/{id}/absagen",
    "/termine/{id}/loeschen",
]
POSTS = [
    *PAGES,
    "/termine/{id}/einladungen/neu",
    "/termine/{id}/anmeldungen/{r}/bestaetigen",
    "/termine/{id}/anmeldungen/{r}/abmelden",
]


@pytest.mark.parametrize("role", ["anonymous", "viewer", "member", "editor"])
def test_nothing_is_open_to_others(app, visitor, desk, role):
    one = desk.add(event())
    signed = desk.sign_up(one.id, "Kim")
    client = visitor if role == "anonymous" else log_in(app, role)
    before = desk.event(one.id), desk.people(one.id), desk.rows()
    wanted = (302, 303) if role == "anonymous" else (403,)
    for page in PAGES:
        assert client.get(page.format(id=one.id)).status_code in wanted, page
    for page in POSTS:
        answer = post_form(client, page.format(id=one.id, r=signed.id), FORM)
        assert answer.status_code in (*wanted, 401), page
    assert (desk.event(one.id), desk.people(one.id), desk.rows()) == before


def test_no_page_of_the_desk_changes_anything_when_opened(coordinator, desk):
    one = desk.add(event(status="draft"))
    before = desk.event(one.id), desk.rows()
    for page in PAGES:
        wanted = 303 if page.endswith("/absagen") else 200
        assert coordinator.get(page.format(id=one.id)).status_code == wanted, page
    assert (desk.event(one.id), desk.rows()) == before


@pytest.mark.parametrize(
    ("status", "possible"),
    [
        ("draft", ["veroeffentlichen", "loeschen"]),
        ("published", ["absagen"]),
        ("cancelled", []),
    ],
)
def test_a_step_that_the_event_cannot_take_leads_back_to_it(coordinator, desk, status, possible):
    one = desk.add(event(status=status))
    steps = ("veroeffentlichen", "absagen", "loeschen")
    asked = [s for s in steps if coordinator.get(f"/termine/{one.id}/{s}").status_code == 200]
    assert asked == possible
    refused = [s for s in steps if s not in possible]
    for step in refused:
        answer = coordinator.get(f"/termine/{one.id}/{step}")
        assert answer.headers["Location"].endswith(f"/termine/{one.id}")


def test_a_programme_point_without_a_time_stands_in_the_column_of_the_titles(visitor, desk):
    item = ProgrammeItem(title="Gespräch")
    page = visitor.get(f"/termine/{desk.add(event(programme=(item,))).id}").text
    assert '<span class="ev-programme__when"></span> <span><strong>Gespräch' in page


def test_planning_while_network_is_away_says_so(coordinator, network):
    network.away = True
    assert coordinator.get("/termine/neu?hinweis=luecke-1").status_code == 503


def test_a_finding_that_is_gone_is_not_found(coordinator):
    assert coordinator.get("/termine/neu?hinweis=weg").status_code == 404


def test_the_api_is_described_and_answers(visitor, desk):
    one = desk.add(event(capacity=4))
    found = visitor.get("/api/events/events?region=16051").get_json()
    assert [(e["id"], e["free_seats"], e["starts_at"]) for e in found["events"]] == [
        (one.id, 4, "2026-12-09T09:00:00Z")
    ]
    assert visitor.get("/api/events/events?limit=0").status_code == 422
    described = visitor.get("/api/events/openapi.json").get_json()
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) == {"/api/events/events", "/api/events/events/{event_id}"}


def test_everything_that_is_wrong_is_said_at_once_and_stays_typed(coordinator, desk):
    wrong = {
        **FORM,
        "title": "T" * 201,
        "starts_day": "gestern",
        "capacity": "0",
        "online_url": "kein link",
        "hosts": ["Niemand e. V.", ""],
        "audience": "a" * 501,
    }
    answer = post_form(coordinator, "/termine/neu", wrong)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    summary = page.split('class="error-summary__list"')[1].split("</ul>")[0]
    assert [line.split(">")[1].split("<")[0] for line in summary.split("<li>")[1:]] == [
        "Tag: „gestern“ ist kein Datum. Bitte schreiben Sie so: 09.12.2026.",
        "Titel: Das ist zu lang (höchstens 200 Zeichen).",
        "Für wen?: Das ist zu lang (höchstens 500 Zeichen).",
        "Wer lädt ein?: Diesen Akteur gibt es im Verzeichnis nicht. "
        "Bitte wählen Sie einen Namen aus der Liste.",
        "Plätze: Bitte geben Sie 1 bis 100.000 Plätze an oder lassen Sie das Feld leer.",
        "Zugangslink: Bitte geben Sie eine Adresse an, die mit https:// beginnt.",
    ]
    for value in ("gestern", "T" * 201, "kein link", "Niemand e. V.", "a" * 501):
        assert f'value="{value}"' in page
    # A date field would show nothing of it.
    assert 'name="starts_day" type="text" value="gestern"' in page
    assert page.count('name="hosts"') == 3
    assert desk.rows() == []


def test_a_form_sent_while_the_store_is_away_is_kept_to_be_sent_again(
    coordinator, desk, monkeypatch
):
    def away(*_, **__):
        raise Unavailable("unavailable.store")

    with monkeypatch.context() as gone:
        gone.setattr(desk.store.database, "write", away)
        answer = post_form(coordinator, "/termine/neu", FORM)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "Die Datenbank antwortet nicht." in answer.text
    kept = answer.text.split('action="/termine/neu"')[1].split("</form>")[0]
    for name in ("title", "place", "programme"):
        assert f'<textarea name="{name}" hidden>\n{str(FORM[name]).splitlines()[0]}' in kept
    assert desk.rows() == []
    again = post_form(coordinator, "/termine/neu", FORM)
    assert again.status_code == 303
