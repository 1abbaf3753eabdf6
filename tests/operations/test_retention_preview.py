"""The dry run of retention, as somebody types it."""

from __future__ import annotations

import os
from pathlib import Path

from services.embedded import build, main
from shared.data_protection.retention import PREVIEW
from tests.operations.test_backup import close

URL = "http://127.0.0.1:8080"


def test_the_dry_run_says_what_would_go_and_why_and_deletes_nothing(tmp_path: Path, capsys):
    folder = tmp_path / "var"
    house = build(folder, URL, data="empty", admin_password="ein langes Kennwort")
    letters = folder / "outbox"
    letters.mkdir()
    (letters / "alt.eml").write_bytes(b"Subject: alt\n\n")
    os.utime(letters / "alt.eml", (0, 0))
    close(house)
    capsys.readouterr()
    for _ in range(2):
        assert main({"DATA_DIR": str(folder)}, [PREVIEW]) == 0
        told = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
        assert "1 notify.files: wie der Brief, zu dem sie gehören" in told
        assert "0 network.uploads: 24 Stunden" in told
    assert (letters / "alt.eml").exists()


def test_the_dry_run_begins_no_new_data(tmp_path: Path, capsys):
    assert main({"DATA_DIR": str(tmp_path / "none")}, [PREVIEW]) == 2
    assert "liegen keine Daten" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
