"""Many people at once: never more seats than there are, and nobody lost."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import contextmanager
from functools import partial

import pytest
from sqlalchemy import func, select, update

from services.events.registration import registering
from services.events.registration.rules import Application
from services.events.stores import tables as t
from services.events.stores.sql_events import SqlEventRecords, SqlSeatCounter
from services.events.stores.sql_notes import SqlOutgoing
from services.events.stores.sql_registrations import SqlRegistrationRecords
from services.events.stores.sql_store import MIGRATIONS, SqlTransaction
from shared.errors import Refused
from shared.sql import Database, migrate
from tests.events.builders import event, in_parallel

SEATS = 30


def crowd(world, one, number: int):
    """That many people fill in the form at the same time."""

    def post(n: int):
        application = Application(f"Person {n:03}", f"p{n}@beispiel.example")
        return lambda: registering.register(world.services, one.id, application, f"form-{n}")

    return in_parallel([post(n) for n in range(number)], 16)


@pytest.mark.slow
def test_five_hundred_people_and_thirty_seats(world):
    one = world.add(event(capacity=SEATS))
    assert crowd(world, one, 500) == [None] * 500
    people = world.people(one.id)
    assert (len(people), world.taken(one.id)) == (500, SEATS)
    assert Counter(r.held for r in people) == {1: SEATS, 0: 500 - SEATS}
    assert Counter(world.kinds()) == {"registration_opt_in": 500}
    assert world.miscounted() == []


@pytest.mark.slow
def test_everybody_confirms_at_once(world):
    one = world.add(event(capacity=SEATS))
    crowd(world, one, 80)
    signed = world.people(one.id)
    random.Random(3).shuffle(signed)
    found = in_parallel([partial(world.confirm, r) for r in signed], 16)
    assert Counter(r.state for r in found) == {"confirmed": SEATS, "waiting": 80 - SEATS}
    assert {r.id for r in found if r.state == "confirmed"} == {r.id for r in signed if r.held}
    assert (world.taken(one.id), world.miscounted()) == (SEATS, [])


def test_groups_of_one_to_four_never_exceed_the_seats(world):
    one = world.add(event(capacity=SEATS))
    seats = [random.Random(n).randint(1, 4) for n in range(40)]

    def post(n: int):
        application = Application(f"Gruppe {n}", f"g{n}@beispiel.example", seats=seats[n])
        return lambda: registering.register(world.services, one.id, application, f"form-{n}")

    assert in_parallel([post(n) for n in range(40)], 16) == [None] * 40
    people = world.people(one.id)
    assert world.taken(one.id) == sum(r.held for r in people) <= SEATS
    assert all(r.held in (0, r.seats) for r in people)
    assert world.miscounted() == []


def test_without_a_waiting_list_the_rest_is_refused(world):
    one = world.add(event(capacity=5, waiting_list=False))
    found = crowd(world, one, 30)
    codes = Counter(e.code if isinstance(e, Refused) else e for e in found)
    assert codes == {None: 5, "registration.full": 25}
    assert (len(world.people(one.id)), world.taken(one.id)) == (5, 5)


def test_leaving_joining_and_a_larger_room_all_at_once(world):
    one = world.add(event(capacity=10))
    members = [world.joined(one.id, f"Mitglied {n}") for n in range(20)]
    work = [partial(world.leave, r) for r in members[:8]]
    work += [partial(world.sign_up, one.id, f"Neu {n}") for n in range(8)]
    work += [partial(world.edit, one, capacity=14)]
    random.Random(1).shuffle(work)
    failed = [e for e in in_parallel(work, 16) if isinstance(e, Exception)]
    assert failed == []
    people = world.people(one.id)
    assert world.taken(one.id) == sum(r.held for r in people) <= 14
    assert world.miscounted() == []
    # Two stayed and ten had waited: all of them sit, before anybody who came later.
    assert sum(r.state == "confirmed" for r in people) == 12
    assert [r.name for r in people if r.state == "waiting"] == []
    # A freed seat went to exactly one person each.
    promoted = [x.recipients[0].ref for x in world.letters() if x.kind == "registration_promoted"]
    assert len(promoted) == len(set(promoted))


# --- the protection itself -----------------------------------------------------------------


def count_then_insert(self: SqlSeatCounter, event_id: str, seats: int) -> bool:
    """The way that looks right and overbooks: ask how many there are, then add one."""
    held = select(func.coalesce(func.sum(t.registration.c.held), 0))
    taken = self.connection.execute(held.where(t.registration.c.event_id == event_id)).scalar_one()
    capacity = select(t.event.c.capacity).where(t.event.c.id == event_id)
    return int(taken) + seats <= int(self.connection.execute(capacity).scalar_one())


def unlocked(self: SqlEventRecords, id: str, *, lock: bool = False):
    """Reads the event without keeping others away."""
    return original(self, id, lock=False)


original = SqlEventRecords.get


@pytest.mark.postgres
def test_without_the_protection_the_same_crowd_overbooks(open_world, postgres_url, monkeypatch):
    world = open_world(postgres_url)
    one = world.add(event(capacity=SEATS))
    monkeypatch.setattr(SqlSeatCounter, "take", count_then_insert)
    monkeypatch.setattr(SqlEventRecords, "get", unlocked)
    crowd(world, one, 200)
    assert sum(r.held for r in world.people(one.id)) > SEATS


@pytest.mark.postgres
def test_the_counter_alone_protects_without_the_lock(open_world, postgres_url, monkeypatch):
    world = open_world(postgres_url)
    one = world.add(event(capacity=SEATS))
    monkeypatch.setattr(SqlEventRecords, "get", unlocked)
    crowd(world, one, 200)
    assert (sum(r.held for r in world.people(one.id)), world.taken(one.id)) == (SEATS, SEATS)


@pytest.mark.parametrize("taken", [-1, 3])
def test_the_database_itself_refuses_more_seats_than_there_are(world, taken):
    one = world.add(event(capacity=2))
    with pytest.raises(Exception, match="ck_event_taken"):
        with world.store.write() as transaction:
            transaction.connection.execute(update(t.event).values(taken=taken))
    assert world.taken(one.id) == 0


def test_two_starts_at_once_migrate_once(store_url):
    databases = [Database(store_url) for _ in range(4)]
    work = [partial(migrate, d, MIGRATIONS, "events") for d in databases]
    assert in_parallel(work, 4) == [None] * 4
    for database in databases:
        database.close()


# --- together or not at all --------------------------------------------------------------------


class Killed(BaseException):
    """As if the process ended here."""


@pytest.mark.parametrize(
    ("port", "at"),
    [(SqlSeatCounter, "take"), (SqlRegistrationRecords, "put"), (SqlOutgoing, "send")],
)
def test_killed_in_between_leaves_nothing_half_done(world, monkeypatch, port, at):
    one = world.add(event(capacity=2))
    real = getattr(port, at)

    def dies(*args, **more):
        real(*args, **more)
        raise Killed

    monkeypatch.setattr(port, at, dies)
    with pytest.raises(Killed):
        world.sign_up(one.id, "Kim", form_id="form-1")
    monkeypatch.setattr(port, at, real)
    assert (world.people(one.id), world.rows(), world.taken(one.id)) == ([], [], 0)
    assert world.sign_up(one.id, "Kim", form_id="form-1").state == "unconfirmed"
    assert world.kinds() == ["registration_opt_in"]


def test_killed_while_promoting_gives_the_seat_to_nobody(world, monkeypatch):
    one = world.add(event(capacity=1))
    anna, _berit = world.joined(one.id, "Anna"), world.joined(one.id, "Berit")
    before = world.people(one.id), world.rows()

    @contextmanager
    def killed_before_commit(self=world.store):
        with self.database.write() as connection:
            yield SqlTransaction(connection)
            raise Killed

    real = world.store.write
    monkeypatch.setattr(world.store, "write", killed_before_commit)
    with pytest.raises(Killed):
        world.leave(anna)
    monkeypatch.setattr(world.store, "write", real)
    assert (world.people(one.id), world.rows()) == before
    world.leave(anna)
    assert world.states(one.id) == {"Anna": "cancelled", "Berit": "confirmed"}
