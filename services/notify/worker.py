"""The worker: sends letters that were rung for, and sweeps for those that were not.

Grown: ``dramatiq services.notify.worker:create_worker`` (or ``python -m`` this module).
Embedded: ``loops(parts)`` runs the same in threads of the one process.
"""

from __future__ import annotations

import sys

import dramatiq
from dramatiq.middleware import Middleware

from services.notify.config import Settings
from services.notify.delivery.sweep import EVERY_SECONDS
from services.notify.delivery.transport import actors
from services.notify.wiring import Parts, wire
from shared import logs
from shared.config import load
from shared.data_protection import erasure, retention
from shared.loops import Loop
from shared.starting import refused_in_words

ADVANCE_EVERY_SECONDS = 60.0
"""How often the instance moves on: data brought back from within the last minute pass for it."""


class WorkerLoop(Loop):
    """A Dramatiq worker that starts and stops like any other loop."""

    def __init__(self, broker: dramatiq.Broker, threads: int) -> None:
        super().__init__("notify-worker", 3600, lambda: None)
        self._worker = dramatiq.Worker(broker, worker_timeout=100, worker_threads=threads)
        self._running = False

    def start(self) -> None:
        """Begin to hear the bell."""
        if not self._running:
            self._running = True
            self._worker.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Finish letters that are being sent, at most for ``timeout`` seconds."""
        if self._running:
            self._running = False
            self._worker.stop(timeout=int(timeout * 1000))


class Sweeping(Middleware):
    """Runs the sweep beside a worker, from its boot to its end."""

    def __init__(self, loops: list[Loop]) -> None:
        self._loops = loops

    def after_worker_boot(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        """Start with the worker, in its process: threads do not survive a fork."""
        for loop in self._loops:
            loop.start()

    def before_worker_shutdown(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        """End before the worker does."""
        for loop in self._loops:
            loop.stop()


def sweeps(parts: Parts) -> list[Loop]:
    """The loops that look after letters: every few seconds, and what deletes."""
    heartbeat = parts.settings.heartbeat_file
    return [
        Loop("notify-sweep", EVERY_SECONDS, parts.sweep, heartbeat=heartbeat),
        Loop("notify-retention", retention.EVERY_SECONDS, parts.retention.run_once),
        Loop("notify-deletions", erasure.EVERY_SECONDS, parts.erasure.run_once),
        Loop("notify-instance", ADVANCE_EVERY_SECONDS, parts.instance.advance),
    ]


def loops(parts: Parts) -> list[Loop]:
    """Everything that must run in the background, for a process that holds the whole product."""
    actors.register(parts.broker, parts.deliver)
    return [WorkerLoop(parts.broker, parts.settings.notify_threads), *sweeps(parts)]


def create_worker() -> dramatiq.Broker:
    """Wire a worker process from the environment; what the ``dramatiq`` command calls."""
    with refused_in_words("NOTIFY_STORE_URL"):
        settings = load(Settings)
        logs.configure(settings.log_format)
        parts = wire(settings)
        # Before anything is sent: the data may be a copy from before somebody was deleted.
        parts.erasure.catch_up()
    actors.register(parts.broker, parts.deliver)
    parts.broker.add_middleware(Sweeping(sweeps(parts)))
    # The command line of dramatiq 2.2 ignores what this function returns and asks for the
    # global broker: this must be set, and last, or it would serve another one.
    dramatiq.set_broker(parts.broker)
    return parts.broker


def main() -> None:
    """Run a worker until it is told to stop."""
    if retention.PREVIEW in sys.argv[1:]:
        with refused_in_words("NOTIFY_STORE_URL"):
            sys.stdout.write(retention.told(wire(load(Settings)).retention))
        return
    from dramatiq.cli import main as command
    from dramatiq.cli import make_argument_parser

    arguments = ["services.notify.worker:create_worker", "--processes", "1", "--threads", "4"]
    parsed = make_argument_parser().parse_args(  # type: ignore[no-untyped-call]
        [*arguments, *sys.argv[1:]]
    )
    sys.exit(command(parsed))  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
