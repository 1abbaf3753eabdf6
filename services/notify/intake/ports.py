"""What taking over notices needs from outside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from services.notify.records.deliveries import NewDelivery
from shared.notices import Notice, OutcomePage


class IntakeLog(Protocol):
    """Where notices are taken over, and where their outcomes are read.

    Each method is one transaction.
    """

    def accept(self, notice: Notice, deliveries: Sequence[NewDelivery], now: datetime) -> bool:
        """Store a notice and its letters; False if its id is known (nothing changes then).

        Unsent letters of earlier versions about the same subject become superseded; if a
        later version or a withdrawal is known already, these ones do.
        """

    def withdraw(self, id: str, subject_key: str, upto_version: int, now: datetime) -> bool:
        """Cancel what is unsent about the subject; False if this withdrawal is known."""

    def suppressed(self, address_hashes: Collection[str]) -> Collection[str]:
        """Which of these addresses want no invitations."""

    def outcomes(self, after: int, limit: int) -> OutcomePage:
        """Outcomes in cursor order; a later read never finds one before ``next``."""
