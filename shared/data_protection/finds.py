"""Where somebody stands who is to be deleted, and what becomes of each place. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Fate(StrEnum):
    """What a deletion does to a place: the record goes, the person goes out of its text, or it
    stays (evidence of a grant, the last administrator)."""

    REMOVED = "removed"
    BLANKED = "blanked"
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Find:
    """One place where somebody stands.

    ``place`` is a key of the registry, ``label`` says in words which one it is (the person erased
    from it), ``path`` is the address of its page. ``evidence_until``: it may be kept as evidence
    until that day, if a coordinator says so.
    """

    place: str
    record_id: str
    label: str
    path: str = ""
    fate: Fate = Fate.BLANKED
    evidence_until: date | None = None
