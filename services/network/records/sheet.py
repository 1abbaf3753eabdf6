"""Values on their way into files and out of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file between dry run and confirmation; ``owner`` is who may use it."""

    key: str
    owner: str
    file_name: str
    content: bytes
    kept_until: datetime


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table to write: its title, headers and rows of text."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
