"""How much there is, and what nobody has confirmed for long: counted once, carried over edits."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.network.records.carried_value import CarriedValue
from services.network.records.differences import MOST, edits_between
from services.network.records.kinds.record import RecordKey
from services.network.records.live_network import LiveNetwork
from services.network.records.model import Actor, Cooperation, Offer, Project, Record
from services.network.records.network import Snapshot

SOON_DAYS = 90
"""So many days before its freshness runs out a record is named as ageing."""

COUNTED: tuple[type[Record], ...] = (Actor, Offer, Project, Cooperation)

StaleKey = tuple[bool, date, str, int]
"""Sorts never confirmed before long ago, then by id; the kind's place in ``COUNTED`` is last."""


@dataclass(frozen=True)
class Upkeep:
    """The upkeep of a network on a day.

    ``stale`` are the records that claim to run and are not fresh, the oldest first; ``soon``
    counts those that will be in ``SOON_DAYS``; ``running`` counts per kind those that run
    (actors: all).
    """

    snapshot: Snapshot
    stale: Sequence[StaleKey]
    soon: int
    running: Counter[str]

    def oldest(self, begin: int, end: int) -> list[Record]:
        """A part of the stale records."""
        network = self.snapshot.network
        found = (network.get(COUNTED[kind], id) for _, _, id, kind in self.stale[begin:end])
        return [record for record in found if record is not None]


def upkeep(snapshot: Snapshot) -> Upkeep:
    """Everything counted."""
    stale: list[StaleKey] = []
    soon, running = 0, Counter[str]()
    for cls in COUNTED:
        for record in snapshot.network.all(cls).values():
            key, ageing, runs = _counted(record, snapshot)
            stale += key
            soon += ageing
            running[record.KIND] += runs
    return Upkeep(snapshot, sorted(stale), soon, running)


def upkeep_after(before: Upkeep, snapshot: Snapshot, changed: Iterable[RecordKey]) -> Upkeep:
    """What ``upkeep`` counts in a later snapshot of the same day, given what differs."""
    edits = edits_between(before.snapshot.network, snapshot.network, changed)
    was = before.snapshot
    if was.day != snapshot.day or was.rules != snapshot.rules or len(edits) > MOST:
        return upkeep(snapshot)
    stale, soon, running = list(before.stale), before.soon, before.running.copy()
    for edit in edits:
        if isinstance(edit.was, COUNTED):
            keys, ageing, runs = _counted(edit.was, before.snapshot)
            for key in keys:
                del stale[bisect_left(stale, key)]
            soon -= ageing
            running[edit.kind] -= runs
        if isinstance(edit.now, COUNTED):
            keys, ageing, runs = _counted(edit.now, snapshot)
            for key in keys:
                insort(stale, key)
            soon += ageing
            running[edit.kind] += runs
    return Upkeep(snapshot, stale, soon, running)


def _counted(record: Record, snapshot: Snapshot) -> tuple[list[StaleKey], bool, bool]:
    """What a record adds to the stale ones, whether it ages soon, and whether it runs."""
    runs = True
    if isinstance(record, Offer | Project | Cooperation):
        if not record.period.contains(snapshot.day):
            return [], False, False
        runs = snapshot.runs(record)
    confirmed = record.provenance.confirmed
    if not snapshot.is_fresh(record):
        kind = COUNTED.index(type(record))
        return [(confirmed is not None, confirmed or snapshot.day, record.id, kind)], False, runs
    edge = snapshot.fresh_since() + timedelta(days=SOON_DAYS)
    return [], confirmed is not None and confirmed < edge, runs


class LiveUpkeep(CarriedValue[Upkeep]):
    """The upkeep of the network that a process works with."""

    def __init__(self, live: LiveNetwork) -> None:
        super().__init__(live, upkeep, upkeep_after)
