"""Parallels after an edit, without looking at everything again.

An edit concerns few sides: the edited ones, those of houses that began or ceased to work
together, and those whose common network began or ceased to work there. Only pairs of these are
judged again, by the same rules; all others stay. The result equals a full computation. Where an
edit moves what everything stands on (regions, houses, actors that vanish), everything is computed
anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from services.network.cooperation.link_index import ends_of, keys_of
from services.network.cooperation.links import Joining, Relations
from services.network.coverage.supply import SupplyIndex, provider_of
from services.network.parallels.columns import EntryColumns
from services.network.parallels.parallels import Parallels, parallels_on
from services.network.parallels.search import ScoredPairs, Search
from services.network.parallels.sides import actors_of, is_side
from services.network.records.arrays import Ints, Small
from services.network.records.differences import Edits
from services.network.records.model import (
    Actor,
    Cooperation,
    Offer,
    Project,
    Record,
    SteeringGroup,
    Tie,
    TieKind,
)
from services.network.records.network import Snapshot

NestedTable = Mapping[str, Mapping[str, str]]

MOST_LINKS, MOST_SIDES = 1000, 2000
"""Beyond so many changed links or sides within one network a full computation
is as quick."""


def update_parallels(before: Parallels, supply_index: SupplyIndex, edits: Edits) -> Parallels:
    """What ``parallels_on`` finds over a supply index, given what was found before some edits.

    ``supply_index`` is of the same day, with places, topics and houses as before
    (``moves_the_places``). ``before`` stays as it is.
    """
    updated = _Update(before, supply_index, edits).parallels()
    if updated is None:
        return parallels_on(supply_index, Relations(supply_index))
    return updated


@dataclass
class _Suspects:
    """What an edit may change beyond the edited sides: by record, and by network."""

    groups: set[tuple[str, str]] = field(default_factory=set)
    networks: set[str] = field(default_factory=set)


class _Update:
    """One edit on its way from one value to the next."""

    def __init__(self, before: Parallels, supply_index: SupplyIndex, edits: Edits) -> None:
        self.before = before
        self.edits = edits
        self.supply_index = supply_index
        self.relations = Relations(supply_index)
        self.entries = [e for e in edits if e.kind in (Offer.KIND, Project.KIND)]

    def parallels(self) -> Parallels | None:
        """The parallels after the edit, or None if it concerns too much."""
        suspects = self._suspects()
        ends = self._relate(suspects)
        if ends is None:
            return None
        columns, pairs, rows = self._exchange_sides()
        search = Search(columns, self.relations)
        some = self._suspected_pairs(search, ends, suspects.networks)
        if some is None:
            return None
        left, right = some
        edited = np.isin(left, rows) | np.isin(right, rows)
        left, right = left[~edited], right[~edited]
        if len(left):
            pairs = pairs.where(~np.isin(keys_of(pairs.left, pairs.right), keys_of(left, right)))
            pairs = pairs.joined(search.pairs_among(left, right))
        for number, row in enumerate(rows):
            found = search.pairs_with(row)
            done = rows[:number]
            again = np.isin(found.left, done) | np.isin(found.right, done)
            pairs = pairs.joined(found.where(~again))
        return Parallels(self.relations, columns, pairs, self.before)

    # --- who works with whom ----------------------------------------------------------------

    def _suspects(self) -> _Suspects:
        """Which records may join other actors, and which networks may work elsewhere."""
        found = _Suspects()
        for edit in self.edits:
            for record in edit.states:
                match record:
                    case Cooperation() | SteeringGroup():
                        found.groups.add((record.KIND, record.id))
                    case Project(id=id):
                        found.groups.add(("project", id))
                        found.networks.add(provider_of(record))
                    case Offer(project_id=project_id):
                        found.groups.add(("project", project_id))
                        found.networks.add(provider_of(record))
                    case Tie(kind=TieKind.MEMBER_OF, to_actor_id=id):
                        found.groups.add(("actor", id))
                        found.networks.add(id)
                    case Actor(id=id):
                        found.groups.add(("actor", id))
                        # Its seat decides where the networks of its house work.
                        found.networks |= {
                            network
                            for network in self.before.relations.memberships
                            if id in (network, self.supply_index.house(network))
                        }
        return found

    def _relate(self, suspects: _Suspects) -> Ints | None:
        """Take over who works with whom; the pairs of houses for which that changed."""
        before, after = self.before.relations, self.relations
        known = after.__dict__
        # The caches of cached_property live in the instance's dictionary: what the edit does
        # not concern is taken over, as in ``supply_after``.
        known["within"] = self._exchanged(before.within, _within)
        known["memberships"] = self._exchanged(before.memberships, _membership)
        if known["memberships"] is before.memberships and not any(
            isinstance(edit.states[0], Actor) for edit in self.edits
        ):
            known["networks_of"] = before.networks_of
        house, actors = self.supply_index.house, self.supply_index.snapshot.network.all(Actor)
        new = [e.now.id for e in self.edits if e.was is None and isinstance(e.now, Actor)]
        named = {house(id) for id in new}
        for edit in self.entries:
            if isinstance(edit.now, Offer | Project):
                named |= {house(id) for id in actors_of(edit.now) if id}
        numbers = _numbered(before.house_numbers, named)
        known["house_numbers"] = numbers
        number_of = before.actor_numbers
        if new:
            number_of = {**number_of, **{id: numbers[house(id)] for id in new if id in actors}}
        known["actor_numbers"] = number_of
        less = [before.named_by(record) for record in self._joining(before, suspects)]
        more = [after.named_by(record) for record in self._joining(after, suspects)]
        known["links"], ends = before.links.changed(
            (less, before.actor_numbers), (more, number_of), numbers
        )
        return ends if len(ends) <= MOST_LINKS else None

    def _joining(self, relations: Relations, suspects: _Suspects) -> Iterator[Joining]:
        """The suspected records as they are in a network."""
        network = relations.supply_index.snapshot.network
        for kind, id in sorted(suspects.groups):
            record = network.find(kind, id)
            if isinstance(record, Cooperation | Project | SteeringGroup | Actor):
                yield record

    def _exchanged(
        self, table: NestedTable, entry: Callable[[Record, Snapshot], tuple[str, str] | None]
    ) -> NestedTable:
        """A table of tables without the entries of the edited records, and with their new ones."""
        for edit in self.edits:
            for record in edit.states:
                at = entry(record, self.supply_index.snapshot)
                if at is not None:
                    outer, value = at
                    inner = {**table.get(outer, {}), record.id: value}
                    if record is not edit.now:
                        del inner[record.id]
                    table = {**table, outer: inner}
        return table

    # --- sides and pairs --------------------------------------------------------------------

    def _exchange_sides(self) -> tuple[EntryColumns, ScoredPairs, Small]:
        """The columns after the edit, the pairs of all that it did not touch, the edited rows."""
        numbers = self.relations.house_numbers
        columns, pairs = self.before.columns, self.before.pairs
        columns = replace(columns, houses=replace(columns.houses, names=numbers))
        keys = [(edit.states[0].KIND, edit.states[0].id) for edit in self.entries]
        for edit, key in zip(self.entries, keys, strict=True):
            row = columns.row_of(*key)
            if columns.has(*key):
                columns, pairs = columns.without(row), pairs.without(row)
            if isinstance(edit.now, Offer | Project) and is_side(self.supply_index, edit.now):
                columns, pairs = columns.with_(self.supply_index, edit.now), pairs.making_room(row)
        rows = [columns.row_of(*key) for key in keys if columns.has(*key)]
        return columns, pairs, np.array(rows, np.int32)

    def _suspected_pairs(
        self, search: Search, ends: Ints, networks: set[str]
    ) -> tuple[Small, Small] | None:
        """Pairs of sides whose houses or common network changed; None if they are too many."""
        columns = search.columns
        found = [np.zeros(0, np.int64)]
        for one, other in zip(*(end.tolist() for end in ends_of(ends)), strict=True):
            left, right = columns.rows_of_houses([one]), columns.rows_of_houses([other])
            if len(left) and len(right):
                found.append(keys_of(np.repeat(left, len(right)), np.tile(right, len(left))))
        before = Search(self.before.columns, self.before.relations)
        memberships = self.before.relations.memberships, self.relations.memberships
        for network in sorted(n for n in networks if any(n in table for table in memberships)):
            if before.work_of(network) or search.work_of(network):
                houses = self.before.relations.member_houses(network)
                houses |= self.relations.member_houses(network)
                numbers = self.relations.house_numbers
                rows = columns.rows_of_houses([numbers[h] for h in houses if h in numbers])
                if len(rows) > MOST_SIDES:
                    return None
                upper, lower = np.triu_indices(len(rows), 1)
                found.append(keys_of(rows[upper], rows[lower]))
        first, second = ends_of(np.unique(np.concatenate(found)))
        different = first != second
        return first[different].astype(np.int32), second[different].astype(np.int32)


def _numbered(numbers: dict[str, int], names: set[str]) -> dict[str, int]:
    """The same numbers, and new ones for names that have none."""
    new = sorted(name for name in names if name not in numbers)
    return {**numbers, **{name: len(numbers) + i for i, name in enumerate(new)}} if new else numbers


def _within(record: Record, snapshot: Snapshot) -> tuple[str, str] | None:
    """An entry of ``Relations.within``."""
    if not isinstance(record, Offer) or not record.project_id or not record.actor_id:
        return None
    return (record.project_id, record.actor_id) if record.period.contains(snapshot.day) else None


def _membership(record: Record, snapshot: Snapshot) -> tuple[str, str] | None:
    """An entry of ``Relations.memberships``."""
    if not isinstance(record, Tie) or record.kind is not TieKind.MEMBER_OF:
        return None
    if not record.period.contains(snapshot.day):
        return None
    return record.to_actor_id, record.from_actor_id
