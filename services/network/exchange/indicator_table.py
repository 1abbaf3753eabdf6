"""Indicators and their readings from a table: one row per reading, all or nothing.

Columns are known by their German names and a few others; an indicator is known by its name.
"""

from __future__ import annotations

import dataclasses
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.network.records.model import Indicator, Provenance, Reading, Visibility
from services.network.records.period import PartialDate
from services.network.records.text_folding import fold
from shared.errors import Invalid, Problem

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("Kennzahl", "Indikator", "Name", "Bezeichnung"),
    "unit": ("Einheit",),
    "target": ("Zielwert", "Ziel", "Soll", "Sollwert"),
    "target_day": ("Ziel bis", "Zieldatum", "bis"),
    "day": ("Tag", "Datum", "Stand", "Stichtag"),
    "value": ("Wert", "Istwert", "Ist"),
    "source": ("Quelle", "Herkunft"),
}
"""Field -> headers that mean it; the first is the one that we write."""

HEADERS = tuple(names[0] for names in COLUMNS.values())
SEARCHED_ROWS = 20
LARGEST = 1e15
"""No indicator of a grant counts more than that; beyond, a float loses whole numbers."""

_INDICATORS = uuid.UUID("3c6a4f5e-1d0c-4b6e-8f38-2f7f6f0f6f11")
_FIELDS = {fold(name): field for field, names in COLUMNS.items() for name in names}


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """What a table says: indicators as they would be, how many are new or changed, and how many
    readings are new. ``rows`` are the cells under our own headers, for another sending."""

    indicators: tuple[Indicator, ...]
    new: int
    changed: int
    readings: int
    rows: tuple[tuple[str, ...], ...]


def read_number(text: str) -> float | None:
    """A number as Germans and programs write it; None if it is none."""
    plain = re.sub(r"[\s\u00a0\u202f%€]", "", text).replace("\u2212", "-")
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", plain) or "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"-?[0-9]{1,16}(\.[0-9]{1,20})?", plain):
        return None
    value = float(plain)
    return value if abs(value) <= LARGEST else None


def read_day(text: str) -> date | None:
    """The day that a value holds for; of a month, quarter or year the last one."""
    try:
        return PartialDate.parse(text).latest
    except Invalid:
        return None


def read_indicators(
    rows: Sequence[tuple[int, tuple[str, ...]]],
    known: Iterable[Indicator],
    origin: str = "",
) -> IndicatorTable:
    """The indicators that a table describes, over those that are known.

    ``rows`` are (number in the file, cells). A reading of a day that is there already is
    replaced; blank cells leave what is known.

    Raises Invalid with a problem per row and column: ``indicators.no_header``,
    ``indicators.no_rows``, ``field.required``, ``indicators.number``, ``indicators.day``,
    ``indicators.name``.
    """
    places, below = _header(rows)
    problems: list[Problem] = []
    by_name = {fold(i.name): i for i in sorted(known, key=lambda i: i.id, reverse=True)}
    before = dict(by_name)
    kept, readings = [], 0
    for number, cells in below:
        cell = {field: cells[at].strip() if at < len(cells) else "" for field, at in places.items()}
        if not any(cell.values()):
            continue
        found = _row(number, cell, by_name, problems, origin)
        kept.append(tuple(cell.get(field, "") for field in COLUMNS))
        readings += bool(found)
    if problems:
        raise Invalid(problems)
    if not kept:
        raise Invalid(Problem("indicators.no_rows"))
    touched = {key: i for key, i in by_name.items() if before.get(key) != i}
    new = sum(key not in before for key in touched)
    ordered = tuple(touched[key] for key in sorted(touched))
    return IndicatorTable(ordered, new, len(touched) - new, readings, tuple(kept))


def _header(
    rows: Sequence[tuple[int, tuple[str, ...]]],
) -> tuple[Mapping[str, int], Sequence[tuple[int, tuple[str, ...]]]]:
    """Where the columns are, and the rows below; a title may stand above them."""
    for at, (_number, cells) in enumerate(rows[:SEARCHED_ROWS]):
        places: dict[str, int] = {}
        for column, text in enumerate(cells):
            field = _FIELDS.get(fold(text))
            if field and field not in places:
                places[field] = column
        if "name" in places and ("value" in places or "target" in places):
            return places, rows[at + 1 :]
    raise Invalid(Problem("indicators.no_header", params={"headers": ", ".join(HEADERS)}))


def _row(
    number: int,
    cell: Mapping[str, str],
    by_name: dict[str, Indicator],
    problems: list[Problem],
    origin: str,
) -> bool:
    """Take over a row; returns whether it brought a reading."""

    def wrong(code: str, field: str) -> None:
        params = {"value": cell.get(field, "")}
        problems.append(Problem(code, COLUMNS[field][0], row=number, params=params))

    name = " ".join(cell["name"].split())
    key = fold(name)
    if not key:
        wrong("field.required" if not name else "indicators.name", "name")
        return False
    indicator = by_name.get(key) or Indicator(
        id=str(uuid.uuid5(_INDICATORS, key)),
        name=name,
        provenance=Provenance(visibility=Visibility.COORDINATORS, origin=origin),
    )
    changes: dict[str, object] = {}
    if cell.get("unit"):
        changes["unit"] = cell["unit"]
    if cell.get("target"):
        changes["target"] = read_number(cell["target"])
        if changes["target"] is None:
            wrong("indicators.number", "target")
    if cell.get("target_day"):
        changes["target_day"] = read_day(cell["target_day"])
        if changes["target_day"] is None:
            wrong("indicators.day", "target_day")
    has_value = bool(cell.get("value") or cell.get("day"))
    if has_value:
        value, day = read_number(cell.get("value", "")), read_day(cell.get("day", ""))
        if value is None:
            wrong("indicators.number" if cell.get("value") else "field.required", "value")
        if day is None:
            wrong("indicators.day" if cell.get("day") else "field.required", "day")
        if value is not None and day is not None:
            reading = Reading(day=day, value=value, source=cell.get("source", ""))
            changes["readings"] = with_reading(indicator.readings, reading)
    by_name[key] = dataclasses.replace(indicator, **changes)  # type: ignore[arg-type]
    return has_value


def with_reading(readings: Iterable[Reading], new: Reading) -> tuple[Reading, ...]:
    """Readings by day with a further one, which replaces one of the same day."""
    kept = [r for r in readings if r.day != new.day]
    return tuple(sorted((*kept, new), key=lambda r: r.day))
