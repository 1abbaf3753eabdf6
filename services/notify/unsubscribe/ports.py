"""What declining invitations needs from outside."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol


class Suppressions(Protocol):
    """Addresses that want no invitations, known by a fingerprint only.

    Each method is one transaction.
    """

    def suppress(self, address_hash: str, kinds: Collection[str], now: datetime) -> None:
        """Note that this address wants no letters of these kinds; cancel waiting ones."""

    def unsuppress(self, address_hash: str) -> None:
        """Take that back."""

    def suppressed(self, address_hashes: Collection[str]) -> Collection[str]:
        """Which of these addresses want no invitations."""
