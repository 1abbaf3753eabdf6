"""From a postcode or a place to its districts, by the table in ``services/network/data``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from services.network.records.text_folding import fold

FILE = "plz_ort_kreis_thueringen.csv"


@lru_cache(maxsize=1)
def _table() -> Mapping[str, tuple[str, ...]]:
    source = resources.files("services.network.data") / FILE
    found: dict[str, dict[str, None]] = {}
    for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()):
        for key in (row["plz"], fold(row["ort"])):
            found.setdefault(key, {})[row["ags"]] = None
    return {key: tuple(sorted(ids)) for key, ids in found.items()}


def districts(text: str) -> tuple[str, ...]:
    """Ids of the districts that a postcode or the name of a place lies in; () if unknown."""
    table = _table()
    digits = text.strip()
    return table.get(digits) or table.get(fold(text), ())
