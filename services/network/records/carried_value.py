"""A value of the live network that is computed once and carried over what changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from services.network.records.kinds.record import RecordKey
from services.network.records.live_network import LiveNetwork
from services.network.records.network import Snapshot

T = TypeVar("T")


class CarriedValue(Generic[T]):
    """One value of one process. Safe for threads.

    ``whole`` computes it from a snapshot; ``after`` from the value before, a later snapshot
    and the (kind, id) of all records that differ (perhaps of more); it must expect another day.
    """

    def __init__(
        self,
        live: LiveNetwork,
        whole: Callable[[Snapshot], T],
        after: Callable[[T, Snapshot, set[RecordKey]], T],
    ) -> None:
        self._live = live
        self._whole = whole
        self._after = after
        self._computing = threading.Lock()
        self._known: tuple[Snapshot, T] | None = None

    def on(self, snapshot: Snapshot) -> T:
        """The value of a snapshot of a network of this process.

        That of the last question is carried over what changed since; an older network or more
        changes than are remembered have it computed anew.
        """
        # One at a time: whoever waits needs the same value, and mostly it is there then.
        with self._computing:
            if self._known is None:
                value = self._whole(snapshot)
            else:
                before, known = self._known
                if before.network is snapshot.network and before.day == snapshot.day:
                    return known
                changed = self._live.changed_between(before.revision, snapshot.revision)
                value = (
                    self._whole(snapshot)
                    if changed is None
                    else self._after(known, snapshot, changed)
                )
            if self._known is None or snapshot.revision >= self._known[0].revision:
                self._known = snapshot, value
            return value
