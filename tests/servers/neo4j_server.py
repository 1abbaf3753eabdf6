"""A real Neo4j 5 Community server, started from its jars."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from tests.servers import java
from tests.servers.base import HOST, Running, free_port, spawn, wait_for

USER, PASSWORD = "neo4j", "test-kennwort"
DATABASE = "neo4j"
_OPENS = [
    f"--add-opens=java.base/{package}=ALL-UNNAMED"
    for package in ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
]


def start(folder: Path, *, port: int = 0, dump: Path | None = None) -> Running:
    """Start Neo4j in ``folder`` and wait until it answers a query.

    A new server begins with a dump (``neo4j.dump`` in a folder), if one is named.

    The open port alone means nothing yet: Bolt accepts before the database is there.
    """
    jvm, classes = _java()
    port = port or free_port()
    conf = folder / "conf"
    if not conf.exists():
        conf.mkdir(parents=True)
        (conf / "neo4j.conf").write_text(
            f"server.default_listen_address={HOST}\n"
            f"server.bolt.listen_address={HOST}:{port}\n"
            "server.http.enabled=false\n"
            "server.https.enabled=false\n"
            "dbms.usage_report.enabled=false\n"
            "server.memory.pagecache.size=128m\n"
            # Signs of life during long answers, so that a client notices a server that hangs
            # after four seconds instead of two minutes; as in docker-compose.yml.
            "server.bolt.connection_keep_alive=2s\n"
        )
        # Authentication stays on, as it is where the product runs.
        _admin(folder, "dbms", "set-initial-password", PASSWORD)
        if dump is not None:
            _admin(folder, "database", "load", DATABASE, f"--from-path={dump.parent}")
    log = folder / "neo4j.log"
    process = spawn(
        [jvm, "-Xmx512m", "-XX:+UseG1GC", *_OPENS, "-Dio.netty.tryReflectionSetAccessible=true"]
        + ["-cp", classes, "org.neo4j.server.CommunityEntryPoint"]
        + [f"--home-dir={folder}", f"--config-dir={conf}"],
        log,
    )

    def answers() -> bool:
        try:
            with neo4j.GraphDatabase.driver(
                f"bolt://{HOST}:{port}",
                auth=(USER, PASSWORD),
                connection_timeout=2,
                # We ask again ourselves; the driver would wait longer every time.
                max_transaction_retry_time=0,
            ) as driver:
                return bool(driver.execute_query("RETURN 1 AS one").records[0]["one"] == 1)
        except (DriverError, Neo4jError, OSError):
            return False

    wait_for("Neo4j", answers, process, log, 120)
    return Running("neo4j", port, process.pid)


def dump(folder: Path) -> Path:
    """The database of a stopped server as one file, ``neo4j.dump`` in its folder."""
    _admin(folder, "database", "dump", DATABASE, f"--to-path={folder}")
    return folder / f"{DATABASE}.dump"


def _java() -> tuple[str, str]:
    """The program and where its classes lie."""
    return java.binary(), f"{java.jars('neo4j')}/*"


def _admin(folder: Path, *command: str) -> None:
    """Neo4j's own tool for a server that does not run."""
    jvm, classes = _java()
    subprocess.run(
        [jvm, "-cp", classes, "org.neo4j.cli.AdminTool", *command],
        env={
            "NEO4J_HOME": str(folder),
            "NEO4J_CONF": str(folder / "conf"),
            "PATH": "/usr/bin:/bin",
        },
        capture_output=True,
        check=True,
    )


def url(port: int) -> str:
    """The address as the settings take it."""
    return f"neo4j://{USER}:{PASSWORD}@{HOST}:{port}"


def empty(port: int) -> None:
    """Delete all nodes, constraints and indexes: as after the very first start."""
    with _session(port) as session:
        # The schema first: deleting is much slower while every index follows.
        _drop_schema(session)
        _delete_nodes(session)


def clear(port: int) -> None:
    """Delete all nodes; constraints and indexes stay, which saves a second for every test."""
    with _session(port) as session:
        if session.run("MATCH (n) RETURN count(n) AS n").single(strict=True)["n"] > MANY:
            _drop_schema(session)
        _delete_nodes(session)


MANY = 5_000
"""So many nodes are deleted sooner without the indexes."""


@contextmanager
def _session(port: int) -> Iterator[neo4j.Session]:
    with neo4j.GraphDatabase.driver(f"bolt://{HOST}:{port}", auth=(USER, PASSWORD)) as driver:
        with driver.session() as session:
            yield session


def _delete_nodes(session: neo4j.Session) -> None:
    session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()


def _drop_schema(session: neo4j.Session) -> None:
    for row in session.run("SHOW CONSTRAINTS YIELD name").data():
        session.run(f"DROP CONSTRAINT `{row['name']}` IF EXISTS").consume()
    names = session.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name")
    for row in names.data():
        session.run(f"DROP INDEX `{row['name']}` IF EXISTS").consume()
