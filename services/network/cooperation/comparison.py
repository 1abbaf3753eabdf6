"""What changed in the structure between two days: a comparison of two values."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from services.network.cooperation.analysis import Community, StructuralAnalysis
from services.network.cooperation.subgroups import Subgroup

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Moved(Generic[T]):
    """What is there only after, and only before; both sorted."""

    came: tuple[T, ...]
    went: tuple[T, ...]

    def __bool__(self) -> bool:
        return bool(self.came or self.went)


@dataclass(frozen=True, slots=True)
class StructureFigure:
    """A number before and after; None where it has no meaning."""

    name: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class SubgroupChange:
    """A district or topic before and after; None where it was or is unknown."""

    id: str
    before: Subgroup | None
    after: Subgroup | None


@dataclass(frozen=True, slots=True)
class CommunityChange:
    """A community of after (or a dissolved one) with who joined it and who left it.

    ``before`` is the community that most of its members come from; None if they were not
    together before. ``after`` is None if no later community continues it.
    """

    before: Community | None
    after: Community | None
    joined: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BrokerChange:
    """A broker's share of shortest paths before and after (0 where it was none)."""

    house_id: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class StructureChange:
    """Everything that differs; equal parts are left out, except in ``figures``.

    ``brokers``: the greatest change first. ``by_district`` and ``by_topic`` hold those whose
    houses, ties or reach changed.
    """

    figures: tuple[StructureFigure, ...]
    houses: Moved[str]
    ties: Moved[tuple[str, str]]
    isolated: Moved[str]
    key_actors: Moved[str]
    only_links: Moved[tuple[str, str]]
    brokers: tuple[BrokerChange, ...]
    communities: tuple[CommunityChange, ...]
    by_district: tuple[SubgroupChange, ...]
    by_topic: tuple[SubgroupChange, ...]
    groups: tuple[tuple[str, str, int, int], ...]


def structure_change(before: StructuralAnalysis, after: StructuralAnalysis) -> StructureChange:
    """What changed from one day's structure to another's."""
    return StructureChange(
        figures_between(before, after),
        _moved(before.structure.houses, after.structure.houses),
        _moved(before.structure.edges, after.structure.edges),
        _moved((i.house_id for i in before.isolated), (i.house_id for i in after.isolated)),
        _moved(
            (k.house_id for k in before.structure.key_actors),
            (k.house_id for k in after.structure.key_actors),
        ),
        _moved(
            (o.house_ids for o in before.structure.only_links),
            (o.house_ids for o in after.structure.only_links),
        ),
        _brokers(before, after),
        _communities(before.communities, after.communities),
        _subgroups(before.by_district, after.by_district),
        _subgroups(before.by_topic, after.by_topic),
        _groups(before, after),
    )


def _moved(before: Iterable[T], after: Iterable[T]) -> Moved[T]:
    old, new = set(before), set(after)
    came: list[T] = sorted(new - old)  # type: ignore[type-var]
    went: list[T] = sorted(old - new)  # type: ignore[type-var]
    return Moved(tuple(came), tuple(went))


def figures_between(
    before: StructuralAnalysis, after: StructuralAnalysis
) -> tuple[StructureFigure, ...]:
    """The figures of two days side by side (of one day: the same twice)."""
    return tuple(
        StructureFigure(name, old, new)
        for (name, old), (_, new) in zip(_numbers(before), _numbers(after), strict=True)
    )


def _numbers(analysis: StructuralAnalysis) -> tuple[tuple[str, float | None], ...]:
    found = analysis.structure
    linked = found.linked
    return (
        ("linked", linked),
        ("ties", found.ties),
        ("partners", 2 * found.ties / linked if linked else None),
        ("isolated", len(analysis.isolated)),
        ("components", len(found.components)),
        ("largest", len(found.components[0]) / linked if linked else None),
        ("key_actors", len(found.articulation.articulation_points)),
        ("only_links", len(found.articulation.bridges)),
        ("communities", len(found.communities)),
    )


def _brokers(before: StructuralAnalysis, after: StructuralAnalysis) -> tuple[BrokerChange, ...]:
    old = {b.house_id: b.betweenness for b in before.brokers}
    new = {b.house_id: b.betweenness for b in after.brokers}
    found = [
        BrokerChange(house, old.get(house, 0.0), new.get(house, 0.0))
        for house in old.keys() | new.keys()
    ]
    changed = (b for b in found if abs(b.after - b.before) > 1e-12)
    return tuple(sorted(changed, key=lambda b: (-round(abs(b.after - b.before), 12), b.house_id)))


def _communities(
    before: Sequence[Community], after: Sequence[Community]
) -> tuple[CommunityChange, ...]:
    """Each later community is matched to the earlier one it shares most members with.

    An earlier one is continued by one later community only: the one that shares most.
    """
    home = {house: number for number, old in enumerate(before) for house in old.house_ids}
    shared: dict[tuple[int, int], int] = {}
    for late, new in enumerate(after):
        for house in new.house_ids:
            if house in home:
                shared[late, home[house]] = shared.get((late, home[house]), 0) + 1
    origin: dict[int, int] = {}
    for (late, early), _ in sorted(shared.items(), key=lambda p: (-p[1], p[0])):
        if late not in origin and early not in origin.values():
            origin[late] = early
    changes = []
    for late, new in enumerate(after):
        source = before[origin[late]] if late in origin else None
        was = set(source.house_ids) if source else set()
        now = set(new.house_ids)
        if was != now:
            changes.append(
                CommunityChange(source, new, tuple(sorted(now - was)), tuple(sorted(was - now)))
            )
    for early, old in enumerate(before):
        if early not in origin.values():
            changes.append(CommunityChange(old, None, (), old.house_ids))
    return tuple(changes)


def _subgroups(before: Sequence[Subgroup], after: Sequence[Subgroup]) -> tuple[SubgroupChange, ...]:
    old, new = {c.id: c for c in before}, {c.id: c for c in after}
    return tuple(
        SubgroupChange(id, old.get(id), new.get(id))
        for id in sorted(old.keys() | new.keys())
        if old.get(id) != new.get(id)
    )


def _groups(
    before: StructuralAnalysis, after: StructuralAnalysis
) -> tuple[tuple[str, str, int, int], ...]:
    """Pairs of types whose number of ties changed, with both numbers."""
    old = {(g.left, g.right): g.ties for g in before.mixing}
    new = {(g.left, g.right): g.ties for g in after.mixing}
    return tuple(
        (*pair, old.get(pair, 0), new.get(pair, 0))
        for pair in sorted(old.keys() | new.keys())
        if old.get(pair, 0) != new.get(pair, 0)
    )
