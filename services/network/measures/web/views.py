"""Measures as pages show them: their life, their findings in words, and the chain of days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.network.coverage.web.map_pages import expectation_name
from services.network.findings.history import Subject, sides_of
from services.network.findings.web.rows import rows_of
from services.network.findings.web.today import findings
from services.network.measures.lives import life_with
from services.network.measures.measures import (
    FindingLife,
    MeasureLife,
    due_within,
    is_overdue,
)
from services.network.measures.timeline import TimelineStep, meetings_of, timeline
from services.network.measures.web import words as measure_words
from services.network.reader import context
from services.network.reader.labels import Labels
from services.network.reader.links import record_name
from services.network.records.kinds.record import RecordKey
from services.network.records.model import (
    Expectation,
    Measure,
    Meeting,
    Offer,
    Record,
)
from services.network.records.paths import path_of
from services.network.records.visible_network import VisibleNetwork, urgency
from shared.web.i18n import datum, ngettext
from shared.web.i18n import gettext as _

SOON_DAYS = 30
"""So many days before its due day a measure is named on the start page."""


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding of a measure in words; ``path`` is blank if it has no page (any more)."""

    id: str
    kind: str
    title: str
    path: str
    word: str
    tone: str
    text: str
    life: FindingLife | None


@dataclass(frozen=True, slots=True)
class StepView:
    """A link of the chain in words: the day, what happened, and the records with addresses."""

    day: date
    word: str
    text: str
    links: tuple[tuple[str, str], ...]
    tone: str


def lives() -> Sequence[MeasureLife]:
    """Every measure with what became of its findings; kept per revision and day."""
    found: Sequence[MeasureLife] = context.per_revision("measure_lives", _lives)
    return found


def life(id: str) -> MeasureLife | None:
    """The life of one measure, None if there is no such measure."""
    return next((one for one in lives() if one.measure.id == id), None)


def _lives() -> Sequence[MeasureLife]:
    visible = context.unfiltered()
    return [
        life_with(visible.snapshot, m, context.history)
        for m in sorted(visible.all(Measure), key=lambda m: m.id)
    ]


# --- words --------------------------------------------------------------------------------


def subject_title(subject: Subject, view: Labels) -> str:
    """What a finding is about, in words, also when it is gone."""
    visible = view.visible
    match subject.kind:
        case "coverage":
            expectation = visible.network.get(Expectation, subject.ids[0])
            place = visible.region_name(subject.ids[1])
            return f"{place}: {expectation_name(expectation, view)}" if expectation else place
        case "parallel":
            titles = [f"„{s.title}“" for s in sides_of(visible.network, subject)]
            return _(" und ").join(titles)
        case _:
            return visible.actor_name(subject.ids[0])


def finding_views(one: MeasureLife, view: Labels) -> list[FindingView]:
    """The findings of a measure, each with what became of it."""
    known = rows_of(found.finding_id for found in one.findings)
    made = []
    for found in one.findings:
        row = known.get(found.finding_id)
        kind = found.subject.kind if found.subject else (row.kind if row else "")
        title = row.title if row else (subject_title(found.subject, view) if found.subject else "")
        word, tone = measure_words.finding_state(found)
        made.append(
            FindingView(
                found.finding_id,
                kind,
                title or _("ein Hinweis, den es nicht mehr gibt"),
                f"/hinweise/{found.finding_id}" if row else _cell_path(found.subject),
                word,
                tone,
                _told(found, view),
                found,
            )
        )
    return made


def _cell_path(subject: Subject | None) -> str:
    """A cell keeps its page when it is covered."""
    if subject is not None and subject.kind == "coverage":
        return f"/abdeckung/{subject.ids[1]}/{subject.ids[0]}"
    return ""


def _told(found: FindingLife, view: Labels) -> str:
    names = ", ".join(name for name, _path in named(found.by, view.visible))
    match found.status:
        case "closed":
            since = _("seit %(day)s", day=datum(found.since))
            days = _days(found)
            return ", ".join(
                p for p in (since, days, names and _("durch %(names)s", names=names)) if p
            )
        case "reopened":
            closed = datum(found.closed_on) if found.closed_on else ""
            text = _(
                "seit %(day)s; geschlossen am %(closed)s", day=datum(found.since), closed=closed
            )
            return f"{text} {_('durch %(names)s', names=names)}" if names else text
        case "void":
            return _("Das Soll-Angebot oder der Eintrag dazu besteht nicht mehr.")
        case _ if found.better and found.state:
            return _("schon besser: %(state)s", state=view.state(found.state))
        case _ if found.state == "unknown":
            return _("Die Erhebung ist zu alt; nur ein Angebot schließt die Lücke.")
        case _:
            return ""


def _days(found: FindingLife) -> str:
    """How long it took, and from when on: from the measure's beginning, or from joining it."""
    days = found.days or 0
    if found.joined is None:
        return ngettext(
            "%(num)s Tag nach Beginn des Vorhabens",
            "%(num)s Tage nach Beginn des Vorhabens",
            days,
        )
    return ngettext(
        "%(num)s Tag nach Aufnahme in das Vorhaben",
        "%(num)s Tage nach Aufnahme in das Vorhaben",
        days,
    )


def named(keys: Iterable[RecordKey], visible: VisibleNetwork) -> list[tuple[str, str]]:
    """Records as (name, address); the address is blank if they have no page of their own."""
    found = []
    for kind, id in keys:
        record = visible.network.find(kind, id)
        if record is not None:
            found.append((_name(record, visible), _path(record)))
    return found


def _name(record: Record, visible: VisibleNetwork) -> str:
    match record:
        case Offer():
            actor = visible.actor_name(record.actor_id)
            return f"{record.title} ({actor})" if actor else record.title
    return record_name(record, visible)


def _path(record: Record) -> str:
    match record:
        case Meeting():
            return f"/termine/{record.id}"
        case Measure():
            return f"/vorhaben/{record.id}"
    return path_of(record.KIND, record.id)


def steps(one: MeasureLife, view: Labels) -> list[StepView]:
    """The chain from finding to closing in words, the earliest first."""
    titles = {f.id: f.title for f in finding_views(one, view)}
    return [_step(step, one, titles, view) for step in timeline(view.visible.network, one)]


def _step(
    step: TimelineStep, one: MeasureLife, titles: Mapping[str, str], view: Labels
) -> StepView:
    visible, measure = view.visible, one.measure
    links = tuple(named(step.keys, visible))
    word, tone = measure_words.step_word(step, measure, view.day, visible)
    text = titles.get(step.finding_id, "")
    if step.what == "begun":
        at_first = len(measure.findings) - sum(f.joined is not None for f in one.findings)
        text = measure_words.count_findings(at_first) if at_first else ""
    return StepView(step.day, word, text, links, tone)


# --- lists --------------------------------------------------------------------------------


def about(measure: Measure) -> tuple[frozenset[str], frozenset[str]]:
    """Districts and topics of a measure: its own, and those of its findings of today."""
    visible = context.unfiltered()
    districts = set(visible.districts_of(measure.region_ids))
    topics = set(measure.topic_ids)
    known = findings()
    for id, _digest in measure.findings:
        finding = known.get(id)
        if finding is not None:
            districts |= visible.districts_of(finding.region_ids)
            topics |= set(finding.topic_ids)
    return frozenset(districts), frozenset(topics)


def pressing() -> list[Measure]:
    """Measures that are overdue or due soon, the most urgent first: for the start page."""
    day = context.today()
    return sorted(
        (
            measure
            for measure in context.unfiltered().all(Measure)
            if is_overdue(measure, day) or due_within(measure, day, SOON_DAYS)
        ),
        key=urgency,
    )


def meetings(measure: Measure) -> list[tuple[Meeting, str]]:
    """The meetings of a measure, each with its address."""
    found = meetings_of(context.unfiltered().network, measure)
    return [(m, f"/termine/{m.id}") for m in found]
