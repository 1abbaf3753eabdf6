"""From a notice to its letters: one per address, with ids that a repetition finds again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

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


@dataclass(frozen=True, slots=True)
class Addressee:
    """One recipient as the notice names it; ``ref`` is the sender service's own id."""

    ref: str
    address: str


@dataclass(frozen=True, slots=True)
class Planned:
    """One letter to be sent. ``index`` is the recipient's place in the notice.

    ``refs`` are all references that share the address. ``address`` is as given, ``key`` what
    makes two spellings the same. An address that cannot be written to is planned too, with
    its ``problem``, so that its sender learns of it like of any other failure.
    """

    id: UUID
    index: int
    refs: tuple[str, ...]
    address: str
    key: str
    problem: str


def plan(notice_id: UUID, addressees: Iterable[Addressee]) -> tuple[Planned, ...]:
    """Plan one letter per distinct address, in the order of the notice."""
    found: dict[str, Planned] = {}
    for index, person in enumerate(addressees):
        address = header_text(person.address, 254)
        normal = normal_address(person.address)
        key = normal or f"invalid:{address.casefold()}"
        known = found.get(key)
        if known is None:
            found[key] = Planned(
                id=uuid5(notice_id, key),
                index=index,
                refs=(person.ref,),
                address=address,
                key=key,
                problem="" if normal else "address.invalid",
            )
        elif person.ref not in known.refs:
            found[key] = Planned(
                known.id,
                known.index,
                (*known.refs, person.ref),
                known.address,
                known.key,
                known.problem,
            )
    return tuple(found.values())


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
