"""The events service with its pages, and a network service that answers from a dictionary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.events.app import create_app
from services.events.config import Settings
from services.events.wiring import Parts
from tests.events.builders import ACTORS, NOW, FixedDirectory, World
from tests.shared.helpers import common_settings, log_in

_TOPICS = [
    {"id": "sprache", "label": "Sprache", "label_en": "Language", "parent_id": ""},
    {"id": "mittlung", "label": "Sprachmittlung", "label_en": "", "parent_id": "sprache"},
    {"id": "schule", "label": "Schule", "label_en": "School", "parent_id": ""},
]
_REGIONS = [
    {"id": "16", "name": "Thüringen", "level": "land", "parent_id": ""},
    {"id": "16051", "name": "Erfurt", "level": "district", "parent_id": "16"},
    {"id": "16052", "name": "Gera", "level": "district", "parent_id": "16"},
]


class Network:
    """Stands in for the network service; ``away`` takes it down."""

    def __init__(self) -> None:
        self.away = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer as network's API does."""
        if self.away:
            return httpx.Response(503)
        path = request.url.path.removeprefix("/api/network/")
        if path == "installation":
            return httpx.Response(200, json=_INSTALLATION)
        if path == "vocabulary":
            return httpx.Response(200, json={"topics": _TOPICS, "regions": _REGIONS})
        if path == "actors":
            ids = [id for id in request.url.params.get("ids", "").split(",") if id]
            found = [_card(a) for a in ACTORS if not ids or a.id in ids]
            return httpx.Response(200, json={"actors": found, "page": 1, "pages": 1})
        if path == "proposal":
            return self._proposal(request.url.params)
        if path == "tables":
            ids = request.url.params["actors"].split(",")
            size = int(request.url.params["size"])
            tables = [ids[n : n + size] for n in range(0, len(ids), size)]
            return httpx.Response(200, json={"tables": tables, "known_pairs": 0})
        return httpx.Response(404)

    def _proposal(self, asked: httpx.QueryParams) -> httpx.Response:
        ids = [id for id in asked.get("findings", "").split(",") if id]
        if "luecke-1" not in ids and not asked.get("measure"):
            return httpx.Response(404)
        given = {"finding_ids": ids, "measure_id": asked.get("measure", "")}
        return httpx.Response(200, json={**_PROPOSAL, **given})


_INSTALLATION: dict[str, Any] = {
    "set_up": True,
    "centre_name": "Übungszentrum",
    "sender_name": "Übungszentrum",
    "sender_address": "zentrum@ikoe.example",
    "contact": "Alex Muster, 0361 000000",
    "imprint_url": "https://zentrum.example/impressum",
    "privacy_url": "https://zentrum.example/datenschutz",
    "gender_form": ":",
    "origin": "",
    "dataset": "",
}


def _card(actor: Any) -> dict[str, str]:
    return {
        "id": actor.id,
        "name": actor.name,
        "email": actor.email,
        "email_source": actor.email_source,
    }


_PROPOSAL = {
    "finding_id": "luecke-1",
    "kind": "coverage",
    "title": "Sprachmittlung in Erfurt",
    "hosts": [_card(ACTORS[0])],
    "invitees": [{**_card(a), "reason_code": "", "reason_params": {}} for a in ACTORS[1:]],
    "topic_ids": ["mittlung"],
    "region_ids": ["16051"],
}


@pytest.fixture
def network() -> Network:
    """The network service."""
    return Network()


@pytest.fixture
def app(tmp_path, network, clock) -> Iterator[Flask]:
    """The service on SQLite, with a clock that stands still."""
    settings = Settings(
        **common_settings(tmp_path, events_store_url=f"sqlite:///{tmp_path / 'events.db'}")
    )
    client = httpx.Client(transport=httpx.MockTransport(network), base_url="http://network")
    app = create_app(settings, network=client, notify=client, clock=clock)
    app.testing = True
    yield app
    wired: Parts = app.extensions["ikoe"]
    wired.store.database.close()


@pytest.fixture
def desk(app, clock) -> World:
    """Verbs over the same database."""
    wired: Parts = app.extensions["ikoe"]
    assert clock.now == NOW
    return World(
        services=wired.services, store=wired.store, directory=FixedDirectory(), clock=clock
    )


@pytest.fixture
def visitor(app) -> FlaskClient:
    """Somebody who is not logged in."""
    client: FlaskClient = app.test_client()
    return client


@pytest.fixture
def coordinator(app: Flask) -> FlaskClient:
    """A coordinator."""
    client: FlaskClient = log_in(app, "coordinator")
    return client
