"""Facts about meetings, told by the events service."""

from __future__ import annotations

import dataclasses
from typing import Any

from services.network.records.model import Meeting
from services.network.records.network import ChangeSet, Network
from services.network.records.services import Services
from shared.errors import Conflict

AUTHOR = "Termine"
_TRIES = 5


def record_meeting(parts: Services, meeting: Meeting) -> bool:
    """Keep the facts about a meeting; returns whether anything changed.

    Facts come at least once and in any order: older ones than those kept (by
    ``facts_version``) and repeated ones are ignored. References to records that are gone are
    left out, because events cannot know that. Status ``removed`` deletes the meeting.

    Raises Unavailable.
    """
    for left in range(_TRIES, 0, -1):
        network = parts.live.network()
        change_set = _change(network, meeting)
        if change_set is None:
            return False
        try:
            parts.live.apply(change_set, AUTHOR, parts.clock())
        except Conflict:
            # Two deliveries of facts at once: look again which is newer.
            if left == 1:
                raise
        else:
            return True
    raise AssertionError("unreachable")


def _change(network: Network, meeting: Meeting) -> ChangeSet | None:
    kept = network.get(Meeting, meeting.id)
    if kept is not None and kept.facts_version >= meeting.facts_version:
        return None
    if meeting.status == "removed":
        return ChangeSet((network.remove(kept),)) if kept is not None else None
    return ChangeSet((network.put(_with_known_references(network, meeting)),))


def _with_known_references(network: Network, meeting: Meeting) -> Meeting:
    fields: dict[str, Any] = {
        name: tuple(id for id in getattr(meeting, name) if network.find(kind, id) is not None)
        for name, (kind, _) in Meeting.REFERENCES.items()
    }
    return dataclasses.replace(meeting, **fields)
