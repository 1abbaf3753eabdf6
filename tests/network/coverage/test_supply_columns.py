"""All supply as columns is what each supply says by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.coverage.counting_frame import CountingFrame
from services.network.coverage.coverage import coverage
from services.network.coverage.deliveries import Deliveries
from services.network.coverage.evidence import CellEvidence
from services.network.coverage.supply import SupplyIndex
from services.network.coverage.supply_columns import Lists, SupplyColumns, keys_of
from services.network.records.model import Delivery, Offer
from tests.builders import DAY as TODAY
from tests.builders import (
    actor,
    delivery,
    district,
    expectation,
    land,
    network_of,
    offer,
    topic,
)
from tests.network.records.random_networks import DAY, random_records

SEEDS = st.integers(0, 10**9)


@settings(max_examples=300, derandomize=True)
@given(SEEDS)
def test_the_numbers_of_all_are_those_of_each(seed):
    # On request only, so that it is the deliveries that reach further.
    records = [
        replace(r, on_site_region_ids=()) if isinstance(r, Offer) and r.id < "o4"
        else replace(r, actor_ids=(), offer_id="o1") if isinstance(r, Delivery) and r.id < "d4"
        else r
        for r in random_records(seed)
    ]  # fmt: skip
    supply_index = SupplyIndex(network_of(*records).on(DAY))
    deliveries = Deliveries(supply_index)
    frame = CountingFrame(supply_index, CellEvidence(supply_index, deliveries))
    together = SupplyColumns(supply_index, deliveries, frame).keys().tolist()
    each = [keys_of(s, deliveries.of(s), frame).tolist() for s in supply_index.supplies]
    assert together == sorted(key for keys in each for key in keys)


@given(st.lists(st.frozensets(st.sampled_from("abcde"), max_size=4), max_size=8))
def test_a_list_per_row_is_asked_by_row_and_by_value(rows):
    lists = Lists([sorted(row) for row in rows])
    for value in "abcdef":
        assert lists.rows(value).tolist() == [n for n, row in enumerate(rows) if value in row]
        assert lists.has(value).tolist() == [value in row for row in rows]
    for values in (set(), {"a"}, {"a", "c"}, {"f"}, set("abcdef")):
        assert lists.rows_of_any(values).tolist() == [
            n for n, row in enumerate(rows) if row & values
        ]
    assert lists.empty.tolist() == [not row for row in rows]


WANTED = expectation("e", topic_id="t", target_group_id="g", format_id="f", minimum=1)
OTHERS = expectation("other", topic_id="t", target_group_id="h", format_id="", minimum=1)


@pytest.mark.parametrize(
    ("offered", "delivered", "reaches"),
    [
        ({}, {}, True),
        ({}, {"target_group_ids": ("g",), "format_ids": ("f",)}, True),
        ({}, {"target_group_ids": ("h", "g")}, True),
        ({}, {"target_group_ids": ("h",)}, False),
        ({}, {"format_ids": ("x",)}, False),
        ({}, {"topic_ids": ("u",)}, False),
        ({"target_group_ids": ("h",)}, {"target_group_ids": ("g",)}, False),
        ({"target_group_ids": ()}, {"target_group_ids": ("g",)}, False),
        ({"format_ids": ("x",)}, {}, False),
        ({"topic_ids": ("u",)}, {}, False),
    ],
)
def test_a_delivery_reaches_where_the_offer_and_it_are_what_is_asked(offered, delivered, reaches):
    whole = {"topic_ids": ("t",), "target_group_ids": ("g",), "format_ids": ("f",)}
    records = (
        land(), district(), topic("t"), topic("u"), actor("a"), WANTED, OTHERS,
        offer("1", actor_id="a", **{**whole, **offered}),
        delivery("d", actor_ids=("a",), offer_id="1", **{"topic_ids": ("t",), **delivered}),
    )  # fmt: skip
    network = network_of(*records)
    counts = coverage(network.on(TODAY)).provider_counts
    assert (int(counts.houses[1].max()) == 1) == reaches
    found = coverage(network.on(TODAY)).by_place["e", "16051"]
    assert [p.house_id for p in found.providers] == (["a"] if reaches else [])
    supply_index = SupplyIndex(network.on(TODAY))
    deliveries = Deliveries(supply_index)
    frame = CountingFrame(supply_index, CellEvidence(supply_index, deliveries))
    (supply,) = supply_index.supplies
    each = keys_of(supply, deliveries.of(supply), frame).tolist()
    assert each == SupplyColumns(supply_index, deliveries, frame).keys().tolist()
    assert bool(each) == reaches
