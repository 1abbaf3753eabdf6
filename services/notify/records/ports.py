"""What the use cases need from outside: where letters stand, who rings, writes and carries.

All implementations are safe for threads. Instants are aware UTC. A store or server that is
away is ``shared.errors.Unavailable``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.notify.records.state import Decision, Result, Standing, State
from shared.errors import IkoeError
from shared.notices import Notice, OutcomePage, Sender


class LetterUnwritable(IkoeError):
    """A template does not fit the facts of a notice; ``str(params)`` says where.

    ``letter_newer``: the facts were stored by a newer program and hold a ``field`` that this
    one does not know.
    """

    code = "letter_unwritable"


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
    standing: Standing
    address: str
    address_hash: str
    planned_at: datetime
    facts: str
    letter: bytes | None


@dataclass(frozen=True, slots=True)
class Stale:
    """A claim whose holder gave no sign in time."""

    delivery_id: str
    token: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Due:
    """A letter to ring for; ``bulk`` ones yield to the others."""

    delivery_id: str
    bulk: bool


@dataclass(frozen=True, slots=True)
class Hold:
    """A pause of the whole post and its reason."""

    reason: str
    detail: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Entry:
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
class EntryPage:
    """One page of the Postausgang and how many entries match in all."""

    entries: Sequence[Entry]
    total: int


class DeliveryLog(Protocol):
    """Where every letter stands; the only truth about it.

    Each method is one transaction. A claim is a conditional update: of many who ask for the
    same letter, one gets it.
    """

    def accept(self, notice: Notice, deliveries: Sequence[NewDelivery], now: datetime) -> bool:
        """Store a notice and its letters; False if its id is known (nothing changes then).

        Unsent letters of earlier versions about the same subject become superseded; if a
        later version or a withdrawal is known already, these ones do.
        """

    def withdraw(self, id: str, subject_key: str, upto_version: int, now: datetime) -> bool:
        """Cancel what is unsent about the subject; False if this withdrawal is known."""

    def claim(self, delivery_id: str, now: datetime) -> Claim | None:
        """Take a letter that is due; None if it is not, or somebody else has it."""

    def data_started(self, claim: Claim, letter: bytes, now: datetime) -> bool:
        """Commit, just before the letter's bytes go out, that they do; keep the bytes.

        False if the claim is no longer good (lease over, superseded, withdrawn): then
        nothing may be sent.
        """

    def record(self, claim: Claim | Stale, decision: Decision, detail: str, now: datetime) -> bool:
        """Write down a decision and its outcome; False if the claim is no longer good."""

    def stale(self, now: datetime, limit: int) -> Sequence[Stale]:
        """Claims past their lease."""

    def expire(self, now: datetime) -> int:
        """Cancel waiting letters past their expiry; returns how many."""

    def due(self, now: datetime, limit: int) -> Sequence[Due]:
        """Letters to ring for, urgent ones first; none of them again within the lease."""

    def not_rung(self, delivery_ids: Collection[str]) -> None:
        """The bell was silent for these: ``due`` shall give them again."""

    def centre(self) -> Sender | None:
        """Who the newest notice came from; its address is left out. None before the first."""

    def outcomes(self, after: int, limit: int) -> OutcomePage:
        """Outcomes in cursor order; a later read never finds one before ``next``."""

    def hold(self, reason: str, detail: str, now: datetime, until: datetime) -> None:
        """Pause the whole post."""

    def held(self) -> Hold | None:
        """The last pause, over or not; None after ``resume``."""

    def resume(self) -> None:
        """Forget the pause."""

    def suppress(self, address_hash: str, kinds: Collection[str], now: datetime) -> None:
        """Note that this address wants no letters of these kinds; cancel waiting ones."""

    def unsuppress(self, address_hash: str) -> None:
        """Take that back."""

    def suppressed(self, address_hashes: Collection[str]) -> Collection[str]:
        """Which of these addresses want no invitations."""

    def empty(self, before: datetime, now: datetime) -> int:
        """Remove letters and addresses of what ended before; the numbers stay."""

    def check(self) -> None:
        """Raise Unavailable if the store does not answer."""


class Desk(Protocol):
    """The delivery log as coordinators look at it."""

    def page(self, states: Collection[State], text: str, offset: int, limit: int) -> EntryPage:
        """Newest first; ``states`` empty means all, ``text`` is looked for in name, address
        and title without regard to case."""

    def counts(self) -> Mapping[State, int]:
        """How many letters there are in each state; states without any are left out."""

    def entry(self, delivery_id: str) -> Entry:
        """One letter. Raises NotFound."""

    def contents(self, delivery_id: str) -> tuple[str, bytes | None, str, datetime]:
        """Facts, stored letter, fingerprint of the address and instant of planning.

        Raises NotFound if the letter does not exist or was emptied.
        """

    def put_back(self, delivery_id: str, seen: State, now: datetime) -> None:
        """Plan a stuck letter anew. Raises Conflict if it is no longer in the state seen."""

    def drop(self, delivery_id: str, seen: State, now: datetime) -> None:
        """Cancel a letter by hand. Raises Conflict if it is no longer in the state seen."""


class Bell(Protocol):
    """Tells workers that a letter is due. Losing a ring costs seconds, never a letter."""

    def ring(self, due: Due) -> None:
        """Raises Unavailable (``unavailable.broker``) within about a second if it is away."""

    def waiting(self) -> int:
        """How many rings wait to be heard; raises Unavailable like ``ring``."""


@dataclass(frozen=True, slots=True)
class Written:
    """Subject, text and HTML of a letter."""

    subject: str
    text: str
    html: str


class LetterWriter(Protocol):
    """Turns the facts of a notice into words."""

    def write(self, notice: Notice, unsubscribe_url: str) -> Written:
        """Write to the notice's only recipient. Raises LetterUnwritable."""


class Mailer(Protocol):
    """Carries one message to one recipient."""

    def send(
        self,
        delivery_id: str,
        sender: str,
        recipient: str,
        message: bytes,
        may_start: Callable[[], bool],
    ) -> Result | None:
        """Send and say how it ended; never raises for what a server or network does.

        ``may_start`` is called once, right before the bytes go out; if it says no, nothing
        is sent and None returned.
        """
