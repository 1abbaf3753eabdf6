"""Wired parts for use cases: a real SQLite store, a clock that stands, small data sets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from services.network.records.live_network import LiveNetwork
from services.network.records.model import Record
from services.network.records.network import Network
from services.network.records.store_port import NetworkStore
from services.network.search.index import LiveSearch, SearchIndex
from services.network.stores.sql_store import SqlStore
from tests.builders import AT, actor, cooperation, installation, land, offer, provenance, tie, topic

PRACTICE = provenance(origin="practice")


@dataclass
class SmallSets:
    """Data sets of a few records."""

    EXAMPLE_CENTRE: str = "Beispielzentrum"
    EXAMPLE_OPERATOR: str = ""
    PRACTICE_CENTRE: str = "Übungszentrum"
    PRACTICE_OPERATOR: str = "u1"
    asked: list[tuple[date, int]] = field(default_factory=list)

    def vocabularies(self) -> tuple[Record, ...]:
        return land("16"), topic("t1")

    def example(self) -> tuple[Record, ...]:
        return (actor("x1", provenance=provenance(origin="example")),)

    def practice(self, day: date, seed: int) -> tuple[Record, ...]:
        self.asked.append((day, seed))
        return (
            actor("u1", provenance=PRACTICE),
            actor("u2", provenance=PRACTICE),
            offer("uo1", actor_id="u1", topic_ids=("t1",), provenance=PRACTICE),
            cooperation("uc1", "u1", "u2", provenance=PRACTICE),
            tie("ut1", "u1", "u2", provenance=PRACTICE),
        )


@dataclass
class TestParts:
    """What use cases need, over a store of the test's own."""

    __test__ = False

    store: NetworkStore
    now: datetime = AT
    datasets: SmallSets = field(default_factory=SmallSets)

    def __post_init__(self) -> None:
        self.live = LiveNetwork(self.store)
        self.search = LiveSearch(self.live)

    def search_index_on(self, network: Network) -> SearchIndex:
        return self.search.on(network)

    def clock(self) -> datetime:
        return self.now


def parts_in(folder: Path) -> TestParts:
    """Parts over an empty SQLite store in a folder."""
    return TestParts(SqlStore(f"sqlite:///{folder / 'network.db'}"))


__all__ = ["PRACTICE", "SmallSets", "TestParts", "installation", "parts_in"]
