"""The states of a letter, and what a decision about it rests on and says.

    planned → sending → sent | failed | unknown | shunted
    planned, sending → superseded | cancelled

A row stays as it is until a decision says otherwise. Instants are aware.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """The states of one letter to one person; the same words as in the notice contract."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    SHUNTED = "shunted"


TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.PLANNED: frozenset(
        {State.SENDING, State.SUPERSEDED, State.CANCELLED, State.FAILED, State.SHUNTED}
    ),
    State.SENDING: frozenset(
        {
            State.PLANNED,
            State.SENT,
            State.FAILED,
            State.UNKNOWN,
            State.SUPERSEDED,
            State.CANCELLED,
            State.SHUNTED,
        }
    ),
    # An answer that comes late still settles what was unknown.
    State.UNKNOWN: frozenset(
        {State.SENDING, State.SENT, State.PLANNED, State.CANCELLED, State.SUPERSEDED, State.FAILED}
    ),
    State.FAILED: frozenset({State.PLANNED, State.CANCELLED}),
    State.SHUNTED: frozenset({State.PLANNED, State.CANCELLED, State.SUPERSEDED}),
    State.SENT: frozenset(),
    State.SUPERSEDED: frozenset(),
    State.CANCELLED: frozenset(),
}
"""Every step that a letter may take; nothing leaves sent, superseded and cancelled."""

STUCK = frozenset({State.FAILED, State.UNKNOWN, State.SHUNTED})
"""States that need a person."""

LEASE = timedelta(seconds=45)
"""How long a claim holds without a sign; longer than any dialogue before DATA may take."""
DATA_LEASE = timedelta(seconds=150)
"""The same once DATA began: the server may think for long about a letter it has."""

_BULK = frozenset({"event_invitation", "event_reminder", "event_changed", "event_cancelled"})


def is_bulk(kind: str) -> bool:
    """Whether many of these are sent at once; they yield to letters somebody waits for."""
    return kind in _BULK


@dataclass(frozen=True, slots=True)
class LetterStanding:
    """What a decision about one letter rests on. ``spread`` (0 to 1) is fixed for a letter
    and as good as random among letters."""

    kind: str
    attempts: int = 0
    crashes: int = 0
    unknowns: int = 0
    first_try_at: datetime | None = None
    data_started: bool = False
    expires_at: datetime | None = None
    spread: float = 0.0


@dataclass(frozen=True, slots=True)
class Decision:
    """What the row becomes. ``next_try`` None means: not by itself any more.

    ``attempts``, ``crashes`` and ``unknowns`` are the new counts.
    """

    state: State
    reason: str
    next_try: datetime | None
    attempts: int
    crashes: int
    unknowns: int
