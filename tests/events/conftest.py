"""The events service without its pages: verbs over a real database of either kind."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from services.events.records.services import Services
from services.events.stores.sql_store import SqlEvents
from shared.sql import Database
from tests.events.builders import NOW, FixedDirectory, World

# Fixtures of the pages, for the tests of every room.
from tests.events.pages import app, coordinator, desk, network, visitor

__all__ = ["app", "coordinator", "desk", "network", "visitor"]

STORES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Forward (or back) by a timedelta's arguments."""
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> HandClock:
    """Wednesday, 25 November 2026, 09:00 in Erfurt."""
    return HandClock()


@pytest.fixture(params=STORES)
def store_url(request, tmp_path) -> str:
    """The address of an empty database, one of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'events.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def open_world(clock) -> Iterator[Callable[[str], World]]:
    """Opens verbs over a database, as one process would."""
    opened: list[Database] = []

    def open_it(url: str) -> World:
        database = Database(url)
        opened.append(database)
        store = SqlEvents(database)
        directory = FixedDirectory()
        rings: list[int] = []
        services = Services(
            store=store,
            directory=directory,
            clock=clock,
            new_id=lambda: str(uuid.uuid4()),
            public_url="https://netz.example",
            secret="only-for-tests-0123456789-abcdefghij",
            ring=lambda: rings.append(1),
        )
        return World(services=services, store=store, directory=directory, clock=clock, rings=rings)

    yield open_it
    for database in opened:
        database.close()


@pytest.fixture
def world(open_world: Callable[[str], World], store_url: str) -> World:
    """Verbs over an empty database."""
    return open_world(store_url)


@pytest.fixture
def lite(open_world: Callable[[str], World], tmp_path: Path) -> World:
    """The same over SQLite only, for rules that no database decides."""
    return open_world(f"sqlite:///{tmp_path / 'lite.db'}")
