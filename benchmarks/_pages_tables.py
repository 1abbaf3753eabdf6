"""What was measured, as tables."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks._pages_draw import MANY_EXPECTATIONS
from benchmarks._pages_list import Goal, Page

EDIT = "the edit itself"
"""The key of the times that edits took: what a page no longer does must not be done there."""

IMPORTS = "imports of modules, processor ms"
LIVE_TO_FIRST = "live to first page, ms"
WHOLE = "whole start to first page, ms"
WHOLE_PROCESSOR = "whole start to first page, processor ms"
LOGGED = "dangling: lines in the log"
MEMORY = "memory after all pages, MB"

_FIGURE_GOALS: Mapping[str, tuple[float | None, float | None]] = {
    LIVE_TO_FIRST: (2, None),
    WHOLE_PROCESSOR: (None, 3_000),
    LOGGED: (None, 1),
    MEMORY: (None, 325),
}
"""Figure -> times as fast as in the older checkout, and the most that it may be."""


@dataclass
class Times:
    """Milliseconds of one page of one program: edit -> (processor, wall) per repetition."""

    after: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    again: list[tuple[float, float]] = field(default_factory=list)
    bytes: int = 0

    def slowest(self, which: int = 0) -> float | None:
        """The median of the slowest kind of edit."""
        medians = [statistics.median(t[which] for t in times) for times in self.after.values()]
        return max(medians, default=None)


Measured = dict[str, dict[str, Times]]
"""Page -> side -> times."""

Found = Mapping[tuple[int, int], Measured]
"""Entries and expectations -> what was measured."""


def pages_table(found: Found, pages: Sequence[Page], expectations: int) -> str:
    """One line per page of the large network, and one per page and kind of edit below it."""
    entries, small = max(key[0] for key in found), min(key[0] for key in found)
    lines = [
        f"processor ms (wall ms), median after the slowest edit; {entries:,} entries",
        "",
        "| page | today | older | ratio (wall) | unchanged today, older | kB today, older "
        f"| today at {small:,} | goal | |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    detail = [
        "",
        "| page | edit | today min, median | older min, median | ratio |",
        "|---|---|---|---|---|",
    ]
    for many in (expectations, MANY_EXPECTATIONS):
        large = found.get((entries, many), {})
        for page in pages:
            if page.key not in large:
                continue
            name = page.key if many == expectations else f"{page.key}, {many} expectations"
            today, older = large[page.key]["today"], large[page.key].get("older")
            # The small network alone says nothing about growth.
            tiny = found.get((small, many), {}).get(page.key, {}) if small < entries else {}
            lines.append(_line(name, page.goal, today, older, tiny.get("today")))
            detail += _by_edit(name, today, older)
        if large:
            name = EDIT if many == expectations else f"{EDIT}, {many} expectations"
            detail += _by_edit(name, large[EDIT]["today"], large[EDIT].get("older"))
    return "\n".join((*lines, *detail, ""))


def figures_table(figures: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    """Start, memory and log: the median of each figure, and the worst."""
    lines = [
        "| figure | today median (worst) | older median (worst) | ratio | goal | |",
        "|---|---|---|---|---|---|",
    ]
    for figure, sides in figures.items():
        cells = []
        for side in ("today", "older"):
            values = sides.get(side, ())
            cells.append(
                f"{statistics.median(values):,.0f} ({max(values):,.0f})" if values else "–"
            )
        middle = {side: statistics.median(values) for side, values in sides.items()}
        now, was = middle["today"], middle.get("older")
        ratio, most = _FIGURE_GOALS.get(figure, (None, None))
        goal, reached = "", ""
        if most is not None:
            goal, reached = f"≤ {most:,}", "reached" if now <= most else "MISSED"
        if ratio is not None:
            goal = f"≥ {ratio}×"
            reached = "–" if was is None else "reached" if was >= ratio * now else "MISSED"
        lines.append(
            f"| {figure} | {cells[0]} | {cells[1]} | {_ratio(was, now)} | {goal} | {reached} |"
        )
    return "\n".join((*lines, ""))


def _line(name: str, goal: Goal, today: Times, older: Times | None, tiny: Times | None) -> str:
    now, was = today.slowest(), older.slowest() if older else None
    walls = today.slowest(1), older.slowest(1) if older else None
    at_small = tiny.slowest() if tiny else None
    assert now is not None
    return " | ".join(
        (
            f"| {name}",
            _pair(now, walls[0]),
            _pair(was, walls[1]),
            f"{_ratio(was, now)} ({_ratio(walls[1], walls[0])})",
            f"{_again(today)}, {_again(older)}",
            f"{today.bytes / 1000:,.0f}, {older.bytes / 1000:,.0f}"
            if older
            else f"{today.bytes / 1000:,.0f}, –",
            "–" if at_small is None else f"{at_small:,.0f}",
            told(goal),
            f"{_reached(goal, now, was, at_small, today.bytes)} |",
        )
    )


def _by_edit(name: str, today: Times, older: Times | None) -> Iterator[str]:
    for kind, times in today.after.items():
        was = older.after[kind] if older else []
        ratio = _ratio(_median(was), _median(times))
        yield f"| {name} | {kind} | {_spread(times)} | {_spread(was)} | {ratio} |"


def told(goal: Goal) -> str:
    """A goal in a few words."""
    found = []
    if goal.ratio is not None:
        found.append(f"≥ {goal.ratio:g}×")
    if goal.growth is not None:
        found.append(f"≤ {goal.growth:g}× the small network or ≤ {goal.small_ms:g} ms")
    if goal.ms is not None:
        found.append(f"≤ {goal.ms:g} ms")
    if goal.kb is not None:
        found.append(f"≤ {goal.kb:g} kB")
    return ", ".join(found)


def _reached(goal: Goal, now: float, was: float | None, tiny: float | None, size: int) -> str:
    """``reached``, ``MISSED``, or what cannot be said without another side or size."""
    checks: list[bool | None] = []
    if goal.ratio is not None:
        checks.append(None if was is None else was >= goal.ratio * now)
    if goal.growth is not None and goal.small_ms is not None:
        grown = None if tiny is None else now <= goal.growth * tiny
        checks.append(True if now <= goal.small_ms else grown)
    if goal.ms is not None:
        checks.append(now <= goal.ms)
    if goal.kb is not None:
        checks.append(size <= goal.kb * 1000)
    if False in checks:
        return "MISSED"
    return "–" if None in checks else "reached"


def _pair(cpu: float | None, wall: float | None) -> str:
    return "–" if cpu is None or wall is None else f"{cpu:,.0f} ({wall:,.0f})"


def _again(times: Times | None) -> str:
    if times is None or not times.again:
        return "–"
    return f"{statistics.median(cpu for cpu, _wall in times.again):,.0f}"


def _median(times: Sequence[tuple[float, float]]) -> float | None:
    return statistics.median(cpu for cpu, _wall in times) if times else None


def _spread(times: Sequence[tuple[float, float]]) -> str:
    if not times:
        return "–"
    cpu = [cpu for cpu, _wall in times]
    return f"{min(cpu):,.0f}, {statistics.median(cpu):,.0f}"


def _ratio(was: float | None, now: float | None) -> str:
    return "–" if not was or not now else f"{was / now:.1f}"
