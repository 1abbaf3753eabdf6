"""The deletion journal as a file beside the data, and several states of it as one. Pure.

A state is JSON: ``marks`` (salted hashes, instants) and ``kept`` (evidence that outlasts a
deletion). Neither tells of a person.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

JournalState = Mapping[str, Sequence[Mapping[str, Any]]]

_KEYS: Mapping[str, tuple[str, ...]] = {
    "marks": ("salt", "digest", "request_id"),
    "kept": ("request_id", "place", "record_id"),
}
EMPTY: JournalState = {name: [] for name in _KEYS}


def united(states: Iterable[JournalState]) -> JournalState:
    """Everything that any of the states knows; of what several know, what changed last."""
    found: dict[str, dict[tuple[Any, ...], Mapping[str, Any]]] = {name: {} for name in _KEYS}
    for state in states:
        for name, keys in _KEYS.items():
            for one in state.get(name, ()):
                key = tuple(one[part] for part in keys)
                known = found[name].get(key)
                if known is None or _changed(known) < _changed(one):
                    found[name][key] = one
    return {name: list(rows.values()) for name, rows in found.items()}


def written(state: JournalState) -> bytes:
    """A state as the content of a file; the same state gives the same bytes."""
    return json.dumps(state, indent=0, sort_keys=True).encode()


def read(content: bytes) -> JournalState:
    """The state that a file holds. Raises ValueError for anything else."""
    found = json.loads(content)
    if not isinstance(found, dict):
        raise ValueError("no state of a deletion journal")
    return found


def _changed(one: Mapping[str, Any]) -> str:
    # Instants in UTC with microseconds: their texts sort as they do.
    return str(one.get("changed_at") or one.get("ended_at") or "")
