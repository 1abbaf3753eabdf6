"""Pages of reports (coordinators): list, draft with own text per chapter, preview.

Release and files are in ``report_release``, reviewers in ``report_review_pages``.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, request
from werkzeug.wrappers import Response

from services.network.directory.web.record_forms import FormValues
from services.network.reader import context
from services.network.reader.labels import page
from services.network.records.model import Evidence, Indicator, Report
from services.network.reports import drafts as reports
from services.network.reports.chapters.catalogue import REPORT_TYPES, chapter_keys, chapters_of
from services.network.reports.drafts import RELEASED, bounds, comments_of, find_report
from services.network.reports.paper import Chapter, Items, Paragraph
from services.network.reports.web import forms as report_forms
from services.network.reports.web.forms import head, known_ids
from services.network.reports.web.release_pages import FILES, paper_now
from shared.accounts import author, requires
from shared.errors import Conflict, Invalid, Problem, Refused
from shared.web.posted import posted_id, posted_version
from shared.web.problems import text_of
from shared.web.urls import redirect_to

blueprint = Blueprint("network_reports", __name__)

MOST_SENTENCES = 4
"""Generated sentences that the page of a draft shows beside a chapter's text."""


@blueprint.get("/berichte")
@requires("admin", "coordinator")
def overview() -> str:
    """All reports, drafts first, then the newest."""
    network = context.network()
    found = sorted(network.all(Report).values(), key=lambda r: r.id)
    found.sort(key=lambda r: (r.status == RELEASED, -r.day.toordinal(), r.title))
    return page(
        "reports/liste.html",
        drafts=[r for r in found if r.status != RELEASED],
        released=[r for r in found if r.status == RELEASED],
        bounds=bounds,
        types=REPORT_TYPES,
        formats=FILES,
        sources=len(network.all(Evidence)),
        indicators=len(network.all(Indicator)),
    )


@blueprint.get("/berichte/neu")
@requires("admin", "coordinator")
def new() -> str:
    """The form of a new report: this year until today."""
    return _form(report_forms.blank(context.today()))


@blueprint.post("/berichte/neu")
@requires("admin", "coordinator")
def create() -> Response | tuple[str, int]:
    """Make the draft."""
    values, id = report_forms.typed(), posted_id()
    try:
        made = reports.create_draft(context.parts(), head(values), context.today(), author(), id)
    except Invalid as error:
        return _form(values, error.problems), 422
    except Conflict:
        # Gone back and sent with other words: the draft is there, and what was typed is kept.
        context.forget_network()
        report = find_report(context.network(), id)
        if report.status == RELEASED:
            return redirect_to(f"/berichte/{id}")
        own = dict(report.chapters)
        return _draft(report, values, own, notice=text_of("conflict.report")), 409
    return redirect_to(f"/berichte/{made.id}")


@blueprint.get("/berichte/<id>")
@requires("admin", "coordinator")
def show(id: str) -> str:
    """A draft to write at, or a released report to read."""
    report = find_report(context.network(), id)
    if report.status == RELEASED:
        first, last = bounds(report)
        return page(
            "reports/bericht.html",
            report=report,
            first=first,
            last=last,
            files=dict(report.files),
            types=REPORT_TYPES,
        )
    return _draft(report, report_forms.values_of(report), dict(report.chapters))


@blueprint.post("/berichte/<id>")
@requires("admin", "coordinator")
def save(id: str) -> Response | tuple[str, int]:
    """Save a draft; a conflict keeps what was typed."""
    report = find_report(context.network(), id)
    values = report_forms.typed()
    texts = {
        key: text for key in chapter_keys() if (text := request.form.get(f"text_{key}")) is not None
    }
    try:
        reports.save_draft(
            context.parts(),
            id,
            head(values),
            texts,
            expects=posted_version(),
            today=context.today(),
            author=author(),
            evidence_ids=known_ids(values, "evidence_ids", Evidence),
            indicator_ids=known_ids(values, "indicator_ids", Indicator),
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
    return page("reports/vorschau.html", report=report, paper=paper_now(report))


@blueprint.post("/berichte/<id>/loeschen")
@requires("admin", "coordinator")
def delete(id: str) -> Response:
    """Remove a draft."""
    try:
        reports.delete_draft(context.parts(), id, posted_version(), author())
    except Refused:
        return redirect_to(f"/berichte/{id}")
    return redirect_to("/berichte", geloescht=1)


def _form(values: FormValues, problems: tuple[Problem, ...] = ()) -> str:
    return page(
        "reports/neu.html",
        values=values,
        problems=problems,
        types=REPORT_TYPES,
        options=report_forms.choices(),
        new_id=posted_id(),
    )


def _draft(
    report: Report,
    values: FormValues,
    texts: Mapping[str, str],
    problems: tuple[Problem, ...] = (),
    notice: str = "",
) -> str:
    network = context.network()
    comments = comments_of(network, report.id)
    paper = paper_now(report)
    return page(
        "reports/entwurf.html",
        report=report,
        values=values,
        own={**dict(report.chapters), **texts},
        problems=problems,
        notice=notice,
        version=network.version(Report.KIND, report.id),
        chapters=chapters_of(report.report_type),
        generated={chapter.key: _sentences(chapter) for chapter in paper.chapters},
        open_comments={key: [c for c in comments if c.chapter == key and not c.done]
                       for key in chapter_keys()},
        types=REPORT_TYPES,
        options=report_forms.choices(report),
    )  # fmt: skip


def _sentences(chapter: Chapter) -> list[str]:
    """What the program writes into a chapter, without its tables."""
    found: list[str] = []
    for block in chapter.blocks:
        if isinstance(block, Paragraph) and block.tone != "small":
            found.append(block.text)
        elif isinstance(block, Items):
            found += block.items
    more = ["…"] if len(found) > MOST_SENTENCES else []
    return found[:MOST_SENTENCES] + more
