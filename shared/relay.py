"""Carries outbox rows to their target service by HTTP, at least once, in order of due time.

The row's id is part of its path and the call is a PUT: a row that is put twice after
a crash changes nothing at the target. 2xx means that the target has committed.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import httpx
import structlog

from shared.clock import Clock
from shared.outbox import OutboxRow

log = structlog.get_logger(__name__)

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 300.0
BATCH = 100
# Answers that may be different next time; every other 4xx is a refusal of this very row.
_TRANSIENT = frozenset({401, 403, 404, 408, 425, 429})


class Outbox(Protocol):
    """Where rows wait; implemented by ``shared.outbox.SqlOutbox`` and by network's store."""

    def pending(self, now: datetime, limit: int) -> Sequence[OutboxRow]: ...

    def accepted(self, id: str, now: datetime) -> None: ...

    def refused(self, id: str, reason: str, now: datetime) -> None: ...

    def postponed(self, id: str, reason: str, next_try: datetime) -> None: ...


class Relay:
    """Delivers what is due. One target that is away never holds up another."""

    def __init__(self, outbox: Outbox, targets: Mapping[str, httpx.Client], clock: Clock) -> None:
        self._outbox = outbox
        self._targets = targets
        self._clock = clock

    def run_once(self) -> int:
        """Deliver everything that is due now; returns how many rows were accepted."""
        accepted = 0
        away: set[str] = set()
        while rows := self._outbox.pending(self._clock(), BATCH):
            for row in rows:
                if row.target in away:
                    # Asked once per round: the others wait their turn without a call.
                    self._postpone(row, "target away")
                elif self._deliver(row, away):
                    accepted += 1
            if len(rows) < BATCH:
                break
        return accepted

    def _deliver(self, row: OutboxRow, away: set[str]) -> bool:
        try:
            answer = self._targets[row.target].put(
                row.path, content=row.payload, headers={"Content-Type": "application/json"}
            )
        except httpx.HTTPError as error:
            away.add(row.target)
            self._postpone(row, type(error).__name__)
            return False
        if answer.is_success:
            self._outbox.accepted(row.id, self._clock())
            return True
        reason = f"HTTP {answer.status_code}"
        if answer.is_server_error or answer.status_code in _TRANSIENT:
            if answer.is_server_error:
                away.add(row.target)
            self._postpone(row, reason)
            return False
        log.error("outbox_refused", target=row.target, path=row.path, status=answer.status_code)
        self._outbox.refused(row.id, f"{reason}: {answer.text[:500]}", self._clock())
        return False

    def _postpone(self, row: OutboxRow, reason: str) -> None:
        wait = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** min(row.attempts, 12))
        # Jitter: rows that failed together shall not all come back in the same second.
        wait *= random.uniform(0.75, 1.25)
        log.warning("outbox_postponed", target=row.target, reason=reason, seconds=round(wait, 1))
        self._outbox.postponed(row.id, reason, self._clock() + timedelta(seconds=wait))
