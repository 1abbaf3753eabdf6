"""What records are called in a report, without names of what is for coordinators only."""

from __future__ import annotations

from collections.abc import Iterable

from services.network.exchange.record_building import name_of
from services.network.records.model import (
    Actor,
    Expectation,
    Format,
    Record,
    Region,
    Strategy,
    TargetGroup,
    Topic,
    Visibility,
)
from services.network.records.network import Network
from services.network.reports.chapters.language import listed


class ReportNames:
    """Names of a network's records in German."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def region(self, id: str) -> str:
        """A region's name."""
        return name_of(self.network.get(Region, id))

    def regions(self, ids: Iterable[str]) -> str:
        """Regions in running text; a whole Land is called so."""
        found = (self.network.get(Region, id) for id in ids)
        return listed(f"ganz {r.name}" if r.level == "land" else r.name for r in found if r)

    def topic(self, id: str) -> str:
        """A topic's label."""
        return name_of(self.network.get(Topic, id))

    def topics(self, ids: Iterable[str]) -> str:
        """Topics in running text."""
        return listed(self.topic(id) for id in ids)

    def actor(self, id: str) -> str:
        """An actor's name, blank if it is for coordinators only."""
        actor = self.network.get(Actor, id)
        return actor.name if actor is not None and open_to_all(actor) else ""

    def actors(self, ids: Iterable[str]) -> str:
        """The actors that may be named."""
        return ", ".join(name for id in ids if (name := self.actor(id)))

    def expectation(self, expectation: Expectation | None) -> str:
        """What is expected, in a few words."""
        if expectation is None:
            return ""
        label = self.topic(expectation.topic_id)
        kind = name_of(self.network.get(Format, expectation.format_id))
        group = name_of(self.network.get(TargetGroup, expectation.target_group_id))
        details = ", ".join(part for part in (kind, group) if part)
        return f"{label} ({details})" if label and details else label or details

    def strategy(self, id: str) -> str:
        """A strategy's title."""
        strategy = self.network.get(Strategy, id)
        return strategy.title if strategy else ""

    def goal(self, strategy_id: str, goal: str) -> str:
        """The text of a strategy's goal."""
        strategy = self.network.get(Strategy, strategy_id)
        return dict(strategy.goals).get(goal, "") if strategy else ""


def open_to_all(record: Record) -> bool:
    """Whether a report may name the record: it goes to people outside."""
    return record.provenance.visibility is not Visibility.COORDINATORS
