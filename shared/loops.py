"""Background work in threads: run every so often, sooner when somebody rings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import structlog

from shared.errors import Unavailable

log = structlog.get_logger(__name__)


class Background(Protocol):
    """Anything that works in the background from ``start()`` to ``stop()``."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Loop:
    """Runs ``work`` every ``every`` seconds in a thread of its own until stopped.

    ``ring()`` makes it run at once. A round that raises is logged and does not end the loop:
    the next round tries again. After every round that went well ``heartbeat`` is touched.
    """

    def __init__(
        self, name: str, every: float, work: Callable[[], object], heartbeat: str = ""
    ) -> None:
        self.name = name
        self._every = every
        self._work = work
        self._heartbeat = Path(heartbeat) if heartbeat else None
        self._bell = threading.Event()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; a second call changes nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
            self._thread.start()

    def ring(self) -> None:
        """Run soon instead of at the next turn."""
        self._bell.set()

    def stop(self, timeout: float = 10.0) -> None:
        """Finish the round that is running (waiting at most ``timeout`` seconds), then end."""
        self._ended.set()
        self._bell.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def run_once(self) -> None:
        """One round, as the thread does it."""
        try:
            self._work()
        except Unavailable as error:
            # Expected now and then: the next round tries again, a stack trace helps nobody.
            log.warning("loop_waits", loop=self.name, what=error.code, **error.params)
        except Exception:
            log.exception("loop_failed", loop=self.name)
        else:
            if self._heartbeat:
                self._heartbeat.touch()

    def _run(self) -> None:
        while not self._ended.is_set():
            # Cleared before the work: a ring during a round asks for one more round.
            self._bell.clear()
            self.run_once()
            self._bell.wait(self._every)


def wait_until_stopped(loops: Sequence[Background]) -> None:
    """Start loops and keep the process until SIGTERM or SIGINT, then end them in order."""
    import signal

    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    for loop in loops:
        loop.start()
    ended.wait()
    for loop in loops:
        loop.stop()
