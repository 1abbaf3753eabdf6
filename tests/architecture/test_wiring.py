"""The network's wiring fulfils what every room's pages and verbs ask for."""

from __future__ import annotations

from services.network.config import Settings
from services.network.cooperation.services import CooperationServices
from services.network.exchange.services import ExchangeServices
from services.network.findings.services import FindingServices
from services.network.reader.context import SiteServices
from services.network.reports.services import ReportServices
from services.network.wiring import Wiring, wire
from tests.shared.helpers import common_settings


def rooms(
    wiring: Wiring,
) -> tuple[SiteServices, CooperationServices, FindingServices, ExchangeServices, ReportServices]:
    """The type checker refuses this line when a room asks for what is not wired."""
    return wiring, wiring, wiring, wiring, wiring


def test_one_index_of_supply_and_one_set_of_relations_serve_a_revision(tmp_path):

    url = f"sqlite:///{tmp_path / 'network.db'}"
    wiring = wire(Settings(**common_settings(tmp_path, network_store_url=url)))
    site, cooperation, findings, exchange, reports = rooms(wiring)
    snapshot = wiring.live.snapshot(site.clock().date())
    assert cooperation.relations_on(snapshot) is cooperation.relations_on(snapshot)
    assert (
        cooperation.supply_index_on(snapshot)
        is findings.findings.on(snapshot).coverage.evidence.supply_index
    )
    assert (exchange.tables, reports.report_files) == (wiring.tables, wiring.report_files)
    wiring.store.close()
