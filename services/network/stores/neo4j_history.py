"""What the history in the graph tells of people, and forgetting it for good."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from neo4j import ManagedTransaction

from services.network.records.model import OutgoingNotice
from services.network.records.store_port import HistoryText
from services.network.stores import neo4j_schema as schema
from services.network.stores.codec import decode
from services.network.stores.neo4j_schema import key_of, split_key


class Neo4jHistory:
    """The part of ``NetworkStore`` that erases."""

    _read: Callable[..., Any]
    _write: Callable[..., Any]

    def forget_removed(self, kind: str) -> int:
        """Empty what the history still tells of removed records of a kind; how many changes."""

        def forget(tx: ManagedTransaction) -> int:
            found = tx.run(schema.FORGET_REMOVED, prefix=key_of(kind, ""))
            return int(found.single(strict=True)["number"])

        return int(self._write(forget))

    def forgettable_changes(self, kind: str) -> int:
        """How many changes ``forget_removed`` would empty."""

        def count(tx: ManagedTransaction) -> int:
            found = tx.run(schema.FORGETTABLE, prefix=key_of(kind, ""))
            return int(found.single(strict=True)["number"])

        return int(self._read(count, seconds=60.0))

    def history_texts(self, after: tuple[int, int], limit: int) -> Sequence[HistoryText]:
        """Changes as they lie in the store, after a revision and number within it."""

        def read(tx: ManagedTransaction) -> list[HistoryText]:
            revision, seq = after
            rows = tx.run(schema.READ_HISTORY_TEXTS, revision=revision, seq=seq, limit=limit)
            found = []
            for row in rows:
                one = row["c"]
                kind, id = split_key(one["key"])
                found.append(
                    HistoryText(
                        one["revision"],
                        one["seq"],
                        kind,
                        id,
                        one.get("before"),
                        one.get("after"),
                        one["author"],
                        one["reason"],
                    )
                )
            return found

        return list(self._read(read, seconds=60.0))

    def write_history_texts(self, texts: Sequence[HistoryText]) -> None:
        """Replace contents, author and reason of these changes for good."""
        rows = [
            {
                "revision": one.revision,
                "seq": one.seq,
                "before": one.before,
                "after": one.after,
                "author": one.author,
                "reason": one.reason,
            }
            for one in texts
        ]
        if rows:
            self._write(lambda tx: tx.run(schema.WRITE_HISTORY_TEXTS, rows=rows).consume())

    def notices(self, after: str, limit: int) -> Sequence[OutgoingNotice]:
        """Notices that still hold a text or an error, by id, after an id."""

        def read(tx: ManagedTransaction) -> list[OutgoingNotice]:
            rows = tx.run(schema.READ_NOTICES, after=after, limit=limit)
            found = [decode(OutgoingNotice.KIND, row["body"]) for row in rows]
            return [one for one in found if isinstance(one, OutgoingNotice)]

        return list(self._read(read))

    def settle(self) -> None:
        """The server reuses the room of what is gone by itself; its log of transactions is cut
        by its own settings (``db.tx_log.rotation.retention_policy``)."""

    def erased_upto(self) -> int:
        """How far along the deletion journal these data are erased."""

        def read(tx: ManagedTransaction) -> int:
            row = tx.run(schema.READ_ERASED).single()
            return int(row["upto"]) if row is not None else 0

        return int(self._read(read))

    def set_erased_upto(self, seq: int) -> None:
        """Note it with the data."""
        self._write(lambda tx: tx.run(schema.SET_ERASED, upto=seq).consume())
