"""Loops go on whatever happens, and can be rung."""

from __future__ import annotations

import threading
import time

from shared.errors import Unavailable
from shared.loops import Loop


def test_a_loop_survives_failing_rounds():
    done = threading.Event()
    rounds = []

    def work():
        rounds.append(1)
        if len(rounds) == 1:
            raise RuntimeError("boom")
        if len(rounds) == 2:
            raise Unavailable("unavailable.store")
        done.set()

    loop = Loop("test", 0.01, work)
    loop.start()
    assert done.wait(5)
    loop.stop()


def test_ringing_shortens_the_wait():
    rounds = []
    second = threading.Event()

    def work():
        rounds.append(time.monotonic())
        if len(rounds) == 2:
            second.set()

    loop = Loop("test", 60, work)
    loop.start()
    while not rounds:
        time.sleep(0.001)
    loop.ring()
    assert second.wait(5)
    assert rounds[1] - rounds[0] < 5
    loop.stop()


def test_stopping_waits_for_the_round_that_is_running():
    began, go_on, ended = threading.Event(), threading.Event(), []

    def work():
        began.set()
        go_on.wait(5)
        ended.append(True)

    loop = Loop("test", 0.01, work)
    loop.start()
    began.wait(5)
    threading.Timer(0.05, go_on.set).start()
    loop.stop()
    assert ended == [True]


def test_a_good_round_touches_the_heartbeat(tmp_path):
    file = tmp_path / "heartbeat"
    Loop("test", 60, lambda: None, heartbeat=str(file)).run_once()
    assert file.exists()


def test_a_failed_round_does_not(tmp_path):
    file = tmp_path / "heartbeat"
    Loop("test", 60, lambda: 1 / 0, heartbeat=str(file)).run_once()
    assert not file.exists()
