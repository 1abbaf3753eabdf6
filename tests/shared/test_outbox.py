"""Outbox and relay: a row is delivered at least once, and one target never blocks another."""

from __future__ import annotations

import json
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa
from flask import Flask, request

from shared.outbox import SqlOutbox, add, outbox_table
from shared.relay import Relay
from shared.sql import Database

metadata = sa.MetaData()
table = outbox_table(metadata)


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    with database.write() as connection:
        metadata.create_all(connection)
    yield database
    database.close()


class Target:
    """A real WSGI application that remembers what was put, and can misbehave."""

    def __init__(self) -> None:
        self.app = Flask(__name__)
        self.put: dict[str, object] = {}
        self.calls = 0
        self.status = 201
        self.headers: dict[str, str] = {}
        self.app.add_url_rule("/things/<id>", view_func=self._put, methods=["PUT"])

    def _put(self, id):
        self.calls += 1
        bad = request.get_json().get("poison")
        if self.status >= 400 or bad:
            return "no", 500 if bad else self.status, self.headers
        assert request.headers["Authorization"] == "Bearer token"
        self.put[id] = request.get_json()
        return "", self.status

    def client(self) -> httpx.Client:
        return httpx.Client(
            transport=httpx.WSGITransport(app=self.app.wsgi_app),
            base_url="http://target",
            headers={"Authorization": "Bearer token"},
        )


class Gone(httpx.BaseTransport):
    calls = 0

    def handle_request(self, request):
        Gone.calls += 1
        raise httpx.ConnectError("gone", request=request)


def _fill(database, clock, *ids, target="notify", **payload):
    with database.write() as connection:
        for id in ids:
            add(
                connection,
                table,
                id=id,
                target=target,
                path=f"/things/{id}",
                payload=json.dumps({"id": id, **payload}),
                now=clock(),
            )


def _states(database):
    with database.read() as connection:
        rows = connection.execute(sa.select(table.c.id, table.c.state).order_by(table.c.id))
        return {row.id: row.state for row in rows}


def test_rows_are_delivered_and_accepted(database, clock):
    target = Target()
    _fill(database, clock, "a", "b")
    relay = Relay(SqlOutbox(database, table), {"notify": target.client()}, clock)
    assert relay.run_once() == 2
    assert target.put == {"a": {"id": "a"}, "b": {"id": "b"}}
    assert _states(database) == {"a": "accepted", "b": "accepted"}
    assert relay.run_once() == 0
    assert target.calls == 2


def _texts(database):
    with database.read() as connection:
        rows = connection.execute(sa.select(table.c.id, table.c.payload).order_by(table.c.id))
        return {row.id: bool(row.payload) for row in rows}


def test_what_was_accepted_keeps_no_text_and_what_was_refused_not_for_long(database, clock):
    _fill(database, clock, "a", "b", "c", "d")
    outbox = SqlOutbox(database, table)
    outbox.accepted("a", clock())
    outbox.refused("b", "422", clock())
    with database.write() as connection:
        # As an earlier version left it.
        connection.execute(sa.update(table).where(table.c.id == "c").values(state="accepted"))
    assert _texts(database) == {"a": False, "b": True, "c": True, "d": True}
    assert outbox.forget(clock() - timedelta(days=30)) == 1
    assert _texts(database) == {"a": False, "b": True, "c": False, "d": True}
    clock.forward(days=30, seconds=1)
    assert outbox.forget(clock() - timedelta(days=30)) == 1
    # What still waits is never emptied.
    assert _texts(database) == {"a": False, "b": False, "c": False, "d": True}
    assert outbox.forget(clock()) == 0


def test_more_rows_than_a_batch_go_in_one_run(database, clock):
    target = Target()
    _fill(database, clock, *(f"{n:03}" for n in range(250)))
    relay = Relay(SqlOutbox(database, table), {"notify": target.client()}, clock)
    assert relay.run_once() == 250


def test_what_is_due_later_waits(database, clock):
    target = Target()
    with database.write() as connection:
        add(
            connection,
            table,
            id="later",
            target="notify",
            path="/things/later",
            payload="{}",
            now=clock(),
            due_at=clock() + timedelta(hours=1),
        )
    relay = Relay(SqlOutbox(database, table), {"notify": target.client()}, clock)
    assert relay.run_once() == 0
    clock.forward(hours=1)
    assert relay.run_once() == 1


def test_a_target_that_is_away_is_asked_once_per_run_and_blocks_nobody(database, clock):
    Gone.calls = 0
    there = Target()
    _fill(database, clock, *(f"n{n:03}" for n in range(150)), target="notify")
    _fill(database, clock, "x", target="network")
    away = httpx.Client(transport=Gone(), base_url="http://gone")
    outbox = SqlOutbox(database, table)
    relay = Relay(outbox, {"notify": away, "network": there.client()}, clock, jitter=lambda: 0.5)
    assert relay.run_once() == 1
    assert there.put == {"x": {"id": "x"}}
    assert Gone.calls == 1
    clock.forward(seconds=1)
    back = Target()
    again = Relay(outbox, {"notify": back.client(), "network": there.client()}, clock)
    assert again.run_once() == 150


def test_waits_grow_to_a_minute(database, clock):
    _fill(database, clock, "a")
    target = Target()
    target.status = 503
    outbox = SqlOutbox(database, table)
    relay = Relay(outbox, {"notify": target.client()}, clock, jitter=lambda: 0.5)
    waits = []
    for _ in range(9):
        began = clock()
        relay.run_once()
        while not outbox.pending(clock(), 10):
            clock.forward(seconds=1)
        waits.append((clock() - began).total_seconds())
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_the_target_may_ask_for_a_longer_wait(database, clock):
    _fill(database, clock, "a")
    target = Target()
    target.status, target.headers = 429, {"Retry-After": "30"}
    outbox = SqlOutbox(database, table)
    Relay(outbox, {"notify": target.client()}, clock).run_once()
    clock.forward(seconds=29)
    assert outbox.pending(clock(), 10) == []
    clock.forward(seconds=1)
    assert [row.id for row in outbox.pending(clock(), 10)] == ["a"]


def test_one_poisonous_row_does_not_hold_up_the_rest(database, clock):
    target = Target()
    _fill(database, clock, "a", poison=True)
    clock.forward(seconds=1)
    _fill(database, clock, "b", "c")
    relay = Relay(SqlOutbox(database, table), {"notify": target.client()}, clock)
    assert relay.run_once() == 2
    assert _states(database) == {"a": "pending", "b": "accepted", "c": "accepted"}


def test_a_refusal_is_kept_with_its_reason(database, clock):
    target = Target()
    target.status = 422
    _fill(database, clock, "a")
    _fill(database, clock, "b", target="nobody")
    Relay(SqlOutbox(database, table), {"notify": target.client()}, clock).run_once()
    assert _states(database) == {"a": "refused", "b": "refused"}
    with database.read() as connection:
        reasons = connection.execute(sa.select(table.c.last_error).order_by(table.c.id)).scalars()
        assert list(reasons) == ["HTTP 422: no", "unknown target"]
    assert SqlOutbox(database, table).stuck(clock()) == 2


def test_a_row_and_its_cause_are_written_together_or_not_at_all(database, clock):
    def cause_that_fails():
        with database.write() as connection:
            add(connection, table, id="a", target="x", path="/a", payload="{}", now=clock())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cause_that_fails()
    assert _states(database) == {}
