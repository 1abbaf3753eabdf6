"""A data folder as the product writes it, of any size: seeded, skewed like real ones.

Written as rows and JSON, without the product's own code: an older checkout and today's read the
same folder, and neither has made it. The fields of every kind stand here in full, as stored.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
Body = tuple[str, Row]
"""Kind and body of a record."""

LAND = "16"
SEED = 1
ACTIVE = 0.3
"""Share of offers and projects that run, as in ``_data.py``."""

REGIONS = {2_000: 22, 20_000: 100}
EXPECTATIONS, MANY_EXPECTATIONS = 8, 420

_BASE = {"note": ""}
_PERIOD: Row = {"start": None, "end": None}


@dataclass(frozen=True)
class Shape:
    """What a network is like: the key of its folder in the cache.

    ``entries`` offers and projects, half each, of half as many actors. With ``dangling`` a fifth of
    the offers name an actor that does not exist, and every entry target groups and formats that
    no vocabulary has.
    """

    entries: int
    expectations: int = EXPECTATIONS
    dangling: bool = False

    @property
    def regions(self) -> int:
        """Districts: those that exist, and made-up ones beyond 22."""
        return REGIONS.get(self.entries, 22 if self.entries < 10_000 else 100)

    @property
    def key(self) -> str:
        """A name for a folder."""
        gaps = "-dangling" if self.dangling else ""
        return f"{self.entries}-{self.expectations}{gaps}"


def today() -> date:
    """The day that the product counts from."""
    return datetime.now(ZoneInfo("Europe/Berlin")).date()


def fill(database: Path, shape: Shape, day: date) -> int:
    """Add a network to a network database that holds only vocabularies and the installation.

    Every record has its entry in the history, as after an import. Returns the number of records.
    """
    connection = sqlite3.connect(database)
    with connection:
        there: dict[str, list[Row]] = {}
        for kind, body in connection.execute("SELECT kind, body FROM record"):
            there.setdefault(kind, []).append(json.loads(body))
        (revision,) = connection.execute(
            "UPDATE meta SET value = value + 1 WHERE name = 'revision' RETURNING value"
        ).fetchone()
        at = f"{day.isoformat()}T00:00:00.000000+00:00"
        stored, told = [], []
        for seq, (kind, body) in enumerate(_records(there, shape, day)):
            text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
            stored.append((kind, body["id"], 1, revision, text, None))
            told.append((revision, seq, kind, body["id"], 1, None, text, "Messung", at, "Import"))
        connection.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)", stored)
        connection.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", told)
        (count,) = connection.execute("SELECT count(*) FROM record").fetchone()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return int(count)


def _records(there: dict[str, list[Row]], shape: Shape, day: date) -> Iterator[Body]:
    pick = Random(SEED)
    made = _Maker(pick, day, there, shape)
    yield from made.regions()
    yield from made.actors()
    yield from made.entries()
    yield from made.cooperations()
    yield from made.what_should_be()
    yield from made.what_was_done()


class _Maker:
    """Draws the records of one network; the order of calls is part of the seed."""

    def __init__(self, pick: Random, day: date, there: dict[str, list[Row]], shape: Shape) -> None:
        self.pick, self.day, self.shape = pick, day, shape
        by_position = {
            kind: [r["id"] for r in sorted(rows, key=lambda r: (r.get("position", 0), r["id"]))]
            for kind, rows in there.items()
        }
        parents = {row["parent_id"] for row in there["topic"]}
        self.labels = {r["id"]: r["label"] for r in there["topic"]}
        self.topics = [id for id in by_position["topic"] if id not in parents]
        self.popular = [1 / (i + 3) for i in range(len(self.topics))]
        self.groups = by_position["target_group"]
        self.formats = by_position["format"]
        self.org_types = by_position["org_type"]
        self.strategy = there["strategy"][0]
        self.names = {r["id"]: r["name"] for r in there["region"] if r["level"] == "district"}
        self.places = sorted(self.names)
        self.who = [f"a{i:06}" for i in range(shape.entries // 2)]
        self.offer_ids: list[str] = []
        self.contents: list[Row] = []

    # --- what there is ------------------------------------------------------------------

    def regions(self) -> Iterator[Body]:
        """Districts beyond those that exist; the network lies in all of them."""
        for number in range(self.shape.regions - len(self.places)):
            id = f"16{101 + number}"
            self.names[id] = f"Kreis {number + 1:02}"
            yield (
                "region",
                self._body(
                    id,
                    name=self.names[id],
                    level="district",
                    parent_id=LAND,
                    aliases=[],
                    population=self.pick.randint(35, 220) * 1000,
                    foreign_share=round(self.pick.uniform(4, 13), 1),
                ),
            )
        self.places = sorted(self.names)

    def actors(self) -> Iterator[Body]:
        """Actors, and ties that make houses of some of them."""
        pick = self.pick
        for number, id in enumerate(self.who):
            place = pick.choice(self.places)
            name = f"{pick.choice(_WHO)} {pick.choice(_FOR)} {self.names[place]} {number}"
            yield (
                "actor",
                self._body(
                    id,
                    confirmed=self._confirmed(),
                    name=name,
                    short_name="",
                    aliases=[],
                    org_type_id=pick.choice(self.org_types),
                    region_id=place,
                    area="",
                    street=f"Hauptstraße {number % 200 + 1}",
                    postcode="",
                    city=self.names[place],
                    website=f"https://www.ort-{number}.example",
                    email=f"post@ort-{number}.example",
                    phone="",
                    description=_TEXT if number % 3 == 0 else "",
                    founded="",
                    invitable=True,
                    askable=True,
                    is_person_group=False,
                ),
            )
        for number in range(len(self.who) // 12):
            upper, lower = pick.sample(self.who, 2)
            yield (
                "tie",
                self._body(
                    f"t{number:06}",
                    kind=pick.choice(
                        ("carrier_of", "part_of", "department_of", "funds", "member_of")
                    ),
                    from_actor_id=upper,
                    to_actor_id=lower,
                    period=_PERIOD,
                ),
            )

    def entries(self) -> Iterator[Body]:
        """Offers and projects in turn; two of a hundred are twins of another one."""
        pick, missing = self.pick, Random(SEED + 1)
        for number in range(self.shape.entries):
            twin = self.contents and pick.random() < 0.02
            content = pick.choice(self.contents) if twin else self._content()
            self.contents.append(content)
            id, lead, confirmed = f"e{number:07}", pick.choice(self.who), self._confirmed()
            title = f"{self.labels[content['topic_ids'][0]]}: {pick.choice(_WHAT)} {number}"
            text = _TEXT if number % 2 else ""
            if number % 2:
                # Of its own random numbers, so that a dangling network is otherwise the same.
                if self.shape.dangling and missing.random() < 0.2:
                    lead = f"gone{number:07}"
                self.offer_ids.append(id)
                yield (
                    "offer",
                    self._body(
                        id,
                        confirmed=confirmed,
                        title=title,
                        actor_id=lead,
                        project_id="",
                        **_part(content, _CLASSES[:2]),
                        target_group_text="",
                        **_part(content, _CLASSES[2:3]),
                        languages=["Deutsch"],
                        cost_rule="kostenfrei",
                        **_part(content, _CLASSES[3:]),
                        description=text,
                        website="",
                    ),
                )
            else:
                partners = pick.sample(self.who, 1) if pick.random() < 0.2 else []
                yield (
                    "project",
                    self._body(
                        id,
                        confirmed=confirmed,
                        title=title,
                        project_type="",
                        lead_actor_id=lead,
                        partner_actor_ids=partners,
                        funder_actor_ids=[],
                        fundings=[],
                        **content,
                        description=text,
                    ),
                )

    def cooperations(self) -> Iterator[Body]:
        """More than two for every actor."""
        pick = self.pick
        for number in range(int(len(self.who) * 2.1)):
            partners = pick.sample(self.who, pick.choices((2, 3, 4), (80, 15, 5))[0])
            yield (
                "cooperation",
                self._body(
                    f"c{number:07}",
                    confirmed=self._confirmed(),
                    name="",
                    partner_ids=partners,
                    cooperation_type="",
                    intensity=pick.choices((1, 2, 3), (30, 50, 20))[0],
                    period=_PERIOD,
                    project_id="",
                    process_id="",
                    topic_ids=self._topics((0.8, 0.2)),
                    region_ids=[],
                    event_id="",
                    description="",
                ),
            )

    # --- what should be, what was done --------------------------------------------------

    def what_should_be(self) -> Iterator[Body]:
        """Expectations, in the whole Land, and surveys of every other district."""
        goals = [goal for goal, _text in self.strategy["goals"]]
        for number, (topic, group, form) in enumerate(self._wanted()):
            yield (
                "expectation",
                self._body(
                    f"x{number:04}",
                    region_ids=[LAND],
                    topic_id=topic,
                    target_group_id=group,
                    format_id=form,
                    minimum=2,
                    reach=("on_site", "reachable")[number % 2],
                    weight=(1.0, 1.5, 0.5)[number % 3],
                    reason="Gehört in jeden Kreis.",
                    strategy_id=self.strategy["id"],
                    strategy_goal=goals[number % len(goals)],
                    decided_by="Beirat",
                    since=None,
                    follows=[],
                ),
            )
        for place in self.places[::2]:
            yield (
                "survey",
                self._body(
                    f"s{place}",
                    region_id=place,
                    topic_ids=[],
                    as_of=self._before(90),
                    by="Koordination",
                ),
            )

    def what_was_done(self) -> Iterator[Body]:
        """Meetings, deliveries, measures, sources and indicators: a few hundred in all."""
        pick = self.pick
        some = max(10, self.shape.entries // 100)
        for number in range(some // 4):
            began = self._before(pick.randint(-60, 700))
            yield (
                "meeting",
                self._body(
                    f"m{number:06}",
                    title=f"Vernetzungstreffen {number}",
                    meeting_type="network",
                    starts_at=f"{began}T09:00:00Z",
                    ends_at=f"{began}T12:00:00Z",
                    status="published",
                    online=False,
                    place="Rathaus",
                    region_ids=[pick.choice(self.places)],
                    topic_ids=self._topics((0.7, 0.3)),
                    host_actor_ids=[pick.choice(self.who)],
                    finding_ids=[],
                    measure_id="",
                    invited=30,
                    registered=20,
                    attended=None if began > self.day.isoformat() else 15,
                    organisations=None if began > self.day.isoformat() else 9,
                    facts_version=1,
                ),
            )
        for number in range(some):
            yield (
                "delivery",
                self._body(
                    f"d{number:06}",
                    title=f"Fortbildung {number}",
                    day=self._before(pick.randint(1, 700)),
                    region_id=pick.choice(self.places),
                    actor_ids=[pick.choice(self.who)],
                    offer_id=pick.choice(self.offer_ids),
                    topic_ids=self._topics((0.7, 0.3)),
                    target_group_ids=[pick.choice(self.groups)],
                    format_ids=[pick.choice(self.formats)],
                    event_id="",
                    participants=pick.randint(6, 40),
                ),
            )
        for number in range(some // 4):
            yield (
                "evidence",
                self._body(
                    f"q{number:06}",
                    title=f"Gespräch {number}",
                    evidence_kind=pick.choice(("interview", "document", "focus_group")),
                    text=_TEXT,
                    source="Protokoll",
                    day=self._before(pick.randint(1, 330)),
                    region_ids=[pick.choice(self.places)],
                    topic_ids=self._topics((1,)),
                    participants=None,
                ),
            )
        for number in range(some // 4):
            yield "measure", self._body(f"v{number:06}", **self._measure(number))
        for number in range(6):
            values = [
                {"day": self._before(400 - 90 * i), "value": 10.0 + 7 * i, "source": "Zählung"}
                for i in range(4)
            ]
            yield (
                "indicator",
                self._body(
                    f"i{number:06}",
                    name=f"Kennzahl {number}",
                    unit="Einrichtungen",
                    target=50.0,
                    target_day=self._before(-200),
                    less_is_better=False,
                    readings=values,
                    strategy_id=self.strategy["id"],
                    strategy_goal=self.strategy["goals"][0][0],
                ),
            )

    # --- inside -------------------------------------------------------------------------

    def _body(self, id: str, *, confirmed: str | None = None, **fields: Any) -> Row:
        provenance = {
            "source": "Messung",
            "confirmed": confirmed,
            "visibility": "public",
            "origin": "",
        }
        return {"id": id, "provenance": provenance, **_BASE, **fields}

    def _before(self, days: int) -> str:
        return (self.day - timedelta(days=days)).isoformat()

    def _confirmed(self) -> str:
        return self._before(self.pick.randint(0, 600))

    def _content(self) -> Row:
        pick = self.pick
        places = pick.sample(self.places, pick.choices((1, 2, 3), (65, 25, 10))[0])
        return {
            "topic_ids": self._topics((0.35, 0.4, 0.2, 0.05)),
            "target_group_ids": self._few(self.groups, (0.1, 0.4, 0.3, 0.2)),
            "format_ids": self._few(self.formats[:8], (0.1, 0.6, 0.3)),
            "on_site_region_ids": places,
            "reachable_region_ids": [],
            "period": self._period(),
        }

    def _topics(self, shares: Sequence[float]) -> list[str]:
        count = self.pick.choices(range(1, len(shares) + 1), shares)[0]
        return sorted({*self.pick.choices(self.topics, self.popular, k=count)})

    def _few(self, ids: Sequence[str], shares: Sequence[float]) -> list[str]:
        found = sorted(self.pick.sample(ids, self.pick.choices(range(len(shares)), shares)[0]))
        return [f"gone-{id}" for id in found] if self.shape.dangling else found

    def _period(self) -> Row:
        pick = self.pick
        if pick.random() < ACTIVE:
            return _period(
                self._before(pick.randint(40, 1000)), self._before(-pick.randint(1, 900))
            )
        ended = pick.randint(1, 900)
        return _period(self._before(ended + 400), self._before(ended))

    def _wanted(self) -> Iterable[tuple[str, str, str]]:
        """Topics alone, then for target groups, then in a form: as many as are asked for."""
        topics = self.topics[:30]
        every = [(topic, "", "") for topic in topics]
        every += [(topic, group, "") for group in self.groups[:12] for topic in topics]
        every += [(topic, self.groups[0], self.formats[i % 6]) for i, topic in enumerate(topics)]
        return every[: self.shape.expectations]

    def _measure(self, number: int) -> Row:
        status = ("planned", "running", "running", "done")[number % 4]
        return {
            "title": f"Vorhaben {number}",
            "description": "",
            "findings": [],
            "about": [],
            "owner": "Koordination",
            "owner_actor_id": "",
            "owner_email": "",
            "begun": self._before(self.pick.randint(100, 300)),
            "due": self._before(self.pick.randint(-200, 60)),
            "remind_days": 14,
            "status": status,
            "closed": self._before(20) if status == "done" else None,
            "outcome": "Es gibt jetzt ein Angebot." if status == "done" else "",
            "region_ids": [self.pick.choice(self.places)],
            "topic_ids": self._topics((1,)),
            "strategy_id": self.strategy["id"],
            "strategy_goal": self.strategy["goals"][0][0],
            "meeting_ids": [],
            "offer_ids": [self.pick.choice(self.offer_ids)] if status == "done" else [],
            "project_ids": [],
            "cooperation_ids": [],
            "delivery_ids": [],
            "evidence_ids": [],
        }


_CLASSES = (
    "topic_ids",
    "target_group_ids",
    "format_ids",
    "on_site_region_ids",
    "reachable_region_ids",
    "period",
)
_WHO = ("Verein", "Amt", "Initiative", "Netzwerk", "Bildungswerk", "Stiftung", "Beratungsstelle")
_FOR = ("für Vielfalt", "für Teilhabe", "Integration", "Interkulturelles", "Jugend und Soziales")
_WHAT = ("Fortbildung", "Beratung", "Begleitung", "Werkstatt", "Kurs", "Sprechstunde")
_TEXT = (
    "Ein erfundener Eintrag zum Messen. Er richtet sich an Einrichtungen, die sich öffnen wollen, "
    "und wird nach Absprache vor Ort angeboten."
)


def _part(content: Row, names: Sequence[str]) -> Row:
    return {name: content[name] for name in names}


def _period(start: str, end: str) -> Row:
    return {"start": _day(start), "end": _day(end)}


def _day(text: str) -> Row:
    return {"text": text, "earliest": text, "latest": text}
