"""Erhebungen: who completely looked where, when. Only a surveyed cell can be a gap."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from services.network.coverage import save_expectation as expect
from services.network.coverage.web.map_pages import expectation_name
from services.network.coverage.web.today import coverage
from services.network.directory.web import record_forms as forms
from services.network.directory.web.prefill import prefilled
from services.network.reader import context
from services.network.reader.labels import Labels, cached, page
from services.network.reader.rule_words import span
from services.network.records.model import Region, Survey
from services.network.records.visible_network import VisibleNetwork
from shared.accounts import author, requires
from shared.errors import Invalid, Problem
from shared.web.i18n import gettext as _
from shared.web.i18n import ngettext
from shared.web.posted import posted_id
from shared.web.urls import url

blueprint = Blueprint("network_surveys", __name__)

HOME = "16"


def freshness(survey: Survey, day: date, days: int) -> tuple[str, str]:
    """Whether a survey still counts (it does for so many days): words and tone."""
    age = (day - survey.as_of).days
    if age < 0:
        return _("zählt erst ab diesem Tag"), "info"
    if age > days:
        return _("zählt nicht mehr: älter als %(span)s", span=span(days)), "warning"
    left = days - age
    if left <= 92:
        return ngettext("zählt noch %(num)s Tag", "zählt noch %(num)s Tage", left), "warning"
    return _("zählt"), "success"


@blueprint.get("/abdeckung/erhebungen")
@requires("admin", "coordinator")
@cached
def overview() -> str:
    """All surveys, latest first, and where nobody looked."""
    visible = context.unfiltered()
    place, stand = request.args.get("kreis", ""), request.args.get("stand", "")
    region = visible.network.get(Region, place)
    found = sorted(visible.all(Survey), key=lambda s: (-s.as_of.toordinal(), s.region_id, s.id))
    day, days = context.today(), visible.snapshot.rules.freshness_days
    rows = [
        (survey, freshness(survey, day, days))
        for survey in found
        if (region is None or place in visible.districts_of([survey.region_id]))
        and (stand != "gilt" or 0 <= (day - survey.as_of).days <= days)
        and (stand != "alt" or (day - survey.as_of).days > days)
    ]
    return page(
        "coverage/erhebungen.html",
        visible=visible,
        rows=rows,
        total=len(found),
        place=place if region else "",
        stand=stand if stand in ("gilt", "alt") else "",
        missing=_missing(visible),
    )


def _missing(visible: VisibleNetwork) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Where nobody looked: (district id, its name, [(expectation id, topic id, name)])."""
    view = Labels(visible)
    names = {e.id: expectation_name(e, view) for e in visible.snapshot.expectations}
    found: dict[str, list[tuple[str, str, str]]] = {}
    for cell in coverage().bare:
        if cell.state.value == "unknown":
            entry = (cell.expectation_id, cell.topic_id, names[cell.expectation_id])
            found.setdefault(cell.region_id, []).append(entry)
    return sorted(
        ((id, visible.region_name(id), entries) for id, entries in found.items()),
        key=lambda row: (-len(row[2]), row[1]),
    )


@blueprint.get("/abdeckung/erhebungen/<id>")
@requires("admin", "coordinator")
@cached
def survey(id: str) -> str:
    """One survey."""
    visible = context.unfiltered()
    record = context.stored(Survey, id)
    return page(
        "coverage/erhebung.html",
        visible=visible,
        record=record,
        fresh=freshness(record, context.today(), context.network().rules.freshness_days),
    )


@blueprint.get("/abdeckung/erhebungen/neu")
@requires("admin", "coordinator")
def new() -> str:
    """A form for one district or many at once (``?kreis=``, ``?thema=``)."""
    return _form(prefilled("survey", request.args, context.unfiltered(), context.today()))


def _form(values: Mapping[str, Any], problems: tuple[Problem, ...] = ()) -> str:
    visible, lang = context.unfiltered(), context.lang()
    home = [(HOME, _("ganz Thüringen"))] if visible.network.get(Region, HOME) else []
    return page(
        "coverage/erhebung_neu.html",
        visible=visible,
        values=values,
        problems=problems,
        regions=[*home, *visible.district_choices()],
        topics=visible.topic_tree(lang),
        visibilities=forms.choices("visibility", visible, lang),
        form_number=posted_id(),
    )


@blueprint.post("/abdeckung/erhebungen/neu")
@requires("admin", "coordinator")
def create() -> Response | tuple[str, int]:
    """Save one survey per region that was ticked, all together."""
    visible = context.unfiltered()
    values = forms.typed("survey", request.form)
    values["region_ids"] = list(dict.fromkeys(request.form.getlist("region_ids")))
    every = request.form.get("umfang") == "alle"
    values["umfang"] = "alle" if every else "themen"
    problems: list[Problem] = []
    unknown = [id for id in values["region_ids"] if not visible.network.get(Region, id)]
    if not values["region_ids"] or unknown:
        problems.append(Problem("form.unknown_choice" if unknown else "form.regions", "region_ids"))
    if not every and not values["topic_ids"]:
        problems.append(Problem("form.topics", "topic_ids"))
    form_number = posted_id()
    base = None
    try:
        chosen = {
            **values,
            "region_id": next((r for r in values["region_ids"] if r not in unknown), HOME),
            "topic_ids": [] if every else values["topic_ids"],
        }
        base = forms.read("survey", chosen, visible, None, form_number, context.today())
    except Invalid as error:
        problems += error.problems
    if problems or not isinstance(base, Survey):
        return _form(values, tuple(problems)), 422
    surveys = expect.per_region(base, form_number, values["region_ids"])
    expect.record_surveys(context.parts(), surveys, author())
    return redirect(url("/abdeckung/erhebungen", erfasst=len(surveys)), 303)
