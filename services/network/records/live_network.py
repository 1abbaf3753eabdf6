"""The network that a running process works with: held once, kept up to date by changes."""

from __future__ import annotations

import dataclasses
import threading
from collections import deque
from collections.abc import Callable
from datetime import date, datetime

from services.network.records.model import Record
from services.network.records.network import ChangeSet, Network, Put, Snapshot
from services.network.records.store_port import NetworkStore
from shared import collector

KEPT_DAYS = 4
"""Snapshots that are kept: today's, the one over midnight, and a few that reports ask for."""

REMEMBERED = 1000
"""Changes that are remembered, so that what is computed from the network can follow them."""


class LiveNetwork:
    """One Network per process. Safe for threads.

    Nothing is read before the first question. Errors are those of the store
    (``Unavailable`` if it is away, ``Conflict`` from ``apply``).
    """

    def __init__(
        self, store: NetworkStore, guard: Callable[[ChangeSet], ChangeSet] = lambda changes: changes
    ) -> None:
        """``guard`` sees every change set before it is applied, wherever it comes from."""
        self.store = store
        self._guard = guard
        self._lock = threading.Lock()
        self._network: Network | None = None
        self._snapshots: dict[date, Snapshot] = {}
        self._changed: deque[tuple[int, str, str]] = deque(maxlen=REMEMBERED)

    def network(self) -> Network:
        """The network as of now: one cheap question to the store, and no copy if nothing
        has changed (the same value is returned as long as that is so)."""
        # Under the lock, so that many threads that find the store ahead read it once.
        with self._lock:
            known = self._network
            if known is None:
                with collector.paused():
                    self._network = self.store.load()
            else:
                changes = self.store.changes(known.revision)
                self._changed.extend((c.revision, c.kind, c.id) for c in changes)
                self._network = known.with_changes(changes)
            return self._network

    def snapshot(self, day: date) -> Snapshot:
        """The network as of ``day``; the same value again while nothing has changed, so that
        what it has computed (houses, trees) is computed once."""
        network = self.network()
        with self._lock:
            snapshot = self._snapshots.get(day)
            if snapshot is None or snapshot.network is not network:
                snapshot = network.on(day)
                self._snapshots.pop(day, None)
                self._snapshots[day] = snapshot
                while len(self._snapshots) > KEPT_DAYS:
                    del self._snapshots[next(iter(self._snapshots))]
            return snapshot

    def changed_between(self, before: int, after: int) -> set[tuple[str, str]] | None:
        """What changed from one revision to a later one; None if that is not known any more."""
        with self._lock:
            known = list(self._changed)
        if after < before or len(known) == REMEMBERED:
            oldest = known[0][0] if known else 0
            # Of the oldest revision a part may be forgotten already.
            if after < before or before < oldest:
                return None
        return {(kind, id) for revision, kind, id in known if before < revision <= after}

    def admitted(self, record: Record) -> Record | None:
        """The record as it would be written (``guard``); None if it would not be at all."""
        for change in self._guard(ChangeSet((Put(record, 0),))).changes:
            return change.record if isinstance(change, Put) else None
        return None

    def apply(
        self, change_set: ChangeSet, author: str, at: datetime, reason: str | None = None
    ) -> int:
        """Apply all changes or none; returns the new revision. ``reason`` replaces the change
        set's own, if given. Raises Conflict and Unavailable."""
        if reason is not None:
            change_set = dataclasses.replace(change_set, reason=reason)
        return self.store.apply(self._guard(change_set), author, at)

    def forget_removed(self, kind: str) -> int:
        """Empty what the history still tells of removed records of a kind (``NetworkStore``)."""
        return self.store.forget_removed(kind)

    def forgettable_changes(self, kind: str) -> int:
        """How many changes ``forget_removed`` would empty."""
        return self.store.forgettable_changes(kind)
