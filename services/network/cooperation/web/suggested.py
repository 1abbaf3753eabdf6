"""Who might work together today, computed once per revision and day."""

from __future__ import annotations

from services.network.cooperation.suggestions import (
    Suggestions,
    suggested_partners,
)
from services.network.reader import context


def suggestions() -> Suggestions:
    """Who might work together today."""
    book = context.full_book()
    found: Suggestions = context.once("partners", lambda: suggested_partners(book.snapshot))
    return found
