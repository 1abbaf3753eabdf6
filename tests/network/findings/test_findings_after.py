"""Findings carried over edits of every kind are those computed anew."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.findings import findings as rules_of
from services.network.findings.findings import findings, findings_after
from services.network.records.model import Record
from tests.builders import (
    actor,
    cooperation,
    delivery,
    district,
    expectation,
    installation,
    land,
    network_of,
    offer,
    project,
    survey,
    topic,
)
from tests.network.records.random_networks import DAY, random_records

SEEDS = st.integers(0, 10**9)


def edited(records: list[Record], seed: int) -> tuple[list[Record], list[tuple[str, str]]]:
    """A few records removed, put in anew, or with the content of another random network."""
    pick = Random(seed)
    found = {(r.KIND, r.id): r for r in records}
    others = random_records(seed)
    changed = []
    for _ in range(pick.choice((1, 1, 1, 2, 4))):
        way = pick.random()
        record = pick.choice(list(found.values()))
        if way < 0.2:
            del found[record.KIND, record.id]
        elif way < 0.3:
            record = replace(record, note="anders")
            found[record.KIND, record.id] = record
        elif way < 0.35:
            record = installation(operator_actor_id=pick.choice(("a0", "a1")))
            found[record.KIND, record.id] = record
        else:
            # Most records are places and topics; what is edited in life is the rest.
            record = pick.choice([r for r in others if r.KIND not in ("region", "topic")])
            if pick.random() < 0.2:
                record = replace(record, id=f"{record.id}-neu")
            found[record.KIND, record.id] = record
        changed.append((record.KIND, record.id))
    return list(found.values()), changed


@settings(max_examples=1000, derandomize=True)
@given(SEEDS, st.lists(SEEDS, min_size=3, max_size=3))
def test_after_edits_of_every_kind_all_findings_are_as_computed_anew(seed, edits):
    records = random_records(seed)
    found = findings(network_of(*records).on(DAY))
    for edit in edits:
        records, changed = edited(records, edit)
        network = network_of(*records)
        was = found.all
        found, before = findings_after(found, network.on(DAY), changed), found
        anew = findings(network.on(DAY))
        assert found.all == anew.all
        assert found.coverage == anew.coverage
        assert found.coverage.counts() == anew.coverage.counts()
        assert found.parallels.clusters == anew.parallels.clusters
        assert before.all == was


PLACES = (land(), district("16051"), topic("t1"), expectation("e1", minimum=2))
BASE = (*PLACES, actor("a"), actor("b"), offer("1", actor_id="a", topic_ids=("t1",)))


@pytest.mark.parametrize(
    "edit",
    [
        offer("1", actor_id="b", topic_ids=("t1",), on_site_region_ids=("16051",)),
        offer("2", actor_id="b", topic_ids=("t1",)),
        cooperation("c", "a", "b"),
        project("p", lead_actor_id="a", partner_actor_ids=("b",), funder_actor_ids=("b",)),
        actor("a", "Anders"),
        actor("neu"),
        installation(),
        topic("t1", "Anders"),
    ],
    ids=lambda record: f"{record.KIND} {record.id}",
)
def test_a_usual_edit_is_followed_without_computing_all_anew(edit, monkeypatch):
    found = findings(network_of(*BASE).on(DAY))
    rest = [r for r in BASE if (r.KIND, r.id) != (edit.KIND, edit.id)]
    later = network_of(*rest, edit).on(DAY)
    anew = findings(later)
    for name in ("coverage_on", "parallels_on", "isolated_on"):
        monkeypatch.setattr(rules_of, name, None)
    assert findings_after(found, later, [(edit.KIND, edit.id)]).all == anew.all


def test_a_removed_actor_and_a_cooperation_that_waited_for_one_are_computed_anew():
    waiting = (*BASE, cooperation("c", "a", "neu"))
    found = findings(network_of(*waiting).on(DAY))
    there = network_of(*waiting, actor("neu")).on(DAY)
    later = findings_after(found, there, [("actor", "neu")])
    assert later.isolated == findings(there).isolated
    again = network_of(*waiting).on(DAY)
    assert findings_after(later, again, [("actor", "neu")]).isolated == found.isolated


TWICE = (
    *BASE,
    actor("c"),
    topic("t2"),
    *(
        offer(id, actor_id=actor_id, topic_ids=("t1",), on_site_region_ids=("16051",))
        for id, actor_id in (("2", "b"), ("3", "c"))
    ),
    *(delivery(id, actor_ids=("c",), offer_id="3", topic_ids=("t1",)) for id in ("d1", "d2")),
)


@pytest.mark.parametrize(
    "edit",
    [
        offer("3", actor_id="c", topic_ids=("t1",)),
        offer("3", actor_id="c", topic_ids=()),
        delivery("d2", actor_ids=("c",), offer_id="3", topic_ids=()),
        delivery("d3", actor_ids=("a",), offer_id="1", topic_ids=("t1",)),
        survey(),
        expectation("e2", minimum=1),
        expectation("e1", minimum=3),
        expectation("e1", topic_id="t2"),
    ],
    ids=lambda record: f"{record.KIND} {record.id}",
)
def test_what_was_delivered_twice_what_was_surveyed_and_expected_is_followed(edit):
    found = findings(network_of(*TWICE).on(DAY))
    rest = [r for r in TWICE if (r.KIND, r.id) != (edit.KIND, edit.id)]
    later = network_of(*rest, edit).on(DAY)
    anew = findings(later)
    after = findings_after(found, later, [(edit.KIND, edit.id)])
    assert after.coverage == anew.coverage
    assert after.coverage.bare == anew.coverage.bare
    assert after.all == anew.all
    # And back again.
    back = findings_after(after, network_of(*TWICE).on(DAY), [(edit.KIND, edit.id)])
    assert back.coverage.bare == found.coverage.bare
    assert back.all == found.all
