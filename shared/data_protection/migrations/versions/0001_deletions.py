"""The deletion journal, requests for deletion and what retention has deleted.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

from shared.sql import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deletion_request",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("asked_at", Instant, nullable=False),
        sa.Column("asked_by", sa.String(120), nullable=False),
        sa.Column("confirmed_at", Instant),
        sa.Column("lifted_at", Instant),
    )
    op.create_table(
        "deletion_mark",
        sa.Column("salt", sa.String(32), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("request_id", sa.String(36), primary_key=True, index=True),
        sa.Column("words", sa.Integer, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("seq", sa.Integer),
        sa.Column("lifted", sa.Integer, nullable=False, server_default="0"),
        sa.Column("changed_at", Instant, nullable=False),
    )
    op.create_index("ix_deletion_mark_seq", "deletion_mark", ["seq"])
    op.create_table(
        "deletion_find",
        sa.Column("request_id", sa.String(36), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("service", sa.String(20), primary_key=True),
        sa.Column("place", sa.String(60), nullable=False),
        sa.Column("record_id", sa.String(80), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("path", sa.String(300), nullable=False),
        sa.Column("fate", sa.String(12), nullable=False),
        sa.Column("evidence_until", sa.Date),
    )
    op.create_table(
        "deletion_answer",
        sa.Column("request_id", sa.String(36), primary_key=True),
        sa.Column("service", sa.String(20), primary_key=True),
        sa.Column("found_at", Instant),
        sa.Column("erased_at", Instant),
        sa.Column("erased", sa.Integer, nullable=False, server_default="0"),
    )
    op.create_table(
        "deletion_kept",
        sa.Column("request_id", sa.String(36), primary_key=True),
        sa.Column("place", sa.String(60), primary_key=True),
        sa.Column("record_id", sa.String(80), primary_key=True),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("ended_at", Instant),
    )
    op.create_table(
        "deletion_position",
        sa.Column("service", sa.String(20), primary_key=True),
        sa.Column("upto", sa.Integer, nullable=False),
    )
    op.create_table(
        "retention_rule",
        sa.Column("rule", sa.String(60), primary_key=True),
        sa.Column("due", sa.Integer, nullable=False),
        sa.Column("looked_at", Instant, nullable=False),
    )
    op.create_table(
        "retention_run",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("rule", sa.String(60), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("deleted", sa.Integer, nullable=False),
        sa.Column("first", sa.Integer, nullable=False, server_default="0"),
    )
    op.create_index("ix_retention_run_at", "retention_run", ["at"])


def downgrade() -> None:
    for table in (
        "retention_run",
        "retention_rule",
        "deletion_position",
        "deletion_kept",
        "deletion_answer",
        "deletion_find",
        "deletion_mark",
        "deletion_request",
    ):
        op.drop_table(table)
