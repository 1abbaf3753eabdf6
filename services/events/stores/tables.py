"""The tables of the events service."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from shared.outbox import outbox_table
from shared.sql import Instant

metadata = MetaData()

event = Table(
    "event",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("status", String(10), nullable=False),
    Column("visibility", String(10), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("capacity", Integer),
    Column("taken", Integer, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False),
    Column("origin", String(20), nullable=False, server_default=""),
    Column("reminded_for", Instant),
    Column("facts_version", Integer, nullable=False, server_default="0"),
    Column("facts_digest", String(64), nullable=False, server_default=""),
    Column("body", Text, nullable=False),
    # The last line of defence behind the conditional counter: never more seats than there are.
    CheckConstraint(
        "taken >= 0 AND (capacity IS NULL OR taken <= capacity)", name="ck_event_taken"
    ),
    Index("ix_event_time", "status", "starts_at"),
)

event_history = Table(
    "event_history",
    metadata,
    Column("event_id", String(36), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("author", String(120), nullable=False),
    Column("body", Text, nullable=False),
)

registration = Table(
    "registration",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("event_id", String(36), nullable=False),
    Column("form_id", String(64)),
    Column("email_key", String(254), nullable=False),
    Column("live", Integer, nullable=False, server_default="1"),
    Column("name", String(120), nullable=False),
    Column("email", String(254), nullable=False),
    Column("organisation", String(160), nullable=False, server_default=""),
    Column("seats", Integer, nullable=False),
    Column("booked_by", String(120), nullable=False, server_default=""),
    Column("lang", String(2), nullable=False),
    Column("state", String(12), nullable=False),
    Column("held", Integer, nullable=False, server_default="0"),
    Column("hold_until", Instant),
    Column("waiting_since", Instant),
    Column("entered_by", String(120), nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("mail_state", String(12), nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("token_version", Integer, nullable=False, server_default="1"),
    Column("origin", String(20), nullable=False, server_default=""),
    UniqueConstraint("form_id", name="uq_registration_form"),
    Index("ix_registration_event", "event_id", "state"),
    Index("ix_registration_person", "event_id", "email_key"),
    Index("ix_registration_hold", "state", "hold_until"),
)

invitation = Table(
    "invitation",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("event_id", String(36), nullable=False),
    Column("actor_id", String(64), nullable=False),
    Column("name", String(160), nullable=False),
    Column("email", String(254), nullable=False),
    Column("email_source", String(300), nullable=False, server_default=""),
    Column("reason", String(600), nullable=False, server_default=""),
    Column("state", String(12), nullable=False),
    Column("mail_state", String(12), nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("origin", String(20), nullable=False, server_default=""),
    UniqueConstraint("event_id", "actor_id", name="uq_invitation_actor"),
)

letter_count = Table(
    "letter_count",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("address_hash", String(64), nullable=False),
    Column("event_id", String(36), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_letter_count", "address_hash", "at"),
)

setting = Table(
    "setting",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

outbox = outbox_table(metadata)
