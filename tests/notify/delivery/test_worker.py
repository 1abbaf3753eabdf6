"""Real workers: their own process, a real Redis, a real SMTP server, and faults between them."""

from __future__ import annotations

import functools
import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import dramatiq
import pytest
import redis
import sqlalchemy as sa

from services.notify import worker
from services.notify.app import create_app
from services.notify.delivery.transport import actors
from services.notify.delivery.transport.bell import DramatiqBell, make_broker
from services.notify.records.bell import Due
from services.notify.records.state import State
from services.notify.stores.tables import deliveries
from shared.errors import Misconfigured, Unavailable
from shared.notices import NoticeKind
from tests.notify.builders import recipient, settings
from tests.notify.grown import Grown, fresh, until

pytestmark = pytest.mark.slow


def test_a_letter_leaves_within_seconds_and_redis_holds_no_address(grown, smtp_server, redis_url):
    grown.put(fresh())
    with redis.Redis.from_url(redis_url) as client:
        kinds = {key: client.type(key) for key in client.scan_iter()}
        stored = b"".join(
            b"".join(client.hvals(key) if kind == b"hash" else client.lrange(key, 0, -1))
            for key, kind in kinds.items()
            if kind in (b"hash", b"list")
        )
    assert set(kinds.values()) <= {b"hash", b"list", b"zset"}
    assert b'"actor_name":"deliver"' in stored
    assert re.findall(rb"@|olga|M\xc3\xbcller", stored) == []
    grown.start()
    until(lambda: grown.state() is State.SENT)
    took = []
    for number in range(10):
        address = f"p{number}@x.example"
        grown.put(fresh(recipients=(recipient(address),)))
        took.append(until(functools.partial(smtp_server.to, address), 10))
    assert max(took) < 5
    assert len(smtp_server.messages) == 11
    assert {len(m.recipients) for m in smtp_server.messages} == {1}


def test_when_redis_forgets_everything_the_sweep_sends_once(grown, smtp_server, redis_url):
    for number in range(30):
        grown.put(fresh(recipients=(recipient(f"p{number}@x.example"),)))
    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
    grown.start()
    until(lambda: grown.counts() == {State.SENT: 30}, 60)
    time.sleep(1)
    got = sorted(m.recipients[0] for m in smtp_server.messages)
    assert got == sorted(f"p{number}@x.example" for number in range(30))


def test_without_the_sweep_a_forgetful_redis_loses_letters(
    tmp_path, redis_url, smtp_server, postgres_url
):
    """The counter-test: a worker that only hears the bell never sends them."""
    found = Grown(tmp_path, redis_url, smtp_server.url, postgres_url)
    found.put(fresh())
    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
    actors.register(found.parts.broker, found.parts.deliver)
    only_bell = worker.WorkerLoop(found.parts.broker, 1)
    only_bell.start()
    time.sleep(3)
    only_bell.stop()
    assert smtp_server.messages == []
    assert found.state() is State.PLANNED
    found.close()


def test_a_frozen_redis_does_not_freeze_whoever_hands_a_letter_over(
    tmp_path, own_redis, smtp_server, postgres_url
):
    found = Grown(tmp_path, own_redis.url, smtp_server.url, postgres_url)
    with redis.Redis.from_url(own_redis.url) as client:
        pid = client.info("server")["process_id"]
    os.kill(pid, signal.SIGSTOP)
    try:
        many = tuple(recipient(f"p{i}@x.example") for i in range(30))
        took = found.put(fresh(recipients=many))
    finally:
        os.kill(pid, signal.SIGCONT)
    assert took < 2
    found.start()
    until(lambda: found.counts() == {State.SENT: 30}, 60)
    time.sleep(1)
    assert len(smtp_server.messages) == 30
    found.close()


def test_letters_leave_while_redis_is_away(tmp_path, own_redis, smtp_server, postgres_url):
    found = Grown(tmp_path, own_redis.url, smtp_server.url, postgres_url)
    found.start()
    own_redis.stop()
    assert found.put(fresh()) < 2
    until(lambda: found.state() is State.SENT, 30)
    own_redis.start()
    found.put(fresh(recipients=(recipient("later@x.example"),)))
    until(lambda: smtp_server.to("later@x.example"), 60)
    assert len(smtp_server.messages) == 2
    found.close()


def test_a_worker_killed_between_claim_and_letter_loses_and_doubles_nothing(grown, smtp_server):
    smtp_server.answer("rcpt", "stall:60")
    first = grown.start()
    grown.put(fresh())
    until(lambda: grown.state() is State.SENDING and smtp_server.connections == 1)
    time.sleep(0.3)
    grown.kill(first)
    assert grown.row().data_started_at is None
    grown.start()
    grown.later(claimed_until=timedelta(seconds=1))
    until(lambda: grown.state() is State.SENT, 60)
    assert len(smtp_server.messages) == 1


@pytest.mark.parametrize(
    ("kind", "letters", "ends"),
    [
        (NoticeKind.REGISTRATION_CONFIRMED, 2, State.SENT),
        (NoticeKind.EVENT_INVITATION, 1, State.UNKNOWN),
    ],
)
def test_a_worker_killed_after_the_letter_went_out_follows_the_kind(
    grown, smtp_server, kind, letters, ends
):
    smtp_server.answer("after_data", "stall:60")
    first = grown.start()
    grown.put(fresh(kind))
    until(lambda: len(smtp_server.messages) == 1)
    grown.kill(first)
    assert grown.state() is State.SENDING
    grown.start()
    grown.later(claimed_until=timedelta(seconds=1))
    until(lambda: grown.state() is State.UNKNOWN, 30)
    if grown.row().next_try is not None:
        grown.later(next_try=timedelta(seconds=1))
    until(lambda: grown.state() is ends and len(smtp_server.messages) == letters, 60)
    time.sleep(6)
    assert grown.state() is ends
    assert len(smtp_server.messages) == letters
    assert len({message.data for message in smtp_server.messages}) == 1


def test_a_worker_that_is_told_to_stop_finishes_its_letter(grown, smtp_server):
    smtp_server.answer("data", "stall:3")
    process = grown.start()
    grown.put(fresh())
    until(lambda: grown.row().data_started_at is not None)
    os.kill(process.pid, signal.SIGTERM)
    assert process.wait(30) == 0
    assert grown.state() is State.SENT
    assert len(smtp_server.messages) == 1


def test_messages_that_nobody_of_us_wrote_are_harmless(grown, smtp_server):
    broker = make_broker(grown.settings.broker_url)
    for actor, args in [
        ("deliver", ("../../etc/passwd",)),
        ("deliver", (7,)),
        ("deliver", ("00000000-0000-0000-0000-000000000000",)),
        ("evil", ("x",)),
    ]:
        broker.enqueue(dramatiq.Message("letters", actor, args, {}, {}))
    grown.start()
    grown.put(fresh())
    until(lambda: grown.state() is State.SENT)
    assert len(smtp_server.messages) == 1


def test_two_workers_and_two_bells_send_each_letter_once(grown, smtp_server):
    grown.start()
    grown.start()
    ids = []
    for number in range(60):
        grown.put(fresh(recipients=(recipient(f"p{number}@x.example"),)))
    with grown.parts.database.read() as connection:
        ids = list(connection.scalars(sa.select(deliveries.c.id)))
    for id in ids:
        grown.parts.bell.ring(Due(id, False))
    until(lambda: grown.counts() == {State.SENT: 60}, 60)
    time.sleep(1)
    assert len(smtp_server.messages) == 60
    assert len({m.recipients[0] for m in smtp_server.messages}) == 60


def test_a_letter_somebody_waits_for_overtakes_bulk_mail(grown, smtp_server):
    smtp_server.answer("data", "stall:0.3", times=10_000)
    many = tuple(recipient(f"p{i}@x.example") for i in range(200))
    grown.put(fresh(NoticeKind.EVENT_INVITATION, recipients=many))
    grown.start(threads=2)
    until(lambda: len(smtp_server.messages) > 4, 30)
    grown.put(fresh(NoticeKind.REGISTRATION_OPT_IN, recipients=(recipient("eilig@x.example"),)))
    took = until(lambda: smtp_server.to("eilig@x.example"), 30)
    assert took < 5
    assert len(smtp_server.messages) < 100


# -- in one process --------------------------------------------------------------------------------


@contextmanager
def embedded(folder: Path, **changes: Any) -> Iterator[Any]:
    app = create_app(settings(folder, **changes))
    parts = app.extensions["ikoe"]
    running = worker.loops(parts)
    for loop in running:
        loop.start()
    try:
        yield parts
    finally:
        for loop in running:
            loop.stop()
        parts.database.close()


def test_in_one_process_letters_become_files_at_once(tmp_path):
    with embedded(tmp_path) as parts:
        parts.intake.notice(fresh())
        took = until(lambda: parts.desk.counts() == {State.SENT: 1}, 10)
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.suffix == ".eml"
    assert b"Subject: " in file.read_bytes()
    assert took < 4


def test_what_was_accepted_before_a_crash_is_sent_after_the_next_start(tmp_path):
    app = create_app(settings(tmp_path))
    app.extensions["ikoe"].intake.notice(fresh())
    app.extensions["ikoe"].database.close()
    with embedded(tmp_path) as parts:
        until(lambda: parts.desk.counts() == {State.SENT: 1}, 15)
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 1


def test_a_folder_that_cannot_be_written_to_makes_letters_wait(tmp_path):
    (tmp_path / "outbox").write_text("a file in the way")
    with embedded(tmp_path) as parts:
        parts.intake.notice(fresh())
        until(lambda: parts.desk.page((), "", 1).entries[0].reason == "mail.folder", 10)
        assert parts.desk.counts() == {State.PLANNED: 1}


@pytest.mark.parametrize("url", ["http://x", "", "amqp://x"])
def test_a_broker_that_we_do_not_know_stops_the_start(url):
    with pytest.raises(Misconfigured):
        make_broker(url)


def test_a_bell_without_its_redis_says_so_at_once():
    bell = DramatiqBell(make_broker("redis://127.0.0.1:1/0"))
    for call in (bell.waiting, lambda: bell.ring(Due("x", False))):
        began = time.monotonic()
        with pytest.raises(Unavailable):
            call()
        assert time.monotonic() - began < 1.5
