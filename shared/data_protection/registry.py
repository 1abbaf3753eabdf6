"""The one registry of what is stored about whom.

Tables, kinds of records and kinds of files of all services, field by field. Deletion looks through
what stands here, the documents and pages about data protection are generated from it, and a test
compares it with what is really stored.
"""

from __future__ import annotations

from functools import cache

from shared.data_protection import (
    registry_accounts,
    registry_events,
    registry_files,
    registry_network,
    registry_notify,
)
from shared.data_protection.model import Place

PLACES: tuple[Place, ...] = (
    *registry_events.PLACES,
    *registry_network.PLACES,
    *registry_notify.PLACES,
    *registry_accounts.PLACES,
    *registry_files.PLACES,
)


def place(key: str) -> Place:
    """A place by its key. Raises KeyError."""
    return _by_key()[key]


@cache
def _by_key() -> dict[str, Place]:
    return {one.key: one for one in PLACES}
