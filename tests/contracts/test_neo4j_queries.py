"""What the graph is asked: a fixed set of texts, in bounded time, and readable afterwards."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import neo4j
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from neo4j import ManagedTransaction

from services.network.records.network import ChangeSet, Remove
from services.network.stores import neo4j_schema
from services.network.stores.neo4j_store import Neo4jStore
from shared.errors import Unavailable
from tests.builders import AT, actor, cooperation, new, notice, offer, period, topic
from tests.contracts.test_network_store import EVERYTHING
from tests.servers import base, neo4j_server

pytestmark = [pytest.mark.neo4j, pytest.mark.xdist_group("neo4j_url")]


def all_texts() -> set[str]:
    found: set[str] = set()
    for value in vars(neo4j_schema).values():
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, tuple):
            found.update(value)
        elif isinstance(value, MappingProxyType):
            found.update(text for text in value.values() if isinstance(text, str))
    return found


@pytest.fixture
def store(neo4j_url) -> Iterator[Neo4jStore]:
    """An empty graph."""
    opened = Neo4jStore(neo4j_url)
    yield opened
    opened.close()


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """Every Cypher text that is sent, in order."""
    sent: list[str] = []
    run = ManagedTransaction.run

    def spy(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        sent.append(query)
        return run(self, query, *args, **kwargs)

    monkeypatch.setattr(ManagedTransaction, "run", spy)
    return sent


NASTY = st.one_of(
    st.text(),
    st.sampled_from(
        ["a`b", "Person`) DETACH DELETE n //", "'", '"', "\\u0060", "}) RETURN 1 //", "a\x00b"]
    ),
)


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=NASTY, other=NASTY)
def test_no_input_ever_becomes_part_of_a_query(store, asked, text, other):
    store.get(text, other)
    store.history(other, text)
    assert asked
    assert set(asked) <= all_texts()


def test_writing_sends_fixed_texts_too(store, asked):
    store.apply(new(*EVERYTHING, notice("n1")), "`Kim`", AT)
    store.apply(ChangeSet((Remove("offer", "of1", 1),), "') //"), "Kim", AT)
    store.accepted_notices([notice("n1", state="accepted")], AT)
    store.pending_notices(AT)
    store.load()
    assert set(asked) <= all_texts()


def test_the_graph_is_readable_in_the_servers_own_tools(bare_neo4j_url, store, neo4j_url):
    store.apply(
        new(
            actor("a1", "Brücke"),
            actor("a2", "Amt"),
            topic("t1", "Beratung"),
            cooperation("c1", "a1", "a2", intensity=3, name="Bündnis"),
            offer("o1", "Kurs", actor_id="a1", topic_ids=("t1",), period=period("2021", "2022")),
        ),
        "Kim",
        AT,
    )
    port = int(neo4j_url.rsplit(":", 1)[1])
    with neo4j.GraphDatabase.driver(
        f"bolt://{base.HOST}:{port}", auth=(neo4j_server.USER, neo4j_server.PASSWORD)
    ) as driver:

        def rows(query: str) -> list[list[Any]]:
            return driver.execute_query(query, result_transformer_=neo4j.Result.values)

        assert rows(
            "MATCH (a:Actor)<-[:PARTNER]-(c:Cooperation)-[:PARTNER]->(b:Actor) "
            "WHERE a.name < b.name RETURN a.name, c.name, c.intensity, b.name"
        ) == [["Amt", "Bündnis", 3, "Brücke"]]
        assert rows(
            "MATCH (o:Offer)-[:PROVIDED_BY]->(a:Actor), (o)-[:ABOUT]->(t:Topic) "
            "WHERE o.period_from <= date('2021-05-01') <= o.period_until "
            "RETURN o.title, a.name, t.label, o.confirmed = date('2026-05-04')"
        ) == [["Kurs", "Brücke", "Beratung", True]]
        assert rows(
            "MATCH (c:Change {key: 'offer/o1'}) RETURN c.revision, c.version, c.author"
        ) == [[1, 1, "Kim"]]
        names = {row[0] for row in rows("SHOW CONSTRAINTS YIELD name")}
        assert {"record_key", "counter_id", "actor_id", "cooperation_id"} <= names
        states = rows("SHOW INDEXES YIELD state RETURN DISTINCT state")
        assert states == [["ONLINE"]]


def test_a_store_opened_again_finds_its_indexes_and_data(bare_neo4j_url):
    first = Neo4jStore(bare_neo4j_url)
    first.apply(new(actor("a1")), "Kim", AT)
    second = Neo4jStore(bare_neo4j_url)
    assert second.load() == first.load()
    for store in (first, second):
        store.close()


def test_the_index_for_words_of_earlier_versions_is_taken_away(bare_neo4j_url, neo4j_url):
    first = Neo4jStore(bare_neo4j_url)
    first.apply(new(actor("a1")), "Kim", AT)
    port = int(neo4j_url.rsplit(":", 1)[1])
    with neo4j.GraphDatabase.driver(
        f"bolt://{base.HOST}:{port}", auth=(neo4j_server.USER, neo4j_server.PASSWORD)
    ) as driver:
        driver.execute_query(
            "CREATE FULLTEXT INDEX record_search FOR (n:Actor|Project|Offer) ON EACH "
            "[n.search_text]"
        )
        second = Neo4jStore(bare_neo4j_url)
        assert second.load() == first.load()
        rows = driver.execute_query("SHOW FULLTEXT INDEXES YIELD name").records
        assert [row["name"] for row in rows] == []
    for store in (first, second):
        store.close()


def test_a_question_that_takes_too_long_is_ended_by_the_server(store, monkeypatch):
    endless = (
        "UNWIND range(1, 100000000000) AS n WITH n WHERE n < 0 RETURN toString(count(n)) AS body"
    )
    monkeypatch.setattr(neo4j_schema, "READ_ONE", endless)
    began = time.monotonic()
    with pytest.raises(Unavailable):
        store.get("actor", "a1")
    # Not at once (that would be another error), and not after the driver's own two minutes.
    assert 4 < time.monotonic() - began < 30
    monkeypatch.undo()
    assert store.get("actor", "a1") is None


@pytest.mark.chaos
def test_a_server_that_hangs_is_unavailable_within_seconds(tmp_path):
    running = neo4j_server.start(tmp_path)
    store = Neo4jStore(neo4j_server.url(running.port))
    store.apply(new(actor("a1")), "Kim", AT)
    server = _child_of(running.pid)
    os.kill(server, signal.SIGSTOP)
    try:
        began = time.monotonic()
        with pytest.raises(Unavailable):
            store.changes(0)
        assert time.monotonic() - began < 10
    finally:
        os.kill(server, signal.SIGCONT)
    assert len(store.changes(0)) == 1
    store.close()
    base.stop(running)


def _child_of(pid: int) -> int:
    """The server below its guard process."""
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as children:
        return int(children.read().split()[0])
