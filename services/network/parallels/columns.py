"""The sides of parallel structures as columns: whole numbers and bit masks, no objects.

A network of 200,000 entries has some ten thousand different sets of topics, regions and so on.
Each set is numbered and prepared once; a side only names the numbers of its sets. That makes
the columns quick to build, small, and quick to change by one side.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from operator import attrgetter
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from services.network.coverage.supply import SupplyIndex
from services.network.parallels.sides import Side, actors_of, records_of, regions_of, side_of
from services.network.records.arrays import Ints, Small
from services.network.records.kinds.offers import Entry
from services.network.records.layered_map import changed
from services.network.records.model import Offer

Masks = NDArray[np.uint64]
NumberedNames = tuple[str, ...]
Raw = TypeVar("Raw", bound=Hashable)

DIMENSIONS = ("regions", "topics", "target_groups", "formats")
"""The dimensions of the score, in the order of their weights in ``Rules.weights``."""


@dataclass(frozen=True)
class Sets:
    """The different sets of one dimension, numbered.

    ``names`` numbers the tokens; ``numbers`` the sets (a set is a sorted tuple of names). Set
    ``i`` has the tokens ``tokens[offsets[i]:offsets[i + 1]]``, ``sizes[i]`` of them, and the
    same as bits in ``masks[:, i]``. ``masks`` is empty where only the tokens are asked for.
    """

    names: Mapping[str, int]
    numbers: Mapping[NumberedNames, int]
    offsets: Ints
    tokens: Small
    sizes: Small
    masks: Masks

    @classmethod
    def of(
        cls, sets: Sequence[NumberedNames], names: Mapping[str, int], masked: bool = True
    ) -> Sets:
        """Different sets over numbered names."""
        sizes = np.fromiter(map(len, sets), np.int32, len(sets))
        offsets = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
        flat = map(names.__getitem__, chain.from_iterable(sets))
        tokens = np.fromiter(flat, np.int32, int(offsets[-1]))
        masks = np.zeros((max(1, -(-len(names) // 64)) if masked else 0, len(sets)), np.uint64)
        if masked:
            place = tokens // 64 * len(sets) + np.repeat(np.arange(len(sets)), sizes)
            np.bitwise_or.at(masks.reshape(-1), place, _bit(tokens % 64))
        numbers = {one: number for number, one in enumerate(sets)}
        return cls(names, numbers, offsets, tokens, sizes, masks)

    def including(self, one: NumberedNames) -> Sets:
        """These sets and ``one``; itself if it is among them."""
        if one in self.numbers:
            return self
        new = [name for name in one if name not in self.names]
        names = self.names
        if new:
            names = {**names, **{name: len(names) + i for i, name in enumerate(new)}}
        added = Sets.of([one], names, masked=bool(len(self.masks)))
        grown = len(added.masks) - len(self.masks)
        masks = np.pad(self.masks, ((0, grown), (0, 0))) if grown else self.masks
        return Sets(
            names,
            changed(self.numbers, {one: len(self.sizes)}),
            np.append(self.offsets, self.offsets[-1] + len(one)),
            np.concatenate((self.tokens, added.tokens)),
            np.append(self.sizes, added.sizes),
            np.concatenate((masks, added.masks), axis=1),
        )


@dataclass(frozen=True)
class EntryColumns:
    """All sides of a day, by kind and id; ``rows[d][i]`` is the set of side i in dimension d.

    ``houses`` are sets too, over the numbers that houses have in ``Relations``. ``first`` and
    ``last`` are days as ordinals. ``project`` is -1 for a side of no project.
    """

    records: tuple[Entry, ...]
    sets: tuple[Sets, ...]
    rows: tuple[Small, ...]
    houses: Sets
    house_rows: Small
    first: Small
    last: Small
    projects: Mapping[str, int]
    project: Small

    def __len__(self) -> int:
        return len(self.records)

    def side(self, supply_index: SupplyIndex, row: int) -> Side:
        """One side, written out."""
        return side_of(supply_index, self.records[row])

    def row_of(self, kind: str, id: str) -> int:
        """Where a record stands, or would stand."""
        return bisect_left(self.records, (kind, id), key=_key)

    def has(self, kind: str, id: str) -> bool:
        """Whether a record is one of the sides."""
        row = self.row_of(kind, id)
        return row < len(self.records) and _key(self.records[row]) == (kind, id)

    def rows_of_houses(self, houses: Sequence[int]) -> Small:
        """The sides of any of these houses, ascending."""
        at = np.flatnonzero(np.isin(self.houses.tokens, np.array(houses, np.int32)))
        sets = np.searchsorted(self.houses.offsets, at, side="right") - 1
        if len(sets) == 1:
            return np.flatnonzero(self.house_rows == sets[0]).astype(np.int32)
        return np.flatnonzero(np.isin(self.house_rows, sets)).astype(np.int32)

    # --- changes ----------------------------------------------------------------------------

    def without(self, row: int) -> EntryColumns:
        """All but one side."""
        return replace(
            self,
            records=self.records[:row] + self.records[row + 1 :],
            rows=tuple(np.delete(column, row) for column in self.rows),
            house_rows=np.delete(self.house_rows, row),
            first=np.delete(self.first, row),
            last=np.delete(self.last, row),
            project=np.delete(self.project, row),
        )

    def with_(self, supply_index: SupplyIndex, record: Entry) -> EntryColumns:
        """These sides and a new one; its houses must have numbers already."""
        row = self.row_of(record.KIND, record.id)
        side = side_of(supply_index, record)
        keys = tuple(getattr(side, name) for name in DIMENSIONS)
        sets = tuple(one.including(key) for one, key in zip(self.sets, keys, strict=True))
        houses = self.houses.including(side.house_ids)
        projects = self.projects
        if side.project_id and side.project_id not in projects:
            projects = {**projects, side.project_id: len(projects)}
        numbers = (one.numbers[key] for one, key in zip(sets, keys, strict=True))
        return EntryColumns(
            self.records[:row] + (record,) + self.records[row:],
            sets,
            tuple(_insert(c, row, n) for c, n in zip(self.rows, numbers, strict=True)),
            houses,
            _insert(self.house_rows, row, houses.numbers[side.house_ids]),
            _insert(self.first, row, side.first.toordinal()),
            _insert(self.last, row, side.last.toordinal()),
            projects,
            _insert(self.project, row, projects.get(side.project_id, -1)),
        )


def columns_of(supply_index: SupplyIndex, house_numbers: dict[str, int]) -> EntryColumns:
    """All sides of a day as columns; houses that have no number yet get one."""
    records = records_of(supply_index)
    found = (
        _numbered(
            (r.on_site_region_ids + r.reachable_region_ids for r in records),
            lambda ids: regions_of(supply_index, ids),
        ),
        _numbered(map(attrgetter("topic_ids"), records), _sorted),
        _numbered(map(attrgetter("target_group_ids"), records), _sorted),
        _numbered(map(attrgetter("format_ids"), records), _sorted),
    )
    house = supply_index.house
    houses, house_rows = _numbered(
        map(actors_of, records), lambda ids: _sorted(house(id) for id in ids if id)
    )
    for name in chain.from_iterable(houses):
        house_numbers.setdefault(name, len(house_numbers))
    projects: dict[str, int] = {"": -1}
    named = (r.project_id if isinstance(r, Offer) else r.id for r in records)
    project = [projects.setdefault(id, len(projects) - 1) for id in named]
    del projects[""]
    return EntryColumns(
        tuple(records),
        tuple(Sets.of(sets, _names(sets)) for sets, _ in found),
        tuple(rows for _, rows in found),
        Sets.of(houses, house_numbers, masked=False),
        house_rows,
        _column(_firsts(records)),
        _column(_lasts(records, supply_index.rules.freshness_days)),
        projects,
        _column(project),
    )


def _numbered(
    raws: Iterable[Raw], normal: Callable[[Raw], NumberedNames]
) -> tuple[tuple[NumberedNames, ...], Small]:
    """The different sets among values as entered, and the number of each value's set.

    Most values occur many times: only the different ones are put in order.
    """
    code: defaultdict[Raw, int] = defaultdict(count().__next__)
    codes = _column(map(code.__getitem__, raws))
    sets: dict[NumberedNames, int] = {}
    number = _column(sets.setdefault(normal(raw), len(sets)) for raw in code)
    return tuple(sets), number[codes]


def _names(sets: Iterable[NumberedNames]) -> dict[str, int]:
    return {name: i for i, name in enumerate(sorted(set(chain.from_iterable(sets))))}


def _sorted(names: Iterable[str]) -> NumberedNames:
    return tuple(sorted(set(names)))


def _firsts(records: list[Entry]) -> list[int]:
    starts = [r.period.start for r in records]
    return [1 if start is None else start.earliest.toordinal() for start in starts]


def _lasts(records: list[Entry], freshness_days: int) -> Iterator[int]:
    """The stated ends, or the freshness limit of open ones."""
    for record in records:
        end = record.period.end
        if end is not None:
            yield end.latest.toordinal()
        else:
            confirmed = record.provenance.confirmed
            yield 0 if confirmed is None else confirmed.toordinal() + freshness_days


def _column(values: Iterable[int]) -> Small:
    return np.fromiter(values, np.int32)


def _insert(column: Small, row: int, value: int) -> Small:
    return np.insert(column, row, value)


def _bit(places: NDArray[np.int32]) -> Masks:
    return np.uint64(1) << places.astype(np.uint64)


def _key(record: Entry) -> tuple[str, str]:
    return record.KIND, record.id
