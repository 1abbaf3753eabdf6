"""The tables of the network. Migrations create them; this is how the code sees them."""

from __future__ import annotations

import sqlalchemy as sa

from shared.sql import Instant

metadata = sa.MetaData()
meta = sa.Table(
    "meta",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("value", sa.BigInteger),
)
record = sa.Table(
    "record",
    metadata,
    sa.Column("kind", sa.String, primary_key=True),
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("version", sa.Integer),
    sa.Column("revision", sa.BigInteger),
    sa.Column("body", sa.Text),
    sa.Column("pending_at", Instant),
)
change = sa.Table(
    "change",
    metadata,
    sa.Column("revision", sa.BigInteger, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String),
    sa.Column("id", sa.String),
    sa.Column("version", sa.Integer),
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
    sa.Column("author", sa.String),
    sa.Column("at", Instant),
    sa.Column("reason", sa.Text),
)
