"""Evidence beside the network's entries (coordinators): interviews, focus groups, documents."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from services.network.domain.indicator_table import read_day
from services.network.domain.model import Evidence, Provenance, Region, Topic, Visibility
from services.network.domain.validity import problems_of
from services.network.usecases import register
from services.network.web import context
from services.network.web.rendering import page
from services.network.web.report_forms import version
from services.network.web.report_texts import EVIDENCE_KINDS
from shared.accounts import author, requires
from shared.errors import Conflict, Invalid, Problem
from shared.web.i18n import gettext as _
from shared.web.problems import text_of
from shared.web.urls import redirect_to

blueprint = Blueprint("network_evidence", __name__)

_TEXTS = ("title", "evidence_kind", "day", "text", "source", "participants")
_LISTS = ("region_ids", "topic_ids")


@blueprint.get("/berichte/belege")
@requires("admin", "coordinator")
def overview() -> str:
    """All sources, the latest first."""
    found = sorted(
        context.network().all(Evidence).values(),
        key=lambda e: (-(e.day or date.min).toordinal(), e.title.casefold(), e.id),
    )
    return page("berichte/belege.html", rows=found, kinds=EVIDENCE_KINDS)


@blueprint.get("/berichte/belege/neu")
@requires("admin", "coordinator")
def new() -> str:
    """An empty form."""
    values: dict[str, Any] = dict.fromkeys(_TEXTS, "")
    values.update({name: [] for name in _LISTS}, evidence_kind="interview")
    return _form(None, values, 0)


@blueprint.post("/berichte/belege/neu")
@requires("admin", "coordinator")
def create() -> Response | tuple[str, int]:
    """Save a new source."""
    return _save(None)


@blueprint.get("/berichte/belege/<id>")
@requires("admin", "coordinator")
def edit(id: str) -> str:
    """The form of a source."""
    record = context.stored(Evidence, id)
    return _form(record, _values_of(record), context.network().version(Evidence.KIND, id))


@blueprint.post("/berichte/belege/<id>")
@requires("admin", "coordinator")
def update(id: str) -> Response | tuple[str, int]:
    """Save a changed source."""
    return _save(context.stored(Evidence, id))


@blueprint.post("/berichte/belege/<id>/loeschen")
@requires("admin", "coordinator")
def delete(id: str) -> Response | tuple[str, int]:
    """Delete a source that nothing rests on."""
    record = context.stored(Evidence, id)
    try:
        register.remove_record(context.parts(), Evidence.KIND, id, version(), author())
    except Invalid:
        problem = (Problem("source.in_use"),)
        at = context.network().version(Evidence.KIND, id)
        return _form(record, _values_of(record), at, problem), 422
    return redirect_to("/berichte/belege", geloescht=1)


def _values_of(record: Evidence) -> dict[str, Any]:
    count = record.participants
    return {
        "title": record.title,
        "evidence_kind": record.evidence_kind,
        "day": record.day.isoformat() if record.day else "",
        "text": record.text,
        "source": record.source,
        "participants": "" if count is None else str(count),
        "region_ids": list(record.region_ids),
        "topic_ids": list(record.topic_ids),
    }


def _read(values: dict[str, Any], before: Evidence | None, id: str) -> Evidence:
    """The source that the form describes. Raises Invalid."""
    problems: list[Problem] = []
    network = context.network()
    if values["evidence_kind"] not in EVIDENCE_KINDS:
        problems.append(Problem("field.invalid", "evidence_kind"))
    day = read_day(values["day"]) if values["day"] else None
    if values["day"] and day is None:
        problems.append(Problem("indicators.day", "day", params={"value": values["day"]}))
    if day is not None and day > context.today():
        problems.append(Problem("evidence.day_future", "day"))
    count = None
    if values["participants"]:
        text = values["participants"]
        if text.isascii() and text.isdecimal() and len(text) <= 6:
            count = int(text)
        else:
            problems.append(Problem("import.count", "participants", params={"value": text}))
    for name, cls in (("region_ids", Region), ("topic_ids", Topic)):
        if any(network.find(cls.KIND, one) is None for one in values[name]):
            problems.append(Problem("field.invalid", name))
    record = Evidence(
        id=id,
        provenance=before.provenance if before else Provenance(visibility=Visibility.COORDINATORS),
        note=before.note if before else "",
        title=" ".join(values["title"].split()),
        evidence_kind=values["evidence_kind"],
        text=values["text"].replace("\r\n", "\n"),
        source=" ".join(values["source"].split()),
        day=day,
        region_ids=tuple(dict.fromkeys(values["region_ids"])),
        topic_ids=tuple(dict.fromkeys(values["topic_ids"])),
        participants=count,
    )
    problems += problems_of(record)
    if problems:
        raise Invalid(problems)
    return record


def _save(before: Evidence | None) -> Response | tuple[str, int]:
    values: dict[str, Any] = {name: request.form.get(name, "").strip() for name in _TEXTS}
    values.update({name: request.form.getlist(name)[:500] for name in _LISTS})
    # A form that is sent twice writes one record: the id of a new one travels in the form.
    id = before.id if before else _new_id(request.form.get("id", ""))
    expects = version() if before else 0
    try:
        record = _read(values, before, id)
        register.save_record(context.parts(), record, expects, author())
    except Invalid as error:
        return _form(before, values, expects, error.problems, new_id=id), 422
    except Conflict:
        context.forget_network()
        now = context.network().get(Evidence, id)
        if before is None or now is None:
            return redirect_to("/berichte/belege")
        at = context.network().version(Evidence.KIND, id)
        return _form(now, values, at, notice=text_of("conflict.source")), 409
    return redirect_to("/berichte/belege", gespeichert=1)


def _new_id(given: str) -> str:
    try:
        return str(uuid.UUID(given))
    except ValueError:
        return str(uuid.uuid4())


def _form(
    record: Evidence | None,
    values: dict[str, Any],
    at: int,
    problems: tuple[Problem, ...] = (),
    notice: str = "",
    new_id: str = "",
) -> str:
    book = context.full_book()
    return page(
        "berichte/beleg.html",
        record=record,
        values=values,
        problems=problems,
        notice=notice,
        version=at,
        new_id="" if record else new_id or str(uuid.uuid4()),
        kinds=[(key, _(word)) for key, word in EVIDENCE_KINDS.items()],
        regions=book.region_choices(),
        topics=book.topic_tree(context.lang()),
    )
