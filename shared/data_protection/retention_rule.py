"""A rule by which something goes when its time is over. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """``due`` counts what is to go now and changes nothing; ``delete`` deletes it and counts."""

    key: str
    due: Callable[[], int]
    delete: Callable[[], int]
