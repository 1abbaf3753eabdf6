"""What the organisations of the practice network offer, so that every cell stands as planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from services.network.datasets.practice_actors import OPERATOR, World
from services.network.datasets.practice_names import BESIDE, CRAFTS, GROUPS, OTHER, PLACES
from services.network.datasets.practice_plan import WISHES, Wish
from services.network.datasets.vocabulary_set import HOME
from services.network.records.model import Actor, Delivery, Offer, Reach
from services.network.records.period import PartialDate, Period
from services.network.records.territory import THURINGIAN_NEIGHBOURS

OFFERS = 250
SOCIAL = ("verein", "mo", "freiertraeger", "wohlfahrt", "bildung", "kirche")
"""Who takes on a topic that nobody suited is there for: rather these than a furniture factory."""

TWINS = (
    ("sprache", "16052"),
    ("sprache", "16067"),
    ("arbeit", "16051"),
    ("arbeit", "16070"),
    ("arbeit", "16066"),
    ("ikk", "16053"),
    ("ikk", "16063"),
    ("ikk", "16055"),
    ("sprache", "16071"),
)
"""Cells with two offers that look alike by organisations that do not work together."""


@dataclass
class Shop:
    """The offers as they come; ``twins`` are pairs of actors that must not be linked."""

    world: World
    fates: dict[tuple[str, str], str]
    offers: list[Offer] = field(default_factory=list)
    twins: list[tuple[str, str]] = field(default_factory=list)
    busy: dict[str, int] = field(default_factory=dict)

    def offer(
        self,
        actor: Actor | str,
        title: str,
        topics: Sequence[str],
        groups: Sequence[str],
        formats: Sequence[str],
        on_site: Sequence[str] = (),
        reachable: Sequence[str] = (),
        confirmed: int = 0,
        period: Period | None = None,
    ) -> Offer:
        """Add an offer; its period is drawn unless given."""
        world = self.world
        actor_id = actor if isinstance(actor, str) else actor.id
        self.busy[actor_id] = self.busy.get(actor_id, 0) + 1
        made = Offer(
            id=f"uebung-angebot-{len(self.offers) + 1:03}",
            title=title,
            actor_id=actor_id,
            topic_ids=tuple(topics),
            target_group_ids=tuple(groups),
            format_ids=tuple(formats),
            languages=("Deutsch",) if world.pick.random() < 0.6 else ("Deutsch", "Englisch"),
            cost_rule="kostenfrei" if world.pick.random() < 0.8 else "nach Absprache",
            on_site_region_ids=tuple(on_site),
            reachable_region_ids=tuple(reachable),
            period=running(world) if period is None else period,
            provenance=world.since(confirmed) if confirmed else world.fresh(),
        )
        self.offers.append(made)
        return made


SOON = 240
"""Days ahead within which an end is near."""


def running(world: World) -> Period:
    """A period that includes the day; some ends are unstated, some starts only roughly known."""
    start = world.day - timedelta(days=world.pick.randint(90, 1400))
    begin = PartialDate.of(start)
    if world.pick.random() < 0.12:
        begin = PartialDate.parse(f"{'Frühjahr' if start.month < 7 else 'Herbst'} {start.year - 1}")
    if world.pick.random() < 0.45:
        return Period(begin, None)
    ahead = world.pick.randint(40, 900)
    end = world.day + timedelta(days=ahead)
    if ahead < SOON:
        # Some end within a year with a month, so that the forecast has something to warn of.
        following = (end.replace(day=1) + timedelta(days=32)).replace(day=1)
        return Period(begin, PartialDate.of(following - timedelta(days=1)))
    # Grants and offers mostly end with a year.
    return Period(begin, PartialDate.of(date(end.year, 12, 31)))


def stock(world: World, fates: dict[tuple[str, str], str]) -> Shop:
    """All offers and deliveries."""
    shop = Shop(world, fates)
    operator = _central(shop)
    for wish in WISHES:
        _wish(shop, wish, operator)
    _others(shop)
    _past_and_planned(shop)
    for made in shop.offers:
        world.add(made)
    return shop


def _central(shop: Shop) -> Offer:
    """What is reachable everywhere, and the operator's own offers."""
    advice = shop.offer(
        OPERATOR,
        "Beratung zur Interkulturellen Öffnung",
        ("iko", "vielfalt"),
        ("kommverw", "orgs"),
        ("beratung",),
        reachable=(HOME,),
        confirmed=20,
        period=Period(PartialDate.of(shop.world.day - timedelta(days=1500)), None),
    )
    shop.offer(
        OPERATOR,
        "Vernetzungstreffen der Akteur:innen",
        ("netz",),
        ("akteure",),
        ("vernetzungstreffen",),
        reachable=(HOME,),
        confirmed=20,
    )
    # The same as its neighbour at the university does: a finding about the operator itself.
    seminar = ("leitbild", "oe"), ("fuehrung", "kommverw"), ("workshop",)
    shop.offer(OPERATOR, "Leitbildwerkstatt für Ämter", *seminar, on_site=("16051",), confirmed=20)
    shop.offer(
        shop.world.central[2],
        "Leitbilder gemeinsam entwickeln",
        *seminar,
        on_site=("16051",),
        confirmed=80,
    )
    shop.twins.append((OPERATOR, shop.world.central[2].id))
    return advice


def _wish(shop: Shop, wish: Wish, advice: Offer) -> None:
    places = [d for d in PLACES if (wish.topic, d) in shop.fates]
    missing = {d: _needed(wish, shop.fates[wish.topic, d]) for d in places}
    for district in places:
        fate = shop.fates[wish.topic, district]
        if wish.topic == "iko" and fate == "covered" and shop.world.pick.random() < 0.7:
            _deliver(shop, advice, district)
            continue
        if (wish.topic, district) in TWINS and missing[district] >= 2:
            _twins(shop, wish, district)
            missing[district] -= 2
        while missing[district] > 0:
            also = [d for d in _beside(district) if missing.get(d, 0) > 0 and _fits(shop, wish, d)]
            regions = [district, *also[:1]] if shop.world.pick.random() < 0.3 else [district]
            for region in regions:
                missing[region] -= 1
            _local(shop, wish, regions)
        if fate in ("gap", "unknown") and shop.world.pick.random() < 0.3:
            _local(shop, wish, [district], confirmed=shop.world.pick.randint(560, 900))
    _on_request(shop, wish, places)


def _needed(wish: Wish, fate: str) -> int:
    counts = {"covered": wish.minimum, "several": 2 * wish.minimum, "thin": wish.minimum - 1}
    return counts.get(fate, 0)


def _fits(shop: Shop, wish: Wish, district: str) -> bool:
    return (wish.topic, district) not in TWINS and shop.fates[wish.topic, district] != "thin"


def _beside(district: str) -> list[str]:
    return sorted({*(b for a, b in THURINGIAN_NEIGHBOURS if a == district)})


def _local(shop: Shop, wish: Wish, regions: list[str], confirmed: int = 0) -> Offer:
    """One offer on the wished topic by an organisation of the first district."""
    pick, craft = shop.world.pick, CRAFTS[wish.topic]
    actor = _provider(shop, wish.topic, regions)
    used = {o.format_ids for o in shop.offers if set(regions) & set(o.on_site_region_ids)}
    fresh = [t for t in craft.titles if t[2] not in used]
    title, _, formats = pick.choice(fresh or craft.titles)
    topics = (wish.topic, *pick.sample(craft.beside, pick.randint(1, 2)))
    groups = {wish.group} - {""} | set(pick.sample(craft.groups, pick.randint(1, 2)))
    name = title if len(regions) > 1 else f"{title} {PLACES[regions[0]]}"
    return shop.offer(
        actor, name, topics, sorted(groups), formats, on_site=regions, confirmed=confirmed
    )


def _provider(shop: Shop, topic: str, regions: list[str]) -> Actor:
    """An organisation of the place whose house does not yet offer the topic there."""
    world = shop.world
    taken = {
        world.house_of(o.actor_id)
        for o in shop.offers
        if topic in o.topic_ids and set(regions) & set(o.on_site_region_ids)
    }
    pool = [*world.by_district[regions[0]], *world.central, *world.guides]
    suited = [a for a in pool if a.org_type_id in CRAFTS[topic].types and a.region_id == regions[0]]
    local = world.by_district[regions[0]]
    near = [a for a in local if a.org_type_id in SOCIAL]
    for candidates in (suited, near, local, pool):
        free = [
            a for a in candidates if world.house_of(a.id) not in taken and a.id not in world.alone
        ]
        if free:
            return min(free, key=lambda a: (shop.busy.get(a.id, 0), world.pick.random()))
    return pool[0]


def _twins(shop: Shop, wish: Wish, district: str) -> None:
    """Two offers that look alike by organisations that are not to be linked."""
    first = _local(shop, wish, [district])
    other = _provider(shop, wish.topic, [district])
    craft = CRAFTS[wish.topic]
    title = next(other for own, other, _ in craft.titles if first.title.startswith(own))
    groups = first.target_group_ids
    if shop.world.pick.random() < 0.5:
        groups = tuple(sorted({*groups, craft.groups[-1]}))
    shop.offer(
        other,
        f"{title} {PLACES[district]}",
        first.topic_ids,
        groups,
        first.format_ids,
        on_site=(district,),
    )
    shop.twins.append((first.actor_id, other.id))


def _on_request(shop: Shop, wish: Wish, places: list[str]) -> None:
    """Offers that only reach the districts planned so, and deliveries where expected."""
    far = [d for d in places if shop.fates[wish.topic, d] == "reach_only"]
    near = [d for d in places if shop.fates[wish.topic, d] == "thin" and wish.minimum == 1]
    by_topic = {"sprachmittlung": 3, "antidisk": 4, "arbeit": 5, "psychosozial": 7}
    if wish.topic == "iko" or not (far or near):
        return
    actor = shop.world.central[by_topic.get(wish.topic, 2)]
    craft = CRAFTS[wish.topic]
    title, _, formats = craft.titles[0]
    groups = sorted({wish.group} - {""} | {craft.groups[0]})
    made = shop.offer(
        actor, f"{title} auf Anfrage", (wish.topic,), groups, formats, reachable=far + near
    )
    for district in near:
        _deliver(shop, made, district)
    if wish.reach is Reach.ON_SITE and far:
        # It was there once, but too long ago to count.
        _deliver(shop, made, far[0], days=900)


def _deliver(shop: Shop, offer: Offer, district: str, days: int = 0) -> None:
    world = shop.world
    for _ in range(1 if days else world.pick.randint(1, 2)):
        number = sum(isinstance(r, Delivery) for r in world.records) + 1
        ago = days or world.pick.randint(20, 500)
        world.add(
            Delivery(
                id=f"uebung-durchfuehrung-{number:02}",
                title=f"{offer.title}: Termin {PLACES[district]}",
                day=world.day - timedelta(days=ago),
                region_id=district,
                actor_ids=(offer.actor_id,),
                offer_id=offer.id,
                topic_ids=offer.topic_ids,
                participants=world.pick.randint(6, 40),
                provenance=world.since(max(1, ago - 10)),
            )
        )


def _others(shop: Shop) -> None:
    """Offers on further topics until the shop is full; every organisation has one."""
    pick, world = shop.world.pick, shop.world
    everyone = [a for d in PLACES for a in world.by_district[d]]
    idle = [a for a in everyone if not shop.busy.get(a.id)] + list(world.guides)
    topics = sorted(OTHER)
    number = 0
    while len(shop.offers) < OFFERS - 22:
        actor = idle.pop(0) if idle else pick.choice(everyone)
        if actor.id in world.alone and shop.busy.get(actor.id):
            continue
        number += 1
        turned = topics[number % len(topics) :] + topics[: number % len(topics)]
        topic = next((t for t in turned if _new_there(shop, actor, t)), turned[0])
        title, format, _ = OTHER[topic]
        beside = pick.sample(BESIDE[topic], pick.randint(1, 2))
        shop.offer(
            actor,
            f"{title} {PLACES[actor.region_id]}",
            (topic, *beside),
            sorted(pick.sample(GROUPS[topic], pick.randint(1, 2))),
            (format,),
            on_site=(actor.region_id,),
            confirmed=pick.randint(560, 800) if number % 16 == 0 else 0,
        )


def _new_there(shop: Shop, actor: Actor, topic: str) -> bool:
    """Whether a topic suits the organisation and nobody offers it under this name there."""
    title, _, types = OTHER[topic]
    name = f"{title} {PLACES[actor.region_id]}"
    return actor.org_type_id in types and all(o.title != name for o in shop.offers)


def _past_and_planned(shop: Shop) -> None:
    """Offers that ended or have not begun: they are no supply on the day."""
    world = shop.world
    everyone = [a for d in PLACES for a in world.by_district[d] if a.id not in world.alone]
    while len(shop.offers) < OFFERS:
        actor = world.pick.choice(everyone)
        topic = world.pick.choice(sorted(CRAFTS))
        title, _, formats = world.pick.choice(CRAFTS[topic].titles)
        ended = len(shop.offers) % 3 != 0
        if ended:
            end = world.day - timedelta(days=world.pick.randint(20, 400))
            period = Period(PartialDate.of(end - timedelta(days=700)), PartialDate.of(end))
        else:
            start = world.day + timedelta(days=world.pick.randint(30, 200))
            period = Period(PartialDate.of(start), None)
        made = shop.offer(
            actor,
            f"{title} {PLACES[actor.region_id]}",
            (topic,),
            (CRAFTS[topic].groups[0],),
            formats,
            on_site=(actor.region_id,),
            period=period,
        )
        if ended:
            shop.offers[-1] = replace(made, note="Beendet, steht zur Erinnerung noch hier.")
