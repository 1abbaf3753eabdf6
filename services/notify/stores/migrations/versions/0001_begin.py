"""Begin: notices, letters, outcomes, suppressions."""

import sqlalchemy as sa
from alembic import op

from shared.sql import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subjects",
        sa.Column("subject_key", sa.String(120), primary_key=True),
        sa.Column("latest_version", sa.Integer, nullable=False),
        sa.Column("withdrawn_upto", sa.Integer, nullable=False),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject_key", sa.String(120), nullable=False),
        sa.Column("subject_version", sa.Integer, nullable=False),
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.Column("event_title", sa.String(200), nullable=False),
        sa.Column("expires_at", Instant),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("accepted_at", Instant, nullable=False),
    )
    op.create_index("ix_notices_subject", "notices", ["subject_key", "subject_version"])
    op.create_table(
        "withdrawals",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("subject_key", sa.String(120), nullable=False),
        sa.Column("upto_version", sa.Integer, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("notice_id", sa.String(36), sa.ForeignKey("notices.id"), nullable=False),
        sa.Column("refs", sa.Text, nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("address_hash", sa.String(22), nullable=False),
        sa.Column("search", sa.Text, nullable=False),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("urgency", sa.Integer, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("detail", sa.String(400), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("crashes", sa.Integer, nullable=False),
        sa.Column("unknowns", sa.Integer, nullable=False),
        sa.Column("planned_at", Instant, nullable=False),
        sa.Column("next_try", Instant),
        sa.Column("rung_at", Instant),
        sa.Column("first_try_at", Instant),
        sa.Column("claim", sa.String(36)),
        sa.Column("claimed_until", Instant),
        sa.Column("data_started_at", Instant),
        sa.Column("finished_at", Instant),
        sa.Column("emptied_at", Instant),
        sa.Column("sealed_facts", sa.LargeBinary),
        sa.Column("sealed_letter", sa.LargeBinary),
    )
    op.create_index("ix_deliveries_due", "deliveries", ["state", "urgency", "next_try"])
    op.create_index("ix_deliveries_notice", "deliveries", ["notice_id"])
    op.create_index("ix_deliveries_address", "deliveries", ["address_hash"])
    op.create_index("ix_deliveries_planned", "deliveries", ["planned_at"])
    op.create_index("ix_deliveries_finished", "deliveries", ["emptied_at", "finished_at"])
    op.create_table(
        "outcomes",
        sa.Column("cursor", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("delivery_id", sa.String(36), nullable=False),
        sa.Column("notice_id", sa.String(36), nullable=False),
        sa.Column("recipient_ref", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    counters = op.create_table(
        "counters",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.Integer, nullable=False),
    )
    op.bulk_insert(counters, [{"name": "outcome", "value": 0}])
    op.create_table(
        "suppressions",
        sa.Column("address_hash", sa.String(22), primary_key=True),
        sa.Column("created_at", Instant, nullable=False),
    )
    op.create_table(
        "holds",
        sa.Column("name", sa.String(10), primary_key=True),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("detail", sa.String(400), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("until", Instant, nullable=False),
    )


def downgrade() -> None:
    for name in (
        "holds",
        "suppressions",
        "counters",
        "outcomes",
        "deliveries",
        "withdrawals",
        "notices",
        "subjects",
    ):
        op.drop_table(name)
