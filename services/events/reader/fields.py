"""Reading the fields of a form: text in, values out, every problem at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time

from werkzeug.datastructures import MultiDict

from services.events.records.wall_clock import wall_clock
from shared.clock import BERLIN
from shared.errors import Invalid, Problem

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]?([0-5]\d)")


@dataclass
class FieldReader:
    """Reads fields one by one and collects what is wrong with them."""

    form: MultiDict[str, str]
    problems: list[Problem] = field(default_factory=list)

    @property
    def wrong(self) -> set[str]:
        """The fields with which something is wrong so far."""
        return {problem.field for problem in self.problems}

    @contextmanager
    def more(self) -> Iterator[None]:
        """Collect what a rule says about fields that could be read."""
        known = self.wrong
        try:
            yield
        except Invalid as error:
            self.problems.extend(p for p in error.problems if p.field not in known)

    def text(self, name: str, limit: int = 200, required: bool = False) -> str:
        """A line or paragraph, cut of blanks at both ends."""
        value = self.form.get(name, "").replace("\r\n", "\n").strip()
        if required and not value:
            self.problems.append(Problem("field.required", name))
        if len(value) > limit:
            self.problems.append(Problem("field.too_long", name, params={"max_length": limit}))
        return value.replace("\0", "")

    def day(self, name: str, required: bool = False) -> date | None:
        """A day, as the browser sends it or as people write it."""
        text = self.text(name, 40, required)
        if not text:
            return None
        for form in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                return datetime.strptime(text, form).replace(tzinfo=BERLIN).date()
            except ValueError:
                continue
        self.problems.append(Problem("date.unreadable", name, params={"value": text}))
        return None

    def clock(self, name: str, required: bool = False) -> time | None:
        """A wall-clock time such as 14:30."""
        text = self.text(name, 20, required)
        if not text:
            return None
        found = _CLOCK.fullmatch(text.removesuffix("Uhr").strip())
        if found is None:
            self.problems.append(Problem("time.unreadable", name))
            return None
        return time(int(found[1]), int(found[2]))

    def instant(self, day: date | None, clock: time | None, name: str) -> datetime | None:
        """Day and time in Thuringia as an instant."""
        if day is None or clock is None:
            return None
        try:
            return wall_clock(day, clock, name)
        except Invalid as error:
            self.problems.extend(error.problems)
        except OverflowError:
            self.problems.append(
                Problem("date.impossible", name, params={"value": day.isoformat()})
            )
        return None

    def number(self, name: str) -> int | None:
        """A whole number or nothing."""
        text = self.text(name, 12)
        if not text:
            return None
        if not re.fullmatch(r"-?\d{1,9}", text):
            self.problems.append(Problem("field.number", name))
            return None
        return int(text)
