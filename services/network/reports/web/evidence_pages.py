"""Evidence beside the network's entries (coordinators): interviews, focus groups, documents."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, request
from werkzeug.wrappers import Response

from services.network.directory.web.record_forms import FormValues
from services.network.exchange.indicator_table import read_day
from services.network.reader import context
from services.network.reader.labels import page
from services.network.records.model import Evidence, Provenance, Region, Topic, Visibility
from services.network.records.validity import problems_of
from services.network.reports.chapters.outlook import EVIDENCE_KINDS
from services.network.reports.web.source_steps import SourceKind
from shared.accounts import requires
from shared.errors import Invalid, Problem
from shared.web.i18n import gettext as _
from shared.web.posted import posted_id

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
    return page("reports/belege.html", rows=found, kinds=EVIDENCE_KINDS)


@blueprint.get("/berichte/belege/neu")
@requires("admin", "coordinator")
def new() -> str:
    """An empty form."""
    values: FormValues = dict.fromkeys(_TEXTS, "")
    values.update({name: [] for name in _LISTS}, evidence_kind="interview")
    return _form(None, values, 0)


@blueprint.post("/berichte/belege/neu")
@requires("admin", "coordinator")
def create() -> Response | tuple[str, int]:
    """Save a new source."""
    return _source().save(None)


@blueprint.get("/berichte/belege/<id>")
@requires("admin", "coordinator")
def edit(id: str) -> str:
    """The form of a source."""
    return _source().show(id)


@blueprint.post("/berichte/belege/<id>")
@requires("admin", "coordinator")
def update(id: str) -> Response | tuple[str, int]:
    """Save a changed source."""
    return _source().save(id)


@blueprint.post("/berichte/belege/<id>/loeschen")
@requires("admin", "coordinator")
def delete(id: str) -> Response | tuple[str, int]:
    """Delete a source that nothing rests on."""
    return _source().delete(id)


def _source() -> SourceKind[Evidence]:
    return SourceKind(Evidence, "/berichte/belege", _form, _values_of, _typed, _read)


def _typed() -> FormValues:
    values: FormValues = {name: request.form.get(name, "").strip() for name in _TEXTS}
    values.update({name: request.form.getlist(name)[:500] for name in _LISTS})
    return values


def _values_of(record: Evidence) -> FormValues:
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


def _read(values: FormValues, before: Evidence | None, id: str) -> Evidence:
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


def _form(
    record: Evidence | None,
    values: FormValues,
    at: int,
    problems: tuple[Problem, ...] = (),
    notice: str = "",
) -> str:
    visible = context.unfiltered()
    return page(
        "reports/beleg.html",
        record=record,
        values=values,
        problems=problems,
        notice=notice,
        version=at,
        new_id="" if record else posted_id(),
        kinds=[(key, _(word)) for key, word in EVIDENCE_KINDS.items()],
        regions=visible.region_choices(),
        topics=visible.topic_tree(context.lang()),
    )
