"""Networks for measuring: skewed like real ones, seeded, of any size."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from services.network.records.model import (
    Actor,
    Cooperation,
    Expectation,
    Offer,
    Project,
    Provenance,
    Record,
    Region,
    Survey,
    Topic,
)
from services.network.records.network import Network
from services.network.records.period import PartialDate, Period

DAY = date(2026, 11, 25)
TOPICS, GROUPS, FORMATS = 30, 12, 6


def network(
    actors: int,
    entries: int,
    regions: int,
    *,
    wide: float = 0.0,
    active: float = 0.3,
    seed: int = 1,
) -> Network:
    """``entries`` offers and projects (half each), 1.45 regions, two topics each on average.

    ``wide`` is the share of offers that reach the whole Land; ``active`` of those that run.
    Two of a hundred entries are planted twins of another one.
    """
    pick = Random(seed)
    records: list[Record] = [Region(id="L", name="Land", level="land")]
    places = [f"{i:05}" for i in range(regions)]
    records += [
        Region(id=id, name=id, level="district", parent_id="L", population=1000) for id in places
    ]
    topics = [f"t{i:02}" for i in range(TOPICS)]
    records += [Topic(id=id, label=id) for id in topics]
    who = [f"a{i:06}" for i in range(actors)]
    records += [Actor(id=id, name=id, region_id=pick.choice(places)) for id in who]
    popular = [1 / (i + 3) for i in range(TOPICS)]
    made: list[Offer | Project] = []
    for number in range(entries):
        content: dict[str, Any]
        if made and pick.random() < 0.02:
            twin = pick.choice(made)
            content = {name: getattr(twin, name) for name in CONTENT}
        else:
            far = pick.random() < wide
            content = {
                "topic_ids": _several(pick, topics, popular, (0.35, 0.4, 0.2, 0.05)),
                "target_group_ids": _few(pick, "g", GROUPS, (0.1, 0.4, 0.3, 0.2)),
                "format_ids": _few(pick, "f", FORMATS, (0.1, 0.6, 0.3)),
                "on_site_region_ids": ()
                if far
                else tuple(pick.sample(places, pick.choices((1, 2, 3), (65, 25, 10))[0])),
                "reachable_region_ids": ("L",) if far else (),
                "period": _period(pick, active),
            }
        provenance = Provenance(confirmed=DAY - timedelta(days=pick.randint(0, 600)))
        lead = pick.choice(who)
        if number % 2:
            made.append(
                Offer(id=f"e{number:07}", title="", actor_id=lead, provenance=provenance, **content)
            )
        else:
            partners = tuple(pick.sample(who, 1)) if pick.random() < 0.2 else ()
            made.append(
                Project(
                    id=f"e{number:07}",
                    title="",
                    lead_actor_id=lead,
                    partner_actor_ids=partners,
                    provenance=provenance,
                    **content,
                )
            )
    records += made
    for number in range(int(actors * 2.2)):
        records.append(
            Cooperation(
                id=f"c{number:07}",
                partner_ids=tuple(pick.sample(who, pick.choices((2, 3, 4), (80, 15, 5))[0])),
                provenance=Provenance(confirmed=DAY - timedelta(days=pick.randint(0, 600))),
            )
        )
    for number, topic in enumerate(topics[:8]):
        records.append(Expectation(id=f"x{number}", region_ids=("L",), topic_id=topic))
    records += [
        Survey(id=f"s{id}", region_id=id, as_of=DAY - timedelta(days=90)) for id in places[::2]
    ]
    kinds: dict[str, dict[str, Record]] = {}
    for record in records:
        kinds.setdefault(record.KIND, {})[record.id] = record
    return Network(1, kinds)


CONTENT = (
    "topic_ids",
    "target_group_ids",
    "format_ids",
    "on_site_region_ids",
    "reachable_region_ids",
    "period",
)


def _several(
    pick: Random, names: list[str], weights: list[float], shares: tuple[float, ...]
) -> tuple[str, ...]:
    count = pick.choices(range(1, len(shares) + 1), shares)[0]
    return tuple(sorted({*pick.choices(names, weights, k=count)}))


def _few(pick: Random, letter: str, size: int, shares: tuple[float, ...]) -> tuple[str, ...]:
    count = pick.choices(range(len(shares)), shares)[0]
    return tuple(f"{letter}{i:02}" for i in sorted(pick.sample(range(size), count)))


def _period(pick: Random, active: float) -> Period:
    if pick.random() < active:
        start = DAY - timedelta(days=pick.randint(40, 1000))
        return Period(
            PartialDate.of(start), PartialDate.of(DAY + timedelta(days=pick.randint(1, 900)))
        )
    end = DAY - timedelta(days=pick.randint(1, 900))
    return Period(PartialDate.of(end - timedelta(days=400)), PartialDate.of(end))


def timed(work: Callable[[], Any], repeats: int = 3) -> tuple[float, Any]:
    """Median processor seconds of some runs, and the last result.

    Processor time, for work in one thread: a busy machine does not change it much.
    """
    times, result = [], None
    for _ in range(repeats):
        began = time.process_time()
        result = work()
        times.append(time.process_time() - began)
    return statistics.median(times), result
