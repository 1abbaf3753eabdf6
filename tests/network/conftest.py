"""The network service with the practice network, at a fixed moment, for tests of its pages."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from services.network.app import create_app
from services.network.config import Settings
from services.network.home import setup as install
from tests.network.parts import TestParts, parts_in
from tests.shared.helpers import common_settings, log_in

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def make_site(folder: Path, data: str = "") -> Flask:
    """The service over files in ``folder``, set up with a data set if one is named."""
    settings = Settings(
        **common_settings(folder, network_store_url=f"sqlite:///{folder / 'network.db'}")
    )
    app = create_app(settings, clock=lambda: NOW)
    if data:
        install.prepare(app.extensions["ikoe"], data)
    app.testing = True
    return app


@pytest.fixture(scope="session")
def practice_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Databases with the practice network, never written to."""
    folder = tmp_path_factory.mktemp("practice")
    app = make_site(folder, "practice")
    app.extensions["ikoe"].store.close()
    return folder


@pytest.fixture(scope="session")
def practice(practice_folder: Path) -> Flask:
    """The practice network for tests that only read."""
    return make_site(practice_folder)


@pytest.fixture
def site(practice_folder: Path, tmp_path: Path) -> Flask:
    """The practice network for tests that write: a copy of their own."""
    for file in practice_folder.iterdir():
        if file.is_file():
            shutil.copy(file, tmp_path / file.name)
    return make_site(tmp_path)


@pytest.fixture
def bare(tmp_path: Path) -> Flask:
    """A service that nobody has set up yet."""
    return make_site(tmp_path)


@pytest.fixture
def visitor(practice: Flask) -> FlaskClient:
    """Somebody without an account."""
    return practice.test_client()


@pytest.fixture(scope="session")
def coordinator(practice: Flask) -> FlaskClient:
    """A coordinator who only reads."""
    return log_in(practice, "coordinator")


@pytest.fixture(scope="session")
def address(practice_folder: Path) -> Iterator[str]:
    """The practice network served over HTTP, for browsers."""
    app = make_site(practice_folder)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    app.config["PUBLIC_URL"] = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def parts(tmp_path) -> Iterator[TestParts]:
    """What use cases need, over an empty SQLite store."""
    made = parts_in(tmp_path)
    yield made
    made.store.close()
