"""Parallel structures, case by case: what makes one, what forbids one, what it shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from services.network.findings.findings import LOOKED_FOR, find_parallels
from services.network.records.model import Funding, TieKind
from services.network.records.rules import DEFAULT
from tests.builders import (
    DAY,
    actor,
    cooperation,
    district,
    installation,
    land,
    network_of,
    offer,
    period,
    project,
    provenance,
    steering_group,
    tie,
    topic,
)

BASE = (
    land(),
    district("16051"),
    district("16052"),
    topic("sprache"),
    topic("arbeit"),
    *(actor(id) for id in ("a", "b", "c", "d")),
    actor("netz", org_type_id="netzwerk"),
    actor("team", org_type_id="konsortium"),
)


def like(id, actor_id, **values):
    values.setdefault("topic_ids", ("sprache",))
    values.setdefault("on_site_region_ids", ("16051",))
    return offer(id, actor_id=actor_id, **values)


def pairs(*records):
    found = find_parallels(network_of(*BASE, *records).on(DAY))
    return [(p.left.id, p.right.id) for p in found]


def only(*records):
    (found,) = find_parallels(network_of(*BASE, *records).on(DAY))
    return found


ONE, OTHER = like("1", "a"), like("2", "b")


def test_two_strangers_doing_the_same_are_parallel():
    found = only(ONE, OTHER)
    assert (found.score, found.looked_for, found.bridges) == (1.0, LOOKED_FOR, ())
    assert (found.region_ids, found.topic_ids) == (("16051",), ("sprache",))
    assert found.actor_ids == ("a", "b")


def test_every_factor_is_shown_and_an_empty_one_left_out():
    one = like("1", "a", topic_ids=("sprache", "arbeit"), format_ids=("seminar",))
    other = like("2", "b", format_ids=("seminar",), target_group_ids=("azubis",))
    found = only(one, other)
    regions, topics, groups, formats = found.factors
    assert (topics.common, topics.only_left, topics.jaccard) == (("sprache",), ("arbeit",), 0.5)
    assert (groups.counted, groups.only_right) == (False, ("azubis",))
    assert (regions.jaccard, formats.jaccard, formats.counted) == (1.0, 1.0, True)
    assert found.score == float(Fraction(2 * 2 + 3 * 1 + 2, 12))


def test_a_score_of_exactly_the_limit_is_reported():
    # Regions 1/1, topics 1/3: (2 + 1) / 5 = 0.6, whatever floats make of it.
    one = like("1", "a", topic_ids=("sprache", "arbeit", "t3"))
    assert pairs(one, OTHER) == [("1", "2")]
    below = replace(DEFAULT, parallel_from=Fraction(6001, 10000))
    assert len(find_parallels(network_of(*BASE, one, OTHER).on(DAY), below)) == 0


@pytest.mark.parametrize(
    "link",
    [
        cooperation("c", "a", "b"),
        cooperation("c", "a", "d", "b"),
        project("p", lead_actor_id="a", partner_actor_ids=("b",)),
        steering_group("s", "a", "b"),
        tie("h", "a", "b", TieKind.CARRIER_OF),
        tie("h", "a", "b", TieKind.PART_OF),
    ],
    ids=["cooperation", "consortium", "project", "steering group", "carrier", "part"],
)
def test_those_who_work_together_or_are_one_house_are_not_parallel(link):
    assert pairs(ONE, OTHER, link) == []


def test_members_of_a_project_team_work_together():
    members = (
        tie("1", "a", "team", TieKind.MEMBER_OF),
        tie("2", "b", "team", TieKind.MEMBER_OF),
    )
    assert pairs(ONE, OTHER, *members) == []


def test_one_partner_who_works_with_the_other_side_speaks_for_the_whole_project():
    team = project(
        "p",
        lead_actor_id="a",
        partner_actor_ids=("c", "d"),
        topic_ids=("sprache",),
        on_site_region_ids=("16051",),
    )
    assert pairs(OTHER, team) == [("2", "p")]
    for known in ("a", "c", "d"):
        assert pairs(OTHER, team, cooperation("x", known, "b")) == []


def test_the_first_common_region_need_not_be_the_first_of_either_side():
    one = like("1", "a", on_site_region_ids=("96", "98", "99"))
    other = like("2", "b", on_site_region_ids=("97", "98", "99"))
    assert pairs(one, other) == [("1", "2")]


def test_a_branch_that_works_with_the_other_speaks_for_its_house():
    branch = tie("h", "a", "d", TieKind.CARRIER_OF)
    assert pairs(ONE, OTHER, branch, cooperation("c", "d", "b")) == []


def test_an_ended_cooperation_is_none():
    assert pairs(ONE, OTHER, cooperation("c", "a", "b", period=period("2020", "2021"))) == [
        ("1", "2")
    ]


def test_funding_or_recommending_is_no_cooperation():
    assert pairs(ONE, OTHER, tie("f", "a", "b", TieKind.FUNDS)) == [("1", "2")]
    assert pairs(ONE, OTHER, tie("f", "a", "b", TieKind.RECOMMENDS)) == [("1", "2")]


def test_a_common_network_is_a_bridge_unless_it_works_on_this():
    members = (
        tie("1", "a", "netz", TieKind.MEMBER_OF),
        tie("2", "b", "netz", TieKind.MEMBER_OF),
    )
    assert only(ONE, OTHER, *members).bridges == ("netz",)
    elsewhere = like("3", "netz", on_site_region_ids=("16052",))
    assert only(ONE, OTHER, *members, elsewhere).bridges == ("netz",)
    here = like("3", "netz", format_ids=("austausch",), topic_ids=("sprache", "x", "y", "z"))
    assert pairs(ONE, OTHER, *members, here) == []


def test_a_member_that_is_no_actor_here_disturbs_no_comparison():
    members = (
        tie("1", "a", "netz", TieKind.MEMBER_OF),
        tie("2", "b", "netz", TieKind.MEMBER_OF),
        tie("3", "ghost", "netz", TieKind.MEMBER_OF),
    )
    assert only(ONE, OTHER, *members).bridges == ("netz",)


def test_thirty_common_days_are_needed():
    assert pairs(like("1", "a", period=period("", "2026-06-02")), OTHER) == [("1", "2")]
    short = like("2", "b", period=period("2026-05-04"))
    assert pairs(like("1", "a", period=period("", "2026-06-02")), short) == [("1", "2")]
    assert pairs(like("1", "a", period=period("", "2026-06-01")), short) == []


def test_both_must_run_on_the_day():
    assert pairs(like("1", "a", period=period("2026-05-05")), OTHER) == []


def test_without_a_common_place_or_topic_there_is_none():
    assert pairs(like("1", "a", on_site_region_ids=("16052",)), OTHER) == []
    assert pairs(like("1", "a", topic_ids=("arbeit",)), OTHER) == []


def test_an_offer_is_never_parallel_to_its_own_project():
    own = project("p", lead_actor_id="c", topic_ids=("sprache",), on_site_region_ids=("16051",))
    assert pairs(like("1", "a", project_id="p"), own) == []
    assert pairs(like("1", "a", project_id="p"), like("2", "b", project_id="p")) == []


def test_the_operators_own_house_is_marked():
    operator = installation(operator_actor_id="d")
    carried = tie("h", "d", "a", TieKind.CARRIER_OF)
    assert only(ONE, OTHER, operator, carried).own_house
    assert not only(ONE, OTHER, operator).own_house


def test_common_partners_are_named():
    found = only(ONE, OTHER, cooperation("x", "a", "c"), cooperation("y", "c", "b"))
    assert found.common_partner_ids == ("c",)


def funded(id, lead, grant):
    return project(
        id,
        lead_actor_id=lead,
        topic_ids=("sprache",),
        on_site_region_ids=("16051",),
        fundings=(grant,),
        period=period("2025", "2027"),
    )


def test_the_same_programme_at_the_same_time_may_be_double_funding():
    one = Funding(programme="Vielfalt im Amt", period=period("2026-01-01", "2026-12-31"))
    other = Funding(programme="VIELFALT im Amt", period=period("2026-07-01", "2027-06-30"))
    found = only(funded("p", "a", one), funded("q", "b", other))
    assert found.double_funding
    assert [(f.programme, f.common_days) for f in found.common_funding] == [
        ("Vielfalt im Amt", 184)
    ]


def test_grants_one_after_the_other_are_no_double_funding():
    one = Funding(funder_actor_id="d", period=period("2025", "2025"))
    other = Funding(funder_actor_id="d", period=period("2026", "2026"))
    found = only(funded("p", "a", one), funded("q", "b", other))
    assert [f.funder_actor_id for f in found.common_funding] == ["d"]
    assert not found.double_funding


def test_pairs_form_clusters_the_largest_first():
    found = find_parallels(
        network_of(
            *BASE,
            *(like(id, id) for id in ("a", "b", "c")),
            like("x", "d", topic_ids=("arbeit",)),
            like("y", "netz", topic_ids=("arbeit",)),
        ).on(DAY)
    )
    assert [[side.id for side in c.sides] for c in found.clusters] == [["a", "b", "c"], ["x", "y"]]
    assert [len(c.finding_ids) for c in found.clusters] == [3, 1]


def test_an_unknown_beginning_is_not_counted_in_days():
    assert (only(ONE, OTHER).common_from, only(ONE, OTHER).common_days) == (None, None)
    dated = like("1", "a", period=period("2026-05-01", "2026-06-30"))
    found = only(dated, OTHER)
    assert (found.common_from.isoformat(), found.common_days) == ("2026-05-01", 61)


def test_a_verdict_stored_last_year_still_knows_its_parallel():
    dated = project(
        "p",
        lead_actor_id="c",
        partner_actor_ids=("d",),
        topic_ids=("sprache", "arbeit"),
        on_site_region_ids=("16051",),
        reachable_region_ids=("16052",),
        target_group_ids=("azubis",),
        format_ids=("seminar",),
        period=period("2026-01-01", "2026-12-31"),
    )
    found = only(like("1", "a", format_ids=("seminar",), reachable_region_ids=("16052",)), dated)
    assert (found.id, found.digest) == ("parallel-424e6a0d4cd53004950d", "58267275c2151a61")


def test_a_digest_rests_on_a_stated_end_and_not_on_the_freshness_of_an_open_one():
    usual = only(ONE, OTHER).digest
    confirmed_later = like("1", "a", provenance=provenance(confirmed=DAY - timedelta(days=1)))
    assert only(confirmed_later, OTHER).digest == usual
    assert only(like("1", "a", period=period("", "2026-12-31")), OTHER).digest != usual
