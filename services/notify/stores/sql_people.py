"""Everything in notify's tables in which a person can stand."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from services.notify.records.people import KeptLetter
from services.notify.records.state import State
from services.notify.stores.ending import end, fold, in_chunks
from services.notify.stores.seal import Seal
from services.notify.stores.tables import counters, deliveries, holds, notices
from shared.clock import Clock
from shared.errors import NotFound
from shared.sql import Database

_D = deliveries.c
POSITION = "deletions"
ERASED = "person_erased"
"""Why a letter ended whose person, or somebody named in it, was deleted."""


class SqlPeopleLog:
    """Implements ``people.PeopleLog``."""

    def __init__(self, database: Database, seal: Seal, clock: Clock) -> None:
        self._database = database
        self._seal = seal
        self._clock = clock

    def letters(self, after: str, limit: int) -> Sequence[KeptLetter]:
        """See the port."""
        query = (
            sa.select(deliveries, notices.c.event_title)
            .join(notices, notices.c.id == _D.notice_id)
            .where(_D.emptied_at.is_(None), _D.id > after)
            .order_by(_D.id)
            .limit(limit)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return [
            KeptLetter(
                row.id,
                row.state in (State.PLANNED, State.SHUNTED, State.SENDING, State.UNKNOWN),
                row.address,
                row.name,
                row.event_title,
                row.search,
                row.detail,
                (self._open(row.sealed_facts) or b"").decode(),
                self._open(row.sealed_letter),
            )
            for row in rows
        ]

    def remove(self, ids: Sequence[str]) -> None:
        """See the port."""
        now = self._clock()
        with self._database.write() as connection:
            for chunk in in_chunks(ids):
                which = _D.id.in_(chunk)
                end(connection, which, State.CANCELLED, ERASED, now)
                connection.execute(
                    sa.update(deliveries).where(which).values(**emptied(), emptied_at=now)
                )

    def blank(self, letter: KeptLetter) -> None:
        """See the port."""
        now = self._clock()
        with self._database.write() as connection:
            which = _D.id == letter.id
            if letter.waits and not letter.facts and letter.letter is None:
                end(connection, which, State.CANCELLED, ERASED, now)
            connection.execute(
                sa.update(deliveries)
                .where(which)
                .values(
                    name=letter.name,
                    search=fold(f"{letter.name} {letter.address} {letter.title}"),
                    detail=letter.detail,
                    sealed_facts=self._seal.close(letter.facts.encode()) if letter.facts else None,
                    sealed_letter=self._seal.close(letter.letter) if letter.letter else None,
                )
            )

    def titles(self) -> Sequence[tuple[str, str]]:
        """See the port."""
        query = sa.select(notices.c.id, notices.c.event_title).where(notices.c.event_title != "")
        with self._database.read() as connection:
            return [(row.id, row.event_title) for row in connection.execute(query)]

    def write_title(self, notice_id: str, title: str) -> None:
        """See the port."""
        with self._database.write() as connection:
            connection.execute(
                sa.update(notices).where(notices.c.id == notice_id).values(event_title=title)
            )

    def remarks(self) -> Sequence[str]:
        """See the port."""
        with self._database.read() as connection:
            return list(connection.scalars(sa.select(holds.c.detail)))

    def write_remark(self, remark: str) -> None:
        """See the port."""
        with self._database.write() as connection:
            connection.execute(sa.update(holds).values(detail=remark))

    def upto(self) -> int:
        """See the port."""
        query = sa.select(counters.c.value).where(counters.c.name == POSITION)
        with self._database.read() as connection:
            return int(connection.scalar(query) or 0)

    def set_upto(self, seq: int) -> None:
        """See the port."""
        insert = self._database.insert_into(counters).values(name=POSITION, value=seq)
        with self._database.write() as connection:
            connection.execute(
                insert.on_conflict_do_update(index_elements=[counters.c.name], set_={"value": seq})
            )

    def _open(self, sealed: bytes | None) -> bytes | None:
        if sealed is None:
            return None
        try:
            return self._seal.open(sealed)
        except NotFound:
            # Sealed by another secret: nobody can read it here, so nobody stands there.
            return None


def emptied() -> dict[str, object]:
    """The columns of a letter without the person; that there was one stays."""
    return {
        "address": "",
        "name": "",
        "address_hash": "",
        "search": "",
        "detail": "",
        "sealed_facts": None,
        "sealed_letter": None,
    }
