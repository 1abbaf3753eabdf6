"""Accounts, roles, login attempts.

Revision ID: 0001
Revises:
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
        "account",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.String(254), nullable=False, unique=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("password", sa.String(255), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("fs_uniquifier", sa.String(64), nullable=False, unique=True),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("password_changed_at", Instant, nullable=False),
        sa.Column("last_login_at", Instant),
    )
    role = op.create_table(
        "role",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(20), nullable=False, unique=True),
        sa.Column("description", sa.String(200), nullable=False, server_default=""),
    )
    op.create_table(
        "account_role",
        sa.Column(
            "account_id",
            sa.Integer,
            sa.ForeignKey("account.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("role_id", sa.Integer, sa.ForeignKey("role.id"), primary_key=True),
    )
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_index("login_attempt_key_at", "login_attempt", ["key", "at"])
    op.bulk_insert(
        role,
        [
            {"id": 1, "name": "admin", "description": ""},
            {"id": 2, "name": "coordinator", "description": ""},
            {"id": 3, "name": "editor", "description": ""},
            {"id": 4, "name": "member", "description": ""},
            {"id": 5, "name": "viewer", "description": ""},
        ],
    )


def downgrade() -> None:
    for table in ("login_attempt", "account_role", "role", "account"):
        op.drop_table(table)
