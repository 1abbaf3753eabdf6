"""What the checks have looked at: told by each check, printed by the suite, kept in a document.

A check calls ``checked("Wege × Rollen", 1743)``. The numbers travel with the test reports, so that
they arrive from the workers of pytest-xdist, too. ``docs/security.md`` holds them as a table:
``pytest tests/security --update-counts`` writes it anew.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

DOCUMENT = Path(__file__).parents[2] / "docs" / "security.md"
PROPERTY = "ikoe_checked"
BEGIN, END = "<!-- Zahlen: Anfang -->", "<!-- Zahlen: Ende -->"
SEEN: Counter[tuple[str, str]] = Counter()
"""What this process has checked so far."""
SUITE, CHAOS = "make test", "make chaos"


def told(reports: Iterable[Any]) -> dict[tuple[str, str], int]:
    """(What, by which command) -> how many, added up over all test reports."""
    found: dict[tuple[str, str], int] = {}
    for report in reports:
        for name, value in getattr(report, "user_properties", ()):
            if name == PROPERTY:
                what, command, number = value
                found[what, command] = found.get((what, command), 0) + number
    return found


def number_words(number: int) -> str:
    """A number as the document writes it: 12.345."""
    return f"{number:,}".replace(",", ".")


def promised(number: int) -> int:
    """The number as the document promises it: a twentieth less, in two figures. What a crawl comes
    across, and which forms can be spoilt, differs by a few with the minute."""
    least = number - number // 20
    unit: int = 10 ** max(0, len(str(least)) - 2)
    return least - least % unit


def documented(text: str = "") -> dict[tuple[str, str], int]:
    """The numbers that stand in the document."""
    text = text or DOCUMENT.read_text(encoding="utf-8")
    table = text.partition(BEGIN)[2].partition(END)[0]
    rows = re.findall(r"^\| ([^|]+) \| ([\d.]+) \| `([^`]+)` \|$", table, re.MULTILINE)
    return {(what, command): int(number.replace(".", "")) for what, number, command in rows}


def table(numbers: Mapping[tuple[str, str], int]) -> str:
    """The table of the document."""
    lines = ["| Geprüft | mindestens | mit |", "|---|---:|---|"]
    for (what, command), number in sorted(numbers.items(), key=lambda n: (n[0][1] != SUITE, n[0])):
        lines.append(f"| {what} | {number_words(number)} | `{command}` |")
    return "\n".join(lines)


def update(numbers: Mapping[tuple[str, str], int]) -> None:
    """Write the document's table anew; what was not checked in this run stays as it was."""
    text = DOCUMENT.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    tail = rest.partition(END)[2]
    told = {what: promised(number) for what, number in numbers.items()}
    merged = {**documented(text), **told}
    DOCUMENT.write_text(f"{head}{BEGIN}\n{table(merged)}\n{END}{tail}", encoding="utf-8")
