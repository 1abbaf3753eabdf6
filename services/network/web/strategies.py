"""Strategies and their goals in forms: one choice for both, and goals as lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from services.network.domain.model import Strategy
from services.network.web.reading import Book

BETWEEN = "|"
"""Separates strategy and goal in the value of a choice; ids never hold it."""

Goals = tuple[tuple[str, str], ...]


def joined(strategy_id: str, goal_id: str) -> str:
    """Strategy and goal as one value of a choice."""
    return f"{strategy_id}{BETWEEN}{goal_id}" if strategy_id and goal_id else strategy_id


def split(value: str) -> tuple[str, str]:
    """The strategy and the goal that a value of a choice means; both blank if there is none."""
    strategy_id, _, goal_id = value.partition(BETWEEN)
    return strategy_id, goal_id


def strategy_choices(book: Book) -> list[tuple[str, str]]:
    """Every strategy, each followed by its goals."""
    found = []
    for strategy in sorted(book.all(Strategy), key=lambda s: (s.title.casefold(), s.id)):
        found.append((strategy.id, strategy.title))
        found += [(joined(strategy.id, id), f"– {text}") for id, text in strategy.goals]
    return found


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
