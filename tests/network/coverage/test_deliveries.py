"""What really took place counts for the supply that it was of, where it was and in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.network.coverage.deliveries import Deliveries, Visit
from services.network.coverage.supply import SupplyIndex
from services.network.records.model import Region, TieKind
from services.network.records.rules import DEFAULT
from tests.builders import DAY, actor, delivery, district, land, network_of, offer, tie, topic

PLACES = (
    land(),
    district("16051"),
    district("16052"),
    land("15"),
    Region(id="15001", name="Anderswo", level="district", parent_id="15"),
    topic("t1"),
    actor("a", region_id="16051"),
    actor("part", region_id="16051"),
    tie("p", "part", "a", TieKind.PART_OF),
    actor("b", region_id="16051"),
    actor("far", region_id="15001"),
)


def visits(*records):
    """Offer id -> district -> ids of the deliveries that count for it there."""
    index = SupplyIndex(network_of(*PLACES, *records).on(DAY), DEFAULT)
    deliveries = Deliveries(index)
    return {
        supply.id: {
            place: [visit.delivery.id for visit in found]
            for place, found in deliveries.of(supply).items()
        }
        for supply in index.supplies
    }


def one(id, actor_id="a"):
    return offer(id, actor_id=actor_id, topic_ids=("t1",), on_site_region_ids=("16051",))


@pytest.mark.parametrize(
    ("told", "asked", "fits"),
    [
        ({}, ("", ""), True),
        ({}, ("g1", "f1"), True),
        ({"target_group_ids": ("g1",)}, ("g1", ""), True),
        ({"target_group_ids": ("g1",)}, ("g2", ""), False),
        ({"target_group_ids": ("g1",)}, ("", ""), True),
        ({"format_ids": ("f1",)}, ("", "f1"), True),
        ({"format_ids": ("f1",)}, ("", "f2"), False),
        ({"format_ids": ("f1",)}, ("", ""), True),
    ],
)
def test_a_visit_that_names_no_target_group_or_format_fits_any(told, asked, fits):
    visit = Visit(delivery("d", **told), frozenset({"t1"}))
    assert visit.fits(frozenset({"t1", "t2"}), *asked) is fits
    assert visit.fits(frozenset({"t2"}), *asked) is False


def test_a_delivery_of_an_offer_counts_for_that_very_offer_only():
    found = visits(one("1"), one("2"), delivery("d", "16052", offer_id="1", actor_ids=("a",)))
    assert found == {"1": {"16052": ["d"]}, "2": {}}


def test_one_that_names_no_offer_counts_for_everything_of_its_house():
    free = delivery("d", "16052", actor_ids=("part", ""), topic_ids=("t1",))
    assert visits(one("1"), one("2"), one("3", "b"), free) == {
        "1": {"16052": ["d"]},
        "2": {"16052": ["d"]},
        "3": {},
    }


def test_an_offer_that_another_house_delivered_counts_for_nobody():
    strange = delivery("d", "16052", offer_id="1", actor_ids=("b", ""))
    own = delivery("e", "16052", offer_id="1", actor_ids=("part",))
    unsigned = delivery("f", "16052", offer_id="1")
    assert visits(one("1"), strange, own, unsigned) == {"1": {"16052": ["e", "f"]}}


def test_nobody_delivers_in_another_land_than_its_seat():
    here, there = (
        delivery(id, place, offer_id="1") for id, place in (("d", "16052"), ("e", "15001"))
    )
    assert visits(one("1"), here, there) == {"1": {"16052": ["d"]}}


def test_what_took_place_counts_as_long_as_the_rule_says_and_in_the_order_of_ids():
    limit = timedelta(days=DEFAULT.delivery_days)
    days = {"c": DAY - limit, "b": DAY, "a": DAY - limit - timedelta(days=1)}
    days["d"] = DAY + timedelta(days=1)
    told = [delivery(id, "16052", day, offer_id="1") for id, day in days.items()]
    assert visits(one("1"), *told) == {"1": {"16052": ["b", "c"]}}
