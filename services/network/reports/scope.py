"""What a report is about: its regions, topics and goals, and which records belong to them.

Findings are computed over the whole network and narrowed afterwards: what supplies a district
does not depend on which districts a report tells about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from services.network.coverage.cells import Cell
from services.network.findings.findings import Finding, Parallels
from services.network.parallels.pair_columns import named_places, sharing
from services.network.records.arrays import Bools
from services.network.records.model import (
    Actor,
    Cooperation,
    Delivery,
    Evidence,
    Expectation,
    Measure,
    Meeting,
    Offer,
    Project,
)
from services.network.records.network import Snapshot


@dataclass(frozen=True, slots=True)
class About:
    """What a report shall tell about; nothing chosen means everything.

    ``goals`` are ids of goals of the strategy. ``before`` is the day that is compared with
    (None: the day before the period). Evidence and indicators are chosen one by one.
    """

    region_ids: tuple[str, ...] = ()
    topic_ids: tuple[str, ...] = ()
    strategy_id: str = ""
    goals: tuple[str, ...] = ()
    before: date | None = None
    evidence_ids: tuple[str, ...] = ()
    indicator_ids: tuple[str, ...] = ()


class Scope:
    """The records of a day that belong to what a report is about."""

    def __init__(self, about: About, snapshot: Snapshot, freshness_days: int | None = None) -> None:
        self.about = about
        self.snapshot = snapshot
        self.freshness_days = (
            snapshot.rules.freshness_days if freshness_days is None else freshness_days
        )
        self.everywhere = not about.region_ids
        self.every_topic = not about.topic_ids
        chosen = (d for id in about.region_ids for d in snapshot.districts_of(id))
        self.districts = frozenset(
            (d.id for d in snapshot.districts) if self.everywhere else chosen
        )
        self.topics = frozenset(t for id in about.topic_ids for t in snapshot.topics_below(id))

    @property
    def whole(self) -> bool:
        """Whether nothing was narrowed by region or topic."""
        return self.everywhere and self.every_topic

    # --- places and topics ------------------------------------------------------------------

    def has_region(self, region_ids: Iterable[str]) -> bool:
        """Whether one of these regions reaches into the report's districts."""
        return self.everywhere or any(self._district_meets(id) for id in region_ids)

    def has_topic(self, topic_ids: Iterable[str]) -> bool:
        """Whether one of these topics is the report's or below it."""
        return self.every_topic or not self.topics.isdisjoint(topic_ids)

    def _district_meets(self, region_id: str) -> bool:
        known = self._regions.get(region_id)
        if known is None:
            found = self.snapshot.districts_of(region_id)
            known = self._regions[region_id] = not self.districts.isdisjoint(found)
        return known

    @cached_property
    def _regions(self) -> dict[str, bool]:
        return {}

    # --- records ----------------------------------------------------------------------------

    def has_supply(self, record: Offer | Project) -> bool:
        """Offers and projects that reach one of the districts with one of the topics."""
        places = (*record.on_site_region_ids, *record.reachable_region_ids)
        return self.has_region(places) and self.has_topic(record.topic_ids)

    def has_actor(self, actor: Actor) -> bool:
        """Actors seated in the districts or providing there; with topics, providing on them."""
        if self.whole:
            return True
        if actor.id in self._providing:
            return True
        return self.every_topic and self._seated(actor)

    def _seated(self, actor: Actor) -> bool:
        seat = self.snapshot.districts_of(actor.region_id)
        # A seat "in Thüringen" says nothing about a district.
        return self.everywhere or (len(seat) == 1 and seat[0] in self.districts)

    @cached_property
    def _providing(self) -> frozenset[str]:
        """Actors with a running offer or project on site in the districts, on the topics."""
        network, found = self.snapshot.network, set[str]()
        for offer in network.all(Offer).values():
            if self._on_site(offer):
                found.add(offer.actor_id)
        for project in network.all(Project).values():
            if self._on_site(project):
                found.update((project.lead_actor_id, *project.partner_actor_ids))
        return frozenset(found)

    def _on_site(self, record: Offer | Project) -> bool:
        return (
            self.has_region(record.on_site_region_ids)
            and self.has_topic(record.topic_ids)
            and self.snapshot.runs(record, self.freshness_days)
        )

    def has_cooperation(self, record: Cooperation) -> bool:
        """By its own regions and topics; what it does not state, two of its partners must be."""
        if self.whole:
            return True
        stated_region, stated_topic = bool(record.region_ids), bool(record.topic_ids)
        if stated_region and not self.has_region(record.region_ids):
            return False
        if stated_topic and not self.has_topic(record.topic_ids):
            return False
        if (stated_region or self.everywhere) and (stated_topic or self.every_topic):
            return True
        actors = self.snapshot.network.all(Actor)
        partners = (actors[id] for id in record.partner_ids if id in actors)
        return sum(self.has_actor(actor) for actor in partners) >= 2

    def has_delivery(self, record: Delivery) -> bool:
        """By its place and its topics or those of its offer."""
        offer = self.snapshot.network.get(Offer, record.offer_id)
        topics = record.topic_ids or (offer.topic_ids if offer else ())
        return self.has_region((record.region_id,)) and self.has_topic(topics)

    def has_meeting(self, record: Meeting) -> bool:
        """By its regions and topics; an online meeting without regions is for all of them."""
        everywhere = record.online and not record.region_ids
        return (everywhere or self.has_region(record.region_ids)) and self.has_topic(
            record.topic_ids
        )

    def has_finding(self, finding: Finding) -> bool:
        """By its district and topic; a gap also by its expectation's goal."""
        if not (self.has_region(finding.region_ids) and self.has_topic(finding.topic_ids)):
            return False
        cell = getattr(finding, "cell", None)
        return cell is None or self.has_cell(cell)

    def has_cell(self, cell: Cell) -> bool:
        """By district, topic and the goal that its expectation serves."""
        expectation = self.snapshot.network.get(Expectation, cell.expectation_id)
        return expectation is not None and self.has_place(expectation, cell.region_id)

    def has_place(self, expectation: Expectation, district: str) -> bool:
        """Whether the report is about what is expected in a district."""
        if self.whole and not self.about.goals:
            return True
        return (
            district in self.districts
            and self.has_topic((expectation.topic_id,))
            and self.has_goal(expectation.strategy_id, expectation.strategy_goal)
        )

    def has_goal(self, strategy_id: str, goal: str) -> bool:
        """Whether goals were chosen, and this is one of them."""
        if not self.about.goals:
            return True
        return strategy_id == self.about.strategy_id and goal in self.about.goals

    def has_measure(self, record: Measure) -> bool:
        """By its regions, topics and goal; what it does not state does not exclude it."""
        return (
            (not record.region_ids or self.has_region(record.region_ids))
            and (not record.topic_ids or self.has_topic(record.topic_ids))
            and self.has_goal(record.strategy_id, record.strategy_goal)
        )

    def has_evidence(self, record: Evidence) -> bool:
        """By its regions and topics; what it does not state does not exclude it."""
        return (not record.region_ids or self.has_region(record.region_ids)) and (
            not record.topic_ids or self.has_topic(record.topic_ids)
        )

    # --- findings ---------------------------------------------------------------------------

    def of(self, some: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings that the report is about."""
        return tuple(finding for finding in some if self.has_finding(finding))

    def parallels(self, found: Parallels) -> Bools:
        """Per pair whether the report is about it; none of them is built."""
        regions = topics = None
        if not self.everywhere:
            regions = frozenset(filter(self._district_meets, named_places(found)))
        if not self.every_topic:
            topics = self.topics
        return sharing(found, regions, topics)


def day_before(first: date, about: About) -> date:
    """The day that a report compares with."""
    # The day before the period: what began on its first day is part of what changed in it.
    return about.before if about.before is not None else first - timedelta(days=1)
