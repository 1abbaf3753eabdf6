"""Findings for coordinators: the list, one finding with its evidence, and the judgement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from services.network.domain.coverage import Cell
from services.network.domain.findings import Findings
from services.network.domain.findings import findings as find_findings
from services.network.domain.model import Expectation, Judgement, Verdict
from services.network.domain.parallels import Parallel
from services.network.domain.structure import Isolated
from services.network.usecases.judge import judge_finding, verdict_id
from services.network.web import context, finding_words, texts
from services.network.web.pages_coverage import coverage, evidence, state_of
from services.network.web.reading import Book
from services.network.web.rendering import View, page
from shared.accounts import author, requires
from shared.errors import Conflict, Invalid, NotFound, Problem
from shared.web.i18n import gettext as _
from shared.web.urls import url

blueprint = Blueprint("network_findings", __name__)

PER_PAGE = 30
KINDS = ("coverage", "parallel", "isolated")


@dataclass(frozen=True, slots=True)
class Row:
    """A finding in a list: its words, where it is, and what was said about it.

    ``rank`` orders the list: the most weighty first. ``state`` is ``open`` or ``judged``.
    """

    id: str
    kind: str
    title: str
    text: str
    tone: str
    badge: str
    region_ids: tuple[str, ...]
    topic_ids: tuple[str, ...]
    rank: float
    verdict: Verdict | None
    state: str
    state_key: str


def findings() -> Findings:
    """All findings of today."""
    book = context.full_book()
    found: Findings = context.once("findings", lambda: find_findings(book.snapshot))
    return found


def rows() -> Sequence[Row]:
    """Every finding as a row, the most weighty first."""
    found: Sequence[Row] = context.once("finding_rows", _rows, context.lang())
    return found


def open_rows() -> Sequence[Row]:
    """Findings that still need a judgement."""
    return [row for row in rows() if row.state == "open"]


def _rows() -> Sequence[Row]:
    book = context.full_book()
    view = View(book)
    made = []
    for finding in findings().all:
        verdict = book.snapshot.verdicts.get(finding.id)
        holds = verdict is not None and verdict_holds(verdict, finding.digest, context.today())
        words = finding_words.summary(finding, view)
        made.append(
            Row(
                finding.id,
                words.kind,
                words.title,
                words.text,
                words.tone,
                words.badge,
                words.region_ids,
                words.topic_ids,
                words.rank,
                verdict,
                "judged" if holds else "open",
                words.state_key,
            )
        )
    return sorted(made, key=lambda row: (-row.rank, row.title, row.id))


def verdict_holds(verdict: Verdict, digest: str, day: date) -> bool:
    """A verdict counts until its facts change or its day of re-checking comes."""
    return verdict.digest == digest and (verdict.recheck is None or day < verdict.recheck)


@blueprint.get("/hinweise")
@requires("admin", "coordinator")
def overview() -> str:
    """The list with its filters."""
    book = context.full_book()
    kind = request.args.get("art", "")
    state = request.args.get("stand", "offen")
    district, topic = request.args.get("kreis", ""), request.args.get("thema", "")
    topics = book.snapshot.topics_below(topic) if topic else frozenset()
    chosen = [
        row
        for row in rows()
        if (not kind or row.kind == kind)
        and (state == "alle" or row.state == ("judged" if state == "beurteilt" else "open"))
        and (not district or district in row.region_ids)
        and (not topics or topics & {*row.topic_ids})
    ]
    given = request.args.get("seite", "1")
    pages = max(1, -(-len(chosen) // PER_PAGE))
    number = min(int(given), pages) if given.isdecimal() and 0 < int(given) < 100_000 else 1
    query = {
        "art": kind,
        "stand": state if state != "offen" else "",
        "kreis": district,
        "thema": topic,
    }
    return page(
        "hinweise.html",
        book=book,
        rows=chosen[(number - 1) * PER_PAGE : number * PER_PAGE],
        count_all=len(chosen),
        number=number,
        pages=pages,
        query=query,
        kind=kind,
        state=state,
        district=district,
        topic=topic,
        kinds=[(k, _(texts.FINDING_KINDS[k])) for k in KINDS],
        open_by_kind={
            k: sum(1 for r in rows() if r.kind == k and r.state == "open") for k in KINDS
        },
        districts=book.district_choices(),
        topics=book.topic_tree(context.lang()),
    )


def _finding(id: str) -> Any:
    found = findings().get(id)
    if found is None:
        raise NotFound("not_found.finding")
    return found


@blueprint.get("/hinweise/<id>")
@requires("admin", "coordinator")
def one(id: str) -> str:
    """One finding with everything that explains it."""
    return _page(id, typed=None, problems=())


def _page(id: str, typed: dict[str, str] | None, problems: tuple[Problem, ...]) -> str:
    finding = _finding(id)
    book = context.full_book()
    view = View(book)
    row = next(r for r in rows() if r.id == id)
    verdict = row.verdict
    if typed is None:
        typed = {
            "judgement": verdict.judgement.value if verdict and row.state == "judged" else "",
            "reason": verdict.reason if verdict else "",
            "recheck": "",
        }
    words, hints = (
        (texts.ISOLATED_JUDGEMENTS, texts.ISOLATED_HINTS)
        if row.kind == "isolated"
        else (texts.JUDGEMENTS, texts.JUDGEMENT_HINTS)
    )
    return page(
        "hinweis.html",
        book=book,
        row=row,
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
        **_details(finding, book, view),
    )


def _details(finding: Any, book: Book, view: View) -> dict[str, Any]:
    match finding:
        case Parallel():
            return {"parallel": finding, **finding_words.parallel(finding, view)}
        case Isolated():
            return {"isolated": finding, **finding_words.isolated(finding, view)}
        case _:
            cell: Cell = coverage().by_id[finding.id]
            expectation = book.network.get(Expectation, cell.expectation_id)
            assert expectation is not None
            return {
                "cell": cell,
                "expectation": expectation,
                "state": state_of(cell),
                **evidence(cell, expectation, book),
            }


@blueprint.post("/hinweise/<id>")
@requires("admin", "coordinator")
def judge(id: str) -> Response | tuple[str, int]:
    """Store a judgement; the finding stays hidden until its facts change."""
    finding = _finding(id)
    row = next(r for r in rows() if r.id == id)
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
    version = request.form.get("version", "")
    try:
        judge_finding(
            context.parts(),
            finding_id=id,
            digest=request.form.get("digest", finding.digest),
            judgement=Judgement(typed["judgement"]),
            reason=typed["reason"],
            recheck=recheck,
            author=author(),
            expects=int(version) if version.isdecimal() and len(version) < 10 else None,
        )
    except Invalid as error:
        return _page(id, typed, error.problems), 422
    except Conflict:
        context.forget_network()
        return _page(id, typed, (Problem("conflict.verdict", "judgement"),)), 409
    return redirect(url("/hinweise", beurteilt=id), 303)


def _day(text: str, problems: list[Problem]) -> date | None:
    """The day to look again; browsers send ISO, people type German."""
    if not text:
        return None
    from services.network.domain.period import PartialDate

    try:
        found = PartialDate.parse(text)
    except Invalid:
        found = None
    if found is None or not found.exact:
        problems.append(Problem("form.day", "recheck"))
        return None
    if found.earliest <= context.today():
        problems.append(Problem("form.day_past", "recheck"))
        return None
    return found.earliest
