"""The interactive map: pyvis builds what vis-network draws; a still picture equals it.

The only module that imports pyvis, and only when a map is asked for. Of pyvis we
take nodes, edges and options; its own pages load scripts from elsewhere and put
titles through innerHTML, so our template carries the data as escaped JSON and
titles stay text. Places are computed on the server (``map_layout``), physics is
off: the same network looks the same for everybody.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from services.network.cooperation.map_layout import Box, Layout, arrange
from services.network.coverage.cartogram import text_width


@dataclass(frozen=True, slots=True)
class Family:
    """Organisations of one sort: shape and colour together, so that neither stands alone."""

    key: str
    shape: str
    fill: str
    stroke: str


# Colours after Okabe and Ito, told apart by people with any common colour blindness; the
# shape says the same once more.
FAMILIES: Mapping[str, Family] = {
    family.key: family
    for family in (
        Family("administration", "square", "#0072b2", "#003f63"),
        Family("land", "triangle", "#cc79a7", "#7a3f61"),
        Family("civil", "dot", "#009e73", "#00583f"),
        Family("migrant", "star", "#e69f00", "#7d5600"),
        Family("centre", "diamond", "#d55e00", "#7a3500"),
        Family("education", "hexagon", "#56b4e9", "#1d6a96"),
        Family("other", "triangleDown", "#999999", "#4d4d4d"),
    )
}
FAR_OPACITY = 0.45
SMALL = 17.0
"""Height of the letters of most names, in units of the picture."""
VIEW = (1180.0, 680.0)
"""Pixels of the map on a laptop, for choosing sizes."""

_FAMILY_OF = {
    "lra": "administration",
    "stadt": "administration",
    "verwaltungseinheit": "administration",
    "kammer": "administration",
    "land": "land",
    "bund": "land",
    "eu": "land",
    "stiftung": "land",
    "verein": "civil",
    "wohlfahrt": "civil",
    "freiertraeger": "civil",
    "kirche": "civil",
    "mo": "migrant",
    "fachstelle": "centre",
    "netzwerk": "centre",
    "prozessbegl": "centre",
    "konsortium": "centre",
    "steuerungsgruppe": "centre",
    "hochschule": "education",
    "bildung": "education",
    "schulekita": "education",
}


def family_of(org_type_id: str) -> Family:
    """The family of a type of organisation; unknown types belong to the others."""
    return FAMILIES[_FAMILY_OF.get(org_type_id, "other")]


@dataclass(frozen=True, slots=True)
class MapNode:
    """An actor on the map. ``title`` is the plain text shown on pointing at it."""

    id: str
    name: str
    label: str
    family: Family
    degree: int
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class MapEdge:
    """Two actors that work together; ``weight`` 1..3, ``title`` says how."""

    left: str
    right: str
    weight: float
    title: str
    house: bool = False
    far: bool = False
    """Whether it leads from one group to another: drawn lighter, so that groups stand out."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A node with its place: centre of the shape, its size, and the label's lines."""

    node: MapNode
    x: float
    y: float
    radius: float
    size: float
    lines: tuple[str, ...]
    points: str

    def baselines(self) -> tuple[tuple[str, float], ...]:
        """Each line of the label with the y of its baseline."""
        first = self.y + self.radius + self.size * 1.05
        return tuple((line, first + i * self.size * 1.15) for i, line in enumerate(self.lines))


@dataclass(frozen=True, slots=True)
class MapPicture:
    """Everything that a map draws, in fixed places."""

    spots: tuple[Spot, ...]
    edges: tuple[MapEdge, ...]
    layout: Layout
    group_names: tuple[str, ...]


def still_lines(picture: MapPicture) -> str:
    """The edges of the still picture as SVG. Thousands of lines of numbers: no template."""
    ends = {spot.node.id: (spot.x, spot.y) for spot in picture.spots}
    found = []
    for edge in picture.edges:
        (x1, y1), (x2, y2) = ends[edge.left], ends[edge.right]
        more = (" net-edge--house" if edge.house else "") + (" net-edge--far" if edge.far else "")
        found.append(
            f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" class="net-edge{more}"'
            f' stroke-width="{1 + edge.weight}"/>'
        )
    return "".join(found)


def wrap(text: str, width: int = 22, lines: int = 2) -> tuple[str, ...]:
    """A name on at most so many lines; what does not fit ends in an ellipsis."""
    words = text.replace("/", "/ ").split()
    found: list[str] = []
    current = ""
    for word in words:
        joined = f"{current} {word}".strip()
        if len(joined) <= width or not current:
            current = joined
        else:
            found.append(current)
            current = word
    found.append(current)
    found = [line.replace("/ ", "/") for line in found]
    if len(found) > lines:
        found = [*found[: lines - 1], " ".join(found[lines - 1 :])]
    return tuple(
        line if len(line) <= width + 2 else line[: width + 1].rstrip() + "…" for line in found
    )


def draw(
    nodes: Sequence[MapNode],
    edges: Sequence[MapEdge],
    groups: Sequence[Sequence[str]],
    group_names: Sequence[str],
) -> MapPicture:
    """Give every node a place; well-connected actors get larger shapes and letters."""
    hubs = _hubs(nodes, groups)
    links = tuple((e.left, e.right, e.weight) for e in edges)
    subgroups = tuple(tuple(group) for group in groups)
    large = max(SMALL, min(60.0, round(4.6 * math.sqrt(len(nodes)))))
    # The names of hubs shall be legible while the whole map is in view, but larger names
    # make a larger map: if the guess is far off, the second round knows better.
    for _round in range(2):
        boxes, sized = _boxes(nodes, hubs, large)
        layout = _arranged(tuple(boxes), links, subgroups)
        scale = min(VIEW[0] / layout.extent.width, VIEW[1] / layout.extent.height)
        wanted = max(SMALL, min(64.0, 13.0 / scale))
        if 0.75 < large / wanted < 1.4:
            break
        large = wanted
    spots = []
    for node, box in zip(nodes, boxes, strict=True):
        radius, size, lines = sized[node.id]
        cx, cy = layout.places[node.id]
        y = cy - box.height / 2 + radius
        spots.append(
            Spot(
                node, round(cx, 1), round(y, 1), round(radius, 1), size, lines,
                polygon(node.family.shape, cx, y, radius),
            )
        )  # fmt: skip
    return MapPicture(tuple(spots), tuple(edges), layout, tuple(group_names))


@lru_cache(maxsize=64)
def _arranged(
    boxes: tuple[Box, ...],
    edges: tuple[tuple[str, str, float], ...],
    groups: tuple[tuple[str, ...], ...],
) -> Layout:
    """Places are the costly part and stay the same while nobody joins, leaves or changes
    names and cooperations: most changes of the network find them here."""
    return arrange(boxes, edges, groups)


def _boxes(
    nodes: Sequence[MapNode], hubs: frozenset[str], large: float
) -> tuple[list[Box], dict[str, tuple[float, float, tuple[str, ...]]]]:
    """The room that each node needs, and by id its radius, size of letters and label."""
    boxes: list[Box] = []
    sized: dict[str, tuple[float, float, tuple[str, ...]]] = {}
    for node in nodes:
        size = large if node.id in hubs else SMALL
        radius = 10.0 + 3.2 * math.sqrt(node.degree)
        lines = wrap(node.label)
        sized[node.id] = (radius, size, lines)
        width = max(2 * radius, *(text_width(line, size) for line in lines)) + 6
        boxes.append(Box(node.id, width, 2 * radius + size * (1.15 * len(lines) + 0.3)))
    return boxes, sized


def _hubs(nodes: Sequence[MapNode], groups: Sequence[Sequence[str]]) -> frozenset[str]:
    """The best connected of every group of some size, and the best connected of all."""
    degree = {node.id: (node.degree, node.id) for node in nodes}
    found = {
        max((id for id in group if id in degree), key=lambda id: degree[id])
        for group in groups
        if sum(id in degree for id in group) > 3
    }
    ranked = sorted(nodes, key=lambda n: (-n.degree, n.id))
    found.update(n.id for n in ranked[: max(3, len(nodes) // 40)] if n.degree > 2)
    return frozenset(found)


def polygon(shape: str, x: float, y: float, r: float) -> str:
    """The corner points of a shape for SVG, as vis-network draws it; blank for a circle."""
    turns: dict[str, tuple[int, float, float]] = {
        "square": (4, 45.0, 1.2),
        "diamond": (4, 0.0, 1.15),
        "triangle": (3, -90.0, 1.25),
        "triangleDown": (3, 90.0, 1.25),
        "hexagon": (6, 0.0, 1.05),
    }
    if shape == "star":
        corners = [
            (r * (1.25 if i % 2 == 0 else 0.55), math.radians(-90 + 36 * i)) for i in range(10)
        ]
    elif shape in turns:
        n, start, grow = turns[shape]
        corners = [(r * grow, math.radians(start + 360 / n * i)) for i in range(n)]
    else:
        return ""
    return " ".join(f"{x + d * math.cos(a):.1f},{y + d * math.sin(a):.1f}" for d, a in corners)


def interactive(picture: MapPicture, alone_name: str) -> str:
    """The data for the browser as JSON, safe inside a <script type="application/json">."""
    # pyvis brings networkx and IPython: they are loaded when the first map is drawn.
    from pyvis.network import Network as PyvisNetwork

    colours = {key: _colours(family) for key, family in FAMILIES.items()}
    net = PyvisNetwork(height="100%", width="100%", cdn_resources="local")
    # Bulk assignment: add_node and add_edge search their lists and are quadratic.
    net.nodes = [
        {
            "id": spot.node.id,
            "label": "\n".join(spot.lines),
            "title": spot.node.title,
            "shape": spot.node.family.shape,
            "x": spot.x,
            "y": spot.y,
            "size": spot.radius,
            "color": colours[spot.node.family.key],
            "font": {"size": spot.size},
            "href": spot.node.href,
            "name": spot.node.name,
        }
        for spot in picture.spots
    ]
    net.edges = [
        {
            "from": edge.left,
            "to": edge.right,
            "width": 1.0 + edge.weight,
            "title": edge.title,
            "dashes": edge.house,
            **({"color": {"opacity": FAR_OPACITY}, "far": True} if edge.far else {}),
        }
        for edge in picture.edges
    ]
    # set_options would strip every blank, also those in font names.
    net.options = dict(_OPTIONS)
    nodes, edges, _, _, _, options = net.get_network_data()
    frames = [
        {"x": f.left, "y": f.top, "width": f.width, "height": f.height, "name": name}
        for f, name in zip(picture.layout.groups, picture.group_names, strict=True)
    ]
    alone = picture.layout.alone
    data: dict[str, Any] = {"nodes": nodes, "edges": edges, "options": json.loads(options)}
    data["groups"] = frames
    if alone is not None:
        data["alone"] = {
            "x": alone.left, "y": alone.top, "width": alone.width, "height": alone.height,
            "name": alone_name,
        }  # fmt: skip
    return json_for_html(data)


def _colours(family: Family) -> dict[str, Any]:
    """The colours of a shape, at rest and pointed at."""
    pointed = {"background": family.fill, "border": "#000000"}
    return {
        "background": family.fill, "border": family.stroke, "highlight": pointed, "hover": pointed
    }  # fmt: skip


def json_for_html(data: object) -> str:
    """JSON that cannot end the element it stands in."""
    text = orjson.dumps(data).decode()
    return (
        text.replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


_OPTIONS = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "keyboard": False,
        "navigationButtons": False,
        "tooltipDelay": 120,
        "zoomView": False,
        "multiselect": False,
    },
    "nodes": {
        "borderWidth": 2,
        "borderWidthSelected": 4,
        "font": {"color": "#171a2b", "face": "Fira Sans, sans-serif", "strokeWidth": 4,
                 "strokeColor": "#ffffff"},
        "scaling": {"label": {"enabled": False, "drawThreshold": 8.5}},
        "fixed": False,
    },
    "edges": {
        "smooth": False,
        "color": {"color": "#9aa3b5", "highlight": "#171a2b", "hover": "#171a2b"},
        "hoverWidth": 0.5,
        "selectionWidth": 1.5,
    },
}  # fmt: skip
