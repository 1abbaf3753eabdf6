"""What a reader may see, and the look-ups that pages need, once per revision and day.

``visible`` cuts a network down to what visitors, members or coordinators may read,
so that no page has to remember it: a record that is not in the reader's network
cannot leak through a list, a count or a search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from services.network.records.kinds.measures import UNDER_WAY, Measure
from services.network.records.model import (
    Actor,
    Cooperation,
    Delivery,
    Offer,
    Project,
    Record,
    Region,
    Term,
    Tie,
    TieKind,
    Topic,
)
from services.network.records.network import Snapshot

R = TypeVar("R", bound=Record)


class VisibleNetwork:
    """A snapshot with the look-ups of pages, each computed when first asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.network = snapshot.network

    # --- names --------------------------------------------------------------------------

    def actor_name(self, id: str) -> str:
        """The name of an actor, blank if the reader may not know it."""
        actor = self.network.get(Actor, id)
        return actor.name if actor else ""

    def label(self, cls: type[Term], id: str, lang: str = "de") -> str:
        """The label of a vocabulary's entry in the reader's language, if it has one."""
        term = self.network.get(cls, id)
        if term is None:
            return ""
        return (term.label_en or term.label) if lang == "en" else term.label

    def region_name(self, id: str) -> str:
        """The name of a region, blank if unknown."""
        region = self.network.get(Region, id)
        return region.name if region else ""

    # --- what belongs to whom -------------------------------------------------------------

    @cached_property
    def offers_by_actor(self) -> Mapping[str, Sequence[Offer]]:
        """Actor id -> offers, sorted by title."""
        return _group(self.all(Offer), lambda o: (o.actor_id,), lambda o: o.title)

    @cached_property
    def projects_by_actor(self) -> Mapping[str, Sequence[Project]]:
        """Actor id -> projects that it leads, partners or funds, sorted by title."""
        return _group(
            self.all(Project),
            lambda p: (p.lead_actor_id, *p.partner_actor_ids, *p.funder_actor_ids),
            lambda p: p.title,
        )

    @cached_property
    def offers_by_project(self) -> Mapping[str, Sequence[Offer]]:
        """Project id -> offers within it, sorted by title."""
        return _group(self.all(Offer), lambda o: (o.project_id,), lambda o: o.title)

    @cached_property
    def cooperations_by_actor(self) -> Mapping[str, Sequence[Cooperation]]:
        """Actor id -> cooperations, sorted by name and id."""
        return _group(self.all(Cooperation), lambda c: c.partner_ids, lambda c: (c.name, c.id))

    @cached_property
    def cooperations_by_project(self) -> Mapping[str, Sequence[Cooperation]]:
        """Project id -> cooperations within it."""
        return _group(self.all(Cooperation), lambda c: (c.project_id,), lambda c: (c.name, c.id))

    @cached_property
    def ties_by_actor(self) -> Mapping[str, Sequence[Tie]]:
        """Actor id -> ties from or to it."""
        return _group(
            self.all(Tie),
            lambda t: (t.from_actor_id, t.to_actor_id),
            lambda t: (list(TieKind).index(t.kind), t.id),
        )

    @cached_property
    def measures_by_finding(self) -> Mapping[str, Sequence[Measure]]:
        """Finding id -> measures that took it on, those under way first."""
        return _group(self.all(Measure), lambda m: (id for id, _digest in m.findings), urgency)

    @cached_property
    def deliveries_by_offer(self) -> Mapping[str, Sequence[Delivery]]:
        """Offer id -> deliveries, latest first."""
        return _group(self.all(Delivery), lambda d: (d.offer_id,), lambda d: -d.day.toordinal())

    def all(self, cls: type[R]) -> Iterable[R]:
        """All records of a class in the reader's network."""
        return self.network.all(cls).values()

    # --- where ------------------------------------------------------------------------------

    def districts_of(self, region_ids: Iterable[str]) -> frozenset[str]:
        """All districts that these regions mean."""
        return frozenset(d for id in region_ids for d in self._districts(id))

    def _districts(self, region_id: str) -> tuple[str, ...]:
        known = self._district_cache.get(region_id)
        if known is None:
            known = self._district_cache[region_id] = self.snapshot.districts_of(region_id)
        return known

    @cached_property
    def _district_cache(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def actor_districts(self) -> Mapping[str, frozenset[str]]:
        """Actor id -> districts of its seat and of what it runs there on the day."""
        found: dict[str, set[str]] = {}
        for actor in self.all(Actor):
            if actor.region_id:
                seat = self._districts(actor.region_id)
                # A seat "in Thüringen" says nothing about a district.
                found[actor.id] = set(seat) if len(seat) == 1 else set()
        for offer in self.all(Offer):
            if offer.on_site_region_ids and self.snapshot.runs(offer):
                there = self.districts_of(offer.on_site_region_ids)
                found.setdefault(offer.actor_id, set()).update(there)
        for project in self.all(Project):
            if project.on_site_region_ids and self.snapshot.runs(project):
                there = self.districts_of(project.on_site_region_ids)
                for actor_id in (project.lead_actor_id, *project.partner_actor_ids):
                    found.setdefault(actor_id, set()).update(there)
        return {id: frozenset(districts) for id, districts in found.items()}

    @cached_property
    def actor_topics(self) -> Mapping[str, frozenset[str]]:
        """Actor id -> topics of its running offers and projects."""
        found: dict[str, set[str]] = {}
        for offer in self.all(Offer):
            if self.snapshot.runs(offer):
                found.setdefault(offer.actor_id, set()).update(offer.topic_ids)
        for project in self.all(Project):
            if self.snapshot.runs(project):
                for actor_id in (project.lead_actor_id, *project.partner_actor_ids):
                    found.setdefault(actor_id, set()).update(project.topic_ids)
        return {id: frozenset(topics) for id, topics in found.items()}

    # --- choices of filters -------------------------------------------------------------------

    def terms(self, cls: type[Term], lang: str) -> list[tuple[str, str]]:
        """All entries of a vocabulary as (id, label), in its own order."""
        terms = sorted(self.all(cls), key=lambda t: (t.position, t.label.casefold(), t.id))
        return [(t.id, self.label(cls, t.id, lang)) for t in terms]

    def topic_tree(self, lang: str) -> list[tuple[str, str, int]]:
        """All topics as (id, label, depth), those below a topic right behind it."""
        topics = self.network.all(Topic)

        def order(ids: Iterable[str]) -> list[str]:
            return sorted(ids, key=lambda i: (topics[i].position, topics[i].label.casefold(), i))

        rows: list[tuple[str, str, int]] = []

        def walk(id: str, depth: int) -> None:
            rows.append((id, self.label(Topic, id, lang), depth))
            for below in order(self.snapshot.topic_children.get(id, ())):
                if below in topics and depth < 6:
                    walk(below, depth + 1)

        for id in order(t.id for t in topics.values() if t.parent_id not in topics):
            walk(id, 0)
        return rows

    def district_choices(self) -> list[tuple[str, str]]:
        """The districts as (id, name) by name."""
        return sorted(((d.id, d.name) for d in self.snapshot.districts), key=lambda p: p[1])

    def region_choices(self) -> list[tuple[str, str]]:
        """Every region that forms offer: the Land whose districts are looked at, these
        districts, what lies within them, and at the end everything outside."""
        home = {d.parent_id for d in self.snapshot.districts}
        known = {d.id for d in self.snapshot.districts}

        def order(region: Region) -> tuple[int, str, str]:
            rank = (
                0
                if region.id in home
                else 1
                if region.id in known
                else 2
                if known.intersection(self._districts(region.id))
                else 3
            )
            return rank, region.name.casefold(), region.id

        return [(r.id, r.name) for r in sorted(self.all(Region), key=order)]


def urgency(measure: Measure) -> Any:
    """A sort key: under way before ended, due soon before due later or never."""
    return (
        measure.status not in UNDER_WAY,
        measure.due is None,
        measure.due or date.max,
        measure.title.casefold(),
        measure.id,
    )


def _group(
    records: Iterable[R], keys: Callable[[R], Iterable[str]], order: Callable[[R], Any]
) -> Mapping[str, Sequence[R]]:
    """Records by each of their keys, every list in order."""
    found: dict[str, list[R]] = {}
    for record in sorted(records, key=order):
        for key in dict.fromkeys(keys(record)):
            if key:
                found.setdefault(key, []).append(record)
    return found
