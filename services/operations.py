"""Backup and restore of the embedded start: what ``make backup`` and ``make restore`` call.

The data folder holds all that three services know. It is copied while they run, whoever calls
others before those who are called: events, network, notify. A letter that moves on meanwhile is
then in two copies (and taken for the same by its id), never in none; a release report's files are
written before its record and copied after it. Nothing here knows a service, only its files.

``python -m services.operations backup`` or ``… restore FILE``; folders and keys come from the
environment: DATA_DIR, BACKUP_DIR, BACKUP_KEY.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from shared.backups import MANIFEST, SEALED, Unusable, name_of, pack, prune, unpack
from shared.clock import Clock, utc_now
from shared.data_protection.journal_copy import EMPTY, JournalState, read, united, written
from shared.errors import Misconfigured
from shared.files import write_whole
from shared.sealed_file import WrongKey, opened, sealed

DATABASES = ("events.db", "network.db", "notify.db", "accounts.db")
"""In the order of copying: who calls, then who is called."""

FOLDERS = ("reports", "outbox")
SECRETS = "secrets.json"
DELETIONS = "deletions.json"
"""In a backup: the journal of who was deleted, as it lies beside the data folder."""

RUNNING = ".running"
"""Held by the program while it runs over a data folder."""


@contextmanager
def running(data_dir: Path, *, alone: bool = False) -> Iterator[None]:
    """Hold a data folder: together with others that run over it, or ``alone``.

    Raises Unusable if that is not possible now.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = os.open(data_dir / RUNNING, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Unusable(
            f"Über dem Ordner {data_dir} läuft das Programm. Bitte erst beenden (Strg+C)."
        ) from None
    finally:
        os.close(lock)


def backup(data_dir: Path, target: Path, key: str = "", clock: Clock = utc_now) -> Path:
    """Make a backup of a data folder, whether or not the program runs; returns its file.

    Verified by reading it back before it gets its name, encrypted if there is a ``key``.
    Raises Unusable, OSError (no room).
    """
    if not (data_dir / "network.db").exists():
        raise Unusable(f"Im Ordner {data_dir} liegen keine Daten, die sich sichern ließen.")
    target.mkdir(parents=True, exist_ok=True)
    name = name_of(clock(), encrypted=bool(key))
    draft = target / f".{name}.neu"
    with tempfile.TemporaryDirectory(dir=target, prefix=".sichern-") as folder:
        copy = Path(folder) / "copy"
        copy.mkdir()
        _copy(data_dir, copy)
        packed = Path(folder) / "packed"
        try:
            with packed.open("wb") as out:
                rows = {one: _rows(copy / one) for one in DATABASES if (copy / one).exists()}
                pack(copy, out, {"format": 1, "rows": rows})
            draft.touch(0o600)
            with packed.open("rb") as plain, draft.open("wb") as out:
                sealed(plain, out, key) if key else _pour(plain, out)
                out.flush()
                os.fsync(out.fileno())
            check(draft, key)
            draft.replace(target / name)
        finally:
            draft.unlink(missing_ok=True)
    return target / name


def check(file: Path, key: str = "") -> Mapping[str, Any]:
    """Read a backup back, every byte of it; returns its manifest. Raises Unusable."""
    with tempfile.TemporaryDirectory(prefix="ikoe-") as folder:
        return _unpack(file, Path(folder), key)


def restore(file: Path, data_dir: Path, key: str = "", clock: Clock = utc_now) -> Path | None:
    """Bring a backup back into a data folder; returns where the data of before lie now.

    Checked whole before anything is touched; the data of before are moved aside, never removed.
    The instance's mark goes, so that the restored data hold their letters back until somebody
    decides. Whoever was deleted since stays deleted: by the journal beside the data of before and,
    on another machine, by that of the newest backup in the same folder. Raises Unusable.
    """
    data_dir = data_dir.resolve()
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    later = _journal_of_newest(file, key)
    with tempfile.TemporaryDirectory(dir=data_dir.parent, prefix=".zurueck-") as folder:
        fresh = Path(folder) / "data"
        fresh.mkdir(mode=0o700)
        _unpack(file, fresh, key)
        (fresh / MANIFEST).unlink()
        later.append(_journal(fresh / DELETIONS))
        (fresh / DELETIONS).unlink(missing_ok=True)
        if not data_dir.exists():
            fresh.rename(data_dir)
            aside = None
        else:
            aside = data_dir.with_name(f"{data_dir.name}.vorher-{clock():%Y-%m-%dT%H%M%S}")
            with running(data_dir, alone=True):
                data_dir.rename(aside)
                fresh.rename(data_dir)
    journal = _journal_beside(data_dir)
    write_whole(journal, written(united([_journal(journal), *later])))
    data_dir.with_name(f"{data_dir.name}.instance").unlink(missing_ok=True)
    return aside


# --- inside ---------------------------------------------------------------------------------


def _journal_beside(data_dir: Path) -> Path:
    return data_dir.with_name(f"{data_dir.name}.deletions")


def _journal(file: Path) -> JournalState:
    """The journal that a file holds. Raises Unusable if it is damaged."""
    if not file.exists():
        return EMPTY
    try:
        return read(file.read_bytes())
    except ValueError:
        raise Unusable(f"{file} ist beschädigt; darin steht, wer gelöscht wurde.") from None


def _journal_of_newest(file: Path, key: str) -> list[JournalState]:
    """The journal of the newest backup beside ``file``, if it is newer. Raises Unusable if that
    one cannot be opened: who was deleted since would come back."""
    newest = max((one for one in file.parent.glob("ikoe-*") if one.name > file.name), default=None)
    if newest is None:
        return []
    with tempfile.TemporaryDirectory(prefix="ikoe-") as folder:
        _unpack(newest, Path(folder), key)
        return [_journal(Path(folder) / DELETIONS)]


def _copy(data_dir: Path, copy: Path) -> None:
    for name in DATABASES:
        if (data_dir / name).exists():
            with (
                closing(sqlite3.connect(f"file:{data_dir / name}?mode=ro", uri=True)) as source,
                closing(sqlite3.connect(copy / name)) as target,
            ):
                # In one step: a copy in several starts anew whenever somebody writes.
                source.backup(target)
    for name in FOLDERS:
        for file in sorted((data_dir / name).rglob("*")):
            if file.is_file() and file.suffix not in (".neu", ".draft"):
                # Letters may be deleted meanwhile as too old.
                with contextlib.suppress(FileNotFoundError):
                    content = file.read_bytes()
                    place = copy / file.relative_to(data_dir)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(content)
    (copy / SECRETS).write_bytes((data_dir / SECRETS).read_bytes())
    journal = _journal_beside(data_dir.resolve())
    if journal.exists():
        (copy / DELETIONS).write_bytes(journal.read_bytes())


def _unpack(file: Path, folder: Path, key: str) -> Mapping[str, Any]:
    """Unpack and check a backup. Raises Unusable."""
    try:
        with contextlib.ExitStack() as stack:
            packed: BinaryIO = stack.enter_context(file.open("rb"))
            if file.name.removesuffix(".neu").endswith(SEALED):
                plain = stack.enter_context(tempfile.TemporaryFile(dir=folder.parent))
                opened(packed, plain, key)
                plain.seek(0)
                packed = plain
            manifest = unpack(packed, folder, file.name)
        if "rows" not in manifest:
            raise Unusable(f"{file.name} ist eine Sicherung der Container: tools/backup restore …")
        for name, rows in manifest["rows"].items():
            if _rows(folder / name) != rows:
                raise Unusable(f"{file.name} ist beschädigt: {name} ist nicht vollständig.")
    except WrongKey:
        raise Unusable(
            f"{file.name} lässt sich mit diesem Schlüssel nicht öffnen. Bitte BACKUP_KEY prüfen."
        ) from None
    except FileNotFoundError as error:
        raise Unusable(f"{file} gibt es nicht, oder darin fehlt {error.filename}.") from None
    except (OSError, sqlite3.Error) as error:
        raise Unusable(
            f"{file.name} ist keine Sicherung dieses Programms oder beschädigt ({error})."
        ) from error
    return manifest


def _rows(database: Path) -> dict[str, int]:
    """How many rows each table has. Raises Unusable if SQLite finds the file damaged."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as connection:
        (well,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if well != "ok":
            raise Unusable(f"{database.name} ist beschädigt: {well}")
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        return {
            name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])
            for name in sorted(tables)
        }


def _pour(source: BinaryIO, target: BinaryIO) -> None:
    while part := source.read(1 << 20):
        target.write(part)


def main(words: Sequence[str], environ: Mapping[str, str] = os.environ) -> int:
    """``backup`` or ``restore FILE``; says what was done. Returns the exit code."""
    os.umask(0o077)
    data_dir = Path(environ.get("DATA_DIR") or "var")
    target = Path(environ.get("BACKUP_DIR") or "sicherungen")
    key = environ.get("BACKUP_KEY", "")
    try:
        match list(words):
            case ["backup"]:
                made = backup(data_dir, target, key)
                gone = prune(target, utc_now())
                size = made.stat().st_size / 1_000_000
                secret = "verschlüsselt" if key else "nicht verschlüsselt (BACKUP_KEY ist leer)"
                sys.stdout.write(f"\n  Gesichert und geprüft: {made} ({size:.1f} MB, {secret})\n")
                for file in gone:
                    sys.stdout.write(f"  Nicht mehr nötig, entfernt: {file.name}\n")
                sys.stdout.write("\n")
            case ["restore", file]:
                aside = restore(Path(file), data_dir, key)
                sys.stdout.write(f"\n  Zurückgeholt nach {data_dir}.\n")
                if aside is not None:
                    sys.stdout.write(f"  Die Daten von vorher liegen in {aside}.\n")
                sys.stdout.write(
                    "  Nach dem Start gehen keine Briefe von selbst hinaus, bis Sie unter "
                    "„Postausgang“ entscheiden.\n\n"
                )
            case _:
                sys.stderr.write("So: make backup, oder: make restore FILE=sicherungen/…\n")
                return 2
    except (Unusable, Misconfigured, OSError) as error:
        sys.stderr.write(f"\n  {error}\n\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
