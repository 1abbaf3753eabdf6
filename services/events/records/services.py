"""The wired parts that every use case is handed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from services.events.records.directory import Directory
from shared.clock import Clock


class Store(Protocol):
    """Transactions over events, registrations and invitations (``adapters.sql_store``)."""

    def read(self) -> AbstractContextManager[Any]: ...

    def write(self) -> AbstractContextManager[Any]: ...


@dataclass(frozen=True)
class Services:
    """Store, directory and what makes ids, links and time; made by ``app.wire``."""

    store: Store
    directory: Directory
    clock: Clock
    new_id: Callable[[], str]
    public_url: str
    secret: str
    ring: Callable[[], None]
    """Wakes the relay after a commit, so that letters leave at once."""
