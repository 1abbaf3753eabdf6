"""The definitions of coverage, parallels and isolation, word for word and slowly.

Written from the definitions, not from the implementation: loops over all pairs and all cells,
sets and fractions, nothing prepared. Tests compare complete results.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations

from services.network.records.model import (
    Actor,
    Cooperation,
    Delivery,
    Expectation,
    Offer,
    Project,
    Reach,
    Region,
    SteeringGroup,
    Survey,
    Tie,
    TieKind,
    Topic,
)
from services.network.records.network import Network

FRESH = timedelta(days=548)
DELIVERED = timedelta(days=730)
CONSORTIA = ("konsortium", "steuerungsgruppe")
NEVER_ALONE = ("verwaltungseinheit", "konsortium", "steuerungsgruppe", "prozessbegl")


class Reference:
    def __init__(self, network: Network, day: date) -> None:
        self.network = network
        self.day = day

    def all(self, cls):
        return sorted(self.network.all(cls).values(), key=lambda r: r.id)

    # --- places

    def above(self, region_id):
        """The region and everything around it."""
        chain = []
        while region_id in self.network.all(Region) and region_id not in chain:
            chain.append(region_id)
            region_id = self.network.all(Region)[region_id].parent_id
        return chain

    def level(self, region_id):
        return self.network.all(Region)[region_id].level

    def districts(self, region_id):
        around = [id for id in self.above(region_id) if self.level(id) == "district"]
        if around:
            return {around[0]}
        return {
            r.id
            for r in self.all(Region)
            if r.level == "district" and region_id in self.above(r.id)
        }

    def land(self, region_id):
        lands = [id for id in self.above(region_id) if self.level(id) == "land"]
        return lands[0] if lands else ""

    def is_wide(self, region_id):
        return any(r.level == "land" and region_id in self.above(r.id) for r in self.all(Region))

    # --- actors

    def house(self, actor_id):
        upper: dict[str, str] = {}
        for tie in self.all(Tie):
            if tie.period.contains(self.day):
                if tie.kind is TieKind.CARRIER_OF:
                    upper.setdefault(tie.to_actor_id, tie.from_actor_id)
                elif tie.kind in (TieKind.PART_OF, TieKind.DEPARTMENT_OF):
                    upper.setdefault(tie.from_actor_id, tie.to_actor_id)
        seen = [actor_id]
        while seen[-1] in upper:
            following = upper[seen[-1]]
            if following in seen:
                return min(seen[seen.index(following) :])
            seen.append(following)
        return seen[-1]

    def seat(self, actor_id):
        for id in (actor_id, self.house(actor_id)):
            land = self.land(self.network.all(Actor)[id].region_id)
            if land:
                return land
        return ""

    def fresh(self, record):
        confirmed = record.provenance.confirmed
        return confirmed is not None and confirmed >= self.day - FRESH

    def runs(self, record):
        return record.period.contains(self.day) and (
            record.period.end is not None or self.fresh(record)
        )

    def groups(self):
        """Sets of actors that work together on the day."""
        found = []
        for cooperation in self.all(Cooperation):
            if self.runs(cooperation):
                found.append(set(cooperation.partner_ids))
        for project in self.all(Project):
            if self.runs(project):
                members = {project.lead_actor_id, *project.partner_actor_ids}
                for offer in self.all(Offer):
                    if offer.project_id == project.id and offer.period.contains(self.day):
                        members.add(offer.actor_id)
                found.append(members - {""})
        for group in self.all(SteeringGroup):
            if group.period.contains(self.day):
                found.append(set(group.member_actor_ids))
        for consortium in self.all(Actor):
            if consortium.org_type_id in CONSORTIA and self.members(consortium.id):
                found.append(self.members(consortium.id) | {consortium.id})
        return found

    def members(self, actor_id):
        return {
            tie.from_actor_id
            for tie in self.all(Tie)
            if tie.kind is TieKind.MEMBER_OF
            and tie.to_actor_id == actor_id
            and tie.period.contains(self.day)
        }

    def work_together(self, one, other):
        """Whether two houses are known to cooperate."""
        return any({one, other} <= {self.house(id) for id in group} for group in self.groups())

    def networks(self, house):
        return {
            actor.id
            for actor in self.all(Actor)
            if actor.org_type_id not in CONSORTIA
            and house in {self.house(id) for id in self.members(actor.id)}
        }

    # --- supply

    def supplies(self):
        """(record, provider) of everything whose period includes the day."""
        for offer in self.all(Offer):
            if offer.actor_id and offer.period.contains(self.day):
                yield offer, offer.actor_id
        for project in self.all(Project):
            lead = project.lead_actor_id or min(project.partner_actor_ids, default="")
            if lead and project.period.contains(self.day):
                yield project, lead

    def reach(self, record, provider, district, topics, wanted):
        """How a record reaches a district, None if it does not."""
        home = self.seat(provider)
        if home and self.land(district) not in (home, ""):
            return None
        near = {
            d
            for id in record.on_site_region_ids
            if not self.is_wide(id)
            for d in self.districts(id)
        }
        far = {
            d
            for id in (*record.on_site_region_ids, *record.reachable_region_ids)
            for d in self.districts(id)
        }
        if district in near:
            return Reach.ON_SITE
        if any(
            self.delivers(d, record, provider, district, topics, wanted) for d in self.all(Delivery)
        ):
            return Reach.DELIVERED
        return Reach.REACHABLE if district in far else None

    def delivers(self, delivery, record, provider, district, topics, wanted):
        offer = self.network.get(Offer, delivery.offer_id)
        actors = delivery.actor_ids or ((offer.actor_id,) if offer else ())
        carried = delivery.topic_ids or (offer.topic_ids if offer else ())
        group, form = wanted
        return (
            self.day - DELIVERED <= delivery.day <= self.day
            and district in self.districts(delivery.region_id)
            and self.house(provider) in {self.house(id) for id in actors if id}
            and (not delivery.offer_id or (record.KIND, record.id) == ("offer", delivery.offer_id))
            and bool(topics & set(carried))
            and (not group or not delivery.target_group_ids or group in delivery.target_group_ids)
            and (not form or not delivery.format_ids or form in delivery.format_ids)
        )

    def topics_below(self, topic_id):
        found = {topic_id}
        while True:
            more = {t.id for t in self.all(Topic) if t.parent_id in found} - found
            if not more:
                return found
            found |= more

    def cells(self):
        """(expectation, district) -> (state, {house: reach}, stale ids, survey ids, several)."""
        found = {}
        for wanted in self.all(Expectation):
            if wanted.since is not None and wanted.since > self.day:
                continue
            for district in set().union(*(self.districts(id) for id in wanted.region_ids)):
                found[wanted.id, district] = self.cell(wanted, district)
        return found

    def cell(self, wanted, district):
        rank = [Reach.REACHABLE, Reach.DELIVERED, Reach.ON_SITE]
        topics = self.topics_below(wanted.topic_id)
        houses: dict[str, Reach] = {}
        stale: set[tuple[str, str]] = set()
        for record, provider in self.supplies():
            if not topics & set(record.topic_ids):
                continue
            if wanted.target_group_id and wanted.target_group_id not in record.target_group_ids:
                continue
            if wanted.format_id and wanted.format_id not in record.format_ids:
                continue
            asked = (wanted.target_group_id, wanted.format_id)
            reach = self.reach(record, provider, district, topics, asked)
            if reach is None:
                continue
            if not self.fresh(record):
                stale.add((record.KIND, record.id))
                continue
            house = self.house(provider)
            houses[house] = max(houses.get(house, reach), reach, key=rank.index)
        enough = [h for h, r in houses.items() if rank.index(r) >= rank.index(wanted.reach)]
        surveys = {
            s.id
            for s in self.all(Survey)
            if self.day - FRESH <= s.as_of <= self.day
            and s.region_id in self.above(district)
            and (
                not s.topic_ids
                or any(wanted.topic_id in self.topics_below(topic) for topic in s.topic_ids)
            )
        }
        minimum = max(1, wanted.minimum)
        if len(enough) >= minimum:
            state = "covered"
        elif enough or any(r is not Reach.REACHABLE for r in houses.values()):
            state = "thin"
        elif houses:
            state = "reach_only"
        else:
            state = "gap" if surveys else "unknown"
        return state, houses, stale, surveys, len(enough) >= 2 * minimum

    # --- parallels

    def sides(self):
        for offer in self.all(Offer):
            if offer.actor_id and self.runs(offer):
                yield offer, {offer.actor_id}, offer.project_id
        for project in self.all(Project):
            actors = {project.lead_actor_id, *project.partner_actor_ids} - {""}
            if actors and self.runs(project):
                yield project, actors, project.id

    def regions(self, record):
        found: set[str] = set()
        for id in (*record.on_site_region_ids, *record.reachable_region_ids):
            found |= self.districts(id) or {id}
        return found

    def last(self, record):
        if record.period.end is not None:
            return record.period.end.latest
        return record.provenance.confirmed + FRESH

    def parallels(self):
        """{(kind id, kind id): (score, bridges)} of all pairs under every rule."""
        found = {}
        for (a, a_actors, a_project), (b, b_actors, b_project) in combinations(self.sides(), 2):
            houses = {self.house(id) for id in a_actors}, {self.house(id) for id in b_actors}
            if houses[0] & houses[1] or (a_project and a_project == b_project):
                continue
            if any(self.work_together(x, y) for x in houses[0] for y in houses[1]):
                continue
            pairs = [
                (2, self.regions(a), self.regions(b)),
                (3, set(a.topic_ids), set(b.topic_ids)),
                (1, set(a.target_group_ids), set(b.target_group_ids)),
                (1, set(a.format_ids), set(b.format_ids)),
            ]
            if not pairs[0][1] & pairs[0][2] or not pairs[1][1] & pairs[1][2]:
                continue
            first = max(a.period.first, b.period.first)
            last = min(self.last(a), self.last(b))
            if (last - first).days + 1 < 30:
                continue
            counted = [(w, x, y) for w, x, y in pairs if x and y]
            score = sum((w * Fraction(len(x & y), len(x | y)) for w, x, y in counted), Fraction())
            score /= sum(w for w, _, _ in counted)
            if score < Fraction(6, 10):
                continue
            nets = [set().union(*(self.networks(h) for h in side)) for side in houses]
            common = nets[0] & nets[1]
            topics, regions = pairs[1][1] & pairs[1][2], pairs[0][1] & pairs[0][2]
            if any(self.network_works(n, topics, regions) for n in common):
                continue
            key = tuple(sorted(((a.KIND, a.id), (b.KIND, b.id))))
            found[key] = float(score), tuple(sorted(common))
        return found

    def network_works(self, network, topics, regions):
        for record, provider in self.supplies():
            if provider == network and self.runs(record) and topics & set(record.topic_ids):
                for district in regions:
                    home = self.seat(provider)
                    if home and self.land(district) not in (home, ""):
                        continue
                    if any(
                        district in self.districts(id)
                        for id in (*record.on_site_region_ids, *record.reachable_region_ids)
                    ):
                        return True
        return False

    # --- isolated

    def isolated(self):
        """Houses with an offer or project that runs, that work with nobody."""
        funders = {
            tie.from_actor_id
            for tie in self.all(Tie)
            if tie.kind is TieKind.FUNDS and tie.period.contains(self.day)
        }
        for project in self.all(Project):
            funders |= {*project.funder_actor_ids, *(g.funder_actor_id for g in project.fundings)}
        funding_houses = {self.house(id) for id in funders if id}
        lands = {self.land(r.id) for r in self.all(Region) if r.level == "district"} - {""}
        found: set[str] = set()
        for record, provider in self.supplies():
            house = self.house(provider)
            root = self.network.all(Actor)[house]
            others = [self.house(a.id) for a in self.all(Actor)]
            speakers = {p for r, p in self.supplies() if self.house(p) == house and self.runs(r)}
            speaker = next(iter(speakers)) if len(speakers) == 1 else house
            seat = self.seat(speaker)
            if (
                self.runs(record)
                and house not in funding_houses
                and root.org_type_id not in NEVER_ALONE
                and not root.is_person_group
                and not (seat and lands and seat not in lands)
                and not any(h != house and self.work_together(house, h) for h in others)
            ):
                found.add(house)
        return found
