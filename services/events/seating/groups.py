"""Table groups: which invited organisations sit at which table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.events.invitations.answers import InvitationAnswer, answer
from services.events.records.directory import Tables
from services.events.records.invitation import Invitation
from services.events.records.registration import Registration

_STAYS_AWAY = frozenset({InvitationAnswer.DECLINED})
_COMES = frozenset({InvitationAnswer.ACCEPTED})


def to_seat(
    invited: Sequence[Invitation], people: Sequence[Registration], *, accepted_only: bool
) -> dict[str, str]:
    """Who is to be seated: id of the actor → name. Those that declined never are."""
    seated = {}
    for one in invited:
        answered = answer(one, people)
        if answered in _COMES or (not accepted_only and answered not in _STAYS_AWAY):
            seated[one.actor_id] = one.name
    return seated


def names_at_tables(names: Mapping[str, str], proposed: Tables) -> list[list[str]]:
    """The names at each proposed table, sorted.

    Whom the directory does not know any more sits at a table of its own, not outside.
    """
    seated = {id for table in proposed.tables for id in table}
    tables = [
        sorted((names[id] for id in table if id in names), key=str.casefold)
        for table in proposed.tables
    ]
    rest = sorted((name for id, name in names.items() if id not in seated), key=str.casefold)
    return [*tables, *([rest] if rest else [])]
