"""A process carries its findings over what was written, by itself or by another process."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.network.findings import live_findings as module
from services.network.findings.findings import findings
from services.network.findings.live_findings import LiveFindings
from services.network.records import live_network
from services.network.records.live_network import LiveNetwork
from services.network.stores.sql_store import SqlStore
from tests.builders import AT, DAY, actor, district, expectation, land, new, offer, topic

ONE = offer("1", actor_id="a", topic_ids=("t1",), on_site_region_ids=("16051",))
OTHER = replace(ONE, id="2", actor_id="b")
THERE = (land(), district(), topic(), expectation(), actor("a"), actor("b"), ONE)


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'network.db'}"


def counting(monkeypatch):
    """How often everything is computed."""
    computed: list[int] = []

    def counted(snapshot):
        computed.append(snapshot.revision)
        return findings(snapshot)

    monkeypatch.setattr(module, "findings", counted)
    return computed


def test_what_another_process_wrote_is_carried_and_equal_to_a_full_computation(url, monkeypatch):
    computed = counting(monkeypatch)
    current, elsewhere = LiveNetwork(SqlStore(url)), LiveNetwork(SqlStore(url))
    live = LiveFindings(current)
    current.apply(new(*THERE), "Test", AT)
    assert len(live.on(current.snapshot(DAY)).parallels) == 0
    elsewhere.apply(new(OTHER), "Test", AT)
    snapshot = current.snapshot(DAY)
    found = live.on(snapshot)
    assert [(p.left.id, p.right.id) for p in found.parallels] == [("1", "2")]
    assert found.all == findings(current.network().on(DAY)).all
    assert live.on(snapshot) is found
    assert computed == [1]


def test_another_day_and_an_older_network_are_computed_anew(url, monkeypatch):
    computed = counting(monkeypatch)
    current = LiveNetwork(SqlStore(url))
    live = LiveFindings(current)
    current.apply(new(*THERE), "Test", AT)
    old = current.snapshot(DAY)
    current.apply(new(OTHER), "Test", AT)
    assert len(live.on(current.snapshot(DAY)).parallels) == 1
    assert len(live.on(old).parallels) == 0
    assert len(live.on(current.snapshot(DAY)).parallels) == 1
    late = current.snapshot(DAY + timedelta(days=600))
    assert live.on(late).all == findings(current.network().on(late.day)).all
    assert computed == [2, 1]


def test_more_changes_than_are_remembered_lead_to_the_same_findings(url, monkeypatch):
    monkeypatch.setattr(live_network, "REMEMBERED", 2)
    computed = counting(monkeypatch)
    current = LiveNetwork(SqlStore(url))
    live = LiveFindings(current)
    current.apply(new(*THERE), "Test", AT)
    live.on(current.snapshot(DAY))
    current.apply(new(OTHER, actor("c"), actor("d")), "Test", AT)
    assert len(live.on(current.snapshot(DAY)).parallels) == 1
    assert computed == [1, 2]
