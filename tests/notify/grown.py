"""The grown service in a test: its application here, its workers as processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from services.notify.app import create_app
from services.notify.records.state import State
from services.notify.stores.tables import deliveries
from shared.clock import utc_now
from shared.notices import NoticeKind
from tests.notify.builders import SECRET, TOKEN, notice, settings

ROOT = Path(__file__).resolve().parents[2]


def fresh(kind=NoticeKind.REGISTRATION_CONFIRMED, **changes):
    return notice(kind, created_at=utc_now(), **changes)


def until(what: Callable[[], Any], seconds: float = 20) -> float:
    """Wait for something to become true; returns how long it took."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < seconds, "it did not happen in time"
        time.sleep(0.05)
    return time.monotonic() - began


class Grown:
    """A web process' application in the test, and worker processes beside it."""

    def __init__(self, folder: Path, redis_url: str, mail_url: str, store_url: str) -> None:
        self.settings = settings(
            folder, broker_url=redis_url, mail_url=mail_url, notify_store_url=store_url
        )
        self.app = create_app(self.settings)
        self.parts = self.app.extensions["ikoe"]
        self.folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []

    def put(self, one) -> float:
        began = time.monotonic()
        answer = self.app.test_client().put(
            f"/api/notify/notices/{one.id}",
            data=one.model_dump_json(),
            content_type="application/json",
            headers={"Authorization": f"Bearer {TOKEN}"},
        )
        assert answer.status_code == 201
        return time.monotonic() - began

    def start(self, threads: int = 2, factory: str = "") -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "PUBLIC_URL": self.settings.public_url,
            "SECRET_KEY": SECRET,
            "SERVICE_TOKEN": TOKEN,
            "ACCOUNTS_URL": self.settings.accounts_url,
            "DATA_DIR": str(self.folder),
            "NOTIFY_STORE_URL": self.settings.notify_store_url,
            "BROKER_URL": self.settings.broker_url,
            "MAIL_URL": self.settings.mail_url,
            "HEARTBEAT_FILE": str(self.folder / "heartbeat"),
        }
        (self.folder / "heartbeat").unlink(missing_ok=True)
        command = [sys.executable, "-m", "services.notify.worker", "--threads", str(threads)]
        if factory:
            command[2:3] = ["dramatiq", factory, "--processes", "1"]
        with (self.folder / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self._processes.append(process)
        heartbeat = self.folder / "heartbeat"
        until(lambda: heartbeat.exists() or process.poll() is not None, 40)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """The whole group, as the kernel does it when memory runs out."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def close(self) -> None:
        for process in self._processes:
            if process.poll() is None:
                self.kill(process)
        self.parts.database.close()

    def row(self):
        with self.parts.database.read() as connection:
            return connection.execute(sa.select(deliveries)).one()

    def state(self) -> State:
        return State(self.row().state)

    def counts(self):
        return dict(self.parts.desk.counts())

    def later(self, **columns: timedelta) -> None:
        """Let time pass for the rows: their instants move into the past."""
        with self.parts.database.write() as connection:
            for name, amount in columns.items():
                connection.execute(sa.update(deliveries).values({name: utc_now() - amount}))

    def later_unknown(self) -> None:
        """Let the wait before the one resend of unknown letters be over."""
        with self.parts.database.write() as connection:
            connection.execute(
                sa.update(deliveries)
                .where(deliveries.c.state == "unknown", deliveries.c.next_try.is_not(None))
                .values(next_try=utc_now() - timedelta(seconds=1))
            )
