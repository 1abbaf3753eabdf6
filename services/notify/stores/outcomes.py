"""Outcomes: what became of letters, in an order that a poller can trust."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.notify.records.state import State
from services.notify.stores.tables import counters, outcomes
from shared.notices import Outcome, OutcomePage

REPORTED = frozenset(State) - {State.PLANNED, State.SENDING}


@dataclass(frozen=True, slots=True)
class Settled:
    """One letter that came to a reported state; ``refs`` as stored (JSON list)."""

    delivery_id: str
    notice_id: str
    refs: str
    kind: str
    state: State
    reason: str


def note(connection: Connection, settled: Sequence[Settled], now: datetime) -> None:
    """Add outcomes within the transaction that causes them."""
    rows: list[dict[str, Any]] = [
        {
            "delivery_id": one.delivery_id,
            "notice_id": one.notice_id,
            "recipient_ref": ref,
            "kind": one.kind,
            "state": one.state.value,
            "reason": one.reason,
            "at": now,
        }
        for one in settled
        if one.state in REPORTED
        for ref in json.loads(one.refs)
    ]
    if not rows:
        return
    # A sequence of the database would hand out numbers that commit out of order, and a
    # poller that saw 7 would never see a 6 that commits later. This row stays locked until
    # the transaction ends, so numbers commit in order.
    last = connection.execute(
        sa.update(counters)
        .where(counters.c.name == "outcome")
        .values(value=counters.c.value + len(rows))
        .returning(counters.c.value)
    ).scalar_one()
    for number, row in enumerate(rows, last - len(rows) + 1):
        row["cursor"] = number
    connection.execute(sa.insert(outcomes), rows)


def read(connection: Connection, after: int, limit: int) -> OutcomePage:
    """Outcomes behind ``after`` in cursor order, at most ``limit``."""
    rows = connection.execute(
        sa.select(outcomes)
        .where(outcomes.c.cursor > after)
        .order_by(outcomes.c.cursor)
        .limit(limit)
    ).all()
    found = tuple(
        Outcome(
            cursor=row.cursor,
            notice_id=row.notice_id,
            recipient_ref=row.recipient_ref,
            kind=row.kind,
            state=row.state,
            reason=row.reason,
            at=row.at,
        )
        for row in rows
    )
    return OutcomePage(outcomes=found, next=found[-1].cursor if found else after)
