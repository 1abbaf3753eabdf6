"""The Postausgang: look at letters, have stuck ones sent again or not at all."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header
from email.message import EmailMessage
from email.policy import SMTP, compat32

from services.notify.desk import masking
from services.notify.letters.compose import UNSUBSCRIBE, Composer
from services.notify.records import state
from services.notify.records.ports import Bell, DeliveryLog, Due, Entry, EntryPage, LetterUnwritable
from services.notify.records.ports import Desk as DeskLog
from services.notify.records.state import STUCK, State, is_bulk
from shared.clock import Clock
from shared.errors import NotFound, Refused, Unavailable
from shared.notices import NoticeKind
from shared.tokens import matches

log = logging.getLogger(__name__)

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter as its recipient sees it, links masked. ``html`` is safe for a page."""

    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    attachments: tuple[str, ...]
    unsubscribable: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """What a coordinator may do with letters."""

    desk: DeskLog
    composer: Composer
    bell: Bell
    clock: Clock

    def page(self, states: Collection[State], text: str, page: int) -> EntryPage:
        """One page (1-based) of the list."""
        return self.desk.page(states, text.strip()[:100], (page - 1) * PER_PAGE, PER_PAGE)

    def counts(self) -> Mapping[State, int]:
        """How many letters there are in each state."""
        return self.desk.counts()

    def stuck(self, limit: int) -> EntryPage:
        """Letters that need a person, newest first."""
        return self.desk.page(STUCK, "", 0, limit)

    def entry(self, delivery_id: str) -> Entry:
        """One letter's row. Raises NotFound."""
        return self.desk.entry(delivery_id)

    def show(self, delivery_id: str) -> Shown | None:
        """The letter's words; None if it was emptied or cannot be written.

        What went out is shown as it went out; what still waits, as it would go out now.
        """
        try:
            facts, stored, hashed, planned_at = self.desk.contents(delivery_id)
        except NotFound:
            return None
        try:
            octets = stored or self.composer.message(delivery_id, facts, hashed, planned_at)
        except LetterUnwritable:
            return None
        return _shown(octets)

    def send_again(self, delivery_id: str) -> None:
        """Raises NotFound, Refused or Conflict (somebody was faster)."""
        entry = self.desk.entry(delivery_id)
        state.send_again(entry.state, entry.outdated)
        if entry.emptied or entry.reason == "address.invalid":
            raise Refused("delivery.emptied" if entry.emptied else "delivery.bad_address")
        self.desk.put_back(delivery_id, entry.state, self.clock())
        try:
            self.bell.ring(Due(delivery_id, is_bulk(entry.kind)))
        except Unavailable as error:
            log.warning("the bell is silent (%s), the sweep sends", error)

    def send_not(self, delivery_id: str) -> None:
        """Raises NotFound, Refused or Conflict (somebody was faster)."""
        entry = self.desk.entry(delivery_id)
        state.send_not(entry.state)
        self.desk.drop(delivery_id, entry.state, self.clock())


def _header(octets: bytes, name: str) -> str:
    # Decoded word by word: the newer reader of the standard library puts spaces between two
    # encoded words of a name ("Öffn ung"), which no mail programme does.
    raw = message_from_bytes(octets, policy=compat32)[name] or ""
    parts = [
        part.decode(charset or "ascii", "replace") if isinstance(part, bytes) else part
        for part, charset in decode_header(raw)
    ]
    text = " ".join("".join(parts).replace('"', "").split())
    return re.sub(r"(?<=\S)<(?=[^<>]+@[^<>]+>$)", " <", text)


def _shown(octets: bytes) -> Shown:
    message = message_from_bytes(octets, policy=SMTP)
    assert isinstance(message, EmailMessage)

    def body(kind: str) -> str:
        part = message.get_body((kind,))
        return str(part.get_content()) if part is not None else ""

    return Shown(
        sender=_header(octets, "From"),
        recipient=_header(octets, "To"),
        subject=_header(octets, "Subject"),
        text=masking.mask_links(body("plain")),
        html=masking.page_html(body("html")),
        attachments=tuple(
            name for part in message.iter_attachments() if (name := part.get_filename())
        ),
        unsubscribable=message["List-Unsubscribe"] is not None,
    )


@dataclass(frozen=True, slots=True)
class Invitations:
    """Declining further invitations by the link of a letter."""

    deliveries: DeliveryLog
    secret: str
    clock: Clock

    def check(self, address_hash: str, token: str) -> bool:
        """Whether this address declined already. Raises NotFound for a link not ours."""
        if not matches(token, self.secret, UNSUBSCRIBE, address_hash, 1):
            raise NotFound("unsubscribe.unknown_link")
        return address_hash in self.deliveries.suppressed([address_hash])

    def decline(self, address_hash: str, token: str) -> None:
        """No more invitations to this address, at once. Twice is the same as once."""
        self.check(address_hash, token)
        self.deliveries.suppress(address_hash, [NoticeKind.EVENT_INVITATION], self.clock())

    def allow(self, address_hash: str, token: str) -> None:
        """Invitations are welcome again."""
        self.check(address_hash, token)
        self.deliveries.unsuppress(address_hash)
