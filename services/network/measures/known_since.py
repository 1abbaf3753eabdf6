"""What only the history of changes tells of a measure: when others came to know what it rests on.

The periods of records say since when something runs; they do not say since when anybody could
know. An offer that runs for years and was entered yesterday closes a gap yesterday, and a finding
that a measure took on last week is not older in it than that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from services.network.findings.history import Subject
from services.network.records.kinds.record import RecordKey
from services.network.records.model import Expectation, Measure, Offer, Project, Record
from services.network.records.network import Change, Network, Snapshot
from services.network.records.period import PartialDate, Period
from shared.clock import berlin_day


@dataclass(frozen=True, slots=True)
class Recorded:
    """Days out of the history of changes, for the findings of one measure.

    ``entered`` maps finding id -> record (kind, id) -> the day from which the network has known
    it in the form that closes this finding; ``joined`` maps finding id -> the day on which the
    measure took it on. What they leave out was known all the time, and was there from the start.
    """

    entered: Mapping[str, Mapping[RecordKey, date]] = field(default_factory=dict)
    joined: Mapping[str, date] = field(default_factory=dict)


NOTHING = Recorded()
"""Nothing is known of the history."""


def as_known(part: Network, known: Mapping[RecordKey, date]) -> Network:
    """The network with offers and projects that run from the day on which they were known.

    One that had ended before anybody entered it is left out: nobody could rely on it.
    """
    kept = {kind: dict(records) for kind, records in part.records.items()}
    for (kind, id), day in known.items():
        record = part.find(kind, id)
        if not isinstance(record, Offer | Project) or record.period.first >= day:
            continue
        if record.period.last < day:
            del kept[kind][id]
        else:
            period = Period(PartialDate.of(day), record.period.end)
            kept[kind][id] = replace(record, period=period)
    return Network(part.revision, MappingProxyType(kept), part.versions)


def joined(measure: Measure, changes: Sequence[Change]) -> Mapping[str, date]:
    """Finding id -> the day on which it was added to the measure, those of the start left out.

    ``changes`` are all of the measure's, oldest first. One that was taken out and added again
    counts from the second time on.
    """
    found: dict[str, date] = {}
    before: set[str] | None = None
    for change in changes:
        now = _findings(change.after)
        if before is not None:
            found |= dict.fromkeys(now - before, berlin_day(change.at))
        # Deleted and brought back, it is what it was: only what it took on later is new to it.
        before = now if change.after is not None else before
    return {id: found[id] for id, _digest in measure.findings if id in found}


def _findings(record: Record | None) -> set[str]:
    return {id for id, _ in record.findings} if isinstance(record, Measure) else set()


def entered(changes: Sequence[Change], subject: Subject | None, snapshot: Snapshot) -> date | None:
    """Since when the network has known a record in the form that closed the finding.

    ``changes`` are all of the record's, oldest first; None if it never was so. To be asked of
    what somebody entered: a loaded data set is entered at once and says nothing about when.
    """
    since = None
    for change in reversed(changes):
        if change.after is None or not _could_supply(change.after, subject, snapshot):
            break
        since = berlin_day(change.at)
    return since


def _could_supply(record: Record, subject: Subject | None, snapshot: Snapshot) -> bool:
    """Whether a state of a record could already supply the cell; others always could."""
    if subject is None or subject.kind != "coverage" or not isinstance(record, Offer | Project):
        return True
    expectation = snapshot.network.get(Expectation, subject.ids[0])
    if expectation is None:
        return True
    regions = (*record.on_site_region_ids, *record.reachable_region_ids)
    places = {district for id in regions for district in snapshot.districts_of(id)}
    topics = snapshot.topics_below(expectation.topic_id)
    return not topics.isdisjoint(record.topic_ids) and subject.ids[1] in places
