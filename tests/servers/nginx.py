"""A real nginx: the gateway as it is in the repository, and what ends TLS in front of it."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

from tests.servers.base import HOST, Running, free_port, program, spawn, wait_for

DEPLOY = Path(__file__).resolve().parents[2] / "deploy" / "nginx"
START = DEPLOY / "start.sh"

_OUTER = """
pid {folder}/outer.pid;
error_log {folder}/outer.log warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/outer_body;
    proxy_temp_path {folder}/outer_proxy;
    fastcgi_temp_path {folder}/outer_fastcgi;
    uwsgi_temp_path {folder}/outer_uwsgi;
    scgi_temp_path {folder}/outer_scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://127.0.0.1:{target};
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        }}
    }}
}}
"""
"""What the documentation of most servers says to write: it appends the visitor's address."""


def gateway(folder: Path, target: int, trusted: str) -> Running:
    """The gateway before a program that answers at ``target`` for all services.

    ``trusted`` is GATEWAY_TRUSTED_PROXIES. Only ports and folders differ from the repository's.
    """
    port = free_port()
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("http://$service:8000", f"http://127.0.0.1:{target}")
    text = text.replace("listen 8080;", f"listen 127.0.0.1:{port};")
    text = text.replace(" /tmp/", f" {folder}/")
    text = text.replace("    resolver 127.0.0.11 valid=5s ipv6=off;\n", "")
    config = folder / "gateway.conf"
    config.write_text(text, encoding="utf-8")
    program("nginx")
    env = {
        "GATEWAY_TRUSTED_PROXIES": trusted,
        "TRUSTED_PROXIES_FILE": str(folder / "trusted_proxies.conf"),
    }
    return _started("gateway", ["sh", str(START), "-c", str(config)], folder, port, env)


def tls_end(folder: Path, target: int) -> Running:
    """A server as it stands in front of the gateway to end TLS (here without certificates)."""
    port = free_port()
    config = folder / "outer.conf"
    config.write_text(_OUTER.format(folder=folder, port=port, target=target), encoding="utf-8")
    command = [program("nginx"), "-g", "daemon off;", "-c", str(config)]
    return _started("outer", command, folder, port, {})


def refused(trusted: str) -> tuple[int, str]:
    """How the start of the gateway ends with a setting that is no address."""
    ended = subprocess.run(
        ["sh", str(START)],
        env={**os.environ, "GATEWAY_TRUSTED_PROXIES": trusted, "TRUSTED_PROXIES_FILE": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stderr


def _started(
    name: str, command: list[str], folder: Path, port: int, env: dict[str, str]
) -> Running:
    log = folder / f"{name}.out"
    process = spawn(command, log, env)

    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((HOST, port)) == 0

    wait_for(f"nginx ({name})", answers, process, log, 20)
    return Running(name, port, process.pid)
