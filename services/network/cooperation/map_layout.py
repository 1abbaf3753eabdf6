"""Where everything stands on the network map: computed once, the same every time.

Two levels, so that groups can be seen: inside a group of actors who work together
closely, springs pull them to each other; then the groups, as boxes, are packed side
by side, near to those they work with. Boxes hold the shape and its label and never
overlap. Actors without any tie stand in rows of their own below.

Coordinates are units of the picture, y downwards; labels are read at about one
unit per pixel. No randomness anywhere: equal input gives equal places.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from services.network.records.arrays import Floats

PADDING = 26.0
"""Free room around a group, inside its border."""
HEAD = 100.0
"""Room for the name at the top of a group."""
GAP = 46.0
"""Free room between groups."""
ASPECT = 1.6
"""Width by height of the whole: a laptop's window."""
TIGHT = 0.55
"""How far a group is pressed together before its boxes are pushed apart."""


@dataclass(frozen=True, slots=True)
class Box:
    """What a node needs: its width and height with label, in units of the picture."""

    id: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class MapFrame:
    """A rectangle: left, top, width, height; ``members`` are the ids inside."""

    left: float
    top: float
    width: float
    height: float
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Centre of each box by id, the groups' frames, and the extent of everything."""

    places: Mapping[str, tuple[float, float]]
    groups: tuple[MapFrame, ...]
    alone: MapFrame | None
    extent: MapFrame


def arrange(
    boxes: Sequence[Box],
    edges: Sequence[tuple[str, str, float]],
    groups: Sequence[Sequence[str]],
) -> Layout:
    """Place all boxes. ``groups`` name each connected box once; the rest stands alone."""
    by_id = {box.id: box for box in boxes}
    group_of = {id: i for i, group in enumerate(groups) for id in group if id in by_id}
    places: dict[str, tuple[float, float]] = {}
    frames: list[MapFrame] = []
    for group in groups:
        members = [by_id[id] for id in group if id in by_id]
        if not members:
            continue
        ids = {box.id for box in members}
        inner = [(a, b, w) for a, b, w in edges if a in ids and b in ids]
        centres = _settle(members, inner)
        halves = np.array([[b.width / 2, b.height / 2] for b in members])
        low = (centres - halves).min(axis=0) - [PADDING, PADDING + HEAD]
        high = (centres + halves).max(axis=0) + PADDING
        size = high - low
        for box, (x, y) in zip(members, centres - low - size / 2, strict=True):
            places[box.id] = (float(x), float(y))
        frames.append(
            MapFrame(0.0, 0.0, float(size[0]), float(size[1]), tuple(b.id for b in members))
        )
    frames, places = _arrange_groups(frames, places, edges, group_of)
    alone = [box for box in boxes if box.id not in places]
    return _finish(frames, places, alone)


def _arrange_groups(
    frames: list[MapFrame],
    places: dict[str, tuple[float, float]],
    edges: Sequence[tuple[str, str, float]],
    group_of: Mapping[str, int],
) -> tuple[list[MapFrame], dict[str, tuple[float, float]]]:
    """Move whole groups next to those that they work with."""
    if not frames:
        return [], places
    names = [str(group_of[frame.members[0]]) for frame in frames]
    between: dict[tuple[str, str], float] = {}
    for a, b, weight in edges:
        ga, gb = group_of.get(a), group_of.get(b)
        if ga is not None and gb is not None and ga != gb:
            key = (str(min(ga, gb)), str(max(ga, gb)))
            between[key] = between.get(key, 0.0) + weight
    metas = [
        Box(name, frame.width + GAP, frame.height + GAP)
        for name, frame in zip(names, frames, strict=True)
    ]
    links = [(a, b, math.log1p(w)) for (a, b), w in sorted(between.items())]
    centres = _pack(metas, links)
    moved: list[MapFrame] = []
    result = dict(places)
    for frame, (cx, cy) in zip(frames, centres, strict=True):
        for id in frame.members:
            x, y = places[id]
            result[id] = (x + float(cx), y + float(cy))
        moved.append(
            MapFrame(
                float(cx) - frame.width / 2,
                float(cy) - frame.height / 2,
                frame.width,
                frame.height,
                frame.members,
            )
        )
    return moved, result


def _finish(
    frames: list[MapFrame], places: dict[str, tuple[float, float]], alone: Sequence[Box]
) -> Layout:
    left = min((f.left for f in frames), default=0.0)
    right = max((f.left + f.width for f in frames), default=900.0)
    top = min((f.top for f in frames), default=0.0)
    bottom = max((f.top + f.height for f in frames), default=-GAP)
    rest: MapFrame | None = None
    if alone:
        width = max(right - left, 700.0)
        start = bottom + GAP
        x, y, row = left + PADDING, start + 2 * PADDING + HEAD, 0.0
        for box in alone:
            if x + box.width > left + width - PADDING and row:
                x, y, row = left + PADDING, y + row + 14.0, 0.0
            places[box.id] = (x + box.width / 2, y + box.height / 2)
            x += box.width + 18.0
            row = max(row, box.height)
        rest = MapFrame(left, start, width, y + row + PADDING - start, tuple(b.id for b in alone))
        right, bottom = left + width, start + rest.height
    extent = MapFrame(
        left - PADDING,
        top - PADDING,
        right - left + 2 * PADDING,
        bottom - top + 2 * PADDING,
        (),
    )
    return Layout(places, tuple(frames), rest, extent)


def _settle(boxes: Sequence[Box], edges: Sequence[tuple[str, str, float]]) -> Floats:
    """Springs and repulsion (Fruchterman–Reingold), then push boxes apart."""
    n = len(boxes)
    sizes = np.array([[b.width, b.height] for b in boxes])
    if n == 1:
        return np.zeros((1, 2))
    # The ideal distance grows with the boxes; sideways they need more room than upwards.
    ideal = float(np.sqrt((sizes[:, 0] * sizes[:, 1]).mean())) * 0.8
    angles = np.arange(n) * math.pi * (3 - math.sqrt(5))
    radius = ideal * np.sqrt(np.arange(n) + 0.5)
    at = np.stack([np.cos(angles) * radius * ASPECT, np.sin(angles) * radius], axis=1)
    index = {box.id: i for i, box in enumerate(boxes)}
    pull = np.zeros((n, n))
    for a, b, weight in edges:
        i, j = index[a], index[b]
        pull[i, j] = pull[j, i] = max(pull[i, j], min(weight, 4.0))
    turns = 120 if n <= 200 else 60
    heat = ideal * math.sqrt(n) / 3
    gravity = 0.5
    for turn in range(turns):
        delta = at[:, None, :] - at[None, :, :]
        delta[:, :, 0] /= ASPECT
        distance = np.sqrt((delta**2).sum(axis=2))
        np.maximum(distance, 0.01 * ideal, out=distance)
        force = ideal**2 / distance**2 - pull * distance / ideal
        move = (delta * force[:, :, None]).sum(axis=1) - at / [ASPECT**2, 1.0] * gravity
        length = np.sqrt((move**2).sum(axis=1))
        np.maximum(length, 1e-9, out=length)
        limit = heat * (1 - turn / turns) + 0.01 * ideal
        move *= (np.minimum(length, limit) / length)[:, None]
        move[:, 0] *= ASPECT
        at += move
    # Tighter than the springs want: pushing boxes apart afterwards costs least room.
    return _apart(at * TIGHT, sizes + [14.0, 10.0])


def _apart(at: Floats, sizes: Floats) -> Floats:
    """Push overlapping boxes apart along the shorter way until none overlaps."""
    at = at.copy()
    n = len(at)
    half_x = (sizes[:, None, 0] + sizes[None, :, 0]) / 2
    half_y = (sizes[:, None, 1] + sizes[None, :, 1]) / 2
    order = np.arange(n)
    sign_tie = np.where(order[:, None] > order[None, :], 1.0, -1.0)
    for _ in range(500):
        dx = at[:, None, 0] - at[None, :, 0]
        dy = at[:, None, 1] - at[None, :, 1]
        over_x = half_x - np.abs(dx)
        over_y = half_y - np.abs(dy)
        hit = (over_x > 0.05) & (over_y > 0.05)
        np.fill_diagonal(hit, False)
        if not hit.any():
            return at
        sideways = hit & (over_x < over_y)
        upwards = hit & ~sideways
        sign_x = np.where(dx == 0, sign_tie, np.sign(dx))
        sign_y = np.where(dy == 0, sign_tie, np.sign(dy))
        count = np.maximum(hit.sum(axis=1), 1)
        at[:, 0] += (over_x * sign_x * sideways).sum(axis=1) / count * 0.55
        at[:, 1] += (over_y * sign_y * upwards).sum(axis=1) / count * 0.55
    return _rows(at, sizes)


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


def _pack(boxes: Sequence[Box], links: Sequence[tuple[str, str, float]]) -> Floats:
    """Groups side by side without overlap: the largest in the middle, each further one in
    the free place that keeps the whole compact and near to those it works with."""
    index = {box.id: i for i, box in enumerate(boxes)}
    tie = np.zeros((len(boxes), len(boxes)))
    for a, b, weight in links:
        tie[index[a], index[b]] = tie[index[b], index[a]] = weight
    sizes = np.array([[b.width, b.height] for b in boxes])
    order = sorted(range(len(boxes)), key=lambda i: (-boxes[i].width * boxes[i].height, i))
    at = np.zeros((len(boxes), 2))
    placed = [order[0]]
    for i in order[1:]:
        half = sizes[i] / 2
        best, found = math.inf, at[i].copy()
        low = (at[placed] - sizes[placed] / 2).min(axis=0)
        high = (at[placed] + sizes[placed] / 2).max(axis=0)
        for x, y in _corners(at[placed], sizes[placed], half):
            free = (np.abs(at[placed, 0] - x) >= (sizes[placed, 0] + sizes[i, 0]) / 2 - 0.01) | (
                np.abs(at[placed, 1] - y) >= (sizes[placed, 1] + sizes[i, 1]) / 2 - 0.01
            )
            if not free.all():
                continue
            wide = max(high[0], x + half[0]) - min(low[0], x - half[0])
            tall = max(high[1], y + half[1]) - min(low[1], y - half[1])
            way = np.sqrt((at[placed, 0] - x) ** 2 + (at[placed, 1] - y) ** 2)
            cost = max(wide, tall * ASPECT) * 4 + float(
                (way * (tie[i, placed] + 0.15)).sum() / (tie[i, placed] + 0.15).sum()
            )
            if cost < best:
                best, found = cost, np.array([x, y])
        at[i] = found
        placed.append(i)
    return at


def _corners(at: Floats, sizes: Floats, half: Floats) -> list[tuple[float, float]]:
    """Places that touch a placed box: beside, above and below it, aligned or centred."""
    found: list[tuple[float, float]] = []
    for (cx, cy), (w, h) in zip(at, sizes, strict=True):
        left, right, top, bottom = cx - w / 2, cx + w / 2, cy - h / 2, cy + h / 2
        for x in (left - half[0], right + half[0]):
            found += [(float(x), float(y)) for y in (top + half[1], cy, bottom - half[1])]
        for y in (top - half[1], bottom + half[1]):
            found += [(float(x), float(y)) for x in (left + half[0], cx, right - half[0])]
    return found
