"""Pictures of districts and the layout of the map: complete, legible, always the same."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable

import numpy as np
import pytest

from services.network.cooperation import map_springs
from services.network.cooperation.files.interactive_map import (
    FAMILIES,
    MapEdge,
    MapNode,
    draw,
    interactive,
    wrap,
)
from services.network.cooperation.map_layout import Box, arrange
from services.network.coverage import cartogram

PICTURES: dict[str, Callable[[], cartogram.DistrictPicture]] = {
    "outlines": cartogram.outline_map,
    "circles": lambda: cartogram.dorling({f"160{n}": float(n * n) for n in range(51, 78)}),
}


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_shows_every_district_once(kind):
    areas = PICTURES[kind]().areas
    assert sorted(a.region_id for a in areas) == sorted(cartogram.CODES)
    assert len(areas) == 22


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize("size", ["long", "short"])
def test_labels_of_districts_never_overlap(kind, size):
    labels = [getattr(a, size) for a in PICTURES[kind]().areas]
    touching = [
        (one.lines, other.lines)
        for one, other in itertools.combinations(labels, 2)
        if one.box[0] < other.box[2]
        and other.box[0] < one.box[2]
        and one.box[1] < other.box[3]
        and other.box[1] < one.box[3]
    ]
    assert touching == []


def test_circles_do_not_touch_and_grow_with_the_need():
    areas = cartogram.dorling({"16051": 400_000.0, "16054": 100_000.0}).areas
    radius = {a.region_id: a.radius for a in areas}
    assert radius["16051"] == pytest.approx(2 * radius["16054"])
    for one, other in itertools.combinations(areas, 2):
        far = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
        assert far >= one.radius + other.radius


def test_circles_without_any_number_are_still_drawn():
    assert all(a.radius > 0 for a in cartogram.dorling({}).areas)


def _network(
    count: int, seed: int
) -> tuple[list[Box], list[tuple[str, str, float]], list[list[str]]]:
    rng = random.Random(seed)
    boxes = [
        Box(f"n{i}", rng.choice([80.0, 140.0, 220.0]), rng.choice([40.0, 70.0]))
        for i in range(count)
    ]
    names = [box.id for box in boxes[: count * 4 // 5]]
    groups: list[list[str]] = []
    while names:
        size = rng.randint(1, 25)
        groups.append(names[:size])
        names = names[size:]
    edges = []
    for group in groups:
        for one, other in itertools.combinations(group, 2):
            if rng.random() < 0.2:
                edges.append((one, other, float(rng.randint(1, 3))))
    for _ in range(count // 4):
        near, far = rng.sample(boxes, 2)
        edges.append((near.id, far.id, 1.0))
    return boxes, edges, groups


@pytest.mark.parametrize(("count", "seed"), [(1, 1), (2, 2), (7, 3), (60, 4), (160, 5), (300, 6)])
def test_names_on_the_map_never_overlap(count, seed):
    boxes, edges, groups = _network(count, seed)
    layout = arrange(boxes, edges, groups)
    rectangles = []
    for box in boxes:
        x, y = layout.places[box.id]
        rectangles.append(
            (x - box.width / 2, y - box.height / 2, x + box.width / 2, y + box.height / 2)
        )
    overlaps = [
        (a, b)
        for a, b in itertools.combinations(rectangles, 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert overlaps == []


def test_names_do_not_overlap_either_if_pushing_them_apart_takes_too_long(monkeypatch):
    monkeypatch.setattr(map_springs, "PUSHES", 0)
    test_names_on_the_map_never_overlap(60, 4)


def test_the_places_in_a_group_do_not_depend_on_other_groups():
    boxes, edges, groups = _network(160, 5)
    size = {box.id: (box.width, box.height) for box in boxes}
    sizes = [np.array([size[id] for id in group]) for group in groups]
    pulls = [
        [(g.index(a), g.index(b), w) for a, b, w in edges if a in g and b in g] for g in groups
    ]
    together = map_springs.settled(sizes, pulls)
    for own, links, places in zip(sizes, pulls, together, strict=True):
        (alone,) = map_springs.settled([own], [links])
        assert alone.tolist() == places.tolist()


def test_groups_on_the_map_never_overlap():
    layout = arrange(*_network(160, 5))
    for a, b in itertools.combinations(layout.groups, 2):
        assert (
            a.left + a.width <= b.left
            or b.left + b.width <= a.left
            or a.top + a.height <= b.top
            or b.top + b.height <= a.top
        )


def test_the_same_network_is_always_laid_out_the_same_way():
    assert arrange(*_network(80, 9)) == arrange(*_network(80, 9))


def test_an_empty_map_is_no_error():
    assert arrange([], [], []).places == {}


def _node(id: str, name: str = "Verein") -> MapNode:
    return MapNode(id, name, name, FAMILIES["civil"], 1, f"{name}\nErfurt", f"/akteure/{id}")


def test_a_name_cannot_break_out_of_the_maps_data():
    evil = "</script><script>alert(1)</script> & \u2028"
    picture = draw(
        [_node("a", evil), _node("b")], [MapEdge("a", "b", 2.0, evil)], [["a", "b"]], [evil]
    )
    text = interactive(picture, "allein")
    assert "<" not in text
    assert "\u2028" not in text
    data = json.loads(text)
    assert data["nodes"][0]["name"] == evil
    assert data["edges"][0]["title"] == evil
    assert data["groups"][0]["name"] == evil


def test_the_browser_computes_no_layout():
    picture = draw([_node("a"), _node("b")], [MapEdge("a", "b", 2.0, "")], [["a", "b"]], [""])
    data = json.loads(interactive(picture, ""))
    assert data["options"]["physics"] == {"enabled": False}
    assert all({"x", "y", "title", "shape"} <= node.keys() for node in data["nodes"])


def test_long_names_are_cut_with_an_ellipsis():
    assert wrap("Jena") == ("Jena",)
    assert wrap("Thüringer Zentrum für Interkulturelle Öffnung und vieles mehr") == (
        "Thüringer Zentrum für",
        "Interkulturelle Öffnung…",
    )
