"""Every finding is found by its id and by its place, each built on access."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.findings.findings import find_gaps, findings
from tests.network.records.random_networks import DAY, random_network

SEEDS = st.integers(0, 10**9)
many = settings(max_examples=200, derandomize=True)


@many
@given(SEEDS)
def test_every_finding_is_found_by_its_id_and_its_place(seed):
    found = findings(random_network(seed).on(DAY))
    every = found.all
    assert (len(found), list(found.by_id), len(found.by_id)) == (
        len(every), [one.id for one in every], len(every),
    )  # fmt: skip
    for place, one in enumerate(every):
        assert (found.at(place), found.place_of(one.id)) == (one, place)
        assert (found.by_id[one.id], found.get(one.id)) == (one, one)


@many
@given(SEEDS)
def test_what_is_no_finding_is_none(seed):
    found = findings(random_network(seed).on(DAY))
    held = {gap.id for gap in found.gaps}
    for id in ("coverage-x", "parallel-x", "isolated-x", "x", *(
        cell.id for cell in found.coverage.cells if cell.id not in held
    )):  # fmt: skip
        assert (found.place_of(id), found.get(id), id in found.by_id) == (None, None, False)
        with pytest.raises(KeyError):
            found.by_id[id]
    with pytest.raises(IndexError):
        found.at(len(found))


@many
@given(SEEDS)
def test_gaps_are_a_sequence_and_equal_when_their_cells_are(seed):
    found = findings(random_network(seed).on(DAY))
    gaps, listed = found.gaps, tuple(found.gaps)
    assert gaps[1:3] == listed[1:3]
    assert [gaps[at] for at in range(len(gaps))] == list(listed)
    assert gaps == find_gaps(found.coverage)
    assert gaps != listed
    few = find_gaps(found.coverage.where(lambda cell: cell.id != (listed[0].id if listed else "")))
    assert (gaps == few) == (not listed)
    for gap in listed:
        cell = gap.cell
        assert (gap.kind, gap.actor_ids, gap.region_ids, gap.topic_ids) == (
            "coverage", cell.actor_ids, (cell.region_id,), (cell.topic_id,),
        )  # fmt: skip
