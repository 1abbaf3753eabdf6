"""Forms of records: which fields a page shows, how they are filled and read back.

A form is data (``FORMS``), so that pages, the check for conflicts and the history
name every field with the same words. Reading collects every problem at once; what
was typed is kept and shown again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from werkzeug.datastructures import MultiDict

from services.network.domain.model import (
    Actor,
    Cooperation,
    Offer,
    Project,
    Provenance,
    Record,
    Visibility,
)
from services.network.domain.period import PartialDate, Period
from services.network.web.reading import Book
from services.network.web.texts import INTENSITY, VISIBILITY
from shared.errors import Invalid, Problem
from shared.web.i18n import N_, gettext

FieldKind = Literal[
    "text", "area", "email", "url", "one", "many", "actor", "actors", "yes", "date_part", "words"
]


@dataclass(frozen=True, slots=True)
class Field:
    """One input: ``name`` is the record's attribute (or ``start``/``end`` of its period)."""

    name: str
    label: str
    kind: FieldKind = "text"
    hint: str = ""
    choices: str = ""
    required: bool = False
    limit: int = 200
    autocomplete: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together under a heading."""

    title: str
    fields: tuple[Field, ...]


_PERIOD = Section(
    N_("Zeitraum"),
    (
        Field(
            "start",
            N_("Beginn"),
            "date_part",
            N_("So genau, wie Sie es wissen: 01.03.2026, 2026, Frühjahr 2026, Ende 2026."),
            limit=40,
        ),
        Field(
            "end",
            N_("Ende"),
            "date_part",
            N_("Leer lassen, wenn das Ende nicht bekannt ist."),
            limit=40,
        ),
    ),
)
_ORIGIN = Section(
    N_("Herkunft der Angaben"),
    (
        Field(
            "source",
            N_("Quelle"),
            "text",
            N_("Woher die Angaben stammen, zum Beispiel „Telefonat mit Frau Muster“."),
            limit=300,
        ),
        Field("visibility", N_("Wer darf das sehen?"), "one", choices="visibility", required=True),
        Field("note", N_("Interne Notiz"), "area", N_("Sieht nur die Koordination."), limit=2000),
    ),
)
_ABOUT = (
    Field("topic_ids", N_("Themen"), "many", choices="topics"),
    Field("target_group_ids", N_("Zielgruppen"), "many", choices="target_groups"),
    Field("format_ids", N_("Formate"), "many", choices="formats"),
)
_WHERE = Section(
    N_("Wo"),
    (
        Field(
            "on_site_region_ids",
            N_("Vor Ort in"),
            "many",
            N_("Hier findet es wirklich statt."),
            choices="regions",
        ),
        Field(
            "reachable_region_ids",
            N_("Auf Anfrage erreichbar in"),
            "many",
            N_("Hierher kommt das Angebot nur, wenn jemand fragt."),
            choices="regions",
        ),
    ),
)

FORMS: Mapping[str, tuple[Section, ...]] = {
    "actor": (
        Section(
            N_("Wer"),
            (
                Field("name", N_("Name"), required=True, autocomplete="organization"),
                Field("short_name", N_("Kurzform"), hint=N_("Steht auf der Karte."), limit=40),
                Field(
                    "aliases",
                    N_("Weitere Namen"),
                    "words",
                    N_("Frühere oder andere Schreibweisen, je Zeile eine; die Suche kennt sie."),
                    limit=500,
                ),
                Field("org_type_id", N_("Art der Organisation"), "one", choices="org_types"),
                Field("description", N_("Beschreibung"), "area", limit=4000),
                Field("founded", N_("Gegründet"), hint=N_("Zum Beispiel 2018."), limit=40),
            ),
        ),
        Section(
            N_("Wo"),
            (
                Field("region_id", N_("Sitz"), "one", choices="regions"),
                Field(
                    "area",
                    N_("Wirkungsgebiet in eigenen Worten"),
                    hint=N_("Zum Beispiel „Raum Südthüringen“."),
                ),
                Field("street", N_("Straße und Hausnummer"), autocomplete="street-address"),
                Field("postcode", N_("Postleitzahl"), limit=5, autocomplete="postal-code"),
                Field("city", N_("Ort"), autocomplete="address-level2"),
            ),
        ),
        Section(
            N_("Erreichbar unter"),
            (
                Field("website", N_("Internetseite"), "url", limit=300, autocomplete="url"),
                Field(
                    "email",
                    N_("E-Mail der Stelle"),
                    "email",
                    N_("Keine persönliche Adresse, außer mit Einverständnis."),
                    limit=254,
                    autocomplete="email",
                ),
                Field("phone", N_("Telefon"), limit=60, autocomplete="tel"),
                Field(
                    "invitable",
                    N_("Darf zu Terminen eingeladen werden"),
                    "yes",
                    N_("Ohne Haken schlägt das Programm diese Stelle nie als Gast vor."),
                ),
            ),
        ),
        _ORIGIN,
    ),
    "offer": (
        Section(
            N_("Was"),
            (
                Field("title", N_("Titel"), required=True),
                Field("actor_id", N_("Anbieter"), "actor", required=True),
                Field("project_id", N_("Gehört zum Projekt"), "one", choices="projects"),
                Field("description", N_("Beschreibung"), "area", limit=4000),
                *_ABOUT,
                Field(
                    "target_group_text",
                    N_("Zielgruppe in eigenen Worten"),
                    limit=300,
                ),
                Field("languages", N_("Sprachen"), "words", N_("Je Zeile eine."), limit=300),
                Field("cost_rule", N_("Kosten"), hint=N_("Zum Beispiel „kostenfrei“."), limit=300),
                Field("website", N_("Internetseite"), "url", limit=300),
            ),
        ),
        _WHERE,
        _PERIOD,
        _ORIGIN,
    ),
    "project": (
        Section(
            N_("Was"),
            (
                Field("title", N_("Titel"), required=True),
                Field("project_type", N_("Art des Projekts")),
                Field("description", N_("Beschreibung"), "area", limit=4000),
                *_ABOUT,
            ),
        ),
        Section(
            N_("Wer"),
            (
                Field("lead_actor_id", N_("Leitung"), "actor"),
                Field("partner_actor_ids", N_("Partner"), "actors"),
                Field("funder_actor_ids", N_("Gefördert von"), "actors"),
            ),
        ),
        _WHERE,
        _PERIOD,
        _ORIGIN,
    ),
    "cooperation": (
        Section(
            N_("Wer arbeitet zusammen?"),
            (
                Field(
                    "partner_ids",
                    N_("Beteiligte"),
                    "actors",
                    N_("Mindestens zwei. Namen eintippen und aus der Liste wählen."),
                    required=True,
                ),
                Field("name", N_("Bezeichnung"), hint=N_("Zum Beispiel „Runder Tisch Sprache“.")),
                Field(
                    "cooperation_type",
                    N_("Art der Zusammenarbeit"),
                    hint=N_("Zum Beispiel gemeinsame Veranstaltung, Verweisberatung."),
                ),
                Field("intensity", N_("Wie eng?"), "one", choices="intensity", required=True),
                Field("project_id", N_("Gehört zum Projekt"), "one", choices="projects"),
                Field("description", N_("Beschreibung"), "area", limit=4000),
            ),
        ),
        Section(
            N_("Worum und wo"),
            (
                Field("topic_ids", N_("Themen"), "many", choices="topics"),
                Field("region_ids", N_("Regionen"), "many", choices="regions"),
            ),
        ),
        _PERIOD,
        _ORIGIN,
    ),
}
CLASSES: Mapping[str, type[Record]] = {
    "actor": Actor,
    "offer": Offer,
    "project": Project,
    "cooperation": Cooperation,
}

Values = dict[str, Any]
"""What stands in the inputs: text, a list of texts for several choices, a bool for a tick."""


def fields_of(kind: str) -> tuple[Field, ...]:
    """All fields of a form in their order."""
    return tuple(field for section in FORMS[kind] for field in section.fields)


def choices(name: str, book: Book, lang: str) -> list[tuple[str, str]]:
    """The options of a choice as (value, label)."""
    from services.network.domain.model import Format, OrgType, TargetGroup

    match name:
        case "visibility":
            return [(key, gettext(text)) for key, text in VISIBILITY.items()]
        case "intensity":
            return [(key, gettext(text)) for key, text in INTENSITY.items()]
        case "topics":
            return [(id, "– " * depth + label) for id, label, depth in book.topic_tree(lang)]
        case "target_groups":
            return book.terms(TargetGroup, lang)
        case "formats":
            return book.terms(Format, lang)
        case "org_types":
            return book.terms(OrgType, lang)
        case "regions":
            return book.region_choices()
        case "projects":
            return sorted(
                ((p.id, p.title) for p in book.all(Project)), key=lambda p: p[1].casefold()
            )
        case _:
            raise KeyError(name)


def values_of(record: Record, book: Book) -> Values:
    """What a record's form shows before anybody typed."""
    values: Values = {}
    for field in fields_of(record.KIND):
        values[field.name] = _shown(record, field, book)
    return values


def _shown(record: Record, field: Field, book: Book) -> Any:
    match field.name:
        case "source":
            return record.provenance.source
        case "visibility":
            return record.provenance.visibility.value
        case "start" | "end":
            side = getattr(record.period, field.name)  # type: ignore[attr-defined]
            return german_date(side)
    value = getattr(record, field.name)
    match field.kind:
        case "many":
            return list(value)
        case "words":
            return "\n".join(value)
        case "actor":
            return book.actor_name(value)
        case "actors":
            return [book.actor_name(id) for id in value]
        case "yes":
            return bool(value)
        case _:
            return str(value)


def german_date(side: PartialDate | None) -> str:
    """A partial date as a person here would type it; given words stay as given."""
    if side is None:
        return ""
    if side.exact and re.fullmatch(r"\d{4}-\d\d-\d\d", side.text):
        return side.earliest.strftime("%d.%m.%Y")
    return side.text


def typed(kind: str, form: MultiDict[str, str]) -> Values:
    """What was typed, in the shape of ``values_of``, before any check."""
    values: Values = {}
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
    kind: str, values: Values, book: Book, before: Record | None, id: str, day: date
) -> Record:
    """The record that the typed values mean.

    ``before`` is the record as stored (its other fields stay as they are), or None for a new
    one. Saving a record confirms it: the day becomes its last confirmation.

    Raises Invalid with every problem at once.
    """
    problems: list[Problem] = []
    names = _actors_by_name(book)
    found: dict[str, Any] = {}
    for field in fields_of(kind):
        value = values[field.name]
        if field.required and not value:
            problems.append(Problem("form.required", field.name))
        elif isinstance(value, str) and len(value) > field.limit:
            problems.append(Problem("form.too_long", field.name, params={"limit": field.limit}))
        else:
            try:
                found[field.name] = _value(field, value, book, names)
            except Invalid as error:
                problems.extend(replace(p, field=field.name) for p in error.problems)
    if (
        kind == "cooperation"
        and values["partner_ids"]
        and len(set(found.get("partner_ids", (1, 2)))) < 2
    ):
        problems.append(Problem("form.two_partners", "partner_ids"))
    period = Period()
    if kind != "actor" and not any(p.field in ("start", "end") for p in problems):
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
    if kind != "actor":
        found["period"] = period
    if before is not None:
        return replace(before, provenance=provenance, **found)
    return CLASSES[kind](id=id, provenance=provenance, **found)


def _value(field: Field, value: Any, book: Book, names: Mapping[str, Sequence[str]]) -> Any:
    match field.kind:
        case "one":
            if value and value not in dict(choices(field.choices, book, "de")):
                raise Invalid(Problem("form.unknown_choice"))
            return value
        case "many":
            known = dict(choices(field.choices, book, "de"))
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
        case "email":
            if value and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+", value):
                raise Invalid(Problem("form.email"))
        case "url":
            if value and not re.fullmatch(r"https?://[^\s<>\"]+", value):
                raise Invalid(Problem("form.website"))
    if field.name == "postcode" and value and not re.fullmatch(r"\d{5}", value):
        raise Invalid(Problem("form.postcode"))
    return value


def _actors_by_name(book: Book) -> Mapping[str, Sequence[str]]:
    names: dict[str, list[str]] = {}
    for actor in book.all(Actor):
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


def spoken(record: Record, field: Field, book: Book, lang: str) -> str:
    """A field's value in words, for the history and for conflicts; blank if there is none."""
    value = _shown(record, field, book)
    match field.kind:
        case "one" | "many":
            labels = dict(choices(field.choices, book, lang))
            ids = [value] if isinstance(value, str) else value
            return ", ".join(labels.get(id, id).removeprefix("– ").strip() for id in ids if id)
        case "actors":
            return ", ".join(name for name in value if name)
        case "words":
            return ", ".join(value.split("\n")) if value else ""
        case "yes":
            return gettext("ja") if value else gettext("nein")
        case _:
            return str(value)


def differences(old: Record, new: Record, book: Book, lang: str) -> list[tuple[str, str, str]]:
    """What differs between two states of a record: label of the field, old words, new words."""
    rows = []
    for field in fields_of(old.KIND):
        before, after = spoken(old, field, book, lang), spoken(new, field, book, lang)
        if before != after:
            rows.append((gettext(field.label), before, after))
    return rows
