"""The bell: how workers are told that a letter is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Due:
    """A letter to ring for; ``bulk`` ones yield to the others."""

    delivery_id: str
    bulk: bool


class Bell(Protocol):
    """Tells workers that a letter is due. Losing a ring costs seconds, never a letter."""

    def ring(self, due: Due) -> None:
        """Raises Unavailable (``unavailable.broker``) within about a second if it is away."""

    def waiting(self) -> int:
        """How many rings wait to be heard; raises Unavailable like ``ring``."""
