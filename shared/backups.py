"""Backup files: their names, how long they are kept, packed and read back. Pure Python without
libraries, as ``tools/backup`` runs where there is no environment.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tarfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

MANIFEST = "manifest.json"
SEALED = ".enc"
SUFFIX = ".tar.gz"
_NAME = "ikoe-%Y-%m-%dT%H%M%SZ"
ALL_FOR, DAILY_FOR, WEEKLY_FOR = timedelta(days=1), timedelta(days=14), timedelta(weeks=8)
"""Every backup of the last day is kept, the newest of each day for two weeks, of each week for
eight."""


class Unusable(Exception):
    """A backup that cannot be made or used; the text says why and what to do."""


def name_of(made: datetime, *, encrypted: bool) -> str:
    """The file name of a backup made at an instant."""
    return f"{made.astimezone(UTC):{_NAME}}{SUFFIX}{SEALED if encrypted else ''}"


def outdated(names: Sequence[str], now: datetime) -> list[str]:
    """Which of these backups need not be kept any more; never the newest."""
    made = sorted(
        ((when, name) for name in names if (when := _made(name)) is not None), reverse=True
    )
    kept: set[object] = set()
    gone = []
    for number, (when, name) in enumerate(made):
        age = now - when
        wanted: list[object] = []
        if age <= DAILY_FOR:
            wanted.append(("day", when.date()))
        if age <= WEEKLY_FOR:
            wanted.append(("week", when.isocalendar()[:2]))
        # The newest of a day or week comes first here.
        fresh = [one for one in wanted if one not in kept]
        if number and age > ALL_FOR and not fresh:
            gone.append(name)
        else:
            kept.update(fresh)
    return gone


def prune(target: Path, now: datetime) -> list[Path]:
    """Remove backups that need not be kept any more; returns them."""
    gone = [target / name for name in outdated([file.name for file in target.iterdir()], now)]
    for file in gone:
        file.unlink(missing_ok=True)
    return gone


def pack(copy: Path, out: BinaryIO, about: Mapping[str, Any]) -> None:
    """Pack a folder with a manifest: what is told ``about`` it and a digest of each file."""
    files = _files(copy)
    manifest = {**about, "files": {str(file.relative_to(copy)): digest(file) for file in files}}
    (copy / MANIFEST).write_text(json.dumps(manifest, sort_keys=True), encoding="utf-8")
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=6) as tar:
        for file in (copy / MANIFEST, *files):
            tar.add(file, str(file.relative_to(copy)), recursive=False)


def unpack(packed: BinaryIO, folder: Path, name: str) -> Mapping[str, Any]:
    """Unpack into a folder and check every file; returns the manifest. Raises Unusable."""
    try:
        with gzip.open(packed, "rb") as plain:
            with tarfile.open(fileobj=plain, mode="r:") as tar:
                tar.extractall(folder, filter="data")
            # To its end, where the checksum of the whole stands.
            while plain.read(1 << 20):
                pass
        manifest: Mapping[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found = {str(file.relative_to(folder)): digest(file) for file in _files(folder)}
        if found != manifest["files"]:
            raise Unusable(f"{name} ist beschädigt: Es fehlt etwas, oder es ist verändert.")
    except (tarfile.TarError, EOFError, zlib.error, OSError, ValueError, KeyError) as error:
        raise Unusable(
            f"{name} ist keine Sicherung dieses Programms oder beschädigt ({error})."
        ) from error
    return manifest


def digest(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(one for one in folder.rglob("*") if one.is_file() and one.name != MANIFEST)


def _made(name: str) -> datetime | None:
    stem = name.removesuffix(SEALED).removesuffix(SUFFIX)
    try:
        return datetime.strptime(stem, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None
