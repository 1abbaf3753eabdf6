"""Places inside the groups of the network map: springs, then boxes pushed apart.

All groups are worked on at once, as one list of all pairs within them: dozens of small groups
would otherwise spend their time in calls. Sums run over one node's pairs in order, so that a
group gets the same places whatever other groups there are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services.network.records.arrays import Floats, Ints

ASPECT = 1.6
"""Width by height of the whole: a laptop's window."""
TIGHT = 0.55
"""How far a group is pressed together before its boxes are pushed apart."""
LARGE, TURNS, TURNS_OF_LARGE = 200, 120, 60
"""Groups above this size get fewer turns."""
ROOM = np.array([14.0, 10.0])
"""Free room between boxes, sideways and upwards."""
PUSHES = 500


@dataclass(frozen=True)
class _Pairs:
    """Nodes of all groups one group after the other, and every ordered pair within a group.

    ``group`` is the group of each node; ``one`` and ``other`` are the nodes of each pair, by
    ``one``, and ``starts`` says where the pairs of each node begin. A node is a pair with itself.
    """

    sizes: Ints
    group: Ints
    one: Ints
    other: Ints
    starts: Ints

    @classmethod
    def of(cls, sizes: Ints) -> _Pairs:
        """The pairs within groups of these sizes."""
        group = np.repeat(np.arange(len(sizes)), sizes)
        first = np.cumsum(sizes) - sizes
        around = sizes[group]
        one = np.repeat(np.arange(len(group)), around)
        starts = np.cumsum(around) - around
        other = np.arange(len(one)) - starts[one] + first[group][one]
        return cls(sizes, group, one, other, starts)

    def sums(self, values: Floats) -> Floats:
        """For each node the sum over its pairs."""
        return np.add.reduceat(values, self.starts)


def settled(
    sizes: Sequence[Floats], pulls: Sequence[Sequence[tuple[int, int, float]]]
) -> list[Floats]:
    """The centres of the boxes of each group, none of them overlapping.

    ``sizes`` are each group's widths and heights (n x 2), ``pulls`` its links as positions in
    the group and weight.
    """
    if not sizes:
        return []
    pairs = _Pairs.of(np.array([len(boxes) for boxes in sizes], np.int64))
    boxes = np.concatenate(sizes)
    at = _springs(pairs, boxes, _pull(pairs, pulls))
    # Tighter than the springs want: pushing boxes apart afterwards costs least room.
    at = pushed_apart(pairs, at * TIGHT, boxes + ROOM)
    return np.split(at, np.cumsum(pairs.sizes)[:-1])


def _pull(pairs: _Pairs, pulls: Sequence[Sequence[tuple[int, int, float]]]) -> Floats:
    """How strongly each pair is pulled together; the strongest link counts."""
    pull = np.zeros(len(pairs.one))
    first = np.cumsum(pairs.sizes) - pairs.sizes
    for begin, links in zip(first.tolist(), pulls, strict=True):
        for i, j, weight in links:
            for one, other in ((i, j), (j, i)):
                at = pairs.starts[begin + one] + other
                pull[at] = max(pull[at], min(weight, 4.0))
    return pull


def _springs(pairs: _Pairs, boxes: Floats, pull: Floats) -> Floats:
    """Springs and repulsion (Fruchterman–Reingold), from a spiral."""
    first = (np.cumsum(pairs.sizes) - pairs.sizes)[pairs.group]
    count = pairs.sizes[pairs.group]
    # The ideal distance grows with the boxes; sideways they need more room than upwards.
    area = np.add.reduceat(boxes[:, 0] * boxes[:, 1], np.cumsum(pairs.sizes) - pairs.sizes)
    ideal = (np.sqrt(area / pairs.sizes) * 0.8)[pairs.group]
    number = np.arange(len(count)) - first
    angles, radius = number * math.pi * (3 - math.sqrt(5)), ideal * np.sqrt(number + 0.5)
    # One alone stands in the middle.
    radius[count == 1] = 0
    x, y = np.cos(angles) * radius * ASPECT, np.sin(angles) * radius
    turns = np.where(count <= LARGE, TURNS, TURNS_OF_LARGE)
    heat, least = ideal * np.sqrt(count) / 3, 0.01 * ideal
    wide, near = ideal[pairs.one] ** 2, least[pairs.one]
    spring = pull / ideal[pairs.one]
    for turn in range(int(turns.max())):
        dx, dy = (x[pairs.one] - x[pairs.other]) / ASPECT, y[pairs.one] - y[pairs.other]
        distance = np.maximum(np.sqrt(dx * dx + dy * dy), near)
        force = wide / (distance * distance) - spring * distance
        move_x = pairs.sums(dx * force) - x * (0.5 / ASPECT**2)
        move_y = pairs.sums(dy * force) - y * 0.5
        length = np.maximum(np.sqrt(move_x * move_x + move_y * move_y), 1e-9)
        limit = np.where(turn < turns, heat * (1 - turn / turns) + least, 0)
        step = np.minimum(length, limit) / length
        x += move_x * step * ASPECT
        y += move_y * step
    return np.stack((x, y), axis=1)


def pushed_apart(pairs: _Pairs, at: Floats, boxes: Floats) -> Floats:
    """Push overlapping boxes apart along the shorter way until none overlaps."""
    x, y = at[:, 0].copy(), at[:, 1].copy()
    each = pairs.one < pairs.other
    one, other = pairs.one[each], pairs.other[each]
    half_x, half_y = ((boxes[one, axis] + boxes[other, axis]) / 2 for axis in (0, 1))
    for _ in range(PUSHES):
        dx, dy = x[one] - x[other], y[one] - y[other]
        over_x, over_y = half_x - np.abs(dx), half_y - np.abs(dy)
        hit = np.flatnonzero((over_x > 0.05) & (over_y > 0.05))
        if not len(hit):
            return np.stack((x, y), axis=1)
        first, second = one[hit], other[hit]
        count = np.maximum(_counted(first, len(x)) + _counted(second, len(x)), 1)
        sideways = over_x[hit] < over_y[hit]
        for along, over, away, chosen in ((x, over_x, dx, sideways), (y, over_y, dy, ~sideways)):
            # On the very same spot the later one gives way.
            push = np.where(away[hit] > 0, over[hit], -over[hit]) * chosen
            moved = _counted(first, len(x), push) - _counted(second, len(x), push)
            along += moved / count * 0.55
        # A group that is free of overlaps stays as it is.
        busy = np.bincount(pairs.group[first], minlength=len(pairs.sizes)) > 0
        kept = busy[pairs.group[one]]
        if not kept.all():
            one, other, half_x, half_y = one[kept], other[kept], half_x[kept], half_y[kept]
    places = np.stack((x, y), axis=1)
    for group in np.unique(pairs.group[one]):
        own = pairs.group == group
        places[own] = _rows(places[own], boxes[own])
    return places


def _counted(nodes: Ints, size: int, weights: Floats | None = None) -> Floats:
    """For each node how often it is named, or the sum of its weights."""
    return np.bincount(nodes, weights, size).astype(np.float64, copy=False)


def _rows(at: Floats, sizes: Floats) -> Floats:
    """Never reached by ordinary networks: rows in reading order, which cannot overlap."""
    order = np.lexsort((at[:, 0], at[:, 1]))
    width = math.sqrt(float((sizes[:, 0] * sizes[:, 1]).sum()) * ASPECT) * 1.1
    placed = at.copy()
    x = y = row = 0.0
    for i in order:
        if x and x + sizes[i, 0] > width:
            x, y, row = 0.0, y + row, 0.0
        placed[i] = (x + sizes[i, 0] / 2, y + sizes[i, 1] / 2)
        x += float(sizes[i, 0])
        row = max(row, float(sizes[i, 1]))
    return placed
