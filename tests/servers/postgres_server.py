"""A real PostgreSQL cluster in a temporary folder."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from pathlib import Path

import psycopg

from tests.servers.base import HOST, Missing, Running, free_port, program, spawn, wait_for

USER = "ikoe"
_LOCALE = "C" if sys.platform == "darwin" else "C.UTF-8"


def binaries() -> Path:
    """The folder of initdb and postgres; Debian keeps it off the PATH."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    return Path(program("initdb")).resolve().parent


def _as_other_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root; then it runs as its own user or as nobody."""
    if os.geteuid() != 0:
        return []
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        setpriv = program("setpriv")
        return [setpriv, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    raise Missing("kein Benutzer, unter dem PostgreSQL laufen kann")


def start(folder: Path) -> Running:
    """Make a cluster and start it; data need not survive, so nothing is synced to disk."""
    programs = binaries()
    prefix = _as_other_user(folder)
    data, log = folder / "data", folder / "postgres.log"
    made = subprocess.run(
        [*prefix, str(programs / "initdb"), "-D", str(data), "-U", USER, "--auth=trust"]
        + ["--encoding=UTF8", f"--locale={_LOCALE}", "--no-sync"],
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
    )
    if made.returncode:
        raise RuntimeError(f"initdb: {made.stderr[-2000:]}")
    port = free_port()
    options = {
        "listen_addresses": HOST,
        "port": str(port),
        "unix_socket_directories": "",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_connections": "200",
        "shared_buffers": "64MB",
        "autovacuum": "off",
        "deadlock_timeout": "200ms",
    }
    command = [*prefix, str(programs / "postgres"), "-D", str(data)]
    for key, value in options.items():
        command += ["-c", f"{key}={value}"]
    process = spawn(command, log)

    def answers() -> bool:
        try:
            with psycopg.connect(dsn(port, "postgres"), connect_timeout=2) as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    wait_for("PostgreSQL", answers, process, log, 30)
    return Running("postgres", port, process.pid)


def dsn(port: int, database: str) -> str:
    """The address for psycopg itself."""
    return f"postgresql://{USER}@{HOST}:{port}/{database}"


def url(port: int, database: str) -> str:
    """The address for SQLAlchemy."""
    return f"postgresql+psycopg://{USER}@{HOST}:{port}/{database}"
