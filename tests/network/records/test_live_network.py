"""The one network of a process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from services.network.records.live_network import KEPT_DAYS, LiveNetwork
from services.network.records.model import Actor
from services.network.records.network import ChangeSet, Put
from shared.errors import Unavailable
from tests.builders import AT, DAY, actor, new


def test_the_same_value_is_given_while_nothing_changes(parts):
    parts.live.apply(new(actor("a1")), "Test", AT)
    first = parts.live.network()
    assert parts.live.network() is first
    assert parts.live.snapshot(DAY) is parts.live.snapshot(DAY)


def test_changes_of_another_process_are_seen(parts):
    other = LiveNetwork(parts.store)
    before = parts.live.snapshot(DAY)
    other.apply(new(actor("a1")), "Test", AT, reason="Umfrage")
    assert parts.live.network().all(Actor) == {"a1": actor("a1")}
    assert parts.live.snapshot(DAY) is not before
    assert parts.live.snapshot(DAY).network.revision == 1
    assert parts.store.history("actor", "a1")[0].reason == "Umfrage"


def test_only_a_few_days_are_kept(parts):
    days = [date(2026, 1, n + 1) for n in range(KEPT_DAYS + 3)]
    for day in days:
        parts.live.snapshot(day)
    assert list(parts.live._snapshots) == days[-KEPT_DAYS:]


def test_a_store_that_is_away_does_not_spoil_what_is_known(parts, monkeypatch):
    parts.live.apply(new(actor("a1")), "Test", AT)
    parts.live.network()

    def away(_revision: int) -> None:
        raise Unavailable("unavailable.store")

    with monkeypatch.context() as patched:
        patched.setattr(parts.store, "changes", away)
        with pytest.raises(Unavailable):
            parts.live.network()
    assert parts.live.network().all(Actor) == {"a1": actor("a1")}


def test_many_threads_end_with_every_change(parts):
    def work(number):
        parts.live.apply(new(actor(f"a{number}")), "Test", AT)
        return parts.live.network().revision

    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(work, range(40)))
    assert max(seen) == 40
    assert len(parts.live.network().all(Actor)) == 40
    assert parts.live.network() == parts.store.load()


def test_a_reader_keeps_the_value_it_holds(parts):
    parts.live.apply(new(actor("a1", "Alt")), "Test", AT)
    held = parts.live.network()
    parts.live.apply(ChangeSet((Put(actor("a1", "Neu"), 1),)), "Test", AT)
    assert parts.live.network().all(Actor)["a1"].name == "Neu"
    assert held.all(Actor)["a1"].name == "Alt"
