"""Both databases for every test that asks for ``database``, and the parts on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from services.notify.app import create_app
from services.notify.delivery.decisions import Result
from services.notify.stores.sql_desk import SqlDesk
from services.notify.wiring import Parts, wire
from shared.sql import Database
from tests.notify.builders import QuietBell, Time, notice, settings
from tests.shared.helpers import log_in


@dataclass
class ScriptedMailer:
    """A mailer that keeps letters and answers as told; ``before`` runs at the last moment."""

    sent: list[tuple[str, bytes]] = field(default_factory=list)
    answers: list[Result | Exception] = field(default_factory=list)
    before: Callable[[], object] | None = None

    def send(
        self, delivery_id: str, sender: str, recipient: str, message: bytes, may_start: Any
    ) -> Result | None:
        if self.before is not None:
            self.before()
        if not may_start():
            return None
        answer = self.answers.pop(0) if self.answers else Result("sent")
        if isinstance(answer, Exception):
            raise answer
        if answer.kind in ("sent", "unknown"):
            self.sent.append((recipient, message))
        return answer


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def mailer() -> ScriptedMailer:
    return ScriptedMailer()


@pytest.fixture
def bell() -> QuietBell:
    return QuietBell()


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)],
)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = (
        f"sqlite:///{tmp_path / 'notify.db'}"
        if request.param == "sqlite"
        else request.getfixturevalue("postgres_url")
    )
    found = Database(url)
    yield found
    found.close()


def with_bell(parts: Parts, bell: QuietBell) -> Parts:
    """The same parts, rung by a bell of the test."""
    from dataclasses import replace

    return replace(
        parts,
        intake=replace(parts.intake, bell=bell),
        sweep=replace(parts.sweep, bell=bell),
        desk=replace(parts.desk, bell=bell),
    )


@pytest.fixture
def parts(
    database: Database, tmp_path: Path, time: Time, mailer: ScriptedMailer, bell: QuietBell
) -> Parts:
    """The service over a real database, with a scripted mail server and a quiet bell."""
    whole = wire(settings(tmp_path), database=database, mailer=mailer, clock=time)
    return with_bell(whole, bell)


@pytest.fixture
def desk(parts: Parts) -> SqlDesk:
    found = parts.desk.desk
    assert isinstance(found, SqlDesk)
    return found


@pytest.fixture
def grown(tmp_path: Path, redis_url: str, smtp_server: Any, postgres_url: str) -> Iterator[Any]:
    """The grown service over a real PostgreSQL, Redis and SMTP server."""
    from tests.notify.grown import Grown

    found = Grown(tmp_path, redis_url, smtp_server.url, postgres_url)
    yield found
    found.close()


@pytest.fixture
def app(tmp_path, time, mailer, bell):
    made = create_app(settings(tmp_path), mailer=mailer, clock=time)
    made.extensions["ikoe"] = with_bell(made.extensions["ikoe"], bell)
    return made


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def coordinator(app):
    return log_in(app, "coordinator")


def accept(app, bell, *answers, **changes):
    """Hand over a notice and try to send it; returns the delivery's id."""
    parts = app.extensions["ikoe"]
    before = len(bell.rung)
    parts.intake.notice(notice(**changes))
    parts.deliver.mailer.answers.extend(answers)
    (due,) = bell.rung[before:]
    if answers:
        parts.deliver(due.delivery_id)
    return due.delivery_id
