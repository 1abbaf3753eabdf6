"""Transactions and migrations on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from shared.errors import Invalid, Misconfigured, Unavailable, Unreadable
from shared.sql import Database, Instant, migrate
from shared.starting import why_not

metadata = sa.MetaData()
seats = sa.Table(
    "seats",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("taken", sa.Integer, nullable=False),
    sa.Column("at", Instant),
)


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    with database.write() as connection:
        metadata.create_all(connection)
        connection.execute(seats.insert().values(id=1, taken=0))
    yield database
    database.close()


def _taken(database):
    with database.read() as connection:
        return connection.execute(sa.select(seats.c.taken)).scalar_one()


def test_a_write_is_committed_at_the_end(database):
    with database.write() as connection:
        connection.execute(seats.update().values(taken=3))
    assert _taken(database) == 3


def test_a_write_that_fails_leaves_nothing(database):
    def fail():
        with database.write() as connection:
            connection.execute(seats.update().values(taken=3))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert _taken(database) == 0


def test_a_read_cannot_write(database):
    with pytest.raises(sa.exc.DBAPIError), database.read() as connection:
        connection.execute(seats.update().values(taken=3))
    assert _taken(database) == 0
    with database.write() as connection:  # The connection it leaves behind can.
        connection.execute(seats.update().values(taken=4))
    assert _taken(database) == 4


def test_fifty_writers_at_once_lose_nothing(database):
    def take():
        with database.write() as connection:
            connection.execute(seats.update().values(taken=seats.c.taken + 1))

    threads = [threading.Thread(target=take) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _taken(database) == 50


def test_instants_come_back_aware_and_sort_like_time(database):
    berlin = timezone(timedelta(hours=1))
    instant = datetime(2026, 11, 25, 10, 0, tzinfo=berlin)
    with database.write() as connection:
        connection.execute(seats.update().values(at=instant))
    with database.read() as connection:
        assert connection.execute(sa.select(seats.c.at)).scalar_one() == instant
        assert connection.execute(sa.select(seats.c.at)).scalar_one().tzinfo == UTC
        before = sa.select(sa.func.count()).where(seats.c.at < instant + timedelta(microseconds=1))
        assert connection.execute(before).scalar_one() == 1
    with pytest.raises(sa.exc.StatementError), database.write() as connection:
        connection.execute(seats.update().values(at=instant.replace(tzinfo=None)))


def test_our_own_mistakes_stay_what_they_are(database):
    with pytest.raises(sa.exc.DBAPIError), database.read() as connection:
        connection.execute(sa.text("SELECT * FROM nowhere"))


def test_values_that_the_database_cannot_hold_are_refused(postgres_url):
    database = Database(postgres_url)
    for value in ("a\x00b", None):
        query = sa.text("SELECT CAST(:v AS text)") if value else sa.text("SELECT 2147483648::int")
        with pytest.raises(Invalid), database.read() as connection:
            connection.execute(query, {"v": value} if value else {})
    database.close()


def test_another_kind_of_database_is_misconfigured():
    for url in ("mysql://x/y", "nonsense", "postgresql://x/y"):
        with pytest.raises(Misconfigured):
            Database(url)


def test_a_server_that_is_away_is_unavailable():
    database = Database("postgresql+psycopg://nobody:secret@127.0.0.1:1/none")
    with pytest.raises(Unavailable) as caught:
        database.check()
    assert caught.value.code == "unavailable.store"
    assert "secret" not in str(caught.value)


def test_postgresql_reads_committed(postgres_url):
    database = Database(postgres_url)
    with database.write() as connection:
        level = connection.execute(sa.text("SHOW transaction_isolation")).scalar_one()
    assert level == "read committed"
    database.close()


def test_postgresql_comes_back_after_its_connections_were_cut(postgres_url):
    database = Database(postgres_url)
    database.check()
    other = Database(postgres_url)
    with other.write() as connection:
        connection.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )
    database.check()
    database.close()
    other.close()


def test_sqlite_is_in_wal_with_foreign_keys(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'deep' / 'down.db'}")
    with database.write() as connection:
        names = ("journal_mode", "foreign_keys", "synchronous")
        found = {n: connection.exec_driver_sql(f"PRAGMA {n}").scalar_one() for n in names}
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}
    database.close()


SCRIPT = """
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("things", sa.Column("id", sa.Integer, primary_key=True))
    {extra}
"""


def _scripts(folder, extra=""):
    versions = folder / "versions"
    versions.mkdir(parents=True)
    (versions / "0001_things.py").write_text(SCRIPT.format(extra=extra))
    return folder


def test_many_processes_may_migrate_at_once(database_url, tmp_path):
    folder = _scripts(tmp_path / "migrations")
    failures = []

    def start():
        database = Database(database_url)
        try:
            migrate(database, folder, "demo")
        except Exception as error:  # noqa: BLE001
            failures.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    database = Database(database_url)
    with database.read() as connection:
        version = connection.execute(sa.text("SELECT version_num FROM alembic_demo")).scalars()
        assert list(version) == ["0001"]
    database.close()


def test_a_migration_that_fails_midway_leaves_nothing(database_url, tmp_path):
    folder = _scripts(tmp_path / "migrations", extra='raise RuntimeError("midway")')
    database = Database(database_url)
    with pytest.raises(RuntimeError):
        migrate(database, folder, "demo")
    with database.read() as connection:
        assert sa.inspect(connection).get_table_names() == []
    database.close()


def test_tables_of_a_newer_program_are_refused_and_left_alone(database_url, tmp_path):
    newer, older = _scripts(tmp_path / "newer"), _scripts(tmp_path / "older")
    (newer / "versions" / "0002_more.py").write_text(
        SCRIPT.format(extra="")
        .replace('revision = "0001"', 'revision = "0002"')
        .replace("down_revision = None", 'down_revision = "0001"')
        .replace('"things"', '"more"')
    )
    database = Database(database_url)
    migrate(database, newer, "demo")
    with pytest.raises(Unreadable) as refused:
        migrate(database, older, "demo")
    assert (refused.value.code, refused.value.params["kind"], refused.value.params["id"]) == (
        "unreadable.tables", "demo", "0002",
    )  # fmt: skip
    assert "Tabellen „demo“ angelegt (Stand 0002)" in why_not(refused.value, "EVENTS_STORE_URL")
    with database.read() as connection:
        version = connection.execute(sa.text("SELECT version_num FROM alembic_demo")).scalars()
        assert list(version) == ["0002"]
    database.close()
