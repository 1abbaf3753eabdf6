"""The forms of measures and evidence: text in, values out, every problem at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from services.network.directory.web.record_forms import FormValues
from services.network.findings.history import resolve, subject_of
from services.network.findings.web.rows import rows_of
from services.network.measures.measures import STATUSES
from services.network.measures.web.views import subject_title
from services.network.measures.web.words import EVIDENCE, STATUS
from services.network.reader.labels import Labels
from services.network.reader.links import record_name
from services.network.records.model import (
    Actor,
    Cooperation,
    Delivery,
    Evidence,
    Measure,
    Meeting,
    Offer,
    Project,
    Provenance,
    Record,
    Strategy,
    Visibility,
)
from services.network.records.period import exact_day
from services.network.records.visible_network import VisibleNetwork
from shared.errors import Invalid, Problem
from shared.marking import N_
from shared.web.i18n import datum
from shared.web.i18n import gettext as _

RESULTS: Mapping[str, tuple[str, type[Record]]] = {
    "offer_ids": (N_("Angebote"), Offer),
    "project_ids": (N_("Projekte"), Project),
    "cooperation_ids": (N_("Kooperationen"), Cooperation),
    "delivery_ids": (N_("Durchführungen"), Delivery),
    "meeting_ids": (N_("Termine"), Meeting),
}
"""Field -> its heading and the class of what is chosen there."""

_LIMITS = {"title": 200, "description": 4000, "owner": 200, "owner_email": 254, "outcome": 8000}


def result_name(record: Record, visible: VisibleNetwork) -> str:
    """A record as lists of results name it: with its provider or its day."""
    name = record_name(record, visible)
    match record:
        case Offer() if actor := visible.actor_name(record.actor_id):
            return f"{name} – {actor}"
        case Meeting():
            return f"{name} – {datum(record.starts_at)}"
    return name


def result_names(field: str, visible: VisibleNetwork) -> dict[str, list[str]]:
    """Name as typed -> ids, for one field of results."""
    found: dict[str, list[str]] = {}
    for record in visible.all(RESULTS[field][1]):
        name = " ".join(result_name(record, visible).split())
        if name:
            found.setdefault(name, []).append(record.id)
    return found


def goals(visible: VisibleNetwork) -> list[tuple[str, str]]:
    """Goals of the strategies as (value, label)."""
    return [
        (f"{strategy.id}|{key}", f"{strategy.title}: {text}")
        for strategy in sorted(visible.all(Strategy), key=lambda s: s.title.casefold())
        for key, text in strategy.goals
    ]


def blank(measure: Measure, visible: VisibleNetwork) -> FormValues:
    """What the form shows before anybody typed."""
    values: FormValues = {
        "title": measure.title,
        "description": measure.description,
        "findings": [id for id, _digest in measure.findings],
        "owner": measure.owner,
        "owner_actor": visible.actor_name(measure.owner_actor_id),
        "owner_email": measure.owner_email,
        "begun": measure.begun.isoformat(),
        "due": measure.due.isoformat() if measure.due else "",
        "remind_days": str(measure.remind_days),
        "status": measure.status,
        "outcome": measure.outcome,
        "region_ids": list(measure.region_ids),
        "topic_ids": list(measure.topic_ids),
        "goal": f"{measure.strategy_id}|{measure.strategy_goal}" if measure.strategy_id else "",
        "evidence_ids": list(measure.evidence_ids),
    }
    for field in RESULTS:
        records = (
            visible.network.find(RESULTS[field][1].KIND, id) for id in getattr(measure, field)
        )
        values[field] = [result_name(record, visible) for record in records if record]
    return values


def typed(form: MultiDict[str, str]) -> FormValues:
    """What was typed, in the shape of ``blank``."""
    texts = (
        "title", "owner", "owner_actor", "owner_email", "begun", "due", "remind_days", "status",
        "goal",
    )  # fmt: skip
    values: FormValues = {name: " ".join(form.get(name, "").split()) for name in texts}
    for name in ("description", "outcome"):
        values[name] = form.get(name, "").replace("\r\n", "\n").strip()
    for name in ("findings", "region_ids", "topic_ids", "evidence_ids", *RESULTS):
        given = (" ".join(v.split()) for v in form.getlist(name))
        values[name] = list(dict.fromkeys(v for v in given if v))
    return values


def read(values: FormValues, before: Measure, visible: VisibleNetwork, found: Any) -> Measure:
    """The measure that the typed values mean, on top of ``before``.

    ``found`` are today's findings: those that the measure takes on now are kept with their
    digest; those that it had already keep the one they had.

    Raises Invalid with every problem at once.
    """
    problems: list[Problem] = []
    if not values["title"]:
        problems.append(Problem("form.required", "title"))
    for name, limit in _LIMITS.items():
        if len(values[name]) > limit:
            problems.append(Problem("form.too_long", name, params={"limit": limit}))
    begun = _day(values["begun"], "begun", problems)
    if begun is None and not values["begun"]:
        problems.append(Problem("form.required", "begun"))
    due = _day(values["due"], "due", problems)
    if begun and due and due < begun:
        problems.append(Problem("form.due_before_begun", "due"))
    remind_days = values["remind_days"] or "14"
    if not remind_days.isdecimal() or len(remind_days) > 3 or int(remind_days) > 365:
        problems.append(Problem("form.remind_days", "remind_days"))
    if values["status"] not in STATUSES:
        problems.append(Problem("form.unknown_choice", "status"))
    if values["goal"] and values["goal"] not in dict(goals(visible)):
        problems.append(Problem("form.unknown_choice", "goal"))
    actor = _one(
        values["owner_actor"], _actors(visible), "owner_actor", "form.unknown_actor", problems
    )
    results: dict[str, Any] = {
        field: _many(values[field], result_names(field, visible), field, problems)
        for field in RESULTS
    }
    if problems:
        raise Invalid(problems)
    strategy, _bar, goal = values["goal"].partition("|")
    taken, about = _findings(values["findings"], before, found)
    assert begun is not None
    return replace(
        before,
        title=values["title"],
        description=values["description"],
        findings=taken,
        about=about,
        owner=values["owner"],
        owner_actor_id=actor,
        owner_email=values["owner_email"],
        begun=begun,
        due=due,
        remind_days=int(remind_days),
        status=values["status"],
        outcome=values["outcome"],
        region_ids=_known(values["region_ids"], "region", visible),
        topic_ids=_known(values["topic_ids"], "topic", visible),
        strategy_id=strategy,
        strategy_goal=goal,
        evidence_ids=_known(values["evidence_ids"], Evidence.KIND, visible),
        **results,
    )


def _findings(
    ids: Iterable[str], before: Measure, found: Any
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    digests, abouts = dict(before.findings), dict(before.about)
    taken, about = [], []
    for id in dict.fromkeys(ids):
        finding = found.get(id)
        if id in digests:
            taken.append((id, digests[id]))
            if id in abouts:
                about.append((id, abouts[id]))
        elif finding is not None:
            taken.append((id, finding.digest))
            about.append((id, subject_of(finding).text))
    return tuple(taken), tuple(about)


def _day(text: str, field: str, problems: list[Problem]) -> date | None:
    """A day, as browsers send it or as people write it; blank is none."""
    if not text:
        return None
    found = exact_day(text)
    if found is None:
        problems.append(Problem("form.day", field))
    return found


def _actors(visible: VisibleNetwork) -> Mapping[str, Sequence[str]]:
    names: dict[str, list[str]] = {}
    for actor in visible.all(Actor):
        for name in {actor.name, actor.short_name} - {""}:
            names.setdefault(" ".join(name.split()), []).append(actor.id)
    return names


def _one(
    name: str,
    known: Mapping[str, Sequence[str]],
    field: str,
    code: str,
    problems: list[Problem],
) -> str:
    ids = known.get(name, ())
    if name and not ids:
        problems.append(Problem(code, field, params={"value": name}))
    elif len(ids) > 1:
        problems.append(
            Problem(code.replace("unknown", "ambiguous"), field, params={"value": name})
        )
    return ids[0] if len(ids) == 1 else ""


def _many(
    names: Iterable[str], known: Mapping[str, Sequence[str]], field: str, problems: list[Problem]
) -> tuple[str, ...]:
    found = (_one(name, known, field, "form.unknown_result", problems) for name in names)
    return tuple(dict.fromkeys(id for id in found if id))


def _known(ids: Iterable[str], kind: str, visible: VisibleNetwork) -> tuple[str, ...]:
    return tuple(id for id in dict.fromkeys(ids) if visible.network.find(kind, id) is not None)


# --- evidence -------------------------------------------------------------------------------


def typed_evidence(form: MultiDict[str, str]) -> FormValues:
    """What was typed about a piece of evidence."""
    values: FormValues = {
        name: " ".join(form.get(name, "").split())
        for name in ("title", "evidence_kind", "source", "day", "participants")
    }
    values["text"] = form.get("text", "").replace("\r\n", "\n").strip()
    return values


def read_evidence(values: FormValues, id: str, measure: Measure) -> Evidence:
    """The evidence that the typed values mean, about what its measure is about.

    Raises Invalid with every problem at once.
    """
    problems: list[Problem] = []
    if not values["title"]:
        problems.append(Problem("form.required", "title"))
    for name, limit in (("title", 200), ("source", 300), ("text", 8000)):
        if len(values[name]) > limit:
            problems.append(Problem("form.too_long", name, params={"limit": limit}))
    if values["evidence_kind"] not in EVIDENCE:
        problems.append(Problem("form.unknown_choice", "evidence_kind"))
    day = _day(values["day"], "day", problems)
    participants = values["participants"]
    if participants and not (participants.isdecimal() and len(participants) < 7):
        problems.append(Problem("form.participants", "participants"))
    if problems:
        raise Invalid(problems)
    return Evidence(
        id=id,
        provenance=Provenance(visibility=Visibility.COORDINATORS, origin=measure.provenance.origin),
        title=values["title"],
        evidence_kind=values["evidence_kind"],
        text=values["text"],
        source=values["source"],
        day=day,
        participants=int(participants) if participants else None,
        region_ids=measure.region_ids,
        topic_ids=measure.topic_ids,
    )


# --- differences ------------------------------------------------------------------------------

_LABELS: Mapping[str, str] = {
    "title": N_("Titel"),
    "description": N_("Beschreibung"),
    "findings": N_("Hinweise"),
    "owner": N_("Zuständig"),
    "owner_actor": N_("Zuständige Organisation"),
    "owner_email": N_("E-Mail für die Erinnerung"),
    "begun": N_("Beginn"),
    "due": N_("Frist"),
    "remind_days": N_("Erinnern, Tage vorher"),
    "status": N_("Stand"),
    "outcome": N_("Ergebnis"),
    "region_ids": N_("Regionen"),
    "topic_ids": N_("Themen"),
    "goal": N_("Ziel einer Strategie"),
    "evidence_ids": N_("Belege"),
    **{field: label for field, (label, _cls) in RESULTS.items()},
}


def differences(old: Measure, new: Measure, visible: VisibleNetwork) -> list[tuple[str, str, str]]:
    """What differs between two states of a measure: label, old words, new words."""
    before, after = _spoken(old, visible), _spoken(new, visible)
    return [
        (_(label), before[name], after[name])
        for name, label in _LABELS.items()
        if before[name] != after[name]
    ]


def _spoken(measure: Measure, visible: VisibleNetwork) -> dict[str, str]:
    values = blank(measure, visible)
    known, gone = rows_of(dict(measure.findings)), _("ein Hinweis, den es nicht mehr gibt")
    abouts, view = dict(measure.about), Labels(visible)
    values["findings"] = []
    for id, _digest in measure.findings:
        subject = resolve(visible.snapshot, id, abouts.get(id, ""))
        title = (
            known[id].title if id in known else (subject_title(subject, view) if subject else "")
        )
        values["findings"].append(title or gone)
    values["status"] = _(STATUS[measure.status][0])
    values["goal"] = dict(goals(visible)).get(values["goal"], "")
    for name in ("begun", "due"):
        day = getattr(measure, name)
        values[name] = datum(day) if day else ""
    for name, kind in (
        ("region_ids", "region"),
        ("topic_ids", "topic"),
        ("evidence_ids", "evidence"),
    ):
        records = (visible.network.find(kind, id) for id in values[name])
        values[name] = [record_name(r, visible) for r in records if r]
    return {n: ", ".join(v) if isinstance(v, list) else str(v) for n, v in values.items()}
