"""Search, neighbourhood and paths: every store gives the ids that the pure functions give."""

from __future__ import annotations

import string

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.network.records.model import Record
from services.network.records.network import ChangeSet, Network, Put
from services.network.records.store_port import Hit, NetworkStore
from services.network.search import graph_search as queries
from tests.builders import (
    AT,
    actor,
    cooperation,
    network_of,
    new,
    offer,
    project,
    steering_group,
    tie,
)

KINDS = ("actor", "project", "offer")


def hits(*found: tuple[str, str]) -> list[Hit]:
    return [Hit(kind, id) for kind, id in found]


def test_search_finds_words_by_their_beginning_however_they_are_written(store):
    store.apply(
        new(
            actor("a1", "Übersetzerinnen Köln e. V.", city="Weimar"),
            actor("a2", "Akteur:innen-Netz", short_name="KÖLN"),
            actor("a3", "Anderes", description="Beratung in Koeln"),
            project("p1", "Kölner Straße"),
            offer("o1", "Sprachmittlung"),
        ),
        "Test",
        AT,
    )
    assert store.search("köln", KINDS) == hits(
        ("actor", "a2"), ("actor", "a3"), ("actor", "a1"), ("project", "p1")
    )
    assert store.search("koeln uber", KINDS) == hits(("actor", "a1"))
    assert store.search("KÖLN", ("project", "actor"), limit=2) == hits(
        ("project", "p1"), ("actor", "a2")
    )
    assert store.search("Akteurinnen", KINDS) == hits(("actor", "a2"))
    assert store.search("sprach", ("offer",)) == hits(("offer", "o1"))
    assert store.search("mittlung", KINDS) == []


ODD = (
    *("", "  ", "-", "*", "e.V.", '"', "a OR b*", "name:Köln", "köln~2", "[a TO b]", "\\", "("),
    *("köln^3", "a && b", "+köln -name", "/köln/", "NOT köln", "\x00köln"),
)


def test_a_query_is_only_words_whatever_it_looks_like(store):
    records = (actor("a1", "Köln"), actor("a2", "Name Köln"), actor("a3", "a to b or"))
    store.apply(new(*records), "Test", AT)
    network = network_of(*records)
    expected = {query: hits(*queries.search(network, query, KINDS)) for query in ODD}
    assert {query: store.search(query, KINDS) for query in ODD} == expected


def test_a_limit_is_kept_within_bounds(store):
    store.apply(new(actor("a1", "Köln"), actor("a2", "Köln")), "Test", AT)
    found = {limit: len(store.search("köln", KINDS, limit)) for limit in (-1, 0, 1, 10**9)}
    assert found == {-1: 0, 0: 0, 1: 1, 10**9: 2}


def test_neighbours_are_those_who_work_together_step_by_step(store):
    store.apply(
        new(
            *(actor(id) for id in "abcdefgh"),
            cooperation("c1", "a", "b"),
            project("p1", lead_actor_id="b", partner_actor_ids=("c",), funder_actor_ids=("h",)),
            steering_group("s1", "c", "d"),
            tie("t1", "d", "e"),
            offer("o1", actor_id="f"),
        ),
        "Test",
        AT,
    )
    assert store.neighbourhood("a") == ["b"]
    assert store.neighbourhood("a", 2) == ["b", "c"]
    assert store.neighbourhood("a", 3) == ["b", "c", "d"]
    assert store.neighbourhood("a", 99) == ["b", "c", "d"]
    assert store.neighbourhood("a", -1) == ["b"]
    assert store.neighbourhood("f") == []
    assert store.neighbourhood("nobody") == []
    assert store.paths("a", "e") == [("a", "b", "c", "d", "e")]
    assert store.paths("a", "e", longest=3) == []
    assert store.paths("a", "a") == [("a",)]
    assert store.paths("a", "h") == []
    assert store.paths("a", "nobody") == []
    assert store.paths("nobody", "nobody") == []


def test_all_shortest_paths_are_found_each_once(store):
    store.apply(
        new(
            *(actor(id) for id in "abcd"),
            cooperation("c1", "a", "b"),
            cooperation("c2", "a", "b"),
            cooperation("c3", "b", "d"),
            cooperation("c4", "a", "c"),
            tie("t1", "d", "c"),
        ),
        "Test",
        AT,
    )
    assert store.paths("a", "d") == [("a", "b", "d"), ("a", "c", "d")]


def test_a_removed_record_ties_nobody_together_and_one_put_back_does_again(store):
    records = (actor("a"), actor("b"), actor("c"), cooperation("c1", "a", "b"), tie("t1", "b", "c"))
    store.apply(new(*records), "Test", AT)
    network = store.load()
    store.apply(ChangeSet((network.remove(actor("b")),)), "Test", AT)
    assert store.neighbourhood("a", 3) == []
    assert store.paths("a", "c") == []
    store.apply(ChangeSet((store.load().put(actor("b")),)), "Test", AT)
    assert store.neighbourhood("a", 3) == ["b", "c"]
    assert store.paths("a", "c") == [("a", "b", "c")]
    store.apply(ChangeSet((store.load().put(cooperation("c1", "a", "c")),)), "Test", AT)
    assert store.neighbourhood("a") == ["c"]


# --- small networks of any form -------------------------------------------------------------

IDS = st.sampled_from(["a", "b", "c", "d", "e", "f", "gone"])
SOME_IDS = st.lists(IDS, max_size=3).map(tuple)
WORDS = st.text(alphabet="aeouäÖéßIn:*.-/ ev0" + string.ascii_lowercase[:4], max_size=14)
ANY_WORDS = st.one_of(WORDS, st.text(max_size=10).filter(lambda t: t.isprintable()))


@st.composite
def networks(draw: st.DrawFn) -> list[Record]:
    records: list[Record] = [
        actor(id, draw(ANY_WORDS), aliases=(draw(WORDS),), city=draw(WORDS))
        for id in sorted(draw(st.sets(IDS.filter(lambda i: i != "gone"))))
    ]
    for number in range(draw(st.integers(0, 4))):
        records.append(cooperation(f"c{number}", *draw(SOME_IDS), name=draw(WORDS)))
    for number in range(draw(st.integers(0, 2))):
        records.append(
            project(
                f"p{number}",
                draw(ANY_WORDS),
                lead_actor_id=draw(st.one_of(IDS, st.just(""))),
                partner_actor_ids=draw(SOME_IDS),
                funder_actor_ids=draw(SOME_IDS),
            )
        )
        records.append(offer(f"o{number}", draw(ANY_WORDS), actor_id=draw(IDS)))
        records.append(steering_group(f"s{number}", *draw(SOME_IDS)))
        records.append(tie(f"t{number}", draw(IDS), draw(IDS)))
    return records


def become(store: NetworkStore, records: list[Record]) -> Network:
    """Make the store hold exactly these records, over whatever it held."""
    held = store.load()
    wanted = {(r.KIND, r.id) for r in records}
    gone = [
        held.remove(record)
        for kind, by_id in held.records.items()
        for id, record in by_id.items()
        if (kind, id) not in wanted
    ]
    puts = [Put(r, held.version(r.KIND, r.id)) for r in records]
    store.apply(ChangeSet((*gone, *puts)), "Test", AT)
    return store.load()


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(records=networks(), query=ANY_WORDS, other=WORDS)
def test_answers_are_those_of_the_pure_functions(store, records, query, other):
    network = become(store, records)
    for asked in (query, other, "a", "in"):
        assert store.search(asked, KINDS) == hits(*queries.search(network, asked, KINDS))
    for id in ("a", "b", "gone"):
        for depth in (1, 2, 3):
            expected = queries.neighbourhood(network, id, depth)
            assert store.neighbourhood(id, depth) == expected
    for start, end, longest in (("a", "b", 4), ("a", "f", 2), ("c", "d", 6), ("e", "gone", 4)):
        expected_paths = queries.paths(network, start, end, longest)
        assert [tuple(p) for p in store.paths(start, end, longest)] == expected_paths
