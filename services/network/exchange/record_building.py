"""From the values of a row to a record, and from a record back to the words of its columns."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from services.network.exchange.cell_values import date_words, value_words
from services.network.exchange.columns import FORMS, Column, TableForm
from services.network.exchange.multi_row import part_texts
from services.network.records.model import (
    KINDS,
    Actor,
    Cooperation,
    Delivery,
    Evidence,
    Expectation,
    Indicator,
    Offer,
    Project,
    Provenance,
    Reach,
    Record,
    Region,
    Strategy,
    Survey,
    Term,
    Visibility,
)
from services.network.records.period import Period
from services.network.records.text_folding import fold
from shared.errors import Invalid, Problem
from shared.spreadsheets import writable

NameOf = Callable[[str, str], str]
"""(kind, id) -> the name of a record, blank if there is none."""

OF_PROVENANCE = frozenset({"confirmed", "source", "visibility"})
OF_PERIOD = frozenset({"start", "end"})
# Whether somebody may be written to: an empty cell is nobody's consent.
_OBJECTIONS = frozenset({"invitable", "askable"})
# What neither XML nor a spreadsheet can hold; it is shown as a replacement character.


def name_of(record: Record | None) -> str:
    """The name that people know a record by."""
    match record:
        case Actor() | Region() | Indicator():
            return record.name
        case Project() | Offer() | Strategy() | Delivery() | Evidence():
            return record.title
        case Term():
            return record.label
        case Cooperation():
            return record.name
        case _:
            return ""


def natural_key(record: Record) -> str:
    """What makes two records of a kind namesakes."""
    match record:
        case Offer():
            return key_of("offer", record.title, {"actor_id": record.actor_id})
        case Cooperation():
            values = {"partner_ids": record.partner_ids, "project_id": record.project_id}
            return key_of("cooperation", record.name, values)
        case Expectation():
            parts = ("region_ids", "topic_id", "target_group_id", "format_id")
            return key_of("expectation", "", {name: getattr(record, name) for name in parts})
        case Delivery():
            told = ("day", "region_id", "offer_id", "actor_ids")
            values = {name: getattr(record, name) for name in told}
            return key_of("delivery", record.title, values)
        case Survey():
            named = ("region_id", "topic_ids", "as_of")
            return key_of("survey", "", {name: getattr(record, name) for name in named})
        case _:
            return key_of(record.KIND, name_of(record), {})


def key_of(kind: str, title: str, values: Mapping[str, Any]) -> str:
    """The natural key of a row: its name in comparable form, with what tells namesakes apart."""
    name = fold(title) or title.strip()
    match kind:
        case "offer":
            return f"{values.get('actor_id') or ''}|{name}"
        case "cooperation":
            partners = "|".join(sorted(values.get("partner_ids") or ()))
            return f"{partners}|{values.get('project_id') or ''}|{name}"
        case "expectation":
            # What is expected where, for whom and as what; how much of it may change.
            regions = "|".join(sorted(values.get("region_ids") or ()))
            one = (values.get(of) or "" for of in ("topic_id", "target_group_id", "format_id"))
            return f"{regions}||{'|'.join(one)}"
        case "delivery":
            # The same title many times, as with monthly consultations: day, place and people.
            actors = "|".join(sorted(values.get("actor_ids") or ()))
            told = (values.get(of) or "" for of in ("day", "region_id", "offer_id"))
            return f"{'|'.join(map(str, told))}|{actors}|{name}"
        case "survey":
            topics = "|".join(sorted(values.get("topic_ids") or ()))
            return f"{values.get('region_id') or ''}|{values.get('as_of') or ''}|{topics}"
        case _:
            return name


def attribute(record: Record, column: Column) -> Any:
    """The value that a column shows of a record."""
    # A source of evidence is a field of its own, beside that of the record.
    if column.name in OF_PROVENANCE and not hasattr(record, column.name):
        return getattr(record.provenance, column.name)
    if column.name in OF_PERIOD:
        period: Period = getattr(record, "period")  # noqa: B009
        return getattr(period, column.name)
    return getattr(record, column.name)


def cell_text(record: Record, column: Column, label: NameOf) -> str:
    """The text that a record has in a column, as it can be written to a file."""
    return writable(value_words(column, attribute(record, column), label))


def build(
    kind: str,
    id: str,
    before: Record | None,
    values: Mapping[str, Any],
    emptied: frozenset[str],
    *,
    as_of: date | None,
    source: str,
) -> Record:
    """The record of a row. ``emptied`` are attributes that shall lose their value.

    Raises Invalid (``import.period.reversed``, field = the attribute ``end``).
    """
    cls: Any = KINDS[kind]
    defaults = {f.name: f for f in dataclasses.fields(cls)}
    of_provenance = OF_PROVENANCE - defaults.keys()
    fields: dict[str, Any] = {
        name: _blank(defaults[name]) for name in emptied - of_provenance - OF_PERIOD - _OBJECTIONS
    }
    fields |= {n: v for n, v in values.items() if n not in of_provenance | OF_PERIOD}
    if "intensity" in fields:
        fields["intensity"] = int(fields["intensity"])
    if "reach" in fields:
        fields["reach"] = Reach(fields["reach"])
    if "period" in defaults:
        old = getattr(before, "period", Period())
        start, end = (
            values.get(side, None if side in emptied else getattr(old, side))
            for side in ("start", "end")
        )
        try:
            fields["period"] = Period(start, end)
        except Invalid as error:
            sides = {"start": values.get("start"), "end": values.get("end")}
            given = {n: date_words(s) for n, s in sides.items() if s}
            params = {**error.problems[0].params, **given}
            raise Invalid(Problem("import.period.reversed", "end", params=params)) from None
    if before is None:
        provenance = Provenance(
            source=("source" in of_provenance and values.get("source")) or source,
            confirmed=values.get("confirmed", as_of),
            visibility=Visibility(values.get("visibility", FORMS[kind].visibility)),
        )
        new: Record = cls(id=id, provenance=provenance, **fields)
        return new
    provenance = dataclasses.replace(
        before.provenance,
        **{n: v for n, v in values.items() if n in of_provenance - {"visibility"}},
        visibility=Visibility(values.get("visibility", before.provenance.visibility)),
    )
    changed: Record = dataclasses.replace(before, **fields, provenance=provenance)
    kept = before.provenance.confirmed
    if changed != before and "confirmed" not in values and as_of and (not kept or kept < as_of):
        # This list knew something newer, so it was looked at on its day. A list that says
        # nothing new leaves the record as it is: importing twice changes nothing.
        changed = dataclasses.replace(
            changed, provenance=dataclasses.replace(provenance, confirmed=as_of)
        )
    return changed


def _blank(field: dataclasses.Field[Any]) -> Any:
    if field.default is not dataclasses.MISSING:
        return field.default
    # A required text: its absence is reported by the check of the record.
    return ""


def differences(
    form: TableForm, before: Record, after: Record, label: NameOf
) -> tuple[tuple[str, str, str], ...]:
    """What changed as (header, before, after) in words, in the order of the columns."""
    found = []
    for column in form.columns:
        if column.kind == "id" or column.part:
            continue
        if attribute(before, column) != attribute(after, column):
            old, new = (cell_text(record, column, label) for record in (before, after))
            found.append((column.header, old, new))
    if form.parts and getattr(before, form.parts) != getattr(after, form.parts):
        header = next(column.header for column in form.columns if column.part)
        found.append((header, _parts_words(before, form), _parts_words(after, form)))
    return tuple(found)


def _parts_words(record: Record, form: TableForm) -> str:
    """The parts of a record in one text, one per line."""
    rows = part_texts(record, form)
    return writable("\n".join(" · ".join(filter(None, row.values())) for row in rows))
