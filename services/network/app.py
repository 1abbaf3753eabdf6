"""The network service: the wiring of store, accounts, pages and API."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
from flask import Blueprint, Flask
from flask_openapi3 import APIBlueprint

from services import network
from services.network import datasets
from services.network.config import Settings
from services.network.directory.web import api
from services.network.exchange.export_table import GraphFiles
from services.network.exchange.files import graph_files, tables
from services.network.exchange.files.uploads import Uploads
from services.network.exchange.import_table import TableFiles
from services.network.exchange.import_table import Uploads as UploadsPort
from services.network.meetings.web import api as service_api
from services.network.reader.site_frame import chrome_of
from services.network.records.live_network import Current
from services.network.records.services import DataSets
from services.network.records.store_port import NetworkStore
from services.network.records.visible_network import Library
from services.network.reports.drafts import ReportFiles as ReportFilesPort
from services.network.reports.files.store import ReportFiles
from shared import logs, web
from shared.accounts import Accounts
from shared.clock import Clock, utc_now
from shared.config import load
from shared.errors import Misconfigured
from shared.starting import refused_in_words

NEVER = 2**62
"""A revision that no network reaches."""


@dataclass(frozen=True)
class Parts:
    """The wired service; lies in ``app.extensions["ikoe"]``."""

    settings: Settings
    store: NetworkStore
    current: Current
    accounts: Accounts
    clock: Clock
    notify: httpx.Client
    datasets: DataSets
    tables: TableFiles
    uploads: UploadsPort
    graphs: GraphFiles
    report_files: ReportFilesPort


def open_store(url: str) -> NetworkStore:
    """The store that a URL names: ``sqlite:///…``, ``postgresql+psycopg://…`` or ``neo4j://…``
    (``bolt://…`` for one server without routing, ``neo4j+s://…`` with TLS).

    Raises Misconfigured for anything else, Unavailable if it cannot be prepared.
    """
    scheme = urlsplit(url).scheme
    # Imported here: the embedded start needs no graph driver, the grown one no SQL.
    if scheme.partition("+")[0] in ("neo4j", "bolt"):
        from services.network.stores.neo4j_store import Neo4jStore

        return Neo4jStore(url)
    if scheme in ("sqlite", "postgresql+psycopg"):
        from services.network.stores.sql_store import SqlStore

        return SqlStore(url)
    raise Misconfigured("config.store_url", value=scheme)


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
    app.extensions["ikoe_library"] = Library()
    web.install(
        app,
        service="network",
        settings=settings,
        accounts=parts.accounts,
        checks={"store": _check(parts)},
        chrome=chrome_of(parts.current),
    )
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    app.register_api(api.blueprint)
    app.register_api(service_api.blueprint)
    web.install_api_docs(app, "network")
    return app


def wire(
    settings: Settings,
    *,
    store: NetworkStore | None = None,
    notify: httpx.Client | None = None,
    clock: Clock = utc_now,
) -> Parts:
    """Store, accounts and clients from the settings, without any page: what workers need."""
    store = store or open_store(settings.network_store_url)
    return Parts(
        settings=settings,
        store=store,
        current=Current(store),
        accounts=Accounts(settings.accounts_url, clock),
        clock=clock,
        notify=notify
        or httpx.Client(
            base_url=settings.notify_url,
            timeout=10.0,
            headers={"Authorization": f"Bearer {settings.service_token.get_secret_value()}"},
        ),
        datasets=datasets,
        tables=tables,
        uploads=Uploads(settings.data_dir / "uploads"),
        graphs=graph_files,
        report_files=ReportFiles(settings.data_dir / "reports"),
    )


def _blueprints() -> Iterator[Blueprint]:
    """The ``blueprint`` of every module of pages in a room's ``web`` folder, by name."""
    found = pkgutil.walk_packages(network.__path__, f"{network.__name__}.")
    for name in sorted(module.name for module in found if ".web." in module.name):
        blueprint = getattr(importlib.import_module(name), "blueprint", None)
        if isinstance(blueprint, Blueprint) and not isinstance(blueprint, APIBlueprint):
            yield blueprint


def _check(parts: Parts) -> Callable[[], None]:
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
        logs.configure(settings.log_format)
        app = create_app(settings)
        parts: Parts = app.extensions["ikoe"]
        password = parts.accounts.ensure_admin(
            settings.admin_email, settings.admin_password or None
        )
    if password is not None:
        # Past the log, which masks secrets and is kept: this is shown once and nowhere else.
        sys.stderr.write(f"\n  Erstes Konto: {settings.admin_email}\n  Kennwort: {password}\n\n")
    return app
