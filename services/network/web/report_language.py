"""Days, shares and lists as they stand in a German report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date


def german(day: date) -> str:
    """A day as German letters write it."""
    return day.strftime("%d.%m.%Y")


def change_words(change: int | None, since: date) -> str:
    """ "+3 seit 01.01.2026", "unverändert seit …", blank if nothing is known."""
    if change is None:
        return ""
    if change == 0:
        return f"unverändert seit {german(since)}"
    return f"{change:+d} seit {german(since)}".replace("-", "\u2212")


def percent(part: int, whole: int) -> str:
    """A share in whole per cent, rounded half up; a dash without a whole."""
    return f"{(200 * part + whole) // (2 * whole)} %" if whole else "–"


def listed(names: Iterable[str]) -> str:
    """Names in running text, sorted as given."""
    found = [name for name in names if name]
    return ", ".join(found[:-1]) + " und " + found[-1] if len(found) > 1 else "".join(found)
