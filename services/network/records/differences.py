"""What differs between two networks, record by record, and when findings cannot follow it.

Findings are carried over an edit as long as places, houses and actors stay where they are. An
edit that moves one of them has all findings computed anew: rare, and never wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeGuard

from services.network.records.kinds.record import RecordKey
from services.network.records.model import (
    Actor,
    Offer,
    Project,
    Record,
    Region,
    Tie,
    TieKind,
    Topic,
)
from services.network.records.network import HOUSE_TIES, Network, Snapshot

MOST = 200
"""Beyond so many edits at once computing everything is as quick."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A record before and after; None where it was or is none (never both)."""

    kind: str
    id: str
    was: Record | None
    now: Record | None

    @property
    def states(self) -> tuple[Record, ...]:
        """The record as it was and as it is, as far as there is one."""
        return tuple(record for record in (self.was, self.now) if record is not None)

    @property
    def moves_the_seat(self) -> bool:
        """Whether an actor has its seat elsewhere than before, or is new with one."""
        return self.kind == Actor.KIND and _seat(self.was) != _seat(self.now)


Edits = tuple[Edit, ...]


def edits_between(before: Network, after: Network, changed: Iterable[RecordKey]) -> Edits:
    """The edits among some records; those that are equal in both are left out."""
    return tuple(
        Edit(kind, id, was, now)
        for kind, id in sorted(set(changed))
        if (was := before.find(kind, id)) != (now := after.find(kind, id))
    )


def moves_the_places(before: Snapshot, after: Snapshot, edits: Edits) -> bool:
    """Whether places, the tree of topics, houses or the actors themselves are other ones.

    Another day and other rules count as such a move, too; and so do very many edits at once.
    """
    if before.day != after.day or before.rules != after.rules or len(edits) > MOST:
        return True
    return any(_shifts(edit, after) for edit in edits)


def _shifts(edit: Edit, after: Snapshot) -> bool:
    if edit.kind == Region.KIND:
        return _place(edit.was) != _place(edit.now)
    if edit.kind == Topic.KIND:
        return _parent(edit.was) != _parent(edit.now)
    if edit.kind == Actor.KIND:
        return edit.now is None or (edit.was is None and _is_tied(edit.id, after.network))
    if edit.kind == Tie.KIND:
        return _house_tie(edit.was, after) != _house_tie(edit.now, after)
    return False


def _is_tied(id: str, network: Network) -> bool:
    """Whether ties name an actor: those to a new one were there before it was."""
    return any(id in (t.from_actor_id, t.to_actor_id) for t in network.all(Tie).values())


def _seat(record: Record | None) -> str:
    return record.region_id if isinstance(record, Actor) else ""


def _place(record: Record | None) -> tuple[str, str, int] | None:
    if not isinstance(record, Region):
        return None
    return record.level, record.parent_id, record.population


def _parent(record: Record | None) -> str:
    return record.parent_id if isinstance(record, Topic) else ""


def _house_tie(record: Record | None, snapshot: Snapshot) -> tuple[TieKind, str, str] | None:
    """What a tie says about houses on the day."""
    if not isinstance(record, Tie) or record.kind not in HOUSE_TIES:
        return None
    if not record.period.contains(snapshot.day):
        return None
    return record.kind, record.from_actor_id, record.to_actor_id


def is_entry(record: Record | None) -> TypeGuard[Offer | Project]:
    """Whether a record is an offer or a project."""
    return isinstance(record, Offer | Project)
