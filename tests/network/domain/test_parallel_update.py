"""Parallels after an edit equal parallels computed anew, whatever is edited."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.domain.findings import find_parallels
from services.network.domain.model import (
    Actor,
    Cooperation,
    Offer,
    Project,
    Record,
    Region,
    SteeringGroup,
    Tie,
    Topic,
)
from services.network.domain.parallel_update import update_parallels
from tests.builders import network_of
from tests.network.domain.random_networks import DAY, random_records

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


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(SEEDS, SEEDS, SEEDS)
def test_after_edits_one_after_another_all_is_as_computed_anew(seed, first, second):
    records = random_records(seed)
    found = find_parallels(network_of(*records).on(DAY))
    for edit in (first, second):
        records, changed = edited(records, edit)
        snapshot = network_of(*records).on(DAY)
        was = tuple(found)
        found, before = update_parallels(found, snapshot, changed), found
        anew = find_parallels(snapshot)
        assert tuple(found) == tuple(anew)
        assert found.clusters == anew.clusters
        assert found.relations.house_pairs == anew.relations.house_pairs
        assert found.relations.networks_of == anew.relations.networks_of
        assert tuple(before) == was
