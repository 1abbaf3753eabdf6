"""The network stores that keep the one contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from services.network.records.store_port import NetworkStore
from services.network.wiring import open_store

STORES = [
    pytest.param("sqlite"),
    pytest.param("postgresql", marks=pytest.mark.postgres),
    pytest.param("neo4j", marks=[pytest.mark.neo4j, pytest.mark.xdist_group("neo4j_url")]),
]


@pytest.fixture(params=STORES)
def store_url(request, tmp_path):
    """The address of an empty store, one of each kind."""
    match request.param:
        case "sqlite":
            return f"sqlite:///{tmp_path / 'network.db'}"
        case "postgresql":
            return request.getfixturevalue("postgres_url")
        case _:
            return request.getfixturevalue("neo4j_url")


@pytest.fixture
def open_another(store_url: str) -> Iterator[Callable[[], NetworkStore]]:
    """Opens the same store once more, as another process would."""
    opened: list[NetworkStore] = []

    def open_it() -> NetworkStore:
        opened.append(open_store(store_url))
        return opened[-1]

    yield open_it
    for store in opened:
        store.close()


@pytest.fixture
def store(open_another: Callable[[], NetworkStore]) -> NetworkStore:
    """An empty store."""
    return open_another()
