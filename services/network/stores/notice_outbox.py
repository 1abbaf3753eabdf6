"""The relay's view of the notices in a network store."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from datetime import datetime

from services.network.records.model import OutgoingNotice
from services.network.records.store_port import NetworkStore
from shared.outbox import OutboxRow


class NoticeOutbox:
    """Rows for ``shared.relay.Relay`` out of a ``NetworkStore``."""

    def __init__(self, store: NetworkStore) -> None:
        self._store = store

    def pending(self, now: datetime, limit: int) -> Sequence[OutboxRow]:
        """Notices that are due, the longest waiting first."""
        return [
            OutboxRow(n.id, n.target, n.path, n.payload, n.attempts)
            for n in self._store.pending_notices(now, limit)
        ]

    def accepted(self, id: str, now: datetime) -> None:
        """The target has committed the notice; its text, full of addresses, is emptied here."""
        self._change(
            id, now, lambda n: dataclasses.replace(n, state="accepted", payload="", last_error="")
        )

    def refused(self, id: str, reason: str, now: datetime) -> None:
        """The target will never take the notice as it is: the reason stays, its text goes."""
        self._change(
            id,
            now,
            lambda n: dataclasses.replace(n, state="refused", payload="", last_error=reason),
        )

    def postponed(self, id: str, reason: str, next_try: datetime) -> None:
        """The target is away; try again at ``next_try``."""
        self._change(
            id,
            next_try,
            lambda n: dataclasses.replace(
                n, attempts=n.attempts + 1, next_try=next_try, last_error=reason
            ),
        )

    def _change(
        self, id: str, at: datetime, change: Callable[[OutgoingNotice], OutgoingNotice]
    ) -> None:
        stored = self._store.get(OutgoingNotice.KIND, id)
        # Withdrawn or settled meanwhile: what another relay wrote stands.
        if stored is None or not isinstance(stored.record, OutgoingNotice):
            return
        if stored.record.state == "pending":
            self._store.accepted_notices([change(stored.record)], at)
