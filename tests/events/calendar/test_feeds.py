"""Feeds over HTTP: what calendars ask for and what they get."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from icalendar import Calendar

from tests.events.builders import event


def titles(answer) -> list[str]:
    assert answer.status_code == 200
    return sorted(str(e["summary"]) for e in Calendar.from_ical(answer.data).walk("VEVENT"))


@pytest.fixture
def events(desk):
    """One event of each kind that a feed tells apart."""
    kinds: dict[str, dict[str, Any]] = {
        "Erfurt": {"topic_ids": ("mittlung",)},
        "Gera": {"region_ids": ("16052",), "topic_ids": ("schule",)},
        "Land": {"region_ids": ("16",), "topic_ids": ("schule",)},
        "Netz": {"region_ids": (), "online": True, "topic_ids": ("sprache",)},
        "Entwurf": {"status": "draft"},
        "Mitglieder": {"visibility": "members"},
        "Geladene": {"visibility": "closed"},
        "Aus": {"status": "cancelled", "region_ids": ("16052",)},
    }
    for title, values in kinds.items():
        desk.add(event(title=title, **values))


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", ["Abgesagt: Aus", "Erfurt", "Gera", "Land", "Netz"]),
        ("?region=16051", ["Erfurt", "Land", "Netz"]),
        ("?region=16052", ["Abgesagt: Aus", "Gera", "Land", "Netz"]),
        ("?region=16", ["Abgesagt: Aus", "Erfurt", "Gera", "Land", "Netz"]),
        ("?thema=sprache", ["Erfurt", "Netz"]),
        ("?thema=mittlung", ["Erfurt"]),
        ("?region=16052&thema=schule", ["Gera", "Land"]),
    ],
)
def test_a_feed_holds_what_its_address_says(visitor, events, query, wanted):
    assert titles(visitor.get(f"/calendar.ics{query}")) == wanted


@pytest.mark.parametrize("query", ["?region=99999", "?thema=unbekannt", "?region=16051&thema=x"])
def test_an_unknown_filter_is_not_found(visitor, query):
    assert visitor.get(f"/calendar.ics{query}").status_code == 404


def test_the_head_of_the_answer(visitor, events):
    answer = visitor.get("/calendar.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'inline; filename="termine.ics"'
    assert answer.headers["Cache-Control"] == "public, max-age=600"
    assert answer.headers["Last-Modified"] == "Wed, 25 Nov 2026 08:00:00 GMT"
    assert "Set-Cookie" not in answer.headers
    assert "Content-Encoding" not in answer.headers


def test_an_unchanged_feed_is_not_sent_again(visitor, events, clock):
    first = visitor.get("/calendar.ics")
    tag = first.headers["ETag"]
    clock.move(hours=3)
    assert visitor.get("/calendar.ics").data == first.data
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = visitor.get("/calendar.ics", headers={"If-None-Match": known})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag


def test_a_changed_feed_is_sent_whatever_its_date_says(visitor, desk):
    one = desk.add(event())
    first = visitor.get("/calendar.ics")
    head = {
        "If-None-Match": first.headers["ETag"],
        "If-Modified-Since": first.headers["Last-Modified"],
    }
    desk.edit(one, title="Anders")
    again = visitor.get("/calendar.ics", headers=head)
    assert titles(again) == ["Anders"]
    assert again.headers["ETag"] != first.headers["ETag"]


def test_head_and_get_agree(visitor, events):
    got, asked = visitor.get("/calendar.ics"), visitor.head("/calendar.ics")
    assert (asked.status_code, asked.data) == (200, b"")
    assert asked.headers["ETag"] == got.headers["ETag"]


def test_the_language_of_a_feed_is_in_its_address(visitor, desk):
    desk.add(event(title="Treffen", status="cancelled"))
    assert titles(visitor.get("/calendar.ics?lang=en")) == ["Cancelled: Treffen"]


def test_one_event_for_the_own_calendar(visitor, desk):
    one = desk.add(event(title="Treffen"))
    answer = visitor.get(f"/termine/{one.id}.ics")
    assert titles(answer) == ["Treffen"]
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    (item,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert (str(item["uid"]), str(item["url"])) == (
        one.id,
        f"http://127.0.0.1:8080/termine/{one.id}",
    )


def test_a_draft_has_no_calendar_file_even_for_coordinators(visitor, coordinator, desk):
    one = desk.add(event(status="draft"))
    assert visitor.get(f"/termine/{one.id}.ics").status_code == 404
    assert coordinator.get(f"/termine/{one.id}.ics").status_code == 404


def test_links_come_from_the_configured_address(visitor, desk):
    desk.add(event())
    answer = visitor.get("/calendar.ics", headers={"Host": "evil.example"})
    assert b"evil.example" not in answer.data


def test_the_feed_goes_on_while_network_is_away(visitor, desk, network):
    desk.add(event(title="Treffen"))
    network.away = True
    assert titles(visitor.get("/calendar.ics")) == ["Treffen"]


def test_the_page_about_subscribing_names_both_addresses(visitor, desk):
    text = visitor.get("/kalender?region=16051").get_data(as_text=True)
    assert 'href="webcal://127.0.0.1:8080/calendar.ics?region=16051"' in text
    assert 'value="http://127.0.0.1:8080/calendar.ics?region=16051"' in text
    assert "Wenn Ihr Outlook im Büro keine Abonnements zulässt" in text


def test_a_large_feed_is_the_same_every_time(visitor, desk):
    one = event(title="Treffen")
    with desk.store.write() as transaction:
        for n in range(300):
            id = f"00000000-0000-4000-8000-{n:012}"
            transaction.events.put(replace(one, id=id), "Test", None)
    assert len(titles(visitor.get("/calendar.ics"))) == 300
    assert visitor.get("/calendar.ics").data == visitor.get("/calendar.ics").data
