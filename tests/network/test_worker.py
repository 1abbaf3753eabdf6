"""Notices reach their target once, whatever is away meanwhile."""

from __future__ import annotations

import json
from datetime import timedelta

import httpx
import pytest
import structlog.testing

from services.network.config import Settings
from services.network.records.model import OutgoingNotice
from services.network.records.network import ChangeSet, Remove
from services.network.stores.notice_outbox import NoticeOutbox
from services.network.wiring import wire
from services.network.worker import audit, loops
from shared.relay import Relay
from tests.builders import AT, actor, new, notice, offer
from tests.shared.helpers import common_settings


class Target:
    """A service that answers as it is told and remembers what it got."""

    def __init__(self) -> None:
        self.status = 201
        self.got: list[tuple[str, str, object]] = []

    def client(self) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self._answer), base_url="http://notify")

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if self.status == 0:
            raise httpx.ConnectError("away")
        if request.url.path == "/api/notify/outcomes":
            return httpx.Response(200, json={"outcomes": [], "next": 0})
        self.got.append((request.method, request.url.path, json.loads(request.content)))
        return httpx.Response(self.status)


@pytest.fixture
def target() -> Target:
    return Target()


def state_of(parts, id: str = "n1") -> OutgoingNotice:
    stored = parts.store.get("notice", id)
    assert stored is not None
    assert isinstance(stored.record, OutgoingNotice)
    return stored.record


def test_a_notice_is_put_once_and_its_text_is_emptied(parts, target):
    parts.live.apply(new(actor("a1"), notice("n1")), "Kim", AT)
    relay = Relay(NoticeOutbox(parts.store), {"notify": target.client()}, parts.clock)
    assert relay.run_once() == 1
    assert relay.run_once() == 0
    assert target.got == [("PUT", "/api/notify/notices/n1", {"an": "jemand@ikoe.example"})]
    assert state_of(parts) == notice("n1", state="accepted", payload="")


def test_a_notice_waits_while_its_target_is_away_and_is_sent_afterwards(parts, target):
    parts.live.apply(new(notice("n1")), "Kim", AT)
    relay = Relay(NoticeOutbox(parts.store), {"notify": target.client()}, parts.clock)
    for status in (0, 503, 500):
        target.status = status
        assert relay.run_once() == 0
        parts.now += timedelta(minutes=10)
    waiting = state_of(parts)
    assert (waiting.state, waiting.attempts) == ("pending", 3)
    assert waiting.payload == notice("n1").payload
    target.status = 200
    assert relay.run_once() == 1
    assert state_of(parts).state == "accepted"


def test_a_notice_that_is_refused_is_not_sent_again(parts, target):
    parts.live.apply(new(notice("n1")), "Kim", AT)
    target.status = 422
    relay = Relay(NoticeOutbox(parts.store), {"notify": target.client()}, parts.clock)
    assert relay.run_once() == 0
    parts.now += timedelta(days=1)
    assert relay.run_once() == 0
    assert len(target.got) == 1
    assert state_of(parts).state == "refused"
    assert state_of(parts).last_error.startswith("HTTP 422")
    assert state_of(parts).payload == ""


def test_what_another_relay_settled_stays_settled(parts):
    parts.live.apply(new(notice("n1")), "Kim", AT)
    outbox = NoticeOutbox(parts.store)
    outbox.accepted("n1", AT)
    outbox.postponed("n1", "late", AT + timedelta(hours=1))
    outbox.refused("n1", "late", AT)
    outbox.accepted("nobody", AT)
    assert state_of(parts) == notice("n1", state="accepted", payload="")


def test_references_that_lead_nowhere_are_found(parts):
    parts.live.apply(new(actor("a1"), offer("o1", actor_id="a1")), "Kim", AT)
    assert audit(parts) == 0
    # As two people at once could leave it; the use cases refuse each of these changes.
    parts.live.apply(ChangeSet((Remove("actor", "a1", 1),)), "Kim", AT)
    with structlog.testing.capture_logs() as lines:
        assert audit(parts) == 1
    assert [(line["event"], line["count"], line["first"]) for line in lines] == [
        ("references_missing", 1, ["offer o1.actor_id"])
    ]


def test_the_loops_of_the_worker_carry_notices(tmp_path, target):
    settings = Settings(
        **common_settings(
            tmp_path,
            network_store_url=f"sqlite:///{tmp_path / 'network.db'}",
            heartbeat_file=str(tmp_path / "beat"),
        )
    )
    wired = wire(settings, notify=target.client())
    wired.store.apply(new(notice("n1")), "Kim", AT)
    for loop in loops(wired):
        loop.run_once()
    assert [path for _, path, _ in target.got] == ["/api/notify/notices/n1"]
    assert (tmp_path / "beat").exists()
    wired.store.close()
