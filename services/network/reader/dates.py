"""Partial dates as a person here would type them."""

from __future__ import annotations

import re

from services.network.records.period import PartialDate


def german_date(side: PartialDate | None) -> str:
    """A partial date as a person here would type it; given words stay as given."""
    if side is None:
        return ""
    if side.exact and re.fullmatch(r"\d{4}-\d\d-\d\d", side.text):
        return side.earliest.strftime("%d.%m.%Y")
    return side.text
