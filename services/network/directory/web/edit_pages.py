"""Create, change, confirm and delete records; their history.

A form carries the version that it was filled from. If somebody else saved in the
meantime, nothing is lost: the typed text stays, the page shows what changed, and
saving again is a decision.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from services.network.directory.web import record_forms as forms
from services.network.directory.web.prefill import prefilled
from services.network.reader import context
from services.network.reader.labels import page
from services.network.reader.links import (
    OF_COVERAGE,
    PLACES,
    crumbs,
    list_of,
    record_name,
)
from services.network.reader.words import KINDS as KIND_WORDS
from services.network.reader.words import USER_WORDS
from services.network.records import save as register
from services.network.records.model import Actor, Record
from services.network.records.paths import path_of
from services.network.records.references import referrers
from shared.accounts import author, requires
from shared.errors import Conflict, Invalid, NotFound, Problem
from shared.web.i18n import gettext as _
from shared.web.posted import posted_id, posted_version
from shared.web.urls import url

blueprint = Blueprint("network_edit", __name__)


def _stored(kind: str, id: str) -> Record:
    record = context.network().find(kind, id)
    if record is None:
        raise NotFound("not_found.record")
    return record


def _form(
    kind: str,
    values: forms.FormValues,
    *,
    record: Record | None,
    version: int,
    problems: tuple[Problem, ...] = (),
    changed: list[tuple[str, str, str]] | None = None,
    status: int = 200,
) -> tuple[str, int]:
    visible, lang = context.unfiltered(), context.lang()
    options = {
        field.name: forms.choices(field.choices, visible, lang)
        for field in forms.fields_of(kind)
        if field.choices
    }
    html = page(
        "directory/formular.html",
        kind=kind,
        word=_(KIND_WORDS[kind]),
        sections=forms.FORMS[kind],
        values=values,
        options=options,
        record=record,
        name=record_name(record, visible) if record else "",
        version=version,
        new_id="" if record else posted_id(),
        problems=problems,
        errors={p.field: p for p in reversed(problems)},
        changed=changed,
        actors=sorted(a.name for a in visible.network.all(Actor).values()),
        back=path_of(kind, record.id) if record else list_of(kind),
        crumbs=crumbs(kind),
    )
    return html, status


@blueprint.get("/akteure/neu", defaults={"kind": "actor"})
@blueprint.get("/angebote/neu", defaults={"kind": "offer"})
@blueprint.get("/projekte/neu", defaults={"kind": "project"})
@blueprint.get("/akteure/kooperationen/neu", defaults={"kind": "cooperation"})
@blueprint.get("/abdeckung/soll/neu", defaults={"kind": "expectation"})
@blueprint.get("/abdeckung/strategien/neu", defaults={"kind": "strategy"})
@blueprint.get("/abdeckung/durchfuehrungen/neu", defaults={"kind": "delivery"})
@requires("admin", "coordinator")
def new(kind: str) -> tuple[str, int]:
    """An empty form, or one that knows where it was opened from (``?akteur=``, ``?kreis=`` …)."""
    values = prefilled(kind, request.args, context.unfiltered(), context.today())
    return _form(kind, values, record=None, version=0)


@blueprint.get("/<any(akteure,angebote,projekte):place>/<id>/bearbeiten")
@blueprint.get("/akteure/<any(kooperationen):place>/<id>/bearbeiten")
@blueprint.get(f"/abdeckung/<any({OF_COVERAGE}):place>/<id>/bearbeiten")
@requires("admin", "coordinator")
def edit(place: str, id: str) -> tuple[str, int]:
    """The form of a record."""
    kind = PLACES[place]
    record = _stored(kind, id)
    values = forms.values_of(record, context.unfiltered())
    return _form(kind, values, record=record, version=context.network().version(kind, id))


@blueprint.post("/akteure/neu", defaults={"kind": "actor"})
@blueprint.post("/angebote/neu", defaults={"kind": "offer"})
@blueprint.post("/projekte/neu", defaults={"kind": "project"})
@blueprint.post("/akteure/kooperationen/neu", defaults={"kind": "cooperation"})
@blueprint.post("/abdeckung/soll/neu", defaults={"kind": "expectation"})
@blueprint.post("/abdeckung/strategien/neu", defaults={"kind": "strategy"})
@blueprint.post("/abdeckung/durchfuehrungen/neu", defaults={"kind": "delivery"})
@requires("admin", "coordinator")
def create(kind: str) -> Response | tuple[str, int]:
    """Save a new record."""
    return _save(kind, None, posted_version())


@blueprint.post("/<any(akteure,angebote,projekte):place>/<id>/bearbeiten")
@blueprint.post("/akteure/<any(kooperationen):place>/<id>/bearbeiten")
@blueprint.post(f"/abdeckung/<any({OF_COVERAGE}):place>/<id>/bearbeiten")
@requires("admin", "coordinator")
def update(place: str, id: str) -> Response | tuple[str, int]:
    """Save a changed record."""
    kind = PLACES[place]
    return _save(kind, _stored(kind, id), posted_version())


def _save(kind: str, before: Record | None, version: int) -> Response | tuple[str, int]:
    visible = context.unfiltered()
    values = forms.typed(kind, request.form)
    # A form that is sent twice writes one record: the id of a new one travels in the form.
    id = before.id if before else posted_id()
    try:
        record = forms.read(kind, values, visible, before, id, context.today())
        register.save_record(context.parts(), record, version, author())
    except Invalid as error:
        return _form(
            kind, values, record=before, version=version, problems=error.problems, status=422
        )
    except Conflict:
        context.forget_network()
        if before is None and record == context.network().find(kind, id):
            # The same new record again, at the same moment: the first sending was saved.
            return redirect(url(path_of(kind, id)), 303)
        return _conflict(kind, id, values, version)
    return redirect(url(path_of(kind, id), gespeichert="1"), 303)


def _conflict(kind: str, id: str, values: forms.FormValues, version: int) -> tuple[str, int]:
    """The typed text again, with what somebody else changed in the meantime."""
    now = context.network().find(kind, id)
    if now is None:
        raise NotFound("not_found.deleted_meanwhile")
    visible, lang = context.unfiltered(), context.lang()
    read_state = next(
        (c.after for c in context.history(kind, id) if c.version == version and c.after), None
    )
    changed = forms.differences(read_state, now, visible, lang) if read_state else []
    return _form(
        kind,
        values,
        record=now,
        version=context.network().version(kind, id),
        changed=changed,
        status=409,
    )


@blueprint.post("/<any(akteure,angebote,projekte):place>/<id>/bestaetigen")
@blueprint.post("/akteure/<any(kooperationen):place>/<id>/bestaetigen")
@blueprint.post(f"/abdeckung/<any({OF_COVERAGE}):place>/<id>/bestaetigen")
@requires("admin", "coordinator")
def confirm(place: str, id: str) -> Response:
    """Say that the record, in the version that the page showed, is right today.

    Raises Conflict if somebody changed it since: nobody confirms what they have not read.
    """
    kind = PLACES[place]
    record = _stored(kind, id)
    fresh = replace(record, provenance=replace(record.provenance, confirmed=context.today()))
    if fresh != record:
        register.save_record(context.parts(), fresh, posted_version(), author())
    if request.form.get("zurueck") == "veraltet":
        return redirect(url("/akteure/veraltet", bestaetigt="1"), 303)
    return redirect(url(path_of(kind, id), bestaetigt="1"), 303)


def _users(kind: str, id: str) -> list[Record]:
    """Records that refer to this one."""
    network = context.network()
    keys = {(r.kind, r.id) for r in referrers(network, {(kind, id)}).get((kind, id), ())}
    return [record for key in sorted(keys) if (record := network.find(*key))]


@blueprint.get("/<any(akteure,angebote,projekte):place>/<id>/loeschen")
@blueprint.get("/akteure/<any(kooperationen):place>/<id>/loeschen")
@blueprint.get(f"/abdeckung/<any({OF_COVERAGE}):place>/<id>/loeschen")
@requires("admin", "coordinator")
def ask_delete(place: str, id: str) -> str:
    """Ask before deleting, and say what still needs the record."""
    kind = PLACES[place]
    record, visible = _stored(kind, id), context.unfiltered()
    named = [
        (_(USER_WORDS[u.KIND]) if u.KIND in USER_WORDS else "", record_name(u, visible),
         path_of(u.KIND, u.id))
        for u in _users(kind, id)
    ]  # fmt: skip
    return page(
        "directory/loeschen.html",
        kind=kind,
        word=_(KIND_WORDS[kind]),
        record=record,
        name=record_name(record, visible),
        users=[row for row in named if row[1]],
        others=sum(1 for row in named if not row[1]),
        version=context.network().version(kind, id),
        back=path_of(kind, id),
        crumbs=crumbs(kind),
    )


@blueprint.post("/<any(akteure,angebote,projekte):place>/<id>/loeschen")
@blueprint.post("/akteure/<any(kooperationen):place>/<id>/loeschen")
@blueprint.post(f"/abdeckung/<any({OF_COVERAGE}):place>/<id>/loeschen")
@requires("admin", "coordinator")
def delete(place: str, id: str) -> Response:
    """Delete a record that nothing else needs."""
    kind = PLACES[place]
    try:
        register.remove_record(context.parts(), kind, id, posted_version(), author())
    except Invalid:
        # Somebody refers to it since the question was shown: the page says who.
        return redirect(url(f"{path_of(kind, id)}/loeschen"), 303)
    return redirect(url(list_of(kind), geloescht="1"), 303)


@blueprint.get("/<any(akteure,angebote,projekte):place>/<id>/verlauf")
@blueprint.get("/akteure/<any(kooperationen):place>/<id>/verlauf")
@blueprint.get(f"/abdeckung/<any({OF_COVERAGE}):place>/<id>/verlauf")
@requires("admin", "coordinator")
def history(place: str, id: str) -> str:
    """Who changed what, when; latest first."""
    kind = PLACES[place]
    record, visible, lang = _stored(kind, id), context.unfiltered(), context.lang()
    entries = []
    for change in reversed(context.history(kind, id)):
        rows = (
            forms.differences(change.before, change.after, visible, lang)
            if change.before and change.after
            else []
        )
        confirmed = (
            change.before is not None
            and change.after is not None
            and change.before.provenance.confirmed != change.after.provenance.confirmed
        )
        entries.append((change, rows, confirmed))
    return page(
        "directory/verlauf.html",
        kind=kind,
        word=_(KIND_WORDS[kind]),
        record=record,
        name=record_name(record, visible),
        history_rows=entries,
        back=path_of(kind, id),
        crumbs=crumbs(kind),
    )
