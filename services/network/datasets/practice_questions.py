"""What was asked and judged about parallels in the practice network: every stage once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from services.network.datasets.practice_actors import World
from services.network.findings.findings import Findings
from services.network.parallels.parallels import Parallel
from services.network.parallels.sides import Side
from services.network.records.model import (
    Judgement,
    Offer,
    Project,
    Question,
    Verdict,
    Visibility,
)
from services.network.records.period import PartialDate, Period

ASKER = "Koordination (Übung)"


def ask(world: World, found: Findings) -> None:
    """Ask about four pairs that nobody has judged: one waits, one answered in part with a
    correction, one both ways and judged, one judged and released with both statements."""
    judged = {r.finding_id for r in world.records if isinstance(r, Verdict)}
    free = [p for p in found.parallels if p.id not in judged]
    # From the middle: the most alike stay open, so that there is something left to practise.
    chosen = free[len(free) // 3 :][:4]
    for number, pair in enumerate(chosen, 1):
        _STORIES[number - 1](world, pair, number)


def _waiting(world: World, pair: Parallel, number: int) -> None:
    for side, word in ((pair.left, "a"), (pair.right, "b")):
        world.add(_question(world, pair, side, f"{number}{word}", days=6))


def _corrected(world: World, pair: Parallel, number: int) -> None:
    record = next(r for r in world.records if (r.KIND, r.id) == (pair.left.kind, pair.left.id))
    assert isinstance(record, Offer | Project)
    world.add(
        _question(
            world,
            pair,
            pair.left,
            f"{number}a",
            days=15,
            answer="planned",
            statement="Wir haben uns für das nächste Quartal verabredet, um Zeiten abzustimmen.",
            proposed=(("description", f"{record.description} Nur noch nachmittags.".strip()),),
        )
    )
    world.add(_question(world, pair, pair.right, f"{number}b", days=15))


def _judged(world: World, pair: Parallel, number: int) -> None:
    world.add(
        _question(
            world,
            pair,
            pair.left,
            f"{number}a",
            days=40,
            answer="no",
            statement="Den anderen Träger kennen wir nur dem Namen nach.",
        )
    )
    world.add(_question(world, pair, pair.right, f"{number}b", days=40, answer="no"))
    _verdict(world, pair, number, Judgement.OVERLAP, "Beide wollen sich einmal treffen.", False)


def _released(world: World, pair: Parallel, number: int) -> None:
    world.add(
        _question(
            world,
            pair,
            pair.left,
            f"{number}a",
            days=50,
            answer="no",
            statement="Unser Schwerpunkt ist ein anderer; abgesprochen haben wir uns bisher nicht.",
        )
    )
    world.add(
        _question(
            world,
            pair,
            pair.right,
            f"{number}b",
            days=50,
            answer="planned",
            statement="Eine Absprache über die Termine ist vereinbart.",
        )
    )
    _verdict(
        world,
        pair,
        number,
        Judgement.INTENDED,
        "Der Bedarf ist groß genug für beide; die Termine werden abgestimmt.",
        True,
    )


_STORIES = (_waiting, _corrected, _judged, _released)


def _question(
    world: World,
    pair: Parallel,
    side: Side,
    id: str,
    *,
    days: int,
    answer: str = "",
    statement: str = "",
    proposed: tuple[tuple[str, str], ...] = (),
) -> Question:
    asked = world.day - timedelta(days=days)
    return Question(
        id=f"uebung-frage-{id}",
        finding_id=pair.id,
        digest=pair.digest,
        actor_id=side.actor_ids[0],
        entry_kind=side.kind,
        entry_id=side.id,
        asked_on=asked,
        asked_by=ASKER,
        expires=asked + timedelta(days=28),
        # Nobody gets a letter from practice data.
        mailed=True,
        letter="sent",
        letter_at=_at(asked),
        remind=True,
        # Whoever has waited for long was reminded already: practice begins with little post.
        reminded_on=asked + timedelta(days=14) if days >= 14 and not answer else None,
        answer=answer,
        period=Period(start=PartialDate.parse(str(world.day.year + 1)))
        if answer == "planned"
        else Period(),
        statement=statement,
        proposed=proposed,
        answered_by=("Erika Beispiel (Übung)" if side is pair.left else "Otto Muster (Übung)")
        if answer
        else "",
        answered_at=_at(asked + timedelta(days=4)) if answer else None,
        provenance=world.since(days, Visibility.COORDINATORS),
    )


def _verdict(
    world: World, pair: Parallel, number: int, judgement: Judgement, reason: str, released: bool
) -> None:
    day = world.day - timedelta(days=20)
    world.add(
        Verdict(
            id=f"uebung-einschaetzung-frage-{number}",
            finding_id=pair.id,
            digest=pair.digest,
            judgement=judgement,
            reason=reason,
            author=ASKER,
            day=day,
            recheck=world.day + timedelta(days=200),
            released=released,
            released_by=ASKER if released else "",
            released_at=_at(day + timedelta(days=2)) if released else None,
            provenance=world.since(20, Visibility.COORDINATORS),
        )
    )


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10, 30), UTC)
