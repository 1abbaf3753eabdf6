"""A letter as it leaves the house: headers, text, HTML and, if there is one, a calendar part.

The bytes depend on the value alone (fixed Date, Message-ID and boundaries), so a letter
that is sent twice is the same letter twice.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import Any

from services.notify.domain.plan import MAX_NAME, header_text, normal_address

MAX_SUBJECT = 200

# The property of the calendar itself: before the first component, not inside one.
_METHOD = re.compile(r"^METHOD:([A-Za-z]+)\r?$", re.MULTILINE)
_FILE_NAMES = {"REQUEST": "einladung.ics", "CANCEL": "absage.ics"}


class _Policy(EmailPolicy):
    """The SMTP policy, but addresses of pages and ids stay in one piece: the standard
    library would break a long one into encoded words, which nobody can click."""

    def fold(self, name: str, value: Any) -> str:
        if name in ("List-Unsubscribe", "Message-ID"):
            return f"{name}: {value}\r\n"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name in ("List-Unsubscribe", "Message-ID"):
            return self.fold(name, value).encode("ascii")
        folded: bytes = super().fold_binary(name, value)
        return folded


_POLICY = _Policy(linesep=SMTP.linesep, max_line_length=SMTP.max_line_length)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and an address; made safe for headers when it is written there."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one recipient.

    ``calendar`` is iCalendar text or empty; ``unsubscribe_url`` is set for letters that the
    recipient may decline for the future. ``date`` is the instant of planning, aware.
    """

    id: str
    date: datetime
    sender: Mailbox
    recipient: Mailbox
    subject: str
    text: str
    html: str
    lang: str = "de"
    calendar: str = ""
    unsubscribe_url: str = ""

    @property
    def message_id(self) -> str:
        """The fixed Message-ID; the same in every resend."""
        host = normal_address(self.sender.address).rpartition("@")[2]
        return f"<{self.id}@{host}>"

    def to_bytes(self) -> bytes:
        """The message as RFC 5322 octets with CRLF, ready for DATA or a file.

        Raises ValueError if sender or recipient is not exactly one mail address.
        """
        message = EmailMessage(policy=_POLICY)
        message["From"] = _address(self.sender)
        message["To"] = _address(self.recipient)
        message["Subject"] = header_text(self.subject, MAX_SUBJECT)
        message["Date"] = format_datetime(self.date.astimezone(UTC).replace(microsecond=0))
        message["Message-ID"] = self.message_id
        message["Reply-To"] = _address(self.sender)
        message["Auto-Submitted"] = "auto-generated"
        # Exchange answers with out-of-office notes in spite of the header above.
        message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
        message["Content-Language"] = self.lang
        if self.unsubscribe_url:
            message["List-Unsubscribe"] = f"<{self.unsubscribe_url}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        self._content(message)
        self._fix_boundaries(message)
        return message.as_bytes()

    def _content(self, message: EmailMessage) -> None:
        message.set_content(_lines(self.text), cte="quoted-printable")
        message.add_alternative(_lines(self.html), subtype="html", cte="quoted-printable")
        if not self.calendar:
            return
        octets = calendar_octets(self.calendar)
        method = calendar_method(self.calendar)
        if method:
            # In the alternative, without Content-Disposition: mail programmes then show
            # the buttons. The method must be the one inside, in capitals.
            part = EmailMessage(policy=_POLICY)
            part.set_content(octets, maintype="text", subtype="calendar", cte="base64")
            part.set_param("charset", "utf-8")
            part.set_param("method", method)
            # Set by set_content() of bytes, and wrong on a part of an alternative.
            del part["MIME-Version"]
            message.attach(part)
        # The same octets once more as a file, under a type that no programme imports by itself.
        message.add_attachment(
            octets,
            maintype="application",
            subtype="ics",
            filename=_FILE_NAMES.get(method, "termin.ics"),
        )

    def _fix_boundaries(self, message: EmailMessage) -> None:
        for number, part in enumerate(message.walk()):
            if part.is_multipart():
                digest = hashlib.sha256(f"{self.id}:{number}".encode()).hexdigest()[:32]
                part.set_boundary(f"=_{digest}")


def calendar_method(calendar: str) -> str:
    """The METHOD of an iCalendar text in capitals, or "" if it has none."""
    head = re.split(r"^BEGIN:(?!VCALENDAR)", calendar, maxsplit=1, flags=re.MULTILINE)[0]
    found = _METHOD.search(head)
    return found[1].upper() if found else ""


def calendar_octets(calendar: str) -> bytes:
    """The calendar as UTF-8 with CRLF after every line, the last one too."""
    return ("\r\n".join(calendar.splitlines()) + "\r\n").encode()


def _lines(text: str) -> str:
    # A lone CR or LF could hide a second message from some server; the writer makes CRLF.
    return "\n".join(text.replace("\0", "").splitlines()).rstrip() + "\n"


def _address(box: Mailbox) -> Address:
    spec = normal_address(box.address)
    if not spec:
        raise ValueError("not exactly one mail address")
    local, _, host = spec.rpartition("@")
    return Address(display_name=header_text(box.name, MAX_NAME), username=local, domain=host)
