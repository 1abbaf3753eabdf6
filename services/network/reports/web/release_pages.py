"""Release of a report, and its files: frozen ones as they were, drafts as they would be."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, make_response, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from services.network.reader import context
from services.network.reader.labels import page
from services.network.records.model import Report
from services.network.reports import drafts as reports
from services.network.reports.chapters.compose import data_of, paper_of
from services.network.reports.drafts import RELEASED, comments_of, find_report
from services.network.reports.facts import ReportData
from services.network.reports.paper import Paper
from services.network.reports.web import wired
from shared.accounts import author, requires
from shared.errors import Conflict, Invalid, NotFound, Problem
from shared.web.posted import posted_version
from shared.web.problems import text_of
from shared.web.urls import redirect_to

blueprint = Blueprint("network_report_release", __name__)

FILES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Format -> media type, in the order in which pages offer them."""

_SHEET = Path(__file__).parents[2] / "static" / "bericht.css"


def paper_now(report: Report) -> Paper:
    """The report as it would be printed now; computed once per revision."""
    paper: Paper = context.per_revision(
        "report_paper", lambda: _paper(report, _data(report)), report.id
    )
    return paper


def _data(report: Report) -> ReportData:
    return data_of(context.network(), report, context.history)


def _paper(report: Report, data: ReportData) -> Paper:
    return paper_of(context.network(), report, data)


@blueprint.get("/berichte/<id>/entwurf.<any(pdf,docx,xlsx):form>")
@requires("admin", "coordinator")
def draft_file(id: str, form: str) -> Response:
    """The draft as PDF, Word or Excel file, marked as such."""
    report = find_report(context.network(), id)
    if report.status == RELEASED:
        raise NotFound()
    files, paper = wired.parts().report_files, paper_now(report)
    make = {"pdf": files.pdf, "docx": files.docx, "xlsx": files.xlsx}[form]
    return _file(make(paper), form, f"{report.day.isoformat()}-Entwurf.{form}")


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
    parts, name = wired.parts(), request.form.get("name", "")
    if paper_now(report).digest != request.form.get("stand", ""):
        return _release_form(report, name, notice=text_of("conflict.report_data")), 409
    try:
        reports.release(
            parts,
            parts.report_files,
            id,
            expects=posted_version(),
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


@blueprint.get("/berichte/<id>/bericht.<any(html,pdf,docx,xlsx):form>")
@requires("admin", "coordinator")
def frozen(id: str, form: str) -> Response:
    """A frozen file, exactly as it was released."""
    report = find_report(context.network(), id)
    digest = dict(report.files).get(form)
    if digest is None:
        raise NotFound()
    content = wired.parts().report_files.get(digest)
    return _file(content, form, f"{report.day.isoformat()}-Bericht.{form}")


# --- rendering ------------------------------------------------------------------------------


def _files(report: Report) -> tuple[ReportData, Mapping[str, bytes]]:
    """What the report counts, and its files."""
    data, files = _data(report), wired.parts().report_files
    paper = _paper(report, data)
    return data, {
        "html": html_file(paper),
        "pdf": files.pdf(paper),
        "docx": files.docx(paper),
        "xlsx": files.xlsx(paper),
    }


def html_file(paper: Paper) -> bytes:
    """The report as one HTML file that needs nothing else; equal papers, equal bytes."""
    text = render_template(
        "network/reports/datei.html",
        paper=paper,
        sheet=Markup(sheet()),
        policy=_policy(sheet().encode()),
    )
    return text.encode("utf-8", "replace")


@lru_cache(maxsize=1)
def sheet() -> str:
    """The style sheet of the file, the same that our pages use for a report."""
    return _SHEET.read_text(encoding="utf-8")


def _file(content: bytes, form: str, name: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = FILES[form]
    # Browsers show only the first two; the others would be guessed at.
    shown = form in ("html", "pdf") and not request.args.get("laden")
    way = "inline" if shown else "attachment"
    response.headers["Content-Disposition"] = f'{way}; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    if form == "html":
        # Its own style sheet is part of the file; scripts it has none.
        response.headers["Content-Security-Policy"] = (
            _policy(content.partition(b"<style>")[2].partition(b"</style>")[0])
            + "; frame-ancestors 'none'; form-action 'none'"
        )
    return response


def _policy(style: bytes) -> str:
    """The policy for a file's own style sheet: an old file keeps its old sheet."""
    mark = base64.b64encode(hashlib.sha256(style).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{mark}'; img-src data:; base-uri 'none'"


def _release_form(
    report: Report, name: str, problems: tuple[Problem, ...] = (), notice: str = ""
) -> str:
    return page(
        "reports/freigeben.html",
        report=report,
        name=name,
        problems=problems,
        notice=notice,
        version=context.network().version(Report.KIND, report.id),
        digest=paper_now(report).digest,
        open_comments=sum(not c.done for c in comments_of(context.network(), report.id)),
    )
