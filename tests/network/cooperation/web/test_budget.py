"""What the pages about cooperation compute after an edit, in counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from services.network.cooperation import brokerage, structure
from services.network.cooperation.articulation import ArticulationPoints
from services.network.cooperation.files import interactive_map
from services.network.cooperation.links import Relations
from services.network.records.model import Cooperation, Expectation, Offer
from services.network.records.network import ChangeSet
from tests.network.conftest import NOW
from tests.shared.helpers import log_in

OVERVIEW, MAP = "/karte/struktur", "/karte"
PATHS = (
    OVERVIEW,
    "/karte/struktur/schluessel",
    "/karte/struktur/gemeinschaften",
    "/karte/struktur/kreise",
    "/karte/struktur/arten",
    "/karte/struktur/vorschlaege",
)
GRAPH = {"articulation", "communities", "constraint", "effective_size"}
"""Analyses of the graph alone."""


@pytest.fixture
def counted(monkeypatch):
    """How often each analysis was made."""
    counts: Counter[str] = Counter()

    def count(place, name, label):
        original = getattr(place, name)

        def counting(*args, **kwargs):
            counts[label] += 1
            return original(*args, **kwargs)

        monkeypatch.setattr(place, name, counting)

    count(structure, "communities", "communities")
    count(brokerage, "constraint", "constraint")
    count(brokerage, "effective_size", "effective_size")
    count(ArticulationPoints, "__init__", "articulation")
    count(interactive_map, "draw", "drawn")
    count(interactive_map, "arrange", "arranged")
    count(Relations, "__init__", "relations")
    return counts


@pytest.fixture
def chief(site):
    client = log_in(site, "coordinator")
    for path in PATHS:
        assert client.get(path).status_code == 200
    return client


def edit(site, record):
    live = site.extensions["ikoe"].live
    live.apply(ChangeSet((live.network().put(record),)), "Test", NOW)


def any_record(site, cls):
    return next(iter(site.extensions["ikoe"].live.network().all(cls).values()))


def other_topics(site):
    offer = next(
        o
        for o in site.extensions["ikoe"].live.network().all(Offer).values()
        if not o.project_id and len(o.topic_ids) > 1
    )
    return replace(offer, topic_ids=offer.topic_ids[:1])


def other_weight(site):
    return replace(any_record(site, Expectation), weight=4)


def less(site):
    """Take every second cooperation out."""
    live = site.extensions["ikoe"].live
    gone = sorted(live.network().all(Cooperation).values(), key=lambda c: c.id)[::2]
    live.apply(ChangeSet(tuple(map(live.network().remove, gone))), "Test", NOW)


def visit(client, paths=PATHS):
    for path in paths:
        assert client.get(path).status_code == 200


def test_topics_of_an_offer_leave_every_analysis_of_the_graph_as_it_is(site, chief, counted):
    edit(site, other_topics(site))
    visit(chief)
    assert {name: counted[name] for name in GRAPH} == dict.fromkeys(GRAPH, 0)


def test_an_expectation_leaves_every_analysis_of_the_graph_as_it_is(site, chief, counted):
    edit(site, other_weight(site))
    visit(chief)
    assert {name: counted[name] for name in GRAPH} == dict.fromkeys(GRAPH, 0)


def test_fewer_cooperations_have_each_analysis_made_once(site, chief, counted):
    less(site)
    visit(chief)
    visit(chief)
    assert {name: counted[name] for name in GRAPH} == dict.fromkeys(GRAPH, 1)


def test_the_overview_asks_nothing_that_only_its_sub_pages_show(site, chief, counted):
    less(site)
    visit(chief, [OVERVIEW])
    assert (counted["constraint"], counted["effective_size"]) == (0, 0)


def test_who_works_with_whom_is_asked_once_per_revision(site, chief, counted):
    edit(site, other_topics(site))
    visit(chief, (*PATHS, MAP, f"{MAP}?kreis=16051"))
    assert counted["relations"] == 1


def test_the_map_has_the_communities_of_the_structure_page(site, chief, counted):
    less(site)
    visit(chief, (MAP, f"{MAP}?kreis=16051", "/karte/struktur/gemeinschaften"))
    assert {name: counted[name] for name in GRAPH} == {**dict.fromkeys(GRAPH, 0), "communities": 1}


@pytest.mark.parametrize("record", [other_topics, other_weight], ids=["topics", "expectation"])
def test_an_edit_that_moves_nothing_on_the_map_keeps_its_places(site, chief, counted, record):
    visit(chief, [MAP])
    counted.clear()
    edit(site, record(site))
    visit(chief, [MAP])
    assert (counted["arranged"], counted["communities"]) == (0, 0)


def test_a_map_is_drawn_once_per_revision(site, chief, counted):
    less(site)
    visit(chief, [MAP, MAP])
    assert counted["drawn"] == 1


def test_visitors_have_relations_of_their_own_once_per_revision(site, chief, counted):
    visitor = site.test_client()
    edit(site, other_topics(site))
    visit(visitor, [MAP, f"{MAP}?kreis=16051", f"{MAP}?kreis=16052"])
    assert counted["relations"] == 1
