"""Changing a number: with a reason, within its range, over the version that was read."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from services.network.home.rule_changes import (
    ID,
    change_rule,
    changed_network,
    changes_of,
    with_number,
)
from services.network.records.model import RuleSettings
from services.network.records.rules import DEFAULT
from shared.errors import Conflict, Invalid, NotFound


def rules(parts):
    return parts.live.network().rules


def test_a_changed_number_is_in_force_with_its_reason(parts):
    change_rule(parts, "parallel_from", Fraction(4, 5), "zu viele Hinweise", 0, "Kim")
    assert rules(parts) == replace(DEFAULT, parallel_from=Fraction(4, 5))
    assert rules(parts).reasons == (("parallel_from", "zu viele Hinweise"),)
    stored = parts.store.get(RuleSettings.KIND, ID)
    assert (stored.version, stored.record.parallel_from) == (1, 0.8)


def test_restoring_forgets_the_number_and_its_reason(parts):
    change_rule(parts, "freshness_days", 365, "jährlich", 0, "Kim")
    change_rule(parts, "common_days", 60, "kurz", 1, "Kim")
    change_rule(parts, "freshness_days", None, "", 2, "Alex")
    assert rules(parts) == replace(DEFAULT, common_days=60)
    assert rules(parts).reasons == (("common_days", "kurz"),)


def test_setting_a_number_to_the_products_own_is_restoring_it():
    changed = with_number(None, "common_days", 60, "kurz")
    assert with_number(changed, "common_days", 30, "doch nicht") == with_number(
        None, "common_days", None, ""
    )


def test_the_history_tells_number_by_number_who_changed_what_and_why(parts):
    change_rule(parts, "freshness_days", 365, "jährlich", 0, "Kim")
    change_rule(parts, "parallel_from", Fraction(3, 4), "strenger", 1, "Alex")
    change_rule(parts, "freshness_days", None, "zurück", 2, "Kim")
    told = [
        (c.name, c.before, c.after, c.reason, c.author)
        for c in changes_of(parts.store.history(RuleSettings.KIND, ID))
    ]
    assert told == [
        ("freshness_days", 365, 548, "zurück", "Kim"),
        ("parallel_from", Fraction(3, 5), Fraction(3, 4), "strenger", "Alex"),
        ("freshness_days", 548, 365, "jährlich", "Kim"),
    ]


def test_nobody_overwrites_what_somebody_else_changed_meanwhile(parts):
    change_rule(parts, "freshness_days", 365, "jährlich", 0, "Kim")
    with pytest.raises(Conflict):
        change_rule(parts, "common_days", 60, "kurz", 0, "Alex")
    assert rules(parts) == replace(DEFAULT, freshness_days=365)


def test_a_form_sent_twice_changes_once(parts):
    for _ in range(2):
        change_rule(parts, "freshness_days", 365, "jährlich", 0, "Kim")
    assert len(parts.store.history(RuleSettings.KIND, ID)) == 1


@pytest.mark.parametrize(
    ("value", "reason", "problem"),
    [
        (29, "zu kurz", ("rule.range", "freshness_days")),
        (365, " ", ("rule.reason", "reasons")),
    ],
)
def test_what_is_out_of_range_or_without_a_reason_is_not_kept(parts, value, reason, problem):
    with pytest.raises(Invalid) as caught:
        change_rule(parts, "freshness_days", value, reason, 0, "Kim")
    assert [(p.code, p.field) for p in caught.value.problems] == [problem]
    assert parts.live.network().revision == 0


@pytest.mark.parametrize("name", ["betweenness_sources", "reasons", "gibtesnicht"])
def test_the_products_own_numbers_are_not_to_be_changed(parts, name):
    with pytest.raises(NotFound):
        change_rule(parts, name, 3, "so", 0, "Kim")


def test_the_network_can_be_looked_at_under_numbers_that_are_not_kept(parts):
    network = parts.live.network()
    tried = changed_network(network, with_number(None, "common_days", 60, "kurz"))
    assert (tried.rules.common_days, network.rules.common_days) == (60, 30)
