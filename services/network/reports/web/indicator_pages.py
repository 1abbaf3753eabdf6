"""Indicators of grants (coordinators): list, form with readings, import of a table."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, request
from werkzeug.wrappers import Response

from services.network.directory.web.record_forms import FormValues
from services.network.exchange.indicator_table import (
    HEADERS,
    IndicatorTable,
    read_day,
    read_indicators,
    read_number,
)
from services.network.exchange.web import wired
from services.network.reader import context
from services.network.reader.labels import page
from services.network.records.model import Indicator, Provenance, Reading, Strategy, Visibility
from services.network.records.network import ChangeSet
from services.network.records.numbers import number_words
from services.network.records.validity import problems_of
from services.network.reports.chapters.language import german, number
from services.network.reports.progress import indicators as against_targets
from services.network.reports.web.forms import shorten
from services.network.reports.web.source_steps import SourceKind
from shared.accounts import author, requires
from shared.errors import Conflict, Invalid, Problem, TooLarge
from shared.web.i18n import gettext
from shared.web.posted import posted_id
from shared.web.problems import problem_text, text_of
from shared.web.urls import redirect_to

blueprint = Blueprint("network_indicators", __name__)

MOST_READINGS = 200
SPARE_ROWS = 3
LONGEST_PASTE = 200_000
MOST_MESSAGES = 30
"""Messages about a table that are shown at once."""

_TEXTS = ("name", "unit", "target", "target_day", "strategy")


@blueprint.get("/berichte/kennzahlen")
@requires("admin", "coordinator")
def overview() -> str:
    """All indicators with their latest reading against the target."""
    network, today = context.network(), context.today()
    rows = against_targets(network, network.all(Indicator), today, today)
    return page("reports/kennzahlen.html", rows=rows, number=number, german=german)


@blueprint.get("/berichte/kennzahlen/neu")
@requires("admin", "coordinator")
def new() -> str:
    """An empty form."""
    return _form(None, _blank(), 0)


@blueprint.post("/berichte/kennzahlen/neu")
@requires("admin", "coordinator")
def create() -> Response | tuple[str, int]:
    """Save a new indicator."""
    return _source().save(None)


@blueprint.get("/berichte/kennzahlen/<id>")
@requires("admin", "coordinator")
def edit(id: str) -> str:
    """The form of an indicator."""
    return _source().show(id)


@blueprint.post("/berichte/kennzahlen/<id>")
@requires("admin", "coordinator")
def update(id: str) -> Response | tuple[str, int]:
    """Save a changed indicator."""
    return _source().save(id)


@blueprint.post("/berichte/kennzahlen/<id>/loeschen")
@requires("admin", "coordinator")
def delete(id: str) -> Response | tuple[str, int]:
    """Delete an indicator that no report names."""
    return _source().delete(id)


def _source() -> SourceKind[Indicator]:
    return SourceKind(Indicator, "/berichte/kennzahlen", _form, _values_of, _typed, _read)


# --- form -----------------------------------------------------------------------------------


def _blank() -> FormValues:
    return {**dict.fromkeys(_TEXTS, ""), "less_is_better": False, "readings": []}


def _values_of(record: Indicator) -> FormValues:
    target = record.target
    return {
        "name": record.name,
        "unit": record.unit,
        "target": number_words(target) if target is not None else "",
        "target_day": record.target_day.isoformat() if record.target_day else "",
        "less_is_better": record.less_is_better,
        "strategy": f"{record.strategy_id}|{record.strategy_goal}" if record.strategy_id else "",
        "readings": [(r.day.isoformat(), number_words(r.value), r.source) for r in record.readings],
    }


def _typed() -> FormValues:
    form = request.form
    values: FormValues = {name: form.get(name, "").strip() for name in _TEXTS}
    values["less_is_better"] = "less_is_better" in form
    columns = [form.getlist(name)[:MOST_READINGS] for name in ("day", "value", "source")]
    count = max(map(len, columns))
    cells = [[column[at].strip() if at < len(column) else "" for column in columns]
             for at in range(count)]  # fmt: skip
    values["readings"] = [tuple(row) for row in cells if any(row)]
    return values


def _read(values: FormValues, before: Indicator | None, id: str) -> Indicator:
    """The indicator that the form describes. Raises Invalid."""
    problems: list[Problem] = []
    target = read_number(values["target"]) if values["target"] else None
    if values["target"] and target is None:
        problems.append(Problem("indicators.number", "target", params={"value": values["target"]}))
    target_day = _day(values["target_day"], "target_day", problems)
    readings: dict[date, Reading] = {}
    for at, (day_text, value_text, source) in enumerate(values["readings"], 1):
        day, value = read_day(day_text), read_number(value_text)
        if day is None:
            params = {"value": day_text, "row": at}
            problems.append(Problem("indicators.reading_day", f"day-{at}", params=params))
        elif day in readings:
            params = {"value": german(day), "row": at}
            problems.append(Problem("indicators.reading_twice", f"day-{at}", params=params))
        if value is None:
            params = {"value": value_text, "row": at}
            problems.append(Problem("indicators.reading_number", f"value-{at}", params=params))
        if day is not None and value is not None:
            readings[day] = Reading(day=day, value=value, source=source)
    strategy_id, _, goal = values["strategy"].partition("|")
    if values["strategy"] and values["strategy"] not in dict(_goals()):
        problems.append(Problem("field.invalid", "strategy"))
    record = Indicator(
        id=id,
        provenance=before.provenance if before else Provenance(visibility=Visibility.COORDINATORS),
        note=before.note if before else "",
        name=" ".join(values["name"].split()),
        unit=values["unit"],
        target=target,
        target_day=target_day,
        less_is_better=values["less_is_better"],
        readings=tuple(readings[day] for day in sorted(readings)),
        strategy_id=strategy_id,
        strategy_goal=goal,
    )
    problems += problems_of(record)
    if problems:
        raise Invalid(problems)
    return record


def _day(text: str, field: str, problems: list[Problem]) -> date | None:
    day = read_day(text) if text else None
    if text and day is None:
        problems.append(Problem("indicators.day", field, params={"value": text}))
    return day


def _goals() -> list[tuple[str, str]]:
    """Every goal of every strategy as (value of the form, words)."""
    found = sorted(context.network().all(Strategy).values(), key=lambda s: s.title.casefold())
    return [
        (f"{s.id}|{id}", f"{shorten(s.title, 40)}: {shorten(text, 80)}")
        for s in found
        for id, text in (("", "–"), *s.goals)
    ]


def _form(
    record: Indicator | None,
    values: FormValues,
    at: int,
    problems: tuple[Problem, ...] = (),
    notice: str = "",
) -> str:
    return page(
        "reports/kennzahl.html",
        record=record,
        values=values,
        rows=[*values["readings"], *[("", "", "")] * SPARE_ROWS],
        problems=problems,
        notice=notice,
        version=at,
        new_id="" if record else posted_id(),
        goals=_goals(),
    )


# --- import ---------------------------------------------------------------------------------


@blueprint.get("/berichte/kennzahlen/einlesen")
@requires("admin", "coordinator")
def ask_table() -> str:
    """Paste a table or choose a file."""
    return _import_page("")


@blueprint.post("/berichte/kennzahlen/einlesen")
@requires("admin", "coordinator")
def take_table() -> Response | tuple[str, int] | str:
    """First say what would happen, then do it: everything or nothing."""
    pasted = request.form.get("tabelle", "")
    given = request.files.get("datei")
    content = given.read() if given and given.filename else b""
    if not content and not pasted.strip():
        return _import_page(pasted, (Problem("indicators.nothing", "tabelle"),)), 422
    if len(pasted) > LONGEST_PASTE:
        problem = Problem("field.too_long", "tabelle", params={"max_length": LONGEST_PASTE})
        return _import_page("", (problem,)), 422
    field = "datei" if content else "tabelle"
    name = (given.filename or "") if given and content else "Tabelle.csv"
    try:
        found = _table(content or pasted.encode(), name)
    except TooLarge as error:
        return _import_page(pasted, (Problem(error.code, field, params=error.params),)), 413
    except Invalid as error:
        placed = tuple(
            p if p.row is not None else Problem(p.code, field, params=p.params)
            for p in error.problems
        )
        return _import_page(pasted, placed), 422
    if request.form.get("bestaetigt") != "1" or content:
        return _import_page(_as_text(found), found=found)
    network = context.network()
    changes = ChangeSet(tuple(network.put(i) for i in found.indicators), "Kennzahlen eingelesen")
    if changes:
        try:
            context.parts().live.apply(changes, author(), context.parts().clock())
        except Conflict:
            context.forget_network()
            return _import_page(pasted, notice=text_of("conflict.source")), 409
    return redirect_to("/berichte/kennzahlen", eingelesen=found.readings)


def _table(content: bytes, name: str) -> IndicatorTable:
    """What a file or pasted text says. Raises Invalid, TooLarge."""
    grids = wired.parts().tables.read_tables(content, name)
    rows = next((grid.rows for grid in grids if grid.rows), ())
    network = context.network()
    installation = network.installation
    found = read_indicators(
        rows, network.all(Indicator).values(), installation.dataset if installation else ""
    )
    problems = [p for i in found.indicators for p in problems_of(i)]
    if problems:
        raise Invalid([Problem(p.code, "", params=p.params) for p in problems])
    return found


def _as_text(found: IndicatorTable) -> str:
    """The rows as text with tabs: what a second sending reads again."""
    lines = [HEADERS, *found.rows]
    return "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines)


def _placed(problem: Problem) -> tuple[str, str]:
    """A problem with its place in the table: field of the form, words."""
    if problem.row is None:
        return problem.field, problem_text(problem)
    place = gettext("Zeile %(row)s", row=problem.row)
    if problem.field:
        place += ", " + gettext("Spalte „%(column)s“", column=problem.field)
    return "tabelle", f"{place}: {problem_text(problem)}"


def _import_page(
    pasted: str,
    problems: tuple[Problem, ...] = (),
    found: IndicatorTable | None = None,
    notice: str = "",
) -> str:
    today = context.today()
    rows = []
    if found is not None:
        names = {i.id: i for i in found.indicators}
        rows = [(i, i.id in context.network().all(Indicator)) for i in names.values()]
    return page(
        "reports/kennzahlen_einlesen.html",
        pasted=pasted,
        problems=problems,
        listed=[_placed(problem) for problem in problems[:MOST_MESSAGES]],
        found=found,
        rows=rows,
        notice=notice,
        headers=HEADERS,
        number=number,
        year=today.year,
    )
