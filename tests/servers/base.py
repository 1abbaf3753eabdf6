"""What all servers of the tests share: a folder per run, one start per run, free ports, an end.

The main process of a test run makes a folder and names it in the environment; workers of
pytest-xdist inherit it. Whoever needs a server first starts it under a file lock and writes
down where it is; the others read that. The main process ends all of them.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

RUN_FOLDER = "IKOE_TEST_RUN"
RUN_OWNER = "IKOE_TEST_OWNER"
HOST = "127.0.0.1"
_GUARD = Path(__file__).with_name("guard.py")
_spawned: list[subprocess.Popen[bytes]] = []
"""Kept, since Python complains about a running process whose object is collected."""


class Missing(Exception):
    """A program that a test needs is not installed; the text says which."""


@dataclass(frozen=True)
class Running:
    """A started server: where it answers and the id of its guard process."""

    name: str
    port: int
    pid: int


def open_run() -> Path:
    """Make the folder of this run and name it for the workers; called by the main process."""
    folder = Path(tempfile.mkdtemp(prefix="ikoe-test-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user
    os.environ[RUN_FOLDER] = str(folder)
    os.environ[RUN_OWNER] = str(os.getpid())
    return folder


def close_run(folder: Path) -> None:
    """End every server that was started in this run and remove its folder."""
    running = [json.loads(file.read_text()) for file in folder.glob("*.json")]
    for server in running:
        _send(server["pid"], signal.SIGTERM)
    for server in running:
        wait_gone(server["pid"], 15)
    for process in _spawned:
        process.wait()
    shutil.rmtree(folder, ignore_errors=True)
    os.environ.pop(RUN_FOLDER, None)
    os.environ.pop(RUN_OWNER, None)


def let_go() -> None:
    """A worker ends: its servers go on for the others until the main process ends them."""
    for process in _spawned:
        if process.poll() is None:
            # Else Python would complain that a child of this process still runs.
            process.returncode = 0


def run_folder() -> Path:
    """The folder of the test run."""
    return Path(os.environ[RUN_FOLDER])


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Only one process of the run at a time is inside."""
    with (run_folder() / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def once_per_run(name: str, start: Callable[[Path], Running]) -> Running:
    """Start a server, or find the one that another worker has started.

    A start that failed is remembered too: the other tests need not wait for the same failure.
    """
    record, failure = run_folder() / f"{name}.json", run_folder() / f"{name}.failed"
    with locked(name):
        if failure.exists():
            raise Missing(failure.read_text())
        if record.exists():
            return Running(**json.loads(record.read_text()))
        folder = run_folder() / name
        folder.mkdir()
        try:
            running = start(folder)
        except Missing as error:
            failure.write_text(str(error))
            raise
        record.write_text(json.dumps(running.__dict__))
        return running


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def program(*names: str) -> str:
    """The path of the first of these programs that is installed."""
    for name in names:
        if found := shutil.which(name):
            return found
    raise Missing(f"{' / '.join(names)} ist nicht installiert (make test sagt, was fehlt)")


def spawn(
    command: Sequence[str], log: Path, env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a server under its guard, in a session of its own (Ctrl-C does not reach it)."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, str(_GUARD), os.environ[RUN_OWNER], "--", *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, **(env or {})},
        )
    _spawned.append(process)
    return process


def wait_for(
    name: str,
    answers: Callable[[], bool],
    process: subprocess.Popen[bytes],
    log: Path,
    seconds: float = 60,
) -> None:
    """Wait until the server really answers; on failure show the end of its log."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if answers():
            return
        time.sleep(0.05)
    process.terminate()
    tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
    raise RuntimeError(f"{name} antwortet nicht.\n{tail}")


def wait_gone(pid: int, seconds: float) -> None:
    """Wait until a process is gone; after that time it is killed."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not _running(pid):
            return
        time.sleep(0.05)
    _send(pid, signal.SIGKILL)


def stop(running: Running) -> None:
    """End one server in order."""
    _send(running.pid, signal.SIGTERM)
    wait_gone(running.pid, 15)


def _running(pid: int) -> bool:
    try:
        # A child of this process stays as a zombie until it is waited for.
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            return False
    except ChildProcessError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
