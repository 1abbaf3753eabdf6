"""A service's part in deleting people: look, erase, and know how far it has come.

How far a service has erased along the journal stands in its own data. So data that were brought
back from before are behind, and are erased again from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import sqlalchemy as sa
import structlog

from shared.data_protection import tables as t
from shared.data_protection.finds import Find
from shared.data_protection.marks import Marks
from shared.data_protection.requests import Requests
from shared.sql import Database

EVERY_SECONDS = 2.0
"""How often a service looks whether somebody is to be looked for or erased."""

log = structlog.get_logger(__name__)


class Eraser(Protocol):
    """What a service does about a person in everything that it stores."""

    def find(self, marks: Marks) -> Sequence[Find]:
        """Where the person stands, and what would become of it. Changes nothing."""
        ...

    def addresses(self, marks: Marks) -> Iterable[str]:
        """Mail addresses of whoever has one of the names: her letters may name her by them only.
        None of an organisation's."""
        ...

    def erase(self, marks: Marks) -> int:
        """Erase the person everywhere but in evidence that is kept; how many places. Doing it
        again finds nothing more; broken off, it is begun again."""
        ...

    def upto(self) -> int:
        """How far along the journal these data have been erased (0: not at all)."""
        ...

    def set_upto(self, seq: int) -> None:
        """Note it, in the same store."""
        ...


class Erasure:
    """One round after the other for one service."""

    def __init__(
        self,
        service: str,
        requests: Requests,
        eraser: Eraser,
        settle: Callable[[], None] = lambda: None,
    ) -> None:
        """``settle`` makes erased rows leave the files of the store."""
        self.service = service
        self.requests = requests
        self.eraser = eraser
        self._settle = settle

    def run_once(self) -> int:
        """Answer what is asked and erase what was confirmed; how many people were erased."""
        for id, marks in self.requests.to_look_for(self.service):
            # With a new address everybody looks once more, this service too.
            if not self.requests.widen(id, self.eraser.addresses(marks)):
                self.requests.found(id, self.service, self.eraser.find(marks))
        return self.catch_up()

    def catch_up(self) -> int:
        """Erase everybody whom the journal names after the place that these data are at.

        Also called at start, before anything is shown or sent: the data may be a copy of before.
        """
        done = 0
        for seq, id, marks in self.requests.journal.after(self.eraser.upto()):
            number = self.eraser.erase(marks)
            self.eraser.set_upto(seq)
            self.requests.erased(id, self.service, number)
            log.info("person_erased", service=self.service, request=id, places=number)
            done += 1
        if done:
            self._settle()
        return done


class Position:
    """How far along the journal the database of accounts is; its own data tell."""

    def __init__(self, database: Database, service: str) -> None:
        self._database = database
        self._service = service

    def upto(self) -> int:
        """See ``Eraser``."""
        query = sa.select(t.position.c.upto).where(t.position.c.service == self._service)
        with self._database.read() as connection:
            return int(connection.execute(query).scalar() or 0)

    def set_upto(self, seq: int) -> None:
        """See ``Eraser``."""
        insert = self._database.insert_into(t.position).values(service=self._service, upto=seq)
        with self._database.write() as connection:
            connection.execute(
                insert.on_conflict_do_update(
                    index_elements=[t.position.c.service], set_={"upto": seq}
                )
            )
