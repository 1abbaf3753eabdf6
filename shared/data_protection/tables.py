"""The tables of deletion, in the database of accounts: the one that every service can reach.

None of them holds a name or an address of somebody who was deleted: marks are salted hashes,
labels are written after the person was erased from them.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, Date, Index, Integer, MetaData, String, Table

from shared.sql import Database, Instant, migrate

MIGRATIONS = Path(__file__).parent / "migrations"

metadata = MetaData()

request = Table(
    "deletion_request",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", String(120), nullable=False),
    Column("confirmed_at", Instant),
    Column("lifted_at", Instant),
)

mark = Table(
    "deletion_mark",
    metadata,
    Column("salt", String(32), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("request_id", String(36), primary_key=True, index=True),
    Column("words", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    # NULL until the request is confirmed; then its place in the journal, the same for all marks
    # of a request.
    Column("seq", Integer),
    Column("lifted", Integer, nullable=False, server_default="0"),
    Column("changed_at", Instant, nullable=False),
    Index("ix_deletion_mark_seq", "seq"),
)

find = Table(
    "deletion_find",
    metadata,
    Column("request_id", String(36), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("service", String(20), primary_key=True),
    Column("place", String(60), nullable=False),
    Column("record_id", String(80), nullable=False),
    Column("label", String(200), nullable=False),
    Column("path", String(300), nullable=False),
    Column("fate", String(12), nullable=False),
    Column("evidence_until", Date),
)

answer = Table(
    "deletion_answer",
    metadata,
    Column("request_id", String(36), primary_key=True),
    Column("service", String(20), primary_key=True),
    Column("found_at", Instant),
    Column("erased_at", Instant),
    Column("erased", Integer, nullable=False, server_default="0"),
)

kept = Table(
    "deletion_kept",
    metadata,
    Column("request_id", String(36), primary_key=True),
    Column("place", String(60), primary_key=True),
    Column("record_id", String(80), primary_key=True),
    Column("label", String(200), nullable=False),
    Column("until", Date, nullable=False),
    Column("reason", String(300), nullable=False),
    Column("ended_at", Instant),
)

position = Table(
    "deletion_position",
    metadata,
    Column("service", String(20), primary_key=True),
    Column("upto", Integer, nullable=False),
)

rule = Table(
    "retention_rule",
    metadata,
    Column("rule", String(60), primary_key=True),
    Column("due", Integer, nullable=False),
    Column("looked_at", Instant, nullable=False),
)

run = Table(
    "retention_run",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("rule", String(60), nullable=False),
    Column("at", Instant, nullable=False),
    Column("deleted", Integer, nullable=False),
    # 1: the rule's first run on these data, which also cleaned what earlier versions had left.
    Column("first", Integer, nullable=False, server_default="0"),
    Index("ix_retention_run_at", "at"),
)


def prepare(database: Database) -> None:
    """Create or update the tables; any number of processes may do so at once."""
    migrate(database, MIGRATIONS, "deletions")
