"""Stored JSON from beside the stores: to write down what only a newer program would write."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import neo4j
import sqlalchemy as sa

from services.network.wiring import open_store
from shared.sql import Database
from tests.builders import AT, actor, installation, new

Body = dict[str, Any]
Change = Callable[[Body], Mapping[str, Any]]


def planet(body: Body) -> Body:
    """A field of a newer version."""
    return {**body, "planet": "Erde"}


def newer_store(folder: Path) -> str:
    """Address of a network in a folder with an actor that a newer program has written."""
    url = f"sqlite:///{folder / 'network.db'}"
    store = open_store(url)
    store.apply(new(installation(), actor("a1")), "Test", AT)
    store.close()
    change_record(url, "actor", "a1", planet)
    return url


def everything_in(url: str) -> list[Any]:
    """All bodies of an SQL store."""
    return _run(url, "SELECT body FROM record ORDER BY kind, id", "", {})


def change_record(url: str, kind: str, id: str, change: Change) -> None:
    """Change the body of a record, past the program."""
    _rewrite(
        url,
        ("SELECT body FROM record WHERE kind = :kind AND id = :id",
         "UPDATE record SET body = :new WHERE kind = :kind AND id = :id"),
        ("MATCH (n:Record {key: $key}) RETURN n.body",
         "MATCH (n:Record {key: $key}) SET n.body = $new"),
        {"kind": kind, "id": id, "key": f"{kind}/{id}"},
        change,
    )  # fmt: skip


def change_history(url: str, kind: str, id: str, version: int, side: str, change: Change) -> None:
    """Change ``before`` or ``after`` of one entry of the history."""
    assert side in ("before", "after")
    where = "kind = :kind AND id = :id AND version = :version"
    node = "MATCH (c:Change {key: $key, version: $version})"
    _rewrite(
        url,
        (f"SELECT {side} FROM change WHERE {where}",
         f"UPDATE change SET {side} = :new WHERE {where}"),
        (f"{node} RETURN c.{side}", f"{node} SET c.{side} = $new"),
        {"kind": kind, "id": id, "key": f"{kind}/{id}", "version": version},
        change,
    )  # fmt: skip


def rename_kind(url: str, kind: str, id: str, to: str, *, history: bool) -> None:
    """Make a record, or its history, one of another kind."""
    table, label = ("change", "Change") if history else ("record", "Record")
    _run(
        url,
        f"UPDATE {table} SET kind = :to WHERE kind = :kind AND id = :id",
        f"MATCH (n:{label} {{key: $key}}) SET n.key = $to + '/' + $id",
        {"kind": kind, "id": id, "key": f"{kind}/{id}", "to": to},
    )


def _rewrite(
    url: str,
    sql: tuple[str, str],
    cypher: tuple[str, str],
    values: Mapping[str, Any],
    change: Change,
) -> None:
    (body,) = _run(url, sql[0], cypher[0], values)
    new = json.dumps(change(json.loads(body)))
    _run(url, sql[1], cypher[1], {**values, "new": new})


def _run(url: str, sql: str, cypher: str, values: Mapping[str, Any]) -> list[Any]:
    parts = urlsplit(url)
    if parts.scheme == "neo4j":
        auth = (parts.username or "", parts.password or "")
        address = f"bolt://{parts.hostname}:{parts.port}"
        with neo4j.GraphDatabase.driver(address, auth=auth) as driver:
            return [row[0] for row in driver.execute_query(cypher, dict(values)).records]
    database = Database(url)
    text = sa.text(sql)
    try:
        with database.write() as connection:
            used = {name: values[name] for name in text._bindparams}
            found = connection.execute(text, used)
            return list(found.scalars()) if found.returns_rows else []
    finally:
        database.close()
