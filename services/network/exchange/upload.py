"""A file between its upload and the confirmation."""

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
