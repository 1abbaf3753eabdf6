"""Wall-clock time in Thuringia as instants.

A time that does not exist (the hour lost in March) or exists twice (October) is refused.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from shared.clock import BERLIN
from shared.errors import Invalid, Problem


def wall_clock(day: date, clock: time, field: str = "") -> datetime:
    """The instant of a wall-clock time in Thuringia.

    Raises Invalid with ``time.skipped`` or ``time.twice`` in the two nights of the year in
    which the time does not exist or exists twice.
    """
    naive = datetime.combine(day, clock)
    first, second = naive.replace(tzinfo=BERLIN), naive.replace(tzinfo=BERLIN, fold=1)
    if first.astimezone(UTC).astimezone(BERLIN).replace(tzinfo=None) != naive:
        raise Invalid(Problem("time.skipped", field, params={"time": f"{clock:%H:%M}"}))
    if first.utcoffset() != second.utcoffset():
        raise Invalid(Problem("time.twice", field, params={"time": f"{clock:%H:%M}"}))
    return first.astimezone(UTC)
