"""How records lie in the graph, and every Cypher text about them.

Nodes: each record is a node with the label ``Record`` and the label of its kind (``Actor``,
``Offer``, ``Cooperation`` ...), with readable properties, its JSON in ``body`` and its
``version``. References are relationships with the types named in ``REFERENCES``; ``position``
keeps their order. A ``Record`` without a kind's label is not there now: it was deleted (and
goes on counting its version), or something refers to it before it was written.

``ChangeSet`` and ``Change`` are the history; ``Counter`` holds the revision.

Labels, relationship types and property keys come from the classes of the domain alone; all
values travel as parameters. Every text below is made once, when this module is imported.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from services.network.records.model import KINDS, OutgoingNotice, Record
from services.network.records.period import Period
from services.network.stores.steps import pending_at

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _name(text: str) -> str:
    # Names become part of Cypher: should one of the domain's ever not be plain, the start fails.
    if not _NAME.fullmatch(text):
        raise ValueError(f"not a plain name: {text!r}")
    return text


LABELS: Mapping[str, str] = MappingProxyType(
    {kind: _name(cls.__name__) for kind, cls in KINDS.items()}
)
"""Kind -> label."""

RELATIONS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        (kind, _name(field)): _name(relation)
        for kind, cls in KINDS.items()
        for field, (_, relation) in cls.REFERENCES.items()
    }
)
"""(kind, field) -> relationship type."""

# Kept in the body only: long texts for machines, and what is a relationship already.
_LEFT_OUT = frozenset({"payload", "fundings", "readings", "provenance", "id"})


def key_of(kind: str, id: str) -> str:
    """The unique key of a record in the graph."""
    return f"{kind}/{id}"


def split_key(key: str) -> tuple[str, str]:
    """Kind and id of a key."""
    kind, _, id = key.partition("/")
    return kind, id


def properties_of(record: Record, body: str, version: int, revision: int) -> dict[str, Any]:
    """All properties of a record's node."""
    found: dict[str, Any] = {
        "key": key_of(record.KIND, record.id),
        "id": record.id,
        "version": version,
        "revision": revision,
        "body": body,
        "source": record.provenance.source,
        "confirmed": record.provenance.confirmed,
        "visibility": record.provenance.visibility.value,
        "origin": record.provenance.origin,
    }
    for field in dataclasses.fields(record):
        if field.name in _LEFT_OUT or field.name in type(record).REFERENCES:
            continue
        found.update(_readable(field.name, getattr(record, field.name)))
    if isinstance(record, OutgoingNotice):
        found["pending_at"] = pending_at(record)
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _readable(name: str, value: Any) -> Mapping[str, Any]:
    if isinstance(value, Period):
        return {
            f"{name}_from": value.start.earliest if value.start else None,
            f"{name}_from_text": value.start.text if value.start else None,
            f"{name}_until": value.end.latest if value.end else None,
            f"{name}_until_text": value.end.text if value.end else None,
        }
    if isinstance(value, tuple):
        parts = [": ".join(map(str, p)) if isinstance(p, tuple) else p for p in value]
        return {name: [str(part) for part in parts]}
    # A text of an enumeration is a str for the driver only if it is exactly one.
    if isinstance(value, str):
        return {name: str(value)}
    assert value is None or isinstance(value, bool | int | float | date | datetime)
    return {name: value}


# --- made at start ----------------------------------------------------------------------

SCHEMA: tuple[str, ...] = (
    "CREATE CONSTRAINT record_key IF NOT EXISTS FOR (n:Record) REQUIRE n.key IS UNIQUE",
    "CREATE CONSTRAINT counter_id IF NOT EXISTS FOR (n:Counter) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT change_set_id IF NOT EXISTS FOR (n:ChangeSet) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT change_set_revision IF NOT EXISTS FOR (n:ChangeSet) "
    "REQUIRE n.revision IS UNIQUE",
    *(
        f"CREATE CONSTRAINT {kind}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
        for kind, label in LABELS.items()
    ),
    "CREATE INDEX change_revision IF NOT EXISTS FOR (n:Change) ON (n.revision, n.seq)",
    "CREATE INDEX change_key IF NOT EXISTS FOR (n:Change) ON (n.key, n.version)",
    "CREATE INDEX notice_pending IF NOT EXISTS FOR (n:OutgoingNotice) ON (n.pending_at)",
    # Of databases of earlier versions, in which the server searched by words.
    "DROP INDEX record_search IF EXISTS",
)

AWAIT_INDEXES = "CALL db.awaitIndexes(60)"
MAKE_COUNTER = "MERGE (c:Counter {id: 'network'}) ON CREATE SET c.revision = 0"
READ_COUNTER = "MATCH (c:Counter {id: 'network'}) RETURN c.revision AS revision"

# --- writing ------------------------------------------------------------------------------

# Two clauses on purpose: the first SET takes the write lock that puts writers in a row, only
# then is the revision read. In one clause two writers could read the same revision.
LOCK_COUNTER = (
    "MATCH (c:Counter {id: 'network'}) SET c.holder = $change_set "
    "WITH c SET c.revision = c.revision + 1 RETURN c.revision AS revision"
)
DONE_BEFORE = "MATCH (s:ChangeSet {id: $change_set}) RETURN s.revision AS revision"
READ_LYING = (
    "UNWIND $keys AS key MATCH (n:Record {key: key}) "
    "RETURN n.key AS key, n.body AS body, coalesce(n.version, 0) AS version"
)
FORGET_REFERENCES = "UNWIND $keys AS key MATCH (:Record {key: key})-[r]->(:Record) DELETE r"
PUT_RECORDS: Mapping[str, str] = MappingProxyType(
    {
        kind: f"UNWIND $rows AS row MERGE (n:Record {{key: row.key}}) SET n:{label}, n = row"
        for kind, label in LABELS.items()
    }
)
REMOVE_RECORDS: Mapping[str, str] = MappingProxyType(
    {
        kind: f"UNWIND $rows AS row MATCH (n:Record {{key: row.key}}) REMOVE n:{label} SET n = row"
        for kind, label in LABELS.items()
    }
)
REFER: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        (kind, field): f"UNWIND $rows AS row MATCH (a:{LABELS[kind]} {{id: row.id}}) "
        "MERGE (b:Record {key: row.target}) "
        f"CREATE (a)-[:{relation} {{position: row.position}}]->(b)"
        for (kind, field), relation in RELATIONS.items()
    }
)
ADD_CHANGE_SET = (
    "CREATE (:ChangeSet {id: $change_set, revision: $revision, author: $author, at: $at, "
    "reason: $reason})"
)
ADD_CHANGES = "UNWIND $rows AS row CREATE (c:Change) SET c = row"
_FORGETTABLE = (
    "MATCH (c:Change) WHERE c.key STARTS WITH $prefix "
    "AND (c.before IS NOT NULL OR c.after IS NOT NULL OR c.author <> '') "
    "AND NOT EXISTS { MATCH (n:Record {key: c.key}) WHERE n.body IS NOT NULL } "
)
FORGET_REMOVED = (
    f"{_FORGETTABLE}REMOVE c.before, c.after SET c.author = '', c.reason = '' "
    "WITH c OPTIONAL MATCH (s:ChangeSet {revision: c.revision}) "
    "SET s.author = '', s.reason = '' RETURN count(DISTINCT c) AS number"
)
FORGETTABLE = f"{_FORGETTABLE}RETURN count(c) AS number"
READ_HISTORY_TEXTS = (
    "MATCH (c:Change) WHERE c.revision > $revision OR (c.revision = $revision AND c.seq > $seq) "
    "RETURN c ORDER BY c.revision, c.seq LIMIT $limit"
)
WRITE_HISTORY_TEXTS = (
    "UNWIND $rows AS row MATCH (c:Change {revision: row.revision, seq: row.seq}) "
    "SET c.before = row.before, c.after = row.after, c.author = row.author, "
    "c.reason = row.reason WITH row "
    "MATCH (s:ChangeSet {revision: row.revision}) "
    "SET s.author = row.author, s.reason = row.reason"
)
READ_NOTICES = (
    "MATCH (n:OutgoingNotice) WHERE n.id > $after AND n.body IS NOT NULL "
    "RETURN n.body AS body ORDER BY n.id LIMIT $limit"
)
# A counter of its own: the other one is the lock that puts writers in a row.
READ_ERASED = "MATCH (c:Counter {id: 'erased'}) RETURN c.upto AS upto"
SET_ERASED = "MERGE (c:Counter {id: 'erased'}) SET c.upto = $upto"
SETTLE_NOTICES = (
    "UNWIND $rows AS row MATCH (n:Record:OutgoingNotice {key: row.key}) "
    "SET n.body = row.body, n.state = row.state, n.attempts = row.attempts, "
    "n.pending_at = row.pending_at, n.last_error = row.last_error"
)

# --- reading --------------------------------------------------------------------------------

READ_ALL = (
    "MATCH (n:Record) WHERE n.version > 0 AND NOT n:OutgoingNotice "
    "AND NOT n.key STARTS WITH 'notice/' "
    "RETURN n.key AS key, n.version AS version, n.body AS body"
)
READ_CHANGES = "MATCH (c:Change) WHERE c.revision > $after RETURN c ORDER BY c.revision, c.seq"
READ_HISTORY = "MATCH (c:Change {key: $key}) RETURN c ORDER BY c.version"
READ_ONE = "MATCH (n:Record {key: $key}) RETURN n.body AS body, n.version AS version"
READ_PENDING = (
    "MATCH (n:OutgoingNotice) WHERE n.pending_at <= $now "
    "RETURN n.body AS body ORDER BY n.pending_at, n.id LIMIT $limit"
)
