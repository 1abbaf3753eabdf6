"""The composed stack under test: started once, asked through its gateway, removed at the end."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx

from tests.servers.base import free_port

ROOT = Path(__file__).resolve().parents[2]


class Stack:
    """``docker compose`` with a project name, secrets and ports of its own."""

    def __init__(self, folder: Path, like: Stack | None = None) -> None:
        folder.mkdir(exist_ok=True)
        self.project = f"ikoe-test-{secrets.token_hex(3)}"
        self.port, self.mail_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.admin, self.password = "leitung@ikoe.example", secrets.token_urlsafe(18)
        if like is not None:
            self.admin, self.password = like.admin, like.password
        self.env_file = folder / "env"
        subprocess.run(
            [ROOT / "tools/make-env", str(self.env_file)],
            env={
                **os.environ,
                "PUBLIC_URL": self.url,
                "MAIL_URL": "smtp://mail:1025?tls=none",
                "ADMIN_EMAIL": self.admin,
                "ADMIN_PASSWORD": self.password,
            },
            check=True,
            capture_output=True,
        )

    def secret(self, name: str) -> str:
        """A value that ``tools/make-env`` made for this stack."""
        lines = self.env_file.read_text(encoding="utf-8").splitlines()
        return next(line.partition("=")[2] for line in lines if line.startswith(f"{name}="))

    def environ(self) -> dict[str, str]:
        """What makes ``docker compose`` speak of this stack."""
        return {
            "COMPOSE_PROJECT_NAME": self.project,
            "COMPOSE_ENV_FILES": str(self.env_file),
            "COMPOSE_PROFILES": "development",
            "GATEWAY_PORT": str(self.port),
            "MAIL_PORT": str(self.mail_port),
        }

    def compose(self, *arguments: str, check: bool = True) -> str:
        """Run ``docker compose`` on the stack; returns what it printed."""
        done = subprocess.run(
            ["docker", "compose", "--ansi", "never", *arguments],
            cwd=ROOT,
            env={**os.environ, **self.environ()},
            capture_output=True,
            text=True,
            check=False,
        )
        if check and done.returncode:
            logs = self.compose("logs", "--tail", "30", check=False)
            raise AssertionError(f"docker compose {arguments}:\n{done.stderr[-3000:]}\n{logs}")
        return done.stdout

    def up(self) -> float:
        """Build and start everything; returns the seconds until every part was healthy."""
        self.compose("build")
        began = time.monotonic()
        self.compose("up", "--detach", "--wait", "--wait-timeout", "300")
        return time.monotonic() - began

    def down(self) -> None:
        """Remove containers, networks and data."""
        self.compose("down", "--volumes", "--timeout", "10", check=False)

    def states(self) -> dict[str, str]:
        """Every part and what its health check says ("" if it has none)."""
        lines = self.compose("ps", "--all", "--format", "json").splitlines()
        return {one["Service"]: one["Health"] for one in map(json.loads, lines)}

    def letters(self, address: str) -> list[EmailMessage]:
        """Letters that the mail catcher holds for an address, the oldest first.

        Understands mailpit and maildev.
        """
        base = f"http://127.0.0.1:{self.mail_port}"
        try:
            answer = httpx.get(f"{base}/api/v1/messages?limit=1000")
            if answer.status_code == 200:
                raw = [
                    httpx.get(f"{base}/api/v1/message/{one['ID']}/raw").content
                    for one in reversed(answer.json()["messages"])  # it lists the newest first
                    if address in [to["Address"] for to in one["To"]]
                ]
            else:
                raw = [
                    httpx.get(f"{base}/api/email/{one['id']}/source").content
                    for one in httpx.get(f"{base}/api/email").json()
                    if address in [to["address"] for to in one["to"]]
                ]
        except httpx.TransportError:
            return []  # just being started
        return [message_from_bytes(one, policy=policy.default) for one in raw]


def eventually(what: str, found: Callable[[], Any], seconds: float = 60) -> Any:
    """Ask again and again until the answer is true; returns it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := found():
            return answer
        time.sleep(0.5)
    raise AssertionError(f"nach {seconds:.0f} s nicht eingetreten: {what}")
