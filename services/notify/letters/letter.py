"""A letter as it leaves the house: headers, text, HTML and, if there is one, a calendar part.

The bytes depend on the value alone (fixed Date, Message-ID and boundaries), so a letter
that is sent twice is the same letter twice.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from services.notify.records.addresses import MAX_NAME, header_text, normal_address

MAX_SUBJECT = 200

# The property of the calendar itself: before the first component, not inside one.
_METHOD = re.compile(r"^METHOD:([A-Za-z]+)\r?$", re.MULTILINE)
_FILE_NAMES = {"REQUEST": "einladung.ics", "CANCEL": "absage.ics"}


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
        # Headers are written here and not by the standard library: it decodes what looks like
        # an encoded word in a name ("=?utf-8?q?=0D=0ABcc:…?=") and then writes the line break
        # in it as one, and it tears long addresses of pages apart.
        headers = [
            ("From", _address(self.sender)),
            ("To", _address(self.recipient)),
            ("Subject", _unstructured(header_text(self.subject, MAX_SUBJECT))),
            ("Date", format_datetime(self.date.astimezone(UTC).replace(microsecond=0))),
            ("Message-ID", self.message_id),
            ("Reply-To", _address(self.sender)),
            ("Auto-Submitted", "auto-generated"),
            # Exchange answers with out-of-office notes in spite of the header above.
            ("X-Auto-Response-Suppress", "OOF, AutoReply"),
            ("Content-Language", self.lang),
        ]
        if self.unsubscribe_url:
            headers += [
                ("List-Unsubscribe", f"<{self.unsubscribe_url}>"),
                ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ]
        message = EmailMessage(policy=SMTP)
        self._content(message)
        self._fix_boundaries(message)
        head = "".join(f"{name}: {value}\r\n" for name, value in headers)
        return head.encode("ascii") + message.as_bytes()

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
            part = EmailMessage(policy=SMTP)
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


def _address(box: Mailbox) -> str:
    spec = normal_address(box.address)
    if not spec:
        raise ValueError("not exactly one mail address")
    name = header_text(box.name, MAX_NAME)
    if not name:
        return spec
    if _plain(name):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"\r\n <{spec}>'
    return f"{_encoded(name)}\r\n <{spec}>"


def _unstructured(text: str) -> str:
    return text if _plain(text) and len(text) <= 65 else _encoded(text)


def _plain(text: str) -> bool:
    return text.isascii() and "=?" not in text


def _encoded(text: str) -> str:
    """Encoded words (RFC 2047), each at most 75 characters and whole in its characters."""
    words, chunk = [], b""
    for character in text:
        octets = character.encode()
        if len(chunk) + len(octets) > 42:
            words.append(chunk)
            chunk = b""
        chunk += octets
    words.append(chunk)
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(word).decode()}?=" for word in words)
