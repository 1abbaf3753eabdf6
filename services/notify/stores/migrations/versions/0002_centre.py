"""Remember the centre as its newest letter names it, for the frame of our pages."""

import sqlalchemy as sa
from alembic import op

from shared.sql import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "centres",
        sa.Column("id", sa.String(10), primary_key=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("imprint_url", sa.Text, nullable=False),
        sa.Column("privacy_url", sa.Text, nullable=False),
        sa.Column("seen_at", Instant, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("centres")
