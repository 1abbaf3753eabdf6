"""What became of measures, with what the history of changes knows about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from services.network.domain.measure_record import NOTHING, Recorded, entered, joined
from services.network.domain.measures import life_of
from services.network.domain.model import Measure
from services.network.domain.network import Change, Snapshot
from services.network.domain.rules import DEFAULT, Rules
from services.network.domain.standing import Key

History = Callable[[str, str], Sequence[Change]]
"""All changes of a record (kind, id), oldest first. Raises Unavailable."""


def recorded_of(
    snapshot: Snapshot, measure: Measure, history: History, rules: Rules = DEFAULT
) -> Recorded:
    """What the history tells of a measure's findings, for ``life_of`` on the same day.

    Only records that kept a finding closed at some time are looked up, and none of a loaded data
    set: the others have no say.
    """
    of_measure = Recorded(joined=joined(measure, history(Measure.KIND, measure.id)))
    found: dict[str, Mapping[Key, date]] = {}
    for life in life_of(snapshot, measure, rules, of_measure).findings:
        days: dict[Key, date] = {}
        for key in sorted(life.ever):
            record = snapshot.network.find(*key)
            if record is None or record.provenance.origin:
                continue
            day = entered(history(*key), life.subject, snapshot)
            if day is not None:
                days[key] = day
        if days:
            found[life.finding_id] = days
    return Recorded(found, of_measure.joined) if found or of_measure.joined else NOTHING


def recorded_of_all(
    snapshot: Snapshot, history: History, rules: Rules = DEFAULT
) -> Mapping[str, Recorded]:
    """Measure id -> what the history tells of it, measures without anything left out."""
    measures = snapshot.network.all(Measure).values()
    found = {m.id: recorded_of(snapshot, m, history, rules) for m in measures if m.findings}
    return {id: one for id, one in found.items() if one is not NOTHING}
