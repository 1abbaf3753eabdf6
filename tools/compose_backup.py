"""Backup and restore of the composed start: what ``tools/backup`` calls.

Runs beside the containers with Python's own library alone and asks them for their parts, whoever
calls others before those who are called: events, network, notify, accounts, and the files last,
which are written before their records. Folders and keys come from the environment: BACKUP_DIR,
BACKUP_KEY, and what ``docker compose`` itself reads (COMPOSE_PROJECT_NAME, COMPOSE_ENV_FILES, …).

Passwords never stand on a command line: inside their containers the databases know the socket, the
network its environment, and the key of the backup travels as an environment variable.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shared.backups import SEALED, Unusable, name_of, pack, prune, unpack
from tools.compose_engine import Engine

DATABASES = ("events", "notify", "accounts")
GRAPH, FILES, SECRETS = "network.jsonl", "reports.tar", "secrets.env"
KIND = "compose"
APPS = ("network", "network-worker", "events", "events-worker", "notify", "notify-worker")
_PACK_REPORTS = (
    "cd /data && mkdir -p reports && exec tar -c --exclude='*.neu' --exclude='*.draft' reports"
)
_UNPACK_REPORTS = (
    "cd /data && if [ -d reports ]; then mv reports {aside}; fi && exec tar -x --no-same-owner"
)
JOURNAL = ("deletion_request", "deletion_mark", "deletion_kept")
"""Who was deleted: stays, whatever is brought back. Tables that are not there are left out."""


# --- backup -----------------------------------------------------------------------------------


def backup(engine: Engine, target: Path, key: str, now: datetime) -> Path:
    """Make a backup while everything runs; returns its file. Raises Unusable, OSError.

    Verified by reading it back before it gets its name, encrypted if there is a ``key``.
    """
    engine.need("postgres", "neo4j")
    target.mkdir(parents=True, exist_ok=True)
    made = target / name_of(now, encrypted=bool(key))
    if made.exists():
        raise Unusable(f"{made} gibt es schon. Bitte in einer Sekunde noch einmal.")
    with _alone(target), tempfile.TemporaryDirectory(dir=target, prefix=".sichern-") as folder:
        copy, packed, draft = (Path(folder) / name for name in ("copy", "packed", "draft"))
        copy.mkdir()
        about = _take(engine, copy, with_secrets=bool(key))
        with packed.open("wb") as out:
            pack(copy, out, about)
        shutil.rmtree(copy)
        if key:
            engine.seal(packed, draft, key)
        else:
            packed.rename(draft)
        with _opened(engine, draft, key, sealed=bool(key)) as (again, _):
            if again["parts"] != about["parts"]:
                raise Unusable("Die Sicherung ließ sich nicht zurücklesen. Bitte noch einmal.")
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(made)
    return made


def _take(engine: Engine, copy: Path, *, with_secrets: bool) -> dict[str, Any]:
    """Copy every part into a folder; returns what the manifest says about them."""
    parts: dict[str, Any] = {}
    for name in ("events", "network", "notify", "accounts"):
        if name == "network":
            engine.run(
                "network",
                ["python", "-m", "services.network.stores.neo4j_copy", "export"],
                out=copy / GRAPH,
            )
            parts[name] = graph_counts(copy / GRAPH)
        else:
            dump = ["pg_dump", "-U", "postgres", "--format=custom", "--compress=1", name]
            engine.exec("postgres", dump, out=copy / f"{name}.dump")
            parts[name] = engine.rows_of_dump(copy / f"{name}.dump")
    engine.run("network", ["sh", "-c", _PACK_REPORTS], out=copy / FILES)
    env = engine.env_file.read_text(encoding="utf-8")
    if with_secrets:
        (copy / SECRETS).write_text(env, encoding="utf-8")
    salt = secrets.token_hex(16)
    return {
        "format": 1,
        "kind": KIND,
        "parts": parts,
        "secret_key": {"salt": salt, "mark": mark_of(value_of(env, "SECRET_KEY"), salt)},
    }


def check(engine: Engine, file: Path, key: str) -> Mapping[str, Any]:
    """Read a backup back, every byte of it; returns its manifest. Raises Unusable."""
    with _opened(engine, file, key, sealed=file.name.endswith(SEALED)) as (manifest, _):
        return manifest


@contextmanager
def _opened(
    engine: Engine, file: Path, key: str, *, sealed: bool
) -> Iterator[tuple[Mapping[str, Any], Path]]:
    """A backup, unpacked and checked in a folder of its own beside it."""
    if not file.is_file():
        raise Unusable(f"{file} gibt es nicht.")
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".oeffnen-") as place:
        plain, folder = Path(place) / "plain", Path(place) / "copy"
        folder.mkdir()
        if sealed:
            engine.open(file, plain, key)
        with (plain if sealed else file).open("rb") as packed:
            manifest = unpack(packed, folder, file.name)
        plain.unlink(missing_ok=True)
        if manifest.get("kind") != KIND:
            raise Unusable(f"{file.name} ist keine Sicherung der Container: make restore FILE=…")
        found = {
            name: graph_counts(folder / GRAPH)
            if name == "network"
            else engine.rows_of_dump(folder / f"{name}.dump")
            for name in manifest["parts"]
        }
        if found != manifest["parts"]:
            raise Unusable(f"{file.name} ist beschädigt: Es sind nicht alle Zeilen darin.")
        yield manifest, folder


# --- restore ----------------------------------------------------------------------------------


def restore(engine: Engine, file: Path, target: Path, key: str, now: datetime) -> list[str]:
    """Bring a backup back; returns sentences about what was put aside. Raises Unusable.

    Checked whole before anything is touched. PostgreSQL's databases of before are renamed, the
    graph of before lies in a backup that is made first (``target``), reports of before in a folder.
    The instance's mark goes, so that letters are held until somebody decides.
    """
    with _opened(engine, file, key, sealed=file.name.endswith(SEALED)) as (manifest, folder):
        if not engine.env_file.exists() and (folder / SECRETS).exists():
            engine.env_file.touch(0o600)
            shutil.copyfile(folder / SECRETS, engine.env_file)
        _need_same_secret(engine, manifest, file)
        engine.compose("up", "--detach", "--wait", "--wait-timeout", "300", "postgres", "neo4j")
        engine.compose("stop", *APPS)
        said: list[str] = []
        hint = "Es ist noch alles wie vorher: docker compose up -d --wait startet wieder."
        try:
            if engine.is_filled():
                said.append(f"Vorher gesichert: {backup(engine, target, key, now)}")
            for name in DATABASES:
                engine.restore_dump(f"{name}_neu", name, folder / f"{name}.dump")
                if engine.rows(f"{name}_neu") != manifest["parts"][name]:
                    raise Unusable(f"{name} ist nicht vollständig angekommen.")
            _keep_journal(engine, "accounts_neu", folder)
            hint = " ".join(["Bitte noch einmal zurückholen; die Dienste stehen solange.", *said])
            _exchange(engine, folder, f"{now:%Y%m%d%H%M%S}", said)
        except Unusable as error:
            raise Unusable(f"{error}\n  {hint}") from None
    engine.compose("up", "--detach", "--wait", "--wait-timeout", "300")
    return said


def _exchange(engine: Engine, folder: Path, stamp: str, said: list[str]) -> None:
    """Put what was brought back in the place of what was there; may be done again."""
    words = ["python", "-m", "services.network.stores.neo4j_copy", "import", "--replace"]
    engine.run("network", words, source=folder / GRAPH)
    engine.exchange({name: (f"{name}_vorher_{stamp}", f"{name}_neu") for name in DATABASES})
    said.extend(f"Datenbank von vorher: {name}_vorher_{stamp}" for name in DATABASES)
    # The journal of deletions lies in the same volume, beside the reports: it stays.
    unpacking = _UNPACK_REPORTS.format(aside=f"vorher-{stamp}")
    engine.run("network", ["sh", "-c", unpacking], source=folder / FILES)
    engine.run("notify", ["sh", "-c", 'rm -f "$INSTANCE_FILE"'])


def _need_same_secret(engine: Engine, manifest: Mapping[str, Any], file: Path) -> None:
    if not engine.env_file.exists():
        raise Unusable(
            f"{engine.env_file} fehlt, und in {file.name} liegt sie nicht: Bitte die gesondert "
            "gesicherte Datei dorthin legen."
        )
    known = value_of(engine.env_file.read_text(encoding="utf-8"), "SECRET_KEY")
    if mark_of(known, manifest["secret_key"]["salt"]) != manifest["secret_key"]["mark"]:
        raise Unusable(
            f"SECRET_KEY in {engine.env_file} ist ein anderer als in der Sicherung; ohne ihn "
            "bleiben wartende Briefe verschlossen. Bitte den von damals eintragen, oder die Datei "
            "beiseitelegen: Eine verschlüsselte Sicherung bringt ihre eigene mit."
        )


def _keep_journal(engine: Engine, fresh: str, folder: Path) -> None:
    """Rows about who was deleted since are added to the accounts that are brought back."""
    for table in JOURNAL:
        if engine.has_table("accounts", table) and engine.has_table(fresh, table):
            rows = folder / f"{table}.sql"
            engine.exec(
                "postgres",
                ["pg_dump", "-U", "postgres", "--data-only", "--inserts", "--column-inserts",
                 "--on-conflict-do-nothing", f"--table={table}", "accounts"],
                out=rows,
            )  # fmt: skip
            engine.add_rows(fresh, rows)


# --- pure parts -------------------------------------------------------------------------------


def graph_counts(lines: Path) -> dict[str, Any]:
    """How many nodes and relationships a copy of the graph has; every line is read.

    Raises Unusable if it is not whole.
    """
    seen = {"node": 0, "edge": 0}
    digest = hashlib.sha256()
    end: Any = None
    try:
        with lines.open("rb") as file:
            for line in file:
                told = json.loads(line)
                if "sha256" in told:
                    end = told
                    continue
                digest.update(line)
                for what in seen:
                    seen[what] += what in told
    except ValueError:
        raise Unusable("Die Kopie des Graphen ist beschädigt.") from None
    found = {"nodes": seen["node"], "relationships": seen["edge"], "sha256": digest.hexdigest()}
    if end != found:
        raise Unusable("Die Kopie des Graphen ist nicht vollständig.")
    return found


def value_of(env: str, name: str) -> str:
    """A value of an .env file; empty if it is not there."""
    found = [line.partition("=")[2] for line in env.splitlines() if line.startswith(f"{name}=")]
    return found[-1].strip().strip("'\"") if found else ""


def mark_of(secret: str, salt: str) -> str:
    """Tells whether a secret is the same, and nothing else about it."""
    return hashlib.scrypt(
        secret.encode(), salt=bytes.fromhex(salt), n=2**14, r=8, p=1, dklen=32
    ).hex()


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """One backup at a time: a slow one is not overtaken by the next of cron."""
    lock = os.open(target / ".sichern", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Of a backup that was killed: nobody else works there now.
        for left in target.glob(".sichern-*"):
            shutil.rmtree(left)
        yield
    except BlockingIOError:
        raise Unusable(f"Nach {target} wird gerade schon gesichert.") from None
    finally:
        os.close(lock)


def main(words: Sequence[str], environ: Mapping[str, str] = os.environ) -> int:
    """Nothing, ``check FILE`` or ``restore FILE``; says what was done. Returns the exit code."""
    os.umask(0o077)
    root = Path(__file__).resolve().parents[1]
    target = Path(environ.get("BACKUP_DIR") or root / "sicherungen").resolve()
    key = environ.get("BACKUP_KEY", "")
    now = datetime.now(UTC)
    try:
        engine = Engine(root, environ)
        match list(words):
            case []:
                made = backup(engine, target, key, now)
                size = made.stat().st_size / 1_000_000
                sys.stdout.write(f"\n  Gesichert und geprüft: {made} ({size:.1f} MB)\n")
                sys.stdout.write(
                    "  Verschlüsselt; die Geheimnisse aus .env sind dabei.\n"
                    if key
                    else "  Nicht verschlüsselt (BACKUP_KEY ist leer): Die Geheimnisse aus .env "
                    "sind nicht dabei. Bitte gesondert aufheben.\n"
                )
                for file in prune(target, now):
                    sys.stdout.write(f"  Nicht mehr nötig, entfernt: {file.name}\n")
            case ["check", file]:
                for name, counts in check(engine, Path(file).resolve(), key)["parts"].items():
                    told = sum(counts.values()) if name != "network" else counts["nodes"]
                    sys.stdout.write(f"  {name}: {told} Einträge\n")
                sys.stdout.write("  Vollständig.\n")
            case ["restore", file]:
                said = restore(engine, Path(file).resolve(), target, key, now)
                sys.stdout.write("\n  Zurückgeholt und gestartet.\n")
                for sentence in said:
                    sys.stdout.write(f"  {sentence}\n")
                sys.stdout.write(
                    "  Es gehen keine Briefe von selbst hinaus, bis Sie unter „Postausgang“ "
                    "entscheiden.\n\n"
                )
            case _:
                sys.stderr.write("So: tools/backup, tools/backup check FILE oder … restore FILE\n")
                return 2
    except (Unusable, OSError) as error:
        sys.stderr.write(f"\n  {error}\n\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
