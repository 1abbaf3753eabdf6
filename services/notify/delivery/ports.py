"""What sending needs from outside: the delivery log, pauses of the post, somebody who carries.

All implementations are safe for threads. Instants are aware UTC. A store or server that is
away is ``shared.errors.Unavailable``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Protocol

from services.notify.delivery.decisions import Result
from services.notify.records.bell import Due
from services.notify.records.deliveries import Claim, Hold, StaleClaim
from services.notify.records.state import Decision


class DeliveryLog(Protocol):
    """Where a letter stands while it is sent; the only truth about it.

    Each method is one transaction. A claim is a conditional update: of many who ask for the
    same letter, one gets it.
    """

    def claim(self, delivery_id: str, now: datetime) -> Claim | None:
        """Take a letter that is due; None if it is not, or somebody else has it."""

    def data_started(self, claim: Claim, letter: bytes, now: datetime) -> bool:
        """Commit, just before the letter's bytes go out, that they do; keep the bytes.

        False if the claim is no longer good (lease over, superseded, withdrawn): then
        nothing may be sent.
        """

    def record(
        self, claim: Claim | StaleClaim, decision: Decision, detail: str, now: datetime
    ) -> bool:
        """Write down a decision and its outcome; False if the claim is no longer good."""


class SweepLog(Protocol):
    """Letters that nobody looks after: left by a worker, due, expired, past their retention.

    Each method is one transaction.
    """

    def stale(self, now: datetime, limit: int) -> Sequence[StaleClaim]:
        """Claims past their lease."""

    def record(
        self, claim: Claim | StaleClaim, decision: Decision, detail: str, now: datetime
    ) -> bool:
        """Write down a decision and its outcome; False if the claim is no longer good."""

    def expire(self, now: datetime) -> int:
        """Cancel waiting letters past their expiry; returns how many."""

    def due(self, now: datetime, limit: int) -> Sequence[Due]:
        """Letters to ring for, urgent ones first; none of them again within the lease."""

    def not_rung(self, delivery_ids: Collection[str]) -> None:
        """The bell was silent for these: ``due`` shall give them again."""

    def empty(self, before: datetime, now: datetime) -> int:
        """Remove letters and addresses of what ended before; the numbers stay."""

    def due_to_empty(self, before: datetime) -> int:
        """How many letters ``empty`` would empty."""


class HoldLog(Protocol):
    """Pauses of the whole post. Each method is one transaction."""

    def hold(self, reason: str, detail: str, now: datetime, until: datetime) -> None:
        """Pause the whole post."""

    def held(self) -> Hold | None:
        """The last pause, over or not; None after ``resume``."""

    def resume(self) -> None:
        """Forget the pause."""


class Mailer(Protocol):
    """Carries one message to one recipient."""

    def send(
        self,
        delivery_id: str,
        sender: str,
        recipient: str,
        message: bytes,
        may_start: Callable[[], bool],
    ) -> Result | None:
        """Send and say how it ended; never raises for what a server or network does.

        ``may_start`` is called once, right before the bytes go out; if it says no, nothing
        is sent and None returned.
        """
