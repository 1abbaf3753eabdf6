"""What a daily page may do after an edit, in counts: a clock would measure the machine instead."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from services.network.coverage.evidence import CellEvidence
from services.network.coverage.supply import SupplyIndex
from services.network.findings.web import words
from services.network.records.model import Actor, Cooperation, Expectation, Offer
from services.network.records.network import ChangeSet
from tests.network.conftest import NOW
from tests.shared.helpers import log_in


@pytest.fixture
def desk(site):
    return log_in(site, "coordinator")


@pytest.fixture
def counted(site, monkeypatch):
    """How often something costly was done since the counts were cleared."""
    counts: Counter[str] = Counter()

    def count(name, owner, attribute):
        original = getattr(owner, attribute)

        def counting(*args, **values):
            counts[name] += 1
            return original(*args, **values)

        monkeypatch.setattr(owner, attribute, counting)

    count("supply indexes", SupplyIndex, "__init__")
    count("entries read as supply", SupplyIndex, "_supplied")
    count("cells with evidence", CellEvidence, "cell")
    count("findings in words", words, "summary")
    store = site.extensions["ikoe"].store
    for name in ("load", "changes", "history"):
        count(f"store: {name}", store, name)
    return counts


def an_offer(network):
    record = network.all(Offer)[min(network.all(Offer))]
    return replace(record, topic_ids=("sprache",))


def a_cooperation(network):
    record = network.all(Cooperation)[min(network.all(Cooperation))]
    return replace(record, partner_ids=tuple(sorted(network.all(Actor))[:2]))


def a_district(network):
    record = network.all(Actor)[min(network.all(Actor))]
    return replace(record, region_id="16052" if record.region_id != "16052" else "16053")


def an_expectation(network):
    record = network.all(Expectation)[min(network.all(Expectation))]
    return replace(record, minimum=record.minimum + 1)


EDITS = (an_offer, a_cooperation, a_district, an_expectation)


def edit(site, of):
    live = site.extensions["ikoe"].live
    network = live.network()
    live.apply(ChangeSet((network.put(of(network)),)), "Test", NOW)


def asked(desk, counted, path):
    counted.clear()
    assert desk.get(path).status_code == 200
    return counted


def read_little(found):
    """The page and its frame each ask once what changed, and nothing is loaded."""
    return found["store: changes"] <= 2 and not found["store: load"] + found["store: history"]


@pytest.mark.parametrize("of", EDITS, ids=lambda of: of.__name__)
@pytest.mark.parametrize(
    ("path", "worded"),
    [("/", 5), ("/hinweise", 30), ("/hinweise?art=parallel&sortierung=dauer", 30)],
)
def test_after_an_edit_only_the_findings_shown_are_worded(site, desk, counted, path, worded, of):
    desk.get(path)
    edit(site, of)
    found = asked(desk, counted, path)
    assert found["findings in words"] <= worded
    assert found["cells with evidence"] <= worded
    assert found["supply indexes"] == 1
    assert found["entries read as supply"] <= 1
    assert read_little(found)


@pytest.mark.parametrize("of", EDITS, ids=lambda of: of.__name__)
@pytest.mark.parametrize("path", ["/abdeckung", "/abdeckung/matrix"])
def test_states_come_from_counts_and_not_from_evidence(site, desk, counted, path, of):
    desk.get(path)
    edit(site, of)
    found = asked(desk, counted, path)
    assert found["cells with evidence"] == 0
    assert found["supply indexes"] == 1
    assert read_little(found)


@pytest.mark.parametrize("of", EDITS, ids=lambda of: of.__name__)
def test_next_steps_stand_on_the_same_supply(site, desk, counted, of):
    desk.get("/hinweise/naechste-schritte")
    edit(site, of)
    assert asked(desk, counted, "/hinweise/naechste-schritte")["supply indexes"] == 1


def test_a_page_that_is_asked_for_again_computes_nothing(site, desk, counted):
    for path in ("/", "/hinweise", "/abdeckung", "/abdeckung/matrix"):
        desk.get(path)
        found = asked(desk, counted, path)
        assert {name for name, n in found.items() if n} == {"store: changes"}
        assert read_little(found)
