"""Every number that decides something is listed, with its unit and in words."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction

from services.network.records.rules import DEFAULT
from services.network.reports.chapters.method import RULES


def test_every_number_of_the_rules_is_listed_and_has_words_in_the_report():
    numbers = [
        field.name
        for field in fields(DEFAULT)
        if isinstance(getattr(DEFAULT, field.name), int | float | Fraction)
    ]
    assert [rule.name for rule in DEFAULT.listed()] == numbers
    assert set(RULES) == set(numbers)
    assert all(rule.unit for rule in DEFAULT.listed())
