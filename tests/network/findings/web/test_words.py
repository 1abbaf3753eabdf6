"""What a finding says: true to what was found, and no sentence that anybody must correct."""

from __future__ import annotations

import re

import pytest

from services.network.coverage.coverage import CoverageState
from services.network.findings.findings import findings
from services.network.records.model import Offer, Project
from tests.network.conftest import NOW
from tests.network.home.web.test_reading_pages import network, text


@pytest.fixture
def found(practice):
    return findings(network(practice).on(NOW.date()))


def test_only_providers_whose_reach_suffices_are_counted(found, coordinator):
    thin = [c for c in found.coverage.cells if c.state is CoverageState.THIN and c.enough]
    assert thin
    for cell in thin:
        page = text(coordinator.get(f"/hinweise/{cell.id}"))
        assert f"{len(cell.enough)} Anbieter statt {cell.needed}:" in page


def test_no_sentence_of_a_finding_ends_twice(found, coordinator):
    for finding in found.all:
        assert ".." not in text(coordinator.get(f"/hinweise/{finding.id}"))


def test_a_gap_says_when_it_was_surveyed_and_whether_an_entry_is_stale(found, coordinator):
    gaps = [c for c in found.coverage.cells if c.state is CoverageState.GAP]
    for cell in gaps:
        page = text(coordinator.get(f"/hinweise/{cell.id}"))
        assert "Zuletzt vollständig erhoben am" in page
        assert ("Kein bestätigter Anbieter." in page) is bool(cell.stale)


def test_an_end_that_nobody_stated_is_not_shown_as_one(practice, found, coordinator):
    records = network(practice)
    seen = set()
    for pair in found.parallels:
        ending = [s for s in (pair.left, pair.right) if s.last == pair.common_until]
        sides = [records.find(s.kind, s.id) for s in ending]
        stated = any(isinstance(r, Offer | Project) and r.period.end for r in sides)
        page = text(coordinator.get(f"/hinweise/{pair.id}"))
        assert bool(re.search(r"Monate? gemeinsam \(", page)) is stated
        assert ("ein Ende ist nicht bekannt" in page) is not stated
        seen.add(stated)
    assert seen == {True, False}
