"""Carries outbox rows to their target service by HTTP, at least once, in order of due time.

The row's id is part of its path and the call is a PUT: a row that is put twice after
a crash changes nothing at the target. 2xx means that the target has committed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import httpx
import structlog

from shared.clock import Clock
from shared.outbox import OutboxRow

log = structlog.get_logger(__name__)

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 60.0
"""A target that comes back has everything within about a minute."""

BATCH = 100
TARGET_AWAY = "target away"
# Answers that may be different next time; every other 4xx is a refusal of this very row.
_TRANSIENT = frozenset({401, 403, 404, 408, 425, 429})
# Answers that say the target as a whole cannot answer now; any other 5xx may be the fault of
# this one row, which must not hold up the rest.
_AWAY = frozenset({429, 502, 503, 504})


class Outbox(Protocol):
    """Where rows wait; implemented by ``shared.outbox.SqlOutbox`` and by network's store."""

    def pending(self, now: datetime, limit: int) -> Sequence[OutboxRow]:
        """Rows that are due at ``now``, the longest waiting first, at most ``limit``."""

    def accepted(self, id: str, now: datetime) -> None:
        """The target has committed the row."""

    def refused(self, id: str, reason: str, now: datetime) -> None:
        """The target will never take the row as it is."""

    def postponed(self, id: str, reason: str, next_try: datetime) -> None:
        """Not before ``next_try``; counts one more attempt."""


class Relay:
    """Delivers what is due. One target that is away never holds up another."""

    def __init__(
        self,
        outbox: Outbox,
        targets: Mapping[str, httpx.Client],
        clock: Clock,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """``targets``: name → client with base URL and service token. ``jitter`` gives 0..1."""
        self._outbox = outbox
        self._targets = targets
        self._clock = clock
        self._jitter = jitter

    def run_once(self) -> int:
        """Deliver everything that is due now; returns how many rows were accepted."""
        accepted = 0
        away: set[str] = set()
        while rows := self._outbox.pending(self._clock(), BATCH):
            for row in rows:
                if row.target in away:
                    # Asked once per round: the others wait their turn without a call.
                    self._postpone(row, TARGET_AWAY)
                elif self._deliver(row, away):
                    accepted += 1
            if len(rows) < BATCH:
                break
        return accepted

    def _deliver(self, row: OutboxRow, away: set[str]) -> bool:
        client = self._targets.get(row.target)
        if client is None:
            log.error("outbox_refused", target=row.target, path=row.path, status=0)
            self._outbox.refused(row.id, "unknown target", self._clock())
            return False
        try:
            # No answer may still mean "committed": asking again is safe, not asking is not.
            answer = client.put(
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
            if answer.status_code in _AWAY:
                away.add(row.target)
            self._postpone(row, reason, _retry_after(answer))
            return False
        log.error("outbox_refused", target=row.target, path=row.path, status=answer.status_code)
        self._outbox.refused(row.id, f"{reason}: {answer.text[:500]}", self._clock())
        return False

    def _postpone(self, row: OutboxRow, reason: str, asked: float = 0.0) -> None:
        wait = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** min(row.attempts, 12))
        # Jitter: rows that failed together shall not all come back in the same second.
        wait = max(asked, wait * (0.75 + 0.5 * self._jitter()))
        if reason != TARGET_AWAY:
            log.warning("outbox_postponed", target=row.target, reason=reason, seconds=int(wait))
        self._outbox.postponed(row.id, reason, self._clock() + timedelta(seconds=wait))


def _retry_after(answer: httpx.Response) -> float:
    text = answer.headers.get("Retry-After", "")
    return min(float(text), LONGEST_WAIT_SECONDS) if text.isdecimal() else 0.0
