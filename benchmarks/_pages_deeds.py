"""What should exist in a drawn network, and what was done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benchmarks._pages_draw import TEXT, Body, Draw, Row
from benchmarks._pages_records import LAND


def what_should_be(draw: Draw) -> Iterator[Body]:
    """Expectations, in the whole Land, and surveys of every other district."""
    goals = [goal for goal, _text in draw.strategy["goals"]]
    for number, (topic, group, form) in enumerate(_wanted(draw)):
        yield (
            "expectation",
            draw.body(
                f"x{number:04}",
                region_ids=[LAND],
                topic_id=topic,
                target_group_id=group,
                format_id=form,
                minimum=2,
                reach=("on_site", "reachable")[number % 2],
                weight=(1.0, 1.5, 0.5)[number % 3],
                reason="Gehört in jeden Kreis.",
                strategy_id=draw.strategy["id"],
                strategy_goal=goals[number % len(goals)],
                decided_by="Beirat",
                since=None,
                follows=[],
            ),
        )
    for place in draw.places[::2]:
        yield (
            "survey",
            draw.body(
                f"s{place}",
                region_id=place,
                topic_ids=[],
                as_of=draw.before(90),
                by="Koordination",
            ),
        )


def what_was_done(draw: Draw) -> Iterator[Body]:
    """Meetings, deliveries, measures, sources and indicators: a few hundred in all."""
    pick = draw.pick
    some = max(10, draw.shape.entries // 100)
    for number in range(some // 4):
        began = draw.before(pick.randint(-60, 700))
        yield (
            "meeting",
            draw.body(
                f"m{number:06}",
                title=f"Vernetzungstreffen {number}",
                meeting_type="network",
                starts_at=f"{began}T09:00:00Z",
                ends_at=f"{began}T12:00:00Z",
                status="published",
                online=False,
                place="Rathaus",
                region_ids=[pick.choice(draw.places)],
                topic_ids=draw.some_topics((0.7, 0.3)),
                host_actor_ids=[pick.choice(draw.who)],
                finding_ids=[],
                measure_id="",
                invited=30,
                registered=20,
                attended=None if began > draw.day.isoformat() else 15,
                organisations=None if began > draw.day.isoformat() else 9,
                facts_version=1,
            ),
        )
    for number in range(some):
        yield (
            "delivery",
            draw.body(
                f"d{number:06}",
                title=f"Fortbildung {number}",
                day=draw.before(pick.randint(1, 700)),
                region_id=pick.choice(draw.places),
                actor_ids=[pick.choice(draw.who)],
                offer_id=pick.choice(draw.offer_ids),
                topic_ids=draw.some_topics((0.7, 0.3)),
                target_group_ids=[pick.choice(draw.groups)],
                format_ids=[pick.choice(draw.formats)],
                event_id="",
                participants=pick.randint(6, 40),
            ),
        )
    for number in range(some // 4):
        yield (
            "evidence",
            draw.body(
                f"q{number:06}",
                title=f"Gespräch {number}",
                evidence_kind=pick.choice(("interview", "document", "focus_group")),
                text=TEXT,
                source="Protokoll",
                day=draw.before(pick.randint(1, 330)),
                region_ids=[pick.choice(draw.places)],
                topic_ids=draw.some_topics((1,)),
                participants=None,
            ),
        )
    for number in range(some // 4):
        yield "measure", draw.body(f"v{number:06}", **_measure(draw, number))
    for number in range(6):
        values = [
            {"day": draw.before(400 - 90 * i), "value": 10.0 + 7 * i, "source": "Zählung"}
            for i in range(4)
        ]
        yield (
            "indicator",
            draw.body(
                f"i{number:06}",
                name=f"Kennzahl {number}",
                unit="Einrichtungen",
                target=50.0,
                target_day=draw.before(-200),
                less_is_better=False,
                readings=values,
                strategy_id=draw.strategy["id"],
                strategy_goal=draw.strategy["goals"][0][0],
            ),
        )


def _wanted(draw: Draw) -> Iterable[tuple[str, str, str]]:
    """Topics alone, then for target groups, then in a form: as many as are asked for."""
    topics = draw.topics[:30]
    every = [(topic, "", "") for topic in topics]
    every += [(topic, group, "") for group in draw.groups[:12] for topic in topics]
    every += [(topic, draw.groups[0], draw.formats[i % 6]) for i, topic in enumerate(topics)]
    return every[: draw.shape.expectations]


def _measure(draw: Draw, number: int) -> Row:
    status = ("planned", "running", "running", "done")[number % 4]
    return {
        "title": f"Vorhaben {number}",
        "description": "",
        "findings": [],
        "about": [],
        "owner": "Koordination",
        "owner_actor_id": "",
        "owner_email": "",
        "begun": draw.before(draw.pick.randint(100, 300)),
        "due": draw.before(draw.pick.randint(-200, 60)),
        "remind_days": 14,
        "status": status,
        "closed": draw.before(20) if status == "done" else None,
        "outcome": "Es gibt jetzt ein Angebot." if status == "done" else "",
        "region_ids": [draw.pick.choice(draw.places)],
        "topic_ids": draw.some_topics((1,)),
        "strategy_id": draw.strategy["id"],
        "strategy_goal": draw.strategy["goals"][0][0],
        "meeting_ids": [],
        "offer_ids": [draw.pick.choice(draw.offer_ids)] if status == "done" else [],
        "project_ids": [],
        "cooperation_ids": [],
        "delivery_ids": [],
        "evidence_ids": [],
    }
