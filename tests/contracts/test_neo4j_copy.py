"""The graph as lines and back: everything is there, as of one moment, or it is refused."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import neo4j
import pytest

from services.network.records.network import ChangeSet, Remove
from services.network.stores import neo4j_copy
from services.network.stores.neo4j_copy import Damaged, NotEmpty, export, replace
from services.network.stores.neo4j_store import Neo4jStore, connect
from tests.builders import AT, actor, new
from tests.contracts.test_network_store import EVERYTHING
from tests.servers import neo4j_server

pytestmark = [pytest.mark.neo4j, pytest.mark.xdist_group("neo4j_url")]

ODD = {
    "day": date(2026, 2, 28),
    "moment": datetime(2026, 2, 28, 9, 30, 1, 234567, tzinfo=UTC),
    "elsewhere": datetime(2026, 7, 1, 9, 30, tzinfo=timezone(timedelta(hours=2))),
    "days": [date(1999, 12, 31), date(2000, 1, 1)],
    "texts": ["ä„ß“ \u2028", "", '"\\'],
    "flags": [True, False],
    "yes": True,
    "one": 1,
    "whole": 1.0,
    "small": 1e-300,
    "large": 2**62,
    "none_in_here": [],
    "date": "ein Wort, kein Tag",
}


@pytest.fixture
def graph(bare_neo4j_url) -> Iterator[tuple[neo4j.Driver, str | None]]:
    driver, database = connect(bare_neo4j_url)
    with driver:
        yield driver, database


def _everything(driver: neo4j.Driver) -> tuple[list[str], list[str], list[str]]:
    """All there is, in the words of the driver, without the server's own ids."""
    nodes = driver.execute_query("MATCH (n) RETURN labels(n) AS l, properties(n) AS p").records
    edges = driver.execute_query(
        "MATCH (a)-[r]->(b) RETURN properties(a) AS a, type(r) AS t, properties(r) AS p, "
        "properties(b) AS b"
    ).records
    schema = driver.execute_query(
        "SHOW INDEXES YIELD name, type, labelsOrTypes AS l, properties AS p, owningConstraint AS o "
        "WHERE type <> 'LOOKUP' RETURN name, type, l, p, o"
    ).records

    def text(value: object) -> object:
        if isinstance(value, dict):
            return sorted((key, text(one)) for key, one in value.items())
        if isinstance(value, list):
            return [text(one) for one in value]
        return (type(value).__name__, str(value))

    def told(rows: list[neo4j.Record]) -> list[str]:
        return sorted(repr([text(value) for value in row.values()]) for row in rows)

    return told(nodes), told(edges), told(schema)


def _fill(url: str, driver: neo4j.Driver) -> Neo4jStore:
    store = Neo4jStore(url)
    store.apply(new(*EVERYTHING), "Kim", AT)
    store.apply(ChangeSet((Remove(EVERYTHING[0].KIND, EVERYTHING[0].id, 1),)), "Kim", AT)
    driver.execute_query(
        "CREATE (a:Odd $p)-[:REFERS {since: $day, position: 0}]->(:Odd {id: 2}) "
        "CREATE (:Odd {id: 2}) CREATE ({id: 3})",
        p=ODD,
        day=ODD["day"],
    )
    return store


def test_every_label_property_type_relationship_and_change_comes_back(graph, bare_neo4j_url):
    driver, database = graph
    store = _fill(bare_neo4j_url, driver)
    before = _everything(driver)
    network, changes = store.load(), store.changes(0)
    store.close()
    lines = list(export(driver, database))
    neo4j_server.empty(int(bare_neo4j_url.rpartition(":")[2]))
    assert _everything(driver) == ([], [], [])
    end = replace(driver, database, lines)
    assert _everything(driver) == before
    assert end["nodes"] == len(before[0])
    assert end["relationships"] == len(before[1])
    again = Neo4jStore(bare_neo4j_url)
    assert again.load() == network
    assert again.changes(0) == changes
    assert again.apply(new(actor("later")), "Kim", AT) == network.revision + 1
    again.close()


def test_what_is_there_is_replaced_only_when_told(graph, bare_neo4j_url):
    driver, database = graph
    store = Neo4jStore(bare_neo4j_url)
    lines = list(export(driver, database))
    store.apply(new(actor("a")), "Kim", AT)
    driver.execute_query("CREATE CONSTRAINT foreign FOR (n:Foreign) REQUIRE n.x IS UNIQUE")
    driver.execute_query("CREATE INDEX foreign_y FOR (n:Foreign) ON (n.y)")
    before = _everything(driver)
    with pytest.raises(NotEmpty):
        replace(driver, database, lines)
    assert _everything(driver) == before
    replace(driver, database, lines, over=True)
    assert list(export(driver, database)) == lines
    store.close()


def test_damaged_lines_are_refused_before_anything_is_touched(graph, bare_neo4j_url):
    driver, database = graph
    store = _fill(bare_neo4j_url, driver)
    store.close()
    lines = list(export(driver, database))
    before = _everything(driver)
    number = next(n for n, line in enumerate(lines) if b"ein Wort" in line)
    changed = lines[number].replace(b"ein Wort", b"zwei Worte")
    for damaged in (
        lines[:-1],
        lines[1:],
        [*lines[:3], *lines[4:]],
        [*lines[:number], changed, *lines[number + 1 :]],
        [*lines, lines[-1]],
        [lines[0].replace(b'"format":1', b'"format":2'), *lines[1:]],
        [b"{"],
        [],
    ):
        with pytest.raises(Damaged):
            replace(driver, database, damaged, over=True)
    assert _everything(driver) == before


@pytest.mark.parametrize("made", ["CREATE (:`Odd name`)", "CREATE ({x: duration('P1D')})"])
def test_what_the_copy_could_not_carry_is_refused(graph, made):
    driver, database = graph
    driver.execute_query(made)
    with pytest.raises(Damaged):
        list(export(driver, database))


def test_a_change_set_committed_meanwhile_is_in_the_copy_whole(graph, bare_neo4j_url, monkeypatch):
    driver, database = graph
    store = Neo4jStore(bare_neo4j_url)
    people = [actor(f"v{number}", f"Verein {number}") for number in range(20)]
    store.apply(new(*people), "Kim", AT)
    add_edges = neo4j_copy._Graph.add_edges

    def slowly(graph, rows):
        if not graph.edges and store.load().revision == 1:
            # Nodes were read already: this one would be seen by its history alone.
            store.apply(ChangeSet((Remove("actor", "v3", 1),)), "Kim", AT)
            store.apply(new(*EVERYTHING), "Kim", AT)
        add_edges(graph, rows)

    monkeypatch.setattr(neo4j_copy._Graph, "add_edges", slowly)
    meanwhile = list(export(driver, database))
    monkeypatch.undo()
    assert store.load().revision == 3
    assert list(export(driver, database)) == meanwhile
    store.close()


def test_whoever_writes_waits_while_the_rest_is_read(graph, bare_neo4j_url, monkeypatch):
    driver, database = graph
    store = Neo4jStore(bare_neo4j_url)
    store.apply(new(actor("a")), "Kim", AT)
    writer = threading.Thread(target=lambda: store.apply(new(actor("b")), "Kim", AT))
    waited: list[bool] = []
    read_again = neo4j_copy._read_again

    def while_held(tx, graph, since):
        writer.start()
        writer.join(2)
        waited.append(writer.is_alive())
        read_again(tx, graph, since)

    monkeypatch.setattr(neo4j_copy, "_read_again", while_held)
    copy = b"".join(export(driver, database))
    writer.join()
    assert waited == [True]
    assert (b"actor/a" in copy, b"actor/b" in copy) == (True, False)
    assert store.load().revision == 2
    store.close()


def test_copies_made_while_many_write_hold_whole_change_sets(graph, bare_neo4j_url):
    driver, database = graph
    store = Neo4jStore(bare_neo4j_url)
    done = threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            store.apply(new(actor(f"a{number}"), actor(f"b{number}")), "Kim", AT)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [list(map(json.loads, export(driver, database))) for _ in range(5)]
    finally:
        done.set()
        writer.join()
        store.close()
    for copy in copies:
        nodes = [one["node"] for one in copy if "node" in one]
        keys = {p["key"] for labels, p in nodes if "Actor" in labels}
        (revision,) = (p["revision"] for labels, p in nodes if labels == ["Counter"])
        assert keys == {f"actor/{x}{n}" for x in "ab" for n in range(revision)}
        assert sum(labels == ["Change"] for labels, _ in nodes) == 2 * revision


def test_the_commands_copy_and_say_what_is_wrong(graph, bare_neo4j_url, monkeypatch, capsys):
    monkeypatch.setenv("NETWORK_STORE_URL", bare_neo4j_url)
    Neo4jStore(bare_neo4j_url).close()
    copy, told = io.BytesIO(), io.BytesIO()
    assert neo4j_copy.main(["export"], io.BytesIO(), copy) == 0
    assert neo4j_copy.main(["import"], io.BytesIO(copy.getvalue()), told) == 2
    assert "nicht leer" in capsys.readouterr().err
    assert neo4j_copy.main(["import", "--replace"], io.BytesIO(copy.getvalue()), told) == 0
    assert json.loads(told.getvalue())["nodes"] == 1
    number = io.BytesIO()
    assert neo4j_copy.main(["count"], io.BytesIO(), number) == 0
    assert number.getvalue() == b"1\n"
    assert neo4j_copy.main(["import", "--replace"], io.BytesIO(b"x"), told) == 2
    assert "beschädigt" in capsys.readouterr().err
    assert neo4j_copy.main(["nothing"], io.BytesIO(), told) == 2
    monkeypatch.setenv("NETWORK_STORE_URL", "neo4j://neo4j:falsch@127.0.0.1:1")
    assert neo4j_copy.main(["export"], io.BytesIO(), told) == 2
    assert "nicht zu erreichen" in capsys.readouterr().err
