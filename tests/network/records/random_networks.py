"""Small random networks in which every rule has something to bite on."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from services.network.records.model import (
    Actor,
    Cooperation,
    Delivery,
    Expectation,
    Funding,
    Offer,
    Project,
    Provenance,
    Reach,
    Record,
    Region,
    SteeringGroup,
    Survey,
    Tie,
    TieKind,
    Topic,
)
from services.network.records.network import Network
from services.network.records.period import PartialDate, Period
from tests.builders import network_of

DAY = date(2026, 5, 4)
TOPICS = ("t0", "t1", "t2", "t3", "t4")
GROUPS = ("g0", "g1", "g2")
FORMATS = ("f0", "f1")
DISTRICTS = ("16051", "16052", "16053")
PLACES = (*DISTRICTS, "16", "15", "15001", "m1", "free")
TYPES = ("verein", "verein", "verein", "netzwerk", "konsortium", "verwaltungseinheit", "")


def random_network(seed: int) -> Network:
    """A network of up to eight actors and a dozen offers, drawn from ``seed``."""
    return network_of(*random_records(seed))


def random_records(seed: int) -> list[Record]:
    draw = _Draw(Random(seed))
    records: list[Record] = [*_places(), *_topics()]
    actors = [f"a{i}" for i in range(draw.pick.randint(2, 8))]
    projects = [f"p{i}" for i in range(draw.pick.randint(0, 4))]
    offers = [f"o{i}" for i in range(draw.pick.randint(1, 10))]
    records += [
        Actor(
            id=id,
            name=id,
            org_type_id=draw.pick.choice(TYPES),
            region_id=draw.pick.choice(("", "", "", *PLACES)),
            is_person_group=draw.chance(0.05),
        )
        for id in actors
    ]
    for id in projects:
        records.append(
            Project(
                id=id,
                title=id,
                lead_actor_id=draw.maybe(actors, 0.8),
                partner_actor_ids=draw.some(actors, 2),
                funder_actor_ids=draw.some(actors, 1) if draw.chance(0.2) else (),
                fundings=(Funding(funder_actor_id=draw.maybe(actors, 0.3)),),
                **draw.content(),
            )
        )
    content = draw.content()
    for id in offers:
        # Half of the offers resemble the one before: otherwise hardly two would be alike.
        content = {**draw.content(), **draw.like(content)}
        records.append(
            Offer(
                id=id,
                title=id,
                actor_id=draw.maybe(actors, 0.95),
                project_id=draw.maybe(projects, 0.2),
                **content,
            )
        )
    records += _links(draw, actors)
    records += _looks(draw, actors, offers)
    return records


class _Draw:
    def __init__(self, pick: Random) -> None:
        self.pick = pick

    def chance(self, share: float) -> bool:
        return self.pick.random() < share

    def maybe(self, ids, share: float) -> str:
        return self.pick.choice(ids) if ids and self.chance(share) else ""

    def some(self, ids, most: int) -> tuple[str, ...]:
        return tuple(self.pick.sample(list(ids), min(len(ids), self.pick.randint(0, most))))

    def provenance(self) -> Provenance:
        ago = self.pick.choice((0, 10, 200, 540, 547, 548, 549, 900, None))
        return Provenance(confirmed=None if ago is None else DAY - timedelta(days=ago))

    def period(self) -> Period:
        start = self.pick.choice((None, None, -800, -40, -28, -29, 0, 1, "Frühjahr 2026"))
        end = self.pick.choice((None, None, None, -1, 0, 1, 2, 28, 29, 300, "Ende 2026"))
        if isinstance(start, int) and isinstance(end, int) and end < start:
            end = None
        if start == "Frühjahr 2026" and isinstance(end, int):
            end = None
        return Period(_date(start), _date(end))

    def like(self, content):
        """Some of the same content: all but one or two dimensions, or nothing."""
        if self.chance(0.5):
            return {}
        kept = ("topic_ids", "on_site_region_ids", "period", "provenance", "format_ids")
        return {name: content[name] for name in kept if self.chance(0.85)}

    def content(self):
        return {
            "topic_ids": self.some(TOPICS, 3),
            "target_group_ids": self.some(GROUPS, 2),
            "format_ids": self.some(FORMATS, 2),
            "on_site_region_ids": self.some(PLACES, 2),
            "reachable_region_ids": self.some(PLACES, 2) if self.chance(0.4) else (),
            "period": self.period(),
            "provenance": self.provenance(),
        }


def _date(value) -> PartialDate | None:
    if value is None:
        return None
    if isinstance(value, str):
        return PartialDate.parse(value)
    return PartialDate.of(DAY + timedelta(days=value))


def _places() -> list[Record]:
    return [
        Region(id="16", name="Thüringen", level="land"),
        Region(id="15", name="Sachsen-Anhalt", level="land"),
        Region(id="15001", name="Dort", level="area", parent_id="15"),
        Region(id="m1", name="Gemeinde", level="municipality", parent_id="16052"),
        Region(id="free", name="Irgendwo", level="area"),
        *(
            Region(id=id, name=id, level="district", parent_id="16", population=100 * (i + 1))
            for i, id in enumerate(DISTRICTS)
        ),
    ]


def _topics() -> list[Record]:
    parents = {"t1": "t0", "t2": "t1", "t3": "t0"}
    return [Topic(id=id, label=id, parent_id=parents.get(id, "")) for id in TOPICS]


def _links(draw: _Draw, actors: list[str]) -> list[Record]:
    found: list[Record] = []
    for i in range(draw.pick.randint(0, 3)):
        found.append(
            Cooperation(
                id=f"c{i}",
                partner_ids=draw.some(actors, 3),
                period=draw.period(),
                provenance=draw.provenance(),
            )
        )
    for i in range(draw.pick.randint(0, 5)):
        one, other = draw.pick.choice(actors), draw.pick.choice(actors)
        if one != other:
            kind = draw.pick.choice((*TieKind, TieKind.MEMBER_OF, TieKind.MEMBER_OF))
            found.append(
                Tie(
                    id=f"v{i}",
                    kind=kind,
                    from_actor_id=one,
                    to_actor_id=other,
                    period=draw.period() if draw.chance(0.3) else Period(),
                )
            )
    if draw.chance(0.3):
        found.append(
            SteeringGroup(
                id="s", name="s", member_actor_ids=draw.some(actors, 3), period=draw.period()
            )
        )
    return found


def _looks(draw: _Draw, actors: list[str], offers: list[str]) -> list[Record]:
    found: list[Record] = []
    for i in range(draw.pick.randint(1, 3)):
        found.append(
            Expectation(
                id=f"e{i}",
                region_ids=draw.some(PLACES, 2) or ("16",),
                topic_id=draw.pick.choice(TOPICS),
                target_group_id=draw.maybe(GROUPS, 0.2),
                format_id=draw.maybe(FORMATS, 0.2),
                minimum=draw.pick.choice((0, 1, 1, 2, 2, 3)),
                reach=draw.pick.choice(list(Reach)),
                since=draw.pick.choice((None, DAY, DAY + timedelta(days=1))),
            )
        )
    for i in range(draw.pick.randint(0, 3)):
        found.append(
            Survey(
                id=f"u{i}",
                region_id=draw.pick.choice(PLACES),
                topic_ids=draw.some(TOPICS, 2),
                as_of=DAY - timedelta(days=draw.pick.choice((-1, 0, 548, 549))),
            )
        )
    for i in range(draw.pick.randint(0, 4)):
        found.append(
            Delivery(
                id=f"d{i}",
                title="Termin",
                day=DAY - timedelta(days=draw.pick.choice((-1, 0, 730, 731))),
                region_id=draw.pick.choice(PLACES),
                actor_ids=draw.some(actors, 1),
                offer_id=draw.maybe(offers, 0.5),
                topic_ids=draw.some(TOPICS, 1),
                target_group_ids=draw.some(GROUPS, 1) if draw.chance(0.2) else (),
                format_ids=draw.some(FORMATS, 1) if draw.chance(0.2) else (),
            )
        )
    return found
