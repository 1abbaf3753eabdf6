"""From stored facts to the letter itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.notify.letters.letter import Letter, Mailbox
from services.notify.letters.ports import LetterUnwritable, LetterWriter
from shared.errors import Unreadable
from shared.notices import NoticeKind, read_stored
from shared.tokens import derive

INVITATIONS = frozenset({NoticeKind.EVENT_INVITATION})
"""Kinds that a person may decline for the future."""
UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True)
class Composer:
    """Writes letters; ``public_url`` begins every link of our own, ``secret`` signs them."""

    writer: LetterWriter
    public_url: str
    secret: str

    def unsubscribe_url(self, address_hash: str) -> str:
        """The page (and one-click address) where this recipient declines invitations."""
        token = derive(self.secret, UNSUBSCRIBE, address_hash, 1)
        return f"{self.public_url}/abbestellen/{address_hash}/{token}"

    def letter(
        self, delivery_id: str, facts: str, address_hash: str, planned_at: datetime
    ) -> Letter:
        """The letter for one delivery. Raises LetterUnwritable."""
        try:
            notice = read_stored(facts)
        except Unreadable as error:
            raise LetterUnwritable("letter_newer", field=error.params["field"]) from error
        except ValueError as error:
            raise LetterUnwritable(detail=str(error)) from error
        (recipient,) = notice.recipients
        url = self.unsubscribe_url(address_hash) if notice.kind in INVITATIONS else ""
        written = self.writer.write(notice, url)
        # Whoever typed a stranger's address into a form must not get to write to that
        # stranger: an opt-in letter carries nothing else from the form, so no name either.
        name = "" if notice.kind is NoticeKind.REGISTRATION_OPT_IN else recipient.name
        return Letter(
            id=delivery_id,
            date=planned_at,
            sender=Mailbox(notice.sender.name, notice.sender.address),
            recipient=Mailbox(name, recipient.address),
            subject=written.subject,
            text=written.text,
            html=written.html,
            lang=recipient.lang,
            calendar=recipient.calendar,
            unsubscribe_url=url,
        )

    def message(
        self, delivery_id: str, facts: str, address_hash: str, planned_at: datetime
    ) -> bytes:
        """The letter's bytes. Raises LetterUnwritable."""
        letter = self.letter(delivery_id, facts, address_hash, planned_at)
        try:
            return letter.to_bytes()
        except ValueError as error:
            raise LetterUnwritable(detail=str(error)) from error
