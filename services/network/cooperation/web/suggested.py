"""Who might work together today, computed once per revision and day."""

from __future__ import annotations

from services.network.cooperation.suggestions import (
    Suggestions,
    suggested_partners,
)
from services.network.reader import context


def suggestions() -> Suggestions:
    """Who might work together today."""
    visible = context.unfiltered()
    found: Suggestions = context.per_revision(
        "partners", lambda: suggested_partners(visible.snapshot)
    )
    return found
