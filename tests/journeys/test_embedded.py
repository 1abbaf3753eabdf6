"""The path on the embedded start: one process, files, letters in a folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from tests.journeys.walk import Walk
from tests.servers.base import free_port, spawn, wait_for

ACCOUNT = ("leitung@probe.example", "Ein-langes-Kennwort-42")


def answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.HTTPError:
        return False


def letters_in(folder: Path, address: str) -> Sequence[EmailMessage]:
    found = []
    for file in sorted(folder.glob("*.eml"), key=lambda f: f.stat().st_mtime):
        letter = message_from_bytes(file.read_bytes(), policy=policy.default)
        assert isinstance(letter, EmailMessage)
        if address in str(letter["To"]):
            found.append(letter)
    return found


@pytest.fixture
def embedded(tmp_path: Path):
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "PORT": str(port),
        "DATA_DIR": str(tmp_path / "var"),
        "ADMIN_EMAIL": ACCOUNT[0],
        "ADMIN_PASSWORD": ACCOUNT[1],
        "DATA": "",
    }
    log = tmp_path / "log"
    process = spawn([sys.executable, "-m", "services.embedded"], log, environment)
    try:
        wait_for("IKÖ-Netz", lambda: answers(f"{base}/health/ready"), process, log, 30)
        yield base
    finally:
        process.terminate()
        process.wait(20)


def test_the_whole_path_on_the_embedded_start(
    embedded: str, chromium: Browser, tmp_path: Path
) -> None:
    outbox = tmp_path / "var" / "outbox"
    walk = Walk(chromium, embedded, ACCOUNT, lambda address: letters_in(outbox, address), tmp_path)
    walk.everything()
    walk.close()
