"""Records between the domain and the API: written out by their schema, read back checked."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

from pydantic import BaseModel

from services.network.directory.web.api_schemas import PeriodEdit, PeriodOut
from services.network.records.model import Actor, Offer, Project, Provenance, Record
from services.network.records.period import PartialDate, Period
from shared.errors import Invalid, Problem

M = TypeVar("M", bound=BaseModel)
R = TypeVar("R", bound=Record)

_PATHS = {Actor.KIND: "/akteure/", Offer.KIND: "/angebote/", Project.KIND: "/projekte/"}
_PROVENANCE = frozenset({"source", "confirmed", "visibility"})
# Somebody objected to letters, or keeps an entry from the public: a program that does not know
# the field must not undo that.
_KEPT = frozenset({"invitable", "askable", "visibility", "founded"})


def written_out(record: Record, version: int, model: type[M], public_url: str) -> M:
    """The record as a schema shows it: only the fields that the schema names."""
    values: dict[str, Any] = {}
    for name in model.model_fields:
        match name:
            case "version":
                values[name] = version
            case "url":
                path = _PATHS.get(record.KIND, "")
                values[name] = f"{public_url}{path}{record.id}" if path else ""
            case "period":
                shown = _period_out(getattr(record, name))
                annotation = model.model_fields[name].annotation
                edited = {"start": shown.start, "end": shown.end}
                values[name] = edited if annotation is PeriodEdit else shown
            case _ if name in _PROVENANCE:
                values[name] = getattr(record.provenance, name)
            case _:
                value = getattr(record, name)
                values[name] = list(value) if isinstance(value, tuple) else value
    return model.model_validate(values)


def read_back(cls: type[R], id: str, body: BaseModel, before: R | None) -> R:
    """The record as a coordinator wants it; fields that the schema has not stay as they were,
    and so do objections to letters and the visibility if the body says nothing about them.

    Raises Invalid with every date that cannot be read.
    """
    values: dict[str, Any] = {}
    provenance = before.provenance if before is not None else Provenance()
    for name in type(body).model_fields:
        value = getattr(body, name)
        if before is not None and name in _KEPT - body.model_fields_set:
            continue
        if name in _PROVENANCE:
            provenance = dataclasses.replace(provenance, **{name: value})
        elif isinstance(value, PeriodEdit):
            values[name] = _period(value)
        else:
            values[name] = value
    values["provenance"] = provenance
    if before is not None:
        return dataclasses.replace(before, **values)
    return cls(id=id, **values)


def _period_out(period: Period) -> PeriodOut:
    return PeriodOut(
        start=period.start.text if period.start else "",
        end=period.end.text if period.end else "",
        first_day=period.start.earliest if period.start else None,
        last_day=period.end.latest if period.end else None,
    )


def _period(edit: PeriodEdit) -> Period:
    problems: list[Problem] = []
    sides: list[PartialDate | None] = []
    for name, text in (("period.start", edit.start), ("period.end", edit.end)):
        try:
            sides.append(PartialDate.parse(text, name) if text.strip() else None)
        except Invalid as error:
            problems.extend(error.problems)
    if problems:
        raise Invalid(problems)
    return Period(*sides)
