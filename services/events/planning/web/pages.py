"""Coordinators' pages: plan from a finding or from nothing, edit, publish, call off."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from services.events.announcements.web import views
from services.events.announcements.web import words as announcement_words
from services.events.invitations.web import words as invitation_words
from services.events.planning import planning
from services.events.planning.web import forms, words
from services.events.reader import access, vocabulary
from services.events.reader.request import services
from services.events.reader.words import word
from services.events.records.directory import ActorCard, Proposal
from services.events.records.event import Event, EventStatus, Host
from shared.accounts import author, requires
from shared.errors import Conflict, Invalid, Problem
from shared.web import redirect_to
from shared.web.i18n import gettext
from shared.web.posted import posted_id, posted_version

blueprint = Blueprint("events_desk", __name__)

MOST_FINDINGS = 40
"""So many findings one meeting can be about."""


def reason_line(card: ActorCard) -> str:
    """Why this organisation is invited, as it will read it."""
    sentence = gettext(
        invitation_words.REASONS.get(card.reason_code) or invitation_words.REASONS[""]
    )
    names = [card.reason_params.get(key, "") for key in ("topic", "region")]
    about = ", ".join(name for name in names if name)
    return f"{sentence} ({about})" if about else sentence


def _cards() -> tuple[ActorCard, ...]:
    return services().directory.everyone()


def _form(
    event: Event,
    values: dict[str, Any],
    *,
    new: bool,
    proposal: Proposal | None = None,
    problems: tuple[Problem, ...] = (),
    conflict: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    hosts = [*values["hosts"], "", "", ""][: max(3, len(values["hosts"]) + 1)]
    page = render_template(
        "events/planning/formular.html",
        event=event,
        values=values,
        hosts=hosts,
        actors=_cards(),
        new=new,
        proposal=proposal,
        invitees=[(card, reason_line(card)) for card in proposal.invitees] if proposal else [],
        kinds=[(code, word(announcement_words.KINDS, code)) for code in announcement_words.KINDS],
        visibilities=[(code, word(words.VISIBILITY, code)) for code in words.VISIBILITY],
        regions=vocabulary.region_options(),
        topics=vocabulary.topic_options(),
        problems=problems,
        conflict=conflict,
    )
    return page, status


def _proposal(given: MultiDict[str, str]) -> Proposal | None:
    """What the findings or the measure that the form was opened from suggest today."""
    ids = [id for id in dict.fromkeys(given.getlist("hinweis")) if 0 < len(id) <= 300]
    measure_id = given.get("vorhaben", "")[:120]
    if not ids and not measure_id:
        return None
    return services().directory.proposal(ids[:MOST_FINDINGS], measure_id)


@blueprint.get("/termine/neu")
@requires("coordinator")
def new() -> ResponseReturnValue:
    """An empty form, or one filled in from findings (?hinweis=…) or a measure (?vorhaben=)."""
    proposal = _proposal(request.args)
    centre = services().directory.centre()
    event = forms.blank(posted_id(), contact=centre.contact)
    if proposal is not None:
        event = replace(
            event,
            title=gettext("Vernetzungstreffen: %(about)s", about=proposal.title)[:200],
            hosts=tuple(Host(actor_id=card.id, name=card.name) for card in proposal.hosts),
            topic_ids=proposal.topic_ids,
            region_ids=proposal.region_ids,
        )
    return _form(event, forms.values_of(event), new=True, proposal=proposal)


@blueprint.post("/termine/neu")
@requires("coordinator")
def create() -> ResponseReturnValue:
    """Save a new draft with the chosen invitees."""
    id = posted_id()
    event = forms.blank(id)
    proposal = _proposal(request.form)
    try:
        wanted, ids = forms.read_event(request.form, event, vocabulary.vocabulary(), _cards())
        hosts = planning.hosts_of(services(), ids, event.hosts)
        chosen = set(request.form.getlist("invitee"))
        if proposal is not None:
            kept = tuple(card for card in proposal.invitees if card.id in chosen)
            proposal = replace(proposal, invitees=kept)
        reasons = {
            card.id: request.form.get(f"reason-{card.id}", "").strip()[:600] or reason_line(card)
            for card in (proposal.invitees if proposal else ())
        }
        planning.plan(services(), replace(wanted, hosts=hosts), author(), proposal, reasons)
    except Invalid as error:
        return _form(
            event,
            forms.typed(request.form),
            new=True,
            proposal=proposal,
            problems=error.problems,
            status=422,
        )
    return redirect_to(f"/termine/{id}")


@blueprint.get("/termine/<uuid:event_id>/bearbeiten")
@requires("coordinator")
def edit(event_id: object) -> ResponseReturnValue:
    """The form of an event."""
    event = access.find(str(event_id))
    return _form(event, forms.values_of(event), new=False)


@blueprint.post("/termine/<uuid:event_id>/bearbeiten")
@requires("coordinator")
def save(event_id: object) -> ResponseReturnValue:
    """Save an edit; if somebody else saved meanwhile, the typed text stays."""
    event = access.find(str(event_id))
    version = posted_version()
    try:
        wanted, ids = forms.read_event(request.form, event, vocabulary.vocabulary(), _cards())
        hosts = planning.hosts_of(services(), ids, event.hosts)
        planning.edit(services(), replace(wanted, hosts=hosts), version, author())
    except Invalid as error:
        return _form(
            event, forms.typed(request.form), new=False, problems=error.problems, status=422
        )
    except Conflict:
        return _form(event, forms.typed(request.form), new=False, conflict=True, status=409)
    return redirect_to(f"/termine/{event.id}")


_POSSIBLE: dict[str, tuple[EventStatus, ...]] = {
    "veroeffentlichen": (EventStatus.DRAFT,),
    "absagen": (EventStatus.PUBLISHED,),
    "loeschen": (EventStatus.DRAFT,),
}
"""The states from which each step can be taken; ``planning.rules`` says what else it needs."""


@blueprint.get("/termine/<uuid:event_id>/<any(veroeffentlichen,absagen,loeschen):step>")
@requires("coordinator")
def ask(event_id: object, step: str) -> ResponseReturnValue:
    """What will happen, and one button; the event itself if it is past that step."""
    event = access.find(str(event_id))
    if event.status not in _POSSIBLE[step]:
        return redirect_to(f"/termine/{event.id}")
    return _ask(event, step, ())


def _ask(event: Event, step: str, problems: tuple[Problem, ...]) -> str:
    return render_template(
        "events/planning/schritt.html",
        v=views.views([event])[0],
        event=event,
        step=step,
        problems=problems,
    )


@blueprint.post("/termine/<uuid:event_id>/<any(veroeffentlichen,absagen,loeschen):step>")
@requires("coordinator")
def act(event_id: object, step: str) -> ResponseReturnValue:
    """Publish, call off or delete."""
    event = access.find(str(event_id))
    verbs, version = services(), posted_version()
    try:
        if step == "veroeffentlichen":
            planning.publish(verbs, event.id, version, author())
        elif step == "absagen":
            planning.cancel(verbs, event.id, version, author())
        else:
            planning.discard(verbs, event.id, version)
            return redirect_to("/termine")
    except Invalid as error:
        return _ask(event, step, error.problems), 422
    return redirect_to(f"/termine/{event.id}")
