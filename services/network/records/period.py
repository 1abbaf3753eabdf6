"""Partial dates and periods, kept as given with their earliest and latest bounds.

Coordinators know "Ende 2020", "2021-03" or "Frühjahr 2021"; the text stays, the
bounds make it computable. Coverage and overlap use the wide reading (earliest
start, latest end) and say that the period is imprecise.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from shared.errors import Invalid, Problem

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januar", "jan", "january"),
            ("februar", "feb", "february"),
            ("märz", "maerz", "mrz", "mär", "march", "mar"),
            ("april", "apr"),
            ("mai", "may"),
            ("juni", "jun", "june"),
            ("juli", "jul", "july"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("oktober", "okt", "october", "oct"),
            ("november", "nov"),
            ("dezember", "dez", "december", "dec"),
        ),
        start=1,
    )
    for name in names
}
# First and last month of a part of the year. Winter crosses the year.
_PARTS = {
    "anfang": (1, 3),
    "beginn": (1, 3),
    "mitte": (5, 8),
    "ende": (10, 12),
    "frühjahr": (3, 5),
    "frühling": (3, 5),
    "sommer": (6, 8),
    "herbst": (9, 11),
    "winter": (12, 14),
    "spring": (3, 5),
    "summer": (6, 8),
    "autumn": (9, 11),
    "early": (1, 3),
    "mid": (5, 8),
    "late": (10, 12),
    "end": (10, 12),
}


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, month, part of a year or year: ``text`` as given, bounds inclusive."""

    text: str
    earliest: date
    latest: date

    @property
    def exact(self) -> bool:
        """Whether the text names one day."""
        return self.earliest == self.latest

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """The partial date of a known day."""
        return cls(day.isoformat(), day, day)

    @classmethod
    def parse(cls, text: str, field: str = "") -> PartialDate:
        """Read a German or ISO date, possibly partial.

        Understood: ``2021``, ``2021-03``, ``2021-03-01``, ``03/2021``, ``1.3.2021``,
        ``März 2021``, ``1. Quartal 2021``, ``Q1 2021``, ``Ende 2020``, ``Frühjahr 2021``,
        ``Winter 2020/21``, ``2020 (Ende)``.

        Raises Invalid with ``date.unreadable`` or ``date.impossible``.
        """
        given = " ".join(text.split())
        try:
            bounds = _bounds(given.lower())
        except ValueError:
            raise Invalid(Problem("date.impossible", field, params={"value": given})) from None
        if bounds is None:
            raise Invalid(Problem("date.unreadable", field, params={"value": given}))
        return cls(given, *bounds)


def exact_day(text: str) -> date | None:
    """The one day that a text means, as browsers send it or as people write it.

    None if it cannot be read, or means more than a day ("März 2021").
    """
    try:
        found = PartialDate.parse(text)
    except Invalid:
        return None
    return found.earliest if found.exact else None


def _bounds(text: str) -> tuple[date, date] | None:
    if m := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]00:00(?::00)?)?", text):
        day = date(int(m[1]), int(m[2]), int(m[3]))
        return day, day
    if m := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", text):
        day = date(int(m[3]), int(m[2]), int(m[1]))
        return day, day
    if m := re.fullmatch(r"(\d{1,2})\.\s?([a-zä]+)\.?\s(\d{4})", text):
        if m[2] in _MONTHS:
            day = date(int(m[3]), _MONTHS[m[2]], int(m[1]))
            return day, day
    if m := re.fullmatch(r"(\d{4})-(\d{1,2})", text):
        return _months(int(m[1]), int(m[2]), int(m[2]))
    if m := re.fullmatch(r"(\d{1,2})[./](\d{4})", text):
        return _months(int(m[2]), int(m[1]), int(m[1]))
    if m := re.fullmatch(r"(\d{4})", text):
        return _months(int(m[1]), 1, 12)
    if m := re.fullmatch(r"(?:([1-4])\.?\s?quartal|q([1-4]))[ /-]?(\d{4})", text):
        first = 3 * int(m[1] or m[2]) - 2
        return _months(int(m[3]), first, first + 2)
    if m := re.fullmatch(r"(\d{4}) \((\w+)\)", text):
        text = f"{m[2]} {m[1]}"
    if m := re.fullmatch(r"([a-zäü]+)\.? (\d{4})(?:/(\d{2}|\d{4}))?", text):
        name, year = m[1], int(m[2])
        if name in _MONTHS and not m[3]:
            return _months(year, _MONTHS[name], _MONTHS[name])
        if name in _PARTS:
            return _months(year, *_PARTS[name])
    return None


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    end_year, end_month = (year, last) if last <= 12 else (year + 1, last - 12)
    return date(year, first, 1), _month_end(end_year, end_month)


@dataclass(frozen=True, slots=True)
class Period:
    """From when until when something runs; either side may be unstated."""

    start: PartialDate | None = None
    end: PartialDate | None = None

    def __post_init__(self) -> None:
        if self.start and self.end and self.end.latest < self.start.earliest:
            raise Invalid(
                Problem(
                    "period.reversed",
                    params={"start": self.start.text, "end": self.end.text},
                )
            )

    @property
    def first(self) -> date:
        """Earliest possible day (``date.min`` if unstated)."""
        return self.start.earliest if self.start else date.min

    @property
    def last(self) -> date:
        """Latest possible day (``date.max`` if unstated)."""
        return self.end.latest if self.end else date.max

    @property
    def imprecise(self) -> bool:
        """Whether a stated side names more than one day ("Zeitraum ungenau")."""
        start, end = self.start, self.end
        return bool((start and not start.exact) or (end and not end.exact))

    def contains(self, day: date) -> bool:
        """Whether the wide reading includes ``day``."""
        # Spelled out: every analysis asks this of every record.
        start, end = self.start, self.end
        return (not start or start.earliest <= day) and (not end or day <= end.latest)

    def common_days(self, other: Period) -> int:
        """Days that both wide readings share (0 if none)."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return max(0, (last - first).days + 1)
