"""Any sequence of steps by anybody, compared with a model that fits on one page."""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.events.records.services import Services
from services.events.registration import registering
from services.events.stores import tables
from services.events.stores.sql_store import SqlEvents
from shared.errors import Invalid, Refused
from shared.sql import Database
from tests.events.builders import FixedDirectory, World, event
from tests.events.conftest import HandClock

PEOPLE = st.integers(0, 5)
FREE = {"unconfirmed", "confirmed"}


class Registrations(RuleBasedStateMachine):
    """The model: per person the latest state, seats wanted, seats held; and the line."""

    @initialize(capacity=st.integers(1, 4))
    def begin(self, capacity: int) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.database = Database(f"sqlite:///{Path(self.folder.name) / 'events.db'}")
        self.clock = HandClock()
        directory = FixedDirectory()
        store = SqlEvents(self.database)
        services = Services(
            store=store,
            directory=directory,
            clock=self.clock,
            new_id=lambda: str(uuid.uuid4()),
            public_url="https://netz.example",
            secret="s" * 40,
            ring=lambda: None,
        )
        self.world = World(services=services, store=store, directory=directory, clock=self.clock)
        self.capacity = capacity
        self.id = self.world.add(event(capacity=capacity)).id
        self.state: dict[int, str] = {}
        self.seats: dict[int, int] = {}
        self.held: dict[int, int] = {}
        self.line: list[int] = []
        self.until: dict[int, object] = {}

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()
            self.folder.cleanup()

    # --- the model ---------------------------------------------------------------------

    def free(self) -> int:
        return self.capacity - sum(self.held.values())

    def promote(self) -> None:
        while self.line and self.seats[self.line[0]] <= self.free():
            first = self.line.pop(0)
            self.state[first], self.held[first] = "confirmed", self.seats[first]

    def person(self, n: int):
        return self.world.one(self.id, f"P{n}")

    # --- the steps ---------------------------------------------------------------------

    @rule(n=PEOPLE, seats=st.integers(1, 3))
    def sign_up(self, n: int, seats: int) -> None:
        # Each step has a minute of its own, and the limits of letters are not meant here.
        self.clock.move(minutes=1)
        known = self.state.get(n) in FREE | {"waiting"}
        with self.world.store.write() as transaction:
            transaction.connection.execute(tables.letter_count.delete())
        self.world.sign_up(self.id, f"P{n}", seats)
        if not known:
            self.state[n], self.seats[n] = "unconfirmed", seats
            self.held[n] = seats if not self.line and seats <= self.free() else 0
            self.until[n] = self.person(n).hold_until

    @precondition(lambda self: self.state)
    @rule(n=PEOPLE)
    def confirm(self, n: int) -> None:
        if n not in self.state:
            return
        self.clock.move(minutes=1)
        if self.state[n] == "cancelled":
            with pytest.raises(Refused):
                self.world.confirm(self.person(n))
            return
        self.world.confirm(self.person(n))
        if self.state[n] in ("unconfirmed", "expired"):
            if not self.held.get(n) and not self.line and self.seats[n] <= self.free():
                self.held[n] = self.seats[n]
            self.state[n] = "confirmed" if self.held.get(n) else "waiting"
            if self.state[n] == "waiting":
                self.line.append(n)

    @precondition(lambda self: self.state)
    @rule(n=PEOPLE)
    def leave(self, n: int) -> None:
        if n not in self.state:
            return
        self.clock.move(minutes=1)
        self.world.leave(self.person(n))
        if self.state[n] in FREE | {"waiting"}:
            self.state[n], self.held[n] = "cancelled", 0
            self.line = [one for one in self.line if one != n]
            self.promote()

    @rule(capacity=st.integers(1, 6))
    def change_capacity(self, capacity: int) -> None:
        self.clock.move(minutes=1)
        current = self.world.event(self.id)
        if capacity < sum(self.held.values()):
            with pytest.raises(Invalid):
                self.world.edit(current, capacity=capacity)
            return
        self.world.edit(current, capacity=capacity)
        if capacity != self.capacity:
            self.capacity = capacity
            self.promote()

    @rule(hours=st.sampled_from([1, 30, 49]))
    def wait(self, hours: int) -> None:
        if self.clock.now.day == 8:
            return  # the event itself must not begin
        self.clock.move(hours=hours if self.clock.now.month == 11 else 0)
        registering.release_lapsed(self.world.services)
        for n in sorted(self.state, key=lambda n: self.person(n).created_at):
            if self.state[n] == "unconfirmed" and self.until[n] <= self.clock.now:  # type: ignore[operator]
                self.state[n], self.held[n] = "expired", 0
                self.promote()

    # --- what always holds -------------------------------------------------------------

    @invariant()
    def seats_are_counted_right_and_nobody_is_lost(self) -> None:
        if not hasattr(self, "world"):
            return
        assert self.world.miscounted() == []
        assert self.world.taken(self.id) == sum(self.held.values()) <= self.capacity
        found = {n: (self.person(n).state.value, self.person(n).held) for n in self.state}
        assert found == {n: (self.state[n], self.held.get(n, 0)) for n in self.state}


TestRegistrations = Registrations.TestCase
TestRegistrations.settings = settings(
    max_examples=15,
    stateful_step_count=20,
)
