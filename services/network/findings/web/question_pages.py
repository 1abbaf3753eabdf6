"""Questions to both sides, for coordinators: ask, send anew, revoke, read answers, take over."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from services.network.findings import letters, reminders
from services.network.findings import questions as ask
from services.network.findings.web import question_form
from services.network.findings.web.letter_words import LANGUAGES
from services.network.findings.web.question_words import language_field, post, to_look_at, view
from services.network.findings.web.rows import questions_by_finding
from services.network.findings.web.today import findings, parts
from services.network.parallels.parallels import Parallel
from services.network.reader import context
from services.network.reader.labels import page
from services.network.records.kinds.offers import Entry
from services.network.records.model import Question
from shared.accounts import author, requires
from shared.errors import Conflict, Invalid, NotFound, Problem, Refused
from shared.marking import N_
from shared.web.i18n import gettext as _
from shared.web.posted import posted_version
from shared.web.urls import url

blueprint = Blueprint("network_questions", __name__)

LISTS = {
    "neu": N_("zu prüfen"),
    "wartend": N_("ohne Antwort"),
    "unzustellbar": N_("nicht zustellbar"),
    "beantwortet": N_("beantwortet"),
    "alle": N_("alle"),
}


@blueprint.post("/hinweise/<id>/beide-fragen")
@requires("admin", "coordinator")
def ask_both(id: str) -> Response:
    """One click: both sides are asked, and the letters are on their way."""
    finding = findings().get(id)
    if not isinstance(finding, Parallel):
        raise NotFound("not_found.finding")
    try:
        langs = {
            (side.kind, side.id): _language(request.form.get(language_field(side), ""))
            for side in (finding.left, finding.right)
        }
        asked = ask.ask_sides(context.parts(), post(), finding, author(), langs)
    except (Refused, Conflict):
        # Asked meanwhile, or the button was pressed twice: the page shows how it stands.
        return redirect(url(f"/hinweise/{id}", gefragt="0") + "#rueckfragen", 303)
    mailed = sum(q.mailed for q in asked)
    where = url(f"/hinweise/{id}", gefragt=str(len(asked)), briefe=str(mailed))
    return redirect(where + "#rueckfragen", 303)


@blueprint.get("/hinweise/fragen")
@requires("admin", "coordinator")
def overview() -> str:
    """All questions; those first whose answer asks for something."""
    visible = context.unfiltered()
    chosen = request.args.get("stand", "neu")
    chosen = chosen if chosen in LISTS else "neu"
    views = [view(q, visible) for qs in questions_by_finding().values() for q in qs]
    views.sort(key=lambda v: (v.question.answered_at is None, v.question.asked_on, v.question.id))
    lists = {
        "neu": [v for v in views if to_look_at(v)],
        "wartend": [v for v in views if not v.question.answer],
        "unzustellbar": [v for v in views if v.post.failed],
        "beantwortet": [v for v in views if v.question.answer],
        "alle": views,
    }
    return page(
        "findings/hinweise_fragen.html",
        visible=visible,
        views=lists[chosen],
        chosen=chosen,
        lists=[(key, _(word), len(lists[key])) for key, word in LISTS.items()],
    )


@blueprint.get("/hinweise/fragen/<id>")
@requires("admin", "coordinator")
def one(id: str) -> str:
    """One question with its answer; also when its finding is gone."""
    return _page(id)


def _page(id: str, problems: tuple[Problem, ...] = ()) -> str:
    visible = context.unfiltered()
    question = context.stored(Question, id)
    finding = findings().get(question.finding_id)
    return page(
        "findings/hinweise_frage.html",
        visible=visible,
        q=view(question, visible),
        languages=[(key, _(word)) for key, word in LANGUAGES.items()],
        has_address=letters.address_of(visible.network, question.actor_id, context.today()),
        finding=finding,
        entry_version=context.network().version(question.entry_kind, question.entry_id),
        problems=problems,
    )


def _language(given: str) -> str:
    return given if given in LANGUAGES else "de"


@blueprint.post("/hinweise/fragen/<id>/erneut")
@requires("admin", "coordinator")
def again(id: str) -> Response | tuple[str, int]:
    """A new link by letter, or to hand over; the old one ends."""
    return _step(id, "erneut")


@blueprint.post("/hinweise/fragen/<id>/erinnern")
@requires("admin", "coordinator")
def remind(id: str) -> Response | tuple[str, int]:
    """Remind this side now instead of later."""
    return _step(id, "erinnert")


@blueprint.post("/hinweise/fragen/<id>/erinnerung")
@requires("admin", "coordinator")
def hold(id: str) -> Response | tuple[str, int]:
    """Do not remind this side by itself, or do so after all."""
    return _step(id, "erinnerung")


@blueprint.post("/hinweise/fragen/<id>/zurueckziehen")
@requires("admin", "coordinator")
def revoke(id: str) -> Response | tuple[str, int]:
    """End the link."""
    return _step(id, "zurueckgezogen")


def _step(id: str, step: str) -> Response | tuple[str, int]:
    services, version = parts(), posted_version()
    try:
        match step:
            case "erneut":
                lang = _language(request.form.get("lang", ""))
                by_hand = "by_hand" in request.form
                ask.resend(services, post(), id, version, author(), lang, by_hand)
            case "erinnert":
                reminders.remind_now(services, post(), id, version, author())
            case "erinnerung":
                wanted = request.form.get("remind") == "1"
                reminders.hold_back(services, id, wanted, version, author())
            case _:
                ask.revoke(services, id, version, author())
    except Refused as error:
        return _page(id, (Problem(error.code),)), 409
    except Conflict:
        context.forget_network()
        return _page(id, (Problem("conflict.question"),)), 409
    return redirect(url(f"/hinweise/fragen/{id}", **{step: "1"}), 303)


@blueprint.post("/hinweise/fragen/<id>/loeschen")
@requires("admin", "coordinator")
def remove(id: str) -> Response | tuple[str, int]:
    """Forget the question with its answer."""
    question = context.stored(Question, id)
    try:
        ask.remove(context.parts(), id, posted_version(), author())
    except Conflict:
        context.forget_network()
        return _page(id, (Problem("conflict.question"),)), 409
    known = findings().get(question.finding_id) is not None
    path = f"/hinweise/{question.finding_id}" if known else "/hinweise/fragen"
    return redirect(url(path), 303)


@blueprint.post("/hinweise/fragen/<id>/vorschlag")
@requires("admin", "coordinator")
def settle(id: str) -> Response | tuple[str, int]:
    """Take over the proposals that are ticked, or decline them all."""
    question = context.stored(Question, id)
    visible = context.unfiltered()
    accept = request.form.get("settle") == "accept"
    record = visible.network.find(question.entry_kind, question.entry_id)
    wanted = None
    try:
        if accept:
            names = request.form.getlist("take")
            if not isinstance(record, Entry):
                raise NotFound("not_found.record")
            if not names:
                raise Invalid(Problem("question.nothing_chosen", "take"))
            wanted = question_form.taken_over(
                record, question.proposed, names, visible, context.today()
            )
        ask.settle(
            context.parts(), id, posted_version(), author(), wanted, posted_version("entry_version")
        )
    except Invalid as error:
        return _page(id, error.problems), 422
    except Conflict:
        context.forget_network()
        return _page(id, (Problem("conflict.question"),)), 409
    return redirect(url(f"/hinweise/fragen/{id}", vorschlag="1" if accept else "0"), 303)
