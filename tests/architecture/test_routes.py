"""Every route lies where the URL table says, and every entry of the table has a page."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from shared.web.urls import FIRST_SEGMENTS, SERVICES, service_of

EVERYWHERE = ("/static/shared/", "/health/live", "/health/ready")
"""Every service has these for itself; from outside network answers them."""


@pytest.fixture(scope="module")
def apps(tmp_path_factory):
    files = tmp_path_factory.mktemp("routes")
    settings = {
        "secret_key": "k7Qm2-vXz9Lp4Rt8Wn3Yb6Hc1Jd5Fg0Sa",
        "service_token": "t4Gh8-bNm2Kq7Vx1Zc5Pl9Wr3Yj6Ds0Ea",
        "accounts_url": f"sqlite:///{files}/accounts.db",
        "network_store_url": f"sqlite:///{files}/network.db",
        "events_store_url": f"sqlite:///{files}/events.db",
        "notify_store_url": f"sqlite:///{files}/notify.db",
        "broker_url": "memory://",
        "mail_url": f"file://{files}/outbox",
        "data_dir": files,
    }
    made = {}
    for service in SERVICES:
        config = import_module(f"services.{service}.config")
        app = import_module(f"services.{service}.app")
        made[service] = app.create_app(config.Settings(**settings))
    return made


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_belongs_to_its_service(apps, service):
    foreign = [
        rule.rule
        for rule in apps[service].url_map.iter_rules()
        # Parts of a rule in <…> are data; the first segment never is.
        if service_of(rule.rule) != service and not rule.rule.startswith(EVERYWHERE)
    ]
    assert foreign == []


def test_every_first_segment_is_answered_by_its_service(apps):
    answered = {
        service: {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
        for service, app in apps.items()
    }
    # Measures get their pages later; the gateway already knows the way.
    later = {"vorhaben"}
    missing = [
        segment
        for segment, service in FIRST_SEGMENTS.items()
        if segment not in answered[service] and segment not in later
    ]
    assert missing == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_describes_its_api_and_shows_the_description(apps, service):
    client = apps[service].test_client()
    spec = client.get(f"/api/{service}/openapi.json", base_url="http://127.0.0.1:8080")
    page = client.get(f"/api/{service}/docs", base_url="http://127.0.0.1:8080")
    assert (spec.status_code, page.status_code) == (200, 200)
    assert spec.json["openapi"].startswith("3.1")
    described = set(spec.json["paths"])
    # A converter stands before a colon in a route and nowhere in the description.
    routed = {
        re.sub(r"<(?:[^:>]+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in apps[service].url_map.iter_rules()
        if rule.rule.startswith(f"/api/{service}/")
        and not rule.rule.endswith(("/openapi.json", "/docs"))
    }
    assert routed - described == set()
