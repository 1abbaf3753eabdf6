"""Pages of reports (coordinators): draft, own text per chapter, preview, release, files."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, make_response, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from services.network.domain.model import Report
from services.network.domain.report import CHAPTERS
from services.network.domain.report_paper import Paper
from services.network.usecases import reports
from services.network.usecases.reports import RELEASED, Head, bounds, find_report
from services.network.web import context
from services.network.web.rendering import page
from services.network.web.report_texts import CHAPTER_HINTS, CHAPTER_TITLES, TYPES
from services.network.web.report_words import paper_of
from shared.accounts import author, requires
from shared.errors import Conflict, Invalid, NotFound, Problem, Refused
from shared.web.problems import text_of
from shared.web.urls import redirect_to

blueprint = Blueprint("network_reports", __name__)

FILES = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}
_SHEET = Path(__file__).parent.parent / "static" / "bericht.css"


@blueprint.get("/berichte")
@requires("admin", "coordinator")
def overview() -> str:
    """All reports, drafts first, then the newest."""
    found = sorted(context.network().all(Report).values(), key=lambda r: r.id)
    found.sort(key=lambda r: (r.status == RELEASED, -r.day.toordinal(), r.title))
    return page(
        "berichte/liste.html",
        drafts=[r for r in found if r.status != RELEASED],
        released=[r for r in found if r.status == RELEASED],
        bounds=bounds,
        types=TYPES,
    )


@blueprint.get("/berichte/neu")
@requires("admin", "coordinator")
def new() -> str:
    """The form of a new report: this year until today."""
    today = context.today()
    values = {
        "title": "",
        "report_type": "gap_analysis",
        "day": today.isoformat(),
        "first": date(today.year, 1, 1).isoformat(),
        "last": today.isoformat(),
        "purpose": "",
    }
    return _form(values)


@blueprint.post("/berichte/neu")
@requires("admin", "coordinator")
def create() -> Response | tuple[str, int]:
    """Make the draft."""
    values = _typed()
    try:
        head = _head(values)
        made = reports.create_draft(context.parts(), head, context.today(), author())
    except Invalid as error:
        return _form(values, error.problems), 422
    return redirect_to(f"/berichte/{made.id}")


@blueprint.get("/berichte/<id>")
@requires("admin", "coordinator")
def show(id: str) -> str:
    """A draft to write at, or a released report to read."""
    report = find_report(context.network(), id)
    if report.status == RELEASED:
        first, last = bounds(report)
        return page(
            "berichte/bericht.html",
            report=report,
            first=first,
            last=last,
            files=dict(report.files),
            types=TYPES,
        )
    return _draft(report, _values(report), dict(report.chapters))


@blueprint.post("/berichte/<id>")
@requires("admin", "coordinator")
def save(id: str) -> Response | tuple[str, int]:
    """Save a draft; a conflict keeps what was typed."""
    report = find_report(context.network(), id)
    values = _typed()
    texts = {key: request.form.get(f"text_{key}", "") for key in CHAPTERS}
    try:
        reports.save_draft(
            context.parts(),
            id,
            _head(values),
            texts,
            expects=_version(),
            today=context.today(),
            author=author(),
        )
    except Invalid as error:
        return _draft(report, values, texts, error.problems), 422
    except Conflict:
        context.forget_network()
        report = find_report(context.network(), id)
        return _draft(report, values, texts, notice=text_of("conflict.report")), 409
    if request.form.get("weiter") == "vorschau":
        return redirect_to(f"/berichte/{id}/vorschau")
    return redirect_to(f"/berichte/{id}", gespeichert=1)


@blueprint.get("/berichte/<id>/vorschau")
@requires("admin", "coordinator")
def preview(id: str) -> str | Response:
    """The draft as it would be printed."""
    report = find_report(context.network(), id)
    if report.status == RELEASED:
        return redirect_to(f"/berichte/{id}")
    return page("berichte/vorschau.html", report=report, paper=_paper(report))


@blueprint.get("/berichte/<id>/entwurf.pdf")
@requires("admin", "coordinator")
def draft_pdf(id: str) -> Response:
    """The draft as PDF, marked as such."""
    report = find_report(context.network(), id)
    if report.status == RELEASED:
        raise NotFound()
    content = context.parts().report_files.pdf(_paper(report))
    return _file(content, "pdf", f"{report.day.isoformat()}-Entwurf.pdf")


@blueprint.get("/berichte/<id>/freigeben")
@requires("admin", "coordinator")
def ask_release(id: str) -> str | Response:
    """What releasing means, and under which name."""
    report = find_report(context.network(), id)
    if report.status == RELEASED:
        return redirect_to(f"/berichte/{id}")
    return _release_form(report, author())


@blueprint.post("/berichte/<id>/freigeben")
@requires("admin", "coordinator")
def do_release(id: str) -> Response | tuple[str, int]:
    """Freeze the report, if it still says what the person has seen."""
    report = find_report(context.network(), id)
    if report.status == RELEASED:
        return redirect_to(f"/berichte/{id}")
    parts, name = context.parts(), request.form.get("name", "")
    if _paper(report).digest != request.form.get("stand", ""):
        return _release_form(report, name, notice=text_of("conflict.report_data")), 409
    try:
        reports.release(
            parts,
            parts.report_files,
            id,
            expects=_version(),
            name=name,
            author=author(),
            make=_files,
        )
    except Invalid as error:
        return _release_form(report, name, error.problems), 422
    except Conflict:
        context.forget_network()
        report = find_report(context.network(), id)
        return _release_form(report, name, notice=text_of("conflict.report")), 409
    return redirect_to(f"/berichte/{id}", freigegeben=1)


@blueprint.get("/berichte/<id>/bericht.<any(html,pdf):form>")
@requires("admin", "coordinator")
def frozen(id: str, form: str) -> Response:
    """A frozen file, exactly as it was released."""
    report = find_report(context.network(), id)
    digest = dict(report.files).get(form)
    if digest is None:
        raise NotFound()
    content = context.parts().report_files.get(digest)
    return _file(content, form, f"{report.day.isoformat()}-Bericht.{form}")


@blueprint.post("/berichte/<id>/loeschen")
@requires("admin", "coordinator")
def delete(id: str) -> Response:
    """Remove a draft."""
    try:
        reports.delete_draft(context.parts(), id, _version(), author())
    except Refused:
        return redirect_to(f"/berichte/{id}")
    return redirect_to("/berichte", geloescht=1)


# --- rendering ------------------------------------------------------------------------------


def _paper(report: Report) -> Paper:
    return paper_of(context.network(), report)


def _files(report: Report) -> Mapping[str, bytes]:
    paper = _paper(report)
    pdf = context.parts().report_files.pdf(paper)
    return {"html": html_file(paper), "pdf": pdf}


def html_file(paper: Paper) -> bytes:
    """The report as one HTML file that needs nothing else; equal papers, equal bytes."""
    text = render_template(
        "network/berichte/datei.html",
        paper=paper,
        sheet=Markup(sheet()),
        policy=_policy(),
    )
    return text.encode("utf-8", "replace")


@lru_cache(maxsize=1)
def sheet() -> str:
    """The style sheet of the file, the same that our pages use for a report."""
    return _SHEET.read_text(encoding="utf-8")


def _policy() -> str:
    mark = base64.b64encode(hashlib.sha256(sheet().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{mark}'; img-src data:; base-uri 'none'"


def _file(content: bytes, form: str, name: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = FILES[form]
    way = "attachment" if request.args.get("laden") else "inline"
    response.headers["Content-Disposition"] = f'{way}; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    if form == "html":
        # Its own style sheet is part of the file; scripts it has none.
        response.headers["Content-Security-Policy"] = (
            _policy_of(content) + "; frame-ancestors 'none'; form-action 'none'"
        )
    return response


def _policy_of(content: bytes) -> str:
    """The policy for a file's own style sheet: an old file keeps its old sheet."""
    inner = content.partition(b"<style>")[2].partition(b"</style>")[0]
    mark = base64.b64encode(hashlib.sha256(inner).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{mark}'; img-src data:; base-uri 'none'"


# --- forms ----------------------------------------------------------------------------------


def _typed() -> dict[str, str]:
    names = ("title", "report_type", "day", "first", "last", "purpose")
    return {name: request.form.get(name, "").strip() for name in names}


def _head(values: Mapping[str, str]) -> Head:
    problems = []
    days: dict[str, date] = {}
    for name in ("day", "first", "last"):
        try:
            days[name] = date.fromisoformat(values[name])
        except ValueError:
            problems.append(Problem("report.day", name))
    for name in ("title",):
        if len(values[name]) > 200:
            problems.append(Problem("field.too_long", name, params={"max_length": 200}))
    if len(values["purpose"]) > 1_000:
        problems.append(Problem("field.too_long", "purpose", params={"max_length": 1_000}))
    if problems:
        raise Invalid(problems)
    return Head(
        title=values["title"],
        report_type=values["report_type"],
        purpose=values["purpose"],
        **days,
    )


def _version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def _values(report: Report) -> dict[str, str]:
    first, last = bounds(report)
    return {
        "title": report.title,
        "report_type": report.report_type,
        "day": report.day.isoformat(),
        "first": first.isoformat(),
        "last": last.isoformat(),
        "purpose": report.purpose,
    }


def _form(values: Mapping[str, str], problems: tuple[Problem, ...] = ()) -> str:
    return page("berichte/neu.html", values=values, problems=problems, types=TYPES)


def _draft(
    report: Report,
    values: Mapping[str, str],
    texts: Mapping[str, str],
    problems: tuple[Problem, ...] = (),
    notice: str = "",
) -> str:
    return page(
        "berichte/entwurf.html",
        report=report,
        values=values,
        own=texts,
        problems=problems,
        notice=notice,
        version=context.network().version(Report.KIND, report.id),
        chapters=[(key, CHAPTER_TITLES[key], CHAPTER_HINTS[key]) for key in CHAPTERS],
        types=TYPES,
    )


def _release_form(
    report: Report, name: str, problems: tuple[Problem, ...] = (), notice: str = ""
) -> str:
    return page(
        "berichte/freigeben.html",
        report=report,
        name=name,
        problems=problems,
        notice=notice,
        version=context.network().version(Report.KIND, report.id),
        digest=_paper(report).digest,
    )
