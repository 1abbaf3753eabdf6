"""The sweep: finds what bells lost, what crashed workers left, and what is over."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from services.notify.delivery import decisions
from services.notify.delivery.deliver import Deliver
from services.notify.delivery.ports import HoldLog, SweepLog
from services.notify.records.bell import Bell, Due
from shared.clock import Clock
from shared.errors import Unavailable

log = logging.getLogger(__name__)

EVERY_SECONDS = 5.0
BATCH = 500
MOST_WAITING = 1000
"""While so many rings wait, no more are added: with a slow mail server they would pile up."""
BY_HAND = 25
"""How many letters one sweep sends itself while the bell is silent, before it looks again."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """One round; any number of processes may sweep at once."""

    deliveries: SweepLog
    holds: HoldLog
    bell: Bell
    deliver: Deliver
    clock: Clock
    retention: timedelta

    def __call__(self) -> None:
        """Settle stale claims and expired letters, then ring for what is due."""
        self._settle()
        self.deliveries.expire(self.clock())
        self._ring()

    def clean(self) -> int:
        """Empty letters and addresses that are past their retention."""
        now = self.clock()
        return self.deliveries.empty(now - self.retention, now)

    def due_to_clean(self) -> int:
        """How many ``clean`` would empty."""
        return self.deliveries.due_to_empty(self.clock() - self.retention)

    def _settle(self) -> None:
        for claim in self.deliveries.stale(self.clock(), BATCH):
            decision = decisions.after_stale_claim(claim.standing, self.clock())
            if self.deliveries.record(claim, decision, "", self.clock()):
                log.warning(
                    "letter %s was left by its worker, now %s", claim.delivery_id, decision.state
                )

    def _ring(self) -> None:
        pause = self.holds.held()
        if pause is not None and self.clock() < pause.until:
            return
        try:
            room = MOST_WAITING - self.bell.waiting()
        except Unavailable:
            self._send_by_hand(self.deliveries.due(self.clock(), BY_HAND))
            return
        if room <= 0:
            return
        due = self.deliveries.due(self.clock(), min(BATCH, room))
        for number, one in enumerate(due):
            try:
                self.bell.ring(one)
            except Unavailable:
                self._send_by_hand(due[number:])
                return

    def _send_by_hand(self, due: Sequence[Due]) -> None:
        if not due:
            return
        log.warning("the bell is silent: the sweep itself sends what is due")
        for one in due[:BY_HAND]:
            self.deliver(one.delivery_id)
        self.deliveries.not_rung([one.delivery_id for one in due[BY_HAND:]])
