"""Take over notices and withdrawals from other services, and say what became of them."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass

from services.notify.intake.plan import Addressee, Planned, plan
from services.notify.intake.ports import IntakeLog
from services.notify.letters.compose import INVITATIONS
from services.notify.records.addresses import MAX_NAME, address_hash, header_text
from services.notify.records.bell import Bell, Due
from services.notify.records.deliveries import NewDelivery
from services.notify.records.state import State, is_bulk
from shared.clock import Clock
from shared.errors import Unavailable
from shared.notices import Notice, OutcomePage, Withdrawal

log = logging.getLogger(__name__)

RING_AT_ONCE = 20
"""How many letters of one notice are rung for right away; the sweep rings for the rest, so
that a notice to thousands is answered as fast as one to a single person."""


@dataclass(frozen=True, slots=True)
class Intake:
    """Stores first, rings afterwards: a bell that is lost costs seconds, not a letter."""

    deliveries: IntakeLog
    bell: Bell
    clock: Clock
    secret: str

    def notice(self, notice: Notice) -> bool:
        """Accept a notice; False if it was known. When this returns, it is committed."""
        planned = plan(notice.id, [Addressee(r.ref, r.address) for r in notice.recipients])
        hashes = {one.key: address_hash(self.secret, one.address) for one in planned}
        declined: Collection[str] = ()
        if notice.kind in INVITATIONS:
            declined = self.deliveries.suppressed(list(hashes.values()))
        letters = [self._delivery(notice, one, hashes[one.key], declined) for one in planned]
        if not self.deliveries.accept(notice, letters, self.clock()):
            return False
        self._ring(notice, letters)
        return True

    def withdrawal(self, withdrawal: Withdrawal) -> bool:
        """Accept a withdrawal; False if it was known."""
        return self.deliveries.withdraw(
            str(withdrawal.id), withdrawal.subject_key, withdrawal.upto_version, self.clock()
        )

    def outcomes(self, after: int, limit: int) -> OutcomePage:
        """What became of letters, in cursor order behind ``after``."""
        return self.deliveries.outcomes(after, limit)

    def _delivery(
        self, notice: Notice, one: Planned, hashed: str, declined: Collection[str]
    ) -> NewDelivery:
        recipient = notice.recipients[one.index]
        facts = notice.model_copy(update={"recipients": (recipient,)}).model_dump_json()
        state, reason = State.PLANNED, ""
        if one.problem:
            state, reason = State.FAILED, one.problem
        elif hashed in declined:
            state, reason = State.CANCELLED, "unsubscribed"
        return NewDelivery(
            id=str(one.id),
            refs=one.refs,
            address=one.address,
            name=header_text(recipient.name, MAX_NAME),
            address_hash=hashed,
            lang=recipient.lang,
            facts=facts,
            state=state,
            reason=reason,
        )

    def _ring(self, notice: Notice, letters: list[NewDelivery]) -> None:
        waiting = [one for one in letters if one.state is State.PLANNED]
        try:
            for one in waiting[:RING_AT_ONCE]:
                self.bell.ring(Due(one.id, is_bulk(notice.kind)))
        except Unavailable as error:
            # Committed is committed: the sweep will find what the bell did not reach.
            log.warning("the bell is silent (%s), the sweep sends notice %s", error, notice.id)
