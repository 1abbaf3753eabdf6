"""Forms of records: which fields a page shows, how they are filled and read back.

A form is data (``form_fields``), so that pages, the check for conflicts and the history
name every field with the same words. Reading collects every problem at once; what
was typed is kept and shown again.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from services.network.directory.web.form_fields import FORMS as ENTRY_FORMS
from services.network.directory.web.form_fields import Field, Section
from services.network.directory.web.form_fields_expect import EXPECT_FORMS
from services.network.directory.web.strategy_choices import joined, split, strategy_choices
from services.network.reader.dates import german_date
from services.network.reader.words import INTENSITY, REACH, VISIBILITY
from services.network.records.goals import goals_of
from services.network.records.model import (
    Actor,
    Cooperation,
    Delivery,
    Expectation,
    Format,
    Offer,
    OrgType,
    Project,
    Provenance,
    Reach,
    Record,
    Strategy,
    Survey,
    TargetGroup,
    Visibility,
)
from services.network.records.numbers import number_words
from services.network.records.period import PartialDate, Period
from services.network.records.visible_network import VisibleNetwork
from shared.errors import Invalid, Problem
from shared.web.i18n import datum, gettext

FORMS: Mapping[str, tuple[Section, ...]] = {**ENTRY_FORMS, **EXPECT_FORMS}

CLASSES: Mapping[str, type[Record]] = {
    "actor": Actor,
    "offer": Offer,
    "project": Project,
    "cooperation": Cooperation,
    "expectation": Expectation,
    "survey": Survey,
    "strategy": Strategy,
    "delivery": Delivery,
}

FormValues = dict[str, Any]
"""What stands in the inputs: text, a list of texts for several choices, a bool for a tick."""


def fields_of(kind: str) -> tuple[Field, ...]:
    """All fields of a form in their order."""
    return tuple(field for section in FORMS[kind] for field in section.fields)


def choices(name: str, visible: VisibleNetwork, lang: str) -> list[tuple[str, str]]:
    """The options of a choice as (value, label)."""
    match name:
        case "visibility":
            return [(key, gettext(text)) for key, text in VISIBILITY.items()]
        case "intensity":
            return [(key, gettext(text)) for key, text in INTENSITY.items()]
        case "topics":
            return [(id, "– " * depth + label) for id, label, depth in visible.topic_tree(lang)]
        case "target_groups":
            return visible.terms(TargetGroup, lang)
        case "formats":
            return visible.terms(Format, lang)
        case "org_types":
            return visible.terms(OrgType, lang)
        case "regions":
            return visible.region_choices()
        case "reaches":
            return [(key, gettext(text)) for key, text in REACH.items()]
        case "strategies":
            return strategy_choices(visible)
        case "offers":
            return sorted(
                ((o.id, _offer_name(o, visible)) for o in visible.all(Offer)),
                key=lambda o: o[1].casefold(),
            )
        case "projects":
            return sorted(
                ((p.id, p.title) for p in visible.all(Project)), key=lambda p: p[1].casefold()
            )
        case _:
            raise KeyError(name)


def _offer_name(offer: Offer, visible: VisibleNetwork) -> str:
    """An offer as it stands in a choice: many are called alike, so its provider is named."""
    provider = visible.actor_name(offer.actor_id)
    return f"{offer.title} ({provider})" if provider else offer.title


def values_of(record: Record, visible: VisibleNetwork) -> FormValues:
    """What a record's form shows before anybody typed."""
    values: FormValues = {}
    for field in fields_of(record.KIND):
        values[field.name] = _shown(record, field, visible)
    return values


def _shown(record: Record, field: Field, visible: VisibleNetwork) -> Any:
    match field.name:
        case "source":
            return record.provenance.source
        case "visibility":
            return record.provenance.visibility.value
        case "start" | "end":
            side = getattr(record.period, field.name)  # type: ignore[attr-defined]
            return german_date(side)
        case "strategy_id":
            return joined(record.strategy_id, record.strategy_goal)  # type: ignore[attr-defined]
        case "goals":
            return "\n".join(text for _id, text in record.goals)  # type: ignore[attr-defined]
    value = getattr(record, field.name)
    match field.kind:
        case "day":
            return value.isoformat() if value else ""
        case "count":
            return "" if value is None else str(value)
        case "decimal":
            return number_words(value)
        case "many":
            return list(value)
        case "words":
            return "\n".join(value)
        case "actor":
            return visible.actor_name(value)
        case "actors":
            return [visible.actor_name(id) for id in value]
        case "yes":
            return bool(value)
        case _:
            return str(value)


def typed(kind: str, form: MultiDict[str, str]) -> FormValues:
    """What was typed, in the shape of ``values_of``, before any check."""
    values: FormValues = {}
    for field in fields_of(kind):
        match field.kind:
            case "many" | "actors":
                values[field.name] = [v.strip() for v in form.getlist(field.name) if v.strip()]
            case "yes":
                values[field.name] = field.name in form
            case "area" | "words":
                values[field.name] = form.get(field.name, "").replace("\r\n", "\n").strip()
            case _:
                values[field.name] = " ".join(form.get(field.name, "").split())
    return values


def read(
    kind: str,
    values: FormValues,
    visible: VisibleNetwork,
    before: Record | None,
    id: str,
    day: date,
) -> Record:
    """The record that the typed values mean.

    ``before`` is the record as stored (its other fields stay as they are), or None for a new
    one. Saving a record confirms it: the day becomes its last confirmation.

    Raises Invalid with every problem at once.
    """
    problems: list[Problem] = []
    names = _actors_by_name(visible)
    found: dict[str, Any] = {}
    for field in fields_of(kind):
        value = values[field.name]
        if field.required and not value:
            problems.append(Problem("form.required", field.name))
        elif isinstance(value, str) and len(value) > field.limit:
            problems.append(Problem("form.too_long", field.name, params={"limit": field.limit}))
        else:
            try:
                found[field.name] = _value(field, value, visible, names)
                if field.past and found[field.name] > day:
                    problems.append(Problem("form.day_future", field.name))
            except Invalid as error:
                problems.extend(replace(p, field=field.name) for p in error.problems)
    if (
        kind == "cooperation"
        and values["partner_ids"]
        and len(set(found.get("partner_ids", (1, 2)))) < 2
    ):
        problems.append(Problem("form.two_partners", "partner_ids"))
    period = Period()
    dated = "period" in {f.name for f in dataclasses.fields(CLASSES[kind])}
    if dated and not any(p.field in ("start", "end") for p in problems):
        try:
            period = Period(found.pop("start", None), found.pop("end", None))
        except Invalid as error:
            problems.extend(replace(p, field="end") for p in error.problems)
    if problems:
        raise Invalid(problems)
    origin = before.provenance if before else Provenance()
    provenance = replace(
        origin,
        source=found.pop("source"),
        visibility=Visibility(found.pop("visibility")),
        confirmed=day,
    )
    if kind == "cooperation":
        found["intensity"] = int(found["intensity"])
    if dated:
        found["period"] = period
    if kind == "expectation":
        found["strategy_id"], found["strategy_goal"] = split(found["strategy_id"])
        found["reach"] = Reach(found["reach"])
    if kind == "strategy":
        known = before.goals if isinstance(before, Strategy) else ()
        found["goals"] = goals_of(found["goals"], known, id)
    if before is not None:
        return replace(before, provenance=provenance, **found)
    return CLASSES[kind](id=id, provenance=provenance, **found)


def _value(
    field: Field, value: Any, visible: VisibleNetwork, names: Mapping[str, Sequence[str]]
) -> Any:
    match field.kind:
        case "one":
            if value and value not in dict(choices(field.choices, visible, "de")):
                raise Invalid(Problem("form.unknown_choice"))
            return value
        case "many":
            known = dict(choices(field.choices, visible, "de"))
            if any(v not in known for v in value):
                raise Invalid(Problem("form.unknown_choice"))
            return tuple(dict.fromkeys(value))
        case "actor":
            return _actor(value, names) if value else ""
        case "actors":
            return tuple(dict.fromkeys(_actor(v, names) for v in value))
        case "words":
            return tuple(dict.fromkeys(w.strip() for w in value.split("\n") if w.strip()))
        case "date_part":
            return PartialDate.parse(value) if value else None
        case "day":
            return _day(value) if value else None
        case "count":
            if value and not re.fullmatch(r"\d{1,9}", value):
                raise Invalid(Problem("form.count"))
            if value and field.required and int(value) < 1:
                raise Invalid(Problem("form.count_from_one"))
            return int(value) if value else None
        case "decimal":
            return weight_of(value)
        case "email":
            if value and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+", value):
                raise Invalid(Problem("form.email"))
        case "url":
            if value and not re.fullmatch(r"https?://[^\s<>\"]+", value):
                raise Invalid(Problem("form.website"))
    if field.name == "postcode" and value and not re.fullmatch(r"\d{5}", value):
        raise Invalid(Problem("form.postcode"))
    return value


def weight_of(text: str) -> float:
    """A weight as people type it. Raises Invalid (``form.weight``)."""
    if not re.fullmatch(r"\d{1,3}([.,]\d{1,25})?", text):
        raise Invalid(Problem("form.weight"))
    found = float(text.replace(",", "."))
    if not 0 < found <= 100:
        raise Invalid(Problem("form.weight"))
    return found


def _day(text: str) -> date:
    """A day as a date field sends it, or as people here type it."""
    german = re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", text)
    given = f"{german[3]}-{german[2]:0>2}-{german[1]:0>2}" if german else text
    try:
        found = date.fromisoformat(given)
    except ValueError:
        raise Invalid(Problem("form.day")) from None
    if not 1900 <= found.year <= 2100:
        raise Invalid(Problem("form.day"))
    return found


def _actors_by_name(visible: VisibleNetwork) -> Mapping[str, Sequence[str]]:
    names: dict[str, list[str]] = {}
    for actor in visible.all(Actor):
        for name in {actor.name, actor.short_name}:
            if name:
                names.setdefault(" ".join(name.casefold().split()), []).append(actor.id)
    return names


def _actor(name: str, names: Mapping[str, Sequence[str]]) -> str:
    ids = names.get(" ".join(name.casefold().split()), ())
    if not ids:
        raise Invalid(Problem("form.unknown_actor", params={"value": name}))
    if len(ids) > 1:
        raise Invalid(Problem("form.ambiguous_actor", params={"value": name}))
    return ids[0]


def spoken(record: Record, field: Field, visible: VisibleNetwork, lang: str) -> str:
    """A field's value in words, for the history and for conflicts; blank if there is none."""
    value = _shown(record, field, visible)
    match field.kind:
        case "one" | "many":
            labels = dict(choices(field.choices, visible, lang))
            ids = [value] if isinstance(value, str) else value
            return ", ".join(labels.get(id, id).removeprefix("– ").strip() for id in ids if id)
        case "actors":
            return ", ".join(name for name in value if name)
        case "words":
            return ", ".join(value.split("\n")) if value else ""
        case "yes":
            return gettext("ja") if value else gettext("nein")
        case "day":
            return datum(date.fromisoformat(value)) if value else ""
        case _:
            return str(value)


def differences(
    old: Record, new: Record, visible: VisibleNetwork, lang: str
) -> list[tuple[str, str, str]]:
    """What differs between two states of a record: label of the field, old words, new words."""
    rows = []
    for field in fields_of(old.KIND):
        before, after = spoken(old, field, visible, lang), spoken(new, field, visible, lang)
        if before != after:
            rows.append((gettext(field.label), before, after))
    return rows
