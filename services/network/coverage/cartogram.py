"""Pictures of the districts: outlines, or circles as large as the need (Dorling).

Everything is computed here, on the server, from the outlines in
``services/network/data``: no tile server is asked and no script is needed. The
same input gives the same picture. Coordinates are units of the picture
(``WIDTH`` wide, y downwards).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from itertools import pairwise

Point = tuple[float, float]

WIDTH = 1000.0
MARGIN = 14.0
ATTRIBUTION = "© GeoBasis-DE / BKG (Daten vereinfacht)"

LONG_SIZE = 19.0
"""Height of the letters of full names; the picture is shown at 600 px or more."""
SHORT_SIZE = 40.0
"""Height of the letters of the short forms, which narrow screens show instead."""

CODES: Mapping[str, str] = {
    "16051": "EF",
    "16052": "G",
    "16053": "J",
    "16054": "SHL",
    "16055": "WE",
    "16061": "EIC",
    "16062": "NDH",
    "16063": "WAK",
    "16064": "UH",
    "16065": "KYF",
    "16066": "SM",
    "16067": "GTH",
    "16068": "SÖM",
    "16069": "HBN",
    "16070": "IK",
    "16071": "AP",
    "16072": "SON",
    "16073": "SLF",
    "16074": "SHK",
    "16075": "SOK",
    "16076": "GRZ",
    "16077": "ABG",
}
"""What stands on number plates there: the short form that everybody in the Land knows."""


@dataclass(frozen=True, slots=True)
class MapLabel:
    """Lines of text around (x, y); ``line_to`` is where a hint line ends, if one is needed."""

    lines: tuple[str, ...]
    x: float
    y: float
    size: float
    line_to: Point | None = None

    @property
    def width(self) -> float:
        """Width of the widest line, a little generous."""
        return max(text_width(line, self.size) for line in self.lines)

    @property
    def height(self) -> float:
        """Height of all lines."""
        return self.size * 1.1 * len(self.lines)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        w, h = self.width / 2, self.height / 2
        return self.x - w, self.y - h, self.x + w, self.y + h

    def baselines(self) -> tuple[tuple[str, float], ...]:
        """Each line with the y of its baseline."""
        top = self.y - self.height / 2
        step = self.size * 1.1
        return tuple((line, top + step * (i + 0.8)) for i, line in enumerate(self.lines))


@dataclass(frozen=True, slots=True)
class Area:
    """One district in the picture: a path, or a circle if ``radius`` is not 0."""

    region_id: str
    name: str
    path: str
    x: float
    y: float
    radius: float
    long: MapLabel
    short: MapLabel


@dataclass(frozen=True, slots=True)
class DistrictPicture:
    """All districts, ready to draw."""

    width: float
    height: float
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """One district of the outlines' file in units of the picture."""

    region_id: str
    name: str
    rings: tuple[tuple[Point, ...], ...]
    anchor: Point


def text_width(text: str, size: float) -> float:
    """Width of a text in Fira Sans, estimated without a font file, rather too wide."""
    return sum(0.32 if c in "iljft.,-I " else 0.82 if c in "mwMW" else 0.6 for c in text) * size


@lru_cache(maxsize=1)
def outlines() -> tuple[tuple[Outline, ...], float]:
    """The districts' outlines, sorted by key, and the height of the picture."""
    source = resources.files("services.network.data") / "kreise_thueringen.geojson"
    features = json.loads(source.read_text(encoding="utf-8"))["features"]
    shapes: dict[str, tuple[str, list[list[Point]]]] = {}
    for feature in features:
        geometry = feature["geometry"]
        parts = geometry["coordinates"]
        polygons = [parts] if geometry["type"] == "Polygon" else parts
        shapes[feature["id"]] = (
            feature["properties"]["name"],
            [[(p[0], p[1]) for p in ring] for polygon in polygons for ring in polygon],
        )
    points = [p for _, rings in shapes.values() for ring in rings for p in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    # Equirectangular around the middle: over 200 km no eye sees the difference to the
    # official projection, and it needs no library.
    shrink = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * shrink)
    found = []
    for region_id in sorted(shapes):
        name, rings = shapes[region_id]
        placed = tuple(
            tuple(
                (MARGIN + (x - west) * shrink * scale, MARGIN + (north - y) * scale)
                for x, y in ring
            )
            for ring in rings
        )
        found.append(Outline(region_id, name, placed, _deepest_point(placed)))
    return tuple(found), 2 * MARGIN + (north - south) * scale


@lru_cache(maxsize=1)
def outline_map() -> DistrictPicture:
    """The districts as they lie."""
    shapes, height = outlines()
    areas = [
        Area(
            shape.region_id,
            shape.name,
            _path(shape.rings),
            *shape.anchor,
            0.0,
            MapLabel(_lines(shape.name), *shape.anchor, LONG_SIZE),
            MapLabel((CODES.get(shape.region_id, shape.name[:3]),), *shape.anchor, SHORT_SIZE),
        )
        for shape in shapes
    ]
    inside = {shape.region_id: shape.rings for shape in shapes}
    areas = _spread(areas, "long", inside, height)
    areas = _spread(areas, "short", inside, height)
    return DistrictPicture(WIDTH, height, tuple(areas))


@lru_cache(maxsize=16)
def _dorling(sizes: tuple[tuple[str, float], ...]) -> DistrictPicture:
    shapes, height = outlines()
    given = dict(sizes)
    weights = [max(given.get(s.region_id, 0.0), 0.0) for s in shapes]
    total = sum(weights) or 1.0
    # Circles cover about a third of the picture, so that they find room beside each other;
    # the floor keeps the smallest district legible and clickable.
    area = 0.36 * WIDTH * height
    radii = [max(26.0, math.sqrt(w / total * area / math.pi)) for w in weights]
    home = [_centre(s.rings) for s in shapes]
    centres = _separate(home, radii)
    left = min(x - r for (x, _), r in zip(centres, radii, strict=True)) - MARGIN
    top = min(y - r for (_, y), r in zip(centres, radii, strict=True)) - MARGIN
    right = max(x + r for (x, _), r in zip(centres, radii, strict=True)) + MARGIN
    bottom = max(y + r for (_, y), r in zip(centres, radii, strict=True)) + MARGIN
    scale = WIDTH / (right - left)
    areas = []
    for shape, (cx, cy), r in zip(shapes, centres, radii, strict=True):
        x, y, radius = (cx - left) * scale, (cy - top) * scale, r * scale
        lines = _lines(shape.name)
        label = MapLabel(lines, x, y, LONG_SIZE)
        if math.hypot(label.width, label.height) > 2 * radius - 2:
            label = MapLabel((CODES.get(shape.region_id, shape.name[:3]),), x, y, LONG_SIZE)
        code = (CODES.get(shape.region_id, shape.name[:3]),)
        short = MapLabel(code, x, y, SHORT_SIZE)
        size = min(
            SHORT_SIZE, SHORT_SIZE * (2 * radius - 2) / math.hypot(short.width, short.height)
        )
        areas.append(
            Area(shape.region_id, shape.name, "", x, y, radius, label, replace(short, size=size))
        )
    return DistrictPicture(WIDTH, (bottom - top) * scale, tuple(areas))


def dorling(sizes: Mapping[str, float]) -> DistrictPicture:
    """Circles near their districts, each as large (by area) as its number says."""
    return _dorling(tuple(sorted(sizes.items())))


# --- geometry -----------------------------------------------------------------------------


def _path(rings: Iterable[Sequence[Point]]) -> str:
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring[:-1]) + "Z" for ring in rings)


def _area(ring: Sequence[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def _centre(rings: Sequence[Sequence[Point]]) -> Point:
    """Centre of gravity of the largest ring."""
    ring = max(rings, key=lambda r: abs(_area(r)))
    size = _area(ring) or 1.0
    x = y = 0.0
    for a, b in pairwise(ring):
        cross = a[0] * b[1] - b[0] * a[1]
        x += (a[0] + b[0]) * cross
        y += (a[1] + b[1]) * cross
    return x / (6 * size), y / (6 * size)


def _inside(point: Point, rings: Iterable[Sequence[Point]]) -> bool:
    """Even-odd rule over all rings, so that a district within another is a hole."""
    x, y = point
    odd = False
    for ring in rings:
        for (ax, ay), (bx, by) in pairwise(ring):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                odd = not odd
    return odd


def _distance(point: Point, rings: Iterable[Sequence[Point]]) -> float:
    """Distance to the border, sideways counted half: text is wider than it is high."""
    x, y = point[0] / 2, point[1]
    best = math.inf
    for ring in rings:
        for a, b in pairwise(ring):
            ax, ay, bx, by = a[0] / 2, a[1], b[0] / 2, b[1]
            dx, dy = bx - ax, by - ay
            length = dx * dx + dy * dy
            t = 0.0 if length == 0 else max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / length))
            best = min(best, math.hypot(x - ax - t * dx, y - ay - t * dy))
    return best


def _deepest_point(rings: Sequence[Sequence[Point]]) -> Point:
    """Where a label has most room: the inner point farthest from the border."""
    xs = [p[0] for ring in rings for p in ring]
    ys = [p[1] for ring in rings for p in ring]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    best, found = -1.0, _centre(rings)
    steps = 14
    for i in range(1, steps):
        for j in range(1, steps):
            point = (left + (right - left) * i / steps, top + (bottom - top) * j / steps)
            if _inside(point, rings) and (room := _distance(point, rings)) > best:
                best, found = room, point
    return found


def _lines(name: str) -> tuple[str, ...]:
    """A long name on two lines, cut behind a hyphen or a blank near its middle."""
    if len(name) <= 11:
        return (name,)
    cuts = [i + 1 for i, c in enumerate(name) if c in "- "]
    if not cuts:
        return (name,)
    cut = min(cuts, key=lambda i: abs(i - len(name) / 2))
    return name[:cut].rstrip(), name[cut:]


def _spread(
    areas: Sequence[Area],
    which: str,
    inside: Mapping[str, Sequence[Sequence[Point]]],
    height: float,
) -> list[Area]:
    """Move labels apart until none touches another; far ones get a hint line."""
    labels: list[MapLabel] = [getattr(area, which) for area in areas]
    gap = 3.0
    for _ in range(400):
        moved = False
        for i in range(len(labels)):
            for j in range(i + 1, len(labels)):
                a, b = labels[i], labels[j]
                over_x = (a.width + b.width) / 2 + gap - abs(a.x - b.x)
                over_y = (a.height + b.height) / 2 + gap - abs(a.y - b.y)
                if over_x <= 0 or over_y <= 0:
                    continue
                moved = True
                if over_x < over_y:
                    step = math.copysign(over_x / 2 + 0.1, a.x - b.x)
                    labels[i] = replace(a, x=a.x + step)
                    labels[j] = replace(b, x=b.x - step)
                else:
                    step = math.copysign(over_y / 2 + 0.1, a.y - b.y)
                    labels[i] = replace(a, y=a.y + step)
                    labels[j] = replace(b, y=b.y - step)
        for i, label in enumerate(labels):
            x = min(max(label.x, label.width / 2 + 2), WIDTH - label.width / 2 - 2)
            y = min(max(label.y, label.height / 2 + 2), height - label.height / 2 - 2)
            labels[i] = replace(label, x=x, y=y)
        if not moved:
            break
    result = []
    for area, label in zip(areas, labels, strict=True):
        if not _inside((label.x, label.y), inside[area.region_id]):
            label = replace(label, line_to=(area.x, area.y))
        result.append(replace(area, long=label) if which == "long" else replace(area, short=label))
    return result


def _separate(home: Sequence[Point], radii: Sequence[float]) -> list[Point]:
    """Push circles apart while a weak pull keeps each near its district."""
    at = [list(point) for point in home]
    gap = 3.0
    for turn in range(600):
        pull = 0.02 if turn < 450 else 0.0
        for i, (hx, hy) in enumerate(home):
            at[i][0] += (hx - at[i][0]) * pull
            at[i][1] += (hy - at[i][1]) * pull
        clean = True
        for i in range(len(at)):
            for j in range(i + 1, len(at)):
                dx, dy = at[i][0] - at[j][0], at[i][1] - at[j][1]
                far = math.hypot(dx, dy) or 0.01
                over = radii[i] + radii[j] + gap - far
                if over > 0.01:
                    clean = False
                    step = over / 2 / far
                    at[i][0] += dx * step
                    at[i][1] += dy * step
                    at[j][0] -= dx * step
                    at[j][1] -= dy * step
        if clean and not pull:
            break
    return [(x, y) for x, y in at]
