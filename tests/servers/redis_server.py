"""A real Redis."""

from __future__ import annotations

import subprocess
from pathlib import Path

import redis

from tests.servers.base import HOST, Running, free_port, program, spawn, wait_for


def start(folder: Path, *, append_only: bool = False, port: int = 0) -> Running:
    """Start Redis in ``folder``; with ``append_only`` it keeps its data over a kill."""
    binary = program("redis-server", "valkey-server")
    port = port or free_port()
    command = [binary, "--bind", HOST, "--port", str(port), "--dir", str(folder), "--save", ""]
    command += ["--appendonly", "yes" if append_only else "no", "--appendfsync", "always"]
    log = folder / "redis.log"
    process: subprocess.Popen[bytes] = spawn(command, log)

    def answers() -> bool:
        try:
            with redis.Redis(host=HOST, port=port, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    wait_for("Redis", answers, process, log, 20)
    return Running("redis", port, process.pid)
