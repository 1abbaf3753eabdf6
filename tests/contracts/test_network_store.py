"""What every network store promises, told once and asked of each of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from services.network.records import change_sets as changes
from services.network.records.model import (
    KINDS,
    Actor,
    Comment,
    Evidence,
    Funding,
    Indicator,
    Judgement,
    Measure,
    Question,
    Reading,
    Report,
    Verdict,
)
from services.network.records.network import Change, ChangeSet, Network, Put, Remove, Stored
from shared.errors import Conflict
from tests.builders import (
    AT,
    DAY,
    actor,
    cooperation,
    district,
    expectation,
    installation,
    land,
    meeting,
    new,
    notice,
    offer,
    org_type,
    period,
    person,
    project,
    provenance,
    steering_group,
    survey,
    tie,
    topic,
)

EVERYTHING = (
    topic("t1", synonyms=("Beratung", "Coaching")),
    topic("t2", parent_id="t1", label_en="Training", position=3),
    org_type("o1"),
    land("16", population=2_100_000, foreign_share=8.25),
    district("16051", "Erfurt", aliases=("EF",)),
    actor(
        "a1",
        "Verein für Vielfalt „Brücke“ e. V.",
        aliases=("Brücke", "VfV"),
        org_type_id="o1",
        region_id="16051",
        email="post@bruecke.example",
        invitable=False,
        askable=False,
        note="Zeile 1\nZeile 2",
        provenance=provenance(confirmed=None, origin="practice", source="Übung"),
    ),
    actor("a2"),
    person("p1", actor_id="a1", invitation_consent=True, consent_until=DAY),
    project(
        "pr1",
        lead_actor_id="a1",
        partner_actor_ids=("a2", "a1"),
        fundings=(Funding(funder_actor_id="a2", period=period("2020", "Ende 2022"), amount=10.5),),
        period=period("Frühjahr 2021"),
        topic_ids=("t2", "t1"),
    ),
    offer(
        "of1", actor_id="a1", project_id="pr1", languages=("de", "ar"), period=period("", "2027")
    ),
    cooperation("c1", "a1", "a2", intensity=3, project_id="pr1", region_ids=("16051",)),
    tie("ti1", "a1", "a2"),
    steering_group("s1", "a1", "a2"),
    expectation("e1", strategy_goal="Ziel 1", weight=0.5, follows=(("16051", "e0"),)),
    survey("u1", topic_ids=("t1",)),
    Verdict(
        id="v1",
        finding_id="f:a1",
        digest="abc",
        judgement=Judgement.OVERLAP,
        day=DAY,
        reason="so",
        released=True,
        released_by="Frau Beispiel",
        released_at=AT,
    ),
    meeting("m1", host_actor_ids=("a1",), attended=12, finding_ids=("f:1", "f:2")),
    Question(
        id="q1",
        finding_id="f:1",
        digest="abc",
        actor_id="a1",
        entry_kind="offer",
        entry_id="of1",
        asked_on=DAY,
        expires=DAY,
        mailed=True,
        mailed_on=DAY,
        lang="en",
        letter="failed",
        letter_reason="address.invalid",
        letter_at=AT,
        letter_cursor=7,
        remind=False,
        reminded_on=DAY,
        reminded_by="Kim",
        revoked=True,
        answer="yes",
        period=period("2021"),
        statement="Zeile 1\nZeile 2",
        proposed=(("title", "Neu: „mit: Doppelpunkt“"), ("topic_ids", "t1|t2")),
        answered_at=AT,
    ),
    Evidence(id="ev1", title="Gespräch", day=DAY, region_ids=("16051",), participants=7),
    Measure(
        id="me1",
        title="Runder Tisch",
        findings=(("f:1", "abc"), ("f:2", "")),
        about=(("f:1", "coverage e1 16051"), ("f:2", "isolated a1")),
        owner_actor_id="a2",
        begun=DAY,
        due=DAY,
        closed=None,
        meeting_ids=("m1",),
        offer_ids=("of1",),
        evidence_ids=("ev1",),
    ),
    Indicator(
        id="i1",
        name="Erreichte Ämter",
        target=22.5,
        readings=(Reading(day=DAY, value=3.25, source="Register"), Reading(day=DAY, value=4.0)),
    ),
    Report(
        id="r1",
        report_type="progress",
        title="Bericht",
        day=DAY,
        grant_period=period("2021", "2023"),
        region_ids=("16051",),
        strategy_goals=("z1", "z2"),
        evidence_ids=("ev1",),
        indicator_ids=("i1",),
        chapters=(("coverage", "Text: mit Doppelpunkt"),),
        review_version=2,
        figures=(("actors", 156), ("covered", 87)),
    ),
    Comment(id="k1", report_id="r1", chapter="coverage", author="X", text="Y", written_at=AT),
    installation(operator_actor_id="a1", dataset="practice", set_up_at=AT),
)


def network_with(*records) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for record in records:
        found.setdefault(record.KIND, {})[record.id] = record
    return found


def test_an_empty_store_holds_an_empty_network(store):
    assert store.load() == Network()
    assert store.changes(0) == []
    assert store.get("actor", "a1") is None
    assert store.history("actor", "a1") == []


def test_every_kind_of_record_comes_back_as_it_was(store):
    assert store.apply(new(*EVERYTHING), "Frau Beispiel", AT) == 1
    loaded = store.load()
    assert loaded.records == network_with(*EVERYTHING)
    assert loaded.versions == {(r.KIND, r.id): 1 for r in EVERYTHING}
    assert loaded.revision == 1


def test_a_change_names_what_was_before_and_after_who_and_when(store):
    first, second = actor("a1", "Alt"), actor("a1", "Neu", description="größer")
    store.apply(new(first, reason="Umfrage"), "Frau Beispiel", AT)
    later = AT + timedelta(minutes=1, microseconds=5)
    assert store.apply(ChangeSet((Put(second, 1),)), "Herr Muster", later) == 2
    assert store.apply(ChangeSet((Remove("actor", "a1", 2),), "doppelt"), "Frau Beispiel", AT) == 3
    expected = [
        Change(1, "actor", "a1", 1, None, first, "Frau Beispiel", AT, "Umfrage"),
        Change(2, "actor", "a1", 2, first, second, "Herr Muster", later),
        Change(3, "actor", "a1", 3, second, None, "Frau Beispiel", AT, "doppelt"),
    ]
    assert store.history("actor", "a1") == expected
    assert store.changes(0) == expected
    assert store.changes(2) == expected[2:]
    assert store.changes(3) == []


def test_following_the_changes_leads_to_the_same_network_as_loading(store):
    known = store.load()
    for change_set in (
        new(*EVERYTHING),
        ChangeSet((Put(actor("a2", "Anders"), 1), Remove("offer", "of1", 1))),
        ChangeSet((Put(offer("of1"), 2), Put(topic("t3"), 0))),
    ):
        store.apply(change_set, "Test", AT)
        known = known.with_changes(store.changes(known.revision))
        assert known == store.load()


def test_changes_of_one_set_come_in_the_order_given(store):
    store.apply(new(topic("z"), actor("b"), topic("a")), "Test", AT)
    assert [(c.kind, c.id) for c in store.changes(0)] == [
        ("topic", "z"),
        ("actor", "b"),
        ("topic", "a"),
    ]


def test_a_change_that_expects_another_version_changes_nothing_at_all(store):
    store.apply(new(actor("a1")), "Test", AT)
    before = store.load()
    for change in (
        Put(actor("a1", "Anders"), 0),
        Put(actor("a1", "Anders"), 2),
        Put(actor("neu"), 1),
        Remove("actor", "a1", 0),
        Remove("actor", "a1", 2),
        Remove("actor", "neu", 0),
        Remove("topic", "a1", 1),
    ):
        with pytest.raises(Conflict):
            store.apply(ChangeSet((Put(actor("a3"), 0), change, Put(actor("a4"), 0))), "Test", AT)
        assert store.load() == before
        assert store.changes(1) == []
    assert store.apply(new(actor("a3")), "Test", AT) == 2


def test_an_empty_change_set_changes_nothing(store):
    assert store.apply(ChangeSet(()), "Test", AT) == 0
    store.apply(new(actor("a1")), "Test", AT)
    assert store.apply(ChangeSet(()), "Test", AT) == 1


def test_a_deleted_record_is_created_anew_with_the_version_it_was_deleted_in(store):
    store.apply(new(actor("a1")), "Test", AT)
    store.apply(ChangeSet((Remove("actor", "a1", 1),)), "Test", AT)
    assert store.get("actor", "a1") is None
    assert store.load().version("actor", "a1") == 2
    with pytest.raises(Conflict):
        store.apply(ChangeSet((Remove("actor", "a1", 2),)), "Test", AT)
    with pytest.raises(Conflict):
        store.apply(new(actor("a1")), "Test", AT)
    assert store.apply(ChangeSet((Put(actor("a1", "Wieder da"), 2),)), "Test", AT) == 3
    assert store.get("actor", "a1") == Stored(actor("a1", "Wieder da"), 3)


def test_a_record_may_be_changed_twice_in_one_set(store):
    store.apply(ChangeSet((Put(actor("a1"), 0), Put(actor("a1", "Neu"), 1))), "Test", AT)
    assert store.get("actor", "a1") == Stored(actor("a1", "Neu"), 2)
    assert [c.version for c in store.history("actor", "a1")] == [1, 2]


def test_undoing_a_change_set_leads_back(store):
    store.apply(new(actor("a1"), actor("a2")), "Test", AT)
    before = store.load().records
    edit = ChangeSet((Put(actor("a1", "Falsch"), 1), Remove("actor", "a2", 1), Put(topic("t"), 0)))
    revision = store.apply(edit, "Test", AT)
    store.apply(changes.undo([c for c in store.changes(0) if c.revision == revision]), "Test", AT)
    assert {k: v for k, v in store.load().records.items() if v} == before


def test_of_two_writers_of_one_record_one_gets_a_conflict(store, open_another):
    store.apply(new(actor("a1")), "Test", AT)
    writers = [open_another() for _ in range(8)]

    def write(number):
        try:
            name = f"Name {number}"
            return writers[number].apply(ChangeSet((Put(actor("a1", name), 1),)), "Test", AT)
        except Conflict:
            return None

    with ThreadPoolExecutor(8) as pool:
        revisions = list(pool.map(write, range(8)))
    assert sorted(r for r in revisions if r is not None) == [2]
    assert revisions.count(None) == 7
    winner = next(n for n, r in enumerate(revisions) if r)
    assert store.get("actor", "a1") == Stored(actor("a1", f"Name {winner}"), 2)


def test_fifty_creations_of_the_same_record_make_one(store):
    def create(_number: int) -> bool:
        try:
            store.apply(new(actor("a1", "Einmal")), "Test", AT)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(50) as pool:
        assert sum(pool.map(create, range(50))) == 1
    assert store.load().records == network_with(actor("a1", "Einmal"))
    assert len(store.history("actor", "a1")) == 1


def test_revisions_of_parallel_writers_have_no_gaps_and_readers_see_whole_sets(store):
    def write(number):
        return store.apply(new(actor(f"x{number}"), offer(f"x{number}")), "Test", AT)

    known = store.load()
    with ThreadPoolExecutor(8) as pool:
        written = pool.map(write, range(24))
        for _ in range(10):
            known = known.with_changes(store.changes(known.revision))
            assert known.all(KINDS["actor"]).keys() == known.all(KINDS["offer"]).keys()
            loaded = store.load()
            assert loaded.all(KINDS["actor"]).keys() == loaded.all(KINDS["offer"]).keys()
        assert sorted(written) == list(range(1, 25))
    assert known.with_changes(store.changes(known.revision)) == store.load()


def test_two_processes_see_what_the_other_one_wrote(store, open_another):
    other = open_another()
    store.apply(new(actor("a1")), "Test", AT)
    assert other.load() == store.load()
    other.apply(ChangeSet((Put(actor("a1", "Neu"), 1),)), "Test", AT)
    assert [c.version for c in store.changes(1)] == [2]


# --- notices ------------------------------------------------------------------------------


def test_notices_wait_until_they_are_due_the_oldest_first(store):
    late, early = notice("late", AT + timedelta(hours=2)), notice("early", AT)
    middle = notice("middle", AT + timedelta(hours=1))
    store.apply(new(actor("a1"), late, early, middle), "Test", AT)
    assert store.pending_notices(AT - timedelta(seconds=1)) == []
    assert store.pending_notices(AT) == [early]
    assert store.pending_notices(AT + timedelta(hours=2)) == [early, middle, late]
    assert store.pending_notices(AT + timedelta(hours=2), limit=2) == [early, middle]


def test_a_notice_waits_for_its_next_try_and_ends_when_settled(store):
    store.apply(new(notice("n1"), notice("n2"), notice("n3")), "Test", AT)
    again = AT + timedelta(seconds=30)
    tried = notice("n1", attempts=1, next_try=again, last_error="HTTP 503")
    taken = notice("n2", state="accepted", payload="")
    refused = notice("n3", state="refused", last_error="HTTP 422")
    store.accepted_notices([tried, taken, refused], AT)
    assert store.pending_notices(AT) == []
    assert store.pending_notices(again) == [tried]
    assert store.get("notice", "n2") == Stored(taken, 1)
    assert store.get("notice", "n3") == Stored(refused, 1)
    store.accepted_notices([], AT)


def test_notices_are_no_part_of_the_network_nor_of_its_history(store):
    assert store.apply(new(notice("n1")), "Test", AT) == 1
    assert store.apply(new(actor("a1"), notice("n2")), "Test", AT) == 2
    assert store.load().records == network_with(actor("a1"))
    assert store.load().versions == {("actor", "a1"): 1}
    assert [c.id for c in store.changes(0)] == ["a1"]
    assert store.history("notice", "n1") == []
    with pytest.raises(Conflict):
        store.apply(new(notice("n1")), "Test", AT)


def test_a_withdrawn_notice_is_not_sent_and_stays_withdrawn(store):
    store.apply(new(notice("n1")), "Test", AT)
    store.apply(ChangeSet((Remove("notice", "n1", 1),)), "Test", AT)
    assert store.pending_notices(AT) == []
    store.accepted_notices([notice("n1")], AT)
    assert store.pending_notices(AT) == []
    assert store.get("notice", "n1") is None


# --- size ---------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.leaves_much
def test_twenty_thousand_records_are_imported_all_or_not_at_all(store):
    records = [
        *(actor(f"a{n}", f"Akteur Nummer {n}", city="Erfurt") for n in range(10_000)),
        *(offer(f"o{n}", actor_id=f"a{n}") for n in range(10_000)),
    ]
    store.apply(new(actor("taken")), "Test", AT)
    with pytest.raises(Conflict):
        store.apply(new(*records, actor("taken")), "Import", AT)
    assert store.load().records == network_with(actor("taken"))
    assert store.apply(new(*records), "Import", AT) == 2
    loaded = store.load()
    assert loaded.records == network_with(actor("taken"), *records)
    again = changes.differences(loaded, [*records, actor("a0", "Anders")])
    assert [change.record.id for change in again.changes if isinstance(change, Put)] == ["a0"]
    assert loaded.get(Actor, "a9999") == records[9999]
