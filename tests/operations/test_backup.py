"""Backup and restore of the embedded start, while it is written to."""

from __future__ import annotations

import io
import sqlite3
import stat
import tarfile
import threading
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from services.embedded import Embedded, build
from services.operations import DATABASES, backup, check, main, restore, running
from shared.backups import Unusable, outdated, prune
from shared.sealed_file import WrongKey, opened, sealed
from tests.builders import AT, actor, new
from tests.notify.builders import notice
from tests.notify.builders import recipient as one_recipient

KEY = "ein langes Kennwort für Sicherungen"
WHEN = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def program(folder: Path) -> Embedded:
    """The program over a data folder, its loops not started."""
    return build(
        folder, "http://127.0.0.1:8080", data="empty", admin_password="ein langes Kennwort"
    )


def close(embedded: Embedded) -> None:
    for app in embedded.apps.values():
        parts = app.extensions["ikoe"]
        for name in ("store", "database"):
            if hasattr(parts, name):
                part = getattr(parts, name)
                getattr(part, "close", getattr(part, "database", part).close)()
        getattr(parts, "accounts", parts) and app.extensions["ikoe.accounts"].close()


def fill(embedded: Embedded, actors: int, letters: int) -> None:
    network, notify = (embedded.apps[name].extensions["ikoe"] for name in ("network", "notify"))
    network.store.apply(new(*(actor(f"a{n}", f"Verein {n}") for n in range(actors))), "Kim", AT)
    for begin in range(0, letters, 500):
        people = tuple(
            one_recipient(f"p{n}@verein.example", ref=f"r{n}")
            for n in range(begin, min(letters, begin + 500))
        )
        notify.intake.notice(notice(id=uuid4(), subject_key=f"e:{begin}", recipients=people))


def drill(folder: Path, actors: int, letters: int) -> dict[str, float]:
    """Back up while being written to, restore into an empty folder, compare; seconds of each."""
    embedded = program(folder / "var")
    fill(embedded, actors, letters)
    network = embedded.apps["network"].extensions["ikoe"]
    going_on = threading.Event()
    written: list[int] = []

    def write() -> None:
        while not going_on.is_set():
            number = len(written)
            network.store.apply(new(actor(f"w{number}", f"Neu {number}")), "Kim", AT)
            written.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    began = time.monotonic()
    file = backup(folder / "var", folder / "backups", KEY)
    took = {"backup": time.monotonic() - began}
    going_on.set()
    writer.join()
    whole = len(written)
    close(embedded)
    began = time.monotonic()
    assert restore(file, folder / "fresh", KEY) is None
    back = program(folder / "fresh")
    took["restore"] = time.monotonic() - began
    found = back.apps["network"].extensions["ikoe"].live.network()
    ids = {id for id in found.all(type(actor("x"))) if id.startswith("a")}
    assert ids == {f"a{n}" for n in range(actors)}
    late = sorted(int(id[1:]) for id in found.all(type(actor("x"))) if id.startswith("w"))
    # All that was written up to one moment, and nothing after it.
    assert late == list(range(len(late)))
    assert len(late) <= whole
    desk = back.apps["notify"].extensions["ikoe"].desk
    assert sum(desk.counts().values()) == letters
    assert desk.copy()[1] == letters
    close(back)
    took["megabytes"] = file.stat().st_size / 1_000_000
    return took


def test_what_is_restored_is_what_was_there_and_holds_its_letters(tmp_path: Path) -> None:
    drill(tmp_path, 300, 1_000)


@pytest.mark.chaos
def test_the_drill_with_ten_thousand_actors_and_a_hundred_thousand_letters(tmp_path: Path) -> None:
    print(drill(tmp_path, 10_000, 100_000))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "var"
    embedded = program(folder)
    fill(embedded, 3, 2)
    close(embedded)
    (folder / "reports" / "ab").mkdir(parents=True)
    (folder / "reports" / "ab" / "abcd").write_bytes(b"%PDF")
    (folder / "reports" / "ab" / "abcd.1234.neu").write_bytes(b"half")
    return folder


def test_a_backup_has_everything_and_nothing_half_and_is_for_its_owner(data, tmp_path):
    file = backup(data, tmp_path / "backups", clock=lambda: WHEN)
    assert file.name == "ikoe-2026-11-25T090000Z.tar.gz"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    manifest = check(file)
    files = {*DATABASES, "reports/ab/abcd", "secrets.json", "deletions.json"}
    assert set(manifest["files"]) == files
    assert manifest["rows"]["notify.db"]["deliveries"] == 2
    assert [one.name for one in (tmp_path / "backups").iterdir()] == [file.name]


def test_damage_is_noticed_and_named(data, tmp_path):
    file = backup(data, tmp_path / "backups", KEY)
    content = file.read_bytes()
    for damaged in (content[:-1], content[: len(content) // 2], content[:-9] + b"123456789", b""):
        file.write_bytes(damaged)
        with pytest.raises(Unusable):
            check(file, KEY)
    file.write_bytes(content)
    check(file, KEY)
    with pytest.raises(Unusable, match="BACKUP_KEY"):
        check(file, "ein anderes Kennwort")
    assert b"Verein" not in content
    with pytest.raises(Unusable, match="gibt es nicht"):
        check(tmp_path / "none.tar.gz")


def test_a_changed_table_in_a_well_packed_backup_is_noticed(data, tmp_path):
    file = backup(data, tmp_path / "backups")
    folder = tmp_path / "open"
    with tarfile.open(file) as tar:
        tar.extractall(folder, filter="data")
    with closing(sqlite3.connect(folder / "notify.db")) as connection:
        connection.execute("DELETE FROM deliveries")
        connection.commit()
    with tarfile.open(file, "w:gz") as tar:
        for one in folder.iterdir():
            tar.add(one, one.name)
    with pytest.raises(Unusable, match="verändert"):
        restore(file, tmp_path / "fresh")
    assert not (tmp_path / "fresh").exists()


def test_a_backup_that_fails_leaves_no_file(data, tmp_path, monkeypatch):
    def broken(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("services.operations.check", broken)
    with pytest.raises(OSError, match="No space"):
        backup(data, tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_what_was_there_is_moved_aside_and_a_running_program_is_left_alone(data, tmp_path):
    file = backup(data, tmp_path / "backups")
    before = (data / "secrets.json").read_bytes()
    with running(data), pytest.raises(Unusable, match="läuft das Programm"):
        restore(file, data)
    assert (data / "secrets.json").read_bytes() == before
    aside = restore(file, data, clock=lambda: WHEN)
    assert aside is not None
    assert aside == tmp_path / "var.vorher-2026-11-25T090000"
    assert (aside / "secrets.json").read_bytes() == before
    assert (data / "reports" / "ab" / "abcd").read_bytes() == b"%PDF"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    back = program(data)
    assert back.apps["notify"].extensions["ikoe"].desk.copy()[1] == 2
    close(back)


def test_backups_are_kept_by_age_and_the_newest_always(tmp_path):
    def name(age: timedelta) -> str:
        return f"{WHEN - age:ikoe-%Y-%m-%dT%H%M%SZ}.tar.gz"

    every_quarter = [timedelta(minutes=15 * n) for n in range(4 * 24 * 80)]
    names = [name(age) for age in every_quarter]
    gone = set(outdated([*names, "fremd.tar.gz", "notizen.txt"], WHEN))
    kept = [WHEN - age for age, one in zip(every_quarter, names, strict=True) if one not in gone]
    last_day = [one for one in kept if one >= WHEN - timedelta(days=1)]
    assert len(last_day) == 97
    days = Counter(one.date() for one in kept if one < WHEN - timedelta(days=2))
    assert set(days.values()) == {1}
    assert len([day for day in days if day >= (WHEN - timedelta(days=14)).date()]) == 12
    assert min(days) >= (WHEN - timedelta(weeks=8)).date()
    assert gone.isdisjoint({"fremd.tar.gz", "notizen.txt"})
    old = name(timedelta(days=900))
    assert outdated([old], WHEN) == []
    for one in (old, names[0], "notizen.txt"):
        (tmp_path / one).write_bytes(b"")
    assert [file.name for file in prune(tmp_path, WHEN)] == [old]
    assert sorted(file.name for file in tmp_path.iterdir()) == [names[0], "notizen.txt"]


def test_the_commands_say_what_they_did(data, tmp_path, capsys):
    environ = {"DATA_DIR": str(data), "BACKUP_DIR": str(tmp_path / "b"), "BACKUP_KEY": KEY}
    assert main(["backup"], environ) == 0
    (file,) = (tmp_path / "b").iterdir()
    said = capsys.readouterr().out
    assert f"Gesichert und geprüft: {file}" in said
    assert "verschlüsselt" in said
    assert main(["restore", str(file)], {**environ, "DATA_DIR": str(tmp_path / "new")}) == 0
    assert "gehen keine Briefe von selbst hinaus" in capsys.readouterr().out
    assert main(["restore", str(file)], {**environ, "BACKUP_KEY": "falsch"}) == 2
    assert "BACKUP_KEY prüfen" in capsys.readouterr().err
    assert main(["backup"], {**environ, "DATA_DIR": str(tmp_path / "none")}) == 2
    assert "liegen keine Daten" in capsys.readouterr().err
    assert main([], environ) == 2


@pytest.mark.parametrize("size", [0, 1, 4 * 1024 * 1024, 9_000_000])
def test_a_sealed_file_comes_back_whole_and_only_with_its_key(size):
    content = bytes(n % 251 for n in range(min(size, 1000))) * (size // 1000 + 1)
    content = content[:size]
    closed, plain = io.BytesIO(), io.BytesIO()
    sealed(io.BytesIO(content), closed, KEY)
    opened(io.BytesIO(closed.getvalue()), plain, KEY)
    assert plain.getvalue() == content
    for wrong in (closed.getvalue() + b"x", closed.getvalue()[:-1], b"ikoe-sealed-2\n"):
        with pytest.raises(WrongKey):
            opened(io.BytesIO(wrong), io.BytesIO(), KEY)
    with pytest.raises(WrongKey):
        opened(io.BytesIO(closed.getvalue()), io.BytesIO(), KEY + "x")


def test_a_newer_backup_that_cannot_be_opened_refuses_an_older_one(data, tmp_path):
    """Who was deleted in between would come back."""
    target = tmp_path / "backups"
    old = backup(data, target, clock=lambda: WHEN)
    new = backup(data, target, KEY, clock=lambda: WHEN + timedelta(minutes=10))
    elsewhere = tmp_path / "elsewhere" / "var"
    with pytest.raises(Unusable, match="BACKUP_KEY"):
        restore(old, elsewhere)
    assert not elsewhere.exists()
    assert restore(old, elsewhere, KEY) is None
    # Whoever has not got the key any more says so by putting the newer one away.
    new.rename(tmp_path / new.name)
    assert restore(old, tmp_path / "third" / "var") is None
