"""Coordinators' page of registrations: who signed up, and what is to be done about it."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from services.events.announcements.web import views
from services.events.reader import access
from services.events.reader.request import services
from services.events.reader.words import badge_of, word
from services.events.registration import registering
from services.events.registration.web import forms, words
from shared.accounts import author, requires
from shared.errors import Invalid, Problem
from shared.web import form_id, redirect_to

blueprint = Blueprint("events_registrations", __name__)

_ORDER = ("unconfirmed", "waiting", "confirmed", "expired", "cancelled")


def render_registrations(
    event_id: str, values: dict[str, str], problems: tuple[Problem, ...], status: int = 200
) -> ResponseReturnValue:
    """The page of registrations, with what somebody typed into one of its forms before."""
    event = access.find(event_id)
    with services().store.read() as transaction:
        people = transaction.registrations.of_event(event_id)
    rows = [
        {
            "r": person,
            "state": badge_of(words.REGISTRATION, person.state),
            "mail": word(words.MAIL, person.mail_state),
            "bad_mail": person.mail_state in ("failed", "shunted", "unknown"),
        }
        for person in sorted(
            people, key=lambda p: (_ORDER.index(p.state), p.waiting_since or p.created_at, p.id)
        )
    ]
    page = render_template(
        "events/registration/anmeldungen.html",
        v=views.views([event])[0],
        event=event,
        rows=rows,
        values=values,
        problems=problems,
        # Which of the two forms of the page the problems belong to.
        counting="attended" in values,
        form_number=values.get("form_number") or form_id(),
    )
    return page, status


@blueprint.get("/termine/<uuid:event_id>/anmeldungen")
@requires("coordinator")
def registrations(event_id: object) -> ResponseReturnValue:
    """Who signed up, first those for whom something is to be done."""
    return render_registrations(str(event_id), {}, ())


@blueprint.post("/termine/<uuid:event_id>/anmeldungen")
@requires("coordinator")
def enter(event_id: object) -> ResponseReturnValue:
    """Sign somebody up by hand."""
    try:
        application = forms.application(request.form, "de")
        number = request.form.get("form_number", "")[:64]
        registering.enter_by_hand(services(), str(event_id), application, author(), number)
    except Invalid as error:
        return render_registrations(str(event_id), dict(request.form.items()), error.problems, 422)
    return redirect_to(f"/termine/{event_id}/anmeldungen")


@blueprint.post("/termine/<uuid:event_id>/anmeldungen/<id>/<any(bestaetigen,abmelden):step>")
@requires("coordinator")
def change(event_id: object, id: str, step: str) -> ResponseReturnValue:
    """Confirm for somebody, or take somebody off the list."""
    if step == "bestaetigen":
        registering.confirm_by_hand(services(), id, author())
    else:
        registering.cancel_by_hand(services(), id)
    return redirect_to(f"/termine/{event_id}/anmeldungen")
