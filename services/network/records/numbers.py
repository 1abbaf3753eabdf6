"""Numbers as people write them here."""

from __future__ import annotations

from decimal import Decimal


def number_words(value: float) -> str:
    """A number with a comma, so that reading it gives the very same number."""
    return format(Decimal(repr(value)), "f").removesuffix(".0").replace(".", ",")
