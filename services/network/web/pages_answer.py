"""The public page behind a mailed link: one side answers, corrects its entry, states its view.

Opening the link changes nothing. Whoever opens it sees only what concerns the own entry, and of
the other side only what everybody may see.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from services.network.domain.lifecycle import QuestionState, question_state
from services.network.domain.model import Offer, Project, Question
from services.network.domain.period import PartialDate, Period
from services.network.usecases import ask
from services.network.usecases import question_letters as letters
from services.network.web import context, forms, question_form
from services.network.web.question_views import post
from services.network.web.reading import Book
from services.network.web.rendering import page, period_words
from services.network.web.texts import ANSWERS
from shared.errors import Conflict, Invalid, Problem, Refused
from shared.web.i18n import gettext as _
from shared.web.urls import url

blueprint = Blueprint("network_answer", __name__)

LONGEST = 4000
"""Characters of a statement."""


@blueprint.get("/hinweise/antwort/<id>/<token>")
def show(id: str, token: str) -> str | tuple[str, int]:
    """The question and its form; afterwards, what was answered."""
    question = ask.by_link(context.parts(), post().secret, id, token)
    late = question_state(question, context.today()) is QuestionState.EXPIRED
    return (_page(question), 410) if late else _page(question)


@blueprint.post("/hinweise/antwort/<id>/<token>")
def give(id: str, token: str) -> Response | str | tuple[str, int]:
    """Keep the answer. Sent twice, it is kept once."""
    secret = post().secret
    question = ask.by_link(context.parts(), secret, id, token)
    book = context.full_book()
    record = _entry(question, book)
    typed = _typed(question, record)
    try:
        answer = _answer(typed, record, book)
        ask.answer(context.parts(), secret, id, token, answer)
    except Invalid as error:
        return _page(question, typed, error.problems), 422
    except (Refused, Conflict):
        # Answered meanwhile, or too late: the page says which.
        context.forget_network()
        return _page(ask.by_link(context.parts(), secret, id, token), refused=True), 409
    return redirect(url(f"/hinweise/antwort/{id}/{token}"), 303)


def _entry(question: Question, book: Book) -> Offer | Project | None:
    record = book.network.find(question.entry_kind, question.entry_id)
    return record if isinstance(record, Offer | Project) else None


def _typed(question: Question, record: Offer | Project | None) -> dict[str, Any]:
    form = request.form
    return {
        "answer": form.get("answer", ""),
        "since": " ".join(form.get("since", "").split()),
        "statement": form.get("statement", "").replace("\r\n", "\n").strip(),
        "by": " ".join(form.get("by", "").split()),
        "correct": "correct" in form,
        "entry": question_form.typed(question.entry_kind, form) if record else {},
    }


def _answer(typed: dict[str, Any], record: Offer | Project | None, book: Book) -> ask.Answer:
    """The answer that the typed text means. Raises Invalid with every problem at once."""
    problems: list[Problem] = []
    if typed["answer"] not in ask.ANSWERS:
        problems.append(Problem("question.answer", "answer"))
    since = None
    if typed["since"] and typed["answer"] != "no":
        try:
            since = PartialDate.parse(typed["since"][:60])
        except Invalid:
            problems.append(Problem("question.since", "since"))
    if not typed["by"]:
        problems.append(Problem("form.required", "by"))
    for name, limit in (("statement", LONGEST), ("by", 120)):
        if len(typed[name]) > limit:
            problems.append(Problem("form.too_long", name, params={"limit": limit}))
    proposed: tuple[tuple[str, str], ...] = ()
    if record is not None and typed["correct"]:
        try:
            question_form.read(record, typed["entry"], book, context.today())
            proposed = question_form.proposed(question_form.values_of(record, book), typed["entry"])
        except Invalid as error:
            problems.extend(error.problems)
    if problems:
        raise Invalid(problems)
    return ask.Answer(
        typed["answer"], typed["by"], Period(start=since), typed["statement"], proposed
    )


def _page(
    question: Question,
    typed: dict[str, Any] | None = None,
    problems: tuple[Problem, ...] = (),
    refused: bool = False,
) -> str:
    full, lang = context.full_book(), context.lang()
    state = question_state(question, context.today())
    record = _entry(question, full)
    other = letters.open_entry(full.network, *ask.other_entry(full.network, question))
    given = question.period.start or question.period.end
    values = question_form.values_of(record, full) if record else {}
    if typed is None:
        typed = {"answer": "", "since": "", "statement": "", "by": "", "correct": False}
        typed["entry"] = values
    fields = question_form.fields_of(question.entry_kind) if record else ()
    return page(
        "hinweise_antwort.html",
        # Visitors' eyes, whoever is logged in: the page is the one that the link shows.
        book=context.library().book(context.network(), context.today(), "public"),
        question=question,
        state=state.value,
        record=record,
        own_actor=full.actor_name(question.actor_id),
        other=other,
        other_actor=full.actor_name(letters.provider_of(other)) if other else "",
        typed=typed,
        problems=problems,
        errors={p.field: p for p in reversed(problems)},
        refused=refused,
        fields=fields,
        options={f.name: forms.choices(f.choices, full, lang) for f in fields if f.choices},
        answer_word=_(ANSWERS[question.answer]) if question.answer in ANSWERS else "",
        since=period_words(question.period) if given else "",
        rows=question_form.compare(record, question.proposed, full) if record else (),
        installation=full.network.installation,
    )
