"""Meetings of a report's period, who took part, and what must not be printed about people.

A group of one to four persons is not printed, and every sum is a sum of printed numbers: nothing
that is left out can be found by taking printed numbers from each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from services.network.records.model import Evidence, Meeting, Region
from services.network.records.network import Network
from services.network.reports.rows import (
    DistrictMeetings,
    EvidenceRow,
    MeetingRow,
    Persons,
)
from services.network.reports.scope import Scope
from shared.clock import berlin_day

SMALL_GROUP = 5
"""Fewer persons than this are not printed: somebody could be recognised."""

CANCELLED = "cancelled"


def persons(count: int | None) -> Persons:
    """A count as it may be printed; nobody at all is no small group."""
    if count is not None and 0 < count < SMALL_GROUP:
        return Persons(None, suppressed=True)
    return Persons(count)


def total(counts: Iterable[Persons]) -> Persons:
    """The sum of what may be printed; marked if something was left out."""
    all_counts = tuple(counts)
    known = [c.value for c in all_counts if c.value is not None]
    return Persons(sum(known) if known else None, any(c.suppressed for c in all_counts))


def meetings(network: Network, scope: Scope, first: date, last: date) -> tuple[MeetingRow, ...]:
    """Meetings that began in the period and before the report's day, and were not cancelled."""
    now = scope.snapshot
    rows = []
    for meeting in sorted(network.all(Meeting).values(), key=lambda m: (m.starts_at, m.id)):
        day = berlin_day(meeting.starts_at)
        if meeting.status == CANCELLED or not first <= day <= min(last, now.day):
            continue
        if not scope.has_meeting(meeting):
            continue
        # As with offers: one Land-wide meeting does not make every district look reached.
        land_wide = {id for id in meeting.region_ids if _is_land(network, id)}
        districts = {
            d for id in meeting.region_ids if id not in land_wide for d in now.districts_of(id)
        }
        rows.append(
            MeetingRow(
                meeting,
                tuple(sorted(districts & scope.districts)),
                persons(meeting.registered),
                persons(meeting.attended),
                bool(land_wide),
            )
        )
    return tuple(rows)


def _is_land(network: Network, region_id: str) -> bool:
    region = network.get(Region, region_id)
    return region is not None and region.level == "land"


def by_district(rows: Iterable[MeetingRow], scope: Scope) -> tuple[DistrictMeetings, ...]:
    """Every district of the report, also those that no meeting was for by name."""
    days: dict[str, list[date]] = {id: [] for id in sorted(scope.districts)}
    for row in rows:
        for id in row.region_ids:
            days[id].append(berlin_day(row.meeting.starts_at))
    return tuple(DistrictMeetings(id, len(d), max(d, default=None)) for id, d in days.items())


def evidence(network: Network, ids: Iterable[str], day: date) -> tuple[EvidenceRow, ...]:
    """The chosen sources up to the report's day, by kind, day and title."""
    found = (network.get(Evidence, id) for id in ids)
    chosen = [e for e in found if e is not None and (e.day is None or e.day <= day)]
    chosen.sort(key=lambda e: (e.evidence_kind, e.day or date.min, e.title, e.id))
    return tuple(EvidenceRow(e, persons(e.participants)) for e in chosen)
