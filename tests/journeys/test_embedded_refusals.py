"""A start that cannot be: a sentence for who typed the command, never a stack of code."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from services.embedded import main
from tests.contracts.stored import everything_in, newer_store


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"DATA": "quatsch"}, "DATA=quatsch gibt es nicht."),
        ({"PORT": "abc"}, "PORT=abc ist kein Port."),
        ({"PORT": "70000"}, "PORT=70000 ist kein Port."),
        ({"PUBLIC_URL": "quatsch"}, "PUBLIC_URL: muss mit http:// oder https:// beginnen"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(environ, sentence, tmp_path, capsys):
    assert main({"DATA_DIR": str(tmp_path), **environ}) == 2
    assert sentence in capsys.readouterr().err


def test_a_port_that_is_taken_is_named_with_the_way_out(tmp_path, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        environ = {"DATA_DIR": str(tmp_path), "DATA": "empty", "PORT": port}
        assert main(environ) == 2
    said = capsys.readouterr().err
    assert f"Auf Port {port} antwortet schon ein Programm" in said
    assert "PORT=8081 make run" in said


def test_a_folder_that_is_a_file_is_named(tmp_path: Path, capsys):
    file = tmp_path / "datei"
    file.write_text("keine Datenbank")
    assert main({"DATA_DIR": str(file), "DATA": "empty"}) == 2
    assert f"Die Daten im Ordner {file} lassen sich nicht öffnen." in capsys.readouterr().err


def test_data_of_a_newer_program_are_named_and_left_alone(tmp_path: Path, capsys):
    url = newer_store(tmp_path)
    before = everything_in(url)
    assert main({"DATA_DIR": str(tmp_path), "DATA": "empty"}) == 2
    said = capsys.readouterr().err
    assert (
        f"Eine neuere Fassung des Programms hat die Daten (Ordner {tmp_path}) geschrieben: Diese "
        "hier kennt das Feld „planet“ nicht (actor/a1). Damit nichts verloren geht, startet sie "
        "nicht. Bitte die neuere Fassung starten oder die Daten vorher umstellen."
    ) in said
    assert everything_in(url) == before


def test_a_broken_database_is_said_and_left_alone(tmp_path: Path, capsys):
    broken = tmp_path / "network.db"
    broken.write_bytes(b"das war einmal eine Datenbank" * 100)
    before = broken.read_bytes()
    assert main({"DATA_DIR": str(tmp_path), "DATA": "empty"}) == 2
    assert "lassen sich nicht öffnen" in capsys.readouterr().err
    assert broken.read_bytes() == before
