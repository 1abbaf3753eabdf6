"""Write measures: new ones from findings, changed ones, and the evidence that belongs to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from services.network.findings.findings import Finding
from services.network.findings.history import subject_of
from services.network.measures.reminders import withdrawal_of
from services.network.records.change_sets import check_references
from services.network.records.kinds.measures import UNDER_WAY
from services.network.records.model import Evidence, Measure, Record
from services.network.records.network import ChangeSet, Put, Remove, Stored
from services.network.records.save import save_record
from services.network.records.services import Services
from services.network.records.validity import problems_of
from shared.clock import berlin_day
from shared.errors import Conflict, Invalid, NotFound


def save_measure(parts: Services, measure: Measure, expects: int, author: str) -> Stored:
    """Write a measure over the version that its editor has read (0 = new).

    Its day of closing follows from its status. A reminder that is still on its way and no
    longer right (another due day, another address, done) is withdrawn in the same change set.

    Raises Invalid (every problem, with its field), Conflict, Unavailable.
    """
    network = parts.live.network()
    before = network.get(Measure, measure.id)
    wanted = with_closing(measure, before, berlin_day(parts.clock()))
    problems = problems_of(wanted)
    if problems:
        raise Invalid(problems)
    withdrawal = withdrawal_of(parts, before, wanted) if before else None
    if before == wanted or withdrawal is None:
        return save_record(parts, wanted, expects, author)
    change_set = ChangeSet((Put(wanted, expects), Put(withdrawal, 0)))
    check_references(network, change_set)
    parts.live.apply(change_set, author, parts.clock())
    return Stored(wanted, expects + 1)


def add_findings(
    parts: Services, id: str, found: Sequence[Finding], expects: int, author: str
) -> int:
    """Let a measure take on more findings, with their regions and topics; returns how many are
    new to it. Those that it has already keep the facts that they were taken on with.

    Raises NotFound, Conflict, Unavailable.
    """
    measure = _measure(parts, id)
    known = {finding for finding, _digest in measure.findings}
    fresh = [f for f in found if f.id not in known]
    if fresh:
        regions = (*measure.region_ids, *(r for f in fresh for r in f.region_ids))
        topics = (*measure.topic_ids, *(t for f in fresh for t in f.topic_ids))
        changed = replace(
            measure,
            findings=(*measure.findings, *((f.id, f.digest) for f in fresh)),
            about=(*measure.about, *((f.id, subject_of(f).text) for f in fresh)),
            region_ids=tuple(dict.fromkeys(regions)),
            topic_ids=tuple(dict.fromkeys(topics)),
        )
        save_measure(parts, changed, expects, author)
    return len(fresh)


def drop_finding(parts: Services, id: str, finding_id: str, expects: int, author: str) -> None:
    """Take a finding out of a measure; one that it does not have changes nothing.

    Raises NotFound, Conflict, Unavailable.
    """
    measure = _measure(parts, id)
    if finding_id in dict(measure.findings):
        changed = replace(
            measure,
            findings=tuple(pair for pair in measure.findings if pair[0] != finding_id),
            about=tuple(pair for pair in measure.about if pair[0] != finding_id),
        )
        save_measure(parts, changed, expects, author)


def _measure(parts: Services, id: str) -> Measure:
    measure = parts.live.network().get(Measure, id)
    if measure is None:
        raise NotFound("not_found.record")
    return measure


def remove_measure(parts: Services, id: str, expects: int, author: str) -> None:
    """Delete a measure, and take back the reminder that is still on its way.

    Raises NotFound, Conflict, Unavailable.
    """
    measure = parts.live.network().get(Measure, id)
    if measure is None:
        raise NotFound("not_found.record")
    withdrawal = withdrawal_of(parts, measure, replace(measure, status="dropped"))
    letters = (Put(withdrawal, 0),) if withdrawal else ()
    change_set = ChangeSet((Remove(Measure.KIND, id, expects), *letters))
    parts.live.apply(change_set, author, parts.clock())


def with_closing(measure: Measure, before: Measure | None, day: date) -> Measure:
    """The measure with the day on which it was done or dropped, blank while it is under way."""
    if measure.status in UNDER_WAY:
        return replace(measure, closed=None)
    kept = before.closed if before and before.status not in UNDER_WAY else None
    return replace(measure, closed=measure.closed or kept or day)


def add_evidence(
    parts: Services, measure_id: str, evidence: Evidence, expects: int, author: str
) -> None:
    """Write a piece of evidence and name it in the measure, both or none.

    Sending the same form again changes nothing. Raises Invalid, Conflict, NotFound.
    """
    problems = problems_of(evidence)
    if problems:
        raise Invalid(problems)
    network = parts.live.network()
    measure = network.get(Measure, measure_id)
    if measure is None:
        raise NotFound("not_found.record")
    if evidence.id in measure.evidence_ids:
        return
    if network.version(Measure.KIND, measure_id) != expects:
        raise Conflict("conflict", kind=Measure.KIND, id=measure_id, version=expects)
    records: tuple[Record, ...] = (
        evidence,
        replace(measure, evidence_ids=(*measure.evidence_ids, evidence.id)),
    )
    change_set = ChangeSet(tuple(network.put(record) for record in records))
    check_references(network, change_set)
    parts.live.apply(change_set, author, parts.clock())
