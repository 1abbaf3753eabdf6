"""What of people notify stores, and the port through which it is erased."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter with what it still holds of people; ``waits`` until it is sent or given up."""

    id: str
    waits: bool
    address: str
    name: str
    title: str
    search: str
    detail: str
    facts: str
    letter: bytes | None


class PeopleLog(Protocol):
    """Everything in notify's tables in which a person can stand. Each method is one transaction."""

    def letters(self, after: str, limit: int) -> Sequence[KeptLetter]:
        """Letters that are not emptied yet, by id, after an id."""
        ...

    def remove(self, ids: Sequence[str]) -> None:
        """End letters to the person that have not gone out, and empty them all."""
        ...

    def blank(self, letter: KeptLetter) -> None:
        """Replace what a letter to somebody else holds. One that waits and has no facts any more
        is ended: what it says cannot be taken back out of it."""
        ...

    def titles(self) -> Sequence[tuple[str, str]]:
        """Ids and titles of what letters were about."""
        ...

    def write_title(self, notice_id: str, title: str) -> None:
        """Replace such a title."""
        ...

    def remarks(self) -> Sequence[str]:
        """What mail servers said when the post was paused."""
        ...

    def write_remark(self, remark: str) -> None:
        """Replace it."""
        ...

    def upto(self) -> int:
        """How far along the deletion journal these data are."""
        ...

    def set_upto(self, seq: int) -> None:
        """Note it."""
        ...


class LetterFolder(Protocol):
    """Letters that were written as files."""

    def files(self) -> Iterable[tuple[str, bytes]]:
        """Name and content of each."""
        ...

    def remove(self, name: str) -> None:
        """Delete one; harmless if it is gone."""
        ...
