"""Findings of a measure that exists already: taken on later, and taken out again."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from services.network.findings.web.rows import rows_of
from services.network.findings.web.today import findings
from services.network.measures.save import add_findings, drop_finding
from services.network.measures.web import views as measure_view
from services.network.measures.web import words as measure_words
from services.network.measures.web.pages import MOST_FINDINGS, life_or_404
from services.network.reader import context
from services.network.reader.labels import Labels, page
from services.network.records.kinds.measures import UNDER_WAY
from services.network.records.model import Measure
from services.network.records.visible_network import urgency
from shared.accounts import author, requires
from shared.errors import Conflict, NotFound
from shared.web.i18n import datum
from shared.web.i18n import gettext as _
from shared.web.posted import posted_version
from shared.web.problems import text_of
from shared.web.urls import url

blueprint = Blueprint("network_measure_findings", __name__)

NEW = "neu"


@blueprint.get("/vorhaben/zuordnen")
@requires("admin", "coordinator")
def choose() -> str:
    """Which measure the chosen findings (``?hinweis=``) shall go to."""
    return _page(request.args.getlist("hinweis"))


@blueprint.post("/vorhaben/zuordnen")
@requires("admin", "coordinator")
def assign() -> str | Response | tuple[str, int]:
    """Put the chosen findings into a measure that is under way, or on to the form of a new one."""
    ids, wanted = request.form.getlist("hinweis"), request.form.get("wohin", "")
    found = [f for id in dict.fromkeys(ids) if (f := findings().get(id))][:MOST_FINDINGS]
    if not found:
        return _page(ids, wanted, _("Bitte mindestens einen Hinweis auswählen.")), 422
    if wanted == NEW:
        return redirect(url("/vorhaben/neu", hinweis=[f.id for f in found]), 303)
    measure = next((m for m in _running() if m.id == wanted), None)
    if measure is None:
        return _page(ids, wanted, _("Bitte wählen Sie, wohin die Hinweise sollen.")), 422
    if len({*dict(measure.findings), *(f.id for f in found)}) > MOST_FINDINGS:
        text = _("Ein Vorhaben fasst höchstens %(num)s Hinweise.", num=MOST_FINDINGS)
        return _page(ids, wanted, text), 422
    expects = posted_version(f"fassung-{wanted}")
    try:
        number = add_findings(context.parts(), wanted, found, expects, author())
    except Conflict:
        context.forget_network()
        return _page(ids, wanted, text_of("conflict.measure")), 409
    return redirect(url(f"/vorhaben/{wanted}", aufgenommen=str(number)), 303)


def _running() -> list[Measure]:
    everything = context.unfiltered().all(Measure)
    return sorted((m for m in everything if m.status in UNDER_WAY), key=urgency)


def _page(ids: Sequence[str], wanted: str = "", problem: str = "") -> str:
    known = rows_of(ids)
    chosen = [known[id] for id in dict.fromkeys(ids) if id in known]
    running = _running()
    return page(
        "measures/zuordnen.html",
        chosen=chosen,
        wanted=wanted,
        problem=problem,
        options=[
            (NEW, _("Neues Vorhaben"), ""),
            *((m.id, m.title, _about(m, {row.id for row in chosen})) for m in running),
        ],
        versions=[(m.id, context.network().version(Measure.KIND, m.id)) for m in running],
    )


def _about(measure: Measure, chosen: set[str]) -> str:
    """State, due day and findings of a measure in a line."""
    there = len(chosen.intersection(dict(measure.findings)))
    parts = (
        measure_words.status(measure)[0],
        _("Frist %(day)s", day=datum(measure.due)) if measure.due else "",
        measure_words.count_findings(len(measure.findings)),
        _("davon %(num)s der ausgewählten", num=there) if there else "",
    )
    return ", ".join(part for part in parts if part)


_OUT = "/vorhaben/<id>/hinweise/<finding_id>/herausnehmen"


@blueprint.get(_OUT)
@requires("admin", "coordinator")
def ask_out(id: str, finding_id: str) -> str:
    """Ask before a finding is taken out of a measure."""
    return _out(id, finding_id)


def _out(id: str, finding_id: str, notice: bool = False) -> str:
    life = life_or_404(id)
    views = measure_view.finding_views(life, Labels(context.unfiltered()))
    found = next((f for f in views if f.id == finding_id), None)
    if found is None:
        raise NotFound("not_found.finding")
    return page(
        "measures/herausnehmen.html",
        measure=life.measure,
        finding=found,
        notice=notice,
        version=context.network().version(Measure.KIND, id),
    )


@blueprint.post(_OUT)
@requires("admin", "coordinator")
def take_out(id: str, finding_id: str) -> Response | tuple[str, int]:
    """Take a finding out of a measure; the finding itself stays."""
    try:
        drop_finding(context.parts(), id, finding_id, posted_version(), author())
    except Conflict:
        context.forget_network()
        return _out(id, finding_id, notice=True), 409
    return redirect(url(f"/vorhaben/{id}", herausgenommen="1"), 303)
