"""A service starts with shared/ and itself alone, as it lies in its image."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

START = """
import sys
from importlib import import_module
app = import_module("services.{service}.app").from_environment()
answer = app.test_client().get("/health/{service}/live", base_url="http://127.0.0.1:8080")
foreign = [n for n in sys.modules if n.startswith("services.")
           and not n.startswith("services.{service}")]
print(answer.status_code, foreign)
"""


@pytest.mark.parametrize("service", ["network", "events", "notify"])
def test_a_service_starts_with_shared_and_itself_alone(service, tmp_path):
    leave = shutil.ignore_patterns("__pycache__", "vendor")
    shutil.copytree(ROOT / "shared", tmp_path / "shared", ignore=leave)
    (tmp_path / "services").mkdir()
    shutil.copy(ROOT / "services/__init__.py", tmp_path / "services")
    shutil.copytree(ROOT / "services" / service, tmp_path / "services" / service, ignore=leave)
    files = tmp_path / "var"
    files.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "k7Qm2-vXz9Lp4Rt8Wn3Yb6Hc1Jd5Fg0Sa",
        "SERVICE_TOKEN": "t4Gh8-bNm2Kq7Vx1Zc5Pl9Wr3Yj6Ds0Ea",
        "ACCOUNTS_URL": f"sqlite:///{files}/accounts.db",
        "NETWORK_STORE_URL": f"sqlite:///{files}/network.db",
        "EVENTS_STORE_URL": f"sqlite:///{files}/events.db",
        "NOTIFY_STORE_URL": f"sqlite:///{files}/notify.db",
        "BROKER_URL": "memory://",
        "MAIL_URL": f"file://{files}/outbox",
        "NETWORK_URL": "http://127.0.0.1:9",
        "NOTIFY_URL": "http://127.0.0.1:9",
        "DATA_DIR": str(files),
    }
    done = subprocess.run(
        [sys.executable, "-c", START.format(service=service)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip().splitlines()[-1:], done.returncode) == (["200 []"], 0), done.stderr[
        -3000:
    ]


@pytest.mark.parametrize("service", ["network", "events", "notify"])
def test_a_missing_secret_stops_the_start_with_a_clear_sentence(service, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", START.format(service=service)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "SECRET_KEY fehlt." in done.stderr
