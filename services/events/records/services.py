"""What every verb is handed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.events.records.directory import NetworkDirectory
from services.events.records.transaction import EventStore
from shared.clock import Clock


@dataclass(frozen=True)
class Services:
    """Store, directory and what makes ids, links and time; made by ``wiring.wire``."""

    store: EventStore
    directory: NetworkDirectory
    clock: Clock
    new_id: Callable[[], str]
    public_url: str
    secret: str
    ring: Callable[[], None]
    """Wakes the relay after a commit, so that letters leave at once."""
