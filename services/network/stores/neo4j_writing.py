"""Writing a change set into the graph, in one transaction that may be tried again."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from neo4j import ManagedTransaction

from services.network.records.model import references_of
from services.network.records.network import ChangeSet
from services.network.stores import neo4j_schema as schema
from services.network.stores.neo4j_schema import key_of, split_key
from services.network.stores.steps import Lying, StoreStep, last_steps, plan, told, touched

BATCH = 5000
"""Rows of one UNWIND: large enough to be fast, small enough for a server with little memory."""

T = TypeVar("T")


class Writing:
    """One change set as a managed transaction: may run several times, is done once."""

    def __init__(self, change_set: ChangeSet, author: str, at: datetime) -> None:
        self.begun = False
        self._id = str(uuid.uuid4())
        self._change_set = change_set
        self._author = author
        self._at = at

    def __call__(self, tx: ManagedTransaction) -> int:
        """Write everything; returns the revision, that of the first time if it was done."""
        if self.begun:
            done = tx.run(schema.DONE_BEFORE, change_set=self._id).single()
            if done is not None:
                return int(done["revision"])
        self.begun = True
        row = tx.run(schema.LOCK_COUNTER, change_set=self._id).single(strict=True)
        revision = int(row["revision"])
        # Read after the lock: nobody can change these records any more until we are done.
        lying = _lying(tx, [key_of(*key) for key in touched(self._change_set)])
        steps = plan(self._change_set, lying)
        _write_records(tx, last_steps(steps), revision)
        tx.run(
            schema.ADD_CHANGE_SET,
            change_set=self._id,
            revision=revision,
            author=self._author,
            at=self._at,
            reason=self._change_set.reason,
        ).consume()
        rows = [
            _change_row(step, revision, seq, self._author, self._at, self._change_set.reason)
            for seq, step in enumerate(told(steps))
        ]
        _run_in_batches(tx, schema.ADD_CHANGES, rows)
        return revision


def _write_records(tx: ManagedTransaction, steps: Sequence[StoreStep], revision: int) -> None:
    puts: dict[str, list[dict[str, Any]]] = {}
    removed: dict[str, list[dict[str, Any]]] = {}
    references: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for step in steps:
        if step.record is None or step.after is None:
            key = key_of(step.kind, step.id)
            row = {"key": key, "id": step.id, "version": step.version, "revision": revision}
            removed.setdefault(step.kind, []).append(row)
            continue
        row = schema.properties_of(step.record, step.after, step.version, revision)
        puts.setdefault(step.kind, []).append(row)
        for position, (field, target, target_id) in enumerate(references_of(step.record)):
            references.setdefault((step.kind, field), []).append(
                {"id": step.id, "target": key_of(target, target_id), "position": position}
            )
    # A record that was not there before has no references of its own to forget.
    known_before = [key_of(*step.key) for step in steps if step.before is not None]
    _run_in_batches(tx, schema.FORGET_REFERENCES, known_before, "keys")
    for kind, rows in puts.items():
        _run_in_batches(tx, schema.PUT_RECORDS[kind], rows)
    for kind, rows in removed.items():
        _run_in_batches(tx, schema.REMOVE_RECORDS[kind], rows)
    # After all nodes, so that records of one change set may refer to each other.
    for relation, rows in references.items():
        _run_in_batches(tx, schema.REFER[relation], rows)


def _run_in_batches(
    tx: ManagedTransaction, query: str, rows: Sequence[Any], name: str = "rows"
) -> None:
    for batch in _batches(rows):
        tx.run(query, {name: batch}).consume()


def _batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _lying(tx: ManagedTransaction, keys: Sequence[str]) -> Mapping[tuple[str, str], Lying]:
    return {
        split_key(row["key"]): Lying(row["body"], row["version"])
        for batch in _batches(keys)
        for row in tx.run(schema.READ_LYING, keys=batch)
    }


def _change_row(
    step: StoreStep, revision: int, seq: int, author: str, at: datetime, reason: str
) -> dict[str, Any]:
    return {
        "revision": revision,
        "seq": seq,
        "key": key_of(step.kind, step.id),
        "version": step.version,
        "before": step.before,
        "after": step.after,
        "author": author,
        "at": at,
        "reason": reason,
    }
