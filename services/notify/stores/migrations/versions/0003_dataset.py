"""Remember which data set the newest letter's centre shows, for the banner over our pages."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("centres", sa.Column("dataset", sa.String(40), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("centres", "dataset")
