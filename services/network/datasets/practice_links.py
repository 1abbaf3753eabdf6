"""Who works with whom in the practice network: projects, cooperations, processes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from services.network.datasets.practice_actors import OPERATOR, ORIGIN, SOURCE, World
from services.network.datasets.practice_names import BESIDE, GROUPS, OTHER, PLACES
from services.network.datasets.practice_supply import Shop, running
from services.network.records.model import (
    Actor,
    Cooperation,
    Funding,
    Process,
    Project,
    Provenance,
    SteeringGroup,
    Tie,
    TieKind,
    Visibility,
)
from services.network.records.period import PartialDate, Period

PROJECTS = 60
COOPERATIONS = 120
PROGRAMMES = ("Zusammenhalt vor Ort", "Ankommen und Bleiben", "Vielfalt im Amt")
TITLES = ("Gemeinsam in {}", "Wege nach {}", "{} öffnet sich", "Starke Nachbarschaft {}")


class Links:
    """Draws links, never between organisations that are to stay strangers or alone."""

    def __init__(self, world: World, shop: Shop) -> None:
        self.world = world
        self.shop = shop
        self.apart = {frozenset((world.house_of(a), world.house_of(b))) for a, b in shop.twins}
        self.linked: set[str] = set()
        self.count = 0

    def may(self, *actor_ids: str) -> bool:
        """Whether these may be known to work together."""
        houses = {self.world.house_of(id) for id in actor_ids}
        return not any(id in self.world.alone for id in actor_ids) and not any(
            frozenset(pair) in self.apart for pair in combinations(houses, 2)
        )

    def company(self, first: str, others: list[Actor], most: int) -> list[str]:
        """``first`` and up to ``most`` others that may all work together."""
        chosen = [first]
        for actor in others:
            if len(chosen) <= most and actor.id not in chosen and self.may(*chosen, actor.id):
                chosen.append(actor.id)
        return chosen

    def cooperate(self, partners: list[str], name: str, kind: str, intensity: int) -> None:
        """One cooperation, dated and confirmed."""
        if len({self.world.house_of(id) for id in partners}) < 2:
            return
        self.count += 1
        self.linked.update(self.world.house_of(id) for id in partners)
        self.world.add(
            Cooperation(
                id=f"uebung-zusammenarbeit-{self.count:03}",
                name=name,
                partner_ids=tuple(partners),
                cooperation_type=kind,
                intensity=intensity,
                period=running(self.world),
                provenance=self.world.fresh(),
            )
        )


def link(world: World, shop: Shop) -> None:
    """Projects, cooperations and processes of the world."""
    links = Links(world, shop)
    _bridges(world, shop)
    _projects(world, links)
    _double_funding(world, links)
    for district in PLACES:
        office = world.administrations[district]
        local = world.pick.sample(world.by_district[district], len(world.by_district[district]))
        partners = links.company(office.id, local, world.pick.randint(2, 4))
        name = f"Runder Tisch {PLACES[district]}"
        links.cooperate(partners, name, "Austausch", 1)
    _processes(world, links)
    _loose_ends(world, links, shop)


def _bridges(world: World, shop: Shop) -> None:
    """Three pairs that could know each other from a network, though they do not cooperate."""
    known = {
        (r.from_actor_id, r.to_actor_id)
        for r in world.records
        if isinstance(r, Tie) and r.kind is TieKind.MEMBER_OF
    }
    number = 900
    for pair in shop.twins[1:4]:
        for member in pair:
            if (member, world.networks[1].id) not in known:
                known.add((member, world.networks[1].id))
                number += 1
                world.add(
                    Tie(
                        id=f"uebung-verbindung-{number}",
                        kind=TieKind.MEMBER_OF,
                        from_actor_id=member,
                        to_actor_id=world.networks[1].id,
                        provenance=world.fresh(),
                    )
                )


def _funding(world: World, funder: Actor, programme: str, period: Period) -> Funding:
    return Funding(
        funder_actor_id=funder.id,
        programme=programme,
        period=period,
        reference=f"ÜB-{world.pick.randint(100, 999)}",
        amount=float(world.pick.randint(20, 180) * 1000),
    )


def _projects(world: World, links: Links) -> None:
    pick = world.pick
    topics = sorted(OTHER)
    districts = list(PLACES)
    for number in range(1, PROJECTS - 3):
        district = districts[number % len(districts)]
        local = [a for a in world.by_district[district] if a.id not in world.alone]
        lead = pick.choice([*local, world.administrations[district]])
        others = pick.sample([*local, *world.central], len(local) + len(world.central))
        partners = links.company(lead.id, others, pick.randint(0, 2))[1:]
        period = running(world)
        if number % 9 == 0:
            end = world.day - timedelta(days=pick.randint(30, 500))
            period = Period(PartialDate.of(end - timedelta(days=900)), PartialDate.of(end))
        funder = pick.choice(world.funders)
        topic = pick.choice(topics)
        if partners and period.contains(world.day):
            links.linked.update(world.house_of(id) for id in (lead.id, *partners))
        world.add(
            Project(
                id=f"uebung-projekt-{number:02}",
                title=TITLES[number % len(TITLES)].format(PLACES[district]),
                project_type="Projekt",
                lead_actor_id=lead.id,
                partner_actor_ids=tuple(partners),
                funder_actor_ids=(funder.id,),
                fundings=(_funding(world, funder, PROGRAMMES[number % 3], period),),
                topic_ids=(topic, *pick.sample(BESIDE[topic], pick.randint(1, 2))),
                target_group_ids=tuple(sorted(GROUPS[topic])),
                format_ids=tuple(sorted(pick.sample(("workshop", "beratung", "austausch"), 2))),
                on_site_region_ids=(district,),
                period=period,
                provenance=world.fresh(),
            )
        )


def _double_funding(world: World, links: Links) -> None:
    """Two pairs of projects that do the same with money from the same programme."""
    start = date(world.day.year - 1, 1, 1)
    period = Period(PartialDate.of(start), PartialDate.of(date(world.day.year + 1, 12, 31)))
    pairs = (("16073", "16074", ("ehrenamt", "begegnung")), ("16064", "16061", ("quartier", "mso")))
    number = PROJECTS - 4
    for one, other, topics in pairs:
        leads = [
            next(a for a in world.by_district[d] if a.org_type_id in ("verein", "mo", "bildung"))
            for d in (one, other)
        ]
        links.apart.add(frozenset(world.house_of(a.id) for a in leads))
        for lead, title in zip(
            leads, ("Tandems für den Alltag", "Patinnen und Paten"), strict=True
        ):
            number += 1
            world.add(
                Project(
                    id=f"uebung-projekt-{number:02}",
                    title=title if topics[0] == "ehrenamt" else f"Quartier für alle: {lead.city}",
                    project_type="Projekt",
                    lead_actor_id=lead.id,
                    funder_actor_ids=(world.funders[0].id,),
                    fundings=(_funding(world, world.funders[0], PROGRAMMES[0], period),),
                    topic_ids=topics,
                    target_group_ids=("interessierte", "kundschaft"),
                    format_ids=("austausch",),
                    on_site_region_ids=(one, other),
                    period=period,
                    provenance=world.fresh(),
                )
            )


def _processes(world: World, links: Links) -> None:
    phases = ("Analyse", "Projektplan", "Durchführung", "Evaluation")
    for number, district in enumerate(("16067", "16070", "16077", "16062", "16051", "16073"), 1):
        office = world.administrations[district]
        guide = world.guides[number % len(world.guides)]
        process = Process(
            id=f"uebung-prozess-{number}",
            title=f"Öffnungsprozess {office.name}",
            actor_id=office.id,
            guide_actor_ids=(OPERATOR, guide.id),
            region_id=district,
            process_type="Prozessbegleitung",
            phase=phases[number % 4],
            scope="umfassend" if number % 2 else "einzelne Bausteine",
            period=running(world),
            provenance=world.fresh(),
        )
        world.add(process)
        members = links.company(office.id, [guide], 1)
        links.linked.update(world.house_of(id) for id in (*members, OPERATOR))
        world.add(
            SteeringGroup(
                id=f"uebung-steuerungsgruppe-{number}",
                name=f"Steuerungsgruppe {office.name}",
                process_id=process.id,
                member_actor_ids=(OPERATOR, *members),
                period=process.period,
                provenance=world.fresh(Visibility.MEMBERS),
            )
        )


def _loose_ends(world: World, links: Links, shop: Shop) -> None:
    """Nobody who offers something stays unlinked unless planned; then chance, up to the number."""
    pick = world.pick
    everyone = {a.id: a for d in PLACES for a in world.by_district[d]}
    everyone |= {a.id: a for a in (*world.central, *world.guides)}
    for actor in everyone.values():
        if world.house_of(actor.id) in links.linked or actor.id in world.alone:
            continue
        near = [a for a in everyone.values() if a.region_id == actor.region_id and a is not actor]
        known = [a for a in near if world.house_of(a.id) in links.linked]
        partners = links.company(actor.id, [*known, *world.central], 1)
        links.cooperate(partners, "Gemeinsame Veranstaltungen", "Zusammenarbeit", 2)
    names = ("Verweisberatung", "Gemeinsame Fortbildung", "Raumnutzung", "Fachaustausch")
    ids = sorted(everyone)
    while links.count < COOPERATIONS:
        first = everyone[pick.choice(ids)]
        nearby = [a for a in everyone.values() if a.region_id == first.region_id]
        pool = nearby if pick.random() < 0.7 else world.central
        second = pick.choice(pool)
        if links.may(first.id, second.id):
            name = pick.choice(names)
            links.cooperate([first.id, second.id], name, "Zusammenarbeit", pick.randint(1, 3))
    _age(world)


def _age(world: World) -> None:
    """A few cooperations ended or were long not confirmed."""
    for index, record in enumerate(world.records):
        if isinstance(record, Cooperation) and record.id.endswith(("110", "115", "118")):
            end = world.day - timedelta(days=120)
            period = Period(PartialDate.of(end - timedelta(days=600)), PartialDate.of(end))
            world.records[index] = replace(
                record,
                period=period,
                provenance=Provenance(
                    source=SOURCE, confirmed=world.day - timedelta(days=100), origin=ORIGIN
                ),
            )
