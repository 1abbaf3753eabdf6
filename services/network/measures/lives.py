"""What became of measures, with what the history of changes knows about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from services.network.measures.known_since import Recorded, entered, joined
from services.network.measures.measures import MeasureLife, life_of, open_within
from services.network.records.kinds.record import RecordKey
from services.network.records.model import Measure
from services.network.records.network import Change, Snapshot
from services.network.records.rules import Rules

History = Callable[[str, str], Sequence[Change]]
"""All changes of a record (kind, id), oldest first. Raises Unavailable."""


def life_with(
    snapshot: Snapshot, measure: Measure, history: History, rules: Rules | None = None
) -> MeasureLife:
    """What became of a measure's findings up to the snapshot's day, as far as it was known.

    Only records that kept a finding closed at some time are looked up, and none of a loaded data
    set: the others have no say.
    """
    since = joined(measure, history(Measure.KIND, measure.id))
    life = life_of(snapshot, measure, rules, Recorded(joined=since))
    found: dict[str, Mapping[RecordKey, date]] = {}
    for one in life.findings:
        days: dict[RecordKey, date] = {}
        for key in sorted(one.ever):
            record = snapshot.network.find(*key)
            if record is None or record.provenance.origin:
                continue
            day = entered(history(*key), one.subject, snapshot)
            if day is not None:
                days[key] = day
        if days:
            found[one.finding_id] = days
    return life_of(snapshot, measure, rules, Recorded(found, since)) if found else life


def lives_with(
    snapshot: Snapshot, history: History, first: date, rules: Rules | None = None
) -> Mapping[str, MeasureLife]:
    """Measure id -> its life, of those that were open between ``first`` and the snapshot's day."""
    return {
        m.id: life_with(snapshot, m, history, rules)
        for m in snapshot.network.all(Measure).values()
        if open_within(m, first, snapshot.day)
    }
