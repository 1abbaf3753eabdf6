"""Records with their versions, the history of changes, and the revision of the whole."""

import sqlalchemy as sa
from alembic import op

from shared.sql import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meta",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(
        sa.table("meta", sa.column("name", sa.String), sa.column("value", sa.BigInteger)),
        [{"name": "revision", "value": 0}],
    )
    op.create_table(
        "record",
        sa.Column("kind", sa.String(40), primary_key=True),
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text),
        sa.Column("pending_at", Instant),
    )
    op.create_index(
        "record_pending",
        "record",
        ["pending_at", "id"],
        sqlite_where=sa.text("pending_at IS NOT NULL"),
        postgresql_where=sa.text("pending_at IS NOT NULL"),
    )
    op.create_table(
        "change",
        sa.Column("revision", sa.BigInteger, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("id", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("change_record", "change", ["kind", "id", "version"], unique=True)


def downgrade() -> None:
    op.drop_table("change")
    op.drop_table("record")
    op.drop_table("meta")
