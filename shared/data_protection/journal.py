"""The deletion journal: who was deleted, as salted marks, for ever and against every way back.

It lies in the database of accounts. ``mirror`` is a file beside the data: whoever brings an older
copy of the databases back has the journal of before there, and it is united with theirs.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shared.clock import Clock, utc_now
from shared.data_protection import tables as t
from shared.data_protection.journal_copy import JournalState, read, written
from shared.data_protection.marks import Marks, PersonMark, marks_of
from shared.errors import Invalid, Misconfigured, NotFound, Problem
from shared.files import write_whole
from shared.sql import Database

_M = t.mark.c
_CODES = {"names": "person.name", "addresses": "person.address", "numbers": "person.number"}
_IN_FORCE = sa.and_(_M.seq.is_not(None), _M.lifted == 0)


class Journal:
    """Safe for threads and processes. Raises Unavailable if the database is away."""

    def __init__(self, database: Database, mirror: Path | None = None, clock: Clock = utc_now):
        self.database = database
        self.clock = clock
        self._mirror = mirror
        self._ready = False
        self._known: tuple[tuple[Any, ...], Marks] | None = None

    def prepare(self) -> None:
        """Make the tables and unite them with the mirror; harmless when called again.

        Raises Misconfigured if the mirror is damaged.
        """
        if not self._ready:
            t.prepare(self.database)
            if self._mirror is not None and self._mirror.exists():
                self.unite(_read(self._mirror))
            self._write_mirror()
            self._ready = True

    # --- marks ----------------------------------------------------------------------------

    def mark(
        self,
        request_id: str,
        *,
        names: Iterable[str] = (),
        addresses: Iterable[str] = (),
        numbers: Iterable[str] = (),
    ) -> Marks:
        """Note the marks of somebody whose deletion is asked for; not in force yet.

        Raises Invalid with a problem for each line that can be no mark (``person.name``,
        ``person.address``, ``person.number``; param ``text``): left out silently, the person would
        stay where only that names her. ``person.nobody`` if there is no line at all.
        """
        self.prepare()
        now = self.clock()
        with self.database.write() as connection:
            salt = connection.scalar(sa.select(_M.salt).limit(1)) or secrets.token_hex(16)
            given = {"names": names, "addresses": addresses, "numbers": numbers}
            marks = _every_mark(
                salt, now, {kind: list(filter(None, one)) for kind, one in given.items()}
            )
            for one in marks:
                self._put(connection, _row(one, request_id, None, 0, now))
        return Marks(marks)

    def of_request(self, request_id: str) -> Marks:
        """The marks of a request, in force or not."""
        self.prepare()
        with self.database.read() as connection:
            return _marks(connection, _M.request_id == request_id)

    def in_force(self) -> Marks:
        """Everybody who was deleted; the same value again while nothing has changed."""
        self.prepare()
        with self.database.read() as connection:
            state = tuple(
                connection.execute(
                    sa.select(
                        sa.func.count(),
                        sa.func.max(_M.seq),
                        sa.func.sum(_M.lifted),
                        sa.func.max(_M.changed_at),
                    )
                ).one()
            )
            if self._known is None or self._known[0] != state:
                self._known = state, _marks(connection, _IN_FORCE)
        return self._known[1]

    def begin(self, connection: Connection, request_id: str) -> None:
        """Put the marks of a request in force, in the transaction that confirms it."""
        now = self.clock()
        newest = connection.scalar(sa.select(sa.func.max(_M.seq))) or 0
        done = connection.execute(
            sa.update(t.mark)
            .where(_M.request_id == request_id)
            .values(seq=newest + 1, at=now, changed_at=now, lifted=0)
        )
        if not done.rowcount:
            raise NotFound("not_found.deletion")

    def lift(self, connection: Connection, request_id: str) -> None:
        """Take the marks of a request out of force: she wants to be known again."""
        connection.execute(
            sa.update(t.mark)
            .where(_M.request_id == request_id)
            .values(lifted=1, changed_at=self.clock())
        )

    def after(self, seq: int) -> Sequence[tuple[int, str, Marks]]:
        """What came into force after a place in the journal: (place, request, its marks)."""
        self.prepare()
        with self.database.read() as connection:
            found = connection.execute(
                sa.select(_M.seq, _M.request_id)
                .where(_IN_FORCE, _M.seq > seq)
                .distinct()
                .order_by(_M.seq, _M.request_id)
            ).all()
            return [
                (
                    int(row.seq),
                    row.request_id,
                    _marks(
                        connection,
                        sa.and_(_IN_FORCE, _M.seq == row.seq, _M.request_id == row.request_id),
                    ),
                )
                for row in found
            ]

    # --- against copies of before -----------------------------------------------------------

    def state(self) -> JournalState:
        """The whole journal, to be kept beside the data: nothing that tells of a person."""
        marks = sa.select(t.mark).where(_M.seq.is_not(None)).order_by(_M.seq, _M.digest)
        kept = sa.select(t.kept).order_by(t.kept.c.request_id, t.kept.c.place, t.kept.c.record_id)
        with self.database.read() as connection:
            return {
                "marks": [
                    {
                        "salt": row.salt,
                        "digest": row.digest,
                        "request_id": row.request_id,
                        "words": row.words,
                        "at": _told(row.at),
                        "lifted": row.lifted,
                        "changed_at": _told(row.changed_at),
                    }
                    for row in connection.execute(marks)
                ],
                "kept": [
                    {
                        "request_id": row.request_id,
                        "place": row.place,
                        "record_id": row.record_id,
                        "label": row.label,
                        "until": row.until.isoformat(),
                        "reason": row.reason,
                        "ended_at": _told(row.ended_at) if row.ended_at else None,
                    }
                    for row in connection.execute(kept)
                ],
            }

    def unite(self, state: JournalState) -> int:
        """Take over what another state of the journal knows; how many marks are new here.

        New ones come after all that is here, so that every service erases by them once more. Of
        two that tell of the same mark, what changed last counts. Evidence that was kept stays so.
        """
        fresh = 0
        with self.database.write() as connection:
            for one in state.get("kept", ()):
                self._put_kept(connection, one)
            newest = connection.scalar(sa.select(sa.func.max(_M.seq))) or 0
            # A place for each request, so that a service knows how far it has come.
            places: dict[str, int] = {}
            for line in state.get("marks", ()):
                at = datetime.fromisoformat(line["at"])
                changed = datetime.fromisoformat(line["changed_at"])
                here = connection.execute(
                    sa.select(_M.changed_at, _M.seq).where(
                        _M.salt == line["salt"],
                        _M.digest == line["digest"],
                        _M.request_id == line["request_id"],
                    )
                ).one_or_none()
                if here is not None and here.seq is not None and here.changed_at >= changed:
                    continue
                mark = PersonMark(line["salt"], line["digest"], int(line["words"]), at)
                place = places.setdefault(line["request_id"], newest + 1 + len(places))
                self._put(
                    connection, _row(mark, line["request_id"], place, line["lifted"], changed)
                )
                self._put_request(connection, line["request_id"], at)
                fresh += 1
        return fresh

    def changed(self) -> None:
        """Bring the mirror up to date, after a transaction that changed the journal."""
        self._write_mirror()

    def _write_mirror(self) -> None:
        if self._mirror is not None:
            content = written(self.state())
            if not self._mirror.exists() or self._mirror.read_bytes() != content:
                write_whole(self._mirror, content, 0o600)

    def _put_kept(self, connection: Connection, line: Mapping[str, Any]) -> None:
        ended = line.get("ended_at")
        values = {
            **line,
            "until": date.fromisoformat(line["until"]),
            "ended_at": datetime.fromisoformat(ended) if ended else None,
        }
        insert = self.database.insert_into(t.kept).values(**values)
        c = t.kept.c
        connection.execute(
            insert.on_conflict_do_update(
                index_elements=[c.request_id, c.place, c.record_id],
                set_={"ended_at": sa.func.coalesce(c.ended_at, insert.excluded.ended_at)},
            )
        )

    def _put(self, connection: Connection, row: Mapping[str, Any]) -> None:
        insert = self.database.insert_into(t.mark).values(**row)
        connection.execute(
            insert.on_conflict_do_update(
                index_elements=[_M.salt, _M.digest, _M.request_id], set_=dict(row)
            )
        )

    def _put_request(self, connection: Connection, request_id: str, at: datetime) -> None:
        insert = self.database.insert_into(t.request).values(
            id=request_id, asked_at=at, asked_by="", confirmed_at=at
        )
        # Asked for in a copy of before, confirmed since.
        confirmed = sa.func.coalesce(t.request.c.confirmed_at, insert.excluded.confirmed_at)
        connection.execute(
            insert.on_conflict_do_update(
                index_elements=[t.request.c.id], set_={"confirmed_at": confirmed}
            )
        )


def _every_mark(
    salt: str, now: datetime, given: Mapping[str, Sequence[str]]
) -> tuple[PersonMark, ...]:
    problems: list[Problem] = []
    found: list[PersonMark] = []
    for kind, code in _CODES.items():
        for text in given[kind]:
            nothing: dict[str, Sequence[str]] = dict.fromkeys(_CODES, ())
            marks = marks_of(salt, now, **{**nothing, kind: (text,)})
            if not marks:
                problems.append(Problem(code, kind, params={"text": text[:60]}))
            found += marks
    if problems:
        raise Invalid(problems)
    if not found:
        raise Invalid(Problem("person.nobody", "names"))
    return tuple(dict.fromkeys(found))


def _read(mirror: Path) -> JournalState:
    try:
        return read(mirror.read_bytes())
    except ValueError:
        # Going on without it might bring somebody back.
        raise Misconfigured(
            "config.invalid",
            text=f"{mirror} ist beschädigt; darin steht, wer gelöscht wurde. Bitte aus der "
            "neuesten Sicherung zurückholen oder beiseitelegen.",
        ) from None


def _told(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def _marks(connection: Connection, which: sa.ColumnElement[bool]) -> Marks:
    query = sa.select(_M.salt, _M.digest, _M.words, _M.at).where(which)
    return Marks(tuple(PersonMark(*row) for row in connection.execute(query.order_by(_M.digest))))


def _row(
    one: PersonMark, request_id: str, seq: int | None, lifted: int, changed_at: datetime
) -> dict[str, Any]:
    return {
        "salt": one.salt,
        "digest": one.digest,
        "request_id": request_id,
        "words": one.words,
        "at": one.at,
        "seq": seq,
        "lifted": lifted,
        "changed_at": changed_at,
    }
