"""Settings that are missing or wrong stop the start with a sentence."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.notify.config import Settings
from services.notify.delivery.decisions import Result
from services.notify.delivery.transport.folder_mailer import FolderMailer
from services.notify.delivery.transport.smtp_mailer import SmtpMailer
from services.notify.wiring import make_mailer, wire
from shared.config import load
from shared.errors import Misconfigured
from tests.notify.builders import SECRET, TOKEN, settings

GOOD = {
    "SECRET_KEY": SECRET,
    "SERVICE_TOKEN": TOKEN,
    "ACCOUNTS_URL": "sqlite:///x",
    "NOTIFY_STORE_URL": "sqlite:///y",
    "MAIL_URL": "smtp://mail:1025",
}


@pytest.fixture
def environment(monkeypatch):
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("BROKER_URL", raising=False)
    return monkeypatch


def test_what_is_needed_is_enough(environment):
    found = load(Settings)
    assert (found.broker_url, found.letter_retention_days) == ("memory://", 30)


@pytest.mark.parametrize("name", list(GOOD))
def test_what_is_missing_is_named(environment, name):
    environment.delenv(name)
    with pytest.raises(Misconfigured) as caught:
        load(Settings)
    assert caught.value.params["text"] == f"{name} fehlt."


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("MAIL_URL", "mail.example", "MAIL_URL muss mit smtp://, smtps:// oder file:/// beginnen."),
        ("BROKER_URL", "amqp://x", "BROKER_URL muss memory:// sein oder mit redis:// beginnen."),
    ],
)
def test_what_is_wrong_is_said_without_its_value(environment, name, value, sentence):
    environment.setenv(name, value)
    with pytest.raises(Misconfigured) as caught:
        load(Settings)
    assert caught.value.params["text"] == sentence


def test_the_mailer_follows_the_address(tmp_path):
    assert isinstance(make_mailer(settings(tmp_path)), FolderMailer)
    assert isinstance(make_mailer(settings(tmp_path, mail_url="smtp://mail:1025")), SmtpMailer)


def test_a_letter_in_the_folder_is_whole_and_one_file_however_often_it_is_sent(tmp_path):
    folder = tmp_path / "deep" / "outbox"
    mailer = FolderMailer(folder)
    for _ in range(2):
        assert mailer.send("id", "a", "b", b"letter\r\n", lambda: True) == Result("sent")
    assert mailer.send("other", "a", "b", b"x", lambda: False) is None
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {"id.eml": b"letter\r\n"}


def test_letters_in_the_folder_go_with_those_in_the_tables(tmp_path: Path):
    folder = tmp_path / "outbox"
    mailer = FolderMailer(folder)
    for id in ("old", "new"):
        assert mailer.send(id, "a@b.example", "c@d.example", b"x", lambda: True) == Result("sent")
    (folder / ".left.1.draft").write_bytes(b"half")
    day = datetime(2026, 5, 4, tzinfo=UTC)
    for name in ("old.eml", ".left.1.draft"):
        os.utime(folder / name, (day.timestamp(), day.timestamp()))
    assert mailer.forget(day) == 0
    assert mailer.forget(day + timedelta(seconds=1)) == 2
    assert [file.name for file in folder.iterdir()] == ["new.eml"]
    assert mailer.forget(day + timedelta(seconds=1)) == 0
    assert FolderMailer(tmp_path / "none").forget(day) == 0


def test_the_retention_of_letters_reaches_the_folder(tmp_path: Path):
    parts = wire(settings(tmp_path))
    parts.mailer.send("old", "a@b.example", "c@d.example", b"x", lambda: True)
    (file,) = tmp_path.rglob("old.eml")
    long_ago = (parts.clock() - parts.sweep.retention - timedelta(minutes=1)).timestamp()
    os.utime(file, (long_ago, long_ago))
    assert parts.retention.preview()["notify.files"] == 1
    assert parts.retention.run_once()["notify.files"] == 1
    assert not file.exists()
    parts.database.close()
