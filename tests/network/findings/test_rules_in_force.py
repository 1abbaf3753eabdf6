"""A number that the operator changes reaches every computation, as it is defined."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from services.network.cooperation.analysis import structural_analysis
from services.network.cooperation.structure import isolated, structure
from services.network.cooperation.suggestions import suggested_partners
from services.network.coverage.coverage import coverage
from services.network.coverage.supply import SupplyIndex
from services.network.findings.findings import findings, findings_after
from services.network.findings.live_findings import LiveFindings
from services.network.measures.measures import life_of
from services.network.meetings.invitees import joint_proposal
from services.network.outlook.forecast import forecast, what_if
from services.network.outlook.next_steps import next_steps
from services.network.parallels.parallels import find_parallels
from services.network.records.live_network import LiveNetwork
from services.network.records.model import Measure, Offer, Reach, RuleSettings
from services.network.records.rules import DEFAULT, rules_of
from services.network.reports.facts import report_data
from services.network.stores.sql_store import SqlStore
from tests.builders import (
    AT,
    actor,
    delivery,
    district,
    expectation,
    land,
    network_of,
    new,
    offer,
    topic,
)
from tests.network.records.random_networks import DAY, random_records

SEEDS = st.integers(0, 10_000)
RULES = st.builds(
    RuleSettings,
    id=st.just("rules"),
    freshness_days=st.none() | st.integers(30, 1826),
    delivery_days=st.none() | st.integers(30, 1826),
    several_factor=st.none() | st.integers(2, 4),
    topic_weight=st.none() | st.integers(1, 10),
    format_weight=st.none() | st.integers(0, 10),
    parallel_from=st.none() | st.sampled_from((0.3, 0.5, 0.75, 0.9)),
    common_days=st.none() | st.integers(1, 730),
    forecast_months=st.none() | st.integers(3, 60),
    step_districts=st.none() | st.integers(1, 3),
    meeting_effort=st.none() | st.integers(1, 10),
)


@settings(max_examples=30, derandomize=True, phases=(Phase.explicit, Phase.generate))
@given(SEEDS, RULES)
def test_every_computation_takes_the_numbers_in_force(seed, chosen):
    plain = network_of(*random_records(seed)).on(DAY)
    ruled = network_of(*random_records(seed), chosen).on(DAY)
    rules = rules_of(chosen)
    ended = frozenset((Offer.KIND, id) for id in plain.network.all(Offer))
    assert coverage(ruled) == coverage(plain, rules)
    assert find_parallels(ruled) == find_parallels(plain, rules)
    assert findings(ruled).all == findings(plain, rules).all
    assert isolated(ruled) == isolated(plain, rules)
    assert structure(ruled).edges == structure(plain, rules).edges
    assert structure(ruled).rules == rules
    assert structural_analysis(ruled).brokers == structural_analysis(plain, rules).brokers
    assert tuple(suggested_partners(ruled)) == tuple(suggested_partners(plain, rules))
    assert forecast(ruled) == forecast(plain, rules)
    assert what_if(ruled, ended) == what_if(plain, ended, rules)
    assert next_steps(ruled) == next_steps(plain, rules)
    found = findings(ruled).all
    assert joint_proposal(ruled, found) == joint_proposal(plain, found, rules)
    measure = Measure(
        id="m",
        title="m",
        findings=tuple((f.id, f.digest) for f in found),
        begun=DAY - timedelta(days=400),
    )
    assert life_of(ruled, measure) == life_of(plain, measure, rules)
    first = DAY - timedelta(days=365)
    report, same = (
        report_data(ruled.network, DAY, first, DAY),
        report_data(plain.network, DAY, first, DAY, rules),
    )
    assert report.figures == same.figures
    assert report.rules == same.rules


@settings(max_examples=60, derandomize=True)
@given(SEEDS, st.integers(30, 1826))
def test_a_record_is_fresh_and_runs_for_as_many_days_as_the_rules_say(seed, days):
    chosen = RuleSettings(id="rules", freshness_days=days)
    snapshot = network_of(*random_records(seed), chosen).on(DAY)
    index = SupplyIndex(snapshot)
    for record in snapshot.network.all(Offer).values():
        confirmed = record.provenance.confirmed
        fresh = confirmed is not None and (DAY - confirmed).days <= days
        assert snapshot.is_fresh(record) is fresh
        running = record.period.contains(DAY) and (record.period.end is not None or fresh)
        assert snapshot.runs(record) is index.runs(record) is running


@settings(max_examples=100, derandomize=True)
@given(SEEDS, st.sampled_from((0.6, 0.7, 0.75, 0.8, 0.9, 1.0)))
def test_a_higher_threshold_leaves_the_pairs_that_reach_it(seed, limit):
    records = random_records(seed)
    low = RuleSettings(id="rules", parallel_from=0.3)
    many = find_parallels(network_of(*records, low).on(DAY))
    few = find_parallels(network_of(*records, replace(low, parallel_from=limit)).on(DAY))
    assert list(few) == [p for p in many if p.score >= limit]


def test_the_window_of_deliveries_decides_what_is_only_reachable():
    there = (land(), district(), topic(), actor("a"))
    wide = offer("1", actor_id="a", topic_ids=("t1",), reachable_region_ids=("16",))
    came = delivery("d", "16051", DAY - timedelta(days=400), offer_id="1", actor_ids=("a",))
    wanted = expectation(minimum=1)

    def state(**numbers):
        chosen = RuleSettings(id="rules", **numbers)
        network = network_of(*there, wide, came, replace(wanted, reach=Reach.DELIVERED), chosen)
        (cell,) = coverage(network.on(DAY)).cells
        return cell.state.value

    assert (state(), state(delivery_days=365)) == ("covered", "reach_only")


ONE = offer("1", actor_id="a", topic_ids=("t1", "t2"), on_site_region_ids=("16051",))
OTHER = offer("2", actor_id="b", topic_ids=("t1",), on_site_region_ids=("16051",))
BASE = (land(), district(), topic("t1"), topic("t2"), expectation(), actor("a"), actor("b"))
STRICT = RuleSettings(id="rules", parallel_from=0.9, reasons=(("parallel_from", "so"),))


def test_what_is_carried_over_an_edit_of_the_rules_is_what_they_find():
    before = network_of(*BASE, ONE, OTHER).on(DAY)
    after = network_of(*BASE, ONE, OTHER, STRICT).on(DAY)
    edit = [("rules", "rules")]
    found = findings(before)
    assert [p.score for p in found.parallels] == [0.7]
    later = findings_after(found, after, edit)
    assert later.all == findings(after).all
    assert later.coverage.evidence.supply_index.rules == after.rules
    assert list(later.parallels) == []


def test_a_running_process_finds_by_the_new_numbers_at_once(tmp_path):
    current = LiveNetwork(SqlStore(f"sqlite:///{tmp_path / 'network.db'}"))
    live = LiveFindings(current)
    current.apply(new(*BASE, ONE, OTHER), "Test", AT)
    assert len(live.on(current.snapshot(DAY)).parallels) == 1
    current.apply(new(STRICT), "Test", AT)
    assert len(live.on(current.snapshot(DAY)).parallels) == 0


@pytest.mark.parametrize("seed", range(5))
def test_rules_that_are_handed_in_win_over_those_in_force(seed):
    ruled = network_of(*random_records(seed), STRICT).on(DAY)
    plain = network_of(*random_records(seed)).on(DAY)
    assert findings(ruled, DEFAULT).all == findings(plain).all
    assert find_parallels(ruled, replace(DEFAULT, parallel_from=Fraction(9, 10))) == (
        find_parallels(ruled)
    )
