"""Evidence of a measure: an interview, a document, a number, entered where it is used."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from services.network.directory.web.record_forms import FormValues
from services.network.measures.save import add_evidence
from services.network.measures.web import forms as measure_forms
from services.network.measures.web import words as measure_words
from services.network.measures.web.pages import life_or_404
from services.network.reader import context
from services.network.reader.labels import page
from services.network.records.model import Measure
from shared.accounts import author, requires
from shared.errors import Conflict, Invalid, Problem
from shared.web.i18n import gettext as _
from shared.web.posted import posted_id, posted_version
from shared.web.urls import url

blueprint = Blueprint("network_measure_evidence", __name__)


@blueprint.get("/vorhaben/<id>/belege/neu")
@requires("admin", "coordinator")
def new_evidence(id: str) -> tuple[str, int]:
    """A small form for a piece of evidence of this measure."""
    values: FormValues = dict.fromkeys(
        ("title", "evidence_kind", "source", "day", "participants", "text"), ""
    )
    return _evidence_form(life_or_404(id).measure, values, (), 200)


def _evidence_form(
    measure: Measure, values: FormValues, problems: tuple[Problem, ...], status: int
) -> tuple[str, int]:
    html = page(
        "measures/beleg.html",
        measure=measure,
        values=values,
        kinds=[(key, _(word)) for key, word in measure_words.EVIDENCE.items()],
        new_id=posted_id(),
        version=context.network().version(Measure.KIND, measure.id),
        problems=problems,
        errors={p.field: p for p in reversed(problems)},
    )
    return html, status


@blueprint.post("/vorhaben/<id>/belege/neu")
@requires("admin", "coordinator")
def create_evidence(id: str) -> Response | tuple[str, int]:
    """Save a piece of evidence and name it in the measure."""
    measure = life_or_404(id).measure
    values = measure_forms.typed_evidence(request.form)
    try:
        evidence = measure_forms.read_evidence(values, posted_id(), measure)
        add_evidence(context.parts(), id, evidence, posted_version(), author())
    except Invalid as error:
        return _evidence_form(measure, values, error.problems, 422)
    except Conflict:
        context.forget_network()
        problem = Problem("conflict.measure", "title")
        return _evidence_form(life_or_404(id).measure, values, (problem,), 409)
    return redirect(url(f"/vorhaben/{id}", gespeichert="1") + "#belege", 303)
