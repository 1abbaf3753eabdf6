"""What a person may do with a letter, by its state."""

from __future__ import annotations

from services.notify.records.state import STUCK, State
from shared.errors import Refused


def send_again(state: State, outdated: bool) -> None:
    """Raise Refused unless a person may have this letter sent (again)."""
    if state not in STUCK:
        raise Refused("delivery.not_stuck")
    if outdated:
        raise Refused("delivery.outdated")


def send_not(state: State) -> None:
    """Raise Refused unless a person may drop this letter."""
    if state not in STUCK | {State.PLANNED}:
        raise Refused("delivery.not_waiting")
