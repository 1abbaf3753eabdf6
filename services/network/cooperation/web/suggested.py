"""Who might work together today, computed once per revision and day."""

from __future__ import annotations

from services.network.cooperation.suggestions import (
    Suggestions,
    suggested_partners_on,
)
from services.network.cooperation.web import today
from services.network.coverage.web.today import supply_index
from services.network.reader import context


def suggestions() -> Suggestions:
    """Who might work together today."""
    found: Suggestions = context.per_revision(
        "suggestions", lambda: suggested_partners_on(supply_index(), today.structure())
    )
    return found
