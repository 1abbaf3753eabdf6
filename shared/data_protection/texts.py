"""Erasing somebody from the fields of a place in which she can stand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from shared.data_protection.marks import GONE, Marks
from shared.data_protection.model import Holds
from shared.data_protection.registry import place

READABLE = (Holds.NAME, Holds.ADDRESS, Holds.CONTACT, Holds.TEXT)
"""Fields in which somebody can stand readable."""


def erased_values(key: str, values: Mapping[str, Any], marks: Marks) -> Mapping[str, Any]:
    """Values of a registered place without the person; the same object if she is in none.

    In texts ``GONE`` takes her place; a mail address, a telephone number or a website that was
    hers is blank afterwards: nobody can be reached there. Raises KeyError for a place that is not
    registered.
    """
    readable, blank = _fields(key)
    erased: Mapping[str, Any] = marks.erased_within(values, readable.__contains__)
    return values if erased is values else _blanked(erased, blank, "")


@cache
def _fields(key: str) -> tuple[frozenset[str], frozenset[str]]:
    found = place(key)
    return found.names(*READABLE), found.names(Holds.ADDRESS, Holds.CONTACT)


def _blanked(value: Any, blank: frozenset[str], path: str) -> Any:
    if isinstance(value, str):
        return "" if path in blank and GONE in value else value
    if isinstance(value, Mapping):
        return {
            key: _blanked(one, blank, f"{path}.{key}" if path else str(key))
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [_blanked(one, blank, path) for one in value]
    return value
