"""Questions about all pairs at once, answered from the columns: no pair is built.

Each answer is a column in the order of the pairs.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np

from services.network.parallels.columns import DIMENSIONS
from services.network.parallels.common_funding import funding_in_common, sources
from services.network.parallels.parallels import Parallels
from services.network.parallels.sides import actors_of
from services.network.records.arrays import Bools, Ints, Small

_REGIONS, _TOPICS = DIMENSIONS.index("regions"), DIMENSIONS.index("topics")


def named_places(found: Parallels) -> Collection[str]:
    """The districts that any side names."""
    return found.columns.sets[_REGIONS].names.keys()


def sharing(
    found: Parallels, regions: Collection[str] | None, topics: Collection[str] | None
) -> Bools:
    """The pairs whose sides share one of these districts and one of these topics (None: any)."""
    answer: Bools = np.ones(len(found), np.bool_)
    for dimension, wanted in ((_REGIONS, regions), (_TOPICS, topics)):
        if wanted is not None:
            answer = np.logical_and(answer, _share(found, dimension, wanted))
    return answer


def _share(found: Parallels, dimension: int, wanted: Collection[str]) -> Bools:
    sets, rows = found.columns.sets[dimension], found.columns.rows[dimension]
    mask = np.zeros(len(sets.masks), np.uint64)
    for name in wanted:
        token = sets.names.get(name)
        if token is not None:
            mask[token // 64] |= np.uint64(1) << np.uint64(token % 64)
    left, right = sets.masks[:, rows[found.pairs.left]], sets.masks[:, rows[found.pairs.right]]
    answer: Bools = np.any(left & right & mask[:, None], axis=0)
    return answer


def doubly_funded(found: Parallels, among: Bools | None = None) -> Bools:
    """The pairs (of ``among``) that the same funder or programme pays at the same time."""
    columns, network = found.columns, found.relations.supply_index.snapshot.network
    ids = tuple(columns.projects)
    left, right = columns.project[found.pairs.left], columns.project[found.pairs.right]
    both = (left >= 0) & (right >= 0)
    places = np.flatnonzero(both if among is None else both & among)
    left, right = left[places], right[places]
    numbers = np.unique(np.concatenate((left, right))).tolist()
    paid_by = {number: sources(network, ids[number]) for number in numbers}
    answer = np.zeros(len(found), np.bool_)
    for at, one, other in zip(places.tolist(), left.tolist(), right.tolist(), strict=True):
        # Hardly any two have a source in common; only those are looked at in full.
        if not paid_by[one].isdisjoint(paid_by[other]):
            common = funding_in_common(network, ids[one], ids[other])
            answer[at] = any(funding.overlaps for funding in common)
    return answer


def of_operator(found: Parallels) -> Bools:
    """The pairs that the operator's house is a side of."""
    number = found.relations.house_numbers.get(found.operator_house, -1)
    return _of_sides(found, found.columns.rows_of_houses([number]))


def of_actor(found: Parallels, actor_id: str) -> Bools:
    """The pairs that an actor is a side of."""
    house = found.relations.supply_index.house(actor_id)
    rows = found.columns.rows_of_houses([found.relations.house_numbers.get(house, -1)])
    named = [actor_id in actors_of(found.columns.records[row]) for row in rows.tolist()]
    return _of_sides(found, rows[np.array(named, np.bool_)])


def _of_sides(found: Parallels, rows: Small) -> Bools:
    side = np.zeros(len(found.columns), np.bool_)
    side[rows] = True
    answer: Bools = side[found.pairs.left] | side[found.pairs.right]
    return answer


def common_from(found: Parallels) -> Ints:
    """Since when both sides run, as an ordinal; that of ``date.min`` if nobody knows."""
    first = found.columns.first
    since: Ints = np.maximum(first[found.pairs.left], first[found.pairs.right]).astype(np.int64)
    return since


def common_days(found: Parallels) -> Ints:
    """For how many days both sides run; 0 if nobody knows since when."""
    last, since = found.columns.last, common_from(found)
    days = np.minimum(last[found.pairs.left], last[found.pairs.right]) - since + 1
    return np.where(since == date.min.toordinal(), 0, days)
