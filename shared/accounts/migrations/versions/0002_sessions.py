"""Logins under way and known devices.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from shared.sql import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _account() -> sa.Column[int]:
    return sa.Column(
        "account_id",
        sa.Integer,
        sa.ForeignKey("account.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    )


def upgrade() -> None:
    op.create_table(
        "login_session",
        sa.Column("id", sa.String(64), primary_key=True),
        _account(),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("seen", Instant, nullable=False),
        sa.Column("ended_at", Instant),
    )
    op.create_table(
        "known_device",
        sa.Column("id", sa.String(64), primary_key=True),
        _account(),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("seen", Instant, nullable=False),
    )


def downgrade() -> None:
    for table in ("known_device", "login_session"):
        op.drop_table(table)
