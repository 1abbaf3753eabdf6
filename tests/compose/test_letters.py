"""No letter is lost and none is sent twice, whatever part of the stack is killed."""

from __future__ import annotations

import uuid
from collections import Counter

import httpx
import pytest

from tests.compose.stack import Stack, eventually

pytestmark = [pytest.mark.compose, pytest.mark.slow]


@pytest.fixture
def address() -> str:
    """An address that nobody has written to."""
    return f"{uuid.uuid4().hex[:12]}@ziel.example"


def put_notice(stack: Stack, address: str) -> None:
    """Hand notify one opt-in letter, as events does it."""
    event = {
        "id": str(uuid.uuid4()),
        "title": "Runder Tisch",
        "starts_at": "2035-05-04T08:00:00Z",
        "ends_at": "2035-05-04T10:00:00Z",
        "url": f"{stack.url}/termine",
    }
    notice = {
        "contract": 1,
        "id": str(uuid.uuid4()),
        "kind": "registration_opt_in",
        "subject_key": f"registration:{uuid.uuid4()}",
        "subject_version": 1,
        "sender": {"name": "Koordination", "address": "koordination@ikoe.example"},
        "recipients": [
            {
                "ref": str(uuid.uuid4()),
                "address": address,
                "name": "Kim Beispiel",
                "links": {"confirm": f"{stack.url}/anmeldung/x", "cancel": f"{stack.url}/y"},
            }
        ],
        "event": event,
        "hold_until": "2035-05-01T08:00:00Z",
        "created_at": "2026-01-01T08:00:00Z",
    }
    # Twice: the relay repeats itself after a crash, and that must change nothing.
    codes = [
        httpx.put(
            f"{stack.url}/api/notify/notices/{notice['id']}",
            json=notice,
            headers={"Authorization": f"Bearer {stack.secret('SERVICE_TOKEN')}"},
            timeout=60,
        ).status_code
        for _ in range(2)
    ]
    assert codes == [201, 200]


def _arrives_once(stack, address: str, seconds: float = 90) -> None:
    eventually(f"Brief an {address}", lambda: stack.letters(address), seconds)
    assert len(stack.letters(address)) == 1


def test_a_letter_arrives(stack, address):
    put_notice(stack, address)
    _arrives_once(stack, address)


def test_an_emptied_redis_loses_nothing(stack, address):
    stack.compose("stop", "--timeout", "5", "notify-worker")
    put_notice(stack, address)
    stack.compose(
        "exec", "-T", "redis", "sh", "-c", 'REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli flushall'
    )
    stack.compose("start", "notify-worker")
    _arrives_once(stack, address)


def test_without_redis_letters_are_taken_and_sent(stack, address):
    stack.compose("stop", "--timeout", "5", "redis")
    put_notice(stack, address)
    stack.compose("start", "redis")
    _arrives_once(stack, address)


def test_a_mail_server_that_is_away_only_delays(stack, address):
    stack.compose("stop", "--timeout", "5", "mail")
    put_notice(stack, address)
    stack.compose("start", "mail")
    _arrives_once(stack, address, 180)


def test_a_restarted_database_only_delays(stack, address):
    stack.compose("restart", "--timeout", "10", "postgres")
    eventually(
        "notify ist wieder bereit",
        lambda: httpx.get(f"{stack.url}/health/notify/ready", timeout=60).status_code == 200,
    )
    put_notice(stack, address)
    _arrives_once(stack, address)


def test_a_killed_worker_sends_each_letter_once(stack):
    addresses = [f"viele{number}@ziel.example" for number in range(12)]
    for number, address in enumerate(addresses):
        put_notice(stack, address)
        if number == 8:
            stack.compose("kill", "--signal", "KILL", "notify-worker")
    stack.compose("start", "notify-worker")

    def arrived() -> Counter[str]:
        return Counter({address: len(stack.letters(address)) for address in addresses})

    # A claim of the killed worker is given back when its lease has run out.
    eventually("alle Briefe sind da", lambda: all(arrived()[one] for one in addresses), 150)
    assert arrived() == Counter(addresses)
