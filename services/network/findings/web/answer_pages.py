"""The public page behind a mailed link: one side answers, corrects its entry, states its view.

Opening the link changes nothing. Whoever opens it sees only what concerns the own entry, and of
the other side only what everybody may see.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from services.network.directory.web import record_forms as forms
from services.network.directory.web.form_fields import Field
from services.network.findings import letters, reminders
from services.network.findings import questions as ask
from services.network.findings.lifecycle import QuestionState, question_state
from services.network.findings.web import question_form
from services.network.findings.web.question_words import post, since
from services.network.reader import context
from services.network.reader.labels import page
from services.network.reader.words import ANSWERS
from services.network.records.kinds.offers import Entry
from services.network.records.model import Actor, Question
from services.network.records.period import PartialDate, Period
from services.network.records.visible_network import VisibleNetwork
from shared.errors import Conflict, Invalid, Problem, Refused
from shared.web.i18n import gettext as _
from shared.web.urls import url

blueprint = Blueprint("network_answer", __name__)

LONGEST = 4000
"""Characters of a statement."""


@blueprint.get("/hinweise/antwort/<id>/<token>")
def show(id: str, token: str) -> Response:
    """The question and its form; afterwards, what was answered."""
    question = ask.by_link(context.parts(), post().secret, id, token)
    state = question_state(question, context.today())
    response = make_response(_page(question), 410 if state is QuestionState.EXPIRED else 200)
    if state is not QuestionState.WAITING:
        # An answer with a name. The form itself may be kept: going back must not lose what was
        # typed.
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/hinweise/antwort/<id>/<token>")
def give(id: str, token: str) -> Response | str | tuple[str, int]:
    """Keep the answer. Sent twice, it is kept once."""
    secret = post().secret
    question = ask.by_link(context.parts(), secret, id, token)
    visible = context.unfiltered()
    record = _entry(question, visible)
    typed = _typed(question, record)
    try:
        answer = _answer(typed, record, visible)
        ask.answer(context.parts(), secret, id, token, answer)
    except Invalid as error:
        return _page(question, typed, error.problems), 422
    except Conflict:
        context.forget_network()
        return _page(question, typed, (Problem("conflict.question"),)), 409
    except Refused:
        # Answered meanwhile, or too late: the page says which.
        context.forget_network()
        return _page(ask.by_link(context.parts(), secret, id, token), refused=True), 409
    return redirect(url(f"/hinweise/antwort/{id}/{token}"), 303)


@blueprint.post("/hinweise/antwort/<id>/<token>/abbestellen")
def decline(id: str, token: str) -> Response | tuple[str, int]:
    """No more questions by mail to this side. Sent twice, it is kept once."""
    secret = post().secret
    try:
        reminders.decline_letters(context.parts(), secret, id, token)
    except Conflict:
        context.forget_network()
        question = ask.by_link(context.parts(), secret, id, token)
        return _page(question, None, (Problem("conflict.question"),)), 409
    return redirect(url(f"/hinweise/antwort/{id}/{token}", abbestellt="1"), 303)


def _entry(question: Question, visible: VisibleNetwork) -> Entry | None:
    record = visible.network.find(question.entry_kind, question.entry_id)
    return record if isinstance(record, Entry) else None


def _typed(question: Question, record: Entry | None) -> dict[str, Any]:
    form = request.form
    version = form.get("entry_version", "")
    return {
        "answer": form.get("answer", ""),
        "since": " ".join(form.get("since", "").split()),
        "statement": form.get("statement", "").replace("\r\n", "\n").strip(),
        "by": " ".join(form.get("by", "").split()),
        "version": int(version) if version.isdecimal() and len(version) < 10 else 0,
        "entry": question_form.typed(question.entry_kind, form) if record and version else {},
    }


def _answer(typed: dict[str, Any], record: Entry | None, visible: VisibleNetwork) -> ask.SideAnswer:
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
    if record is not None and typed["entry"]:
        try:
            question_form.read(record, typed["entry"], visible, context.today())
            seen = question_form.values_of(_as_shown(record, typed["version"]), visible)
            proposed = question_form.proposed(seen, typed["entry"])
        except Invalid as error:
            problems.extend(error.problems)
    if problems:
        raise Invalid(problems)
    return ask.SideAnswer(
        typed["answer"], typed["by"], Period(start=since), typed["statement"], proposed
    )


def _as_shown(record: Entry, version: int) -> Entry:
    """The entry in the version that the form was filled from: what somebody else changed since
    is no proposal of this side."""
    for change in context.history(record.KIND, record.id):
        if change.version == version and isinstance(change.after, Entry):
            return change.after
    return record


def _page(
    question: Question,
    typed: dict[str, Any] | None = None,
    problems: tuple[Problem, ...] = (),
    refused: bool = False,
) -> str:
    full = context.unfiltered()
    state = question_state(question, context.today())
    record = _entry(question, full)
    actor = full.network.get(Actor, question.actor_id)
    other = letters.open_entry(full.network, *ask.other_entry(full.network, question))
    values = question_form.values_of(record, full) if record else {}
    if typed is None:
        typed = {"answer": "", "since": "", "statement": "", "by": "", "entry": values}
        typed["version"] = context.network().version(question.entry_kind, question.entry_id)
    fields = question_form.fields_of(question.entry_kind) if record else ()
    return page(
        "findings/hinweise_antwort.html",
        # Visitors' eyes, whoever is logged in: the page is the one that the link shows.
        visible=context.revision_cache().visible(context.network(), context.today(), "public"),
        question=question,
        declined=actor is not None and not actor.askable,
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
        # "Bitte füllen Sie dieses Feld aus" says nothing in a list of several.
        labels={"by": _("Ihr Name"), "since": _("Seit wann oder ab wann?")}
        | {f.name: _(f.label) for f in fields},
        options={f.name: _chosen_first(f, typed["entry"], full) for f in fields if f.choices},
        answer_word=_(ANSWERS[question.answer]) if question.answer in ANSWERS else "",
        since=since(question),
        rows=question_form.compare(record, question.proposed, full) if record else (),
        installation=full.network.installation,
    )


def _chosen_first(
    field: Field, values: forms.FormValues, visible: VisibleNetwork
) -> list[tuple[str, str]]:
    """The choices of a field, those that are ticked on top: that is what somebody corrects."""
    ticked = values.get(field.name, ())
    options = forms.choices(field.choices, visible, context.lang())
    # On top, a topic stands without the one above it that its dash refers to.
    first = [(id, label.lstrip("– ")) for id, label in options if id in ticked]
    return first + [option for option in options if option[0] not in ticked]
