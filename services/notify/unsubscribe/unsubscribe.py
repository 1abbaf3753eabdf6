"""Decline further invitations by the link of a letter, and take that back."""

from __future__ import annotations

from dataclasses import dataclass

from services.notify.letters.compose import UNSUBSCRIBE
from services.notify.unsubscribe.ports import Suppressions
from shared.clock import Clock
from shared.errors import NotFound
from shared.notices import NoticeKind
from shared.tokens import matches


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Declining further invitations by the link of a letter."""

    suppressions: Suppressions
    secret: str
    clock: Clock

    def check(self, address_hash: str, token: str) -> bool:
        """Whether this address declined already. Raises NotFound for a link not ours."""
        if not matches(token, self.secret, UNSUBSCRIBE, address_hash, 1):
            raise NotFound("unsubscribe.unknown_link")
        return address_hash in self.suppressions.suppressed([address_hash])

    def decline(self, address_hash: str, token: str) -> None:
        """No more invitations to this address, at once. Twice is the same as once."""
        self.check(address_hash, token)
        self.suppressions.suppress(address_hash, [NoticeKind.EVENT_INVITATION], self.clock())

    def allow(self, address_hash: str, token: str) -> None:
        """Invitations are welcome again."""
        self.check(address_hash, token)
        self.suppressions.unsuppress(address_hash)
