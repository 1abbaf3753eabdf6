"""SQL databases: one small wrapper for SQLite and PostgreSQL, and migrations.

SQLite: WAL, foreign keys, writers begin IMMEDIATE and wait up to 30 s for each other.
PostgreSQL: psycopg 3 at READ COMMITTED. Both: one transaction per ``with`` block, reads
cannot write, and a server that is away is ``Unavailable``, never a bare driver error.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.types import TypeDecorator

from shared.errors import Invalid, Misconfigured, Problem, Unavailable, Unreadable

SQLITE_TIMEOUT = 30.0
"""Seconds that a writer waits for another one; with 5 s a burst of sign-ups lost people."""

# Not "readonly": that is also what a write inside of read() is told.
_SQLITE_FULL = ("disk is full", "disk i/o", "readonly database")
_SQLITE_AWAY = (
    "locked",
    "busy",
    "disk is full",
    "unable to open",
    "disk i/o",
    "malformed",
    "not a database",
)


class Instant(TypeDecorator[datetime]):
    """An aware instant: TIMESTAMPTZ on PostgreSQL, sortable ISO text in UTC on SQLite.

    Refuses naive values, returns aware UTC.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Text where the database has no type for instants."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.String(32))
        return dialect.type_descriptor(sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        """Aware → UTC, always with microseconds so that text sorts like time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.isoformat(timespec="microseconds") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        """Back to aware UTC."""
        if value is None:
            return None
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
        return cast(datetime, found).astimezone(UTC)


class Database:
    """A database by its URL (``sqlite:///…`` or ``postgresql+psycopg://…``).

    Safe for threads. Connects at first use, not when constructed. Raises Misconfigured for
    another kind of URL.
    """

    def __init__(self, url: str, *, what: str = "unavailable.store") -> None:
        """``what`` is the code of Unavailable when this database is away."""
        try:
            parsed = make_url(url)
        except ArgumentError:
            raise Misconfigured("config.database_url") from None
        self.dialect: Literal["sqlite", "postgresql"]
        if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
            self.dialect = "sqlite"
            self.engine = _sqlite(parsed)
        elif parsed.drivername == "postgresql+psycopg":
            self.dialect = "postgresql"
            self.engine = _postgresql(parsed)
        else:
            raise Misconfigured("config.database_url")
        self._what = what

    def insert_into(self, table: sa.Table) -> Any:
        """An INSERT into a table that can say ``on_conflict_do_…`` in this database's words."""
        # Imported here: PostgreSQL's dialect takes a tenth of a second that SQLite needs not pay.
        if self.dialect == "sqlite":
            from sqlalchemy.dialects.sqlite import insert as sqlite_insert

            return sqlite_insert(table)
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert

        return postgresql_insert(table)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent look at the data; writing in it fails."""
        with self._begin("read") as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: everything is committed at the end, or nothing.

        Never call another service or send mail in it.
        """
        with self._begin("write") as connection:
            yield connection

    def check(self) -> None:
        """Raise Unavailable if the database does not answer."""
        with self.read() as connection:
            connection.execute(sa.text("SELECT 1"))

    def settle(self) -> None:
        """Have what was erased leave the files too: SQLite's log is written back and emptied,
        PostgreSQL's dead rows are removed. Whoever reads meanwhile keeps some of it until the
        next time. Raises Unavailable.
        """
        with self.translated(), self.engine.connect() as connection:
            if self.dialect == "sqlite":
                driver = connection.connection.driver_connection
                assert driver is not None
                # Past SQLAlchemy, which would begin a transaction: there is none to be in here.
                driver.execute("PRAGMA query_only = OFF")
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            else:
                connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.execute(sa.text("VACUUM"))

    def close(self) -> None:
        """Give back all connections; the next use opens new ones."""
        self.engine.dispose()

    @contextmanager
    def _begin(self, mode: Literal["read", "write"]) -> Iterator[Connection]:
        with self.translated(writing=mode == "write"):
            with self.engine.connect() as plain:
                connection = plain.execution_options(ikoe_mode=mode)
                if self.dialect == "postgresql" and mode == "read":
                    connection = connection.execution_options(postgresql_readonly=True)
                with connection.begin():
                    yield connection

    @contextmanager
    def translated(self, writing: bool = False) -> Iterator[None]:
        """Turn "the server is away" into Unavailable and impossible values into Invalid.

        ``writing``: whether a write was meant; what a read writes is refused, a fault of ours.
        """
        try:
            yield
        except PoolTimeout as error:
            raise Unavailable(self._what) from error
        except DataError as error:
            # A value that the database cannot hold (NUL, a number out of range) came from
            # outside: it is refused, never a fault of ours to be tried again.
            raise Invalid(Problem("field.invalid")) from error
        except DBAPIError as error:
            if writing and _is_full(error):
                raise Unavailable("unavailable.disk") from error
            if is_away(error):
                raise Unavailable(self._what) from error
            raise


def _is_full(error: DBAPIError) -> bool:
    """Whether SQLite says that it cannot write: no room, or only for reading."""
    text = str(error.orig).lower()
    return isinstance(error.orig, sqlite3.Error) and any(part in text for part in _SQLITE_FULL)


def is_away(error: DBAPIError) -> bool:
    """Whether the database is away, busy or full (worth a retry), not asked wrongly."""
    if error.connection_invalidated:
        return True
    # "file is not a database" comes as the plain class, everything else of this kind as the
    # operational one.
    if not isinstance(error, OperationalError) and type(error) is not DatabaseError:
        return False
    if isinstance(error.orig, sqlite3.Error):
        # SQLite says "no such table" with the same class: that is our mistake and stays one.
        text = str(error.orig).lower()
        return any(part in text for part in _SQLITE_AWAY)
    return True


def _sqlite(url: sa.URL) -> Engine:
    # Nothing may be opened here (importing and constructing never connects), but the folder
    # of a file is needed at the first connection.
    engine = sa.create_engine(url, connect_args={"timeout": SQLITE_TIMEOUT})

    @event.listens_for(engine, "do_connect")
    def _folder(_dialect: Any, _record: Any, cargs: Any, _cparams: Any) -> None:
        if cargs and cargs[0] and ":memory:" not in cargs[0] and not cargs[0].startswith("file:"):
            Path(cargs[0]).parent.mkdir(parents=True, exist_ok=True)

    @event.listens_for(engine, "connect")
    def _settings(connection: sqlite3.Connection, _record: Any) -> None:
        # None: the driver begins nothing by itself, we send BEGIN (see _begin_sqlite).
        connection.isolation_level = None
        cursor = connection.cursor()
        _wal(cursor)
        cursor.execute("PRAGMA foreign_keys = ON")
        # With WAL this survives a crash of the process; FULL also survives a power cut.
        cursor.execute("PRAGMA synchronous = FULL")
        # What is deleted is overwritten, not only left for later use: it may be somebody's name.
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin_sqlite(connection: Connection) -> None:
        mode = connection.get_execution_options().get("ikoe_mode", "write")
        connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if mode == 'read' else 'OFF'}")
        # A deferred BEGIN that turns into a write fails at once with "database is locked",
        # whatever the timeout: writers take the lock first.
        connection.exec_driver_sql("BEGIN" if mode == "read" else "BEGIN IMMEDIATE")

    return engine


def _wal(cursor: sqlite3.Cursor) -> None:
    """Switch to WAL; two first starts at once may find the file locked without any waiting."""
    deadline = time.monotonic() + SQLITE_TIMEOUT
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _postgresql(url: sa.URL) -> Engine:
    engine = sa.create_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_size=8,
        max_overflow=8,
        pool_timeout=10,
        connect_args={"connect_timeout": 5},
    )
    checked = threading.Event()

    @event.listens_for(engine, "connect")
    def _assert_level(connection: Any, _record: Any) -> None:
        # At REPEATABLE READ the seat count would be read from an old snapshot: overbooked,
        # without any error. Asked from the server, because the role may have a default.
        if checked.is_set():
            return
        level = connection.execute("SHOW transaction_isolation").fetchone()[0]
        connection.rollback()
        if level != "read committed":
            raise Misconfigured("config.isolation_level", level=level)
        checked.set()

    return engine


def migrate(database: Database, folder: Path, name: str) -> None:
    """Bring the tables up to date with the Alembic scripts in ``folder`` (``versions/``).

    Everything happens in one transaction under a lock, so several processes may start at
    once: one migrates, the others wait and find it done. The version stands in the table
    ``alembic_<name>``. No ``env.py`` is needed.

    Raises Unreadable (``unreadable.tables``) if a newer program made the tables: nothing is
    changed then.
    """
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)

    known = {one.revision for one in script.walk_revisions()}

    def upgrade(revision: Any, _context: Any) -> Any:
        if newer := sorted({*revision} - known):
            raise Unreadable("unreadable.tables", kind=name, id=newer[0], field="")
        return script._upgrade_revs("head", revision)

    with database.write() as connection:
        if database.dialect == "postgresql":
            # For this transaction; SQLite's BEGIN IMMEDIATE is such a lock already.
            key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
            # A table that somebody uses is waited for, but not for ever (a queue behind us).
            connection.execute(sa.text("SET LOCAL lock_timeout = '10s'"))
        with EnvironmentContext(config, script, fn=upgrade, destination_rev="head") as context:
            context.configure(
                connection=connection,
                version_table=f"alembic_{name}",
                transactional_ddl=True,
                render_as_batch=database.dialect == "sqlite",
            )
            with context.begin_transaction():
                context.run_migrations()
