"""How a finding stands on a day: open, closed or without an object, and what that rests on.

A finding's id is a hash; what it is about (``Subject``) is kept beside it as text, so that it can
still be looked for when it is gone. It is looked for with the very rules of the findings, over
the part of the network that can matter to it: what is irrelevant changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from services.network.cooperation.links import Relations
from services.network.cooperation.structure import isolated_on
from services.network.coverage.cells import STANDING, CoverageState
from services.network.coverage.coverage import coverage_on
from services.network.coverage.supply import SupplyIndex
from services.network.findings.findings import Finding, Gap
from services.network.parallels.parallels import Parallel, parallels_on
from services.network.records.ids import finding_id
from services.network.records.kinds.record import RecordKey
from services.network.records.model import (
    Actor,
    Cooperation,
    Delivery,
    Expectation,
    Offer,
    Project,
    Record,
    Region,
    RuleSettings,
    SteeringGroup,
    Survey,
    Tie,
    TieKind,
    Topic,
)
from services.network.records.network import HOUSE_TIES, Network, Snapshot
from services.network.records.rules import Rules


class FindingState(StrEnum):
    """Whether a finding holds on a day; ``void``: what it is about does not exist then."""

    OPEN = "open"
    CLOSED = "closed"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about: an expectation in a district, two entries, or a house."""

    kind: str
    ids: tuple[str, ...]

    @property
    def text(self) -> str:
        """The subject as kept beside a finding's id; ids hold no blanks."""
        return " ".join((self.kind, *self.ids))


@dataclass(frozen=True, slots=True)
class Look:
    """A finding on a day.

    ``groups`` are the records that keep it closed, one group per house (coverage) or link;
    ``needed`` is how many of them must be there; ``rank`` rises as a cell gets better.
    """

    day: date
    standing: FindingState
    groups: tuple[tuple[RecordKey, ...], ...] = ()
    needed: int = 1
    state: CoverageState | None = None
    rank: int = 0

    @property
    def keys(self) -> frozenset[RecordKey]:
        """All records of the groups."""
        return frozenset(key for group in self.groups for key in group)

    def gained(self, before: Look | None) -> tuple[tuple[RecordKey, ...], ...]:
        """What is there that was not before, group by group, empty groups left out."""
        known = before.keys if before else frozenset()
        new = (tuple(key for key in group if key not in known) for group in self.groups)
        return tuple(group for group in new if group)

    def missing(self, before: Look | None) -> int:
        """How many groups were missing before."""
        return max(1, self.needed - (len(before.groups) if before else 0))


def subject_of(finding: Finding) -> Subject:
    """What a finding of today is about."""
    if isinstance(finding, Gap):
        return Subject("coverage", (finding.cell.expectation_id, finding.cell.region_id))
    if isinstance(finding, Parallel):
        left, right = finding.left, finding.right
        return Subject("parallel", (left.kind, left.id, right.kind, right.id))
    return Subject("isolated", (finding.house_id,))


def resolve(snapshot: Snapshot, id: str, about: str) -> Subject | None:
    """The subject of a finding from what is kept of it, or None if it cannot be known.

    A cell can be found from the id alone, as long as its expectation exists or another one has
    followed it in its district.
    """
    kind, *ids = about.split() or [""]
    lengths = {"coverage": 2, "parallel": 4, "isolated": 1}
    told = Subject(kind, tuple(ids)) if lengths.get(kind) == len(ids) else None
    if told is not None and kind != "coverage":
        return told
    # What the finding was about when it was taken on comes first: it is nearly always still so.
    wanted = snapshot.network.all(Expectation)
    order = sorted(wanted, key=lambda e: (told is None or e != told.ids[0], e))
    gone = told
    for district in [told.ids[1]] if told else [d.id for d in snapshot.districts]:
        for expectation in order:
            if snapshot.cell_id(expectation, district) == id:
                subject = Subject("coverage", (expectation, district))
                if snapshot.means(wanted[expectation], district):
                    return subject
                gone = gone or subject
    return gone


def part_of(snapshot: Snapshot, subject: Subject) -> Network:
    """The records of the network that can matter to a finding about this subject."""
    network = snapshot.network
    if subject.kind == "coverage":
        return _coverage_part(snapshot, subject)
    actors = _involved(network, _seeds(network, subject))
    networks = {
        tie.to_actor_id
        for tie in network.all(Tie).values()
        if tie.kind is TieKind.MEMBER_OF and tie.from_actor_id in actors
    }
    near = actors | networks
    offers = {o.id: o for o in network.all(Offer).values() if o.actor_id in near}
    projects = {p.id for p in network.all(Project).values() if _people(p) & near}
    projects |= {o.project_id for o in offers.values() if o.project_id}
    offers |= {o.id: o for o in network.all(Offer).values() if o.project_id in projects}
    return _network(
        network,
        offers.values(),
        (p for p in network.all(Project).values() if p.id in projects),
        (c for c in network.all(Cooperation).values() if actors.intersection(c.partner_ids)),
        (g for g in network.all(SteeringGroup).values() if actors.intersection(g.member_actor_ids)),
    )


def _coverage_part(snapshot: Snapshot, subject: Subject) -> Network:
    """What can supply the cell: entries on the topic that reach its district, or whose house (or
    which themselves) were delivered there at some time."""
    network, district = snapshot.network, subject.ids[1]
    expectation = network.get(Expectation, subject.ids[0])
    if expectation and snapshot.means(expectation, district):
        # Of one district only: the cells of the others have no say in it.
        expectation = replace(expectation, region_ids=(district,))
    topics = snapshot.topics_below(expectation.topic_id) if expectation else frozenset()
    around = {r for r in network.all(Region) if district in snapshot.districts_of(r)}
    deliveries = [d for d in network.all(Delivery).values() if d.region_id in around]
    delivered = {d.offer_id for d in deliveries}
    offers = network.all(Offer)
    visiting = {id for d in deliveries for id in d.actor_ids if id}
    visiting |= {offers[id].actor_id for id in delivered if id in offers} - {""}
    visitors = _involved(network, visiting)

    def matters(record: Offer | Project) -> bool:
        return bool(topics.intersection(record.topic_ids)) and (
            not around.isdisjoint(record.on_site_region_ids)
            or not around.isdisjoint(record.reachable_region_ids)
            or not visitors.isdisjoint(_people(record))
        )

    return _network(
        network,
        # A delivery finds the topics of its offer there, whatever these are.
        (o for o in offers.values() if o.id in delivered or matters(o)),
        (p for p in network.all(Project).values() if matters(p)),
        deliveries,
        network.all(Survey).values(),
        (expectation,) if expectation else (),
    )


def _network(network: Network, *records: Iterable[Record]) -> Network:
    """A network of these records over the same places, topics, actors, ties and rules."""
    kept: dict[str, dict[str, Record]] = {
        cls.KIND: dict(network.records[cls.KIND])
        for cls in (Region, Topic, Actor, Tie, RuleSettings)
        if cls.KIND in network.records
    }
    for some in records:
        for record in some:
            kept.setdefault(record.KIND, {})[record.id] = record
    return Network(network.revision, MappingProxyType(kept), network.versions)


def _people(record: Offer | Project) -> set[str]:
    if isinstance(record, Offer):
        return {record.actor_id} - {""}
    return {record.lead_actor_id, *record.partner_actor_ids} - {""}


def _seeds(network: Network, subject: Subject) -> set[str]:
    if subject.kind == "isolated":
        return {subject.ids[0]}
    found: set[str] = set()
    for record in sides_of(network, subject):
        found |= _people(record)
        if isinstance(record, Offer) and record.project_id:
            project = network.get(Project, record.project_id)
            found |= _people(project) if project else set()
    return found


def sides_of(network: Network, subject: Subject) -> tuple[Offer | Project, ...]:
    """The entries that a parallel is about, as far as they still exist."""
    pairs = zip(subject.ids[::2], subject.ids[1::2], strict=True)
    found = (network.find(kind, id) for kind, id in pairs)
    return tuple(r for r in found if isinstance(r, Offer | Project))


def _involved(network: Network, seeds: set[str]) -> set[str]:
    """The actors and everybody that was ever of one house with them."""
    beside: dict[str, set[str]] = {}
    for tie in network.all(Tie).values():
        if tie.kind in HOUSE_TIES:
            beside.setdefault(tie.from_actor_id, set()).add(tie.to_actor_id)
            beside.setdefault(tie.to_actor_id, set()).add(tie.from_actor_id)
    found, todo = set(seeds), list(seeds)
    while todo:
        for other in beside.get(todo.pop(), ()):
            if other not in found:
                found.add(other)
                todo.append(other)
    return found


def turning_days(network: Network, first: date, last: date, rules: Rules) -> tuple[date, ...]:
    """``first``, ``last`` and every day between on which something begins, ends or goes stale."""
    days = {first, last}
    for kind in (Offer, Project, Cooperation, Tie, SteeringGroup, Delivery, Survey, Expectation):
        for record in network.all(kind).values():
            days.update(d for d in _turns(record, rules) if first < d < last)
    return tuple(sorted(days))


def _turns(record: Record, rules: Rules) -> Iterator[date]:
    match record:
        case Delivery():
            yield record.day
            yield _after(record.day, rules.delivery_days)
        case Survey():
            yield record.as_of
            yield _after(record.as_of, rules.freshness_days)
        case Expectation():
            if record.since:
                yield record.since
        case Offer() | Project() | Cooperation() | Tie() | SteeringGroup():
            yield record.period.first
            yield _after(record.period.last, 0)
            if record.provenance.confirmed:
                yield _after(record.provenance.confirmed, rules.freshness_days)


def _after(day: date, days: int) -> date:
    """The first day that is more than so many days after ``day``."""
    try:
        return day + timedelta(days=days + 1)
    except OverflowError:
        return date.max


def looks(
    network: Network, subject: Subject, days: Sequence[date], rules: Rules
) -> tuple[Look, ...]:
    """How the finding stands on each of these days."""
    return tuple(_look(SupplyIndex(network.on(day), rules), subject) for day in days)


def _look(supply_index: SupplyIndex, subject: Subject) -> Look:
    match subject.kind:
        case "coverage":
            return _cell(supply_index, subject)
        case "parallel":
            return _parallel(supply_index, subject)
        case _:
            return _isolated(supply_index, subject)


def _cell(supply_index: SupplyIndex, subject: Subject) -> Look:
    day, (expectation_id, region_id) = supply_index.snapshot.day, subject.ids
    cell = coverage_on(supply_index).by_place.get((expectation_id, region_id))
    if cell is None:
        return Look(day, FindingState.VOID)
    # A cell that nobody surveyed lately is not closed by that: only supply closes it.
    closed = cell.state is CoverageState.COVERED
    groups = tuple(
        tuple([(s.kind, s.id) for s in p.sources] + [("delivery", id) for id in p.delivery_ids])
        for p in cell.enough
    )
    standing = FindingState.CLOSED if closed else FindingState.OPEN
    return Look(day, standing, groups, cell.needed, cell.state, STANDING[cell.state])


def _parallel(supply_index: SupplyIndex, subject: Subject) -> Look:
    snapshot = supply_index.snapshot
    sides = sides_of(snapshot.network, subject)
    if len(sides) < 2:
        return Look(snapshot.day, FindingState.VOID)
    relations = Relations(supply_index)
    id = finding_id("parallel", (" ".join(subject.ids[:2]), " ".join(subject.ids[2:])))
    if any(p.id == id for p in parallels_on(supply_index, relations)):
        return Look(snapshot.day, FindingState.OPEN)
    left, right = ({snapshot.house(a) for a in _people(side)} for side in sides)
    links = _links(relations, left, right)
    # Not because both work together, then because one of them is over (or has changed).
    over = tuple(((s.KIND, s.id),) for s in sides if not snapshot.runs(s))
    return Look(snapshot.day, FindingState.CLOSED, links or over)


def _links(
    relations: Relations, left: set[str], right: set[str]
) -> tuple[tuple[RecordKey, ...], ...]:
    """What joins houses of both sides on the day."""
    house = relations.supply_index.snapshot.house
    return tuple(
        ((group.link.kind if group.link.kind != "consortium" else "actor", group.link.id),)
        for group in relations.groups
        for houses in [{house(id) for id in group.actor_ids}]
        if houses & left and houses & right
    )


def _isolated(supply_index: SupplyIndex, subject: Subject) -> Look:
    snapshot, house = supply_index.snapshot, subject.ids[0]
    if snapshot.network.get(Actor, house) is None:
        return Look(snapshot.day, FindingState.VOID)
    relations = Relations(supply_index)
    if any(found.house_id == house for found in isolated_on(supply_index, relations)):
        return Look(snapshot.day, FindingState.OPEN)
    others = {snapshot.house(id) for id in snapshot.network.all(Actor)} - {house}
    return Look(snapshot.day, FindingState.CLOSED, _links(relations, {house}, others))
