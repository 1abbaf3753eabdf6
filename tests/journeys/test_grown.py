"""The same path on the grown product: three services and their workers as processes of their
own, on Neo4j, PostgreSQL, Redis and a mail server, behind a gateway."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser
from waitress.server import create_server

from shared.web.urls import service_of
from tests.journeys.test_embedded import ACCOUNT, answers
from tests.journeys.walk import Walk
from tests.servers.base import free_port, spawn, wait_for
from tests.servers.smtp_sink import SmtpSink

_HOP = {"connection", "transfer-encoding", "content-length", "content-encoding", "date", "server"}


class Gateway:
    """What nginx does in the compose file: one address, the service chosen by the path."""

    def __init__(self, backends: dict[str, str]) -> None:
        self._backends = backends
        self._client = httpx.Client(timeout=120, follow_redirects=False)
        # A gateway remembers nobody: kept, the coordinator's cookie would go out with the
        # visitor's requests.
        self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        headers = {
            name[5:].replace("_", "-"): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        if environ.get("CONTENT_TYPE"):
            headers["Content-Type"] = environ["CONTENT_TYPE"]
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        raw = path.encode("latin-1").decode()
        answer = self._client.request(
            environ["REQUEST_METHOD"],
            self._backends[service_of(raw)] + raw + (f"?{query}" if query else ""),
            headers=headers,
            content=body,
        )
        start(
            f"{answer.status_code} {answer.reason_phrase}",
            [(k, v) for k, v in answer.headers.multi_items() if k.lower() not in _HOP],
        )
        return [answer.content]


@pytest.fixture
def grown(
    tmp_path: Path,
    bare_neo4j_url: str,
    new_postgres_url: Callable[[], str],
    redis_url: str,
    smtp_server: SmtpSink,
) -> Iterator[str]:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    ports = {name: free_port() for name in ("network", "events", "notify")}
    backends = {name: f"http://127.0.0.1:{number}" for name, number in ports.items()}
    environment = {
        **os.environ,
        "PUBLIC_URL": base,
        "INTERNAL_HOSTS": ",".join(url.removeprefix("http://") for url in backends.values()),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "SERVICE_TOKEN": secrets.token_urlsafe(48),
        "DATA_DIR": str(tmp_path / "data"),
        "ACCOUNTS_URL": new_postgres_url(),
        "NETWORK_STORE_URL": bare_neo4j_url,
        "EVENTS_STORE_URL": new_postgres_url(),
        "NOTIFY_STORE_URL": new_postgres_url(),
        "BROKER_URL": redis_url,
        "MAIL_URL": f"{smtp_server.url}?tls=none",
        "NETWORK_URL": backends["network"],
        "NOTIFY_URL": backends["notify"],
        "ADMIN_EMAIL": ACCOUNT[0],
        "ADMIN_PASSWORD": ACCOUNT[1],
        "LOG_FORMAT": "json",
    }
    programs = {
        name: [
            *(
                sys.executable,
                "-m",
                "gunicorn",
                "--workers",
                "1",
                "--bind",
                f"127.0.0.1:{ports[name]}",
            ),
            *("--worker-tmp-dir", str(tmp_path), f"services.{name}.app:from_environment()"),
        ]
        for name in ports
    }
    programs["network-worker"] = [sys.executable, "-m", "services.network.worker"]
    programs["events-worker"] = [sys.executable, "-m", "services.events.worker"]
    programs["notify-worker"] = [
        *(sys.executable, "-m", "dramatiq", "services.notify.worker:create_worker"),
        *("--processes", "1", "--threads", "2"),
    ]
    started: list[subprocess.Popen[bytes]] = []
    gateway = create_server(Gateway(backends), host="127.0.0.1", port=port, threads=8)
    thread = threading.Thread(target=gateway.run, daemon=True)
    try:
        # Web first: it brings the tables up to date that the workers read.
        for name, command in programs.items():
            log = tmp_path / f"{name}.log"
            process = spawn(command, log, environment)
            started.append(process)
            if name in ports:
                ready = f"{backends[name]}/health/{name}/ready"
                wait_for(name, partial(answers, ready), process, log, 60)
        thread.start()
        yield base
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(20)
        gateway.close()


def test_the_whole_path_on_the_grown_product(
    grown: str, chromium: Browser, smtp_server: SmtpSink, tmp_path: Path
) -> None:
    walk = Walk(
        chromium,
        grown,
        ACCOUNT,
        lambda address: [received.message for received in smtp_server.to(address)],
        tmp_path,
    )
    walk.everything()
    walk.close()
