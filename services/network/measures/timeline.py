"""From gap to closed: what happened around a measure, in the order of days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.network.measures.measures import MeasureLife
from services.network.records.kinds.record import RecordKey
from services.network.records.model import (
    Cooperation,
    Delivery,
    Evidence,
    Measure,
    Meeting,
    Offer,
    Project,
    Record,
)
from services.network.records.network import Network
from shared.clock import BERLIN

ORDER = ("begun", "joined", "evidence", "meeting", "result", "closed", "reopened", "ended")
"""What comes first of several things on one day."""


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """One link of the chain.

    ``what`` is one of ``ORDER``; ``keys`` are the records (kind, id) it is about;
    ``finding_id`` is set if it tells of one finding.
    """

    day: date
    what: str
    keys: tuple[RecordKey, ...] = ()
    finding_id: str = ""


def meetings_of(network: Network, measure: Measure) -> tuple[Meeting, ...]:
    """The meetings that belong to a measure, the earliest first.

    Chosen by hand, planned for it, or about one of its findings after it began.
    """
    findings = {id for id, _ in measure.findings}
    found = (
        m
        for m in network.all(Meeting).values()
        if m.id in measure.meeting_ids
        or m.measure_id == measure.id
        or (
            not m.measure_id
            and findings.intersection(m.finding_ids)
            and m.starts_at.astimezone(BERLIN).date() >= measure.begun
        )
    )
    return tuple(sorted(found, key=lambda m: (m.starts_at, m.id)))


def timeline(network: Network, life: MeasureLife) -> tuple[TimelineStep, ...]:
    """Every dated thing around a measure, the earliest first."""
    return tuple(sorted(_steps(network, life), key=_order))


def _order(step: TimelineStep) -> tuple[date, int, tuple[RecordKey, ...], str]:
    return step.day, ORDER.index(step.what), step.keys, step.finding_id


def _steps(network: Network, life: MeasureLife) -> Iterator[TimelineStep]:
    measure = life.measure
    yield TimelineStep(measure.begun, "begun")
    for meeting in meetings_of(network, measure):
        day = meeting.starts_at.astimezone(BERLIN).date()
        yield TimelineStep(day, "meeting", ((Meeting.KIND, meeting.id),))
    for id in measure.evidence_ids:
        evidence = network.get(Evidence, id)
        if evidence and evidence.day:
            yield TimelineStep(evidence.day, "evidence", ((Evidence.KIND, id),))
    closing = {(found.closed_on, key) for found in life.findings for key in found.by}
    for key in results_of(measure):
        record = network.find(*key)
        day_of = first_day(record) if record else None
        # What closed a finding on its first day is named there.
        if day_of and (day_of, key) not in closing:
            yield TimelineStep(day_of, "result", (key,))
    for found in life.findings:
        if found.joined is not None:
            yield TimelineStep(found.joined, "joined", (), found.finding_id)
        if found.closed_on is not None:
            yield TimelineStep(found.closed_on, "closed", found.by, found.finding_id)
        if found.status == "reopened":
            yield TimelineStep(found.since, "reopened", found.ended, found.finding_id)
    if measure.closed is not None:
        yield TimelineStep(measure.closed, "ended")


def results_of(measure: Measure) -> tuple[RecordKey, ...]:
    """The records that a measure names as what came of it, meetings left out."""
    fields = (
        ("offer", measure.offer_ids),
        ("project", measure.project_ids),
        ("cooperation", measure.cooperation_ids),
        ("delivery", measure.delivery_ids),
    )
    return tuple((kind, id) for kind, ids in fields for id in ids)


def first_day(record: Record) -> date | None:
    """The day on which a result began, as far as it is known."""
    match record:
        case Delivery():
            return record.day
        case Offer() | Project() | Cooperation():
            if record.period.start is not None:
                return record.period.first
            return record.provenance.confirmed
    return None
