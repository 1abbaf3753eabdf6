"""Complete results against the slow reference, on many random small networks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.findings.findings import CoverageState, find_parallels, findings
from services.network.meetings.invitees import meeting_proposal
from services.network.records.model import (
    Cooperation,
    Expectation,
    Offer,
    Provenance,
    Survey,
    TargetGroup,
)
from services.network.records.period import PartialDate, Period
from tests.builders import network_of
from tests.network.findings.reference import Reference
from tests.network.records.random_networks import DAY, random_network, random_records

SEEDS = st.integers(0, 10**9)
many = settings(max_examples=600, derandomize=True)
some = settings(max_examples=150, derandomize=True)


def _cells(found):
    return {
        (c.expectation_id, c.region_id): (
            str(c.state),
            {p.house_id: p.reach for p in c.providers},
            {(s.kind, s.id) for s in c.stale},
            set(c.survey_ids),
            c.several,
        )
        for c in found.coverage.cells
    }


def _pairs(parallels):
    return {
        ((p.left.kind, p.left.id), (p.right.kind, p.right.id)): (p.score, p.bridges)
        for p in parallels
    }


@many
@given(SEEDS)
def test_every_cell_is_as_the_definition_says(seed):
    network = random_network(seed)
    assert _cells(findings(network.on(DAY))) == Reference(network, DAY).cells()


@settings(many, max_examples=3000)
@given(SEEDS)
def test_every_parallel_and_no_other_is_found_with_the_exact_score(seed):
    network = random_network(seed)
    assert _pairs(find_parallels(network.on(DAY))) == Reference(network, DAY).parallels()


@many
@given(SEEDS)
def test_isolated_houses_are_those_of_the_definition(seed):
    network = random_network(seed)
    found = findings(network.on(DAY)).isolated
    assert {i.house_id for i in found} == Reference(network, DAY).isolated()


@some
@given(SEEDS)
def test_the_order_of_records_changes_nothing(seed):
    records = random_records(seed)
    one = findings(network_of(*records).on(DAY))
    other = findings(network_of(*reversed(records)).on(DAY))
    assert one.all == other.all
    assert one.coverage == other.coverage
    assert one.parallels.clusters == other.parallels.clusters


@some
@given(SEEDS)
def test_an_irrelevant_record_changes_nothing(seed):
    records = random_records(seed)
    more = [*records, TargetGroup(id="neu", label="Neu"), Offer(id="neu", title="Ohne Anbieter")]
    assert findings(network_of(*more).on(DAY)).all == findings(network_of(*records).on(DAY)).all


@some
@given(SEEDS)
def test_relabelling_changes_nothing(seed):
    records = random_records(seed)
    renamed = [
        replace(r, title=f"{r.title} (neu)", note="umbenannt") if isinstance(r, Offer) else r
        for r in records
    ]
    assert findings(network_of(*renamed).on(DAY)).all == findings(network_of(*records).on(DAY)).all


@some
@given(SEEDS)
def test_other_ids_change_the_ids_only(seed):
    # The order of ids stays, so that left and right stay.
    records = random_records(seed)
    named = {r.id: f"x-{r.id}" for r in records if isinstance(r, Offer)}
    renamed = [replace(r, id=named[r.id]) if isinstance(r, Offer) else r for r in records]
    expected = {
        tuple((kind, named[id] if kind == "offer" else id) for kind, id in pair): found
        for pair, found in _pairs(find_parallels(network_of(*records).on(DAY))).items()
    }
    assert _pairs(find_parallels(network_of(*renamed).on(DAY))) == expected


@some
@given(SEEDS)
def test_never_one_house_nor_one_project_nor_less_than_thirty_days(seed):
    for found in find_parallels(random_network(seed).on(DAY)):
        one, other = found.left, found.right
        assert not {*one.house_ids} & {*other.house_ids}
        assert not one.project_id or one.project_id != other.project_id
        assert (min(one.last, other.last) - max(one.first, other.first)).days + 1 >= 30
        assert found.region_ids
        assert found.topic_ids
        assert 0.6 <= found.score <= 1


@some
@given(SEEDS)
def test_a_cooperation_removes_the_parallel(seed):
    records = random_records(seed)
    for parallel in find_parallels(network_of(*records).on(DAY)):
        partners = (parallel.left.actor_ids[0], parallel.right.actor_ids[0])
        together = Cooperation(id="neu", partner_ids=partners, provenance=Provenance(confirmed=DAY))
        left = find_parallels(network_of(*records, together).on(DAY))
        assert parallel.id not in {p.id for p in left}


@some
@given(SEEDS)
def test_ending_an_offer_never_closes_a_gap(seed):
    records = random_records(seed)
    before = findings(network_of(*records).on(DAY)).coverage
    yesterday = PartialDate.of(DAY - timedelta(days=1))
    for index, record in enumerate(records):
        if isinstance(record, Offer):
            ended = replace(record, period=Period(None, yesterday))
            rest = network_of(*records[:index], ended, *records[index + 1 :])
            after = findings(rest.on(DAY)).coverage
            for was, now in zip(before.cells, after.cells, strict=True):
                assert len(now.enough) <= len(was.enough)
                assert was.state is not CoverageState.GAP or now.state is CoverageState.GAP


@some
@given(SEEDS)
def test_a_survey_turns_unknown_into_gap_and_nothing_into_covered(seed):
    records = random_records(seed)
    before = findings(network_of(*records).on(DAY)).coverage
    looked = Survey(id="neu", region_id="16", as_of=DAY)
    after = findings(network_of(*records, looked).on(DAY)).coverage
    for was, now in zip(before.cells, after.cells, strict=True):
        expected = CoverageState.GAP if was.state is CoverageState.UNKNOWN else was.state
        assert now.state is expected


@some
@given(SEEDS)
def test_ids_and_digests_do_not_depend_on_the_day_alone(seed):
    records = [r for r in random_records(seed) if not isinstance(r, Expectation) or r.since is None]
    network = network_of(*records)
    today = {f.id: f for f in findings(network.on(DAY)).all}
    for later in findings(network.on(DAY + timedelta(days=1))).all:
        if later.id in today and later.kind == "parallel":
            assert later.digest == today[later.id].digest


@some
@given(SEEDS)
def test_references_that_lead_nowhere_break_nothing(seed):
    records = random_records(seed)
    kept = [r for i, r in enumerate(records) if (seed + i) % 3]
    snapshot = network_of(*kept).on(DAY)
    found = findings(snapshot)
    assert len(found.by_id) == len(found.all)
    assert [meeting_proposal(snapshot, f).region_ids for f in found.all] == [
        f.region_ids for f in found.all
    ]
