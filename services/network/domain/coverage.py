"""Coverage: what is expected in a district against what is there.

For each expectation and district: which houses supply it on the day, how they reach it, what
is stale, who looked. Empty cells are found because the expectation asks for them; a count
over existing entries never shows them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from types import MappingProxyType

from services.network.domain.cells import (
    RANK,
    SEVERITY,
    Cell,
    CoverageState,
    Neighbour,
    Provider,
    Source,
    Stale,
)
from services.network.domain.ground import NOWHERE, Ground, Supply
from services.network.domain.identity import digest_of, finding_id
from services.network.domain.model import Delivery, Expectation, Offer, Reach, Survey
from services.network.domain.network import Snapshot
from services.network.domain.rules import DEFAULT, Rules

__all__ = [
    "Cell",
    "Coverage",
    "CoverageState",
    "Neighbour",
    "Provider",
    "Source",
    "Stale",
    "coverage",
    "coverage_on",
]


@dataclass(frozen=True)
class Coverage:
    """All cells, sorted by expectation and district."""

    cells: tuple[Cell, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Cell]:
        """Finding id -> cell."""
        return MappingProxyType({cell.id: cell for cell in self.cells})

    @cached_property
    def by_place(self) -> Mapping[tuple[str, str], Cell]:
        """(expectation id, district id) -> cell."""
        return MappingProxyType({(c.expectation_id, c.region_id): c for c in self.cells})

    def of_region(self, region_id: str) -> tuple[Cell, ...]:
        """The cells of a district."""
        return tuple(c for c in self.cells if c.region_id == region_id)

    def of_expectation(self, expectation_id: str) -> tuple[Cell, ...]:
        """The cells of an expectation, by district."""
        return tuple(c for c in self.cells if c.expectation_id == expectation_id)

    def counts(self, cells: Iterable[Cell] | None = None) -> Mapping[CoverageState, int]:
        """Number of cells per state, states without cells included."""
        counted = Counter(c.state for c in (self.cells if cells is None else cells))
        return {state: counted[state] for state in CoverageState}

    def worst(self, cells: Iterable[Cell]) -> CoverageState | None:
        """The most urgent state among cells (None if there is none): for maps and roll-ups."""
        return min((c.state for c in cells), key=SEVERITY.__getitem__, default=None)


def coverage(snapshot: Snapshot, rules: Rules = DEFAULT) -> Coverage:
    """The state of every expectation in each of its districts on the snapshot's day."""
    return coverage_on(Ground(snapshot, rules))


def coverage_on(ground: Ground) -> Coverage:
    """As ``coverage``, over a ground that other findings use too."""
    looker = Looker(ground)
    cells: list[Cell] = []
    for expectation in ground.snapshot.expectations:
        cells += looker.cells(expectation)
    return Coverage(tuple(cells))


class Looker:
    """Looks at one expectation after the other, over one ground."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        day = ground.snapshot.day
        since = day - timedelta(days=ground.rules.delivery_days)
        network = ground.snapshot.network
        offers = network.all(Offer)
        # (house or offer, district) -> deliveries there in time
        self.deliveries: dict[tuple[str, str], list[Delivery]] = {}
        self.delivered_topics: dict[str, frozenset[str]] = {}
        for delivery in sorted(network.all(Delivery).values(), key=lambda d: d.id):
            if not since <= delivery.day <= day:
                continue
            offer = offers.get(delivery.offer_id)
            self.delivered_topics[delivery.id] = frozenset(
                delivery.topic_ids or (offer.topic_ids if offer else ())
            )
            actors = delivery.actor_ids or ((offer.actor_id,) if offer else ())
            houses = {ground.snapshot.house(id) for id in actors if id}
            for district in ground.districts_of(delivery.region_id):
                for house in houses:
                    self.deliveries.setdefault((house, district), []).append(delivery)
        visited: dict[str, set[str]] = {}
        for house, district in self.deliveries:
            visited.setdefault(house, set()).add(district)
        self.visited = {house: frozenset(found) for house, found in visited.items()}
        self.surveys = self._fresh_surveys()
        self.topics_above = self._topics_above()

    def _fresh_surveys(self) -> tuple[tuple[Survey, frozenset[str]], ...]:
        snapshot = self.ground.snapshot
        since = snapshot.fresh_since(self.ground.rules.freshness_days)
        return tuple(
            (survey, snapshot.regions_within(survey.region_id))
            for survey in sorted(snapshot.network.all(Survey).values(), key=lambda s: s.id)
            if since <= survey.as_of <= snapshot.day
        )

    def _topics_above(self) -> Mapping[str, frozenset[str]]:
        """Topic -> itself and all above it: a survey of a parent topic looked at its children."""
        above: dict[str, set[str]] = {}
        snapshot = self.ground.snapshot
        for expectation in snapshot.expectations:
            above.setdefault(expectation.topic_id, {expectation.topic_id})
        named = {topic for survey, _ in self.surveys for topic in survey.topic_ids}
        for topic in named:
            for below in snapshot.topics_below(topic):
                if below in above:
                    above[below].add(topic)
        return {topic: frozenset(found) for topic, found in above.items()}

    def reaching(self, expectation: Expectation) -> dict[str, list[Reaching]]:
        """District -> supplies that fit the expectation and reach it, in the ground's order."""
        ground = self.ground
        topics = ground.snapshot.topics_below(expectation.topic_id)
        reaching: dict[str, list[Reaching]] = {}
        for supply in ground.supplies_of(expectation.topic_id):
            if not supply.serves(expectation.target_group_id, expectation.format_id):
                continue
            visited = self.visited.get(supply.house_id, NOWHERE)
            for district in supply.on_site | supply.reachable | visited:
                there: tuple[str, ...] = ()
                if district in visited:
                    there = self._delivered(supply, district, topics, expectation)
                reach = _reach(supply, district, bool(there))
                if reach is not None:
                    reaching.setdefault(district, []).append(Reaching(supply, reach, there))
        return reaching

    def cells(self, expectation: Expectation) -> list[Cell]:
        """The cells of an expectation, by district."""
        reaching = self.reaching(expectation)
        on_site: dict[str, set[str]] = {}
        for district, found in reaching.items():
            for one in found:
                if one.supply.fresh and one.reach is Reach.ON_SITE:
                    on_site.setdefault(district, set()).add(one.supply.house_id)
        return [
            self._cell(expectation, district, reaching.get(district, []), on_site)
            for district in sorted(self.ground.districts(expectation.region_ids))
        ]

    def _cell(
        self,
        expectation: Expectation,
        district: str,
        reaching: list[Reaching],
        on_site: Mapping[str, set[str]],
    ) -> Cell:
        sources: dict[str, list[Source]] = {}
        deliveries: dict[str, set[str]] = {}
        for one in reaching:
            if one.supply.fresh:
                sources.setdefault(one.supply.house_id, []).append(one.source)
                deliveries.setdefault(one.supply.house_id, set()).update(one.delivery_ids)
        providers = tuple(
            _provider(house, sources[house], deliveries[house], expectation.reach)
            for house in sorted(sources)
        )
        survey_ids = self.survey_ids(expectation.topic_id, district)
        needed = max(1, expectation.minimum)
        enough = sum(p.sufficient for p in providers)
        state = state_of([p.reach for p in providers], enough, needed, bool(survey_ids))
        return Cell(
            id=finding_id("coverage", (expectation.id, district)),
            digest=_digest(expectation, district, state, providers),
            expectation_id=expectation.id,
            region_id=district,
            topic_id=expectation.topic_id,
            target_group_id=expectation.target_group_id,
            format_id=expectation.format_id,
            reach=expectation.reach,
            state=state,
            providers=providers,
            needed=needed,
            weight=self.ground.population_share[district] * expectation.weight,
            survey_ids=survey_ids,
            stale=tuple(one.stale for one in reaching if not one.supply.fresh),
            neighbours=tuple(
                Neighbour(beside, tuple(sorted(on_site[beside])))
                for beside in self.ground.neighbours.get(district, ())
                if beside in on_site
            ),
            several=enough >= self.ground.rules.several_factor * needed,
        )

    def survey_ids(self, topic_id: str, district: str) -> tuple[str, ...]:
        """Fresh surveys of the district (or more) about the topic, one above it, or all."""
        above = self.topics_above[topic_id]
        return tuple(
            survey.id
            for survey, within in self.surveys
            if district in within
            and (not survey.topic_ids or not above.isdisjoint(survey.topic_ids))
        )

    def _delivered(
        self, supply: Supply, district: str, topics: frozenset[str], expectation: Expectation
    ) -> tuple[str, ...]:
        """Deliveries of this supply in the district: of the very offer, or of its house."""
        land = self.ground.seat_land(supply.actor_id)
        if land and self.ground.land_of(district) not in (land, ""):
            return ()
        wanted_group, wanted_format = expectation.target_group_id, expectation.format_id
        return tuple(
            d.id
            for d in self.deliveries.get((supply.house_id, district), ())
            if (not d.offer_id or (supply.kind, supply.id) == (Offer.KIND, d.offer_id))
            and not topics.isdisjoint(self.delivered_topics[d.id])
            and (not wanted_group or not d.target_group_ids or wanted_group in d.target_group_ids)
            and (not wanted_format or not d.format_ids or wanted_format in d.format_ids)
        )


@dataclass(frozen=True, slots=True)
class Reaching:
    """A supply that reaches a district, how, and through which deliveries."""

    supply: Supply
    reach: Reach
    delivery_ids: tuple[str, ...]

    @property
    def source(self) -> Source:
        s = self.supply
        return Source(s.kind, s.id, s.actor_id, self.reach, s.until, s.imprecise)

    @property
    def stale(self) -> Stale:
        s = self.supply
        return Stale(s.kind, s.id, s.actor_id, s.house_id, self.reach, s.confirmed)


def _reach(supply: Supply, district: str, delivered: bool) -> Reach | None:
    if district in supply.on_site:
        return Reach.ON_SITE
    if delivered:
        return Reach.DELIVERED
    return Reach.REACHABLE if district in supply.reachable else None


def _provider(
    house_id: str, sources: list[Source], delivery_ids: set[str], expected: Reach
) -> Provider:
    reach = max((s.reach for s in sources), key=RANK.__getitem__)
    return Provider(
        house_id,
        reach,
        RANK[reach] >= RANK[expected],
        tuple(sorted({s.actor_id for s in sources})),
        tuple(sources),
        tuple(sorted(delivery_ids)),
    )


def state_of(reaches: Iterable[Reach], enough: int, needed: int, surveyed: bool) -> CoverageState:
    """The state of a cell whose houses reach it so, ``enough`` of them with sufficient reach."""
    if enough >= needed:
        return CoverageState.COVERED
    found = set(reaches)
    if enough or found - {Reach.REACHABLE}:
        return CoverageState.THIN
    if found:
        return CoverageState.REACH_ONLY
    return CoverageState.GAP if surveyed else CoverageState.UNKNOWN


def _digest(
    expectation: Expectation,
    district: str,
    state: CoverageState,
    providers: tuple[Provider, ...],
) -> str:
    """Of what is expected and who supplies it; neither the day nor surveys nor weights."""
    return digest_of(
        "coverage",
        expectation.topic_id,
        expectation.target_group_id,
        expectation.format_id,
        str(max(1, expectation.minimum)),
        expectation.reach,
        district,
        state,
        *(f"{p.house_id} {p.reach}" for p in providers),
    )
