"""What the Postausgang needs from outside."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from services.notify.records.deliveries import LetterPage, ListedLetter
from services.notify.records.state import State


class InstanceLog(Protocol):
    """Whether these data are a copy whose letters wait for a decision."""

    def held_since(self) -> datetime | None:
        """Since when a copy waits for a decision; None if none does."""

    def put_aside(self) -> list[str]:
        """The letters that wait for a decision, the longest waiting first."""

    def resolve(self, now: datetime) -> None:
        """This is an instance that goes on: what is written from now on leaves by itself."""


class DeskLog(Protocol):
    """The delivery log as coordinators look at it."""

    def page(self, states: Collection[State], text: str, offset: int, limit: int) -> LetterPage:
        """Newest first; ``states`` empty means all, ``text`` is looked for in name, address
        and title without regard to case."""

    def counts(self) -> Mapping[State, int]:
        """How many letters there are in each state; states without any are left out."""

    def entry(self, delivery_id: str) -> ListedLetter:
        """One letter. Raises NotFound."""

    def contents(self, delivery_id: str) -> tuple[str, bytes | None, str, datetime]:
        """Facts, stored letter, fingerprint of the address and instant of planning.

        Raises NotFound if the letter does not exist or was emptied.
        """

    def put_back(self, delivery_id: str, seen: State, now: datetime) -> None:
        """Plan a stuck letter anew. Raises Conflict if it is no longer in the state seen."""

    def drop(self, delivery_id: str, seen: State, now: datetime) -> None:
        """Cancel a letter by hand. Raises Conflict if it is no longer in the state seen."""
