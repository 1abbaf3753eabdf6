"""Coordinators enter how many came; the form stands on the page of registrations."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from services.events.attendance import attendance
from services.events.reader.fields import FieldReader
from services.events.reader.request import services
from services.events.registration.web.list_pages import render_registrations
from shared.accounts import author, requires
from shared.errors import Invalid
from shared.web import redirect_to

blueprint = Blueprint("events_attendance", __name__)


def read_attendance(form: MultiDict[str, str]) -> tuple[int | None, int | None, int]:
    """How many persons and organisations came, and the version that the page showed.

    Raises Invalid if one of the numbers is none.
    """
    read = FieldReader(form)
    persons, organisations = read.number("attended"), read.number("organisations")
    version = read.number("version")
    if read.problems:
        raise Invalid(read.problems)
    return persons, organisations, version or 0


@blueprint.post("/termine/<uuid:event_id>/teilnahme")
@requires("coordinator")
def count(event_id: object) -> ResponseReturnValue:
    """Enter how many came, after the event has begun."""
    try:
        attended, organisations, version = read_attendance(request.form)
        attendance.record_attendance(
            services(), str(event_id), attended, organisations, version, author()
        )
    except Invalid as error:
        return render_registrations(str(event_id), dict(request.form.items()), error.problems, 422)
    return redirect_to(f"/termine/{event_id}/anmeldungen")
