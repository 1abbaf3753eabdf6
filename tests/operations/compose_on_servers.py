"""The composed start as ``tools/backup`` sees it, on the servers of the tests instead of Docker."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.compose.stack import ROOT
from tests.servers import base, postgres_server
from tools.compose_engine import Engine


class ServerEngine(Engine):
    """Commands run here; what containers would hold lies in ``folder``."""

    def __init__(self, folder: Path, postgres: str, neo4j: str) -> None:
        self.data, self.mark = folder / "data", folder / "instance"
        self.data.mkdir(parents=True)
        self._neo4j, self._postgres = neo4j, postgres
        self.called: list[list[str]] = []
        self.asked: list[tuple[str, ...]] = []
        shutil.copy(ROOT / "docker-compose.yml", folder)
        super().__init__(folder, {**os.environ, "BACKUP_KEY": "never handed on"})

    def compose(self, *words: str, source: Path | None = None, out: Path | None = None) -> str:
        """What a container does, done here; starting and stopping is noted."""
        self.asked.append(words)
        match words:
            case ("exec", "-T", "postgres", program, *arguments):
                command = [str(postgres_server.binaries() / program), *arguments]
            case ("run", "--rm", "-T", "--no-deps", _, "python", *arguments):
                command = [sys.executable, *arguments]
            case ("run", "--rm", "-T", "--no-deps", _, "sh", "-c", script):
                command = ["sh", "-c", script.replace("/data", str(self.data))]
            case ("ps", *_):
                return "postgres\nneo4j\n"
            case _:
                return ""
        return self._call(command, source, out, self._environment())

    def alone(
        self,
        image: str,
        words: Sequence[str],
        source: Path,
        out: Path,
        key: str = "",
        refused: Mapping[int, str] | None = None,
    ) -> None:
        """What a container of its own does, done here."""
        tool = (
            sys.executable if words[0] == "python" else str(postgres_server.binaries() / words[0])
        )
        more = {**self._environment(), "BACKUP_KEY": key}
        self._call([tool, *words[1:]], source, out, more, refused)

    def need_image(self, image: str) -> None:
        """Every image is here."""

    def _call(
        self,
        words: Sequence[str],
        source: Path | None,
        out: Path | None,
        more: Mapping[str, str] | None = None,
        refused: Mapping[int, str] | None = None,
    ) -> str:
        self.called.append(list(words))
        return super()._call(words, source, out, more, refused)

    def _environment(self) -> Mapping[str, str]:
        return {
            "PGHOST": base.HOST,
            "PGPORT": self._postgres,
            "NETWORK_STORE_URL": self._neo4j,
            "INSTANCE_FILE": str(self.mark),
            "PYTHONPATH": str(ROOT),
        }


def engine_refuses(words: list[str], root: Path) -> subprocess.CompletedProcess[str]:
    """``tools/backup`` itself, where no Docker is to be found."""
    return subprocess.run(
        [ROOT / "tools/backup", *words],
        env={"PATH": "/usr/bin:/bin", "PYTHON": sys.executable, "BACKUP_DIR": str(root / "b")}
        | {"COMPOSE_ENV_FILES": str(root / "env"), "DOCKER_HOST": "unix:///nowhere.sock"},
        capture_output=True,
        text=True,
        check=False,
    )
