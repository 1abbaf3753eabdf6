"""Whether this is the instance that went on, or a copy of it: a copy must send nothing by itself.

A mark outside the data and a row in them carry the same id, and a number that moves on together
while the program runs. Data that were copied, or brought back from a backup, do not fit the mark
of the place where they are started.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

COPY = "copy"
"""Reason of letters that were put aside because they were written before the copy."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Which instance, and how far it has gone on."""

    id: str
    generation: int


class Start(StrEnum):
    """How a start is to be taken."""

    FIRST = "first"
    """Nothing is known anywhere: a new instance, or one of a version without marks."""

    ON = "on"
    """The same instance as before."""

    COPY = "copy"
    """Other data than those that went on here."""


def start_of(mark: Mark | None, known: Mark | None, letters: bool) -> Start:
    """How data that know themselves as ``known`` are started beside ``mark``.

    ``letters`` says whether the data hold letters at all: without any there is nothing that could
    be sent twice. The data may be one step ahead: a crash between them and the mark.
    """
    if known is None:
        # A mark without its data: they were replaced by some of before there were marks.
        return Start.COPY if mark is not None and letters else Start.FIRST
    if mark is None or mark.id != known.id:
        return Start.COPY
    return Start.ON if known.generation - mark.generation in (0, 1) else Start.COPY
