"""Calendar feeds as several parsers read them, and byte by byte."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import ics
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from services.events.calendar.files import feed
from services.events.calendar.files.feed import FeedTexts
from services.events.calendar.rules import in_feed
from services.events.planning.rules import edited
from services.events.records.event import EventStatus
from services.events.records.wall_clock import wall_clock
from tests.events.builders import NOW, START, event

TEXTS = FeedTexts("Termine, IKÖ; Thüringen", "Alle Termine\nim Netz", "Abgesagt", "Online")
URL = "https://netz.example/termine/1"
SOURCE = "https://netz.example/calendar.ics?region=16051&thema=sprache"


def made(*events, texts=TEXTS, source=SOURCE) -> bytes:
    return feed.feed(events, [URL] * len(events), texts, source)


def lines(data: bytes) -> list[str]:
    """Unfolded content lines."""
    return data.replace(b"\r\n ", b"").decode().split("\r\n")


def value(data: bytes, name: str) -> list[str]:
    return [line for line in lines(data) if line.split(":")[0].split(";")[0] == name]


def instants_of(data: bytes) -> list[datetime]:
    """The start of the first event as three independent parsers read it."""
    by_icalendar: Any = next(iter(Calendar.from_ical(data).walk("VEVENT")))
    by_icalendar = by_icalendar["dtstart"].dt
    by_vobject = vobject.readOne(data.decode()).vevent.dtstart.value
    by_ics = next(iter(ics.Calendar(data.decode()).events)).begin.datetime
    return [moment.astimezone(UTC) for moment in (by_icalendar, by_vobject, by_ics)]


@pytest.mark.parametrize(
    ("day", "clock", "utc_hour"),
    [
        (date(2027, 6, 1), time(18), 16),
        (date(2026, 12, 9), time(10), 9),
        (date(2027, 3, 28), time(1, 30), 0),
        (date(2027, 3, 28), time(3, 30), 1),
        (date(2027, 10, 31), time(1, 30), 23),
        (date(2027, 10, 31), time(3, 30), 2),
        (date(2040, 7, 1), time(0), 22),
    ],
)
def test_three_parsers_read_the_same_instant_in_summer_and_winter(day, clock, utc_hour):
    start = wall_clock(day, clock)
    assert start.hour == utc_hour
    one = event(starts_at=start)
    assert instants_of(made(one)) == [start, start, start]


def test_the_time_zone_is_the_constant_one_and_stands_in_an_empty_feed_too():
    for data in (made(), made(event(), event())):
        text = data.decode()
        assert text.count("BEGIN:VTIMEZONE") == 1
        assert "RDATE" not in text
        assert "COMMENT" not in text
        assert "DTSTART:19700329T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n" in text
        assert "DTSTART:19701025T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n" in text
    assert [part.name for part in Calendar.from_ical(made()).subcomponents] == ["VTIMEZONE"]


def test_the_head_of_a_feed():
    data = made(event())
    assert lines(data)[:10] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//IKOE-Netz//Termine//DE",
        "CALSCALE:GREGORIAN",
        r"NAME:Termine\, IKÖ\; Thüringen",
        r"X-WR-CALNAME:Termine\, IKÖ\; Thüringen",
        r"X-WR-CALDESC:Alle Termine\nim Netz",
        "X-WR-TIMEZONE:Europe/Berlin",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    assert value(data, "SOURCE") == [f"SOURCE;VALUE=URI:{SOURCE}"]
    assert value(data, "METHOD") == []
    assert value(data, "VERSION") == ["VERSION:2.0"]


def test_an_event_says_all_that_calendars_need():
    one = event(id="6f1c7b1a-8f5c-4f0f-9c53-1a2b3c4d5e6f", description="Mit Pause")
    item = made(replace(one, sequence=3, updated_at=NOW + timedelta(days=1, microseconds=9)))
    wanted = {
        "UID": "UID:6f1c7b1a-8f5c-4f0f-9c53-1a2b3c4d5e6f",
        "DTSTAMP": "DTSTAMP:20261126T080000Z",
        "LAST-MODIFIED": "LAST-MODIFIED:20261126T080000Z",
        "CREATED": "CREATED:20261125T080000Z",
        "SEQUENCE": "SEQUENCE:3",
        "DTEND": "DTEND;TZID=Europe/Berlin:20261209T120000",
        "SUMMARY": "SUMMARY:Vernetzungstreffen Sprachmittlung",
        "STATUS": "STATUS:CONFIRMED",
        "LOCATION": r"LOCATION:Rathaus\, Saal 1",
        "URL": f"URL:{URL}",
        "DESCRIPTION": rf"DESCRIPTION:Mit Pause\n\n{URL}",
    }
    assert {name: value(item, name) for name in wanted} == {k: [v] for k, v in wanted.items()}


def test_the_dial_in_link_stays_out_of_public_feeds():
    one = event(online=True, online_url="https://video.example/geheim", dial_in_note="PIN 4711")
    data = made(one)
    assert b"geheim" not in data
    assert b"4711" not in data
    assert value(data, "LOCATION") == [r"LOCATION:Rathaus\, Saal 1 · Online"]


def test_the_same_events_give_the_same_bytes_and_no_present_time():
    one, other = event(), event()
    first = made(one, other)
    feed.vevent.cache_clear()
    assert made(replace(one), replace(other)) == first
    assert made(replace(one, title="Anders"), other) != first


def test_a_cancelled_event_stays_for_thirty_days_marked_and_with_a_higher_sequence():
    before = event()
    after = edited(before, replace(before, status=EventStatus.CANCELLED), NOW)
    data = made(after)
    assert value(data, "STATUS") == ["STATUS:CANCELLED"]
    assert value(data, "SEQUENCE") == ["SEQUENCE:1"]
    assert value(data, "SUMMARY") == ["SUMMARY:Abgesagt: Vernetzungstreffen Sprachmittlung"]
    assert in_feed(after, NOW + timedelta(days=29, hours=23))
    assert not in_feed(after, NOW + timedelta(days=30))


@pytest.mark.parametrize(
    ("one", "now", "there"),
    [
        ({}, NOW, True),
        ({"status": EventStatus.DRAFT}, NOW, False),
        ({"visibility": "members"}, NOW, False),
        ({"visibility": "closed"}, NOW, False),
        ({}, START + timedelta(days=59), True),
        ({}, START + timedelta(days=61), False),
    ],
)
def test_what_a_public_feed_holds(one, now, there):
    assert in_feed(event(**one), now) is there


def test_lines_end_in_crlf_and_have_at_most_75_octets():
    one = event(title="Ümläüt 🎉 " * 200, description="x;y,z\\" * 1000, place='"Saal"; 1, 2')
    data = made(one)
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\r\n\r\n" not in data
    physical = data.split(b"\r\n")
    assert max(len(line) for line in physical) <= 75
    for line in physical:
        line.decode()  # never cut inside a character
        assert b"\n" not in line
        assert b"\r" not in line


TEXT = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029")
    | st.sampled_from(list('\n;,:"\\ 🎉ä')),
    max_size=200,
)


@given(title=TEXT.filter(str.strip), place=TEXT, description=TEXT)
def test_every_text_comes_back_from_two_parsers(title, place, description):
    one = event(title=title, place=place, description=description)
    data = made(one)
    second = vobject.readOne(data.decode()).vevent
    wanted = {"summary": title, "description": "\n\n".join(t for t in (description, URL) if t)}
    if place:
        wanted["location"] = place
    assert {name: getattr(second, name).value for name in wanted} == wanted
    if not any("\\" in text for text in wanted.values()):
        # icalendar's reader takes an escaped backslash before "n" for a line break.
        item = next(iter(Calendar.from_ical(data).walk("VEVENT")))
        assert {name: str(item[name]) for name in wanted} == wanted
    assert second.dtstart.value.astimezone(UTC) == START
    assert max(len(line) for line in data.split(b"\r\n")) <= 75


@given(name=TEXT, description=TEXT)
def test_every_calendar_name_comes_back(name, description):
    data = made(texts=FeedTexts(name, description, "Abgesagt", "Online"))
    found = Calendar.from_ical(data)
    assert str(vobject.readOne(data.decode()).contents["x-wr-calname"][0].value) == name
    assert found.walk("VTIMEZONE")
    assert found.errors == []


WHO = feed.Attendance('Zentrum; "IKÖ"', "zentrum@ikoe.example", "Kim, Beispiel", "kim@x.example")


def test_an_invitation_for_one_person():
    one = event(online=True, online_url="https://video.example/raum?x=1;y,2", place="")
    text = feed.letter_part(one, URL, TEXTS, replace(WHO, confirmed=True), "REQUEST")
    data = text.encode()
    names = [line.split(":")[0].split(";")[0] for line in lines(data)]
    assert lines(data)[4] == "METHOD:REQUEST"
    assert names.index("METHOD") < names.index("BEGIN", 1)
    item = next(iter(Calendar.from_ical(data).walk("VEVENT")))
    assert str(item["organizer"]) == "mailto:zentrum@ikoe.example"
    assert isinstance(item["attendee"], str)  # one, no list
    assert str(item["attendee"]) == "mailto:kim@x.example"
    assert dict(item["attendee"].params) == {
        "CN": "Kim, Beispiel",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }
    assert str(item["conference"]) == "https://video.example/raum?x=1;y,2"
    assert "CONFERENCE;FEATURE=AUDIO,VIDEO;LABEL=Online;VALUE=URI:" in "\n".join(lines(data))
    assert str(item["location"]) == "Online · https://video.example/raum?x=1;y,2"
    assert str(item["description"]).startswith("https://video.example/raum?x=1;y,2\n\n")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    assert instants_of(data) == [START, START, START]


def test_who_leaves_gets_a_cancellation_with_a_higher_sequence():
    one = event(sequence=4)
    data = feed.letter_part(one, URL, TEXTS, WHO, "CANCEL").encode()
    assert value(data, "METHOD") == ["METHOD:CANCEL"]
    assert value(data, "STATUS") == ["STATUS:CANCELLED"]
    assert value(data, "SEQUENCE") == ["SEQUENCE:5"]
    assert value(data, "UID") == [f"UID:{one.id}"]


def test_an_event_called_off_counts_once():
    one = event(sequence=5, status=EventStatus.CANCELLED)
    data = feed.letter_part(one, URL, TEXTS, WHO, "CANCEL").encode()
    assert value(data, "SEQUENCE") == ["SEQUENCE:5"]


def test_the_calendar_part_of_a_resent_letter_is_the_same():
    one = event()
    parts = {feed.letter_part(one, URL, TEXTS, WHO, "REQUEST") for _ in range(3)}
    assert len(parts) == 1


def test_who_comes_back_gets_a_higher_sequence_than_her_cancellation_had():
    one = event(sequence=1)

    def sequence(method, returns):
        data = feed.letter_part(one, URL, TEXTS, WHO, method, returns).encode()
        return value(data, "SEQUENCE")[0]

    way = [("REQUEST", 0), ("CANCEL", 0), ("REQUEST", 1), ("CANCEL", 1), ("REQUEST", 2)]
    assert [sequence(*step) for step in way] == [f"SEQUENCE:{n}" for n in (1, 2, 3, 4, 5)]
