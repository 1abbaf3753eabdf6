"""Behind a server that ends TLS everybody has an address of their own, and nobody another's."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.servers import nginx
from tests.servers.base import Missing, free_port, spawn, stop, wait_for

ACCOUNT = ("leitung@ikoe.example", "vier wörter ohne sinn")
STRANGER, OWNER = "127.0.0.7", "127.0.0.9"
"""Visitors: every address of this network is this machine (on Linux)."""


def _program(folder: Path, port: int, public: int, proxies: int, opened: ExitStack) -> None:
    log = folder / "log"
    process = spawn(
        [sys.executable, "-m", "services.embedded"],
        log,
        {
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{public}",
            "DATA_DIR": str(folder / "var"),
            "DATA": "empty",
            "ADMIN_EMAIL": ACCOUNT[0],
            "ADMIN_PASSWORD": ACCOUNT[1],
            "TRUSTED_PROXIES": str(proxies),
        },
    )
    opened.callback(process.wait, 20)
    opened.callback(process.terminate)

    def answers() -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/health/live", timeout=2).is_success
        except httpx.HTTPError:
            return False

    wait_for("IKÖ-Netz", answers, process, log)


class Visitor:
    """Somebody with a network address, at one of the doors."""

    def __init__(self, port: int, address: str, claims: str = "", public: int = 0) -> None:
        self._port, self._address = port, address
        self._host = f"127.0.0.1:{public or port}"
        self._claims = {"X-Forwarded-For": claims} if claims else {}

    def log_in(self, email: str, password: str) -> int:
        """The status of a login as a browser sends it."""
        with httpx.Client(
            transport=httpx.HTTPTransport(local_address=self._address),
            base_url=f"http://127.0.0.1:{self._port}",
            headers={"Host": self._host, **self._claims},
            timeout=30,
        ) as client:
            page = client.get("/konto/anmelden").text
            key = page.partition('name="form_key" value="')[2].partition('"')[0]
            return client.post(
                "/konto/anmelden",
                data={"form_key": key, "email": email, "password": password},
                headers={"Origin": f"http://{self._host}", "Sec-Fetch-Site": "same-origin"},
            ).status_code

    def guess(self, times: int) -> list[int]:
        """Wrong logins for invented accounts."""
        return [self.log_in(f"x{n}@ikoe.example", "falsch falsch") for n in range(times)]


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    if sys.platform != "linux":
        pytest.skip("ÜBERSPRUNGEN: nur unter Linux hat diese Maschine mehr als eine Adresse")
    with ExitStack() as stack:
        yield stack


def _doors(folder: Path, opened: ExitStack, target: int, trusted: str | None) -> tuple[int, int]:
    """The ports of what ends TLS and of the gateway behind it (None: there is no gateway)."""
    try:
        inner = target
        if trusted is not None:
            gateway = nginx.gateway(folder, target, trusted)
            opened.callback(stop, gateway)
            inner = gateway.port
        outer = nginx.tls_end(folder, inner)
        opened.callback(stop, outer)
    except Missing as error:
        if os.environ.get("CI"):
            pytest.fail(f"In CI muss da sein: {error}", pytrace=False)
        pytest.skip(f"ÜBERSPRUNGEN, es fehlt etwas: {error}")
    return outer.port, inner


def test_a_stranger_at_the_gateway_waits_alone(tmp_path: Path, opened: ExitStack) -> None:
    port = free_port()
    outer, inner = _doors(tmp_path, opened, port, "127.0.0.1")
    _program(tmp_path, port, outer, 1, opened)
    assert Visitor(outer, STRANGER).guess(22) == [*[422] * 20, 429, 429]
    assert Visitor(outer, OWNER).log_in(*ACCOUNT) == 303
    # What a visitor claims to be does not count, neither here nor past what ends TLS.
    assert Visitor(outer, STRANGER, claims="198.51.100.7").guess(1) == [429]
    assert Visitor(inner, STRANGER, claims="198.51.100.8", public=outer).guess(1) == [429]


def test_a_gateway_that_trusts_nobody_takes_its_neighbour_for_everybody(
    tmp_path: Path, opened: ExitStack
) -> None:
    port = free_port()
    outer, _inner = _doors(tmp_path, opened, port, "")
    _program(tmp_path, port, outer, 1, opened)
    assert Visitor(outer, STRANGER).guess(21)[-1] == 429
    # Without the setting it is as it was; the documentation says so.
    assert Visitor(outer, OWNER).log_in(*ACCOUNT) == 429


def test_a_stranger_at_the_embedded_start_waits_alone(tmp_path: Path, opened: ExitStack) -> None:
    port = free_port()
    outer, _inner = _doors(tmp_path, opened, port, None)
    _program(tmp_path, port, outer, 1, opened)
    assert Visitor(outer, STRANGER).guess(21)[-1] == 429
    assert Visitor(outer, OWNER).log_in(*ACCOUNT) == 303
    assert Visitor(outer, STRANGER, claims="198.51.100.7").guess(1) == [429]


def test_without_a_trusted_proxy_nobody_is_believed(tmp_path: Path, opened: ExitStack) -> None:
    port = free_port()
    _program(tmp_path, port, port, 0, opened)
    claims = [Visitor(port, STRANGER, claims=f"198.51.100.{n}") for n in range(21)]
    assert [visitor.guess(1) for visitor in claims][-1] == [429]


@pytest.mark.parametrize("wrong", ["proxy.example", "10.0.0.1;", "$(id)"])
def test_what_is_no_address_ends_the_gateway_with_a_sentence(wrong: str) -> None:
    code, words = nginx.refused(wrong)
    assert code == 2
    assert f"GATEWAY_TRUSTED_PROXIES: {wrong} ist keine Adresse" in words
