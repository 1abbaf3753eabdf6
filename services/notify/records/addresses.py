"""Mail addresses and names as they may stand in a letter: normal, safe, recognised again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

MAX_NAME = 80
"""Longest display name in a header; longer ones are cut."""

# One addr-spec, deliberately narrower than RFC 5322: no quotes, comments or address literals.
# What does not match is not written to, so nothing odd ever reaches a mail server.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
# Controls, line and paragraph separators, and the marks that turn the reading direction.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def normal_address(address: str) -> str:
    """The address as mail servers take it, or "" if it is not exactly one address.

    The whole is lower case (two spellings of a mailbox are one person), names of hosts are
    in their ASCII form. Nothing is trimmed but ordinary spaces around it.
    """
    local, at, host = address.strip(" ").rpartition("@")
    if not at or len(local) > 64 or not _LOCAL.fullmatch(local):
        return ""
    try:
        host = host.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    labels = host.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return ""
    whole = f"{local.lower()}@{host}"
    return whole if len(whole) <= 254 and not labels[-1].isdigit() else ""


def header_text(text: str, limit: int) -> str:
    """Text that is safe in a header: no control and direction marks, one line, not too long."""
    one_line = " ".join(_UNSAFE.sub(" ", text).split())
    return one_line if len(one_line) <= limit else one_line[: limit - 1].rstrip() + "…"


def address_hash(secret: str, address: str) -> str:
    """A keyed fingerprint of an address: recognises it again without storing it.

    22 URL-safe characters; without the secret nobody can tell which address it stands for.
    """
    key = normal_address(address) or address.casefold()
    digest = hmac.new(secret.encode(), b"suppression\0" + key.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()
