"""Strategies and their goals in forms: one choice for both."""

from __future__ import annotations

from services.network.records.model import Strategy
from services.network.records.visible_network import VisibleNetwork

BETWEEN = "|"
"""Separates strategy and goal in the value of a choice; ids never hold it."""


def joined(strategy_id: str, goal_id: str) -> str:
    """Strategy and goal as one value of a choice."""
    return f"{strategy_id}{BETWEEN}{goal_id}" if strategy_id and goal_id else strategy_id


def split(value: str) -> tuple[str, str]:
    """The strategy and the goal that a value of a choice means; both blank if there is none."""
    strategy_id, _, goal_id = value.partition(BETWEEN)
    return strategy_id, goal_id


def strategy_choices(visible: VisibleNetwork) -> list[tuple[str, str]]:
    """Every strategy, each followed by its goals."""
    found = []
    for strategy in sorted(visible.all(Strategy), key=lambda s: (s.title.casefold(), s.id)):
        found.append((strategy.id, strategy.title))
        found += [(joined(strategy.id, id), f"– {text}") for id, text in strategy.goals]
    return found
