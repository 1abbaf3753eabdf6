"""What is read from the columns says what the cells say, whatever part of the coverage it is of."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.coverage.cells import SEVERITY, CoverageState
from services.network.coverage.coverage import Coverage, coverage
from tests.builders import DAY as TODAY
from tests.builders import land, network_of
from tests.network.records.random_networks import DAY, random_network

SEEDS = st.integers(0, 10**9)
many = settings(max_examples=200, derandomize=True)


def parts_of(found: Coverage, pick: int) -> tuple[Coverage, Coverage]:
    """The whole coverage, and about half of its cells."""
    return found, found.where(lambda cell: sum(map(ord, cell.id)) % 2 == pick % 2)


@many
@given(SEEDS)
def test_a_part_has_the_cells_that_were_wanted_and_no_other(seed):
    whole, part = parts_of(coverage(random_network(seed).on(DAY)), seed)
    wanted = [cell for cell in whole.cells if sum(map(ord, cell.id)) % 2 == seed % 2]
    assert (list(part.cells), len(part)) == (wanted, len(wanted))
    assert (part == whole) == (len(part) == len(whole))


@many
@given(SEEDS)
def test_a_bare_cell_says_what_the_cell_says(seed):
    for found in parts_of(coverage(random_network(seed).on(DAY)), seed):
        told = [
            (b.id, b.expectation_id, b.region_id, b.topic_id, b.target_group_id, b.format_id,
             b.state, round(b.weight, 9), b.several)
            for b in found.bare
        ]  # fmt: skip
        assert told == [
            (c.id, c.expectation_id, c.region_id, c.topic_id, c.target_group_id, c.format_id,
             c.state, round(c.weight, 9), c.several)
            for c in found.cells
        ]  # fmt: skip


@many
@given(SEEDS)
def test_every_cell_is_found_by_its_number_its_id_and_its_place_and_no_other_is(seed):
    whole, part = parts_of(coverage(random_network(seed).on(DAY)), seed)
    for found in (whole, part):
        held = {cell.id for cell in found.cells}
        for cell in whole.cells:
            number = found.number(cell.expectation_id, cell.region_id)
            assert found.number_of(cell.id) == number
            assert (number is not None) == (cell.id in held)
            if number is not None:
                assert found.cell(number) == cell
                assert found.place_of(number) == (cell.expectation_id, cell.region_id)
                assert (found.id_of(number), found.digest(number)) == (cell.id, cell.digest)
                assert found.by_id[cell.id] == cell
                assert found.by_place[cell.expectation_id, cell.region_id] == cell
            else:
                assert (found.by_id.get(cell.id), cell.id in found.by_id) == (None, False)
        assert (list(found.by_id), len(found.by_id)) == ([c.id for c in found.cells], len(found))
        assert found.number("nothing", "16051") is None
        assert found.number_of("coverage-nothing") is None


@many
@given(SEEDS)
def test_districts_expectations_and_states_have_their_cells(seed):
    for found in parts_of(coverage(random_network(seed).on(DAY)), seed):
        cells = found.cells
        for region_id in {c.region_id for c in cells} | {"nowhere"}:
            assert found.of_region(region_id) == tuple(c for c in cells if c.region_id == region_id)
        for id in {c.expectation_id for c in cells} | {"nothing"}:
            assert found.of_expectation(id) == tuple(c for c in cells if c.expectation_id == id)
        for states in ([CoverageState.GAP, CoverageState.THIN], [CoverageState.COVERED], []):
            assert found.in_states(states) == tuple(c for c in cells if c.state in states)


@many
@given(SEEDS)
def test_states_are_counted_and_the_most_urgent_is_named(seed):
    for found in parts_of(coverage(random_network(seed).on(DAY)), seed):
        counted = Counter(cell.state for cell in found.cells)
        wanted = {state: counted[state] for state in CoverageState}
        assert (found.counts(), found.counts(found.cells)) == (wanted, wanted)
        told = [state for state in sorted(SEVERITY, key=lambda s: SEVERITY[s]) if counted[state]]
        assert found.worst(found.cells) == (told[0] if told else None)


def test_where_nothing_is_expected_there_are_no_cells():
    found = coverage(network_of(land()).on(TODAY))
    assert (len(found), found.bare, found.of_region("16"), found.of_expectation("e")) == (
        0, (), (), (),
    )  # fmt: skip
    assert found.counts() == dict.fromkeys(CoverageState, 0)
    with pytest.raises(KeyError):
        found.by_id["coverage-nothing"]


def test_a_coverage_is_no_other_thing():
    assert coverage(network_of(land()).on(TODAY)) != "coverage"
