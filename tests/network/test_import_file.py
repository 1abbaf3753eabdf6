"""The import from the command line, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from services.network.wiring import open_store
from tests.builders import AT, actor, new, offer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def url(tmp_path):
    """A store with an actor, as ``make import`` finds it."""

    url = f"sqlite:///{tmp_path / 'network.db'}"
    store = open_store(url)
    store.apply(new(actor("a1", name="Bildungswerk"), offer("o1", actor_id="a1")), "Test", AT)
    store.close()
    return url


def run(url: str, file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "services.network.import_file", str(file)],
        cwd=ROOT,
        env={**os.environ, "NETWORK_STORE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_says_of_a_control_character_what_the_page_says(url, tmp_path):
    file = tmp_path / "liste.csv"
    file.write_text("Angebot;Anbieter;Beschreibung\nKurs;Bildungswerk;Text\x07mit Glocke\n")
    done = run(url, file)
    assert done.returncode == 1
    assert (
        "Der Text enthält unsichtbare Steuerzeichen. Bitte tippen Sie ihn neu ein." in done.stdout
    )
    assert "Das ging nicht" not in done.stdout + done.stderr
