"""The evidence of coverage cells: which supply reaches a district how, who looked, the digest.

One cell at a time and over records, for what is shown; the states of all cells at once come
from ``provider_counts``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
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
        self._on_site: dict[tuple[str, str], frozenset[str]] = {}
        self._there: dict[str, Mapping[str, tuple[Supply, ...]]] = {}

    def carry(self, other: CellEvidence, moved: Collection[str], expected: bool) -> None:
        """Take over what another revision has looked up, whose surveys and deliveries are the
        same; ``moved`` are topics whose supplies differ, ``expected`` says whether the
        expectations do."""
        self.__dict__["surveys"] = other.surveys
        if not expected:
            self.__dict__["topics_above"] = other.topics_above
        below = self.supply_index.snapshot.topics_below
        for topic, places in list(other._there.items()):
            if below(topic).isdisjoint(moved):
                self._there[topic] = places

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
        reaching = {
            district: found
            for district in self._supplies_there(expectation.topic_id)
            if (found := self._reaching_at(expectation, district))
        }
        self._reaching[expectation.id] = reaching
        return reaching

    def _supplies_there(self, topic_id: str) -> Mapping[str, tuple[Supply, ...]]:
        """District -> supplies of a topic that reach it, in the order of the index."""
        known = self._there.get(topic_id)
        if known is None:
            found: dict[str, list[Supply]] = {}
            for supply in self.supply_index.supplies_of(topic_id):
                visits = self.deliveries.of(supply)
                for district in (supply.on_site | supply.reachable).union(visits):
                    found.setdefault(district, []).append(supply)
            known = {district: tuple(supplies) for district, supplies in found.items()}
            self._there[topic_id] = known
        return known

    def _reaching_at(self, expectation: Expectation, district: str) -> list[Reaching]:
        """The supplies that fit the expectation and reach a district, in the index's order."""
        group, form = expectation.target_group_id, expectation.format_id
        topics: frozenset[str] | None = None
        found = []
        for supply in self._supplies_there(expectation.topic_id).get(district, ()):
            if not supply.serves(group, form):
                continue
            there: tuple[str, ...] = ()
            if visits := self.deliveries.of(supply).get(district, ()):
                topics = topics or self.supply_index.snapshot.topics_below(expectation.topic_id)
                there = tuple(v.delivery.id for v in visits if v.fits(topics, group, form))
            reach = _reach(supply, district, bool(there))
            if reach is not None:
                found.append(Reaching(supply, reach, there))
        return found

    def _on_site_at(self, expectation: Expectation, district: str) -> frozenset[str]:
        """The houses that supply the expectation on site in a district."""
        key = expectation.id, district
        known = self._on_site.get(key)
        if known is None:
            group, form = expectation.target_group_id, expectation.format_id
            known = self._on_site[key] = frozenset(
                supply.house_id
                for supply in self._supplies_there(expectation.topic_id).get(district, ())
                if supply.fresh and district in supply.on_site and supply.serves(group, form)
            )
        return known

    def cell(self, expectation: Expectation, district: str) -> Cell:
        """The cell of an expectation in one of its districts."""
        reaching = self._reaching_at(expectation, district)
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
            digest=cell_digest(
                expectation, district, state, ((p.house_id, p.reach) for p in providers)
            ),
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
                Neighbour(beside, tuple(sorted(houses)))
                for beside in self.supply_index.neighbours.get(district, ())
                if (houses := self._on_site_at(expectation, beside))
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


def cell_digest(
    expectation: Expectation,
    district: str,
    state: CoverageState,
    providers: Iterable[tuple[str, Reach]],
) -> str:
    """Of what is expected and who supplies it; neither the day nor surveys nor weights.

    ``providers`` are houses with their widest reach, by house.
    """
    return digest_of(
        "coverage",
        expectation.topic_id,
        expectation.target_group_id,
        expectation.format_id,
        str(max(1, expectation.minimum)),
        expectation.reach,
        district,
        state,
        *(f"{house} {reach}" for house, reach in providers),
    )
