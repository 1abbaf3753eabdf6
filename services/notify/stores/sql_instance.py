"""The row that knows which instance the data are of, and the mark outside of them."""

from __future__ import annotations

import fcntl
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection

from services.notify.records.instance import COPY, Mark, Start, start_of
from services.notify.records.state import State
from services.notify.stores.ending import end, note
from services.notify.stores.tables import deliveries, instances, notices
from shared.errors import Unavailable
from shared.files import check_writable, write_whole
from shared.sql import Database

_log = structlog.get_logger(__name__)
_D = deliveries.c
_ONE = "instance"


class SqlInstance:
    """Holds a copy's letters back. ``file`` is the mark, outside the data; None: never held."""

    def __init__(self, database: Database, file: Path | None) -> None:
        self._database = database
        self._file = file

    def begin(self, now: datetime) -> Start:
        """Look at mark and data at a start; put aside every unfinished letter of a copy.

        Where no mark can be written, data without one stay so, and nothing is taken for a copy
        that is none. Raises Unavailable if the database does not answer.
        """
        if self._file is None:
            return Start.ON
        if self._can_mark():
            with self._locked():
                return self._begin(self._file, now, marking=True)
        _log.warning("instance.unmarked", file=str(self._file))
        return self._begin(self._file, now, marking=False)

    def _begin(self, file: Path, now: datetime, marking: bool) -> Start:
        with self._database.write() as connection:
            known = _known(connection)
            letters = connection.scalar(sa.select(notices.c.id).limit(1)) is not None
            start = start_of(_mark(file), known, letters)
            if start is Start.ON and known is not None:
                mark = Mark(known.id, known.generation + 1)
            else:
                # A copy is an instance of its own from now on.
                mark = Mark(uuid.uuid4().hex, 1)
            values: dict[str, object] = {"instance_id": mark.id, "generation": mark.generation}
            if start is Start.COPY:
                values |= {"held_since": now, "resolved_at": None}
                _log.warning("instance.copy", letters=_put_aside(connection, now))
            if marking or start is Start.COPY:
                _put(self._database, connection, values)
        if marking:
            # After the row: data that are one step ahead are known for a crash in between. A new
            # id that the mark does not say yet is taken for a copy once more, which only asks.
            _write(file, mark)
        return start

    def _can_mark(self) -> bool:
        assert self._file is not None
        try:
            check_writable(self._file.parent)
        except Unavailable:
            return False
        return True

    def advance(self) -> None:
        """Move on by one, in the data and then in the mark."""
        if self._file is None or not self._can_mark():
            return
        with self._locked():
            with self._database.write() as connection:
                known = _known(connection)
                if known is None:
                    return
                mark = Mark(known.id, known.generation + 1)
                _put(self._database, connection, {"generation": mark.generation})
            _write(self._file, mark)

    def held_since(self) -> datetime | None:
        """Since when a copy waits for a decision; None if none does."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(instances)).one_or_none()
        return row.held_since if row is not None and row.resolved_at is None else None

    def put_aside(self) -> list[str]:
        """The letters that wait for a decision, the longest waiting first."""
        waiting = sa.select(_D.id).where(
            _D.reason == COPY, _D.state.in_([State.SHUNTED.value, State.UNKNOWN.value])
        )
        with self._database.read() as connection:
            return list(connection.scalars(waiting.order_by(_D.planned_at, _D.id)))

    def resolve(self, now: datetime) -> None:
        """This is an instance that goes on: what is written from now on leaves by itself."""
        with self._database.write() as connection:
            connection.execute(sa.update(instances).values(resolved_at=now))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        assert self._file is not None
        lock = os.open(
            self._file.with_name(f"{self._file.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600
        )
        try:
            # Of several processes that start at once, one looks at both after the other.
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def is_of_before(connection: Connection, created_at: datetime) -> bool:
    """Whether a notice is put aside: a copy waits, or it was written before the copy."""
    row = connection.execute(sa.select(instances)).one_or_none()
    if row is None or row.held_since is None:
        return False
    return row.resolved_at is None or created_at < row.held_since


def _known(connection: Connection) -> Mark | None:
    row = connection.execute(sa.select(instances)).one_or_none()
    return Mark(row.instance_id, row.generation) if row is not None else None


def _put(database: Database, connection: Connection, values: dict[str, object]) -> None:
    insert = database.insert_into(instances).values(name=_ONE, **{"instance_id": "", **values})
    connection.execute(insert.on_conflict_do_update(index_elements=[instances.c.name], set_=values))


def _put_aside(connection: Connection, now: datetime) -> int:
    """Nothing of these leaves by itself any more; returns how many letters."""
    aside = end(connection, _D.state != State.SHUNTED.value, State.SHUNTED, COPY, now)
    # Their bytes were on the way when the copy was made: they may have arrived.
    under_way = connection.execute(
        sa.update(deliveries)
        .where(_D.state == State.SENDING.value)
        .values(
            state=State.UNKNOWN.value,
            reason=COPY,
            next_try=None,
            claim=None,
            claimed_until=None,
            finished_at=now,
        )
        .returning(_D.id, _D.notice_id, _D.refs)
    ).all()
    note(connection, under_way, State.UNKNOWN, COPY, now)
    return aside + len(under_way)


def _mark(file: Path) -> Mark | None:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return Mark(str(found["id"]), int(found["generation"]))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, KeyError, TypeError):
        # Unreadable is as good as somebody else's.
        return Mark("", 0)


def _write(file: Path, mark: Mark) -> None:
    write_whole(file, json.dumps({"id": mark.id, "generation": mark.generation}).encode())
