"""The network in Neo4j, as a graph that its own tools can read (see ``neo4j_schema``)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import unquote, urlsplit

import neo4j
from neo4j import ManagedTransaction, unit_of_work
from neo4j.exceptions import ConfigurationError, TransientError

from services.network.records.model import OutgoingNotice, Record
from services.network.records.network import Change, ChangeSet, Network, Stored
from services.network.stores import neo4j_schema as schema
from services.network.stores.codec import decode, encode
from services.network.stores.neo4j_errors import change_schema, lost, translated
from services.network.stores.neo4j_history import Neo4jHistory
from services.network.stores.neo4j_schema import key_of, split_key
from services.network.stores.neo4j_writing import Writing
from services.network.stores.steps import pending_at
from shared.errors import Misconfigured, Unavailable

READ_SECONDS = 5.0
"""Longest time of a question to the graph; the server itself ends it then."""

LOAD_SECONDS = 60.0
"""Longest time of reading everything, once per process."""

WRITE_SECONDS = 30.0
"""Longest time of a small change set."""

IMPORT_SECONDS = 300.0
"""Longest time of a change set of many records: a server that has just started plans every
query anew, which on a busy machine took more than half a minute for 700 records."""

PREPARE_SECONDS = 60.0
"""How long the start tries to make constraints and indexes against others that do so too."""

LARGE = 100
"""From how many changes on a change set gets the time of an import."""

T = TypeVar("T")
Read = Callable[[ManagedTransaction], T]


def connect(url: str) -> tuple[neo4j.Driver, str | None]:
    """A driver for an address as ``Neo4jStore`` takes it, and the database, if one is named."""
    parts = urlsplit(url)
    if parts.hostname is None:
        raise Misconfigured("config.store_url", value=parts.scheme)
    address = f"{parts.scheme}://{parts.hostname}:{parts.port or 7687}"
    user = unquote(parts.username or "neo4j")
    try:
        driver = neo4j.GraphDatabase.driver(
            address,
            auth=(user, unquote(parts.password)) if parts.password else None,
            connection_timeout=2.0,
            connection_acquisition_timeout=3.0,
            # Transient errors (a deadlock, a leader that moved, a server that is away) are
            # tried again for this long; the function that is tried must be idempotent. A
            # page shall say after two seconds that the store is away.
            max_transaction_retry_time=1.5,
            notifications_min_severity="OFF",
            user_agent="ikoe-netz",
        )
    except (ConfigurationError, ValueError) as error:
        raise Misconfigured("config.store_url", value=parts.scheme) from error
    return driver, parts.path.strip("/") or None


class Neo4jStore(Neo4jHistory):
    """A ``NetworkStore`` on a Neo4j 5 server; makes constraints and indexes when constructed.

    ``url`` is ``neo4j://user:password@host:7687/database`` (the database may be left out);
    ``bolt``, ``neo4j+s`` and so on as the driver knows them.
    """

    def __init__(self, url: str) -> None:
        self._driver, self._database = connect(url)
        try:
            self._prepare()
        except BaseException:
            self._driver.close()
            raise

    def _prepare(self) -> None:
        """Constraints, indexes and the counter; several processes may do so at once.

        Changes of the schema lock each other: of several processes that start together the
        server ends some as deadlocked, and those try again.
        """
        until = time.monotonic() + PREPARE_SECONDS
        while True:
            try:
                with translated(), self._session() as session:
                    for statement in schema.SCHEMA:
                        change_schema(session, statement)
                    session.run(schema.AWAIT_INDEXES).consume()
                    session.execute_write(lambda tx: tx.run(schema.MAKE_COUNTER).consume())
                return
            except Unavailable as error:
                if not isinstance(error.__cause__, TransientError) or time.monotonic() > until:
                    raise
                time.sleep(0.1 + random.random())

    # --- the port -----------------------------------------------------------------------------

    def load(self) -> Network:
        """All records with all periods."""
        return self._read(_load, seconds=LOAD_SECONDS)

    def changes(self, after_revision: int) -> Sequence[Change]:
        """Every change after a revision, in the order of application."""

        def read(tx: ManagedTransaction) -> list[Change]:
            return _read_changes(tx, after_revision)

        return self._read(read, seconds=LOAD_SECONDS)

    def apply(self, change_set: ChangeSet, author: str, at: datetime) -> int:
        """Apply all changes or none; returns the new revision."""
        if not change_set:
            return self._read(_revision)
        writing = Writing(change_set, author, at.astimezone(UTC))
        seconds = IMPORT_SECONDS if len(change_set.changes) >= LARGE else WRITE_SECONDS
        work = unit_of_work(timeout=seconds)(writing)
        deadline = time.monotonic() + READ_SECONDS
        while True:
            try:
                with translated(), self._session() as session:
                    return session.execute_write(work)
            except Unavailable as error:
                # The connection broke while the commit was under way: whether it was done is
                # not known here, so the driver does not try again. We may, because the work
                # finds its own change set if it was.
                if not writing.begun or not lost(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def get(self, kind: str, id: str) -> Stored | None:
        """One record with its version, or None if there is none now."""

        def read(tx: ManagedTransaction) -> Stored | None:
            row = tx.run(schema.READ_ONE, key=key_of(kind, id)).single()
            if row is None or row["body"] is None:
                return None
            return Stored(decode(kind, row["body"]), row["version"])

        return self._read(read)

    def history(self, kind: str, id: str) -> Sequence[Change]:
        """All changes of one record, oldest first."""

        def read(tx: ManagedTransaction) -> list[Change]:
            return _changes(tx.run(schema.READ_HISTORY, key=key_of(kind, id)))

        return self._read(read)

    def pending_notices(self, now: datetime, limit: int = 100) -> Sequence[OutgoingNotice]:
        """Notices that are due and neither accepted nor refused, oldest first."""

        def read(tx: ManagedTransaction) -> list[OutgoingNotice]:
            rows = tx.run(schema.READ_PENDING, now=now.astimezone(UTC), limit=limit)
            found = [decode(OutgoingNotice.KIND, row["body"]) for row in rows]
            return [notice for notice in found if isinstance(notice, OutgoingNotice)]

        return self._read(read)

    def accepted_notices(self, outcomes: Sequence[OutgoingNotice], at: datetime) -> None:
        """Record what became of notices; changes neither versions nor the history."""
        rows = [
            {
                "key": key_of(notice.KIND, notice.id),
                "body": encode(notice),
                "state": notice.state,
                "attempts": notice.attempts,
                "pending_at": pending_at(notice),
                "last_error": notice.last_error or None,
            }
            for notice in sorted(outcomes, key=lambda n: n.id)
        ]
        if rows:
            work = unit_of_work(timeout=WRITE_SECONDS)(
                lambda tx: tx.run(schema.SETTLE_NOTICES, rows=rows).consume()
            )
            with translated(), self._session() as session:
                session.execute_write(work)

    def close(self) -> None:
        """Give back every connection."""
        self._driver.close()

    # --- inside ---------------------------------------------------------------------------------

    def _session(self) -> neo4j.Session:
        # The bookmark manager makes every session of this process see what another one wrote,
        # in a cluster too.
        return self._driver.session(
            database=self._database, bookmark_manager=self._driver.execute_query_bookmark_manager
        )

    def _read(self, work: Read[T], seconds: float = READ_SECONDS) -> T:
        with translated(), self._session() as session:
            return session.execute_read(unit_of_work(timeout=seconds)(work))

    def _write(self, work: Read[T], seconds: float = LOAD_SECONDS) -> T:
        with translated(), self._session() as session:
            return session.execute_write(unit_of_work(timeout=seconds)(work))


def _revision(tx: ManagedTransaction) -> int:
    return int(tx.run(schema.READ_COUNTER).single(strict=True)["revision"])


def _read_changes(tx: ManagedTransaction, after_revision: int) -> list[Change]:
    return _changes(tx.run(schema.READ_CHANGES, after=after_revision))


def _load(tx: ManagedTransaction) -> Network:
    revision = _revision(tx)
    records: dict[str, dict[str, Record]] = {}
    versions: dict[tuple[str, str], int] = {}
    for row in tx.run(schema.READ_ALL):
        kind, id = split_key(row["key"])
        versions[kind, id] = row["version"]
        if row["body"] is not None:
            records.setdefault(kind, {})[id] = decode(kind, row["body"])
    network = Network(revision, MappingProxyType(records), MappingProxyType(versions))
    # Neo4j reads what is committed at each moment, not as of the beginning: a change set
    # committed meanwhile may be in there by half. Its changes, applied once more, make it whole.
    return network.with_changes(_read_changes(tx, revision))


def _changes(rows: Iterable[neo4j.Record]) -> list[Change]:
    found = []
    for row in rows:
        change = row["c"]
        kind, id = split_key(change["key"])
        before, after = change.get("before"), change.get("after")
        found.append(
            Change(
                change["revision"],
                kind,
                id,
                change["version"],
                decode(kind, before) if before is not None else None,
                decode(kind, after) if after is not None else None,
                change["author"],
                change["at"].to_native().astimezone(UTC),
                change["reason"],
            )
        )
    return found
