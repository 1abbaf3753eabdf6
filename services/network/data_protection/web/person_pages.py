"""Deleting a person on her request: look, decide, delete, and what to tell her."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from services.network.data_protection.web import wired
from services.network.data_protection.words import FATES, SERVICES
from services.network.reader.labels import page
from shared.accounts import author, requires
from shared.data_protection.finds import Fate, Find
from shared.data_protection.registry import place
from shared.data_protection.requests import DeletionRequest, Requests
from shared.errors import Invalid, NotFound, Refused
from shared.web.i18n import gettext as _
from shared.web.urls import url

blueprint = Blueprint("network_person", __name__)

PATH = "/einrichtung/datenschutz/person"
FIELDS = ("names", "addresses", "numbers")
SHOWN = 200
"""Finds of one place that are listed; the others are counted."""

_LONGEST = 2000


def _deletions() -> Requests:
    return wired.parts().deletions


def _typed() -> dict[str, str]:
    """What was typed, a line for each spelling."""
    return {
        name: request.form.get(name, "").replace("\r\n", "\n").strip()[:_LONGEST] for name in FIELDS
    }


@blueprint.get(PATH)
@requires("admin", "coordinator")
def ask() -> str:
    """The form, and the deletions so far."""
    return _form(dict.fromkeys(FIELDS, ""))


def _form(values: dict[str, str], problems: tuple[Any, ...] = ()) -> str:
    return page(
        "data_protection/person.html",
        values=values,
        problems=problems,
        errors={one.field: one for one in problems},
        requests=_deletions().all(),
    )


@blueprint.post(PATH)
@requires("admin", "coordinator")
def look() -> Response | tuple[str, int]:
    """Have every service look for the person; nothing is deleted yet."""
    values = _typed()
    try:
        id = _deletions().ask(
            author(), **{name: re.split(r"\s*\n\s*", text) for name, text in values.items()}
        )
    except Invalid as error:
        return _form(values, error.problems), 422
    return redirect(url(f"{PATH}/{id}"), 303)


@blueprint.get(f"{PATH}/<uuid:id>")
@requires("admin", "coordinator")
def show(id: Any) -> str:
    """What was found, what was decided, what came of it."""
    return _shown(_deletions().get(str(id)))


def _shown(deletion: DeletionRequest, problem: str = "") -> str:
    finds = sorted(deletion.finds, key=lambda one: (one.place, one.label, one.record_id))
    evidence = [one for one in finds if one.evidence_until is not None]
    return page(
        "data_protection/loeschung.html",
        deletion=deletion,
        places=[
            (_(place(key).title), _counted(list(group))) for key, group in groupby(finds, _place_of)
        ],
        evidence=evidence,
        waiting=[_(SERVICES[one]) for one in SERVICES if one not in _answered(deletion)],
        stays=any(one.fate is Fate.STAYS for one in finds),
        fates=FATES,
        problem=problem,
        number=sum(deletion.erased.values()),
    )


def _place_of(find: Find) -> str:
    return find.place


def _answered(deletion: DeletionRequest) -> frozenset[str]:
    return deletion.looked if deletion.confirmed_at is None else frozenset(deletion.erased)


def _counted(finds: list[Find]) -> dict[str, Any]:
    """The finds of one place: the same record once, with how often."""
    often = Counter((one.record_id, one.label, one.path, one.fate) for one in finds)
    rows = [
        {"label": label or _("ohne Titel"), "path": path, "fate": fate, "number": number}
        for (id, label, path, fate), number in often.items()
    ]
    return {"rows": rows[:SHOWN], "more": max(0, len(rows) - SHOWN)}


@blueprint.post(f"{PATH}/<uuid:id>/loeschen")
@requires("admin", "coordinator")
def confirm(id: Any) -> Response | tuple[str, int]:
    """Delete for good, everywhere."""
    deletion = _deletions().get(str(id))
    if request.form.get("gesehen") != "1" and deletion.confirmed_at is None:
        return _shown(
            deletion, _("Bitte sehen Sie die Fundstellen durch und bestätigen Sie es.")
        ), 422
    keep = {
        (one.place, one.record_id): request.form.get(f"grund-{one.record_id}", "")
        for one in deletion.finds
        if request.form.get(f"bleibt-{one.record_id}") == "1"
    }
    if any(not reason.strip() for reason in keep.values()):
        return _shown(
            deletion, _("Bitte nennen Sie zu jedem Nachweis, der bleibt, die Zuwendung.")
        ), 422
    try:
        _deletions().confirm(str(id), keep)
    except Refused:
        return _shown(deletion, _("Es wird noch gesucht. Bitte warten Sie einen Moment.")), 409
    return redirect(url(f"{PATH}/{id}"), 303)


@blueprint.post(f"{PATH}/<uuid:id>/verwerfen")
@requires("admin", "coordinator")
def drop(id: Any) -> Response:
    """Delete nothing, and forget what was looked for."""
    try:
        _deletions().drop(str(id))
    except Refused:
        return redirect(url(f"{PATH}/{id}"), 303)
    except NotFound:
        pass  # Dropped already, perhaps by the first of two clicks: it is as it was meant to be.
    return redirect(url(PATH, verworfen="1"), 303)


@blueprint.post(f"{PATH}/<uuid:id>/aufheben")
@requires("admin", "coordinator")
def lift(id: Any) -> Response:
    """The person wants to be named again from now on."""
    _deletions().lift(str(id))
    return redirect(url(f"{PATH}/{id}"), 303)
