"""Coordinators' page of invitations: who is invited, why, and what they answered."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from services.events.announcements.web import views
from services.events.invitations import answers, inviting
from services.events.invitations.web import words
from services.events.reader import access
from services.events.reader.request import services
from services.events.reader.words import badge_of
from shared.accounts import requires
from shared.errors import Invalid, Problem
from shared.web import redirect_to
from shared.web.i18n import gettext

blueprint = Blueprint("events_invitations", __name__)


@blueprint.get("/termine/<uuid:event_id>/einladungen")
@requires("coordinator")
def invitees(event_id: object) -> str:
    """Who is proposed or invited, why, and what they answered."""
    event = access.find(str(event_id))
    with services().store.read() as transaction:
        people = transaction.registrations.of_event(event.id)
        invited = transaction.invitations.of_event(event.id)
    rows = [
        {"i": one, "answer": badge_of(words.ANSWERS, answers.answer(one, people))}
        for one in invited
    ]
    return render_template(
        "events/invitations/einladungen.html",
        v=views.views([event])[0],
        event=event,
        rows=rows,
        actors=services().directory.everyone(),
    )


@blueprint.post("/termine/<uuid:event_id>/einladungen")
@requires("coordinator")
def invite(event_id: object) -> ResponseReturnValue:
    """Send invitations to those ticked; nobody is invited twice."""
    inviting.invite(services(), str(event_id), request.form.getlist("invitation"))
    return redirect_to(f"/termine/{event_id}/einladungen")


@blueprint.post("/termine/<uuid:event_id>/einladungen/neu")
@requires("coordinator")
def add(event_id: object) -> ResponseReturnValue:
    """Put another organisation on the list, by its name."""
    by_name = {card.name.casefold(): card.id for card in services().directory.everyone()}
    found = by_name.get(request.form.get("actor", "").strip().casefold())
    if found is None:
        raise Invalid(Problem("event.unknown_host", "actor"))
    reason = request.form.get("reason", "").strip()[:600] or gettext(words.REASONS[""])
    inviting.add_invitees(services(), str(event_id), [found], reason)
    return redirect_to(f"/termine/{event_id}/einladungen")
