"""The list of findings in columns says of each what the finding itself says."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.findings.finding_list import KINDS, STAGES, FindingList, stages_of
from services.network.findings.findings import Findings, findings, findings_after
from services.network.findings.lifecycle import FindingStage, stage
from services.network.parallels.parallels import Parallel
from services.network.records.model import Judgement, Verdict
from tests.builders import network_of
from tests.network.records.random_networks import DAY, random_records

SEEDS = st.integers(0, 10**9)
many = settings(max_examples=300, derandomize=True)


def after_an_edit(seed: int) -> Findings:
    """Findings that were carried over an edit, so that what they carry along is looked at too."""
    records = random_records(seed)
    found = findings(network_of(*records).on(DAY))
    listed = FindingList(found)
    assert [listed.id_at(place) for place in range(len(listed))] == [f.id for f in found.all]
    others = {(r.KIND, r.id): r for r in random_records(seed + 1)}
    was = records[seed % len(records)]
    now = others.get((was.KIND, was.id), was)
    later = network_of(*[r for r in records if r is not was], now)
    return findings_after(found, later.on(DAY), [(was.KIND, was.id)])


@many
@given(SEEDS)
def test_every_place_names_the_finding_that_stands_there(seed):
    found = after_an_edit(seed)
    listed = FindingList(found)
    for place, finding in enumerate(found.all):
        assert listed.finding(place) == finding
        assert listed.id_at(place) == finding.id
        assert listed.digest_at(place) == finding.digest
        assert listed.place_of(finding.id) == place
        assert found.get(finding.id) == finding
        assert KINDS[listed.kinds[place]] == finding.kind
    assert len(listed) == len(found.all)
    assert [found.get(f"{kind}-nirgends") for kind in KINDS] == [None, None, None]


@many
@given(SEEDS)
def test_filters_and_orders_are_those_of_the_findings(seed):
    found = after_an_edit(seed)
    listed, all_of_them = FindingList(found), found.all
    paired = [f if isinstance(f, Parallel) else None for f in all_of_them]
    for district in ("16051", "16052", "16", "nirgends"):
        assert listed.in_region(district).tolist() == [
            district in f.region_ids for f in all_of_them
        ]
    for topics in ({"t0"}, {"t1", "t2"}, set()):
        assert listed.about(topics).tolist() == [bool(topics & {*f.topic_ids}) for f in all_of_them]
    for actor in ("a0", "a1", "a2", "nirgends"):
        expected = [p is not None and actor in p.actor_ids for p in paired]
        assert listed.of_actor(actor).tolist() == expected
    assert listed.double_funded.tolist() == [p is not None and p.double_funding for p in paired]
    assert listed.own_house.tolist() == [p is not None and p.own_house for p in paired]
    assert listed.scores.tolist() == [p.score if p else 0.0 for p in paired]
    assert listed.common_days.tolist() == [(p.common_days or 0) if p else 0 for p in paired]
    assert listed.common_from.tolist() == [
        p.common_from.toordinal() if p and p.common_from else 1 for p in paired
    ]
    assert found.double_funding == tuple(p for p in paired if p and p.double_funding)
    assert found.parallels.actor_ids == {id for p in paired if p for id in p.actor_ids}


@many
@given(SEEDS)
def test_a_verdict_counts_for_the_facts_that_it_was_made_on(seed):
    found = after_an_edit(seed)
    verdicts = {}
    for number, finding in enumerate(found.all[::2]):
        verdict = Verdict(
            id=f"v{number}",
            finding_id=finding.id,
            digest=finding.digest if number % 2 else "anderes",
            judgement=Judgement.REAL_GAP,
            day=DAY,
            released=number % 3 == 0,
        )
        verdicts[finding.id] = verdict
    verdicts["coverage-nirgends"] = Verdict(
        id="v", finding_id="coverage-nirgends", digest="", judgement=Judgement.REAL_GAP, day=DAY
    )
    told = [STAGES[number] for number in stages_of(FindingList(found), verdicts, {}, DAY)]
    assert told == [stage(f.digest, verdicts.get(f.id), (), DAY) for f in found.all]


def test_a_heavy_gap_ranks_before_an_equal_pair_and_that_before_somebody_alone():
    found = findings(network_of(*random_records(7)).on(DAY))
    listed = FindingList(found)
    ranks = dict(zip((f.id for f in found.all), listed.ranks.tolist(), strict=True))
    for finding in found.all:
        if isinstance(finding, Parallel):
            more = 0.5 if finding.double_funding else 0.0
            assert ranks[finding.id] == 0.6 + 2.0 * finding.score + more
        elif finding.kind == "isolated":
            assert 0.5 < ranks[finding.id] <= 0.9
        else:
            assert 1.0 <= ranks[finding.id] < 4.0
    assert FindingStage.OPEN in STAGES
    assert replace(found, isolated=()).place_of("isolated-x") is None
