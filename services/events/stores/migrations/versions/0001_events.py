"""Events, registrations, invitations and the outbox.

Revision ID: 0001
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The first revision is the schema as the tables stand at that time; later ones spell out
    # their steps and never touch this file.
    from services.events.stores.tables import metadata

    metadata.create_all(op.get_bind())


def downgrade() -> None:
    from services.events.stores.tables import metadata

    metadata.drop_all(op.get_bind())
