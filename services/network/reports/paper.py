"""A report as paper: chapters made of a few kinds of blocks, the same for every format."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, Literal

_BULLET = re.compile(r"\s*[-*•–]\s+(.*)")
_NUMBERED = re.compile(r"\s*\d{1,2}[.)]\s+(.*)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``tone`` is ``plain``, ``lead`` (large) or ``small`` (rules, sources)."""

    text: str
    tone: Literal["plain", "lead", "small"] = "plain"
    type: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[str, ...]
    numbered: bool = False
    type: Literal["items"] = "items"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a chapter."""

    text: str
    type: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table; ``align`` is one letter per column (l, r, c), ``widths`` parts of the width.

    ``dense`` sets it smaller, for the appendix; ``compact`` too, for many narrow columns, but
    keeps it on one page if it fits there.
    """

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: str = ""
    widths: tuple[float, ...] = ()
    dense: bool = False
    compact: bool = False
    type: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class PaperPicture:
    """A drawing (SVG) with what it shows in words (``alt``) and a caption."""

    svg: str
    alt: str
    caption: str
    type: Literal["picture"] = "picture"


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The key figures of the first page: (value, what is counted, change since then)."""

    items: tuple[tuple[str, str, str], ...]
    type: Literal["numbers"] = "numbers"


Block = Paragraph | Items | Heading | PaperTable | PaperPicture | KeyFigures


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: the coordinator's own text first, then what was counted. ``new_page``: it begins
    on a page of its own."""

    key: str
    title: str
    own: tuple[Block, ...]
    blocks: tuple[Block, ...]
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole report. ``day`` is an ISO date, the date of the document."""

    title: str
    kind: str
    centre: str
    day: str
    facts: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]
    draft: bool
    note: str = ""
    signed: str = ""
    footer: str = ""

    def as_json(self) -> str:
        """The paper for the typesetter; equal papers give equal text."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False, sort_keys=True)

    @property
    def digest(self) -> str:
        """Of everything that is printed."""
        facts: dict[str, Any] = dataclasses.asdict(self)
        # What changes by releasing is no change of content.
        for name in ("draft", "signed"):
            facts.pop(name)
        text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def own_text(text: str) -> tuple[Block, ...]:
    """A coordinator's plain text as blocks: blank lines part paragraphs, "-" and "1." lists."""
    blocks: list[Block] = []
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines: list[str] = []
        items: list[str] = []
        numbered = False
        for line in part.split("\n"):
            bullet, number = _BULLET.fullmatch(line), _NUMBERED.fullmatch(line)
            if bullet or number:
                if lines:
                    blocks.append(Paragraph(" ".join(lines)))
                    lines = []
                numbered = numbered or (number is not None and not items)
                items.append((bullet or number)[1].strip())  # type: ignore[index]
            elif items and line.strip():
                # A line that goes on under an item belongs to it.
                items[-1] += " " + line.strip()
            elif line.strip():
                lines.append(line.strip())
        if lines:
            blocks.append(Paragraph(" ".join(lines)))
        if items:
            blocks.append(Items(tuple(items), numbered))
    return tuple(blocks)
