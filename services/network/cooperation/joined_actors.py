"""Which actors work together through what, carried from one revision to the next.

A network of 10,000 actors has 30,000 records that join actors. To ask each of them anew for one
cooperation more takes longer than to draw the map; so only the records that differ are asked.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from services.network.cooperation.link_index import ActorPairs
from services.network.cooperation.links import Joining, Link, Relations, link_of
from services.network.records.kinds.record import RecordKey
from services.network.records.layered_map import differing
from services.network.records.model import Actor, Cooperation, Project, SteeringGroup

STALE = 2000
"""So many exchanged records may leave their place empty before all is asked anew."""


@dataclass(frozen=True)
class JoinedActors:
    """The pairs of actors that work together, with the records that make them do so.

    ``pairs.group`` are places in ``records``; ``places`` says where each record lies.
    """

    relations: Relations
    places: Mapping[RecordKey, int]
    records: tuple[Joining, ...]
    pairs: ActorPairs

    @classmethod
    def of(cls, relations: Relations) -> JoinedActors:
        """Ask every record."""
        joining = tuple(relations.joining())
        records = tuple(record for record, _ in joining)
        actors = relations.supply_index.snapshot.network.all(Actor)
        pairs = ActorPairs.of([named for _, named in joining], sorted(actors))
        return cls(relations, {(r.KIND, r.id): n for n, r in enumerate(records)}, records, pairs)

    def after(self, relations: Relations) -> JoinedActors:
        """The same for another network; only records that may join others are asked."""
        before, now = self.relations.supply_index, relations.supply_index
        ids = tuple(sorted(now.snapshot.network.all(Actor)))
        changed = self._changed(relations)
        same_base = before.snapshot.day == now.snapshot.day and before.rules == now.rules
        too_many = len(self.records) - len(self.places) + len(changed) > STALE
        if not same_base or ids != self.pairs.ids or too_many:
            return JoinedActors.of(relations)
        found = [(key, now.snapshot.network.find(*key)) for key in sorted(changed)]
        records = [record for _, record in found if isinstance(record, Joining)]
        gone = [self.places[key] for key in changed if key in self.places]
        first = len(self.records)
        places = dict(self.places)
        for key in changed:
            places.pop(key, None)
        places |= {(r.KIND, r.id): n for n, r in enumerate(records, first)}
        new = ActorPairs.of(list(map(relations.named_by, records)), ids)
        pairs = self.pairs.without(gone).joined(new, first)
        return JoinedActors(relations, places, (*self.records, *records), pairs)

    def _changed(self, relations: Relations) -> set[RecordKey]:
        """The records that may join others than before."""
        before = self.relations.supply_index.snapshot.network
        now = relations.supply_index.snapshot.network
        found: set[RecordKey] = set()
        for cls in (Cooperation, Project, SteeringGroup, Actor):
            tables = before.all(cls), now.all(cls)
            found |= {(cls.KIND, id) for id in differing(*tables)}
        within = differing(self.relations.within, relations.within)
        members = differing(self.relations.memberships, relations.memberships)
        return found | {(Project.KIND, id) for id in within} | {(Actor.KIND, id) for id in members}

    def degrees(self, actor_ids: Collection[str]) -> Mapping[str, int]:
        """With how many of these actors each of them works."""
        return self.pairs.degrees(actor_ids)

    def edges(self, actor_ids: Collection[str]) -> Mapping[tuple[str, str], tuple[Link, ...]]:
        """Pair of these actors (smaller id first, sorted) -> why they count as working
        together, sorted."""
        return {
            pair: tuple(sorted(link_of(self.records[place]) for place in places))
            for pair, places in self.pairs.among(actor_ids).items()
        }


class LatestJoinedActors:
    """The actors that a running process last found to work together. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._latest: JoinedActors | None = None

    def of(self, relations: Relations) -> JoinedActors:
        """Which actors work together by these relations, by way of those asked for last."""
        with self._lock:
            latest = self._latest
            if latest is None or latest.relations is not relations:
                latest = latest.after(relations) if latest else JoinedActors.of(relations)
                self._latest = latest
            return latest
