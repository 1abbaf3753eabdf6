"""Reading the form to sign up."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from services.events.reader.fields import FieldReader
from services.events.registration import rules
from services.events.registration.rules import Application
from shared.errors import Invalid, Problem


def application(form: MultiDict[str, str], lang: str) -> Application:
    """What the sign-up form says. Raises Invalid."""
    read = FieldReader(form)
    for_other = form.get("for_whom") == "other"
    seats = read.number("seats")
    found = Application(
        name=read.text("name", 200),
        email=read.text("email", 254, True),
        organisation=read.text("organisation", 200),
        seats=1 if seats is None else seats,
        booked_by=read.text("booked_by", 200) if for_other else "",
        lang=lang,
        note=read.text("note", 1000),
    )
    if for_other and not found.booked_by:
        read.problems.append(Problem("field.required", "booked_by"))
    if not found.name:
        read.problems.insert(0, Problem("field.required", "name"))
    with read.more():
        rules.checked_email(found.email)
    with read.more():
        rules.check(found)
    if read.problems:
        raise Invalid(read.problems)
    return found
