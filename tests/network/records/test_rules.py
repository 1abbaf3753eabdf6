"""Every number that decides something is listed, has its range, and says who changed it why."""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

import pytest

from services.network.records.model import RuleSettings
from services.network.records.network import Network
from services.network.records.rules import (
    CHANGEABLE,
    DEFAULT,
    Rules,
    days_of,
    in_range,
    rules_of,
    whole_months,
)
from services.network.records.validity import problems_of
from services.network.records.visibility import visible_part
from services.network.reports.chapters.method import RULES
from tests.builders import DAY, network_of, provenance

SETTINGS = RuleSettings(
    id="rules",
    provenance=provenance(),
    freshness_days=365,
    parallel_from=0.8,
    reasons=(("freshness_days", "Jahresbericht"), ("parallel_from", "zu viele Hinweise")),
)


def test_every_number_of_the_rules_is_listed_and_has_words_in_the_report():
    numbers = [
        field.name
        for field in fields(DEFAULT)
        if isinstance(getattr(DEFAULT, field.name), int | float | Fraction)
    ]
    assert [rule.name for rule in DEFAULT.listed()] == numbers
    assert set(RULES) == set(numbers)
    assert all(rule.unit for rule in DEFAULT.listed())


def test_the_operator_can_set_exactly_the_numbers_that_have_a_range():
    own = {field.name for field in fields(RuleSettings)} - {"id", "provenance", "note", "reasons"}
    assert own == set(CHANGEABLE)
    assert own < {rule.name for rule in DEFAULT.listed()}
    assert [name for name, rule in CHANGEABLE.items() if not in_range(rule, rule.default)] == []


def test_without_settings_the_rules_are_those_of_the_product():
    assert Network().rules == DEFAULT == rules_of(RuleSettings(id="rules"))


def test_settings_change_the_numbers_that_they_name_and_no_other():
    rules = network_of(SETTINGS).on(DAY).rules
    assert rules == replace(DEFAULT, freshness_days=365, parallel_from=Fraction(4, 5))
    listed = {rule.name: rule for rule in rules.listed()}
    assert [name for name, rule in listed.items() if rule.changed] == [
        "freshness_days",
        "parallel_from",
    ]
    changed = listed["parallel_from"]
    assert (changed.value, changed.default) == (Fraction(4, 5), Fraction(3, 5))
    assert (changed.reason, listed["common_days"].reason) == ("zu viele Hinweise", "")


def test_a_reason_makes_no_other_rules():
    assert rules_of(replace(SETTINGS, reasons=())) == rules_of(SETTINGS)


@pytest.mark.parametrize("audience", ["public", "members", "coordinators"])
def test_everybody_reads_by_the_same_numbers_and_only_coordinators_why(audience):
    seen = visible_part(network_of(SETTINGS), audience).rules
    assert seen == rules_of(SETTINGS)
    assert bool(seen.reasons) == (audience == "coordinators")


def test_numbers_are_counted_in_months_when_they_are_months():
    assert [whole_months(d) for d in (548, 730, 365, 183, 61)] == [18, 24, 12, 6, 2]
    assert [whole_months(d) for d in (30, 31, 29, 60, 547, 549, 1)] == [None] * 7
    assert [whole_months(days_of(months)) for months in range(2, 61)] == list(range(2, 61))


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        ("parallel_from", 0.3, True),
        ("parallel_from", 1.0, True),
        ("parallel_from", 0.29, False),
        ("parallel_from", 1.01, False),
        ("parallel_from", 0.655, False),
        ("parallel_from", float("nan"), False),
        ("parallel_from", float("inf"), False),
        ("freshness_days", 30, True),
        ("freshness_days", 29, False),
        ("freshness_days", 1827, False),
        ("freshness_days", 30.5, False),
        ("format_weight", 0, True),
        ("topic_weight", 0, False),
    ],
)
def test_a_number_is_kept_only_within_its_range(name, value, fits):
    assert in_range(CHANGEABLE[name], value) is fits
    settings = RuleSettings(id="rules", **{name: value}, reasons=((name, "so"),))
    found = [(p.code, p.field) for p in problems_of(settings)]
    assert found == ([] if fits else [("rule.range", name)])


def test_a_changed_number_needs_a_reason():
    without = replace(
        SETTINGS, reasons=(("freshness_days", "Jahresbericht"), ("topic_weight", "x"))
    )
    assert [(p.code, p.field) for p in problems_of(without)] == [("rule.reason", "reasons")]
    assert problems_of(SETTINGS) == ()


def at_most(rule) -> Any:
    return float(rule.most) if isinstance(rule.most, Fraction) else rule.most


def test_rules_are_compared_by_all_their_numbers():
    changed = [
        rules_of(RuleSettings(id="rules", **{name: at_most(rule)}))
        for name, rule in CHANGEABLE.items()
    ]
    assert [rules for rules in changed if rules == DEFAULT] == []
    assert isinstance(DEFAULT, Rules)
