"""What the findings stand on: who pays, where an entry counts, and until when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.network.coverage.supply import SupplyIndex, provider_of
from services.network.records.model import Funding, TieKind
from services.network.records.rules import DEFAULT
from tests.builders import (
    DAY,
    actor,
    district,
    land,
    network_of,
    offer,
    period,
    project,
    provenance,
    tie,
)

BASE = (
    land(),
    land("15", "Sachsen-Anhalt"),
    district("16051", population=300),
    district("16052", population=100),
    *(actor(id) for id in ("a", "b", "c")),
    actor("house"),
    tie("t", "house", "c", TieKind.CARRIER_OF),
)


def index_of(*records):
    return SupplyIndex(network_of(*BASE, *records).on(DAY), DEFAULT)


@pytest.mark.parametrize(
    ("record", "funders"),
    [
        (project("p"), set()),
        (project("p", funder_actor_ids=("a",)), {"a"}),
        (project("p", fundings=(Funding(funder_actor_id="b"),)), {"b"}),
        (project("p", fundings=(Funding(programme="Vielfalt"),)), set()),
        (project("p", funder_actor_ids=("a",), fundings=(Funding(funder_actor_id="c"),)),
         {"a", "house"}),
        (tie("f", "a", "b", TieKind.FUNDS), {"a"}),
        (tie("f", "a", "b", TieKind.FUNDS, period=period("2020", "2021")), set()),
        (tie("f", "a", "b", TieKind.RECOMMENDS), set()),
    ],
)  # fmt: skip
def test_who_funds_is_read_from_projects_their_grants_and_ties_of_the_day(record, funders):
    assert index_of(record).funders == funders


def test_supply_comes_from_the_actor_of_an_offer_and_from_lead_or_first_partner_of_a_project():
    assert provider_of(offer("o", actor_id="a")) == "a"
    assert provider_of(project("p", lead_actor_id="b", partner_actor_ids=("a",))) == "b"
    assert provider_of(project("p", partner_actor_ids=("c", "b"))) == "b"
    assert provider_of(project("p")) == ""


@pytest.mark.parametrize(
    ("values", "last"),
    [
        ({"period": period("2025", "2026-12-31")}, date(2026, 12, 31)),
        ({}, DAY + timedelta(days=548)),
        ({"provenance": provenance(confirmed=None)}, date.min),
    ],
)
def test_an_entry_runs_until_its_stated_end_or_else_while_it_is_fresh(values, last):
    one = offer("o", actor_id="a", **values)
    assert index_of(one).last_day(one) == last


@pytest.mark.parametrize(
    ("values", "runs"),
    [
        ({"period": period("2026-05-04", "2026-05-04")}, True),
        ({"period": period("2026-05-05", "2026-12-31")}, False),
        ({"period": period("2020", "2026-05-03")}, False),
        ({"period": period("", "2027"), "provenance": provenance(confirmed=None)}, True),
        ({"provenance": provenance(confirmed=None)}, False),
        ({"provenance": provenance(confirmed=DAY - timedelta(days=548))}, True),
        ({"provenance": provenance(confirmed=DAY - timedelta(days=549))}, False),
    ],
)
def test_an_entry_runs_on_the_first_and_last_day_and_without_an_end_only_while_fresh(values, runs):
    one = offer("o", actor_id="a", **values)
    assert index_of(one).runs(one) is runs


def test_districts_share_the_population_and_are_alike_where_it_is_unknown():
    assert index_of().population_share == {"16051": 0.75, "16052": 0.25}
    unknown = network_of(land(), district("16051"), district("16052")).on(DAY)
    shares = SupplyIndex(unknown, DEFAULT).population_share
    assert shares == {"16051": 0.5, "16052": 0.5}


def test_an_actor_of_another_land_is_outside_and_one_whose_seat_nobody_knows_is_not():
    index = index_of(
        actor("fern", region_id="15"),
        actor("near", region_id="16051"),
        actor("branch", region_id=""),
        tie("b", "fern", "branch", TieKind.CARRIER_OF),
        actor("nowhere", region_id=""),
    )
    found = {id: index.is_outside(id) for id in ("fern", "near", "branch", "nowhere", "unknown")}
    assert found == {
        "fern": True,
        "near": False,
        "branch": True,
        "nowhere": False,
        "unknown": False,
    }
