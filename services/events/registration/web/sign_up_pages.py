"""The public pages of signing up: form, thanks, and a page with a button per mailed link."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from services.events.announcements.web import views
from services.events.announcements.web.pages import render_event
from services.events.invitations import inviting
from services.events.letters import links
from services.events.reader import access
from services.events.reader.request import services
from services.events.records.registration import RegistrationState
from services.events.registration import registering
from services.events.registration.web import forms
from shared.errors import Invalid, NotFound, Refused
from shared.web import redirect_to
from shared.web.i18n import current_language
from shared.web.problems import text_of

blueprint = Blueprint("events_sign_up", __name__)


@blueprint.post("/termine/<uuid:event_id>/anmelden")
def sign_up(event_id: object) -> ResponseReturnValue:
    """Take a registration; what somebody typed is never lost to a mistake."""
    event = access.find(str(event_id))
    if request.form.get("website"):
        # A field that people do not see: whoever fills it in is a program.
        return redirect_to(f"/termine/{event.id}/angemeldet", schluessel=access.key_of(event))
    try:
        application = forms.application(request.form, current_language())
        registering.register(
            services(), event.id, application, request.form.get("form_number", "")[:64]
        )
    except Invalid as error:
        return render_event(event, dict(request.form.items()), error.problems), 422
    return redirect_to(f"/termine/{event.id}/angemeldet", schluessel=access.key_of(event))


@blueprint.get("/termine/<uuid:event_id>/angemeldet")
def thanks(event_id: object) -> str:
    """The same answer for everybody: one step is missing."""
    event = access.find(str(event_id))
    return render_template(
        "events/registration/angemeldet.html", event=event, key=access.key_of(event)
    )


_PURPOSES = {links.CONFIRM: "confirm", links.LEAVE: "leave", links.DECLINE: "decline"}


@blueprint.get("/anmeldung/<id>/<purpose>/<token>")
def ask(id: str, purpose: str, token: str) -> ResponseReturnValue:
    """A page with one button: opening a link changes nothing, mail scanners open them all."""
    return _page(id, purpose, token)


@blueprint.post("/anmeldung/<id>/<purpose>/<token>")
def act(id: str, purpose: str, token: str) -> ResponseReturnValue:
    """The button: confirm, leave or decline. Pressed twice, it has happened once."""
    verbs = services()
    if _PURPOSES.get(purpose) is None:
        raise NotFound("not_found.link")
    try:
        if purpose == links.CONFIRM:
            registering.confirm(verbs, id, token)
        elif purpose == links.LEAVE:
            registering.leave(verbs, id, token)
        else:
            inviting.decline(verbs, id, token)
    except Refused as error:
        return _page(id, purpose, token, text_of(error.code, error.params)), 409
    return redirect_to(f"/anmeldung/{id}/{purpose}/{token}")


def _page(id: str, purpose: str, token: str, refused: str = "") -> str:
    verbs = services()
    if purpose == links.DECLINE:
        event, invitation = inviting.invited_by_link(verbs, id, token)
        done = "declined" if invitation.state == "declined" else ""
        return render_template(
            "events/registration/knopf.html",
            v=views.views([event])[0],
            event=event,
            purpose="decline",
            done=done,
            registration=None,
            refused=refused,
        )
    if purpose not in _PURPOSES:
        raise NotFound("not_found.link")
    event, registration = registering.by_link(verbs, id, purpose, token)
    done = ""
    if registration.state is RegistrationState.CANCELLED:
        done = "cancelled"
    elif purpose == links.CONFIRM and registration.state in (
        RegistrationState.CONFIRMED,
        RegistrationState.WAITING,
    ):
        done = str(registration.state)
    return render_template(
        "events/registration/knopf.html",
        v=views.views([event])[0],
        event=event,
        purpose=_PURPOSES[purpose],
        done=done,
        registration=registration,
        refused=refused,
    )
