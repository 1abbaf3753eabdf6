"""Workers that die again and again: nothing is lost, and no more sent than is owned up to."""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from services.notify.records.state import State
from services.notify.stores.tables import deliveries
from shared.notices import NoticeKind
from tests.notify.builders import recipient
from tests.notify.grown import fresh
from tests.notify.poison import POISON

pytestmark = pytest.mark.chaos
SEED = 20261125


def test_a_letter_that_ends_every_worker_is_put_aside_and_the_others_arrive(grown, smtp_server):
    good = [f"p{number}@x.example" for number in range(40)]
    for address in [*good[:20], POISON, *good[20:]]:
        grown.put(fresh(recipients=(recipient(address),)))
    ended, process = 0, None
    deadline = time.monotonic() + 300
    while grown.counts() != {State.SENT: 40, State.SHUNTED: 1}:
        assert time.monotonic() < deadline, grown.counts()
        if process is None or process.poll() is not None:
            ended += process is not None
            grown.later(claimed_until=timedelta(seconds=1))
            process = grown.start(factory="tests.notify.poison:create_worker")
        # What was on its way beside the poison is unknown and goes out once more.
        grown.later_unknown()
        time.sleep(0.2)
    assert ended == 3
    got = Counter(message.recipients[0] for message in smtp_server.messages)
    assert set(got) == set(good)


@pytest.mark.parametrize("kind", [NoticeKind.EVENT_INVITATION, NoticeKind.EVENT_CANCELLED])
def test_a_mass_letter_survives_workers_killed_at_any_moment(grown, smtp_server, kind):
    """Seed 20261125. Duplicates only where the outcome was unknown, each the same letter."""
    dice = random.Random(SEED)
    many = tuple(recipient(f"p{i}@x.example") for i in range(150))
    smtp_server.answer("data", "stall:0.02", times=100_000)
    grown.put(fresh(kind, recipients=many))
    for _ in range(6):
        process = grown.start(threads=4)
        time.sleep(dice.uniform(0.0, 2.0))
        grown.kill(process)
        grown.later(claimed_until=timedelta(seconds=1))
    grown.start(threads=4)
    deadline = time.monotonic() + 120
    while set(grown.counts()) - {State.SENT, State.UNKNOWN} or _due_again(grown):
        assert time.monotonic() < deadline, grown.counts()
        grown.later_unknown()
        time.sleep(0.5)
    with grown.parts.database.read() as connection:
        rows = connection.execute(sa.select(deliveries)).all()
    allowed = {row.address: 1 + row.unknowns for row in rows}
    letters: dict[str, set[bytes]] = {}
    got: Counter[str] = Counter()
    for message in smtp_server.messages:
        got[message.recipients[0]] += 1
        letters.setdefault(message.recipients[0], set()).add(message.data)
    assert len(rows) == 150
    assert [a for a, count in got.items() if count > allowed[a]] == []
    assert [a for a, kinds in letters.items() if len(kinds) != 1] == []
    sent = {row.address for row in rows if row.state == State.SENT.value}
    assert sent - set(got) == set()
    if kind is NoticeKind.EVENT_INVITATION:
        assert max(got.values()) == 1


def _due_again(grown) -> bool:
    with grown.parts.database.read() as connection:
        return bool(
            connection.scalar(
                sa.select(sa.func.count())
                .select_from(deliveries)
                .where(deliveries.c.state == "unknown", deliveries.c.next_try.is_not(None))
            )
        )
