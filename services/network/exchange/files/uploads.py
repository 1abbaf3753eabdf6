"""Uploaded files that wait for their confirmation, in a folder."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from services.network.exchange.upload import Upload
from shared.errors import NotFound
from shared.files import write_whole

_KEY = re.compile(r"[0-9a-f]{32}")


class UploadFolder:
    """One file per upload: a line of JSON, then the content. The folder is made when needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, owner: str, file_name: str, content: bytes, until: datetime) -> Upload:
        """Keep a file in one piece or not at all.

        Raises Unavailable (``unavailable.disk``).
        """
        key = secrets.token_hex(16)
        head = {"owner": _mark(owner), "name": file_name, "until": until.isoformat()}
        write_whole(self._folder / key, json.dumps(head).encode() + b"\n" + content)
        return Upload(key, owner, file_name, content, until)

    def get(self, owner: str, key: str, now: datetime) -> Upload:
        """A kept file, for its owner only."""
        found = self._read(key)
        if found is None:
            raise NotFound("not_found.upload")
        head, content = found
        until = datetime.fromisoformat(str(head["until"]))
        if head["owner"] != _mark(owner) or until < now:
            raise NotFound("not_found.upload")
        return Upload(key, owner, str(head["name"]), content, until)

    def forget(self, key: str) -> None:
        """Remove a file."""
        if _KEY.fullmatch(key):
            (self._folder / key).unlink(missing_ok=True)

    def sweep(self, now: datetime) -> int:
        """Remove what has expired, and drafts that a crash left behind."""
        removed = 0
        if not self._folder.is_dir():
            return 0
        for file in sorted(self._folder.iterdir()):
            if self._expired(file, now):
                file.unlink(missing_ok=True)
                removed += 1
        return removed

    def due(self, now: datetime) -> int:
        """How many ``sweep`` would remove."""
        if not self._folder.is_dir():
            return 0
        return sum(self._expired(file, now) for file in sorted(self._folder.iterdir()))

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Key and content of every kept file."""
        if self._folder.is_dir():
            for file in sorted(self._folder.iterdir()):
                found = self._read(file.name)
                if found is not None:
                    yield file.name, found[1]

    def _expired(self, file: Path, now: datetime) -> bool:
        if file.suffix == ".neu":
            return now.timestamp() - file.stat().st_mtime > 3600
        found = self._read(file.name)
        return found is None or datetime.fromisoformat(str(found[0]["until"])) < now

    def _read(self, key: str) -> tuple[dict[str, object], bytes] | None:
        if not _KEY.fullmatch(key):
            return None
        try:
            head, _, content = (self._folder / key).read_bytes().partition(b"\n")
        except FileNotFoundError:
            return None
        return json.loads(head), content


def _mark(owner: str) -> str:
    return hashlib.sha256(owner.encode()).hexdigest()
