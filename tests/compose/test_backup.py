"""Backup and restore of the composed stack: while somebody writes, into one that is empty."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.compose.stack import ROOT, Stack, eventually
from tests.compose.test_letters import put_notice

pytestmark = [pytest.mark.compose, pytest.mark.slow]

KEY = "ein langes Kennwort für Sicherungen"
PAGES = ("/akteure", "/abdeckung", "/termine")


@pytest.fixture
def fresh(tmp_path: Path, stack: Stack) -> Iterator[Stack]:
    """A project of its own without containers, volumes or an ``.env``."""
    other = Stack(tmp_path / "fresh", like=stack)
    try:
        yield other
    finally:
        other.down()


def _backup(stack: Stack, folder: Path, *words: str, key: str = KEY) -> tuple[int, str]:
    done = subprocess.run(
        [ROOT / "tools/backup", *words],
        env={**os.environ, **stack.environ(), "BACKUP_DIR": str(folder), "BACKUP_KEY": key},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    for name in ("SECRET_KEY", "SERVICE_TOKEN", "NEO4J_PASSWORD", "POSTGRES_PASSWORD"):
        assert stack.secret(name) not in said
    return done.returncode, said


def _page(stack: Stack, path: str) -> str:
    answer = httpx.get(stack.url + path, follow_redirects=True, timeout=60)
    assert answer.status_code == 200, answer.text
    # What is of the moment: versions of files, tokens, the address.
    text = answer.text.replace(stack.url, "")
    return re.sub(r'(nonce|value|content)="[^"]{16,}"', "", text)


def test_a_backup_made_meanwhile_comes_back_elsewhere_and_holds_its_letters(stack, fresh, tmp_path):
    waiting = f"{uuid.uuid4().hex[:12]}@ziel.example"
    folder = tmp_path / "sicherungen"
    done = threading.Event()
    written: list[str] = []

    def write() -> None:
        while not done.is_set():
            address = f"{uuid.uuid4().hex[:12]}@ziel.example"
            put_notice(stack, address)
            written.append(address)

    stack.compose("stop", "--timeout", "5", "notify-worker")
    put_notice(stack, waiting)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        code, said = _backup(stack, folder)
    finally:
        done.set()
        writer.join()
        stack.compose("start", "notify-worker")
    assert code == 0, said
    assert "Verschlüsselt" in said
    assert written
    pages = {path: _page(stack, path) for path in PAGES}
    (file,) = folder.glob("ikoe-*")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(one.name for one in folder.iterdir()) == [".sichern", file.name]

    code, said = _backup(stack, folder, "check", str(file))
    assert code == 0, said
    assert "Vollständig" in said
    code, said = _backup(stack, folder, "check", str(file), key="ein anderes")
    assert (code, "BACKUP_KEY prüfen" in said) == (2, True)

    # The backup brings the secrets along; nobody ever sees them.
    fresh.env_file.unlink()
    code, said = _backup(fresh, tmp_path / "other", "restore", str(file))
    assert code == 0, said
    assert stat.S_IMODE(fresh.env_file.stat().st_mode) == 0o600
    assert {path: _page(fresh, path) for path in PAGES} == pages
    # Held, though the worker runs and the mail catcher waits.
    states = {name: state for name, state in fresh.states().items() if name != "mail"}
    assert set(states.values()) == {"healthy"}, states
    sql = "SELECT state, count(*) FROM deliveries GROUP BY state"
    told = fresh.compose(
        "exec", "-T", "postgres", "psql", "-U", "postgres", "-d", "notify", "-Atc", sql
    )
    assert {line.partition("|")[0] for line in told.split()} == {"shunted"}
    assert fresh.letters(waiting) == []

    # Once more, over data: what was there is put aside.
    code, said = _backup(fresh, tmp_path / "other", "restore", str(file))
    assert code == 0, said
    assert "Vorher gesichert" in said
    (before,) = (tmp_path / "other").glob("ikoe-*")
    assert re.search(r"notify_vorher_\d{14}", said)
    assert {path: _page(fresh, path) for path in PAGES} == pages
    assert _backup(fresh, tmp_path / "other", "check", str(before))[0] == 0
    eventually(
        "der Brief kommt aus dem ersten Verbund", lambda: stack.letters(waiting), seconds=120
    )
    assert fresh.letters(waiting) == []


def test_without_a_key_the_secrets_stay_out_and_others_are_refused(stack, tmp_path):
    folder = tmp_path / "sicherungen"
    code, said = _backup(stack, folder, key="")
    assert (code, "nicht dabei" in said) == (0, True)
    (file,) = folder.glob("ikoe-*")
    assert stack.secret("SECRET_KEY").encode() not in file.read_bytes()
    other = Stack(tmp_path / "other")
    code, said = _backup(other, folder, "restore", str(file), key="")
    assert (code, "SECRET_KEY in" in said) == (2, True)
    assert other.states() == {}
    other.env_file.unlink()
    code, said = _backup(stack, folder, "restore", str(tmp_path / "none"), key="")
    assert (code, "gibt es nicht" in said) == (2, True)
