"""Questions about all pairs at once, answered from the columns: no pair is built.

Each answer is a column of booleans in the order of the pairs.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from services.network.parallels.columns import DIMENSIONS
from services.network.parallels.common_funding import funding_in_common
from services.network.parallels.parallels import Parallels

Bools = NDArray[np.bool_]

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


def doubly_funded(found: Parallels, among: Bools) -> Bools:
    """The pairs of ``among`` that the same funder or programme pays at the same time."""
    project, network = found.columns.project, found.relations.supply_index.snapshot.network
    ids = {number: id for id, number in found.columns.projects.items()}
    left, right = project[found.pairs.left], project[found.pairs.right]
    answer = np.zeros(len(found), np.bool_)
    known: dict[tuple[int, int], bool] = {}
    for at in np.flatnonzero(among & (left >= 0) & (right >= 0)).tolist():
        pair = int(left[at]), int(right[at])
        if pair not in known:
            common = funding_in_common(network, ids[pair[0]], ids[pair[1]])
            known[pair] = any(funding.overlaps for funding in common)
        answer[at] = known[pair]
    return answer
