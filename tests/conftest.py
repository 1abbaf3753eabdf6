"""Fixtures for real servers: one of each per test run, data of its own for each test.

Where a server is not installed the tests that need it are skipped with a loud reason; with
``CI`` set in the environment they fail instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import hypothesis
import pytest

from tests.security import counts
from tests.servers import base, java, neo4j_server, postgres_server, redis_server
from tests.servers.smtp_sink import SmtpSink

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# No test is a matter of time: on a busy machine an example may take as long as it likes. What
# failed is printed so that it can be run again (``@reproduce_failure``).
hypothesis.settings.register_profile(
    "ikoe",
    deadline=None,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("ikoe")

_FOLDER = pytest.StashKey[Path]()
_MARKS = {
    "neo4j_url": "neo4j",
    "neo4j_of": "neo4j",
    "postgres_url": "postgres",
    "redis_url": "redis",
    "own_redis": "redis",
    "smtp_server": "smtp",
    "chromium": "browser",
    "verapdf": "java",
}
_SECURITY = Path(__file__).parent / "security"
_GROUPS = {"neo4j_url": "neo4j_url", "neo4j_of": "neo4j_url", "chromium": "chromium"}
"""Tests with these fixtures go to one worker each: one Neo4j at a time is memory enough."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-counts`` writes the numbers of docs/security.md anew from this run."""
    parser.addoption("--update-counts", action="store_true", help="numbers of docs/security.md")


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say how much the checks of tests/security have looked at."""
    numbers = counts.told(terminalreporter.stats.get("passed", ()))
    if not numbers:
        return
    terminalreporter.section("Sicherheit: was geprüft wurde")
    for (what, command), number in sorted(numbers.items()):
        terminalreporter.line(f"{counts.number_words(number):>9}  {what} ({command})")
    if config.getoption("--update-counts"):
        counts.update(numbers)


def pytest_configure(config: pytest.Config) -> None:
    """The main process opens the run; workers of pytest-xdist find it in the environment."""
    if not hasattr(config, "workerinput"):
        config.stash[_FOLDER] = base.open_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Ends all servers, after Ctrl-C too."""
    folder = config.stash.get(_FOLDER, None)
    if folder is None:
        base.let_go()
    else:
        base.close_run(folder)


# Before pytest-xdist, which reads the groups in its own hook.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests by the servers they use.

    Neo4j's Community Edition has one database: all its tests go to one worker. So do those
    of a browser, of which two at once would be slow on a small machine. Tests that leave so
    much behind that deleting takes long come last.
    """
    items.sort(key=lambda item: item.get_closest_marker("leaves_much") is not None)
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        for fixture, mark in _MARKS.items():
            if fixture in used:
                item.add_marker(mark)
        if item.get_closest_marker("xdist_group") is None:
            # In tests/security there is one house for all of them, and numbers that add up.
            groups = [group for fixture, group in _GROUPS.items() if fixture in used]
            if _SECURITY in item.path.parents:
                groups = ["security"]
            if groups:
                item.add_marker(pytest.mark.xdist_group(groups[0]))
        if getattr(config.option, "loadgroup", False):
            _tell_group(item)


def _tell_group(item: pytest.Item) -> None:
    """Say to pytest-xdist which group a test is of, at the end of its id.

    Version 3.8 writes it into a field that pytest 9.2 reads no more: every group is torn apart, two
    workers empty one Neo4j, and numbers of several tests no longer meet.
    """
    groups = sorted({str(mark.args[0]) for mark in item.iter_markers("xdist_group")})
    suffix = f"@{'_'.join(groups)}"
    known = getattr(item, "_id", None)
    if groups and known is not None and not item.nodeid.endswith(suffix):
        item._id = type(known).parse(f"{known}{suffix}")


def _absent(error: base.Missing) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(f"In CI muss da sein: {error}", pytrace=False)
    pytest.skip(f"ÜBERSPRUNGEN, es fehlt etwas: {error}")


def _server(name: str, start: Callable[[Path], base.Running]) -> base.Running:
    try:
        return base.once_per_run(name, start)
    except base.Missing as error:
        _absent(error)


def _worker_number() -> int:
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


@pytest.fixture(scope="session")
def _neo4j() -> base.Running:
    return _server("neo4j", neo4j_server.start)


@pytest.fixture
def neo4j_url(_neo4j: base.Running) -> Iterator[str]:
    """Address of a real Neo4j without nodes; constraints and indexes may be there."""
    # The lock is for a second worker that got such a test in spite of the group.
    with base.locked("neo4j-test"):
        neo4j_server.clear(_neo4j.port)
        yield neo4j_server.url(_neo4j.port)


@pytest.fixture
def bare_neo4j_url(neo4j_url: str, _neo4j: base.Running) -> str:
    """Address of a real Neo4j as after its first start: no nodes, constraints or indexes."""
    neo4j_server.empty(_neo4j.port)
    return neo4j_url


@pytest.fixture
def neo4j_of(tmp_path: Path) -> Iterator[Callable[[Path], str]]:
    """Starts a Neo4j for this test alone that begins with a dump; returns its address."""
    started: list[base.Running] = []

    def start(dump: Path) -> str:
        try:
            started.append(neo4j_server.start(tmp_path / "neo4j", dump=dump))
        except base.Missing as error:
            _absent(error)
        return neo4j_server.url(started[-1].port)

    yield start
    for running in started:
        base.stop(running)


@pytest.fixture(scope="session")
def _postgres() -> base.Running:
    return _server("postgres", postgres_server.start)


@pytest.fixture
def new_postgres_url(_postgres: base.Running) -> Iterator[Callable[[], str]]:
    """Makes fresh, empty PostgreSQL databases; they are dropped after the test."""
    import psycopg

    names: list[str] = []
    with psycopg.connect(
        postgres_server.dsn(_postgres.port, "postgres"), autocommit=True
    ) as connection:

        def make() -> str:
            names.append(f"test_{uuid.uuid4().hex}")
            connection.execute(f'CREATE DATABASE "{names[-1]}" TEMPLATE template0')
            return postgres_server.url(_postgres.port, names[-1])

        yield make
        for name in names:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def postgres_url(new_postgres_url: Callable[[], str]) -> str:
    """Address (SQLAlchemy, psycopg 3) of a fresh, empty PostgreSQL database."""
    return new_postgres_url()


@pytest.fixture(scope="session")
def _redis() -> base.Running:
    return _server("redis", redis_server.start)


@pytest.fixture
def redis_url(_redis: base.Running) -> str:
    """Address of an empty Redis database that no other worker uses."""
    import redis

    url = f"redis://{base.HOST}:{_redis.port}/{_worker_number() + 1}"
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url


class OwnRedis:
    """A Redis for one test, to be killed and started again; keeps its data (append-only)."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, base.free_port()
        self._running: base.Running | None = None
        self.start()

    @property
    def url(self) -> str:
        """Stays the same over a restart."""
        return f"redis://{base.HOST}:{self._port}/0"

    def start(self) -> None:
        """Start (again) on the same port with the same files."""
        self._running = redis_server.start(self._folder, append_only=True, port=self._port)

    def stop(self) -> None:
        """End it; what was written is on the disk."""
        if self._running is not None:
            base.stop(self._running)
            self._running = None


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[OwnRedis]:
    """A Redis for this test alone: ``.url``, ``.stop()``, ``.start()``."""
    folder = tmp_path / "redis"
    folder.mkdir()
    try:
        own = OwnRedis(folder)
    except base.Missing as error:
        _absent(error)
    yield own
    own.stop()


@pytest.fixture
def smtp_server() -> Iterator[SmtpSink]:
    """An SMTP server that keeps every letter and can be told to misbehave."""
    sink = SmtpSink().start()
    yield sink
    sink.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for the run; open a context per test. It reaches this machine only."""
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    mac = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    if found is None and mac.exists():
        found = str(mac)
    if found is None:
        _absent(base.Missing("Chromium ist nicht installiert"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def verapdf() -> Callable[..., str]:
    """Checks a PDF file by veraPDF: ``verapdf(path)`` is "" for PDF/UA-1, else what is wrong."""
    try:
        jvm, classes = java.binary(), f"{java.jars('verapdf')}/*"
    except base.Missing as error:
        _absent(error)

    def check(path: Path, flavour: str = "ua1") -> str:
        done = subprocess.run(
            [jvm, "-cp", classes, "org.verapdf.apps.GreenfieldCliWrapper"]
            + ["--flavour", flavour, "--format", "text", "-v", str(path)],
            capture_output=True,
            text=True,
            check=False,
        )
        return "" if done.stdout.startswith("PASS") else done.stdout + done.stderr

    return check
