"""The network as a value: all records with all periods, and its state on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from services.network.records.ids import finding_id
from services.network.records.layered_map import GONE, changed
from services.network.records.model import (
    Actor,
    Cooperation,
    Expectation,
    Installation,
    Offer,
    Project,
    Record,
    Region,
    RuleSettings,
    Tie,
    TieKind,
    Topic,
    Verdict,
)
from services.network.records.period import Period
from services.network.records.rules import Rules, rules_of

R = TypeVar("R", bound=Record)

HOUSE_TIES = frozenset({TieKind.CARRIER_OF, TieKind.PART_OF, TieKind.DEPARTMENT_OF})
"""Ties that make one house of several actors."""


class Dated(Protocol):
    """A record that runs for a period."""

    @property
    def period(self) -> Period: ...


@dataclass(frozen=True, slots=True)
class Put:
    """Write ``record``; ``expects`` is the version it was read in (0 = must be new)."""

    record: Record
    expects: int


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete a record that was read in version ``expects``."""

    kind: str
    id: str
    expects: int


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Changes that are applied together or not at all."""

    changes: tuple[Put | Remove, ...]
    reason: str = ""

    def __bool__(self) -> bool:
        return bool(self.changes)


@dataclass(frozen=True, slots=True)
class Change:
    """One applied change of one record: the history's entry.

    ``before`` is None for a new record, ``after`` None for a deleted one; ``version``
    is the record's version after the change (a deletion counts too).
    """

    revision: int
    kind: str
    id: str
    version: int
    before: Record | None
    after: Record | None
    author: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """A record as it lies in the store, with its version."""

    record: Record
    version: int


@dataclass(frozen=True)
class Network:
    """All records with all periods, as of a revision.

    ``records`` maps kind -> id -> record; ``versions`` maps (kind, id) -> version, also of
    deleted records, so that a record created anew goes on counting.
    """

    revision: int = 0
    records: Mapping[str, Mapping[str, Record]] = field(default_factory=dict)
    versions: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def all(self, cls: type[R]) -> Mapping[str, R]:
        """All records of a class by id, in no particular order."""
        return self.records.get(cls.KIND, {})  # type: ignore[return-value]

    def get(self, cls: type[R], id: str) -> R | None:
        """The record of a class with this id, or None."""
        return self.all(cls).get(id)

    def find(self, kind: str, id: str) -> Record | None:
        """The record of a kind with this id, or None."""
        return self.records.get(kind, {}).get(id)

    def version(self, kind: str, id: str) -> int:
        """The version of a record; 0 if there never was one."""
        return self.versions.get((kind, id), 0)

    def put(self, record: Record) -> Put:
        """A change that writes ``record`` over the version that this network holds."""
        return Put(record, self.version(record.KIND, record.id))

    def remove(self, record: Record) -> Remove:
        """A change that deletes ``record`` in the version that this network holds."""
        return Remove(record.KIND, record.id, self.version(record.KIND, record.id))

    @property
    def installation(self) -> Installation | None:
        """The installation's settings, or None before the first page was filled in."""
        return self.get(Installation, "installation")

    @cached_property
    def rules(self) -> Rules:
        """The numbers in force: the operator's, and the product's where nobody changed them."""
        return rules_of(self.get(RuleSettings, "rules"))

    def with_changes(self, changes: Iterable[Change]) -> Network:
        """The network after further applied changes; this value stays as it is."""
        revision = self.revision
        touched: dict[str, dict[str, Any]] = {}
        versions: dict[tuple[str, str], int] = {}
        for change in changes:
            after = GONE if change.after is None else change.after
            touched.setdefault(change.kind, {})[change.id] = after
            versions[change.kind, change.id] = change.version
            revision = max(revision, change.revision)
        if not touched:
            return self
        records = dict(self.records)
        for kind, changes_of_kind in touched.items():
            records[kind] = changed(self.records.get(kind, {}), changes_of_kind)
        # A kind without records is left out, so that the value is the one a store loads.
        records = {kind: r for kind, r in records.items() if r}
        return Network(revision, MappingProxyType(records), changed(self.versions, versions))

    def on(self, day: date) -> Snapshot:
        """The whole network as of one day."""
        return Snapshot(self, day)


@dataclass(frozen=True)
class Snapshot:
    """The network on a day. Same revision and day: same findings, same bytes."""

    network: Network
    day: date

    @property
    def revision(self) -> int:
        """The revision of the network that this is a picture of."""
        return self.network.revision

    @property
    def rules(self) -> Rules:
        """The numbers in force in the network that this is a picture of."""
        return self.network.rules

    def fresh_since(self, freshness_days: int | None = None) -> date:
        """The oldest day of confirmation that still counts as fresh (by the rules in force)."""
        days = self.rules.freshness_days if freshness_days is None else freshness_days
        return self.day - timedelta(days=days)

    def is_fresh(self, record: Record, freshness_days: int | None = None) -> bool:
        """Whether the record was confirmed within the freshness limit (never: not fresh)."""
        confirmed = record.provenance.confirmed
        return confirmed is not None and confirmed >= self.fresh_since(freshness_days)

    def runs(
        self,
        record: Offer | Project | Cooperation,
        freshness_days: int | None = None,
    ) -> bool:
        """Whether an offer, project or cooperation runs on the day, by the wide reading.

        An open or unstated end counts as running until the freshness limit after the last
        confirmation ("Ende nicht bekannt").
        """
        if not record.period.contains(self.day):
            return False
        return record.period.end is not None or self.is_fresh(record, freshness_days)

    # --- trees ----------------------------------------------------------------------------

    @cached_property
    def region_children(self) -> Mapping[str, tuple[str, ...]]:
        """Region id -> ids directly within it, sorted."""
        return _children((r.id, r.parent_id) for r in self.network.all(Region).values())

    @cached_property
    def topic_children(self) -> Mapping[str, tuple[str, ...]]:
        """Topic id -> ids directly below it, sorted."""
        return _children((t.id, t.parent_id) for t in self.network.all(Topic).values())

    def topics_below(self, topic_id: str) -> frozenset[str]:
        """The topic and every one below it."""
        return frozenset(_walk(topic_id, self.topic_children))

    def regions_within(self, region_id: str) -> frozenset[str]:
        """The region and every one within it."""
        return frozenset(_walk(region_id, self.region_children))

    @cached_property
    def districts(self) -> tuple[Region, ...]:
        """All districts, sorted by key; the rows of every coverage picture."""
        regions = self.network.all(Region).values()
        return tuple(sorted((r for r in regions if r.level == "district"), key=lambda r: r.id))

    def districts_of(self, region_id: str) -> tuple[str, ...]:
        """The districts that a region means: itself, the one around it, or all within it."""
        regions = self.network.all(Region)
        current = regions.get(region_id)
        seen: set[str] = set()
        while current is not None and current.id not in seen:
            if current.level == "district":
                return (current.id,)
            seen.add(current.id)
            if current.level == "land":
                break
            current = regions.get(current.parent_id)
        within = self.regions_within(region_id)
        return tuple(d.id for d in self.districts if d.id in within)

    # --- houses and who works with whom -----------------------------------------------------

    @cached_property
    def houses(self) -> Mapping[str, str]:
        """Actor id -> id of its house (the root over carrier-of, part-of, department-of).

        Ties that form a ring are cut at the smallest id, so that the answer does not
        depend on the order of records.
        """
        above: dict[str, str] = {}
        for tie in sorted(self.network.all(Tie).values(), key=lambda t: t.id):
            if tie.kind in HOUSE_TIES and tie.period.contains(self.day):
                upper, lower = (
                    (tie.from_actor_id, tie.to_actor_id)
                    if tie.kind is TieKind.CARRIER_OF
                    else (tie.to_actor_id, tie.from_actor_id)
                )
                above.setdefault(lower, upper)
        houses: dict[str, str] = {}
        for actor_id in self.network.all(Actor):
            trail = [actor_id]
            while trail[-1] in above and above[trail[-1]] not in trail:
                trail.append(above[trail[-1]])
            ring = trail[-1] in above
            houses[actor_id] = min(trail[trail.index(above[trail[-1]]) :]) if ring else trail[-1]
        return MappingProxyType(houses)

    def house(self, actor_id: str) -> str:
        """The house of an actor (itself if it belongs to none)."""
        return self.houses.get(actor_id, actor_id)

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict]:
        """Finding id -> the latest verdict on it."""
        latest: dict[str, Verdict] = {}
        for verdict in sorted(self.network.all(Verdict).values(), key=lambda v: (v.day, v.id)):
            latest[verdict.finding_id] = verdict
        return MappingProxyType(latest)

    @cached_property
    def expectations(self) -> tuple[Expectation, ...]:
        """Expectations in force on the day, sorted by id."""
        return tuple(
            sorted(
                (
                    e
                    for e in self.network.all(Expectation).values()
                    if e.since is None or e.since <= self.day
                ),
                key=lambda e: e.id,
            )
        )

    @cached_property
    def continued(self) -> Mapping[tuple[str, str], str]:
        """(Expectation id, district) -> the expectation whose finding it continues there.

        Of the network and not of the day, so that a finding keeps its id. No two expectations
        share a district's finding: the one that had it first keeps it as long as it still means
        the district, then the smallest id has it.
        """
        wanted = self.network.all(Expectation)
        found: dict[tuple[str, str], str] = {}
        taken: set[tuple[str, str]] = set()
        for id in sorted(id for id, e in wanted.items() if e.follows):
            for district, before in wanted[id].follows:
                first = wanted.get(before)
                if (
                    before != id
                    and (district, before) not in taken
                    and (id, district) not in found
                    and self.means(wanted[id], district)
                    and not (first and self.means(first, district))
                ):
                    found[id, district] = before
                    taken.add((district, before))
        return MappingProxyType(found)

    def means(self, expectation: Expectation, district: str) -> bool:
        """Whether an expectation is about a district."""
        return any(district in self.districts_of(id) for id in expectation.region_ids)

    def cell_id(self, expectation_id: str, district: str) -> str:
        """The id of the finding about an expectation in a district."""
        first = self.continued.get((expectation_id, district), expectation_id)
        return finding_id("coverage", (first, district))

    def running(self, cls: type[R]) -> Iterator[R]:
        """Offers, projects or cooperations that run on the day, sorted by id."""
        for record in sorted(self.network.all(cls).values(), key=lambda r: r.id):
            if self.runs(record):  # type: ignore[arg-type]
                yield record


def _children(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    below: dict[str, list[str]] = {}
    for id, parent in pairs:
        if parent:
            below.setdefault(parent, []).append(id)
    return MappingProxyType({parent: tuple(sorted(ids)) for parent, ids in below.items()})


def _walk(root: str, children: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    seen: set[str] = set()
    todo = [root]
    while todo:
        id = todo.pop()
        if id not in seen:
            seen.add(id)
            yield id
            todo.extend(children.get(id, ()))
