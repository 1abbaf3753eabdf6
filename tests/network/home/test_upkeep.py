"""What nobody confirmed for long, and how much runs: counted anew or carried over edits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.home import upkeep as rules
from services.network.home.upkeep import upkeep, upkeep_after
from services.network.records.kinds.record import Provenance
from tests.builders import actor, network_of, offer, period
from tests.network.records.random_networks import DAY, random_records


def confirmed(record, days):
    return replace(record, provenance=Provenance(confirmed=days and DAY - timedelta(days=days)))


NEVER, OLD, SOON, FRESH = (
    confirmed(actor(id), days) for id, days in (("a", None), ("b", 600), ("c", 500), ("d", 10))
)


def test_the_oldest_come_first_and_those_that_are_soon_too_old_are_counted():
    found = upkeep(network_of(FRESH, SOON, OLD, NEVER).on(DAY))
    assert found.oldest(0, 9) == [NEVER, OLD]
    assert (found.soon, found.running["actor"]) == (1, 4)


def test_what_has_ended_needs_no_confirmation():
    ended = confirmed(offer("1", actor_id="a", period=period("", "2001")), 600)
    found = upkeep(network_of(ended).on(DAY))
    assert (found.stale, found.running["offer"]) == ([], 0)


@settings(max_examples=400, derandomize=True)
@given(st.integers(0, 10**9))
def test_after_edits_all_is_as_counted_anew(seed):
    pick = Random(seed)
    records = {(r.KIND, r.id): r for r in random_records(seed)}
    found = upkeep(network_of(*records.values()).on(DAY))
    for step in range(4):
        others = random_records(seed + step + 1)
        changed = []
        for record in pick.sample(others, 3):
            if record.KIND in ("actor", "offer", "project", "cooperation"):
                record = confirmed(record, pick.choice((None, 10, 500, 600)))
            key = record.KIND, record.id
            if pick.random() < 0.3:
                records.pop(key, None)
            else:
                records[key] = record
            changed.append(key)
        snapshot = network_of(*records.values()).on(DAY)
        found = upkeep_after(found, snapshot, changed)
        anew = upkeep(snapshot)
        assert list(found.stale) == list(anew.stale)
        assert (found.soon, +found.running) == (anew.soon, +anew.running)
        assert found.oldest(0, 99) == anew.oldest(0, 99)


def test_an_edit_is_followed_without_counting_all_anew(monkeypatch):
    before = upkeep(network_of(FRESH, OLD).on(DAY))
    later = network_of(FRESH, confirmed(OLD, 1)).on(DAY)
    late = network_of(FRESH, OLD).on(DAY + timedelta(days=600))
    assert len(upkeep_after(before, late, []).stale) == 2
    monkeypatch.setattr(rules, "upkeep", None)
    assert upkeep_after(before, later, [("actor", "b")]).stale == []
