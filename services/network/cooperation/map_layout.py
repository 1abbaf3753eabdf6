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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from services.network.cooperation.map_springs import ASPECT, settled
from services.network.records.arrays import Floats

PADDING = 26.0
"""Free room around a group, inside its border."""
HEAD = 100.0
"""Room for the name at the top of a group."""
GAP = 46.0
"""Free room between groups."""


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
    drawn = [tuple(by_id[id] for id in group if id in by_id) for group in groups]
    drawn = [members for members in drawn if members]
    for members, centres, size in _settled(drawn, edges):
        for box, (x, y) in zip(members, centres.tolist(), strict=True):
            places[box.id] = (x, y)
        frames.append(MapFrame(0.0, 0.0, *size, tuple(box.id for box in members)))
    frames, places = _arrange_groups(frames, places, edges, group_of)
    alone = [box for box in boxes if box.id not in places]
    return _finish(frames, places, alone)


def _settled(
    groups: Sequence[tuple[Box, ...]], edges: Sequence[tuple[str, str, float]]
) -> Iterator[tuple[tuple[Box, ...], Floats, tuple[float, float]]]:
    """Each group with the centres of its boxes around its own middle, and the room it takes."""
    at = {box.id: (n, i) for n, group in enumerate(groups) for i, box in enumerate(group)}
    pulls: list[list[tuple[int, int, float]]] = [[] for _ in groups]
    for a, b, weight in edges:
        if a in at and b in at and at[a][0] == at[b][0]:
            pulls[at[a][0]].append((at[a][1], at[b][1], weight))
    sizes = [np.array([[box.width, box.height] for box in group]) for group in groups]
    for group, boxes, centres in zip(groups, sizes, settled(sizes, pulls), strict=True):
        low = (centres - boxes / 2).min(axis=0) - [PADDING, PADDING + HEAD]
        size = (centres + boxes / 2).max(axis=0) + PADDING - low
        yield group, centres - low - size / 2, (float(size[0]), float(size[1]))


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
        low = (at[placed] - sizes[placed] / 2).min(axis=0)
        high = (at[placed] + sizes[placed] / 2).max(axis=0)
        spots = _corners(at[placed], sizes[placed], half)
        away = np.abs(at[placed] - spots[:, None, :])
        apart = (away >= (sizes[placed] + sizes[i]) / 2 - 0.01).any(axis=2)
        spots = spots[apart.all(axis=1)]
        if len(spots):
            reach = np.maximum(high, spots + half) - np.minimum(low, spots - half)
            way = np.sqrt(((at[placed] - spots[:, None, :]) ** 2).sum(axis=2))
            pull = tie[i, placed] + 0.15
            whole = np.maximum(reach[:, 0], reach[:, 1] * ASPECT) * 4
            at[i] = spots[np.argmin(whole + (way * pull).sum(axis=1) / pull.sum())]
        placed.append(i)
    return at


_BESIDE = np.array([(side, along) for side in (-1, 1) for along in (-1, 0, 1)], np.float64)


def _corners(at: Floats, sizes: Floats, half: Floats) -> Floats:
    """Places that touch a placed box: beside, above and below it, aligned or centred."""
    outside, inside = sizes / 2 + half, sizes / 2 - half
    beside = _BESIDE * np.stack((outside[:, 0], inside[:, 1]), axis=1)[:, None, :]
    above = _BESIDE[:, ::-1] * np.stack((inside[:, 0], outside[:, 1]), axis=1)[:, None, :]
    return (at[:, None, :] + np.concatenate((beside, above), axis=1)).reshape(-1, 2)
