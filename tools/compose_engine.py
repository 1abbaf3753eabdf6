"""Docker Compose as ``tools/backup`` needs it: commands inside containers, files in and out."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import IO

from shared.backups import Unusable

IMAGE = "ikoe-netz/network"
_PSQL = ("psql", "-U", "postgres", "-XqAt", "-F", "\t", "-v", "ON_ERROR_STOP=1")
_FILLED = (
    "SELECT count(*) FROM pg_database d WHERE d.datname = ANY('{events,notify,accounts}') "
    "AND pg_database_size(d.oid) > pg_database_size('template0') + 1000000"
)


class Engine:
    """The containers of one composed start. Every method raises Unusable if Docker refuses."""

    def __init__(self, root: Path, environ: Mapping[str, str]) -> None:
        self._root = root
        self._environ = {name: value for name, value in environ.items() if name != "BACKUP_KEY"}
        first = environ.get("COMPOSE_ENV_FILES", "").partition(",")[0]
        self.env_file = root / (first or ".env")

    # --- containers -----------------------------------------------------------------------

    def compose(self, *words: str, source: Path | None = None, out: Path | None = None) -> str:
        """``docker compose``; returns what it wrote, unless that goes to a file."""
        return self._call(["docker", "compose", "--ansi", "never", *words], source, out)

    def exec(
        self,
        service: str,
        words: Sequence[str],
        source: Path | None = None,
        out: Path | None = None,
    ) -> str:
        """A command in a container that runs."""
        return self.compose("exec", "-T", service, *words, source=source, out=out)

    def run(
        self,
        service: str,
        words: Sequence[str],
        source: Path | None = None,
        out: Path | None = None,
    ) -> str:
        """A command in a container of its own, with the service's environment and volumes."""
        arguments = ("run", "--rm", "-T", "--no-deps", service, *words)
        return self.compose(*arguments, source=source, out=out)

    def need(self, *services: str) -> None:
        """Raises Unusable unless these run."""
        running = self.compose("ps", "--services", "--status", "running").split()
        if missing := [name for name in services if name not in running]:
            raise Unusable(f"{' und '.join(missing)} läuft nicht: docker compose up -d --wait")

    # --- encryption, in a container: the libraries are there ----------------------------------

    def seal(self, plain: Path, out: Path, key: str) -> None:
        """Encrypt a file."""
        self._sealing("seal", plain, out, key)

    def open(self, file: Path, out: Path, key: str) -> None:
        """Decrypt a file."""
        self._sealing("open", file, out, key)

    def _sealing(self, verb: str, source: Path, out: Path, key: str) -> None:
        self.need_image(IMAGE)
        words = ["python", "-m", "shared.sealed_file", verb]
        refused = {3: f"{source.name} lässt sich so nicht öffnen. Bitte BACKUP_KEY prüfen."}
        self.alone(IMAGE, words, source, out, key, refused)

    def need_image(self, image: str) -> None:
        """Raises Unusable if an image of our own is not built yet."""
        missing = (
            f"Es fehlt das Abbild {image}, oder Docker läuft nicht: "
            f"docker build -t {image} -f services/network/Dockerfile ."
        )
        self._call(["docker", "image", "inspect", image], None, None, None, {1: missing})

    def alone(
        self,
        image: str,
        words: Sequence[str],
        source: Path,
        out: Path,
        key: str = "",
        refused: Mapping[int, str] | None = None,
    ) -> None:
        """A command in a container that belongs to no start and reaches nothing but its files."""
        docker = ["docker", "run", "--rm", "-i", "--network", "none", "--read-only"]
        docker += ["-e", "BACKUP_KEY", "--entrypoint", words[0], image, *words[1:]]
        self._call(docker, source, out, {"BACKUP_KEY": key}, refused)

    # --- PostgreSQL -------------------------------------------------------------------------

    def ask(self, database: str, sql: str) -> list[list[str]]:
        """Rows of an answer, as texts."""
        answer = self.exec("postgres", [*_PSQL, "-d", database, "-c", sql])
        return [line.split("\t") for line in answer.splitlines() if line]

    def add_rows(self, database: str, statements: Path) -> None:
        """Run the statements of a file, all of them or none."""
        words = [*_PSQL, "-d", database, "--single-transaction", "-f", "-"]
        self.exec("postgres", words, source=statements)

    def has_table(self, database: str, table: str) -> bool:
        """Whether there is such a table."""
        return self.ask(database, f"SELECT to_regclass('public.{table}') IS NOT NULL") == [["t"]]

    def is_filled(self) -> bool:
        """Whether any of the databases holds more than a new one, or the graph anything."""
        words = ["python", "-m", "services.network.stores.neo4j_copy", "count"]
        return self.ask("postgres", _FILLED) != [["0"]] or self.run("network", words) != "0\n"

    def rows(self, database: str) -> dict[str, int]:
        """How many rows each table has."""
        tables = self.ask(
            database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        )
        if not tables:
            return {}
        union = " UNION ALL ".join(
            f"SELECT '{name}', count(*) FROM public.\"{name}\"" for (name,) in tables
        )
        return {name: int(number) for name, number in self.ask(database, union)}

    def rows_of_dump(self, dump: Path) -> dict[str, int]:
        """How many rows a dump has for each table: all of it is read."""
        with tempfile.NamedTemporaryFile(dir=dump.parent) as file:
            words = ["pg_restore", "--data-only", "--file=-"]
            self.alone(self._postgres_image(), words, dump, Path(file.name))
            with Path(file.name).open("rb") as lines:
                return rows_copied(lines)

    def restore_dump(self, database: str, owner: str, dump: Path) -> None:
        """Make a database from a dump; one of an attempt that failed goes."""
        self.ask("postgres", f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        self.ask("postgres", f'CREATE DATABASE "{database}" OWNER "{owner}" TEMPLATE template0')
        self.ask("postgres", f'REVOKE CONNECT ON DATABASE "{database}" FROM PUBLIC')
        words = ["pg_restore", "-U", "postgres", "--exit-on-error", "-d", database]
        self.exec("postgres", words, source=dump)

    def exchange(self, databases: Mapping[str, tuple[str, str]]) -> None:
        """Put databases aside and fresh ones in their place, all of them or none: name -> (name of
        the old one from now on, name of the fresh one until now)."""
        names = ", ".join(f"'{one}'" for name, (_, new) in databases.items() for one in (name, new))
        self.ask(
            "postgres",
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ({names})",
        )
        renamed = [
            f'ALTER DATABASE "{old}" RENAME TO "{told}"'
            for name, (aside, fresh) in databases.items()
            for old, told in ((name, aside), (fresh, name))
        ]
        # Several statements of one -c are one transaction.
        self.ask("postgres", "; ".join(renamed))

    def _postgres_image(self) -> str:
        """As the composed start names it: a backup is read where nothing runs yet, too."""
        told = (self._root / "docker-compose.yml").read_text(encoding="utf-8")
        found = re.search(r"(?m)^ +image: (postgres:\S+)$", told)
        if found is None:
            raise Unusable("docker-compose.yml nennt kein Abbild von PostgreSQL.")
        return found[1]

    # --- inside -----------------------------------------------------------------------------

    def _call(
        self,
        words: Sequence[str],
        source: Path | None,
        out: Path | None,
        more: Mapping[str, str] | None = None,
        refused: Mapping[int, str] | None = None,
    ) -> str:
        with (
            (source or Path(os.devnull)).open("rb") as stdin,
            tempfile.TemporaryFile() as kept,
            out.open("wb") if out is not None else nullcontext(kept) as stdout,
        ):
            try:
                done = subprocess.run(
                    words,
                    cwd=self._root,
                    env={**self._environ, **(more or {})},
                    stdin=stdin,
                    stdout=stdout,
                    stderr=subprocess.PIPE,
                    check=False,
                )
            except FileNotFoundError:
                raise Unusable("Es ist kein docker da; tools/backup braucht es.") from None
            if done.returncode:
                told = done.stderr.decode("utf-8", "replace").strip().splitlines()
                reason = (refused or {}).get(done.returncode)
                raise Unusable(reason or f"{' '.join(words[:8])} …: {' / '.join(told[-3:])}")
            kept.seek(0)
            return kept.read().decode("utf-8", "replace")


def rows_copied(lines: IO[bytes]) -> dict[str, int]:
    """Rows of each table in what ``pg_restore --data-only`` writes."""
    found: dict[str, int] = {}
    table: str | None = None
    for line in lines:
        if table is None:
            if line.startswith(b"COPY public.") and line.endswith(b" FROM stdin;\n"):
                table = line.split(b" ")[1].decode().removeprefix("public.").strip('"')
                found[table] = 0
        elif line == b"\\.\n":
            table = None
        else:
            found[table] += 1
    return found
