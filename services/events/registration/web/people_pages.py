"""Coordinators' pages about people: who signed up, who is invited and what they answered."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from services.events.attendance import attendance
from services.events.planning import planning
from services.events.planning.web import forms
from services.events.reader import views
from services.events.reader import words as texts
from services.events.reader.request import parts
from services.events.records import invitation as invitations
from services.events.registration import registering
from shared.accounts import author, requires
from shared.errors import Invalid, Problem
from shared.web import form_id, redirect_to
from shared.web.i18n import gettext

blueprint = Blueprint("events_people", __name__)

_ORDER = ("unconfirmed", "waiting", "confirmed", "expired", "cancelled")


def _registrations(
    event_id: str, values: dict[str, str], problems: tuple[Problem, ...], status: int = 200
) -> ResponseReturnValue:
    event = views.find(event_id)
    with parts().store.read() as session:
        people = session.registrations(event_id)
    rows = [
        {
            "r": person,
            "state": texts.badge_of(texts.REGISTRATION, person.state),
            "mail": texts.word(texts.MAIL, person.mail_state),
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
    return _registrations(str(event_id), {}, ())


@blueprint.post("/termine/<uuid:event_id>/anmeldungen")
@requires("coordinator")
def enter(event_id: object) -> ResponseReturnValue:
    """Sign somebody up by hand."""
    try:
        application = forms.application(request.form, "de")
        number = request.form.get("form_number", "")[:64]
        registering.enter_by_hand(parts().verbs, str(event_id), application, author(), number)
    except Invalid as error:
        return _registrations(str(event_id), dict(request.form.items()), error.problems, 422)
    return redirect_to(f"/termine/{event_id}/anmeldungen")


@blueprint.post("/termine/<uuid:event_id>/teilnahme")
@requires("coordinator")
def count(event_id: object) -> ResponseReturnValue:
    """Enter how many came, after the event has begun."""
    try:
        attended, organisations, version = forms.attendance(request.form)
        attendance.record_attendance(
            parts().verbs, str(event_id), attended, organisations, version, author()
        )
    except Invalid as error:
        return _registrations(str(event_id), dict(request.form.items()), error.problems, 422)
    return redirect_to(f"/termine/{event_id}/anmeldungen")


@blueprint.post("/termine/<uuid:event_id>/anmeldungen/<id>/<any(bestaetigen,abmelden):step>")
@requires("coordinator")
def change(event_id: object, id: str, step: str) -> ResponseReturnValue:
    """Confirm for somebody, or take somebody off the list."""
    if step == "bestaetigen":
        registering.confirm_by_hand(parts().verbs, id, author())
    else:
        registering.cancel_by_hand(parts().verbs, id)
    return redirect_to(f"/termine/{event_id}/anmeldungen")


@blueprint.get("/termine/<uuid:event_id>/einladungen")
@requires("coordinator")
def invitees(event_id: object) -> str:
    """Who is proposed or invited, why, and what they answered."""
    event = views.find(str(event_id))
    with parts().store.read() as session:
        people = session.registrations(event.id)
        invited = session.invitations(event.id)
    rows = [
        {"i": one, "answer": texts.badge_of(texts.ANSWERS, invitations.answer(one, people))}
        for one in invited
    ]
    return render_template(
        "events/invitations/einladungen.html",
        v=views.views([event])[0],
        event=event,
        rows=rows,
        actors=parts().directory.everyone(),
    )


@blueprint.post("/termine/<uuid:event_id>/einladungen")
@requires("coordinator")
def invite(event_id: object) -> ResponseReturnValue:
    """Send invitations to those ticked; nobody is invited twice."""
    planning.invite(parts().verbs, str(event_id), request.form.getlist("invitation"))
    return redirect_to(f"/termine/{event_id}/einladungen")


@blueprint.post("/termine/<uuid:event_id>/einladungen/neu")
@requires("coordinator")
def add(event_id: object) -> ResponseReturnValue:
    """Put another organisation on the list, by its name."""
    by_name = {card.name.casefold(): card.id for card in parts().directory.everyone()}
    found = by_name.get(request.form.get("actor", "").strip().casefold())
    if found is None:
        raise Invalid(Problem("event.unknown_host", "actor"))
    reason = request.form.get("reason", "").strip()[:600] or gettext(texts.REASONS[""])
    planning.add_invitees(parts().verbs, str(event_id), [found], reason)
    return redirect_to(f"/termine/{event_id}/einladungen")
