"""A supply index after an edit of offers and projects, with everything else taken over.

Houses, places and expectations do not depend on offers and projects, so that an edit among
200,000 of them costs a copy of a tuple instead of reading them all again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from services.network.coverage.supply import Supply, SupplyIndex
from services.network.records.differences import Edits
from services.network.records.kinds.record import RecordKey
from services.network.records.model import Actor, Expectation, Offer, Project, Region, Topic
from services.network.records.network import Snapshot

Exchange = tuple[Supply | None, Supply | None]
"""A supply before and after an edit; None where it was or is none."""

_OF_SNAPSHOT = {
    "region_children": {Region.KIND},
    "topic_children": {Topic.KIND},
    "districts": {Region.KIND},
    "expectations": {Expectation.KIND},
    "continued": {Expectation.KIND},
}
"""Table of a snapshot -> kinds of records that it is made of."""
_OF_INDEX = ("wide", "home_lands", "neighbours", "population_share")


def supply_after(
    before: SupplyIndex, snapshot: Snapshot, edits: Edits
) -> tuple[SupplyIndex, tuple[Exchange, ...]]:
    """The supply index of ``snapshot``, which differs from that of ``before`` in these edits.

    Places, topics and houses are the same (``moves_the_places``). Also returns what each entry
    that an edit may concern was and is as supply, those left out that are neither.
    """
    kinds = {edit.kind for edit in edits}
    new = [e.id for e in edits if e.kind == Actor.KIND and e.was is None]
    # A new actor that no tie names is a house of its own.
    houses = {**before.houses, **{id: id for id in new}} if new else before.houses
    supply_index = SupplyIndex(snapshot, before.rules, houses)
    # The caches of cached_property live in the instance's dictionary; taking them over is what
    # makes an edit cheap, and only this function does it.
    for name, made_of in _OF_SNAPSHOT.items():
        if name in before.snapshot.__dict__ and kinds.isdisjoint(made_of):
            snapshot.__dict__[name] = before.snapshot.__dict__[name]
    snapshot.__dict__["houses"] = houses
    for name in _OF_INDEX:
        if name in before.__dict__:
            supply_index.__dict__[name] = before.__dict__[name]
    if not any(before.funders_of(edit.was) != supply_index.funders_of(edit.now) for edit in edits):
        supply_index.__dict__["funders"] = before.funders
    moved = _moved(before, edits)
    supply_index.take_over(before, moved)
    keys = {(edit.kind, edit.id) for edit in edits if edit.kind in (Offer.KIND, Project.KIND)}
    elsewhere = {id for id in moved if before.seat_land(id) != supply_index.seat_land(id)}
    if elsewhere:
        # Another Land: what such an actor offers counts there and nowhere else.
        keys |= {(s.kind, s.id) for s in before.supplies if s.actor_id in elsewhere}
    return supply_index, _exchange(before, supply_index, sorted(keys))


def _moved(before: SupplyIndex, edits: Edits) -> frozenset[str]:
    """The actors whose seat, or that of whose house, may be another one."""
    own = {edit.id for edit in edits if edit.moves_the_seat}
    if not own:
        return frozenset()
    return frozenset(own.union(id for id, house in before.houses.items() if house in own))


def _exchange(
    before: SupplyIndex, supply_index: SupplyIndex, keys: Sequence[RecordKey]
) -> tuple[Exchange, ...]:
    """Put the supplies of some entries anew; all others are those of ``before``."""
    if not keys:
        supply_index.__dict__["supplies"] = before.supplies
        if "supplies_by_topic" in before.__dict__:
            supply_index.__dict__["supplies_by_topic"] = before.supplies_by_topic
        return ()
    supplies = list(before.supplies)
    by_topic = dict(before.supplies_by_topic)
    exchanged: list[Exchange] = []
    for key in keys:
        new = supply_index.supply_of(*key)
        at = bisect_left(supplies, key, key=_key)
        old = supplies[at] if at < len(supplies) and _key(supplies[at]) == key else None
        supplies[at : at + (old is not None)] = [new] if new else []
        if old or new:
            exchanged.append((old, new))
        for topic in (old.topic_ids if old else set()) | (new.topic_ids if new else set()):
            kept = list(by_topic.get(topic, ()))
            at = bisect_left(kept, key, key=_key)
            there = at < len(kept) and _key(kept[at]) == key
            kept[at : at + there] = [new] if new and topic in new.topic_ids else []
            by_topic[topic] = tuple(kept)
    supply_index.__dict__["supplies"] = tuple(supplies)
    supply_index.__dict__["supplies_by_topic"] = {
        t: found for t, found in by_topic.items() if found
    }
    return tuple(exchanged)


def _key(supply: Supply) -> tuple[str, str]:
    return supply.kind, supply.id
