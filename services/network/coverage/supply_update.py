"""A supply index after an edit of offers and projects, with everything else taken over.

Houses, places and expectations do not depend on offers and projects, so that an edit among
200,000 of them costs a copy of a tuple instead of reading them all again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping

from services.network.coverage.supply import Supply, SupplyIndex
from services.network.records.network import Snapshot

Exchange = tuple[Supply | None, Supply | None]
"""A supply before and after an edit; None where it was or is none."""

_OF_SNAPSHOT = (
    "region_children",
    "topic_children",
    "districts",
    "expectations",
    "continued",
)
_OF_GROUND = ("wide", "home_lands", "neighbours", "population_share")


def carried(
    before: SupplyIndex,
    snapshot: Snapshot,
    changed: Collection[tuple[str, str]],
    houses: Mapping[str, str] | None,
) -> tuple[SupplyIndex, tuple[Exchange, ...]]:
    """The supply index of ``snapshot``, which differs from ``before`` in these offers and projects.

    ``houses`` are those of before, or None if there are new actors.

    Also returns what each of them was and is as supply, those left out that are neither.
    """
    supply_index = SupplyIndex(snapshot, before.rules, houses)
    # The caches of cached_property live in the instance's dictionary; taking them over is what
    # makes an edit cheap, and only this function does it.
    for name in _OF_SNAPSHOT:
        if name in before.snapshot.__dict__:
            snapshot.__dict__[name] = before.snapshot.__dict__[name]
    if houses is not None:
        snapshot.__dict__["houses"] = houses
    for name in _OF_GROUND:
        if name in before.__dict__:
            supply_index.__dict__[name] = before.__dict__[name]
    supply_index.take_over(before)
    keys = sorted(set(changed))
    if not keys:
        supply_index.__dict__["supplies"] = before.supplies
        if "supplies_by_topic" in before.__dict__:
            supply_index.__dict__["supplies_by_topic"] = before.supplies_by_topic
        return supply_index, ()
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
    return supply_index, tuple(exchanged)


def _key(supply: Supply) -> tuple[str, str]:
    return supply.kind, supply.id
