"""Days, numbers, shares and lists as they stand in a German report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from services.network.records.period import Period
from services.network.records.rules import whole_months


def german(day: date | None) -> str:
    """A day as German letters write it; a dash for none."""
    return day.strftime("%d.%m.%Y") if day else "–"


def change_words(change: int | None, since: date) -> str:
    """ "+3 seit 01.01.2026", "unverändert seit …", blank if nothing is known."""
    if change is None:
        return ""
    if change == 0:
        return f"unverändert seit {german(since)}"
    return f"{signed(change)} seit {german(since)}"


def signed(change: int | None) -> str:
    """A change with its sign; a dash for none."""
    return f"{change:+d}".replace("-", "\u2212") if change else "–"


def percent(part: int, whole: int) -> str:
    """A share in whole per cent, rounded half up; a dash without a whole."""
    return f"{(200 * part + whole) // (2 * whole)} %" if whole else "–"


def number(value: float) -> str:
    """A number with comma and points, at most two decimals, none if it has none."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    text = text.replace(",", " ").replace(".", ",").replace(" ", ".").replace("-", "\u2212")
    return "0" if text == "\u22120" else text


def amount(value: float | None, unit: str) -> str:
    """A number with its unit; a dash for none."""
    if value is None:
        return "–"
    return f"{number(value)} {unit}".strip()


def counted(number: int, one: str, many: str) -> str:
    """A number with the noun that fits it."""
    return f"{number} {one if number == 1 else many}"


def days(number: int) -> str:
    """A number of days as people say it: "18 Monate", "45 Tage"."""
    months = whole_months(number)
    return counted(number, "Tag", "Tage") if months is None else f"{months} Monate"


def within_days(number: int) -> str:
    """The same behind "in den letzten": "18 Monaten", "45 Tagen"."""
    months = whole_months(number)
    return counted(number, "Tag", "Tagen") if months is None else f"{months} Monaten"


def listed(names: Iterable[str]) -> str:
    """Names in running text, sorted as given."""
    found = [name for name in names if name]
    return ", ".join(found[:-1]) + " und " + found[-1] if len(found) > 1 else "".join(found)


def shortened(names: Iterable[str], most: int) -> str:
    """Names in running text, of which only the first are named if there are many."""
    found = [name for name in names if name]
    if len(found) <= most:
        return listed(found)
    return f"{', '.join(found[:most])} und {len(found) - most} weitere"


def span(period: Period) -> str:
    """A period: exact days as days, partial ones as they were given; blank if unstated."""
    sides = [
        german(side.earliest) if side.exact else side.text if side else ""
        for side in (period.start, period.end)
        if side is not None
    ]
    if period.start is not None and period.end is not None:
        return f"{sides[0]} bis {sides[1]}"
    if period.start is not None:
        return f"seit {sides[0]}"
    return f"bis {sides[0]}" if sides else ""


def sentence(text: str) -> str:
    """A text with an end, however its author ended it."""
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?", "“", "…")) else f"{text}."
