"""The network service: its pages and its API over the wired parts."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator

import httpx
from flask import Blueprint, Flask
from flask_openapi3 import APIBlueprint

from services import network
from services.network.config import Settings
from services.network.directory.web import api
from services.network.meetings.web import api as service_api
from services.network.reader.site_frame import chrome_of
from services.network.records.revision_cache import RevisionCache
from services.network.records.store_port import NetworkStore
from services.network.sentences import SENTENCES
from services.network.wiring import Wiring, wire
from shared import collector, logs, web
from shared.clock import Clock, utc_now
from shared.config import load
from shared.files import folder_check
from shared.starting import refused_in_words

NEVER = 2**62
"""A revision that no network reaches."""


def create_app(
    settings: Settings,
    *,
    store: NetworkStore | None = None,
    notify: httpx.Client | None = None,
    clock: Clock = utc_now,
) -> Flask:
    """Make the application; everything that is not handed in is made from the settings."""
    parts = wire(settings, store=store, notify=notify, clock=clock)
    app = web.openapi_app(__name__, "network", "IKÖ-Netz: Netzwerk")
    app.extensions["ikoe"] = parts
    app.extensions["ikoe_library"] = RevisionCache()
    web.install(
        app,
        service="network",
        settings=settings,
        accounts=parts.accounts,
        checks={"store": _check(parts), "disk": folder_check(settings.data_dir)},
        chrome=chrome_of(parts.live),
        sentences=SENTENCES,
    )
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    app.register_api(api.blueprint)
    app.register_api(service_api.blueprint)
    web.install_api_docs(app, "network")
    return app


def _blueprints() -> Iterator[Blueprint]:
    """The ``blueprint`` of every module of pages in a room's ``web`` folder, by name."""
    found = pkgutil.walk_packages(network.__path__, f"{network.__name__}.")
    for name in sorted(module.name for module in found if ".web." in module.name):
        blueprint = getattr(importlib.import_module(name), "blueprint", None)
        if isinstance(blueprint, Blueprint) and not isinstance(blueprint, APIBlueprint):
            yield blueprint


def _check(parts: Wiring) -> Callable[[], None]:
    def check() -> None:
        # The cheapest question that every store answers from its server.
        parts.store.changes(NEVER)

    return check


def from_environment() -> Flask:
    """The application as the environment says (gunicorn starts it by this name).

    The first administrator is made here; a password that had to be made up is printed once.
    """
    with refused_in_words("NETWORK_STORE_URL"):
        settings = load(Settings)
        collector.calm()
        logs.configure(settings.log_format)
        app = create_app(settings)
        parts: Wiring = app.extensions["ikoe"]
        # Read before anybody asks: data of a newer program refuse the start instead of every
        # page. The first page finds the network read.
        parts.live.network()
        # Before anything is shown: the data may be a copy from before somebody was deleted.
        for erasure in parts.erasures:
            erasure.catch_up()
        password = parts.accounts.ensure_admin(
            settings.admin_email, settings.admin_password or None
        )
    if password is not None:
        # Past the log, which masks secrets and is kept: this is shown once and nowhere else.
        sys.stderr.write(f"\n  Erstes Konto: {settings.admin_email}\n  Kennwort: {password}\n\n")
    return app
