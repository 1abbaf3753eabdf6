"""What holds letters back: pauses of the whole post, and people who want no invitations."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from services.notify.records.deliveries import Hold
from services.notify.records.state import State
from services.notify.stores.ending import end, in_chunks
from services.notify.stores.tables import deliveries, holds, notices, suppressions
from shared.sql import Database

_D = deliveries.c


class SqlHolds:
    """Implements ``delivery.ports.HoldLog`` and ``unsubscribe.ports.Suppressions``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hold(self, reason: str, detail: str, now: datetime, until: datetime) -> None:
        """See the port."""
        insert = self._database.insert_into(holds).values(
            name="mail", reason=reason, detail=detail[:400], since=now, until=until
        )
        with self._database.write() as connection:
            connection.execute(
                insert.on_conflict_do_update(
                    index_elements=[holds.c.name],
                    # ``since`` stays: a pause that is prolonged began when it began.
                    set_={"reason": reason, "detail": detail[:400], "until": until},
                )
            )

    def held(self) -> Hold | None:
        """See the port."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(holds)).one_or_none()
        return Hold(row.reason, row.detail, row.since, row.until) if row else None

    def resume(self) -> None:
        """See the port."""
        with self._database.write() as connection:
            connection.execute(sa.delete(holds))

    def suppress(self, address_hash: str, kinds: Collection[str], now: datetime) -> None:
        """See the port."""
        insert = self._database.insert_into(suppressions).values(
            address_hash=address_hash, created_at=now
        )
        with self._database.write() as connection:
            connection.execute(insert.on_conflict_do_nothing())
            of_kind = sa.select(notices.c.id).where(notices.c.kind.in_([str(k) for k in kinds]))
            which = sa.and_(_D.address_hash == address_hash, _D.notice_id.in_(of_kind))
            end(connection, which, State.CANCELLED, "unsubscribed", now)

    def unsuppress(self, address_hash: str) -> None:
        """See the port."""
        with self._database.write() as connection:
            connection.execute(
                sa.delete(suppressions).where(suppressions.c.address_hash == address_hash)
            )

    def suppressed(self, address_hashes: Collection[str]) -> Collection[str]:
        """See the port."""
        found: set[str] = set()
        with self._database.read() as connection:
            for chunk in in_chunks(address_hashes):
                found.update(
                    connection.scalars(
                        sa.select(suppressions.c.address_hash).where(
                            suppressions.c.address_hash.in_(chunk)
                        )
                    )
                )
        return found
