"""A letter on its way, as the parts of the service hand it to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.notify.records.state import LetterStanding, State


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """One planned letter. ``facts`` is the notice with this recipient alone, as JSON.

    ``state`` and ``reason`` differ from planned if the letter shall not even be tried.
    ``address_hash`` is the keyed fingerprint by which an unsubscription finds it.
    """

    id: str
    refs: tuple[str, ...]
    address: str
    name: str
    address_hash: str
    lang: str
    facts: str
    state: State = State.PLANNED
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to send one letter, until the lease ends. ``token`` proves it.

    ``letter`` holds the bytes if the letter went out (or may have) before: they are sent
    again as they are. Otherwise it is written from ``facts``.
    """

    delivery_id: str
    token: str
    standing: LetterStanding
    address: str
    address_hash: str
    planned_at: datetime
    facts: str
    letter: bytes | None


@dataclass(frozen=True, slots=True)
class StaleClaim:
    """A claim whose holder gave no sign in time."""

    delivery_id: str
    token: str
    standing: LetterStanding


@dataclass(frozen=True, slots=True)
class ListedLetter:
    """One letter as the Postausgang lists it. ``outdated``: a later notice or a withdrawal
    about the same thing exists, so it must not be sent any more."""

    id: str
    kind: str
    state: State
    reason: str
    detail: str
    address: str
    name: str
    event_title: str
    lang: str
    planned_at: datetime
    finished_at: datetime | None
    next_try: datetime | None
    attempts: int
    emptied: bool
    outdated: bool


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One page of the Postausgang and how many entries match in all."""

    entries: Sequence[ListedLetter]
    total: int


@dataclass(frozen=True, slots=True)
class Hold:
    """A pause of the whole post and its reason."""

    reason: str
    detail: str
    since: datetime
    until: datetime
