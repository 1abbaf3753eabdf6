"""Forecast, what-if, next steps and roll-up, word for word and slowly, from the definitions."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from typing import Any

from services.network.records.model import (
    Actor,
    Cooperation,
    Expectation,
    Offer,
    Project,
    Reach,
    Region,
    SteeringGroup,
    Topic,
)
from tests.network.findings.reference import CONSORTIA, FRESH, Reference

RANK = [Reach.REACHABLE, Reach.DELIVERED, Reach.ON_SITE]
STANDING = {"covered": 3, "thin": 2, "reach_only": 1, "gap": 0, "unknown": 0}


class Later(Reference):
    """The day's knowledge, with the periods as they are on a later day."""

    def __init__(self, network, today, later, open_ends=True):
        super().__init__(network, today)
        self.later = later
        self.open_ends = open_ends

    def supplies(self):
        for record in (*self.all(Offer), *self.all(Project)):
            provider = (
                record.actor_id
                if isinstance(record, Offer)
                else record.lead_actor_id or min(record.partner_actor_ids, default="")
            )
            confirmed = record.provenance.confirmed
            lapsed = record.period.end is None and (
                confirmed is None or (self.open_ends and confirmed + FRESH < self.later)
            )
            # What is over today does not come back, and what is stale today counts as none.
            if provider and record.period.contains(self.later) and not lapsed:
                if record.period.last >= self.day and self.fresh(record):
                    yield record, provider


def breaks(network, day, until, open_ends=True):
    """{(day, expectation, district): (before, after)} by looking at every single day."""
    found = {}
    before = {k: c[0] for k, c in Later(network, day, day, open_ends).cells().items()}
    later = day
    while later < until:
        later += timedelta(days=1)
        now = {k: c[0] for k, c in Later(network, day, later, open_ends).cells().items()}
        for key, state in now.items():
            if STANDING[state] < STANDING[before[key]]:
                found[later, *key] = before[key], state
        before = now
    return found


class Ended(Reference):
    """The day without some records; houses as they were."""

    def __init__(self, network, day, ended):
        super().__init__(network, day)
        self.gone = {id for kind, id in ended if kind == "actor"}
        self.entries = {key for key in ended if key[0] != "actor"}
        for project in self.all(Project):
            lead = project.lead_actor_id or min(project.partner_actor_ids, default="")
            if lead in self.gone:
                self.entries.add(("project", project.id))
        for offer in self.all(Offer):
            if offer.actor_id in self.gone or ("project", offer.project_id) in self.entries:
                self.entries.add(("offer", offer.id))

    def supplies(self):
        for record, provider in super().supplies():
            if (record.KIND, record.id) not in self.entries:
                yield record, provider

    def groups(self):
        """As on the day, of what stays."""
        known = {a.id for a in self.all(Actor)} - self.gone
        found = []
        for cooperation in self.all(Cooperation):
            if self.runs(cooperation) and ("project", cooperation.project_id) not in self.entries:
                found.append(set(cooperation.partner_ids))
        for project in self.all(Project):
            if self.runs(project) and ("project", project.id) not in self.entries:
                members = {project.lead_actor_id, *project.partner_actor_ids}
                for offer in self.all(Offer):
                    ended = ("offer", offer.id) in self.entries
                    if offer.project_id == project.id and not ended:
                        if offer.period.contains(self.day):
                            members.add(offer.actor_id)
                found.append(members)
        for group in self.all(SteeringGroup):
            if group.period.contains(self.day):
                found.append(set(group.member_actor_ids))
        for consortium in self.all(Actor):
            if consortium.org_type_id in CONSORTIA and consortium.id not in self.gone:
                found.append(self.members(consortium.id) | {consortium.id})
        return [group & known for group in found]

    def worse(self):
        before = Reference(self.network, self.day).cells()
        return {
            key: (before[key][0], cell[0])
            for key, cell in self.cells().items()
            if STANDING[cell[0]] < STANDING[before[key][0]]
        }

    def cooperating(self):
        """Running cooperations with two known partners left, outside ended projects."""
        known = {a.id for a in self.all(Actor)} - self.gone
        return {
            c.id
            for c in self.all(Cooperation)
            if self.runs(c)
            and len(known & set(c.partner_ids)) > 1
            and ("project", c.project_id) not in self.entries
        }


def parts(nodes, linked):
    """The connected parts of nodes under a symmetric relation, as a set of frozensets."""
    found = {node: frozenset({node}) for node in nodes}
    for one, other in combinations(sorted(nodes), 2):
        if linked(one, other) and found[one] is not found[other]:
            joined = found[one] | found[other]
            for node in joined:
                found[node] = joined
    return set(found.values())


class Steps(Reference):
    """Next steps by trying every candidate anew in every round."""

    def __init__(self, network, day, rules):
        super().__init__(network, day)
        self.neighbours = rules.neighbours
        self.most, self.effort = rules.step_districts, rules.meeting_effort

    def open_cells(self):
        population = {r.id: r.population for r in self.all(Region) if r.level == "district"}
        total = sum(population.values())
        cells = {}
        for (wanted_id, district), (state, houses, *_) in self.cells().items():
            if state in ("gap", "reach_only", "thin"):
                wanted = self.network.all(Expectation)[wanted_id]
                enough = {h for h, r in houses.items() if RANK.index(r) >= RANK.index(wanted.reach)}
                share = population[district] / total if total else 1 / len(population)
                cells[wanted_id, district] = (
                    wanted,
                    share * wanted.weight,
                    max(1, wanted.minimum) - len(enough),
                    enough,
                )
        return cells

    def beside(self, district):
        return {b for a, b in self.neighbours if a == district} | {
            a for a, b in self.neighbours if b == district
        }

    def on_site(self, record, provider):
        home = self.seat(provider)
        return {
            d
            for id in record.on_site_region_ids
            if not self.is_wide(id)
            for d in self.districts(id)
            if not home or self.land(d) in (home, "")
        }

    def nearness(self, wanted, district, record, provider):
        """0 next door, 1 the house is there, 2 comes on request, 3 elsewhere, None: cannot."""
        topics = self.topics_below(wanted.topic_id)
        group, form = wanted.target_group_id, wanted.format_id
        home = self.seat(provider)
        if (
            not self.fresh(record)
            or not topics & set(record.topic_ids)
            or (group and group not in record.target_group_ids)
            or (form and form not in record.format_ids)
            or (home and self.land(district) not in (home, ""))
        ):
            return None
        house = self.house(provider)
        if self.beside(district) & self.on_site(record, provider):
            return 0
        for actor in self.all(Actor):
            if self.house(actor.id) == house and self.districts_or_none(actor) == {district}:
                return 1
        for other, by in self.supplies():
            if (
                self.house(by) == house
                and self.fresh(other)
                and district in self.on_site(other, by)
            ):
                return 1
        reach = self.reach(record, provider, district, topics, (group, form))
        return 3 if reach is None else 2

    def districts_or_none(self, actor):
        return self.districts(actor.region_id) if actor.region_id in self.network.all(Region) else 0

    def candidates(self, cells):
        """[(effort, name, most districts, {cell: ((nearness, house), …)})]"""
        near = {}
        for key, (wanted, _, _, enough) in cells.items():
            found = {}
            for record, provider in self.supplies():
                order = self.nearness(wanted, key[1], record, provider)
                if order is not None and self.house(provider) not in enough:
                    found[record.KIND, record.id] = (order, self.house(provider))
            closest = min((o for o, _ in found.values()), default=0)
            near[key] = {k: v for k, v in found.items() if v[0] < 3 or closest == 3}
        candidates: list[tuple[Any, ...]] = []
        for record in sorted({r for options in near.values() for r in options}):
            own = {c: (near[c][record],) for c in cells if record in near[c]}
            candidates.append((1, record, self.most, own))
        names = set()
        for topic in sorted({wanted.topic_id for wanted, *_ in cells.values()}):
            places = {d for (_, d), (wanted, *_) in cells.items() if wanted.topic_id == topic}
            for centre in sorted(places.union(*map(self.beside, places))):
                group = sorted(places & ({centre} | self.beside(centre)))
                name = (topic, *group)
                members = [c for c in cells if cells[c][0].topic_id == topic and c[1] in group]
                options = {}
                for cell in members:
                    best: dict[str, int] = {}
                    for order, house in near[cell].values():
                        if order < 2:
                            best[house] = min(order, best.get(house, order))
                    if best:
                        options[cell] = tuple(sorted((o, h) for h, o in best.items()))
                houses = {h for o in options.values() for _, h in o}
                everybody = houses.union(*(cells[c][3] for c in members))
                if len(group) > 1 and houses and len(everybody) > 1 and name not in names:
                    names.add(name)
                    candidates.append((self.effort, name, None, options))
        return candidates

    def steps(self, limit):
        """[(name, {cell: houses that come}, gain)] in the order chosen."""
        cells = self.open_cells()
        if not sum(weight for _, weight, _, _ in cells.values()):
            return []
        lacking = {key: missing for key, (_, _, missing, _) in cells.items()}
        come: dict[tuple[str, str], set[str]] = {key: set() for key in cells}
        candidates = self.candidates(cells)
        chosen: list[tuple[Any, ...]] = []
        while len(chosen) < limit:
            best = None
            for candidate in candidates:
                effort, name, most, options = candidate
                fills = {}
                for key, houses in options.items():
                    coming = [o for o in houses if o[1] not in come[key]][: lacking[key]]
                    if coming:
                        fills[key] = coming
                gains: dict[str, float] = {}
                for key, coming in fills.items():
                    gain = cells[key][1] * len(coming) / cells[key][2]
                    gains[key[1]] = gains.get(key[1], 0) + gain
                far = {d: sum(c[0][0] for k, c in fills.items() if k[1] == d) for d in gains}
                places = sorted(gains, key=lambda d: (-round(gains[d], 12), far[d], d))[:most]
                gain = sum(gains[d] for d in places)
                rank = (-round(gain / effort, 12), effort, sum(far[d] for d in places), name)
                if gain > 0 and (best is None or rank < best[0]):
                    kept = {k: c for k, c in fills.items() if k[1] in places}
                    best = (rank, candidate, kept, gain)
            if best is None:
                break
            _, candidate, fills, gain = best
            candidates.remove(candidate)
            for key, coming in fills.items():
                come[key] |= {house for _, house in coming}
                lacking[key] -= len(coming)
            told = {key: tuple(sorted(h for _, h in coming)) for key, coming in fills.items()}
            chosen.append((candidate[1], told, gain))
        return chosen


def up(network, kind, id):
    """The id and all above it."""
    found = [id]
    while True:
        record = network.get({"topic": Topic, "region": Region}[kind], found[-1])
        if record is None or not record.parent_id or record.parent_id in found:
            return found
        if network.get(type(record), record.parent_id) is None:
            return found
        found.append(record.parent_id)


__all__ = ["Ended", "Later", "Steps", "breaks", "parts", "up"]
