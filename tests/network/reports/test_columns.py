"""What is counted from columns is what the built cells and pairs say."""

from __future__ import annotations

import pytest

from services.network.cooperation.structure import structure_on
from services.network.findings.findings import findings
from services.network.parallels.pair_columns import doubly_funded
from services.network.records.model import Actor
from services.network.reports.day_cells import day_cells, sources_of
from services.network.reports.facts import report_data
from services.network.reports.scope import About, Scope
from tests.network.reports.conftest import DAY

ABOUTS = {
    "everything": About(),
    "regions": About(region_ids=("16053", "16051")),
    "topics": About(topic_ids=("sprache",)),
    "both": About(region_ids=("16067",), topic_ids=("bildung", "sprachmittlung")),
    "nothing": About(region_ids=("16053",), topic_ids=("gibt-es-nicht",)),
    "goals": About(strategy_id="foerderrichtlinie", goals=("fz-5",)),
}


@pytest.fixture(scope="module")
def found(practice):
    return findings(practice.on(DAY))


@pytest.fixture(params=ABOUTS, ids=str)
def scope(request, practice):
    return Scope(ABOUTS[request.param], practice.on(DAY), 548)


def test_the_pairs_of_a_report_are_those_that_it_is_about(found, scope):
    expected = [
        scope.has_region(p.region_ids) and scope.has_topic(p.topic_ids) for p in found.parallels
    ]
    assert scope.parallels(found.parallels).tolist() == expected


def test_double_funding_is_what_the_pairs_say(found, scope):
    among = scope.parallels(found.parallels)
    expected = [
        p.double_funding and bool(wanted) for p, wanted in zip(found.parallels, among, strict=True)
    ]
    assert doubly_funded(found.parallels, among).tolist() == expected


def test_there_is_double_funding_to_be_found(found):
    assert any(p.double_funding for p in found.parallels)


def test_pairs_are_found_by_their_ids(found):
    some = [p for number, p in enumerate(found.parallels) if number % 3 == 1]
    assert found.parallels.among({p.id for p in some}) == tuple(some)


def test_the_cells_of_a_report_are_those_of_the_coverage(found, scope):
    cells = day_cells(found.coverage, scope)
    expected = [c for c in found.coverage.cells if scope.has_cell(c)]
    told = [(c.id, c.expectation_id, c.region_id, c.topic_id, c.state, c.weight)
            for c in cells.cells]  # fmt: skip
    assert told == [
        (c.id, c.expectation_id, c.region_id, c.topic_id, c.state, c.weight) for c in expected
    ]
    sources = sources_of(found.coverage, cells.cells)
    assert [(id, s.actor_ids, s.survey_ids) for id, s in sources.items()] == [
        (c.id, c.actor_ids, c.survey_ids) for c in expected
    ]


def test_the_parts_of_the_network_are_those_of_its_structure(found, scope, practice):
    snapshot = practice.on(DAY)
    data = report_data(practice, DAY, DAY, DAY, about=scope.about)
    own = {snapshot.house(a.id) for a in practice.all(Actor).values() if scope.has_actor(a)}
    parts = structure_on(found.parallels.relations).components
    expected = sum(scope.whole or not own.isdisjoint(part) for part in parts)
    assert data.figure("components").value == expected
