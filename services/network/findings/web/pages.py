"""Findings for coordinators: the list, one finding with its evidence, and the judgement."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from services.network.cooperation.structure import Isolated
from services.network.coverage.coverage import Cell
from services.network.coverage.web.map_pages import evidence, state_of
from services.network.coverage.web.today import coverage
from services.network.findings.finding_list import KINDS
from services.network.findings.judge import judge_finding, release_finding, verdict_id
from services.network.findings.lifecycle import precision
from services.network.findings.web import words as finding_words
from services.network.findings.web.question_words import Asking, asking
from services.network.findings.web.rows import (
    ORDERS,
    STATES,
    FindingFilter,
    FindingRow,
    rows_of,
    table,
)
from services.network.findings.web.today import findings
from services.network.parallels.parallels import Parallel
from services.network.reader import context
from services.network.reader import words as texts
from services.network.reader.labels import Labels, page
from services.network.reader.pagination import page_number
from services.network.records.model import Expectation, Judgement, Verdict
from services.network.records.period import exact_day
from services.network.records.visible_network import VisibleNetwork
from shared.accounts import author, requires
from shared.errors import Conflict, Invalid, NotFound, Problem, Refused
from shared.web.i18n import gettext as _
from shared.web.posted import posted_version
from shared.web.urls import url

blueprint = Blueprint("network_findings", __name__)

PER_PAGE = 30


@blueprint.get("/hinweise")
@requires("admin", "coordinator")
def overview() -> str:
    """The list with its filters and order."""
    visible = context.unfiltered()
    wanted = FindingFilter.of(request.args)
    chosen = wanted.chosen()
    number, pages = page_number(len(chosen), PER_PAGE)
    return page(
        "findings/hinweise.html",
        visible=visible,
        rows=chosen[(number - 1) * PER_PAGE : number * PER_PAGE],
        count_all=len(chosen),
        number=number,
        pages=pages,
        wanted=wanted,
        kinds=KINDS,
        open_by_kind=table().open_by_kind(),
        states=[(key, _(word)) for key, word in STATES.items()],
        orders=[(key, _(word)) for key, word in ORDERS.items()],
        actors=_actors(visible) if wanted.kind == "parallel" else [],
        districts=visible.district_choices(),
        topics=visible.topic_tree(context.lang()),
        precision=precision(visible.snapshot.verdicts.values()),
    )


def _actors(visible: VisibleNetwork) -> list[tuple[str, str]]:
    """Everybody who is part of a possible parallel structure, by name."""
    # By id first, so that those of one name stand in the same order every time.
    named = [(id, visible.actor_name(id)) for id in sorted(findings().parallels.actor_ids)]
    return sorted(named, key=lambda pair: pair[1].casefold())


def _finding(id: str) -> Any:
    found = findings().get(id)
    if found is None:
        raise NotFound("not_found.finding_gone")
    return found


@blueprint.get("/hinweise/<id>")
@requires("admin", "coordinator")
def one(id: str) -> str | Response:
    """One finding with everything that explains it."""
    from services.network.findings.web.proposals import home_of

    if home := home_of(id):  # A meeting may have come from a suggestion: lead there.
        return redirect(url(home), 303)
    return _page(id, typed=None, problems=())


def _page(
    id: str,
    typed: dict[str, str] | None,
    problems: tuple[Problem, ...],
    refused: tuple[Problem, ...] = (),
) -> str:
    finding = _finding(id)
    visible = context.unfiltered()
    view = Labels(visible)
    row = rows_of([id])[id]
    verdict = row.verdict
    if typed is None:
        typed = {
            "judgement": verdict.judgement.value if verdict and row.state == "judged" else "",
            "reason": verdict.reason if verdict else "",
            # Saving once more must not lose a day that is still to come.
            "recheck": verdict.recheck.isoformat()
            if verdict and verdict.recheck and row.state == "judged"
            else "",
        }
    words, hints = (
        (texts.ISOLATED_JUDGEMENTS, texts.ISOLATED_HINTS)
        if row.kind == "isolated"
        else (texts.JUDGEMENTS, texts.JUDGEMENT_HINTS)
    )
    asked = asking(finding, visible) if isinstance(finding, Parallel) else None
    return page(
        "findings/hinweis.html",
        visible=visible,
        row=row,
        asking=asked,
        refused=refused,
        # Nobody shall first read about themselves in a report.
        must_inform=_must_inform(row, asked),
        verdict_version=context.network().version(Verdict.KIND, verdict.id) if verdict else 0,
        finding=finding,
        digest=finding.digest,
        typed=typed,
        problems=problems,
        errors={p.field: p for p in reversed(problems)},
        judgements=[(key, _(words[key]), _(hints[key])) for key in texts.JUDGEMENTS_OF[row.kind]],
        judgement_words={key: _(word) for key, word in words.items()},
        # Of the record that will be written: a verdict that came with loaded data has an id of
        # its own and stays beside it.
        version=context.network().version(Verdict.KIND, verdict_id(id)),
        **_details(finding, visible, view),
    )


def _must_inform(row: FindingRow, asked: Asking | None) -> bool:
    """Whether somebody named by the finding has not been asked about it in this round."""
    return row.kind != "coverage" and (asked is None or not asked.everybody)


def _details(finding: Any, visible: VisibleNetwork, view: Labels) -> dict[str, Any]:
    match finding:
        case Parallel():
            return {"parallel": finding, **finding_words.parallel(finding, view)}
        case Isolated():
            return {"isolated": finding, **finding_words.isolated(finding, view)}
        case _:
            cell: Cell = coverage().by_id[finding.id]
            expectation = visible.network.get(Expectation, cell.expectation_id)
            assert expectation is not None
            return {
                "cell": cell,
                "expectation": expectation,
                "state": state_of(cell),
                **evidence(cell, expectation, visible),
            }


@blueprint.post("/hinweise/<id>")
@requires("admin", "coordinator")
def judge(id: str) -> Response | tuple[str, int]:
    """Store a judgement; the finding stays hidden until its facts change."""
    finding = _finding(id)
    row = rows_of([id])[id]
    typed = {
        "judgement": request.form.get("judgement", ""),
        "reason": request.form.get("reason", "").replace("\r\n", "\n").strip(),
        "recheck": " ".join(request.form.get("recheck", "").split()),
    }
    problems: list[Problem] = []
    if typed["judgement"] not in texts.JUDGEMENTS_OF[row.kind]:
        problems.append(Problem("form.judgement", "judgement"))
    if len(typed["reason"]) > 2000:
        problems.append(Problem("form.too_long", "reason", params={"limit": 2000}))
    recheck = _day(typed["recheck"], problems)
    if problems:
        return _page(id, typed, tuple(problems)), 422
    try:
        judge_finding(
            context.parts(),
            finding_id=id,
            digest=request.form.get("digest", finding.digest),
            judgement=Judgement(typed["judgement"]),
            reason=typed["reason"],
            recheck=recheck,
            author=author(),
            expects=posted_version(),
        )
    except Invalid as error:
        return _page(id, typed, error.problems), 422
    except Conflict:
        context.forget_network()
        return _page(id, typed, (Problem("conflict.verdict", "judgement"),)), 409
    return redirect(url(f"/hinweise/{id}", beurteilt="1"), 303)


@blueprint.post("/hinweise/<id>/freigabe")
@requires("admin", "coordinator")
def release(id: str) -> Response | tuple[str, int]:
    """Let reports name the finding, or no longer."""
    finding = _finding(id)
    row = rows_of([id])[id]
    released = request.form.get("released") == "1"
    asked = asking(finding, context.unfiltered()) if isinstance(finding, Parallel) else None
    informed = "informed" in request.form
    if released and row.state == "judged" and _must_inform(row, asked) and not informed:
        return _page(id, None, (), (Problem("release.informed", "informed"),)), 422
    try:
        release_finding(
            context.parts(),
            finding_id=id,
            digest=finding.digest,
            released=released,
            author=author(),
            expects=posted_version(),
            reason=_("Die Betroffenen wissen davon.") if informed else "",
        )
    except Refused as error:
        return _page(id, None, (), (Problem(error.code),)), 409
    except Conflict:
        context.forget_network()
        return _page(id, None, (), (Problem("conflict.verdict"),)), 409
    return redirect(url(f"/hinweise/{id}", freigabe="1" if released else "0"), 303)


def _day(text: str, problems: list[Problem]) -> date | None:
    """The day to look again; browsers send ISO, people type German."""
    if not text:
        return None
    found = exact_day(text)
    if found is None:
        problems.append(Problem("form.day", "recheck"))
    elif found <= context.today():
        problems.append(Problem("form.day_past", "recheck"))
        return None
    return found
