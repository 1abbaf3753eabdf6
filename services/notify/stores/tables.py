"""The tables of notify. Migrations create them; this is how the code sees them."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from shared.sql import Instant

metadata = MetaData()

# The highest version known about each subject. Its row is locked first in every transaction
# that accepts or withdraws, so that two of them about one subject come one after the other.
subjects = Table(
    "subjects",
    metadata,
    Column("subject_key", String(120), primary_key=True),
    Column("latest_version", Integer, nullable=False),
    Column("withdrawn_upto", Integer, nullable=False),
)

notices = Table(
    "notices",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("subject_key", String(120), nullable=False),
    Column("subject_version", Integer, nullable=False),
    Column("event_id", String(36), nullable=False),
    Column("event_title", String(200), nullable=False),
    Column("expires_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("accepted_at", Instant, nullable=False),
    Index("ix_notices_subject", "subject_key", "subject_version"),
)

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("subject_key", String(120), nullable=False),
    Column("upto_version", Integer, nullable=False),
    Column("received_at", Instant, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    # uuid5 of notice and address: one letter per notice and address, whoever plans it.
    Column("id", String(36), primary_key=True),
    Column("notice_id", String(36), ForeignKey("notices.id"), nullable=False),
    Column("refs", Text, nullable=False),  # JSON list of the sender's own ids
    Column("address", String(254), nullable=False),
    Column("name", String(120), nullable=False),
    Column("address_hash", String(22), nullable=False),
    Column("search", Text, nullable=False),  # folded name, address and title
    Column("lang", String(2), nullable=False),
    Column("urgency", Integer, nullable=False),  # 0 somebody waits for it, 1 bulk
    Column("state", String(12), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("detail", String(400), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("crashes", Integer, nullable=False),
    Column("unknowns", Integer, nullable=False),
    Column("planned_at", Instant, nullable=False),
    # When it may be claimed; NULL: never by itself.
    Column("next_try", Instant),
    Column("rung_at", Instant),
    Column("first_try_at", Instant),
    Column("claim", String(36)),
    Column("claimed_until", Instant),
    Column("data_started_at", Instant),
    Column("finished_at", Instant),
    Column("emptied_at", Instant),
    # Encrypted. Facts until the letter is written, then the letter.
    Column("sealed_facts", LargeBinary),
    Column("sealed_letter", LargeBinary),
    Index("ix_deliveries_due", "state", "urgency", "next_try"),
    Index("ix_deliveries_notice", "notice_id"),
    Index("ix_deliveries_address", "address_hash"),
    Index("ix_deliveries_planned", "planned_at"),
    Index("ix_deliveries_finished", "emptied_at", "finished_at"),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("cursor", Integer, primary_key=True, autoincrement=False),
    Column("delivery_id", String(36), nullable=False),
    Column("notice_id", String(36), nullable=False),
    Column("recipient_ref", String(80), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("state", String(12), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("at", Instant, nullable=False),
)

# Named counters that live in the transaction of what they count (see Outcomes).
counters = Table(
    "counters",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Integer, nullable=False),
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("address_hash", String(22), primary_key=True),
    Column("created_at", Instant, nullable=False),
)

# At most one row: the post pauses as a whole.
holds = Table(
    "holds",
    metadata,
    Column("name", String(10), primary_key=True),
    Column("reason", String(40), nullable=False),
    Column("detail", String(400), nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
)

# At most one row: who the newest letter comes from.
centres = Table(
    "centres",
    metadata,
    Column("id", String(10), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("imprint_url", Text, nullable=False),
    Column("privacy_url", Text, nullable=False),
    # "example", "practice" or "": whose data the pages show.
    Column("dataset", String(40), nullable=False, server_default=""),
    Column("seen_at", Instant, nullable=False),
)

# At most one row: which instance the data are of, and since when a copy waits for a decision.
instances = Table(
    "instances",
    metadata,
    Column("name", String(10), primary_key=True),
    Column("instance_id", String(32), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("held_since", Instant),
    Column("resolved_at", Instant),
)
