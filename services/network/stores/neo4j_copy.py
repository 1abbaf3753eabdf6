"""The whole graph as lines of JSON and back: Neo4j's Community Edition copies no running database.

``python -m services.network.stores.neo4j_copy export > file`` and ``… import [--replace] < file``
(``count`` says how many nodes there are); the address comes from NETWORK_STORE_URL. Lines: the
schema, every node, every relationship (from and to are numbers of nodes), and last how many there
are with a digest of all lines. What is the same gives the same lines, so that an import is
verified by exporting once more.

Neo4j reads what is committed at each moment, not as of the beginning. Everything is therefore read
while others write, and then, with the lock that puts writers in a row (``LOCK_COUNTER``), read
again what was written since: they wait for that moment only. The graph is held in memory.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

import neo4j
from neo4j import ManagedTransaction, Transaction
from neo4j.time import Date, DateTime

from services.network.stores.neo4j_errors import translated
from services.network.stores.neo4j_store import connect
from shared.errors import IkoeError

FORMAT = 1
BATCH = 5000
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NODES = "RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS properties"
_EDGES = (
    "RETURN elementId(r) AS id, type(r) AS type, properties(r) AS properties, "
    "elementId(startNode(r)) AS begin, elementId(endNode(r)) AS end"
)
_HOLD = "MATCH (c:Counter {id: 'network'}) SET c.holder = coalesce(c.holder, '')"
_REVISION = "MATCH (c:Counter {id: 'network'}) RETURN c.revision AS revision"
_COUNT = "MATCH (n) RETURN count(n) AS number"
_TOUCHED = "MATCH (c:Change) WHERE c.revision > $since RETURN DISTINCT c.key AS key"
# The history does not tell of notices, and a report has a revision of its own.
_WRITTEN = "n.revision > $since OR n.revision IS NULL OR n.key IN $touched"
_IMPORT_WITHIN = 300.0


class Damaged(Exception):
    """Lines that are no whole copy, or a graph that cannot be copied; the text says what."""


class NotEmpty(Exception):
    """There is something in the database already."""


@dataclass
class _Graph:
    nodes: dict[str, str] = field(default_factory=dict)
    """Element id -> labels and properties as JSON."""
    edges: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Element id -> (from, type and properties as JSON, to)."""

    def add_nodes(self, rows: Iterable[Any]) -> None:
        for row in rows:
            labels = sorted(map(_name, row["labels"]))
            self.nodes[row["id"]] = _text([labels, _written(row["properties"])])

    def add_edges(self, rows: Iterable[Any]) -> None:
        for row in rows:
            told = _text([_name(row["type"]), _written(row["properties"])])
            self.edges[row["id"]] = (row["begin"], told, row["end"])


def export(driver: neo4j.Driver, database: str | None) -> Iterator[bytes]:
    """All lines of a copy, consistent as of the moment of its end, while others write."""
    with translated(), driver.session(database=database) as session:
        schema = _schema(session)
        row = session.run(_REVISION).single()
        since = -1 if row is None else int(row["revision"])
        graph = _Graph()
        graph.add_nodes(session.run(f"MATCH (n) {_NODES}"))
        graph.add_edges(session.run(f"MATCH ()-[r]->() {_EDGES}"))
        # Rolled back: it takes the lock and leaves nothing.
        with session.begin_transaction(timeout=_IMPORT_WITHIN) as holding:
            holding.run(_HOLD).consume()
            _read_again(holding, graph, since)
            holding.rollback()
    return _lines(schema, graph)


def _read_again(tx: Transaction, graph: _Graph, since: int) -> None:
    """What was written after a revision, by whoever held the lock before."""
    told: dict[str, Any] = {"since": since}
    told["touched"] = [row["key"] for row in tx.run(_TOUCHED, told)]
    rows = list(tx.run(f"MATCH (n) WHERE {_WRITTEN} {_NODES}", told))
    graph.add_nodes(rows)
    anew = {row["id"] for row in rows}
    graph.edges = {id: edge for id, edge in graph.edges.items() if edge[0] not in anew}
    graph.add_edges(tx.run(f"MATCH (n)-[r]->() WHERE {_WRITTEN} {_EDGES}", told))


def _lines(schema: Sequence[Mapping[str, Any]], graph: _Graph) -> Iterator[bytes]:
    numbers = {
        id: number
        for number, (id, _) in enumerate(sorted(graph.nodes.items(), key=lambda one: one[1]))
    }
    digest = hashlib.sha256()

    def line(told: str) -> bytes:
        written = f"{told}\n".encode()
        digest.update(written)
        return written

    yield line(_text({"format": FORMAT, "schema": schema}))
    for id in numbers:
        yield line(f'{{"node":{graph.nodes[id]}}}')
    for begin, told, end in sorted(
        (numbers[begin], told, numbers[end]) for begin, told, end in graph.edges.values()
    ):
        yield line(f'{{"edge":[{begin},{end},{told}]}}')
    counts = {"nodes": len(graph.nodes), "relationships": len(graph.edges)}
    yield f"{_text({**counts, 'sha256': digest.hexdigest()})}\n".encode()


def replace(
    driver: neo4j.Driver, database: str | None, lines: Iterable[bytes], *, over: bool = False
) -> Mapping[str, Any]:
    """Bring a copy into a database; returns its last line.

    Read whole before anything is written, and verified by exporting once more. Raises NotEmpty
    unless the database is empty or may be written ``over``, and Damaged.
    """
    schema, nodes, edges, end = _parsed(lines)
    with translated(), driver.session(database=database) as session:
        if session.run("MATCH (n) RETURN n LIMIT 1").single() is not None:
            if not over:
                raise NotEmpty
            session.run(
                f"MATCH (n) CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF {BATCH} ROWS"
            ).consume()
        _make_schema(session, schema)
        ids = _put_nodes(session, nodes)
        _put_edges(session, edges, ids)
    *_, found = export(driver, database)
    if json.loads(found) != end:
        raise Damaged(f"Nach dem Einspielen steht anderes im Graphen: {found.decode().strip()}")
    return end


def _parsed(
    lines: Iterable[bytes],
) -> tuple[Sequence[Any], Sequence[Any], Sequence[Any], Mapping[str, Any]]:
    digest = hashlib.sha256()
    schema: Sequence[Any] | None = None
    nodes: list[Any] = []
    edges: list[Any] = []
    end: Mapping[str, Any] | None = None
    try:
        for line in lines:
            if end is not None:
                raise Damaged("Hinter dem Ende der Kopie steht noch etwas.")
            told = json.loads(line)
            match told:
                case {"sha256": _}:
                    end = told
                    continue
                case {"node": node}:
                    nodes.append(node)
                case {"edge": edge}:
                    edges.append(edge)
                case {"format": 1, "schema": known}:
                    schema = known
                case _:
                    raise Damaged("Das ist keine Kopie des Graphen oder die einer neueren Fassung.")
            digest.update(line)
    except ValueError as error:
        raise Damaged(f"Die Kopie des Graphen ist beschädigt ({error}).") from None
    counts = {"nodes": len(nodes), "relationships": len(edges), "sha256": digest.hexdigest()}
    if schema is None or end != counts:
        raise Damaged("Die Kopie des Graphen ist nicht vollständig oder verändert.")
    return schema, nodes, edges, counts


def _put_nodes(session: neo4j.Session, nodes: Sequence[Any]) -> dict[int, str]:
    ids: dict[int, str] = {}
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for number, (labels, properties) in enumerate(nodes):
        row = {"number": number, "properties": _read(properties)}
        groups.setdefault(tuple(map(_name, labels)), []).append(row)
    for labels, rows in groups.items():
        of_labels = "".join(f":{label}" for label in labels)
        query = (
            f"UNWIND $rows AS row CREATE (n{of_labels}) SET n = row.properties "
            "RETURN row.number AS number, elementId(n) AS id"
        )
        for batch in _batches(rows):
            made = session.execute_write(_put, query, batch)
            ids.update((row["number"], row["id"]) for row in made)
    return ids


def _put_edges(session: neo4j.Session, edges: Sequence[Any], ids: Mapping[int, str]) -> None:
    groups: dict[str, list[dict[str, Any]]] = {}
    for begin, end, (relation, properties) in edges:
        row = {"begin": ids[begin], "end": ids[end], "properties": _read(properties)}
        groups.setdefault(_name(relation), []).append(row)
    for relation, rows in groups.items():
        query = (
            "UNWIND $rows AS row MATCH (a) WHERE elementId(a) = row.begin "
            "MATCH (b) WHERE elementId(b) = row.end "
            f"CREATE (a)-[r:{relation}]->(b) SET r = row.properties"
        )
        for batch in _batches(rows):
            session.execute_write(_put, query, batch)


def _put(tx: ManagedTransaction, query: str, rows: Sequence[Any]) -> list[dict[str, Any]]:
    return tx.run(query, rows=rows).data()


def _batches(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


# --- schema ---------------------------------------------------------------------------------


def _schema(session: neo4j.Session) -> list[dict[str, Any]]:
    """Constraints and indexes by name; those that belong to a constraint are left out."""
    found = [
        {"constraint": _name(row["name"]), "label": row["labels"][0], "keys": row["keys"]}
        for row in session.run(
            "SHOW CONSTRAINTS YIELD name, type, entityType, labelsOrTypes AS labels, "
            "properties AS keys WHERE type = 'UNIQUENESS' AND entityType = 'NODE' "
            "RETURN name, labels, keys ORDER BY name"
        )
    ]
    return found + [
        {"index": _name(row["name"]), "label": row["labels"][0], "keys": row["keys"]}
        for row in session.run(
            "SHOW INDEXES YIELD name, type, entityType, labelsOrTypes AS labels, "
            "properties AS keys, owningConstraint AS owner WHERE type = 'RANGE' "
            "AND entityType = 'NODE' AND owner IS NULL RETURN name, labels, keys ORDER BY name"
        )
    ]


def _make_schema(session: neo4j.Session, schema: Sequence[Mapping[str, Any]]) -> None:
    """What the copy has and nothing else: an unknown constraint could refuse its nodes."""
    for known in _schema(session):
        what = "constraint" if "constraint" in known else "index"
        if known not in schema:
            session.run(f"DROP {what.upper()} {known[what]} IF EXISTS").consume()
    for row in schema:
        keys = ", ".join(f"n.{_name(key)}" for key in row["keys"])
        label = _name(row["label"])
        if "constraint" in row:
            made = f"CREATE CONSTRAINT {_name(row['constraint'])} IF NOT EXISTS FOR (n:{label}) "
            session.run(f"{made} REQUIRE ({keys}) IS UNIQUE").consume()
        else:
            made = f"CREATE INDEX {_name(row['index'])} IF NOT EXISTS FOR (n:{label}) "
            session.run(f"{made} ON ({keys})").consume()
    session.run("CALL db.awaitIndexes(300)").consume()


# --- values ---------------------------------------------------------------------------------


def _name(text: str) -> str:
    # Names become part of Cypher; the product has plain ones only.
    if not _NAME.fullmatch(text):
        raise Damaged(f"{text!r} ist kein Name, den dieses Programm in den Graphen schreibt.")
    return text


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _written(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _value(value) for key, value in properties.items()}


def _value(value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case list():
            return [_value(one) for one in value]
        case Date():
            return {"date": value.to_native().isoformat()}
        case DateTime() if value.nanosecond % 1000 == 0 and value.tzinfo is not None:
            return {"datetime": value.to_native().isoformat()}
        case _:
            raise Damaged(f"Werte der Art {type(value).__name__} lassen sich nicht sichern.")


def _read(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _read_value(value) for key, value in properties.items()}


def _read_value(value: Any) -> Any:
    match value:
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case {"datetime": str(text)}:
            return datetime.fromisoformat(text)
        case list():
            return [_read_value(one) for one in value]
        case _:
            return value


def main(words: Sequence[str], source: BinaryIO, out: BinaryIO) -> int:
    """``export`` to ``out``, ``import [--replace]`` from ``source``. Returns the exit code."""
    try:
        driver, database = connect(os.environ.get("NETWORK_STORE_URL", ""))
        with driver:
            match list(words):
                case ["export"]:
                    for line in export(driver, database):
                        out.write(line)
                case ["count"]:
                    with translated():
                        found = driver.execute_query(_COUNT, database_=database).records
                    out.write(f"{found[0]['number']}\n".encode())
                case ["import", *options] if options in ([], ["--replace"]):
                    end = replace(driver, database, source, over=bool(options))
                    out.write(f"{_text(end)}\n".encode())
                case _:
                    sys.stderr.write("So: … neo4j_copy export, count oder import [--replace]\n")
                    return 2
    except NotEmpty:
        sys.stderr.write("Der Graph ist nicht leer; mit --replace wird er ersetzt.\n")
        return 2
    except Damaged as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except IkoeError as error:
        sys.stderr.write(f"Neo4j ist nicht zu erreichen oder lehnt ab ({error}).\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer))
