"""The goals of a strategy: which line keeps the identity that records refer to."""

from __future__ import annotations

from collections.abc import Sequence

Goals = tuple[tuple[str, str], ...]
"""Goals as (id, text)."""


def goals_of(lines: Sequence[str], known: Goals, strategy_id: str) -> Goals:
    """Goals from the lines of a form, with the ids that records already refer to.

    A line that is there already keeps its id; a reworded one keeps the id of its place, as long
    as no line was added or taken away; every other line gets an id that was never used here.
    """
    by_text = {text: id for id, text in known}
    same_places = len(lines) == len(known)
    taken = {id for id, _ in known}
    found: list[tuple[str, str]] = []
    used: set[str] = set()
    for place, line in enumerate(lines):
        id = by_text.get(line, "")
        if not id and same_places and known[place][1] not in lines:
            id = known[place][0]
        if not id or id in used:
            number = len(taken) + 1
            while f"{strategy_id[:20]}-{number}" in taken:
                number += 1
            id = f"{strategy_id[:20]}-{number}"
            taken.add(id)
        used.add(id)
        found.append((id, line))
    return tuple(found)
