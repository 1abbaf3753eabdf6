"""Deleting a person on her request: looked for everywhere first, then erased everywhere.

No service can ask every other one. So a request lies in the database that all of them reach:
each service's worker looks what it holds (the dry run), a coordinator decides, each worker
erases. A worker that is killed does it once more. Nothing here holds a name or an address.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from shared.data_protection import tables as t
from shared.data_protection.finds import Fate, Find
from shared.data_protection.journal import Journal
from shared.data_protection.marks import Marks, is_address
from shared.errors import NotFound, Refused

SERVICES = ("network", "events", "notify", "accounts")
"""Who looks and erases; accounts by the hand of network."""

UNDECIDED_KEPT = timedelta(days=7)
"""How long the marks of a request wait for its confirmation."""


@dataclass(frozen=True, slots=True)
class KeptEvidence:
    """Evidence that outlasts the deletion; ``reason`` names the grant. Shown to the person."""

    place: str
    record_id: str
    label: str
    until: date
    reason: str
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeletionRequest:
    """A request for deletion and what became of it. ``looked``, ``erased``: which services did."""

    id: str
    asked_at: datetime
    asked_by: str
    confirmed_at: datetime | None
    lifted_at: datetime | None
    looked: frozenset[str]
    erased: Mapping[str, int]
    finds: tuple[Find, ...] = ()
    kept: tuple[KeptEvidence, ...] = ()

    @property
    def looked_everywhere(self) -> bool:
        """Whether the dry run is complete."""
        return self.looked >= frozenset(SERVICES)

    @property
    def erased_everywhere(self) -> bool:
        """Whether every service has erased."""
        return self.erased.keys() >= frozenset(SERVICES)


class Requests:
    """The requests for deletion. Safe for threads and processes."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self._database = journal.database

    def ask(
        self,
        by: str,
        *,
        names: Iterable[str] = (),
        addresses: Iterable[str] = (),
        numbers: Iterable[str] = (),
    ) -> str:
        """Have every service look for somebody; the id of the request. Raises Invalid."""
        id = str(uuid.uuid4())
        self.journal.mark(id, names=names, addresses=addresses, numbers=numbers)
        with self._database.write() as connection:
            connection.execute(
                sa.insert(t.request).values(id=id, asked_at=self.journal.clock(), asked_by=by)
            )
        return id

    def all(self) -> Sequence[DeletionRequest]:
        """Every request without its finds, the newest first."""
        self.journal.prepare()
        with self._database.read() as connection:
            rows = connection.execute(
                sa.select(t.request).order_by(t.request.c.asked_at.desc(), t.request.c.id)
            ).all()
            return [self._request(connection, row, whole=False) for row in rows]

    def get(self, id: str) -> DeletionRequest:
        """A request with everything that was found. Raises NotFound."""
        self.journal.prepare()
        with self._database.read() as connection:
            row = connection.execute(sa.select(t.request).where(t.request.c.id == id)).one_or_none()
            if row is None:
                raise NotFound("not_found.deletion")
            return self._request(connection, row, whole=True)

    def confirm(self, id: str, keep: Mapping[tuple[str, str], str] = {}) -> None:
        """Delete: the marks come into force. ``keep`` names evidence that outlasts it (place,
        record id -> reason), of what was found as such. Twice is once.

        Raises NotFound, Refused (``deletion.not_looked``: a service has not answered yet).
        """
        request = self.get(id)
        if request.confirmed_at is not None:
            return
        if not request.looked_everywhere:
            raise Refused("deletion.not_looked")
        with self._database.write() as connection:
            self.journal.begin(connection, id)
            for one in request.finds:
                reason = keep.get((one.place, one.record_id), "").strip()
                if reason and one.evidence_until is not None:
                    insert = self._database.insert_into(t.kept).values(
                        request_id=id,
                        place=one.place,
                        record_id=one.record_id,
                        label=one.label,
                        until=one.evidence_until,
                        reason=reason[:300],
                    )
                    connection.execute(insert.on_conflict_do_nothing())
            connection.execute(
                sa.update(t.request)
                .where(t.request.c.id == id, t.request.c.confirmed_at.is_(None))
                .values(confirmed_at=self.journal.clock())
            )
        self.journal.changed()

    def drop(self, id: str) -> None:
        """Forget a request that was not confirmed, its marks too. Raises NotFound, Refused."""
        if self.get(id).confirmed_at is not None:
            raise Refused("deletion.confirmed")
        with self._database.write() as connection:
            _drop(connection, [id])

    def lift(self, id: str) -> None:
        """The person wants to be known again: what comes in from now on stays. Nothing that was
        erased comes back. Raises NotFound, Refused (not confirmed, or not erased everywhere yet:
        a service that is behind would never do it)."""
        if not self.get(id).erased_everywhere:
            raise Refused("deletion.not_confirmed")
        with self._database.write() as connection:
            self.journal.lift(connection, id)
            connection.execute(
                sa.update(t.request)
                .where(t.request.c.id == id)
                .values(lifted_at=self.journal.clock())
            )
        self.journal.changed()

    # --- for the services' workers --------------------------------------------------------------

    def to_look_for(self, service: str) -> Sequence[tuple[str, Marks]]:
        """Requests that a service has not looked for yet."""
        self.journal.prepare()
        looked = sa.select(t.answer.c.request_id).where(
            t.answer.c.service == service, t.answer.c.found_at.is_not(None)
        )
        query = sa.select(t.request.c.id).where(
            t.request.c.confirmed_at.is_(None), t.request.c.id.not_in(looked)
        )
        with self._database.read() as connection:
            ids = connection.execute(query).scalars().all()
        return [(id, self.journal.of_request(id)) for id in ids]

    def widen(self, id: str, addresses: Iterable[str]) -> bool:
        """Look for these addresses too; whether any is new. Then every service looks anew."""
        known = self.journal.of_request(id)
        fresh = [
            one for one in dict.fromkeys(addresses) if is_address(one) and not known.is_address(one)
        ]
        if not fresh:
            return False
        self.journal.mark(id, addresses=fresh)
        with self._database.write() as connection:
            connection.execute(
                sa.update(t.answer).where(t.answer.c.request_id == id).values(found_at=None)
            )
        return True

    def found(self, id: str, service: str, finds: Sequence[Find]) -> None:
        """A service's answer of the dry run."""
        with self._database.write() as connection:
            which = sa.and_(t.find.c.request_id == id, t.find.c.service == service)
            connection.execute(sa.delete(t.find).where(which))
            rows = [
                {
                    "request_id": id,
                    "number": number,
                    "service": service,
                    "place": one.place,
                    "record_id": one.record_id,
                    "label": one.label[:200],
                    "path": one.path[:300],
                    "fate": one.fate.value,
                    "evidence_until": one.evidence_until,
                }
                for number, one in enumerate(finds)
            ]
            if rows:
                connection.execute(sa.insert(t.find), rows)
            self._answer(connection, id, service, found_at=self.journal.clock())

    def erased(self, id: str, service: str, number: int) -> None:
        """A service has erased somebody: so many places."""
        with self._database.write() as connection:
            self._answer(connection, id, service, erased_at=self.journal.clock(), erased=number)

    def kept_now(self, place: str, today: date) -> Collection[str]:
        """The records of a place that are evidence still."""
        return {one.record_id for one in self._kept() if one.place == place and one.until >= today}

    def kept_over(self, today: date) -> int:
        """How many pieces of evidence have come to their end and are not erased yet."""
        return sum(one.until < today for one in self._kept())

    def end_kept(self, today: date) -> int:
        """Note that evidence whose day is over has been erased; how many pieces."""
        with self._database.write() as connection:
            done = connection.execute(
                sa.update(t.kept)
                .where(t.kept.c.until < today, t.kept.c.ended_at.is_(None))
                .values(ended_at=self.journal.clock())
            )
        self.journal.changed()
        return int(done.rowcount)

    def undecided(self, now: datetime) -> int:
        """How many requests have waited too long for somebody to confirm them."""
        with self._database.read() as connection:
            return len(self._old(connection, now))

    def drop_undecided(self, now: datetime) -> int:
        """Forget them; how many."""
        with self._database.write() as connection:
            return _drop(connection, self._old(connection, now))

    # --- inside -------------------------------------------------------------------------------

    def _old(self, connection: Connection, now: datetime) -> Sequence[str]:
        c = t.request.c
        query = sa.select(c.id).where(c.confirmed_at.is_(None), c.asked_at < now - UNDECIDED_KEPT)
        return connection.execute(query).scalars().all()

    def _kept(self) -> Sequence[KeptEvidence]:
        self.journal.prepare()
        with self._database.read() as connection:
            return [
                _kept_of(row)
                for row in connection.execute(sa.select(t.kept).where(t.kept.c.ended_at.is_(None)))
            ]

    def _answer(self, connection: Connection, id: str, service: str, **values: object) -> None:
        insert = self._database.insert_into(t.answer).values(
            request_id=id, service=service, **values
        )
        connection.execute(
            insert.on_conflict_do_update(
                index_elements=[t.answer.c.request_id, t.answer.c.service], set_=values
            )
        )

    def _request(
        self, connection: Connection, row: Row[tuple[object, ...]], whole: bool
    ) -> DeletionRequest:
        answers = connection.execute(
            sa.select(t.answer).where(t.answer.c.request_id == row.id)
        ).all()
        finds: tuple[Find, ...] = ()
        if whole:
            found = connection.execute(
                sa.select(t.find)
                .where(t.find.c.request_id == row.id)
                .order_by(t.find.c.service, t.find.c.number)
            )
            finds = tuple(
                Find(
                    one.place,
                    one.record_id,
                    one.label,
                    one.path,
                    Fate(one.fate),
                    one.evidence_until,
                )
                for one in found
            )
        kept = connection.execute(
            sa.select(t.kept).where(t.kept.c.request_id == row.id).order_by(t.kept.c.label)
        )
        return DeletionRequest(
            row.id,
            row.asked_at,
            row.asked_by,
            row.confirmed_at,
            row.lifted_at,
            frozenset(one.service for one in answers if one.found_at is not None),
            {one.service: one.erased for one in answers if one.erased_at is not None},
            finds,
            tuple(_kept_of(one) for one in kept),
        )


def _kept_of(row: Row[tuple[object, ...]]) -> KeptEvidence:
    return KeptEvidence(row.place, row.record_id, row.label, row.until, row.reason, row.ended_at)


def _drop(connection: Connection, ids: Sequence[str]) -> int:
    for table in (t.mark, t.find, t.answer, t.kept):
        connection.execute(sa.delete(table).where(table.c.request_id.in_(ids)))
    return int(connection.execute(sa.delete(t.request).where(t.request.c.id.in_(ids))).rowcount)
