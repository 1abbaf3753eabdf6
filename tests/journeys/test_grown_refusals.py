"""A grown start that cannot be: a sentence for who runs the containers, and exit code 2."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts.stored import newer_store
from tests.servers.base import free_port

ROOT = Path(__file__).resolve().parents[2]
STORES = {
    "network": "NETWORK_STORE_URL",
    "events": "EVENTS_STORE_URL",
    "notify": "NOTIFY_STORE_URL",
}


def commands(service: str, tmp_path: Path) -> dict[str, list[str]]:
    """The programs of a service as the images start them."""
    worker = {
        "notify": ["dramatiq", "services.notify.worker:create_worker", "--processes", "1"],
    }.get(service, [f"services.{service}.worker"])
    return {
        "web": [
            *("gunicorn", "--config", str(ROOT / "deploy/gunicorn.conf.py")),
            *("--workers", "1", "--bind", f"127.0.0.1:{free_port()}"),
            *("--worker-tmp-dir", str(tmp_path), f"services.{service}.app:from_environment()"),
        ],
        "worker": worker,
    }


def started(service: str, role: str, tmp_path: Path, **changed: str) -> tuple[int, str]:
    """Exit code and what was said; every database but the accounts' is away."""
    nobody = f"127.0.0.1:{free_port()}"
    postgres = f"postgresql+psycopg://ikoe:sehr-geheim@{nobody}/ikoe"
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "k7Qm2-vXz9Lp4Rt8Wn3Yb6Hc1Jd5Fg0Sa",
        "SERVICE_TOKEN": "t4Gh8-bNm2Kq7Vx1Zc5Pl9Wr3Yj6Ds0Ea",
        "ACCOUNTS_URL": f"sqlite:///{tmp_path}/accounts.db",
        "NETWORK_STORE_URL": f"neo4j://neo4j:sehr-geheim@{nobody}",
        "EVENTS_STORE_URL": postgres,
        "NOTIFY_STORE_URL": postgres,
        "BROKER_URL": "memory://",
        "MAIL_URL": f"file://{tmp_path}/outbox",
        "DATA_DIR": str(tmp_path),
        **changed,
    }
    done = subprocess.run(
        [sys.executable, "-m", *commands(service, tmp_path)[role]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("role", ["web", "worker"])
@pytest.mark.parametrize("service", list(STORES))
def test_a_database_that_is_away_is_named_with_what_to_do(service, role, tmp_path):
    code, said = started(service, role, tmp_path)
    store = STORES[service]
    assert (
        f"Die Datenbank aus {store} antwortet nicht. Läuft ihr Server, und stimmt die Adresse in "
        f"{store}? Danach bitte noch einmal starten."
    ) in said
    assert (code, "Traceback" in said, "sehr-geheim" in said) == (2, False, False), said


@pytest.mark.parametrize("role", ["web", "worker"])
def test_data_of_a_newer_program_are_named_with_what_to_do(role, tmp_path):
    url = newer_store(tmp_path)
    code, said = started("network", role, tmp_path, NETWORK_STORE_URL=url)
    assert (
        "Eine neuere Fassung des Programms hat die Daten (NETWORK_STORE_URL) geschrieben: Diese "
        "hier kennt das Feld „planet“ nicht (actor/a1)."
    ) in said
    assert (code, "Traceback" in said) == (2, False), said


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY fehlt. Alle Einstellungen stehen in der README."),
        ({"NETWORK_STORE_URL": "mysql://x/y"}, "NETWORK_STORE_URL muss mit sqlite:///"),
        ({"ACCOUNTS_URL": "quatsch"}, "Bitte NETWORK_STORE_URL und ACCOUNTS_URL prüfen."),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(changed, sentence, tmp_path):
    files = {"NETWORK_STORE_URL": f"sqlite:///{tmp_path}/network.db"}
    code, said = started("network", "web", tmp_path, **{**files, **changed})
    assert sentence in said
    assert (code, "Traceback" in said) == (2, False), said
