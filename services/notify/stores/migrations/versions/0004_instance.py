"""Know which instance the data are of, so that a copy holds its letters back."""

import sqlalchemy as sa
from alembic import op

from shared.sql import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "instances",
        sa.Column("name", sa.String(10), primary_key=True),
        sa.Column("instance_id", sa.String(32), nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("held_since", Instant),
        sa.Column("resolved_at", Instant),
    )


def downgrade() -> None:
    op.drop_table("instances")
