"""Rules of events: wall-clock time, what may be saved, what raises SEQUENCE."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.letters.reminders import reminder_due
from services.events.planning import rules
from services.events.records.event import EventStatus, ProgrammeItem
from services.events.records.event_json import from_values, to_values
from services.events.records.wall_clock import wall_clock
from shared.clock import BERLIN
from shared.errors import Invalid, Refused, Unreadable
from tests.events.builders import NOW, START, event


def codes(error: Invalid) -> list[tuple[str, str]]:
    return [(problem.code, problem.field) for problem in error.problems]


def test_wall_clock_time_is_that_of_thuringia():
    assert wall_clock(date(2027, 6, 1), time(18)) == datetime(2027, 6, 1, 16, tzinfo=UTC)
    assert wall_clock(date(2027, 1, 1), time(18)) == datetime(2027, 1, 1, 17, tzinfo=UTC)


def test_the_hour_lost_in_march_is_refused():
    with pytest.raises(Invalid) as caught:
        wall_clock(date(2027, 3, 28), time(2, 30), "starts_time")
    assert codes(caught.value) == [("time.skipped", "starts_time")]


def test_the_hour_that_comes_twice_in_october_is_refused():
    with pytest.raises(Invalid) as caught:
        wall_clock(date(2027, 10, 31), time(2, 30), "starts_time")
    assert codes(caught.value) == [("time.twice", "starts_time")]


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        (date(2027, 3, 28), time(1, 59)),
        (date(2027, 3, 28), time(3, 0)),
        (date(2027, 10, 31), time(1, 59)),
        (date(2027, 10, 31), time(3, 0)),
        (date(2028, 2, 29), time(23, 59)),
    ],
)
def test_times_beside_the_change_of_the_clocks_are_kept(day, clock):
    local = wall_clock(day, clock).astimezone(BERLIN)
    assert (local.date(), local.time()) == (day, clock)


def test_everything_wrong_is_said_at_once():
    with pytest.raises(Invalid) as caught:
        rules.check(event(title="  ", ends_at=START, capacity=0, online_url="javascript:alert(1)"))
    assert codes(caught.value) == [
        ("field.required", "title"),
        ("event.end_before_start", "ends_time"),
        ("event.capacity", "capacity"),
        ("field.url", "online_url"),
    ]


def test_registration_closes_before_the_end():
    with pytest.raises(Invalid) as caught:
        rules.check(event(registration_closes=START + timedelta(hours=3)))
    assert codes(caught.value) == [("event.closes_late", "closes_day")]


def test_a_draft_without_place_and_host_cannot_go_public():
    draft = event(status=EventStatus.DRAFT, place=" ", hosts=())
    with pytest.raises(Invalid) as caught:
        rules.check_publishable(draft, NOW)
    assert codes(caught.value) == [("event.no_place", "place"), ("event.no_host", "hosts")]


def test_only_a_draft_is_published():
    with pytest.raises(Refused) as caught:
        rules.check_publishable(event(), NOW)
    assert caught.value.code == "event.not_draft"


LATER = NOW + timedelta(days=1, microseconds=5)


@pytest.mark.parametrize(
    ("change", "raised"),
    [
        ({"starts_at": START + timedelta(minutes=30)}, 1),
        ({"ends_at": START + timedelta(hours=3)}, 1),
        ({"status": EventStatus.CANCELLED}, 1),
        ({"title": "Anders"}, 0),
        ({"description": "Mehr"}, 0),
        ({"capacity": 5}, 0),
    ],
)
def test_only_what_calendars_must_be_told_raises_the_sequence(change, raised):
    before = event()
    after = rules.edited(before, replace(before, **change), LATER)
    assert (after.sequence, after.version) == (raised, 2)
    assert after.updated_at == NOW + timedelta(days=1)


def test_the_sequence_of_a_draft_stays_zero():
    before = event(status=EventStatus.DRAFT)
    moved = rules.edited(before, replace(before, starts_at=START - timedelta(days=1)), LATER)
    published = rules.edited(moved, replace(moved, status=EventStatus.PUBLISHED), LATER)
    assert (moved.sequence, published.sequence, published.version) == (0, 0, 3)


def test_an_edit_that_changes_nothing_is_no_edit():
    before = event()
    assert rules.edited(before, replace(before, version=99, sequence=7), LATER) is before


def test_the_time_stamp_never_goes_back():
    before = event()
    after = rules.edited(before, replace(before, title="Neu"), NOW - timedelta(hours=1))
    assert after.updated_at == before.updated_at


def test_participants_hear_of_title_time_place_and_link_only():
    before = event()
    after = replace(before, place="Haus 2", description="neu", starts_at=START + timedelta(hours=1))
    assert rules.changes_told(before, after) == (
        ("starts_at", "2026-12-09T09:00:00+00:00", "2026-12-09T10:00:00+00:00"),
        ("place", "Rathaus, Saal 1", "Haus 2"),
    )


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31), date(2028, 3, 1)])
def test_the_reminder_comes_at_the_same_hour_the_day_before(day):
    due = reminder_due(event(starts_at=wall_clock(day, time(10))))
    local = due.astimezone(BERLIN)
    assert (local.date(), local.time()) == (day - timedelta(days=1), time(10))


@pytest.mark.parametrize(
    ("one", "districts", "topics", "belongs"),
    [
        ({}, None, None, True),
        ({}, {"16051"}, None, True),
        ({}, {"16052"}, None, False),
        ({"region_ids": ("16",)}, {"16052"}, None, True),
        ({"online": True}, {"16052"}, None, True),
        ({"online": True, "topic_ids": ("x",)}, {"16052"}, {"y"}, False),
        ({"topic_ids": ("x",)}, {"16051"}, {"x", "z"}, True),
    ],
)
def test_online_and_land_wide_events_belong_to_every_region(one, districts, topics, belongs):
    found = event(**one).belongs_to(
        frozenset(districts) if districts else None, frozenset(topics) if topics else None
    )
    assert found is belongs


@pytest.mark.parametrize(
    ("one", "now", "open_"),
    [
        ({}, NOW, True),
        ({}, START, False),
        ({"status": EventStatus.DRAFT}, NOW, False),
        ({"status": EventStatus.CANCELLED}, NOW, False),
        ({"registration": False}, NOW, False),
        ({"registration_closes": NOW}, NOW, False),
        ({"registration_closes": NOW + timedelta(seconds=1)}, NOW, True),
    ],
)
def test_when_somebody_may_sign_up(one, now, open_):
    assert event(**one).takes_registrations(now) is open_


@given(
    title=st.text(max_size=200),
    online=st.booleans(),
    capacity=st.none() | st.integers(1, 100_000),
    topics=st.lists(st.text(max_size=8), max_size=3),
    item=st.text(max_size=30),
    closes=st.none() | st.datetimes(timezones=st.just(UTC)),
)
def test_an_event_survives_storing(title, online, capacity, topics, item, closes):
    one = event(
        title=title,
        online=online,
        capacity=capacity,
        topic_ids=tuple(topics),
        programme=(ProgrammeItem(title=item),),
        registration_closes=closes,
    )
    assert from_values(to_values(one)) == one


@pytest.mark.parametrize(
    ("later", "code", "field"),
    [
        ({"invented_later": 1}, "unreadable.field", "invented_later"),
        ({"programme": [{"title": "A", "room": "1"}]}, "unreadable.field", "programme.room"),
        ({"hosts": [{"actor_id": "a", "logo": ""}]}, "unreadable.field", "hosts.logo"),
        ({"kind": "party"}, "unreadable.value", "kind"),
        ({"visibility": "some"}, "unreadable.value", "visibility"),
        ({"status": "moved"}, "unreadable.value", "status"),
    ],
)
def test_what_only_a_later_version_knows_is_never_read_over(later, code, field):
    one = event()
    with pytest.raises(Unreadable) as caught:
        from_values({**to_values(one), **later})
    assert caught.value.code == code
    assert caught.value.params == {"kind": "event", "id": one.id, "field": field}


def test_fields_that_are_missing_get_their_defaults():
    one = event()
    values = {
        name: value for name, value in to_values(one).items() if name not in ("contact", "audience")
    }
    assert from_values(values) == one


@pytest.mark.parametrize("year", [1, 1999, 2101, 9999])
def test_a_year_that_is_a_slip_of_the_pen_is_refused(year):
    start = datetime(year, 6, 1, 10, tzinfo=UTC)
    with pytest.raises(Invalid) as caught:
        rules.check(event(starts_at=start))
    assert codes(caught.value) == [("date.impossible", "starts_day")]


@pytest.mark.parametrize(
    ("most", "beyond", "code", "field"),
    [
        ({"title": "t" * 200}, {"title": "t" * 201}, "field.too_long", "title"),
        ({"capacity": 1}, {"capacity": 0}, "event.capacity", "capacity"),
        ({"capacity": 100_000}, {"capacity": 100_001}, "event.capacity", "capacity"),
        (
            {"ends_at": START + timedelta(days=31)},
            {"ends_at": START + timedelta(days=31, minutes=1)},
            "event.too_long",
            "ends_day",
        ),
        (
            {"ends_at": START + timedelta(minutes=1)},
            {"ends_at": START},
            "event.end_before_start",
            "ends_time",
        ),
        (
            {"registration_closes": START + timedelta(hours=2)},
            {"registration_closes": START + timedelta(hours=2, minutes=1)},
            "event.closes_late",
            "closes_day",
        ),
    ],
)
def test_the_last_value_is_kept_and_the_next_one_is_refused(most, beyond, code, field):
    two_hours = {"ends_at": START + timedelta(hours=2)}
    rules.check(event(**{**two_hours, **most}))
    with pytest.raises(Invalid) as caught:
        rules.check(event(**{**two_hours, **beyond}))
    assert codes(caught.value) == [(code, field)]


def test_how_long_a_title_may_be_is_said():
    with pytest.raises(Invalid) as caught:
        rules.check(event(title="t" * 201))
    assert [problem.params for problem in caught.value.problems] == [{"max_length": 200}]


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        ({"online": False, "place": "Rathaus"}, []),
        ({"online": True, "place": ""}, []),
        ({"online": True, "place": "Rathaus"}, []),
        ({"online": False, "place": ""}, [("event.no_place", "place")]),
    ],
)
def test_whoever_comes_must_know_where_to(place, wrong):
    draft = event(status=EventStatus.DRAFT, **place)
    if not wrong:
        rules.check_publishable(draft, NOW)
        return
    with pytest.raises(Invalid) as caught:
        rules.check_publishable(draft, NOW)
    assert codes(caught.value) == wrong


def test_what_is_over_cannot_go_public_any_more():
    draft = event(status=EventStatus.DRAFT)
    rules.check_publishable(draft, draft.ends_at - timedelta(seconds=1))
    with pytest.raises(Invalid) as caught:
        rules.check_publishable(draft, draft.ends_at)
    assert codes(caught.value) == [("event.past", "starts_day")]
