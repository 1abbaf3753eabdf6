"""The first page, the settings later, and the pages that every site must have."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from services.network.home import setup as install
from services.network.reader import context
from services.network.reader import words as texts
from services.network.reader.labels import page
from services.network.reader.links import record_name
from services.network.records import save as register
from services.network.records.model import Actor, Installation
from services.network.records.validity import problems_of
from shared.accounts import author, requires
from shared.data_protection.notice import concerned
from shared.errors import Conflict, Invalid, Problem, Refused
from shared.web.i18n import gettext as _
from shared.web.posted import posted_version
from shared.web.urls import url

blueprint = Blueprint("network_setup", __name__)

FIELDS = (
    "centre_name",
    "sender_name",
    "sender_address",
    "contact",
    "imprint",
    "privacy",
    "gender_form",
    "operator",
)
_LONG = ("contact", "imprint", "privacy")


def _typed() -> dict[str, str]:
    values = {}
    for name in FIELDS:
        text = request.form.get(name, "").replace("\r\n", "\n").strip()
        values[name] = text if name in _LONG else " ".join(text.split())
    return values


def _values(installation: Installation | None) -> dict[str, str]:
    if installation is None:
        return {**dict.fromkeys(FIELDS, ""), "gender_form": ":"}
    values = {name: str(getattr(installation, name)) for name in FIELDS if name != "operator"}
    values["operator"] = context.unfiltered().actor_name(installation.operator_actor_id)
    return values


def _installation(values: dict[str, str], before: Installation | None) -> Installation:
    """The settings that were typed; raises Invalid with every problem."""
    problems = [
        Problem("form.required", name)
        for name in ("centre_name", "sender_address", "imprint")
        if not values[name]
    ]
    operator = ""
    if values["operator"]:
        found = [
            a.id
            for a in context.network().all(Actor).values()
            if a.name.casefold() == values["operator"].casefold()
        ]
        if len(found) == 1:
            operator = found[0]
        else:
            code = "form.ambiguous_actor" if found else "form.unknown_actor"
            problems.append(Problem(code, "operator", params={"value": values["operator"]}))
    base = before or Installation(id=install.ID, centre_name="")
    texts_typed: dict[str, Any] = {name: values[name] for name in FIELDS if name != "operator"}
    wanted = replace(base, operator_actor_id=operator, **texts_typed)
    if not wanted.sender_name:
        wanted = replace(wanted, sender_name=wanted.centre_name)
    known = {p.field for p in problems}
    problems += [p for p in problems_of(wanted) if p.field not in known]
    if problems:
        raise Invalid(problems)
    return wanted


def _form(
    values: dict[str, str],
    problems: tuple[Problem, ...] = (),
    *,
    data: str = "",
    version: int = 0,
    status: int = 200,
) -> tuple[str, int]:
    installation = context.network().installation
    html = page(
        "home/einrichtung.html",
        values=values,
        problems=problems,
        errors={p.field: p for p in reversed(problems)},
        installation=installation,
        data=data,
        version=version,
        dataset=_(texts.DATA_SETS[installation.dataset]) if installation else "",
        actors=sorted(a.name for a in context.network().all(Actor).values()),
    )
    return html, status


@blueprint.get("/einrichtung")
@requires("admin", "coordinator")
def setup() -> tuple[str, int]:
    """The first page, or the settings once everything is set up."""
    installation = context.network().installation
    version = context.network().version(Installation.KIND, install.ID)
    return _form(_values(installation), version=version)


@blueprint.post("/einrichtung")
@requires("admin", "coordinator")
def save() -> Response | tuple[str, int]:
    """Set up for the first time, or keep changed settings."""
    before = context.network().installation
    values = _typed()
    data = request.form.get("data", "")
    expects = posted_version()
    try:
        wanted = _installation(values, before)
        if before is None:
            install.set_up(context.parts(), wanted, data, author())
            return redirect(url("/", eingerichtet="1"), 303)
        register.save_record(context.parts(), wanted, expects, author())
    except Invalid as error:
        return _form(values, error.problems, data=data, version=expects, status=422)
    except Refused:
        # Somebody else set it up meanwhile: their settings are there to be changed.
        return redirect(url("/einrichtung"), 303)
    except Conflict:
        context.forget_network()
        now = context.network().version(Installation.KIND, install.ID)
        problem = Problem("conflict.settings")
        return _form(values, (problem,), version=now, status=409)
    return redirect(url("/einrichtung", gespeichert="1"), 303)


@blueprint.get("/einrichtung/daten-entfernen")
@requires("admin", "coordinator")
def ask_remove() -> Response | str:
    """What removing the loaded data set takes away, before it is done."""
    try:
        found = install.removal(context.network())
    except Refused:
        return redirect(url("/einrichtung"), 303)
    visible = context.unfiltered()
    installation = context.network().installation
    assert installation is not None
    counts: dict[str, int] = {}
    for record in found.removed:
        counts[record.KIND] = counts.get(record.KIND, 0) + 1
    return page(
        "home/daten_entfernen.html",
        dataset=_(texts.DATA_SETS[installation.dataset]),
        counts=counts,
        others=sum(n for kind, n in counts.items() if kind not in texts.KINDS),
        blanked=[name for r in found.blanked if (name := record_name(r, visible))],
        lost=[name for r in found.lost if (name := record_name(r, visible))],
    )


@blueprint.post("/einrichtung/daten-entfernen")
@requires("admin", "coordinator")
def remove() -> Response:
    """Remove the loaded data set with one click."""
    try:
        install.remove_dataset(context.parts(), author())
    except Refused:
        return redirect(url("/einrichtung"), 303)
    return redirect(url("/einrichtung", entfernt="1"), 303)


@blueprint.post("/einrichtung/daten-laden")
@requires("admin", "coordinator")
def load() -> Response | tuple[str, int]:
    """Load the example or practice network into an installation without one."""
    installation = context.network().installation
    if installation is None:
        return redirect(url("/einrichtung"), 303)
    try:
        install.load_dataset(context.parts(), request.form.get("data", ""), author())
    except Invalid as error:
        version = context.network().version(Installation.KIND, install.ID)
        return _form(_values(installation), error.problems, version=version, status=422)
    except Refused:
        return redirect(url("/einrichtung"), 303)
    return redirect(url("/einrichtung", geladen="1"), 303)


@blueprint.get("/impressum")
def imprint() -> str:
    """Who answers for these pages."""
    return page("home/impressum.html", installation=context.network().installation)


@blueprint.get("/datenschutz")
def privacy() -> str:
    """What is kept about whom, and for how long."""
    return page(
        "home/datenschutz.html",
        installation=context.network().installation,
        concerned=concerned(),
    )


@blueprint.get("/barrierefreiheit")
def accessibility() -> str:
    """How accessible these pages are, and whom to tell about barriers."""
    return page("home/barrierefreiheit.html", installation=context.network().installation)
