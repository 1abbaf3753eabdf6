"""The numbers that everything is computed with: look at them, change one, see what came of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from services.network.findings.findings import Findings, findings
from services.network.findings.web import today
from services.network.home import rule_changes
from services.network.home.rule_preview import (
    RuleEffect,
    breaks_differ,
    differences,
    steps_differ,
)
from services.network.outlook.forecast import forecast
from services.network.outlook.next_steps import NextStep, next_steps_on
from services.network.reader import context
from services.network.reader.labels import page
from services.network.reader.rule_words import value_words
from services.network.records.model import RuleSettings
from services.network.records.rule_words import RULE_WORDS, RuleWords
from services.network.records.rules import CHANGEABLE, Number, Rule, days_of, in_range, whole_months
from shared.accounts import author, requires
from shared.errors import Conflict, Invalid, NotFound, Problem
from shared.marking import N_
from shared.web.i18n import zahl
from shared.web.posted import posted_version
from shared.web.urls import url

blueprint = Blueprint("network_rules", __name__)

PLACES: Mapping[str, str] = {
    "aktualitaet": "freshness_days",
    "durchfuehrungen": "delivery_days",
    "mindestzahl": "minimum_providers",
    "mehrere-anbieter": "several_factor",
    "gewicht-kreise": "region_weight",
    "gewicht-themen": "topic_weight",
    "gewicht-zielgruppen": "target_group_weight",
    "gewicht-formate": "format_weight",
    "aehnlichkeit": "parallel_from",
    "gemeinsame-laufzeit": "common_days",
    "vorschau": "forecast_months",
    "naechster-schritt": "step_districts",
    "treffen": "meeting_effort",
}
"""Last part of the address -> name of the number."""

UNITS: Mapping[str, str] = {
    "months": N_("Monate"),
    "houses": N_("Anbieter"),
    "times the minimum": N_("mal die Mindestzahl"),
    "weight": N_("Gewicht"),
    "score 0..1": N_("Ähnlichkeit"),
    "districts": N_("Kreise"),
    "talks": N_("Gespräche"),
}
"""What is counted, behind the field; days are chosen beside months."""

DIFFERENCES: Mapping[str, str] = {
    "gap": N_("Lücke"),
    "reach_only": N_("nur landesweit erreichbar"),
    "thin": N_("nur ein Anbieter"),
    "unknown": N_("nicht erhoben"),
    "covered": N_("abgedeckt"),
    "many": N_("mehrere Anbieter"),
    "parallel": N_("mögliche Parallelstruktur"),
    "isolated": N_("ohne bekannte Verbindung"),
    "break": N_("Verschlechterung in der Vorschau"),
    "step": N_("nächster Schritt an seinem Platz"),
}
_NUMBER = re.compile(r"\d{1,7}(?:[.,]\d{1,6})?")
LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A number as the pages show it, with its value and the product's in words."""

    rule: Rule
    words: RuleWords
    place: str
    value: str
    default: str


def _row(place: str) -> RuleRow:
    name = PLACES[place]
    rule = next(r for r in context.network().rules.listed() if r.name == name)
    told = value_words(rule), value_words(rule, rule.default)
    return RuleRow(rule, RULE_WORDS[name], place, *told)


def _known(place: str) -> RuleRow:
    if place not in PLACES:
        raise NotFound("not_found.record")
    return _row(place)


def _history(name: str = "", after: int = 0) -> list[dict[str, Any]]:
    """The changes (of one number, after a version) as the pages tell them, the latest first."""
    history = context.history(RuleSettings.KIND, rule_changes.ID)
    later = [change for change in history if change.version > after]
    places = {name: place for place, name in PLACES.items()}
    return [
        {
            "change": change,
            "words": RULE_WORDS[change.name],
            "place": places[change.name],
            "before": value_words(CHANGEABLE[change.name], change.before),
            "after": value_words(CHANGEABLE[change.name], change.after),
            "again": _typed_words(CHANGEABLE[change.name], change.before),
        }
        for change in rule_changes.changes_of(later)
        if name in ("", change.name)
    ]


def _typed_words(rule: Rule, value: Number) -> dict[str, str]:
    """A value as its form shows it: the number as it is typed, and its unit."""
    if rule.unit != "days":
        return {"wert": _plain(value), "einheit": ""}
    months = whole_months(int(value))
    return {"wert": str(months or int(value)), "einheit": "monate" if months else "tage"}


def _plain(value: Number) -> str:
    # A thousands separator would be read as a decimal point when the form comes back.
    return zahl(float(value)) if isinstance(value, Fraction) else str(value)


@blueprint.get("/einrichtung/regeln")
@requires("admin", "coordinator")
def overview() -> str:
    """All numbers with what they are, were and why."""
    own = [r for r in context.network().rules.listed() if r.least is None]
    return page(
        "home/regeln.html",
        rows=[_row(place) for place in PLACES],
        own=[(RULE_WORDS[rule.name], value_words(rule)) for rule in own],
        history_rows=_history(),
    )


@blueprint.get("/einrichtung/regeln/<place>")
@requires("admin", "coordinator")
def rule(place: str) -> tuple[str, int]:
    """The form of one number; ``?wert=`` proposes a value, as the history does."""
    row = _known(place)
    values = {**_typed_words(row.rule, row.rule.value), "grund": ""}
    if "wert" in request.args:
        values |= {key: request.args.get(key, "")[:20] for key in ("wert", "einheit")}
    return _form(row, values)


@blueprint.post("/einrichtung/regeln/<place>")
@requires("admin", "coordinator")
def change(place: str) -> Response | tuple[str, int]:
    """Keep a changed number, or show what it would change (``schritt=vorschau``)."""
    row, expects = _known(place), posted_version()
    values = {
        "wert": request.form.get("wert", "").strip()[:20],
        "einheit": request.form.get("einheit", ""),
        "grund": request.form.get("grund", "").replace("\r\n", "\n").strip(),
    }
    preview = request.form.get("schritt") == "vorschau"
    try:
        value = _value(row.rule, values, needs_reason=not preview)
        if preview:
            return _form(row, values, version=expects, found=_preview(row.rule, value), tried=value)
        _save(row.rule, value, values["grund"], expects)
    except Invalid as error:
        return _form(row, values, error.problems, version=expects, status=422)
    except Conflict:
        context.forget_network()
        problem = (Problem("conflict.rules"),)
        return _form(_row(place), values, problem, status=409, since=_history(after=expects))
    return redirect(url("/einrichtung/regeln", gespeichert=place), 303)


def _save(rule: Rule, value: Number, reason: str, expects: int) -> None:
    at = context.network().version(RuleSettings.KIND, rule_changes.ID)
    if value == rule.value and at == expects:
        raise Invalid(Problem("rule.same", "wert"))
    rule_changes.change_rule(context.parts(), rule.name, value, reason, expects, author())


@blueprint.get("/einrichtung/regeln/<place>/standard")
@requires("admin", "coordinator")
def ask_restore(place: str) -> Response | str:
    """Ask before a number goes back to the product's own."""
    row = _known(place)
    if not row.rule.changed:
        return redirect(url(f"/einrichtung/regeln/{place}"), 303)
    return _question(row)


@blueprint.post("/einrichtung/regeln/<place>/standard")
@requires("admin", "coordinator")
def restore(place: str) -> Response | tuple[str, int]:
    """Back to the product's own number."""
    row = _known(place)
    reason = request.form.get("grund", "").strip()[:LONGEST_REASON]
    try:
        rule_changes.change_rule(
            context.parts(), row.rule.name, None, reason, posted_version(), author()
        )
    except Conflict:
        context.forget_network()
        if not _row(place).rule.changed:
            return redirect(url("/einrichtung/regeln", gespeichert=place), 303)
        return _question(_row(place), _history(after=posted_version())), 409
    return redirect(url("/einrichtung/regeln", gespeichert=place), 303)


def _question(row: RuleRow, since: list[dict[str, Any]] | None = None) -> str:
    found = _preview(row.rule, row.rule.default)
    return page(
        "home/regel_standard.html",
        row=row,
        found=found,
        differences=DIFFERENCES,
        since=since or [],
        version=context.network().version(RuleSettings.KIND, rule_changes.ID),
    )


def _form(
    row: RuleRow,
    values: Mapping[str, str],
    problems: tuple[Problem, ...] = (),
    *,
    version: int | None = None,
    status: int = 200,
    found: list[RuleEffect] | None = None,
    tried: Number | None = None,
    since: list[dict[str, Any]] | None = None,
) -> tuple[str, int]:
    at = context.network().version(RuleSettings.KIND, rule_changes.ID)
    assert row.rule.least is not None
    assert row.rule.most is not None
    html = page(
        "home/regel.html",
        row=row,
        values=values,
        unit=UNITS.get(row.rule.unit, ""),
        least=value_words(row.rule, row.rule.least),
        most=value_words(row.rule, row.rule.most),
        problems=problems,
        errors={p.field: p for p in reversed(problems)},
        version=at if version is None else version,
        found=found,
        tried="" if tried is None else value_words(row.rule, tried),
        differences=DIFFERENCES,
        since=since or [],
        history_rows=_history(row.rule.name),
    )
    return html, status


def _value(rule: Rule, values: Mapping[str, str], *, needs_reason: bool) -> Number:
    """The number that was typed; raises Invalid with every problem."""
    problems: list[Problem] = []
    value: Number = rule.value
    try:
        value = _read(rule, values)
    except Invalid as error:
        problems += error.problems
    if needs_reason and not values["grund"]:
        problems.append(Problem("rule.reason", "grund"))
    if len(values["grund"]) > LONGEST_REASON:
        problems.append(Problem("form.too_long", "grund", params={"limit": LONGEST_REASON}))
    if problems:
        raise Invalid(problems)
    return value


def _read(rule: Rule, values: Mapping[str, str]) -> Number:
    if not _NUMBER.fullmatch(values["wert"]):
        example = _typed_words(rule, rule.default)["wert"]
        raise Invalid(Problem("rule.number", "wert", params={"example": example}))
    typed = Fraction(values["wert"].replace(",", "."))
    fraction = isinstance(rule.default, Fraction)
    if not fraction and typed.denominator != 1:
        raise Invalid(Problem("rule.whole", "wert"))
    if fraction and (typed * 100).denominator != 1:
        raise Invalid(Problem("rule.decimals", "wert"))
    value: Number = typed if fraction else int(typed)
    if rule.unit == "days" and values["einheit"] == "monate":
        value = days_of(int(typed))
    if not in_range(rule, value):
        assert rule.least is not None
        assert rule.most is not None
        least, most = value_words(rule, rule.least), value_words(rule, rule.most)
        raise Invalid(Problem("rule.range", "wert", params={"least": least, "most": most}))
    return value


def _preview(rule: Rule, value: Number) -> list[RuleEffect]:
    """What the findings of today would be; computing them takes as long as it takes at start."""
    network, day = context.network(), context.today()
    settings = network.get(RuleSettings, rule_changes.ID)
    tried = rule_changes.with_number(settings, rule.name, value, "")
    other = rule_changes.changed_network(network, tried).on(day)
    now, found, later = network.on(day), today.findings(), findings(other)
    effects = [
        *differences(found, later),
        breaks_differ(forecast(now), forecast(other)),
        steps_differ(_steps(found), _steps(later)),
    ]
    return [effect for effect in effects if effect.new or effect.gone]


def _steps(found: Findings) -> Sequence[NextStep]:
    return next_steps_on(found.coverage.evidence.supply_index, found.coverage)
