"""The grown product behind its gateway: everything is up, and stays right when parts are killed."""

from __future__ import annotations

from functools import partial

import httpx
import pytest

from tests.compose.stack import eventually

pytestmark = [pytest.mark.compose, pytest.mark.slow]

# What is tested here is that an answer comes; a busy machine may take its time.
_get = partial(httpx.get, timeout=60)


def test_every_part_is_healthy(stack):
    # The mail catcher is for trying things out and has no check of its own.
    states = {name: state for name, state in stack.states().items() if name != "mail"}
    assert set(states.values()) == {"healthy"}, states


@pytest.mark.parametrize("service", ["network", "events", "notify"])
def test_each_service_answers_through_the_gateway(stack, service):
    answer = _get(f"{stack.url}/health/{service}/ready")
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("path", ["/", "/akteure", "/karte", "/abdeckung", "/termine"])
def test_public_pages_come_without_a_cookie(stack, path):
    answer = _get(stack.url + path, follow_redirects=True)
    assert (answer.status_code, answer.headers.get("set-cookie")) == (200, None)
    assert "default-src" in answer.headers["content-security-policy"]


def test_the_calendar_is_a_calendar(stack):
    answer = _get(f"{stack.url}/calendar.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    again = _get(f"{stack.url}/calendar.ics", headers={"If-None-Match": answer.headers["etag"]})
    assert (answer.status_code, again.status_code) == (200, 304)


def test_a_service_that_is_down_leaves_the_others_and_comes_back(stack):
    stack.compose("stop", "--timeout", "5", "events")
    try:
        away = _get(f"{stack.url}/termine")
        # Refused or not answered at all: that depends on how fast the address disappears.
        assert away.status_code in (502, 504)
        assert away.headers["retry-after"] == "30"
        assert "gerade nicht erreichbar" in away.text
        assert _get(f"{stack.url}/akteure", follow_redirects=True).status_code == 200
    finally:
        stack.compose("start", "events")
    eventually(
        "events antwortet wieder",
        lambda: _get(f"{stack.url}/termine", follow_redirects=True).status_code == 200,
    )
