"""The findings that a running process works with: computed once, carried over what changes."""

from __future__ import annotations

from services.network.findings.findings import Findings, findings, findings_after
from services.network.records.carried_value import CarriedValue
from services.network.records.live_network import LiveNetwork


class LiveFindings(CarriedValue[Findings]):
    """All findings of one process, and the supply and relations that they rest on."""

    def __init__(self, live: LiveNetwork) -> None:
        super().__init__(
            live,
            lambda snapshot: findings(snapshot),
            lambda before, snapshot, changed: findings_after(before, snapshot, changed),
        )
