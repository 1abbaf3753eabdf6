"""A folder as mailbox: every letter is a file ``<id>.eml`` that any mail programme opens."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from services.notify.delivery.decisions import Result


class FolderMailer:
    """Writes letters in one piece and durably; a letter sent twice is one file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(
        self,
        delivery_id: str,
        sender: str,
        recipient: str,
        message: bytes,
        may_start: Callable[[], bool],
    ) -> Result | None:
        """See ``delivery.ports.Mailer``."""
        if not may_start():
            return None
        final = self._folder / f"{delivery_id}.eml"
        draft = self._folder / f".{delivery_id}.{os.getpid()}.draft"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as file:
                file.write(message)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, final)
            # The name is in the folder, so the folder must reach the disk too.
            handle = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            return Result("later", "mail.folder", error.strerror or type(error).__name__)
        return Result("sent")

    def forget(self, before: datetime) -> int:
        """Delete the letters that were written before, and drafts that a crash left; how many."""
        gone = 0
        for pattern in ("*.eml", ".*.draft"):
            for file in self._folder.glob(pattern):
                with suppress(FileNotFoundError):
                    if file.stat().st_mtime < before.timestamp():
                        file.unlink()
                        gone += 1
        return gone

    def due(self, before: datetime) -> int:
        """How many ``forget`` would delete."""
        number = 0
        for pattern in ("*.eml", ".*.draft"):
            for file in self._folder.glob(pattern):
                with suppress(FileNotFoundError):
                    number += file.stat().st_mtime < before.timestamp()
        return number

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Name and content of every letter, and of drafts that a crash left."""
        for pattern in ("*.eml", ".*.draft"):
            for file in sorted(self._folder.glob(pattern)):
                with suppress(FileNotFoundError):
                    yield file.name, file.read_bytes()

    def remove(self, name: str) -> None:
        """Delete a letter; harmless if it is gone."""
        (self._folder / name).unlink(missing_ok=True)
