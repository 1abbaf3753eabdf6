"""How quickly visitors are answered while hundreds of connections stand open.

``python benchmarks/connections.py`` starts the program as ``make run`` does, opens 300 connections
that say nothing, 100 that send their request letter by letter and 100 clients that keep theirs and
ask again and again, and measures what a visitor with a connection of his own waits for the list of
actors: first on the quiet program, then beside all of them. Goal: 95 of 100 within 500 ms, and
every request answered.
"""

from __future__ import annotations

import asyncio
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

IDLE, SLOW, KEEPING = 300, 100, 100
ROUNDS, VISITS = 5, 60
GOAL_MS = 500
PATH = "/akteure"
ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Seen:
    """What became of the requests: milliseconds of the visitors, answers of the others."""

    quiet: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    kept_asked: int = 0
    kept_answered: int = 0
    slow_answered: int = 0


def p95(values: list[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]


async def _answer(reader: asyncio.StreamReader) -> int:
    """The status of one answer, read to its end."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length or 0))
    return int(head.split(b" ", 2)[1])


def _request(port: int, path: str, keep: bool) -> bytes:
    kept = "keep-alive" if keep else "close"
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: {kept}\r\n\r\n".encode()


async def _visit(port: int, path: str, seconds: float) -> float:
    """Milliseconds of one visitor. Raises TimeoutError after ``seconds``."""
    began = time.perf_counter()

    async def ask() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(_request(port, path, keep=False))
        assert await _answer(reader) == 200
        writer.close()

    await asyncio.wait_for(ask(), seconds)
    return (time.perf_counter() - began) * 1000


async def _keep(port: int, seen: Seen, seconds: float) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(ROUNDS):
        seen.kept_asked += 1
        writer.write(_request(port, "/health/live", keep=True))
        try:
            # Not in one line with +=, which would add to the sum of before the wait.
            fine = await asyncio.wait_for(_answer(reader), seconds) == 200
            seen.kept_answered += fine
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError):
            break
        await asyncio.sleep(0.4)
    writer.close()


async def _slowly(port: int, seen: Seen, pause: float) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for byte in _request(port, "/health/live", keep=False):
        writer.write(bytes((byte,)))
        await asyncio.sleep(pause)
    try:
        fine = await asyncio.wait_for(_answer(reader), 60) == 200
        seen.slow_answered += fine
    except (TimeoutError, asyncio.IncompleteReadError, ConnectionError):
        return
    writer.close()


async def crowd(
    port: int, *, idle: int = IDLE, slow: int = SLOW, keeping: int = KEEPING, path: str = PATH
) -> Seen:
    """Visitors before and beside a crowd of connections. Raises TimeoutError if one waits 60 s."""
    seen = Seen()
    for _ in range(VISITS // 2):
        seen.quiet.append(await _visit(port, path, 60))
    silent = []
    for _ in range(idle):
        one = socket.socket()
        one.setblocking(False)
        await asyncio.get_running_loop().sock_connect(one, ("127.0.0.1", port))
        silent.append(one)
    others = [asyncio.create_task(_slowly(port, seen, 0.05)) for _ in range(slow)]
    others += [asyncio.create_task(_keep(port, seen, 60)) for _ in range(keeping)]
    await asyncio.sleep(0.2)
    for _ in range(VISITS):
        seen.busy.append(await _visit(port, path, 60))
    await asyncio.gather(*others)
    for one in silent:
        one.close()
    return seen


def many_files() -> None:
    """Let this process open enough sockets for both ends."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4096 if hard == resource.RLIM_INFINITY else min(4096, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def main() -> None:
    """Start the program, measure, print a table."""
    many_files()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "services.embedded"],
            cwd=ROOT,
            env={**os.environ, "PORT": str(port), "DATA_DIR": folder, "DATA": "practice"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            seen = asyncio.run(_measured(port))
        finally:
            process.terminate()
            process.wait(30)
    print("| visitor | median | 95 of 100 within |\n|---|---|---|")
    for name, values in (("alone", seen.quiet), ("beside the crowd", seen.busy)):
        print(f"| {name} | {sorted(values)[len(values) // 2]:.0f} ms | {p95(values):.0f} ms |")
    print(f"\nkept connections: {seen.kept_answered} of {KEEPING * ROUNDS} requests answered")
    print(f"slow ones: {seen.slow_answered} of {SLOW} answered")
    fine = (
        p95(seen.busy) <= GOAL_MS
        and seen.kept_answered == KEEPING * ROUNDS
        and seen.slow_answered == SLOW
    )
    print(f"goal of {GOAL_MS} ms and every request: {'reached' if fine else 'MISSED'}")


async def _measured(port: int) -> Seen:
    for _ in range(300):
        try:
            await _visit(port, "/health/ready", 5)
            break
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            await asyncio.sleep(0.2)
    # The map is drawn once a second after the start.
    await asyncio.sleep(4)
    return await crowd(port)


if __name__ == "__main__":
    main()
