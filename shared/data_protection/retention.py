"""The one job that deletes what its time is over, by rule, with a dry run and a protocol.

Each service brings rules for what it stores; their names stand in the registry (`Retention.rule`),
and a test sees to it that neither side has one that the other does not know. A rule deletes in
transactions of its own and finds the same again if it was broken off.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
import structlog

from shared.clock import Clock
from shared.data_protection import tables as t
from shared.data_protection.registry import PLACES
from shared.data_protection.retention_rule import RetentionRule
from shared.errors import Unavailable
from shared.sql import Database

EVERY_SECONDS = 3600.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RuleRun:
    """What a rule deleted at an instant. ``first``: its first run on these data, which also
    cleaned what earlier versions had left."""

    at: datetime
    deleted: int
    first: bool


@dataclass(frozen=True, slots=True)
class RuleState:
    """What is due by a rule as of an instant, and its latest runs that deleted something."""

    due: int
    looked_at: datetime
    runs: tuple[RuleRun, ...]


class RetentionJob:
    """The rules of one service."""

    def __init__(self, rules: Sequence[RetentionRule], database: Database, clock: Clock) -> None:
        self.rules = tuple(rules)
        self.database = database
        self._clock = clock
        self._ready = False

    def preview(self) -> Mapping[str, int]:
        """The dry run: how much would go now, by rule."""
        return {rule.key: rule.due() for rule in self.rules}

    def run_once(self) -> Mapping[str, int]:
        """Delete by every rule; how much went. A rule that fails keeps no other from its work;
        the first failure is raised at the end."""
        self._prepare()
        gone: dict[str, int] = {}
        failed: Exception | None = None
        for rule in self.rules:
            try:
                gone[rule.key] = rule.delete()
                self._note(rule.key, gone[rule.key], rule.due())
            except Unavailable as error:
                failed = failed or error
            except Exception as error:
                log.exception("retention_failed", rule=rule.key)
                failed = failed or error
        if failed is not None:
            raise failed
        return gone

    def _prepare(self) -> None:
        if not self._ready:
            t.prepare(self.database)
            self._ready = True

    def _note(self, key: str, deleted: int, due: int) -> None:
        with self.database.write() as connection:
            before = connection.execute(
                sa.select(t.rule.c.rule).where(t.rule.c.rule == key)
            ).one_or_none()
            self._due(connection, key, due)
            if deleted:
                connection.execute(
                    sa.insert(t.run).values(
                        id=str(uuid.uuid4()),
                        rule=key,
                        at=self._clock(),
                        deleted=deleted,
                        first=int(before is None),
                    )
                )
                log.info("retention", rule=key, deleted=deleted, first=before is None)

    def _due(self, connection: sa.Connection, key: str, due: int) -> None:
        values = {"due": due, "looked_at": self._clock()}
        insert = self.database.insert_into(t.rule).values(rule=key, **values)
        connection.execute(
            insert.on_conflict_do_update(index_elements=[t.rule.c.rule], set_=values)
        )


def states(database: Database, runs: int = 5) -> Mapping[str, RuleState]:
    """What every rule of every service has said, for the page."""
    t.prepare(database)
    with database.read() as connection:
        found = {}
        for row in connection.execute(sa.select(t.rule).order_by(t.rule.c.rule)).all():
            latest = connection.execute(
                sa.select(t.run)
                .where(t.run.c.rule == row.rule)
                .order_by(t.run.c.at.desc())
                .limit(runs)
            )
            found[row.rule] = RuleState(
                row.due,
                row.looked_at,
                tuple(RuleRun(one.at, one.deleted, bool(one.first)) for one in latest),
            )
    return found


PREVIEW = "loeschvorschau"
"""The word after a worker's command that asks for the dry run instead of the work."""


def told(job: RetentionJob) -> str:
    """The dry run as lines for who typed the command: how much would go now, and by what rule."""
    lines = [f"{number:>8}  {key}: {why_of(key)}\n" for key, number in job.preview().items()]
    return "".join(lines)


def why_of(rule: str) -> str:
    """The sentence of the registry about the retention that a rule carries out; "" if none."""
    for one in PLACES:
        for retention in (one.retention, *(field.retention for field in one.fields)):
            if retention is not None and retention.rule == rule:
                return retention.text
    return ""
