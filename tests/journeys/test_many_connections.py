"""A visitor is answered however many connections others keep open."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.connections import ROUNDS, VISITS, crowd, many_files
from tests.journeys.test_embedded import answers
from tests.servers.base import free_port, spawn, wait_for


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The program as it is started, with few files allowed at first, as on macOS."""
    port, log = free_port(), tmp_path / "log"
    command = [sys.executable, "-m", "services.embedded"]
    process = spawn(
        ["sh", "-c", 'ulimit -Sn 256; exec "$@"', "sh", *command],
        log,
        {"PORT": str(port), "DATA_DIR": str(tmp_path / "var"), "DATA": "empty"},
    )
    try:
        base = f"http://127.0.0.1:{port}"
        wait_for("IKÖ-Netz", lambda: answers(f"{base}/health/ready"), process, log, 60)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def test_three_hundred_silent_and_a_hundred_slow_ones_keep_nobody_waiting(port: int) -> None:
    many_files()
    # In a thread of its own: where a test of this worker opened a browser before, Playwright
    # left a running event loop in the main one, and asyncio takes no second.
    with ThreadPoolExecutor(1) as own:
        crowded = crowd(port, idle=300, slow=100, keeping=100, path="/health/live")
        seen = own.submit(asyncio.run, crowded).result()
    assert len(seen.busy) == VISITS
    assert (seen.kept_answered, seen.slow_answered) == (100 * ROUNDS, 100)
