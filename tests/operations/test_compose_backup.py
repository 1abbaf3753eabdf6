"""Backup and restore of the composed start, on real servers: PostgreSQL and Neo4j."""

from __future__ import annotations

import fcntl
import io
import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from services.network.stores.neo4j_store import Neo4jStore
from services.notify.config import Settings
from services.notify.wiring import wire as wire_notify
from shared.backups import Unusable, digest
from shared.sealed_file import main as sealing
from tests.builders import AT, actor, new
from tests.notify.builders import notice, recipient, settings
from tests.operations.compose_on_servers import ServerEngine, engine_refuses
from tests.servers import neo4j_server, postgres_server
from tools.compose_backup import APPS, backup, check, graph_counts, mark_of, restore, value_of
from tools.compose_engine import rows_copied

KEY = "ein langes Kennwort für Sicherungen"
WHEN = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
LATER = WHEN + timedelta(hours=1)
ENV = f"SECRET_KEY={'s' * 64}\nNOTIFY_PASSWORD=ganz-geheim\n"
DATABASES = ("events", "notify", "accounts")

real = [pytest.mark.neo4j, pytest.mark.postgres, pytest.mark.xdist_group("neo4j_url")]


class House:
    """Databases with the names of the composed start on the servers of the tests."""

    def __init__(self, engine: ServerEngine, port: int) -> None:
        self.engine, self.port = engine, port

    def sql(self, database: str, *statements: str) -> list[tuple[object, ...]]:
        with psycopg.connect(postgres_server.dsn(self.port, database), autocommit=True) as one:
            for statement in statements[:-1]:
                one.execute(statement)
            found = one.execute(statements[-1])
            return found.fetchall() if found.description else []

    def make(self) -> None:
        for name in DATABASES:
            self.sql("postgres", f'CREATE DATABASE "{name}" OWNER "{name}" TEMPLATE template0')

    def drop(self) -> None:
        found = self.sql("postgres", "SELECT datname FROM pg_database WHERE NOT datistemplate")
        for (name,) in found:
            if str(name).startswith(DATABASES):
                self.sql("postgres", f'DROP DATABASE "{name}" WITH (FORCE)')

    def names(self) -> set[str]:
        found = self.sql("postgres", "SELECT datname FROM pg_database WHERE NOT datistemplate")
        return {str(name) for (name,) in found if str(name).startswith(DATABASES)}

    def notify_settings(self, folder: Path) -> Settings:
        url = postgres_server.url(self.port, "notify")
        return settings(folder, notify_store_url=url, instance_file=str(self.engine.mark))


@pytest.fixture
def house(bare_neo4j_url, _postgres, tmp_path: Path) -> Iterator[House]:
    engine = ServerEngine(tmp_path / "stack", str(_postgres.port), bare_neo4j_url)
    engine.env_file.write_text(ENV, encoding="utf-8")
    made = House(engine, _postgres.port)
    for role in ("postgres SUPERUSER LOGIN", *(f"{name} LOGIN" for name in DATABASES)):
        made.sql(
            "postgres",
            f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        )
    made.drop()
    made.make()
    yield made
    made.drop()


def _fill(house: House, url: str, actors: int, letters: int, folder: Path) -> Neo4jStore:
    store = Neo4jStore(url)
    store.apply(new(*(actor(f"a{n}", f"Verein {n}") for n in range(actors))), "Kim", AT)
    parts = wire_notify(house.notify_settings(folder))
    for begin in range(0, letters, 500):
        people = tuple(
            recipient(f"p{n}@verein.example", ref=f"r{n}")
            for n in range(begin, min(letters, begin + 500))
        )
        parts.intake.notice(notice(id=uuid4(), subject_key=f"e:{begin}", recipients=people))
    parts.database.close()
    (house.engine.data / "reports" / "ab").mkdir(parents=True)
    (house.engine.data / "reports" / "ab" / "abcd").write_bytes(b"%PDF")
    (house.engine.data / "reports" / "ab" / "abcd.1.neu").write_bytes(b"half")
    assert house.engine.mark.exists()
    house.sql("accounts", "CREATE TABLE account (id int)", "INSERT INTO account VALUES (7)")
    return store


def drill(house: House, url: str, actors: int, letters: int, folder: Path) -> dict[str, float]:
    """Back up while being written to, empty everything, restore, compare; seconds of each."""
    store = _fill(house, url, actors, letters, folder)
    done, waits = threading.Event(), [0.0]

    def write() -> None:
        number = 0
        while not done.is_set():
            began = time.monotonic()
            store.apply(new(actor(f"w{number}", f"Neu {number}")), "Kim", AT)
            waits.append(time.monotonic() - began)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    began = time.monotonic()
    try:
        file = backup(house.engine, folder / "backups", KEY, WHEN)
    finally:
        done.set()
        writer.join()
        store.close()
    took = {"backup": time.monotonic() - began, "longest wait": max(waits)}
    house.drop()
    house.make()
    neo4j_server.empty(int(url.rpartition(":")[2]))
    (house.engine.data / "reports" / "ab" / "abcd").unlink()
    house.engine.env_file.unlink()
    began = time.monotonic()
    assert restore(house.engine, file, folder / "backups", KEY, LATER)
    took["restore"] = time.monotonic() - began
    back = Neo4jStore(url)
    ids = set(back.load().all(type(actor("x"))))
    back.close()
    assert {id for id in ids if id.startswith("a")} == {f"a{n}" for n in range(actors)}
    late = sorted(int(id[1:]) for id in ids if id.startswith("w"))
    assert late == list(range(len(late)))
    assert len(late) < len(waits)
    assert (house.engine.data / "reports" / "ab" / "abcd").read_bytes() == b"%PDF"
    assert not (house.engine.data / "reports" / "ab" / "abcd.1.neu").exists()
    assert house.engine.env_file.read_text(encoding="utf-8") == ENV
    assert house.sql("accounts", "SELECT id FROM account") == [(7,)]
    assert not house.engine.mark.exists()
    # The start of notify, as after every restore: the mark is missing, all letters are held.
    parts = wire_notify(house.notify_settings(folder))
    assert sum(parts.desk.counts().values()) == letters
    held = parts.desk.copy()
    assert held is not None
    assert held[1] == letters
    parts.database.close()
    took["megabytes"] = file.stat().st_size / 1_000_000
    return took


class TestOnServers:
    pytestmark = real

    def test_what_is_restored_is_what_was_there_and_holds_its_letters(
        self, house, bare_neo4j_url, tmp_path
    ):
        drill(house, bare_neo4j_url, 300, 1_000, tmp_path)

    @pytest.mark.chaos
    @pytest.mark.leaves_much
    def test_the_drill_with_ten_thousand_actors_and_a_hundred_thousand_letters(
        self, house, bare_neo4j_url, tmp_path
    ):
        print(drill(house, bare_neo4j_url, 10_000, 100_000, tmp_path))

    def test_what_was_there_is_put_aside_and_who_was_deleted_stays_deleted(
        self, house, bare_neo4j_url, tmp_path
    ):
        _fill(house, bare_neo4j_url, 3, 2, tmp_path).close()
        house.sql(
            "accounts",
            "CREATE TABLE deletion_mark (digest text PRIMARY KEY, seq int)",
            "INSERT INTO deletion_mark VALUES ('first', 1)",
            "CREATE TABLE deletion_request (id text PRIMARY KEY)",
        )
        file = backup(house.engine, tmp_path / "b", KEY, WHEN)
        manifest = check(house.engine, file, KEY)
        assert manifest["parts"]["notify"]["deliveries"] == 2
        assert manifest["parts"]["accounts"]["deletion_mark"] == 1
        house.sql(
            "accounts",
            "INSERT INTO deletion_mark VALUES ('second', 2)",
            "DROP TABLE deletion_request",
            "DELETE FROM account",
        )
        (house.engine.data / "deletions").write_text("who was deleted", encoding="utf-8")
        said = restore(house.engine, file, tmp_path / "b", KEY, LATER)
        assert f"Vorher gesichert: {tmp_path}/b/ikoe-2026-11-25T100000Z.tar.gz.enc" in said
        marks = house.sql("accounts", "SELECT digest FROM deletion_mark ORDER BY seq")
        assert marks == [("first",), ("second",)]
        assert house.sql("accounts", "SELECT id FROM account") == [(7,)]
        aside = {f"{name}_vorher_20261125100000" for name in DATABASES}
        assert house.names() == {*DATABASES, *aside}
        assert house.sql("accounts_vorher_20261125100000", "SELECT id FROM account") == []
        owners = house.sql(
            "postgres",
            "SELECT datname, pg_get_userbyid(datdba) FROM pg_database "
            "WHERE datname = ANY('{events,notify,accounts}') ORDER BY 1",
        )
        assert owners == [(name, name) for name in sorted(DATABASES)]
        data = house.engine.data
        assert (data / "vorher-20261125100000" / "ab" / "abcd").read_bytes() == b"%PDF"
        assert (data / "deletions").read_text(encoding="utf-8") == "who was deleted"
        # Stopped before anything was touched, started at the end.
        order = [words[:1] for words in house.engine.asked if words[0] in ("up", "stop")]
        assert order[-3:] == [("up",), ("stop",), ("up",)]
        assert ("stop", *APPS) in house.engine.asked

    def test_what_fails_on_the_way_says_how_things_stand_and_can_be_done_again(
        self, house, bare_neo4j_url, tmp_path, monkeypatch
    ):
        _fill(house, bare_neo4j_url, 3, 2, tmp_path).close()
        file = backup(house.engine, tmp_path / "b", KEY, WHEN)
        house.sql("accounts", "DELETE FROM account")

        def broken(*_: object, **__: object) -> None:
            raise Unusable("Das ging nicht.")

        for number, (part, hint) in enumerate(
            [("restore_dump", "wie vorher"), ("exchange", "noch einmal.*Vorher gesichert")], 1
        ):
            monkeypatch.setattr(house.engine, part, broken)
            with pytest.raises(Unusable, match=f"(?s)Das ging nicht.*{hint}"):
                restore(house.engine, file, tmp_path / "b", KEY, WHEN + timedelta(hours=number))
            monkeypatch.undo()
            assert house.sql("accounts", "SELECT id FROM account") == []
            assert house.engine.mark.exists()
            assert house.engine.asked[-1][0] != "up"
        # One of the names is taken: none is changed.
        house.sql("postgres", 'CREATE DATABASE "accounts_vorher_20261125120000"')
        with pytest.raises(Unusable, match="already exists"):
            restore(house.engine, file, tmp_path / "b", KEY, WHEN + timedelta(hours=3))
        assert not {name for name in house.names() if name.startswith("events_vorher")}
        restore(house.engine, file, tmp_path / "b", KEY, WHEN + timedelta(hours=4))
        assert house.sql("accounts", "SELECT id FROM account") == [(7,)]

    def test_no_secret_stands_on_a_command_line_and_one_backup_is_made_at_a_time(
        self, house, bare_neo4j_url, tmp_path
    ):
        target = tmp_path / "b"
        Neo4jStore(bare_neo4j_url).close()
        (target / ".sichern-killed").mkdir(parents=True)
        (target / ".sichern-killed" / "events.dump").write_bytes(b"half")
        lock = (target / ".sichern").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Unusable, match="gerade schon"):
            backup(house.engine, target, KEY, WHEN)
        assert (target / ".sichern-killed").exists()
        lock.close()
        file = backup(house.engine, target, KEY, WHEN)
        assert {one.name for one in target.iterdir()} == {".sichern", file.name}
        restore(house.engine, file, target, KEY, LATER)
        lines = {word for words in house.engine.called for word in words}
        assert {"shared.sealed_file", "pg_restore"} <= {Path(word).name for word in lines}
        for secret in (KEY, "s" * 64, "ganz-geheim", neo4j_server.PASSWORD):
            assert not [word for word in lines if secret in word]

    def test_other_keys_other_files_and_damage_are_refused_untouched(
        self, house, bare_neo4j_url, tmp_path
    ):
        _fill(house, bare_neo4j_url, 3, 2, tmp_path).close()
        target = tmp_path / "b"
        file = backup(house.engine, target, KEY, WHEN)
        assert b"ganz-geheim" not in file.read_bytes()
        plain = backup(house.engine, target, "", LATER)
        with pytest.raises(Unusable, match="gibt es schon"):
            backup(house.engine, target, "", LATER)
        house.engine.asked.clear()
        with pytest.raises(Unusable, match="BACKUP_KEY"):
            restore(house.engine, file, target, "ein anderes", LATER)
        with pytest.raises(Unusable, match="gibt es nicht"):
            restore(house.engine, target / "none", target, KEY, LATER)
        house.engine.env_file.write_text(f"SECRET_KEY={'t' * 64}\n", encoding="utf-8")
        with pytest.raises(Unusable, match="SECRET_KEY"):
            restore(house.engine, file, target, KEY, LATER)
        house.engine.env_file.unlink()
        with pytest.raises(Unusable, match="fehlt"):
            restore(house.engine, plain, target, "", LATER)
        content = plain.read_bytes()
        for damaged in (content[:-1], content[: len(content) // 2], b""):
            plain.write_bytes(damaged)
            with pytest.raises(Unusable):
                check(house.engine, plain, "")
        assert not [words for words in house.engine.asked if words[0] in ("up", "stop")]
        names = {one.name for one in target.iterdir()}
        assert names == {".sichern", file.name, plain.name}


def test_rows_are_counted_as_the_dump_has_them():
    told = (
        b'SET x = 1;\nCOPY public."order" (id, "from") FROM stdin;\n1\t\\\\.\n2\t\\N\n\\.\n\n'
        b"COPY public.empty (id) FROM stdin;\n\\.\nSELECT 1;\n"
    )
    assert rows_copied(io.BytesIO(told)) == {"order": 2, "empty": 0}


def test_a_copy_of_the_graph_is_counted_and_its_end_is_missed(tmp_path):
    lines = tmp_path / "lines"
    node, edge = b'{"node":[["A"],{}]}\n', b'{"edge":[0,1,["R",{}]]}\n'
    body = b'{"format":1,"schema":[]}\n' + node + node + edge
    lines.write_bytes(body)
    end = {"nodes": 2, "relationships": 1, "sha256": digest(lines)}
    lines.write_bytes(body + json.dumps(end).encode() + b"\n")
    assert graph_counts(lines) == end
    for broken in (body, b"", b"{", body + json.dumps({**end, "nodes": 3}).encode()):
        lines.write_bytes(broken)
        with pytest.raises(Unusable):
            graph_counts(lines)


def test_secrets_are_recognised_and_not_told():
    assert value_of("A=1\n#A=2\nAB=3\n", "A") == "1"
    assert value_of("A='1'\n", "A") == "1"
    assert value_of("", "A") == ""
    assert mark_of("eins", "00") == mark_of("eins", "00")
    assert len({mark_of("eins", "00"), mark_of("zwei", "00"), mark_of("eins", "01")}) == 3


def test_sealing_by_command_asks_for_the_key_and_knows_another():
    sealed, opened = io.BytesIO(), io.BytesIO()
    assert sealing(["seal"], io.BytesIO(b"x"), sealed, "") == 2
    assert sealing(["seal"], io.BytesIO(b"x"), sealed, KEY) == 0
    assert sealing(["open"], io.BytesIO(sealed.getvalue()), opened, KEY) == 0
    assert opened.getvalue() == b"x"
    assert sealing(["open"], io.BytesIO(sealed.getvalue()), opened, "falsch") == 3
    assert sealing([], io.BytesIO(), opened, KEY) == 2


def test_the_command_says_what_is_missing(tmp_path):
    for words in ([], ["check", "none"], ["restore", "none"], ["unknown"]):
        done = engine_refuses(words, tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Traceback" not in done.stderr
        assert done.stderr.strip()
