"""The evidence of coverage cells: which supply reaches a district how, who looked, the digest.

One cell at a time and over records, for what is shown; the states of all cells at once come
from ``provider_counts``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from services.network.coverage.cells import (
    RANK,
    Cell,
    CoverageState,
    Neighbour,
    Provider,
    StaleSupply,
    SupplySource,
)
from services.network.coverage.deliveries import Deliveries
from services.network.coverage.supply import Supply, SupplyIndex
from services.network.records.ids import digest_of
from services.network.records.model import Expectation, Reach, Survey


class CellEvidence:
    """Looks at one expectation after the other, over one supply index."""

    def __init__(self, supply_index: SupplyIndex, deliveries: Deliveries | None = None) -> None:
        self.supply_index = supply_index
        self.deliveries = deliveries or Deliveries(supply_index)
        self._reaching: dict[str, dict[str, list[Reaching]]] = {}
        self._on_site: dict[str, dict[str, set[str]]] = {}

    @cached_property
    def surveys(self) -> tuple[tuple[Survey, frozenset[str]], ...]:
        """The fresh surveys by id, each with the regions that it looked at."""
        return self._fresh_surveys()

    @cached_property
    def topics_above(self) -> Mapping[str, frozenset[str]]:
        """Topic of an expectation -> itself and those above it that a survey names."""
        return self._topics_above()

    def _fresh_surveys(self) -> tuple[tuple[Survey, frozenset[str]], ...]:
        snapshot = self.supply_index.snapshot
        since = snapshot.fresh_since(self.supply_index.rules.freshness_days)
        return tuple(
            (survey, snapshot.regions_within(survey.region_id))
            for survey in sorted(snapshot.network.all(Survey).values(), key=lambda s: s.id)
            if since <= survey.as_of <= snapshot.day
        )

    def _topics_above(self) -> Mapping[str, frozenset[str]]:
        """Topic -> itself and all above it: a survey of a parent topic looked at its children."""
        above: dict[str, set[str]] = {}
        snapshot = self.supply_index.snapshot
        for expectation in snapshot.expectations:
            above.setdefault(expectation.topic_id, {expectation.topic_id})
        named = {topic for survey, _ in self.surveys for topic in survey.topic_ids}
        for topic in named:
            for below in snapshot.topics_below(topic):
                if below in above:
                    above[below].add(topic)
        return {topic: frozenset(found) for topic, found in above.items()}

    def reaching(self, expectation: Expectation) -> dict[str, list[Reaching]]:
        """District -> supplies that fit the expectation and reach it, in the order of the index."""
        known = self._reaching.get(expectation.id)
        if known is not None:
            return known
        supply_index = self.supply_index
        topics = supply_index.snapshot.topics_below(expectation.topic_id)
        reaching: dict[str, list[Reaching]] = {}
        for supply in supply_index.supplies_of(expectation.topic_id):
            if not supply.serves(expectation.target_group_id, expectation.format_id):
                continue
            visits = self.deliveries.of(supply)
            for district in (supply.on_site | supply.reachable).union(visits):
                there = tuple(
                    visit.delivery.id
                    for visit in visits.get(district, ())
                    if visit.fits(topics, expectation.target_group_id, expectation.format_id)
                )
                reach = _reach(supply, district, bool(there))
                if reach is not None:
                    reaching.setdefault(district, []).append(Reaching(supply, reach, there))
        self._reaching[expectation.id] = reaching
        return reaching

    def on_site(self, expectation: Expectation) -> Mapping[str, set[str]]:
        """District -> houses that supply the expectation there on site."""
        known = self._on_site.get(expectation.id)
        if known is None:
            known = self._on_site[expectation.id] = {}
            for district, found in self.reaching(expectation).items():
                for one in found:
                    if one.supply.fresh and one.reach is Reach.ON_SITE:
                        known.setdefault(district, set()).add(one.supply.house_id)
        return known

    def cell(self, expectation: Expectation, district: str) -> Cell:
        """The cell of an expectation in one of its districts."""
        found = self.reaching(expectation).get(district, [])
        return self._cell(expectation, district, found, self.on_site(expectation))

    def _cell(
        self,
        expectation: Expectation,
        district: str,
        reaching: list[Reaching],
        on_site: Mapping[str, set[str]],
    ) -> Cell:
        sources: dict[str, list[SupplySource]] = {}
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
            id=self.supply_index.snapshot.cell_id(expectation.id, district),
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
            weight=self.supply_index.population_share[district] * expectation.weight,
            survey_ids=survey_ids,
            stale=tuple(one.stale for one in reaching if not one.supply.fresh),
            neighbours=tuple(
                Neighbour(beside, tuple(sorted(on_site[beside])))
                for beside in self.supply_index.neighbours.get(district, ())
                if beside in on_site
            ),
            several=enough >= self.supply_index.rules.several_factor * needed,
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


@dataclass(frozen=True, slots=True)
class Reaching:
    """A supply that reaches a district, how, and through which deliveries."""

    supply: Supply
    reach: Reach
    delivery_ids: tuple[str, ...]

    @property
    def source(self) -> SupplySource:
        s = self.supply
        return SupplySource(s.kind, s.id, s.actor_id, self.reach, s.until, s.imprecise)

    @property
    def stale(self) -> StaleSupply:
        s = self.supply
        return StaleSupply(s.kind, s.id, s.actor_id, s.house_id, self.reach, s.confirmed)


def _reach(supply: Supply, district: str, delivered: bool) -> Reach | None:
    if district in supply.on_site:
        return Reach.ON_SITE
    if delivered:
        return Reach.DELIVERED
    return Reach.REACHABLE if district in supply.reachable else None


def _provider(
    house_id: str, sources: list[SupplySource], delivery_ids: set[str], expected: Reach
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
