"""The operator's numbers come back from every store as they were kept, with their history."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from services.network.records.model import RuleSettings
from services.network.records.network import ChangeSet, Put
from services.network.records.rules import DEFAULT
from tests.builders import AT, new

SETTINGS = RuleSettings(
    id="rules",
    freshness_days=365,
    parallel_from=0.85,
    target_group_weight=0,
    reasons=(("freshness_days", "Jahresbericht: „jährlich“"), ("parallel_from", "so")),
)


def test_numbers_and_reasons_come_back_and_are_in_force(store):
    store.apply(new(SETTINGS, reason="Jahresbericht"), "Kim", AT)
    loaded = store.load()
    assert loaded.get(RuleSettings, "rules") == SETTINGS
    assert loaded.rules == replace(
        DEFAULT, freshness_days=365, parallel_from=Fraction(17, 20), target_group_weight=0
    )
    later = replace(SETTINGS, freshness_days=None)
    store.apply(ChangeSet((Put(later, 1),), "zurück"), "Alex", AT)
    told = [(c.before, c.after, c.reason) for c in store.history(RuleSettings.KIND, "rules")]
    assert told == [(None, SETTINGS, "Jahresbericht"), (SETTINGS, later, "zurück")]
