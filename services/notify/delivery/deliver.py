"""Send one letter: claim it, hand it over outside of any transaction, write down the end."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.headerregistry import AddressHeader
from email.policy import SMTP

from services.notify.delivery import decisions
from services.notify.delivery.ports import DeliveryLog, HoldLog, Mailer
from services.notify.letters.compose import Composer
from services.notify.letters.ports import LetterUnwritable
from services.notify.records.deliveries import Claim
from shared.clock import Clock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Deliver:
    """Sends letters; safe to call any number of times for the same id, from any process."""

    deliveries: DeliveryLog
    holds: HoldLog
    composer: Composer
    mailer: Mailer
    clock: Clock
    envelope_sender: str = ""

    def __call__(self, delivery_id: str) -> bool:
        """Try to send a letter; True if there was something to do.

        Unforeseen errors are written down and raised.
        """
        pause = self.holds.held()
        if pause is not None and self.clock() < pause.until:
            return False
        claim = self.deliveries.claim(delivery_id, self.clock())
        if claim is None:
            return False
        pointless = decisions.if_pointless(claim.standing, self.clock())
        if pointless is not None:
            self.deliveries.record(claim, pointless, "", self.clock())
            return True
        started = False

        def may_start() -> bool:
            # Committed before the first byte goes out: whoever finds this row after a crash
            # knows that the letter may have arrived. Do not move this behind the sending.
            nonlocal started
            started = self.deliveries.data_started(claim, message, self.clock())
            return started

        try:
            message, sender = self._message(claim)
            result = self.mailer.send(claim.delivery_id, sender, claim.address, message, may_start)
        except LetterUnwritable as error:
            decision = decisions.after_error(claim.standing, error.code, self.clock())
            self.deliveries.record(claim, decision, str(error.params), self.clock())
            log.error("letter %s cannot be written: %s", delivery_id, error.params)
            return True
        except Exception as error:
            standing = replace(claim.standing, data_started=started)
            decision = decisions.after_stale_claim(standing, self.clock())
            self.deliveries.record(claim, decision, type(error).__name__, self.clock())
            raise
        if result is None:
            log.info("letter %s was withdrawn while it was being sent", delivery_id)
            return True
        self._write_down(claim, result, pause is not None)
        return True

    def _message(self, claim: Claim) -> tuple[bytes, str]:
        message = claim.letter
        if message is None:
            message = self.composer.message(
                claim.delivery_id, claim.facts, claim.address_hash, claim.planned_at
            )
        return message, self.envelope_sender or _from(message)

    def _write_down(self, claim: Claim, result: decisions.Result, was_held: bool) -> None:
        now = self.clock()
        decision = decisions.after_result(claim.standing, result, now)
        if not self.deliveries.record(claim, decision, result.detail, now):
            log.warning("letter %s: the claim was over before its end", claim.delivery_id)
        if result.kind == "hold":
            until = now + decisions.hold_for(result.reason)
            self.holds.hold(result.reason, result.detail, now, until)
            log.error("the post pauses: %s", result.reason)
        elif was_held:
            self.holds.resume()


def _from(message: bytes) -> str:
    header = message_from_bytes(message, policy=SMTP)["From"]
    if not isinstance(header, AddressHeader):
        raise LetterUnwritable(problem="no sender")
    return header.addresses[0].addr_spec
