"""Time: clocks are handed in, days are Berlin days, instants are aware UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Returns the present instant, aware, in UTC."""

BERLIN = ZoneInfo("Europe/Berlin")


def utc_now() -> datetime:
    """The present instant in UTC; the clock that composition roots hand in."""
    return datetime.now(UTC)


def berlin_day(instant: datetime) -> date:
    """The calendar day in Thuringia at ``instant`` (aware)."""
    return instant.astimezone(BERLIN).date()
