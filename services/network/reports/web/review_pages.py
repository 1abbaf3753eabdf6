"""Review of a draft: the coordinator's page with link and comments, and the reviewers' page.

Reviewers have no account and get no cookie; looking changes nothing, only the form writes.
"""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, make_response, request
from werkzeug.wrappers import Response

from services.network.reader import context
from services.network.reader.labels import page
from services.network.records.model import Comment, Report
from services.network.reports import review
from services.network.reports.chapters.catalogue import REPORT_TYPES, all_chapters, chapter_keys
from services.network.reports.drafts import RELEASED, comments_of, find_report
from services.network.reports.web.release_pages import paper_now
from shared.accounts import author, requires
from shared.errors import Conflict, Invalid, Problem, Refused
from shared.marking import N_
from shared.web.posted import posted_version
from shared.web.problems import text_of
from shared.web.security import form_id
from shared.web.urls import absolute_url, redirect_to

blueprint = Blueprint("network_report_review", __name__)

FIRST_REVIEW = 14
"""Days that the form proposes for a link."""


def _secret() -> str:
    return context.parts().settings.secret_key.get_secret_value()


# --- coordinators ---------------------------------------------------------------------------


@blueprint.get("/berichte/<id>/pruefung")
@requires("admin", "coordinator")
def show(id: str) -> str | Response:
    """The link for reviewers and what they wrote."""
    report = find_report(context.network(), id)
    return _page(report)


@blueprint.post("/berichte/<id>/pruefung")
@requires("admin", "coordinator")
def make_link(id: str) -> Response | tuple[str, int]:
    """Make a new link; one that was made before stops counting."""
    report = find_report(context.network(), id)
    until = request.form.get("until", "").strip()
    try:
        day = date.fromisoformat(until)
    except ValueError:
        return _page(report, until=until, problems=(Problem("report.day", "until"),)), 422
    try:
        review.open_review(
            context.parts(),
            id,
            day,
            expects=posted_version(),
            today=context.today(),
            author=author(),
        )
    except Invalid as error:
        return _page(report, until=until, problems=error.problems), 422
    except Conflict:
        return _again(id)
    return redirect_to(f"/berichte/{id}/pruefung", erstellt=1)


@blueprint.post("/berichte/<id>/pruefung/zurueckziehen")
@requires("admin", "coordinator")
def revoke(id: str) -> Response | tuple[str, int]:
    """End the review."""
    find_report(context.network(), id)
    try:
        review.revoke_review(context.parts(), id, expects=posted_version(), author=author())
    except Conflict:
        return _again(id)
    return redirect_to(f"/berichte/{id}/pruefung", zurueckgezogen=1)


@blueprint.post("/berichte/<id>/pruefung/<comment_id>")
@requires("admin", "coordinator")
def settle(id: str, comment_id: str) -> Response | tuple[str, int]:
    """Mark a comment as dealt with, or open it again."""
    done = request.form.get("done") == "1"
    try:
        review.settle(
            context.parts(), id, comment_id, done=done, expects=posted_version(), author=author()
        )
    except Conflict:
        return _again(id)
    return redirect_to(f"/berichte/{id}/pruefung#anmerkungen")


def _again(id: str) -> tuple[str, int]:
    context.forget_network()
    report = find_report(context.network(), id)
    return _page(report, notice=text_of("conflict.review")), 409


def _page(
    report: Report,
    until: str = "",
    problems: tuple[Problem, ...] = (),
    notice: str = "",
) -> str:
    network = context.network()
    comments = comments_of(network, report.id)
    token = review.review_token(report, _secret()) if report.status != RELEASED else ""
    over = report.review_until is not None and report.review_until < context.today()
    proposed = report.review_until if report.review_until and not over else None
    if proposed is None:
        proposed = context.today() + timedelta(days=FIRST_REVIEW)
    titles = {chapter.key: chapter.title for chapter in all_chapters()}
    # What was said about a chapter that there is no more is still to be read.
    order = (*titles, *(c.chapter for c in comments if c.chapter not in titles))
    groups = [
        (titles.get(key, N_("Früheres Kapitel")),
         [(c, network.version(Comment.KIND, c.id)) for c in found])
        for key in dict.fromkeys(order)
        if (found := [c for c in comments if c.chapter == key])
    ]  # fmt: skip
    return page(
        "reports/pruefung.html",
        report=report,
        link=absolute_url(f"/berichte/pruefung/{token}") if token and not over else "",
        over=over,
        until=until or proposed.isoformat(),
        problems=problems,
        notice=notice,
        version=network.version(Report.KIND, report.id),
        groups=groups,
        still_open=sum(not c.done for c in comments),
        released=report.status == RELEASED,
    )


# --- reviewers ------------------------------------------------------------------------------


@blueprint.get("/berichte/pruefung/<token>")
def read(token: str) -> Response:
    """The draft, for whoever has the link."""
    report = review.reviewed(context.network(), token, _secret(), context.today())
    return _answer(_reading(report, token))


@blueprint.post("/berichte/pruefung/<token>")
def write(token: str) -> Response:
    """Keep a reviewer's comments; what was typed stays if something is missing."""
    report = review.reviewed(context.network(), token, _secret(), context.today())
    name = request.form.get("name", "")
    texts = {key: request.form.get(f"comment_{key}", "") for key in chapter_keys()}
    try:
        number = review.comment(
            context.parts(), token, _secret(), form=form_id(), name=name, texts=texts
        )
    except Invalid as error:
        return _answer(_reading(report, token, name, texts, error.problems), 422)
    except Refused as error:
        problem = (Problem(error.code, "comments"),)
        return _answer(_reading(report, token, name, texts, problem), 409)
    response = redirect_to(f"/berichte/pruefung/{token}", danke=number)
    response.headers["Cache-Control"] = "no-store"
    return response


def _reading(
    report: Report,
    token: str,
    name: str = "",
    texts: dict[str, str] | None = None,
    problems: tuple[Problem, ...] = (),
) -> str:
    comments = comments_of(context.network(), report.id)
    return page(
        "reports/pruefen.html",
        report=report,
        token=token,
        paper=paper_now(report),
        kind=REPORT_TYPES.get(report.report_type, "Bericht"),
        name=name,
        texts=texts or {},
        problems=problems,
        written={key: [c for c in comments if c.chapter == key] for key in chapter_keys()},
    )


def _answer(html: str, status: int = 200) -> Response:
    response = make_response(html, status)
    # The address is the key: it must stand in no list of a search engine. Caches of others are
    # kept out by the frame, as for every page with a form.
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
