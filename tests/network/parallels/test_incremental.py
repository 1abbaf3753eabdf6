"""Parallels after an edit equal parallels computed anew, whatever is edited."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.findings import findings as rules_of
from services.network.findings.findings import find_parallels, findings, findings_after
from services.network.parallels import incremental as parallel_update
from services.network.records.model import (
    Actor,
    Cooperation,
    Offer,
    Project,
    Record,
    Region,
    SteeringGroup,
    Tie,
    TieKind,
    Topic,
)
from tests.builders import (
    actor,
    cooperation,
    district,
    land,
    network_of,
    offer,
    project,
    tie,
    topic,
)
from tests.network.records.random_networks import DAY, random_records

PLACES = (land(), district("16051"), topic("sprache"))
BASE = (*PLACES, *(actor(id) for id in ("a", "b", "c")), actor("netz", org_type_id="netzwerk"))
SEEDS = st.integers(0, 10**9)
EDITED = (Actor, Cooperation, Offer, Project, Region, SteeringGroup, Tie, Topic)


def edited(records: list[Record], seed: int) -> tuple[list[Record], list[tuple[str, str]]]:
    """Some records removed, put in anew, or with the content of another random network."""
    pick = Random(seed)
    found = {(r.KIND, r.id): r for r in records}
    others = [r for r in random_records(seed) if isinstance(r, EDITED)]
    # Ids meet those of the first network, so most of these replace a record of it.
    changed: list[tuple[str, str]] = []
    for _ in range(pick.choice((1, 1, 1, 2, 5))):
        way = pick.random()
        own = [r for r in found.values() if isinstance(r, EDITED)]
        if way < 0.25 and own:
            record = pick.choice(own)
            del found[record.KIND, record.id]
        elif way < 0.4 and own:
            record = replace(pick.choice(own), note="anders")
            found[record.KIND, record.id] = record
        else:
            record = pick.choice(others)
            if pick.random() < 0.2:
                record = replace(record, id=f"{record.id}-neu")
            found[record.KIND, record.id] = record
        changed.append((record.KIND, record.id))
    return list(found.values()), changed


@settings(max_examples=1500, derandomize=True)
@given(SEEDS, SEEDS, SEEDS)
def test_after_edits_one_after_another_all_is_as_computed_anew(seed, first, second):
    records = random_records(seed)
    carried = findings(network_of(*records).on(DAY))
    for edit in (first, second):
        records, changed = edited(records, edit)
        snapshot = network_of(*records).on(DAY)
        before = carried.parallels
        was = tuple(before)
        carried = findings_after(carried, snapshot, changed)
        found = carried.parallels
        anew = find_parallels(snapshot)
        assert tuple(found) == tuple(anew)
        assert found.clusters == anew.clusters
        assert found.relations.house_pairs == anew.relations.house_pairs
        assert found.relations.networks_of == anew.relations.networks_of
        assert tuple(before) == was


def like(id, actor_id, **values):
    values.setdefault("topic_ids", ("sprache",))
    return offer(id, actor_id=actor_id, on_site_region_ids=("16051",), **values)


def after(before, records, *changed):
    found = findings(network_of(*BASE, *before).on(DAY))
    snapshot = network_of(*BASE, *records).on(DAY)
    updated = findings_after(found, snapshot, [(r.KIND, r.id) for r in changed])
    return [(p.left.id, p.right.id) for p in updated.parallels]


@pytest.fixture
def nothing_anew(monkeypatch):
    """From the edit on nothing can be computed anew."""
    first = findings

    def once(snapshot):
        monkeypatch.setattr(rules_of, "findings", None)
        monkeypatch.setattr(parallel_update, "parallels_on", None)
        return first(snapshot)

    monkeypatch.setitem(globals(), "findings", once)


ONE, OTHER = like("1", "a"), like("2", "b")
MEMBERS = (tie("m", "a", "netz", TieKind.MEMBER_OF), tie("n", "b", "netz", TieKind.MEMBER_OF))
TOGETHER = cooperation("c", "a", "b")
JOINED = project("p", lead_actor_id="a", partner_actor_ids=("b",))
OF_NETWORK = like("3", "netz", topic_ids=("sprache", "x", "y", "z"))
NEW_ACTOR = actor("neu")
OF_NEW_ACTOR = like("3", "neu")


@pytest.mark.parametrize(
    ("before", "edit", "expected"),
    [
        ((ONE,), OTHER, [("1", "2")]),
        ((ONE, OTHER), replace(OTHER, topic_ids=("arbeit",)), []),
        ((ONE, OTHER), replace(OTHER, actor_id="a"), []),
        ((ONE, OTHER), TOGETHER, []),
        ((ONE, OTHER, TOGETHER), replace(TOGETHER, partner_ids=("a", "c")), [("1", "2")]),
        ((ONE, OTHER), JOINED, []),
        ((ONE, OTHER, OF_NETWORK, MEMBERS[0]), MEMBERS[1], []),
        ((ONE, OTHER, *MEMBERS), OF_NETWORK, []),
        (
            (ONE, OTHER, *MEMBERS),
            actor("netz", org_type_id="konsortium"),
            [],
        ),
        ((ONE, OTHER, NEW_ACTOR), OF_NEW_ACTOR, [("1", "2"), ("1", "3"), ("2", "3")]),
        ((ONE, OTHER), NEW_ACTOR, [("1", "2")]),
        ((ONE, OTHER), topic("arbeit"), [("1", "2")]),
    ],
    ids=[
        "new entry", "other topic", "same provider", "new cooperation", "other partners",
        "common project", "membership", "network's offer", "consortium", "actor's first offer",
        "new actor", "new topic",
    ],
)  # fmt: skip
def test_an_edit_is_followed_without_computing_all_anew(before, edit, expected, nothing_anew):
    rest = [r for r in before if (r.KIND, r.id) != (edit.KIND, edit.id)]
    assert after(before, (*rest, edit), edit) == expected


def test_a_removed_cooperation_brings_the_finding_back(nothing_anew):
    assert after((ONE, OTHER, TOGETHER), (ONE, OTHER), TOGETHER) == [("1", "2")]
    twice = cooperation("d", "a", "b", "c")
    assert after((ONE, OTHER, TOGETHER, twice), (ONE, OTHER, twice), TOGETHER) == []


def test_another_day_or_other_houses_are_computed_anew():
    found = findings(network_of(*BASE, ONE, OTHER).on(DAY))
    house = tie("h", "a", "b", TieKind.CARRIER_OF)
    assert after((ONE, OTHER), (ONE, OTHER, house), house) == []
    late = DAY + timedelta(days=600)
    later = findings_after(found, network_of(*BASE, ONE, OTHER).on(late), [])
    assert len(later.parallels) == 0


def test_the_value_before_the_edit_stays_as_it_was():
    found = findings(network_of(*BASE, ONE, OTHER).on(DAY))
    was = tuple(found.parallels)
    findings_after(found, network_of(*BASE, ONE).on(DAY), [("offer", "2")])
    assert tuple(found.parallels) == was
