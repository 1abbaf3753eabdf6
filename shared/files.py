"""Files in the data folder: written in one piece or not at all, and a folder that takes them."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import structlog

from shared.errors import Unavailable

_log = structlog.get_logger(__name__)

FULL = "unavailable.disk"
LEAST_FREE = 20_000_000
"""Bytes that must be free for the product to call itself ready: a few uploads and a report."""

WARN_FREE = 0.15
"""Below this share of the disk free, the log says so, once an hour."""

_PROBE_EVERY = 10.0
_WARN_EVERY = 3600.0


def write_whole(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file durably under its name, or leave nothing of it.

    Raises Unavailable (``unavailable.disk``) if it cannot be written: no room, a disk that is
    only for reading, no right.
    """
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.neu")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.chmod(mode)
        # Only a file that is complete gets its name.
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise Unavailable(FULL) from error


def check_writable(folder: Path) -> None:
    """Raise Unavailable (``unavailable.disk``) if nothing can be written into a folder."""
    probe = folder / f".probe.{secrets.token_hex(4)}"
    write_whole(probe, b"x" * 4096)
    probe.unlink(missing_ok=True)


def folder_check(
    folder: Path,
    free: Callable[[Path], tuple[int, int]] = lambda path: shutil.disk_usage(path)[::2],
    now: Callable[[], float] = time.monotonic,
) -> Callable[[], None]:
    """A check for ``/health/ready``: the folder takes files, and there is room for more.

    ``free`` gives bytes of the disk and bytes free. Looks at most every ten seconds; raises
    Unavailable (``unavailable.disk``).
    """
    seen: dict[str, float] = {}
    failed: list[Unavailable] = []

    def check() -> None:
        if now() - seen.get("probe", -_PROBE_EVERY) >= _PROBE_EVERY:
            seen["probe"] = now()
            failed.clear()
            try:
                _look()
            except Unavailable as error:
                failed.append(error)
        if failed:
            raise failed[0]

    def _look() -> None:
        check_writable(folder)
        whole, left = free(folder)
        if left < WARN_FREE * whole and now() - seen.get("warned", -_WARN_EVERY) >= _WARN_EVERY:
            seen["warned"] = now()
            _log.warning("disk.nearly_full", free_mb=left // 1_000_000, free_share=left / whole)
        if left < LEAST_FREE:
            raise Unavailable(FULL)

    return check


def keep_private(folder: Path) -> None:
    """Let only the owner read the data folder from now on; says so once if it was otherwise.

    What lies in it holds names, addresses and letters.
    """
    os.umask(0o077)
    folder.mkdir(parents=True, exist_ok=True)
    others = stat.S_IMODE(folder.stat().st_mode) & 0o077
    if not others:
        return
    try:
        folder.chmod(0o700)
    except OSError as error:
        _log.warning("folder.readable_by_others", folder=str(folder), error=str(error))
    else:
        _log.warning("folder.now_private", folder=str(folder))
