"""The network value: changes, the state on a day, trees and houses."""

from __future__ import annotations

from datetime import UTC, date, datetime

from services.network.records.model import (
    Actor,
    Offer,
    Provenance,
    Record,
    Region,
    Tie,
    TieKind,
    Topic,
)
from services.network.records.network import Change, Network, Put, Remove
from services.network.records.period import PartialDate, Period

AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
DAY = date(2026, 5, 4)


def network_of(*records: Record) -> Network:
    return Network().with_changes(
        Change(number, record.KIND, record.id, 1, None, record, "test", AT)
        for number, record in enumerate(records, start=1)
    )


def test_changes_make_a_new_network_and_leave_the_old_one_as_it_was() -> None:
    before = network_of(Actor(id="a", name="Alt"))
    renamed = Actor(id="a", name="Neu")
    after = before.with_changes(
        [Change(2, "actor", "a", 2, before.get(Actor, "a"), renamed, "test", AT)]
    )
    assert before.all(Actor) == {"a": Actor(id="a", name="Alt")}
    assert after.all(Actor) == {"a": renamed}
    assert (before.revision, after.revision) == (1, 2)
    assert after.put(renamed) == Put(renamed, 2)


def test_a_deleted_record_keeps_its_version_count() -> None:
    there = network_of(Actor(id="a", name="A"))
    gone = there.with_changes([Change(2, "actor", "a", 2, there.get(Actor, "a"), None, "t", AT)])
    assert gone.all(Actor) == {}
    assert gone.version("actor", "a") == 2
    assert there.remove(Actor(id="a", name="A")) == Remove("actor", "a", 1)


def test_an_open_end_runs_until_eighteen_months_after_its_confirmation() -> None:
    start = Period(PartialDate.parse("2020"))
    fresh = Offer(id="f", title="f", period=start, provenance=Provenance(confirmed=DAY))
    stale = Offer(
        id="s", title="s", period=start, provenance=Provenance(confirmed=date(2024, 11, 1))
    )
    never = Offer(id="n", title="n", period=start)
    dated = Offer(
        id="d", title="d", period=Period(PartialDate.parse("2020"), PartialDate.parse("2026"))
    )
    planned = Offer(
        id="p",
        title="p",
        period=Period(PartialDate.parse("2027")),
        provenance=Provenance(confirmed=DAY),
    )
    snapshot = network_of(fresh, stale, never, dated, planned).on(DAY)
    assert [offer.id for offer in snapshot.running(Offer)] == ["d", "f"]


def test_districts_of_a_region_are_itself_the_one_around_it_or_all_within() -> None:
    snapshot = network_of(
        Region(id="16", name="Thüringen", level="land"),
        Region(id="16051", name="Erfurt", level="district", parent_id="16"),
        Region(id="16053", name="Jena", level="district", parent_id="16"),
        Region(id="16051000", name="Erfurt, Stadt", level="municipality", parent_id="16051"),
        Region(id="15", name="Sachsen-Anhalt", level="land"),
    ).on(DAY)
    assert snapshot.districts_of("16") == ("16051", "16053")
    assert snapshot.districts_of("16051") == ("16051",)
    assert snapshot.districts_of("16051000") == ("16051",)
    assert snapshot.districts_of("15") == ()
    assert snapshot.districts_of("unbekannt") == ()


def test_a_topic_includes_those_below_it_even_in_a_ring() -> None:
    snapshot = network_of(
        Topic(id="a", label="A", parent_id="c"),
        Topic(id="b", label="B", parent_id="a"),
        Topic(id="c", label="C", parent_id="b"),
        Topic(id="d", label="D"),
    ).on(DAY)
    assert snapshot.topics_below("a") == {"a", "b", "c"}
    assert snapshot.topics_below("d") == {"d"}


def test_carrier_parts_and_departments_are_one_house_and_members_are_not() -> None:
    actors = [Actor(id=id, name=id) for id in "abcdef"]
    snapshot = network_of(
        *actors,
        Tie(id="1", kind=TieKind.CARRIER_OF, from_actor_id="a", to_actor_id="b"),
        Tie(id="2", kind=TieKind.PART_OF, from_actor_id="c", to_actor_id="b"),
        Tie(id="3", kind=TieKind.DEPARTMENT_OF, from_actor_id="d", to_actor_id="c"),
        Tie(id="4", kind=TieKind.MEMBER_OF, from_actor_id="e", to_actor_id="a"),
        Tie(
            id="5",
            kind=TieKind.PART_OF,
            from_actor_id="f",
            to_actor_id="a",
            period=Period(None, PartialDate.parse("2020")),
        ),
    ).on(DAY)
    assert dict(snapshot.houses) == {"a": "a", "b": "a", "c": "a", "d": "a", "e": "e", "f": "f"}


def test_a_ring_of_carriers_is_one_house_whatever_the_order() -> None:
    actors = [Actor(id=id, name=id) for id in "abcd"]
    ties = [
        Tie(id=f"{a}{b}", kind=TieKind.CARRIER_OF, from_actor_id=a, to_actor_id=b)
        for a, b in ("cb", "ba", "ac", "cd")
    ]
    for order in (ties, ties[::-1]):
        houses = dict(network_of(*actors, *order).on(DAY).houses)
        assert houses == dict.fromkeys("abcd", "a")
