"""What a side may correct of its own entry: the fields, how they are read and compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from services.network.directory.web import record_forms as forms
from services.network.directory.web.form_fields import Field
from services.network.reader import context
from services.network.records.kinds.offers import Entry
from services.network.records.period import PartialDate, Period
from services.network.records.visible_network import VisibleNetwork
from shared.errors import Invalid, Problem
from shared.web.i18n import gettext as _

NAMES = (
    "title", "description", "topic_ids", "target_group_ids", "format_ids",
    "on_site_region_ids", "reachable_region_ids", "start", "end",
)  # fmt: skip
"""Fields of an offer or project that its own side may propose to change. Neither whose it is
nor where it comes from nor the coordinator's note is among them."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field, its words now and as proposed."""

    name: str
    label: str
    now: str
    proposed: str


def fields_of(kind: str) -> tuple[Field, ...]:
    """The fields in the order of the form."""
    by_name = {field.name: field for field in forms.fields_of(kind)}
    return tuple(by_name[name] for name in NAMES)


def values_of(record: Entry, visible: VisibleNetwork) -> forms.FormValues:
    """What the form shows before anybody typed."""
    values = forms.values_of(record, visible)
    return {name: values[name] for name in NAMES}


def typed(kind: str, form: MultiDict[str, str]) -> forms.FormValues:
    """What was typed, before any check."""
    values = forms.typed(kind, form)
    return {name: values[name] for name in NAMES}


def proposed(before: forms.FormValues, values: forms.FormValues) -> tuple[tuple[str, str], ...]:
    """The fields that were changed, each with its new value as one text."""
    return tuple(
        (name, _as_text(values[name]))
        for name in NAMES
        if _comparable(values[name]) != _comparable(before[name])
    )


def _as_text(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else str(value)


def _comparable(value: Any) -> Any:
    # Browsers send choices in the order of the page.
    if isinstance(value, list):
        return sorted(value)
    return value.replace("\r\n", "\n").strip()


def _as_value(field: Field, text: str) -> Any:
    return [part for part in text.split("\n") if part] if field.kind == "many" else text


def read(record: Entry, values: Mapping[str, Any], visible: VisibleNetwork, day: date) -> Entry:
    """The record with these values of ``NAMES``, confirmed on the day.

    Raises Invalid with every problem at once.
    """
    problems: list[Problem] = []
    found: dict[str, Any] = {}
    for field in fields_of(record.KIND):
        if field.name not in values:
            continue
        value = values[field.name]
        if field.required and not value:
            problems.append(Problem("form.required", field.name))
        elif isinstance(value, str) and len(value) > field.limit:
            problems.append(Problem("form.too_long", field.name, params={"limit": field.limit}))
        else:
            try:
                found[field.name] = _read(field, value, visible)
            except Invalid as error:
                problems.extend(replace(p, field=field.name) for p in error.problems)
    if not any(p.field in ("start", "end") for p in problems):
        start = found.pop("start", record.period.start)
        end = found.pop("end", record.period.end)
        try:
            found["period"] = Period(start, end)
        except Invalid as error:
            problems.extend(replace(p, field="end") for p in error.problems)
    if problems:
        raise Invalid(problems)
    provenance = replace(record.provenance, confirmed=day)
    return replace(record, provenance=provenance, **found)


def _read(field: Field, value: Any, visible: VisibleNetwork) -> Any:
    if field.kind == "many":
        known = dict(forms.choices(field.choices, visible, "de"))
        if any(v not in known for v in value):
            raise Invalid(Problem("form.unknown_choice"))
        return tuple(dict.fromkeys(value))
    if field.kind == "date_part":
        return PartialDate.parse(value) if value else None
    return value


def compare(
    record: Entry, changes: Sequence[tuple[str, str]], visible: VisibleNetwork
) -> tuple[Difference, ...]:
    """The entry as it stands beside what was proposed, in words."""
    by_name = {field.name: field for field in fields_of(record.KIND)}
    values = values_of(record, visible)
    rows = []
    for name, text in changes:
        if name in by_name:
            field = by_name[name]
            now = _words(field, values[name], visible)
            rows.append(
                Difference(
                    name, _(field.label), now, _words(field, _as_value(field, text), visible)
                )
            )
    return tuple(rows)


def _words(field: Field, value: Any, visible: VisibleNetwork) -> str:
    if field.kind != "many":
        return str(value)
    labels = dict(forms.choices(field.choices, visible, context.lang()))
    return ", ".join(labels.get(id, id).removeprefix("– ").strip() for id in value)


def taken_over(
    record: Entry,
    changes: Sequence[tuple[str, str]],
    names: Sequence[str],
    visible: VisibleNetwork,
    day: date,
) -> Entry:
    """The record with the chosen proposals. Raises Invalid if one does not fit any more."""
    by_name = {field.name: field for field in fields_of(record.KIND)}
    values = {n: _as_value(by_name[n], text) for n, text in changes if n in names and n in by_name}
    return read(record, values, visible, day)
