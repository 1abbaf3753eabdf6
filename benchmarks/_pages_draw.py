"""What the drawn records of a network have in common: its shape, its random numbers, its terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
Body = tuple[str, Row]
"""Kind and body of a record."""

SEED = 1
ACTIVE = 0.3
"""Share of offers and projects that run, as in ``_data.py``."""

REGIONS = {2_000: 22, 20_000: 100}
EXPECTATIONS, MANY_EXPECTATIONS = 8, 420
OPEN: Row = {"start": None, "end": None}
"""A period that nobody stated."""

TEXT = (
    "Ein erfundener Eintrag zum Messen. Er richtet sich an Einrichtungen, die sich öffnen wollen, "
    "und wird nach Absprache vor Ort angeboten."
)


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


class Draw:
    """What records of one network are drawn from; the order of calls is part of the seed."""

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

    def body(self, id: str, *, confirmed: str | None = None, **fields: Any) -> Row:
        """The fields that every record has, and its own."""
        provenance = {
            "source": "Messung",
            "confirmed": confirmed,
            "visibility": "public",
            "origin": "",
        }
        return {"id": id, "provenance": provenance, "note": "", **fields}

    def before(self, days: int) -> str:
        """A day so many days ago (ahead, if negative)."""
        return (self.day - timedelta(days=days)).isoformat()

    def confirmed(self) -> str:
        """When an entry was confirmed last."""
        return self.before(self.pick.randint(0, 600))

    def content(self) -> Row:
        """What an offer or project is about, where, and when."""
        pick = self.pick
        places = pick.sample(self.places, pick.choices((1, 2, 3), (65, 25, 10))[0])
        return {
            "topic_ids": self.some_topics((0.35, 0.4, 0.2, 0.05)),
            "target_group_ids": self.few(self.groups, (0.1, 0.4, 0.3, 0.2)),
            "format_ids": self.few(self.formats[:8], (0.1, 0.6, 0.3)),
            "on_site_region_ids": places,
            "reachable_region_ids": [],
            "period": self.a_period(),
        }

    def some_topics(self, shares: Sequence[float]) -> list[str]:
        """One topic or more, by the chance of each number; some are more popular."""
        count = self.pick.choices(range(1, len(shares) + 1), shares)[0]
        return sorted({*self.pick.choices(self.topics, self.popular, k=count)})

    def few(self, ids: Sequence[str], shares: Sequence[float]) -> list[str]:
        """None, one or more terms, by the chance of each number."""
        found = sorted(self.pick.sample(ids, self.pick.choices(range(len(shares)), shares)[0]))
        return [f"gone-{id}" for id in found] if self.shape.dangling else found

    def a_period(self) -> Row:
        """A few run, most have ended."""
        pick = self.pick
        if pick.random() < ACTIVE:
            return _bounds(self.before(pick.randint(40, 1000)), self.before(-pick.randint(1, 900)))
        ended = pick.randint(1, 900)
        return _bounds(self.before(ended + 400), self.before(ended))


def _bounds(start: str, end: str) -> Row:
    return {"start": _day(start), "end": _day(end)}


def _day(text: str) -> Row:
    return {"text": text, "earliest": text, "latest": text}
