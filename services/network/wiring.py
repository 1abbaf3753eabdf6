"""The wiring of the network service: store, accounts, clients and files, without any page."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from services.network import datasets
from services.network.config import Settings
from services.network.cooperation.joined_actors import LatestJoinedActors
from services.network.cooperation.known_structures import KnownStructures
from services.network.cooperation.links import Relations
from services.network.cooperation.structure import Isolated
from services.network.coverage.coverage import Coverage
from services.network.coverage.supply import SupplyIndex
from services.network.data_protection.eraser import NetworkEraser
from services.network.data_protection.erasing import guarded_by
from services.network.data_protection.files.file_texts import kept_text, waiting_texts
from services.network.data_protection.retention import rules
from services.network.exchange.export_table import GraphFiles
from services.network.exchange.files import graph_files, tables
from services.network.exchange.files.uploads import UploadFolder
from services.network.exchange.import_table import TableFiles, Uploads
from services.network.findings.live_findings import LiveFindings
from services.network.home.upkeep import LiveUpkeep
from services.network.outlook.forecast import Forecast
from services.network.outlook.live_forecast import LiveForecast
from services.network.records.live_network import LiveNetwork
from services.network.records.network import Network, Snapshot
from services.network.records.services import DataSets
from services.network.records.store_port import HistoryStore, NetworkStore
from services.network.reports.counted import CountedReports
from services.network.reports.day_findings import DayFindings
from services.network.reports.files.store import ReportFolder
from services.network.reports.services import ReportFiles
from services.network.search.index import LiveSearch, SearchIndex
from shared.accounts import Accounts
from shared.accounts.erasing import AccountsEraser
from shared.clock import Clock, berlin_day, utc_now
from shared.data_protection.erasure import Erasure
from shared.data_protection.journal import Journal
from shared.data_protection.requests import Requests
from shared.data_protection.retention import RetentionJob
from shared.errors import Misconfigured


@dataclass(frozen=True)
class Wiring:
    """The wired service; lies in ``app.extensions["ikoe"]``."""

    settings: Settings
    store: NetworkStore
    live: LiveNetwork
    findings: LiveFindings
    search: LiveSearch
    forecasts: LiveForecast
    upkeep: LiveUpkeep
    accounts: Accounts
    clock: Clock
    notify: httpx.Client
    datasets: DataSets
    tables: TableFiles
    uploads: Uploads
    graphs: GraphFiles
    counted_reports: CountedReports
    report_files: ReportFiles
    deletions: Requests
    erasures: tuple[Erasure, ...]
    retention: RetentionJob
    structures: KnownStructures = field(default_factory=KnownStructures)
    joined: LatestJoinedActors = field(default_factory=LatestJoinedActors)

    def search_index_on(self, network: Network) -> SearchIndex:
        """The search index of a network: one for everything that looks records up in it."""
        return self.search.on(network)

    def supply_index_on(self, snapshot: Snapshot) -> SupplyIndex:
        """The supply of a snapshot by district: one index for everything that is computed of it."""
        return self.findings.on(snapshot).coverage.evidence.supply_index

    def relations_on(self, snapshot: Snapshot) -> Relations:
        """Who works with whom in a snapshot: one answer for everything that asks."""
        return self.findings.on(snapshot).parallels.relations

    def isolated_on(self, snapshot: Snapshot) -> tuple[Isolated, ...]:
        """Who is linked with nobody in a snapshot, computed once with the other findings."""
        return self.findings.on(snapshot).isolated

    def coverage_on(self, snapshot: Snapshot) -> Coverage:
        """The coverage of a snapshot, computed once with the findings that rest on it."""
        return self.findings.on(snapshot).coverage

    def forecast_on(self, snapshot: Snapshot, open_ends: bool) -> Forecast:
        """What gets worse after a snapshot's day; ``open_ends`` as in ``outlook.forecast``."""
        return self.forecasts.on(self.coverage_on(snapshot).evidence, open_ends)


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


def wire(
    settings: Settings,
    *,
    store: NetworkStore | None = None,
    notify: httpx.Client | None = None,
    clock: Clock = utc_now,
) -> Wiring:
    """Store, accounts and clients from the settings, without any page: what workers need."""
    store = store or open_store(settings.network_store_url)
    accounts = Accounts(settings.accounts_url, clock)
    mirror = Path(settings.deletions_file) if settings.deletions_file else None
    deletions = Requests(Journal(accounts.database, mirror, clock))
    live = LiveNetwork(store, lambda changes: guarded_by(deletions, changes, clock))
    findings = LiveFindings(live)
    days = DayFindings(live, findings, lambda: berlin_day(clock()))
    uploads = UploadFolder(settings.data_dir / "uploads")
    report_files = ReportFolder(settings.data_dir / "reports")
    # Every store is both; one that is not must not pass for one that forgets people.
    assert isinstance(store, HistoryStore)
    eraser = NetworkEraser(
        live,
        store,
        clock,
        report_text=lambda digest: kept_text(report_files, digest),
        drop_report=report_files.remove,
        uploads=lambda: waiting_texts(uploads),
        drop_upload=uploads.forget,
        kept=lambda day: deletions.kept_now("network.report", day),
    )
    return Wiring(
        settings=settings,
        store=store,
        live=live,
        findings=findings,
        search=LiveSearch(live),
        forecasts=LiveForecast(),
        upkeep=LiveUpkeep(live),
        accounts=accounts,
        clock=clock,
        notify=notify
        or httpx.Client(
            base_url=settings.notify_url,
            timeout=10.0,
            headers={"Authorization": f"Bearer {settings.service_token.get_secret_value()}"},
        ),
        datasets=datasets,
        tables=tables,
        uploads=uploads,
        graphs=graph_files,
        counted_reports=CountedReports(live, days.on, store.history),
        report_files=report_files,
        deletions=deletions,
        erasures=(
            Erasure("network", deletions, eraser, store.settle),
            Erasure("accounts", deletions, AccountsEraser(accounts), accounts.database.settle),
        ),
        retention=RetentionJob(
            rules(live, uploads, accounts, clock, deletions, eraser), accounts.database, clock
        ),
    )
