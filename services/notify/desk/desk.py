"""The Postausgang: look at letters, have stuck ones sent again or not at all."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header
from email.message import EmailMessage
from email.policy import SMTP, compat32

from services.notify.delivery.ports import HoldLog
from services.notify.desk import masking, rules
from services.notify.desk.ports import DeskLog, InstanceLog
from services.notify.letters.compose import Composer
from services.notify.letters.ports import LetterUnwritable
from services.notify.records.bell import Bell, Due
from services.notify.records.deliveries import Hold, LetterPage, ListedLetter
from services.notify.records.state import STUCK, State, is_bulk
from shared.clock import Clock
from shared.errors import Conflict, NotFound, Refused, Unavailable

log = logging.getLogger(__name__)

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class ShownLetter:
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
    holds: HoldLog
    composer: Composer
    bell: Bell
    clock: Clock
    retention_days: int
    """After so many days letters are emptied; the page says it."""

    instance: InstanceLog

    def page(self, states: Collection[State], text: str, page: int) -> LetterPage:
        """One page (1-based) of the list."""
        return self.desk.page(states, text.strip()[:100], (page - 1) * PER_PAGE, PER_PAGE)

    def counts(self) -> Mapping[State, int]:
        """How many letters there are in each state."""
        return self.desk.counts()

    def stuck(self, limit: int) -> LetterPage:
        """Letters that need a person, newest first."""
        return self.desk.page(STUCK, "", 0, limit)

    def held(self) -> Hold | None:
        """The pause of the whole post; None while letters flow."""
        return self.holds.held()

    def copy(self) -> tuple[datetime, int] | None:
        """Since when these data are a copy that waits for a decision, and how many of its letters
        do; None if they are none."""
        since = self.instance.held_since()
        return None if since is None else (since, len(self.instance.put_aside()))

    def go_on(self, what: str) -> int:
        """This is an instance that goes on: letters of before the copy are sent (``send``),
        dropped (``drop``) or stay aside for single decisions (``keep``); returns how many were
        sent or dropped.

        Letter by letter: after a crash the rest still waits, and so does the decision.
        """
        done = 0
        for id in self.instance.put_aside() if what in ("send", "drop") else ():
            try:
                self.send_again(id) if what == "send" else self.send_not(id)
            except (Refused, Conflict):
                # Outdated, emptied or settled by somebody else meanwhile: it stays as it is.
                continue
            done += 1
        self.instance.resolve(self.clock())
        return done

    def entry(self, delivery_id: str) -> ListedLetter:
        """One letter's row. Raises NotFound."""
        return self.desk.entry(delivery_id)

    def show(self, delivery_id: str) -> ShownLetter | None:
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
        rules.send_again(entry.state, entry.outdated)
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
        rules.send_not(entry.state)
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


def _shown(octets: bytes) -> ShownLetter:
    message = message_from_bytes(octets, policy=SMTP)
    assert isinstance(message, EmailMessage)

    def body(kind: str) -> str:
        part = message.get_body((kind,))
        return str(part.get_content()) if part is not None else ""

    return ShownLetter(
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
