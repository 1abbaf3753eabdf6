"""The findings that a running process works with: computed once, carried over what changes."""

from __future__ import annotations

import threading

from services.network.findings.findings import Findings, findings, findings_after
from services.network.records.live_network import LiveNetwork
from services.network.records.network import Network, Snapshot


class LiveFindings:
    """All findings of one process. Safe for threads."""

    def __init__(self, live: LiveNetwork) -> None:
        self._live = live
        self._finding = threading.Lock()
        self._found: tuple[Network, Findings] | None = None

    def on(self, snapshot: Snapshot) -> Findings:
        """All findings of a snapshot of a network of this process.

        Those of the last question are carried over what changed since; another day, an older
        network or more changes than are remembered are computed anew.
        """
        # One at a time: whoever waits needs the same findings, and mostly they are there then.
        with self._finding:
            if self._found is None:
                found = findings(snapshot)
            else:
                network, before = self._found
                if network is snapshot.network and before.coverage.day == snapshot.day:
                    return before
                changed = self._live.changed_between(network.revision, snapshot.revision)
                found = (
                    findings(snapshot)
                    if changed is None
                    else findings_after(before, snapshot, changed)
                )
            if self._found is None or snapshot.revision >= self._found[0].revision:
                self._found = snapshot.network, found
            return found
